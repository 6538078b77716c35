"""Matrices: terms by place, country or case, one word a cell; terms by region or theme, counts with their shade."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from casebook.catalog import Case, Catalog
from casebook.comparison import Matrix, MatrixCell, matrix
from casebook.views.view import EFFECTS, View, lower_first

COUNTED = ("regions", "themes")
"""The columns that hold many cases each: their cells count."""

SHADES = 5
SIGNS = {"hindered": "−", "mixed": "±", "enabled": "+", "": ""}


@dataclass(frozen=True)
class Count:
    """How many cases of a cell had an effect, or carry the term where there are no effects; its shade, 1 to 5."""

    effect: str
    number: int
    shade: int

    @property
    def sign(self) -> str:
        return SIGNS[self.effect]


def render_matrix(view: View, facet: str, cases: Sequence[Case], columns: str) -> Markup:
    """A real table of terms by place, country, region, theme or case; words and signs, never colour alone."""
    table = matrix(view.catalog, facet, cases, columns)  # type: ignore[arg-type]
    counts = counts_of(view.catalog, table) if columns in COUNTED else {}
    return view.render(
        "heat.html" if columns in COUNTED else "matrix.html", table=table, facet=facet, columns=columns, cases=cases,
        column=lambda id: column_label(view, columns, id), href=lambda id: column_href(view, columns, id),
        name=lambda cell: cell_name(view, cell), counts=counts, sizes=_sizes(table), said=_said(view, table, counts),
        words=lambda row, id: _in_words(view, counts[row, id]),
        link=lambda row, id: _cell_href(view, table, row, id),
    )


# Cells that count ------------------------------------------------------------------------------------------------

def counts_of(catalog: Catalog, table: Matrix) -> dict[tuple[str, str], tuple[Count, ...]]:
    """For each cell its counts: of hindered, mixed, enabled in this order, or one count where there are no effects."""
    kinds = EFFECTS if table.facet == "mechanisms" else ("",)
    found = {key: [_number(catalog, key[0], cell, kind) for kind in kinds] for key, cell in table.cells.items()}
    most = max((number for numbers in found.values() for number in numbers), default=0)
    return {key: tuple(Count(kind, number, shade_of(number, most)) for kind, number in zip(kinds, numbers, strict=True))
            for key, numbers in found.items()}


def _number(catalog: Catalog, term: str, cell: MatrixCell, effect: str) -> int:
    return sum(1 for id in cell.cases if not effect or catalog.cases[id].effects[term] == effect)


def shade_of(number: int, most: int) -> int:
    """0 for nothing, then 1 to 5: the figures themselves up to five, else their share of the largest."""
    if number <= 0:
        return 0
    return number if most <= SHADES else max(1, -(-SHADES * number // most))


def _sizes(table: Matrix) -> dict[str, int]:
    """How many cases stand in each column."""
    held: dict[str, set[str]] = {column: set() for column in table.columns}
    for (_, column), cell in table.cells.items():
        held[column].update(cell.cases)
    return {column: len(ids) for column, ids in held.items()}


def _said(view: View, table: Matrix, counts: Mapping[tuple[str, str], Sequence[Count]]) -> list[str]:
    """The cell with most cases hindered, and that with most enabled, in words; silent where no cell has two."""
    say = view.words.say
    sentences = {"hindered": say("Most often in the way: %(term)s (%(column)s), in %(some)s of %(all)s cases."),
                 "enabled": say("Most often a help: %(term)s (%(column)s), in %(some)s of %(all)s cases.")}
    sizes = _sizes(table)
    found = []
    for effect, sentence in sentences.items():
        number, key = _largest(table, counts, effect)
        if number > 1:
            found.append(sentence % {
                "term": lower_first(view.label(table.facet, key[0])), "some": view.words.number(number),
                "column": column_label(view, table.columns_kind, key[1]), "all": view.words.number(sizes[key[1]])})
    return found


def _largest(table: Matrix, counts: Mapping[tuple[str, str], Sequence[Count]], effect: str
             ) -> tuple[int, tuple[str, str]]:
    """The first of the largest counts, row by row."""
    cells: Iterable[tuple[str, str]] = ((row, column) for row in table.rows for column in table.columns)
    numbers = [(count.number, key) for key in cells for count in counts.get(key, ()) if count.effect == effect]
    return max(numbers, key=lambda found: found[0], default=(0, ("", "")))


def _in_words(view: View, counts: Sequence[Count]) -> str:
    """What a cell says to those who hear it: `hindered 3, enabled 1`."""
    if len(counts) == 1:
        return view.count("%(num)s case", "%(num)s cases", counts[0].number)
    return ", ".join(f"{lower_first(view.label('effects', count.effect))} {view.words.number(count.number)}"
                     for count in counts if count.number)


def _cell_href(view: View, table: Matrix, row: str, column: str) -> str:
    """The case, where a cell has one; the cases of a cell in Explore, where it has several."""
    cases = table.cells[row, column].cases
    if len(cases) == 1:
        return view.case_href(cases[0])
    return f"{view.explore_href(_ONE[table.facet], row)}&{_ONE[table.columns_kind]}={column}"


_ONE = {"methods": "method", "mechanisms": "mechanism", "mindsets": "mindset", "themes": "theme", "regions": "region"}
"""The facet of Explore that holds the terms of a list."""


# Columns ---------------------------------------------------------------------------------------------------------

def column_label(view: View, columns: str, id: str) -> str:
    if columns == "places":
        return view.place_name(id)
    if columns == "countries":
        return view.words.country(id)
    return view.label(columns, id) if columns in COUNTED else view.short_name(view.case(id))


def column_href(view: View, columns: str, id: str) -> str:
    if columns == "places":
        return view.place_href(id)
    if columns == "cases":
        return view.case_href(id)
    if columns == "themes":
        return view.term_href("themes", id)
    return view.explore_href({"countries": "country", "regions": "region"}[columns], id)


def cell_name(view: View, cell: MatrixCell) -> str:
    """The titles behind a cell, for those who point at it or hear it."""
    return "; ".join(view.case(id).study.title for id in cell.cases)
