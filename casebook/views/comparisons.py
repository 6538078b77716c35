"""Comparisons of chosen cases or places."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from markupsafe import Markup

from casebook.catalog import Case
from casebook.comparison import ONLY_ONE, Cell, Comparison, Entry, Finding, Row, compare, told
from casebook.views.findings import sentence, subject_names, tag
from casebook.views.view import View, load_templates
from casebook.words import Words

_FIELD = re.compile(r"(\w+)\[(\d+)\]")


@dataclass(frozen=True)
class Said:
    """A finding as it is shown: the word before it, the sentence, whether it is lifted."""

    finding: Finding
    tag: str
    text: str
    lift: bool


def render_comparison(view: View, ids: Sequence[str], *, level: int = 2) -> Markup:
    """Findings first, the opposites side by side, then every row. Raises UnknownId."""
    found = compare(view.catalog, ids)
    names = subject_names(view, found)
    return view.render(
        "comparison.html", comparison=found, names=names, said=_said(view, found, names), level=level,
        opposites=[finding for finding in found.findings
                   if finding.kind == "opposite" and finding.facet == "mechanisms"],
        rows=RowReader(view), heads={subject.id: _head(view, subject.cases) for subject in found.subjects},
    )


def _said(view: View, found: Comparison, names: dict[str, str]) -> list[Said]:
    return [Said(finding, tag(view, finding, len(found.subjects)), sentence(view, finding, names),
                 finding.kind == "opposite") for finding in told(found.findings)]


def _head(view: View, cases: Sequence[str]) -> list[Case]:
    return [view.case(id) for id in cases]


@dataclass(frozen=True)
class RowReader:
    """The words of the rows of a comparison: the computing gives ids and fields, this fetches their text."""

    view: View

    def group_label(self, id: str) -> str:
        return group_labels(self.view.words)[id]

    def row_label(self, group: str, row: Row) -> str:
        labels = row_labels(self.view.words)
        return labels[row.key] if row.key in labels else self.view.label(group, row.key)

    def mark(self, row: Row, subjects: int) -> str:
        held = sum(1 for cell in row.cells if cell.entries)
        return row_marks(self.view.words).get(row.mark, "") % {"some": held, "all": subjects}

    def by_case(self, comparison: Comparison, cell: Cell) -> list[tuple[Case | None, list[Entry]]]:
        """The entries of a cell by case; the case is named only where the subject has several."""
        cases = next(subject.cases for subject in comparison.subjects if subject.id == cell.subject)
        if len(cases) < 2:
            return [(None, list(cell.entries))]
        return [(self.view.case(id), list(entries)) for id, entries in groupby(cell.entries, key=lambda one: one.case)]

    @cached_property
    def show(self) -> Callable[..., str]:
        """The macro that writes an entry as HTML, of group, key of the row and entry; made once for all."""
        template = load_templates(self.view.words.language).get_template("comparison_cells.html")
        return template.make_module({"v": self.view, "rows": self}).show  # type: ignore[attr-defined, no-any-return]

    def first_paragraph(self, entry: Entry) -> Markup:
        case = self.view.case(entry.case)
        return self.view.text(case.study.challenge.split("\n\n")[0].strip(), case, of=case.study.challenge)

    def record(self, entry: Entry) -> Any:
        """The record of a case that an entry points at."""
        name, number = self._field(entry)
        return getattr(self.view.case(entry.case).study, name)[number]

    def term(self, group: str, entry: Entry) -> str:
        """The label of the term that an entry of a row of single terms carries."""
        use = self.record(entry)
        return self.view.label(group, getattr(use, group.removesuffix("s")))

    def fact(self, key: str, entry: Entry) -> Markup | str:
        """A fact of context in words."""
        view, value = self.view, entry.value
        facets = {"region": "regions", "income-group": "income_groups", "stage": "stages", "status": "statuses",
                  "themes": "themes"}
        if key in facets:
            return view.label(facets[key], value)
        if key == "size":
            return self._size(entry)
        if key == "period":
            return view.period(view.case(entry.case))
        return view.words.country(value) if key == "country" else view.words.language_name(value)

    def _size(self, entry: Entry) -> Markup:
        name, number = self._field(entry)
        place = getattr(self.view.case(entry.case).study, name)[number] if entry.case else entry.field
        label = self.view.label("place_sizes", entry.value)
        return Markup("{}, {}").format(label, self.view.residents(place))

    @staticmethod
    def _field(entry: Entry) -> tuple[str, int]:
        found = _FIELD.fullmatch(entry.field)
        return (found[1], int(found[2]) - 1) if found else ("", 0)


def group_labels(words: Words) -> dict[str, str]:
    """What each group of rows is called."""
    say = words.say
    return {"context": say("Context"), "challenge": say("Challenge"), "methods": say("Methods"),
            "mechanisms": say("Mechanisms"), "mindsets": say("Mindsets"), "experiments": say("Experiments"),
            "results": say("Results"), "setbacks": say("What did not work"), "lessons": say("Lessons"),
            "reuse": say("What you can take")}


def row_labels(words: Words) -> dict[str, str]:
    """What each row is called that is not called after its term."""
    say = words.say
    return {"size": say("Size"), "region": say("Region"), "country": say("Country"),
            "income-group": say("Income of the country"), "period": say("Period"), "stage": say("Stage"),
            "status": say("Status"), "languages": say("Languages"), "themes": say("Themes"),
            "challenge": say("What was wrong"), "experiments": say("What was put to the test"),
            "results": say("Figures"), "setbacks": say("Setbacks"), "lessons": say("For a colleague"),
            "reuse": say("To reuse"), ONLY_ONE: say("Only in one")}


def row_marks(words: Words) -> dict[str, str]:
    """The word that stands beside a row, by its mark."""
    say = words.say
    return {"opposite": say("opposite"), "differs": say("differs"), "shared": say("shared"),
            "other-verdict": say("other verdict"), "some": say("in %(some)s of %(all)s")}
