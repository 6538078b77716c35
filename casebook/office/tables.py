"""The catalog as tables for spreadsheets: headings in a language, numbers as numbers, full dates as dates."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from casebook.catalog import Case, Catalog, grade_of
from casebook.csv_text import as_csv
from casebook.text import plain_text
from casebook.typography import one_line
from casebook.values import is_web_address
from casebook.views.view import EFFECTS, Site, View
from casebook.words import Words

Cell = str | int | Decimal | date | None
Row = Sequence[Cell]
_FULL_DATE = len("2019-03-31")


@dataclass(frozen=True)
class Column:
    """A heading, and how wide its column is, in characters."""

    title: str
    width: int = 18


@dataclass(frozen=True)
class Table:
    """One sheet. `name` is its fixed name, `title` what readers see; every row has a cell for each column."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]


def catalog_tables(catalog: Catalog, words: Words, *, address: str = "") -> list[Table]:
    """All tables of a catalog; `address` is that of this language's pages on the web."""
    view = View(Site(catalog.in_language(words.language), words, address=address), "")
    found = _columns(words.say)
    return [Table(name, title, [Column(*column) for column in columns], _each(view, _ROWS[name]))
            for name, (title, columns) in found.items()]


def table_as_csv(table: Table) -> str:
    """A table as spreadsheets open it: UTF-8 with its mark, all in quotes, nothing that is taken for a formula."""
    head = [column.title for column in table.columns]
    return "\ufeff" + as_csv([head, *([_written(cell) for cell in row] for row in table.rows)])


def day_or_text(text: str | None) -> date | str | None:
    """A full date as a date; `2019` and `2019-03` stay as they are, since they are no days."""
    return date.fromisoformat(text) if text and len(text) == _FULL_DATE else text


def _written(cell: Cell) -> str | int | Decimal:
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else cell


def _each(view: View, rows: Callable[[View, Case], Iterator[Row]]) -> list[Row]:
    return [row for case in view.catalog.cases.values() for row in rows(view, case)]


def _columns(say: Callable[[str], str]) -> dict[str, tuple[str, list[tuple[str, int]]]]:
    """The title and the columns of each table; all begin with the case and its place."""
    head = [(say("Case"), 32), (say("Place"), 24)]
    how = (say("How"), 80)
    return {
        "cases": (say("Cases"), [*head, *_case_columns(say)]),
        "mechanisms": (say("Mechanisms"), [
            *head, (say("Mechanism"), 28), (say("Effect"), 12), how, (say("What they did"), 50),
            (say("Did it move?"), 14)]),
        "methods": (say("Methods"), [*head, (say("Method"), 28), how]),
        "mindsets": (say("Mindsets"), [*head, (say("Mindset"), 28), how]),
        "experiments": (say("Experiments"), [
            *head, (say("Question"), 40), (say("What was put to the test"), 24), (say("We believed"), 50),
            (say("How it was tested"), 50), (say("We found"), 50), (say("Verdict"), 16), (say("Decision"), 16)]),
        "results": (say("Results"), [
            *head, (say("Figure"), 14), (say("Unit"), 18), (say("Result"), 70), (say("Kind"), 12),
            (say("Reported by"), 22), (say("Evidence"), 30), (say("Source"), 8), (say("Address"), 40)]),
        "sources": (say("Sources"), [
            *head, (say("Number"), 8), (say("Title"), 60), (say("Publisher"), 30), (say("Date"), 12), (say("Kind"), 18),
            (say("Address"), 60)]),
    }


def _case_columns(say: Callable[[str], str]) -> list[tuple[str, int]]:
    return [
        (say("Title"), 50), (say("Lesson"), 80), (say("Country"), 18), (say("Region"), 20), (say("Size"), 14),
        (say("Residents"), 14), (say("Themes"), 30), (say("Networks"), 20), (say("Status"), 14), (say("Stage"), 16),
        (say("Start"), 12), (say("End"), 12), (say("Hindered"), 40), (say("Mixed"), 40), (say("Enabled"), 40),
        (say("Methods"), 40), (say("Mindsets"), 30), (say("Cost"), 14), (say("Currency"), 10), (say("Results"), 9),
        (say("Setbacks"), 9), (say("Sources"), 9), (say("Last checked"), 12), (say("Language of the text"), 12),
        (say("Address"), 50),
    ]


def _start(view: View, case: Case) -> tuple[str, str]:
    return case.id, view.place_names(case.study.places)


def _case_rows(view: View, case: Case) -> Iterator[Row]:
    study, period, budget = case.study, case.study.period, case.study.budget
    lead, size = view.place(case.lead), view.catalog.size_of(case.lead)
    effects = ([id for id, effect in case.effects.items() if effect == wanted] for wanted in EFFECTS)
    yield (
        *_start(view, case), _plain(study.title), _plain(study.summary), ", ".join(view.countries(case)),
        view.label("regions", lead.region), view.label("place_sizes", size) if size else None,
        lead.population.value if lead.population else None, _labels(view, "themes", study.themes),
        _labels(view, "networks", study.networks), _label(view, "statuses", study.status),
        _label(view, "stages", study.stage), day_or_text(period.start if period else None),
        day_or_text(period.end if period else None), *(_labels(view, "mechanisms", ids) for ids in effects),
        _labels(view, "methods", case.tags["methods"]), _labels(view, "mindsets", case.tags["mindsets"]),
        budget.amount if budget else None, budget.currency if budget else None, len(study.results),
        len(study.setbacks), len(study.sources), day_or_text(study.checked),
        view.words.language_name(case.language_of(study.title)),
        view.site.address and f"{view.site.address}cases/{case.id}.html" or None,
    )


def _mechanism_rows(view: View, case: Case) -> Iterator[Row]:
    for use in case.study.mechanisms:
        yield (*_start(view, case), view.label("mechanisms", use.mechanism), view.label("effects", use.effect),
               _words(use.how), _words(use.response), _label(view, "moves", use.moved))


def _method_rows(view: View, case: Case) -> Iterator[Row]:
    for use in case.study.methods:
        yield *_start(view, case), view.label("methods", use.method), _words(use.how)


def _mindset_rows(view: View, case: Case) -> Iterator[Row]:
    for use in case.study.mindsets:
        yield *_start(view, case), view.label("mindsets", use.mindset), _words(use.how)


def _experiment_rows(view: View, case: Case) -> Iterator[Row]:
    for one in case.study.experiments:
        yield (*_start(view, case), _words(one.question), view.label("tests", one.tests), _words(one.assumption),
               _words(one.how), _words(one.finding), view.label("verdicts", one.verdict),
               view.label("decisions", one.decision))


def _result_rows(view: View, case: Case) -> Iterator[Row]:
    for result in case.study.results:
        yield (*_start(view, case), result.value, result.unit, _words(result.what),
               view.label("result_kinds", result.kind), view.label("reporters", result.reported_by),
               view.label("evidence", grade_of(result)), result.source, case.study.sources[result.source - 1].url)


def _source_rows(view: View, case: Case) -> Iterator[Row]:
    for number, source in enumerate(case.study.sources, 1):
        yield (*_start(view, case), number, source.title, source.publisher, day_or_text(source.date),
               view.label("source_kinds", source.kind), source.url)


_ROWS: dict[str, Callable[[View, Case], Iterator[Row]]] = {
    "cases": _case_rows, "mechanisms": _mechanism_rows, "methods": _method_rows, "mindsets": _mindset_rows,
    "experiments": _experiment_rows, "results": _result_rows, "sources": _source_rows}


def _label(view: View, facet: str, id: str | None) -> str | None:
    return view.label(facet, id) if id else None


def _labels(view: View, facet: str, ids: Sequence[str]) -> str | None:
    return "; ".join(view.label(facet, id) for id in ids) or None


def _plain(text: str) -> str:
    return one_line(plain_text(text))


def _words(text: str | None) -> str | None:
    """The words of a note; its sources are numbered in the sheet of sources."""
    return _plain(text) if text else None


def is_link(cell: Any) -> bool:
    """Whether a cell is an address on the web and nothing else."""
    return isinstance(cell, str) and " " not in cell and is_web_address(cell)
