"""Matrices: terms by place, country or case, one word a cell; terms by region or theme, counts with their shade.

What has more columns than a reader or a sheet of paper can take is shown region by region, each with its own table.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from casebook.catalog import Case, Catalog
from casebook.comparison import Matrix, MatrixCell, matrix
from casebook.views.view import EFFECTS, View, lower_first

COUNTED = ("regions", "themes")
"""The columns that hold many cases each: their cells count."""

MOST_COLUMNS = 25
"""A table with more columns is parted by region."""

WIDEST = 12
"""So many columns with a word in each cell stand side by side on a wide screen and on A4 across."""

SHADES = 5
SIGNS = {"hindered": "−", "mixed": "±", "enabled": "+", "": ""}


@dataclass(frozen=True)
class Part:
    """The columns of one region, or some of them: the anchor, the heading, the table, and what stands out in it."""

    id: str
    label: str
    size: str
    table: Matrix
    said: Sequence[str]


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
    parts = list(parts_of(view, table)) if columns not in COUNTED and len(table.columns) > MOST_COLUMNS else []
    return view.render(
        "heat.html" if columns in COUNTED else "matrix.html", table=table, facet=facet, columns=columns, parts=parts,
        column=lambda id: column_label(view, columns, id), href=lambda id: column_href(view, columns, id),
        name_of=lambda cell: cell_name(view, cell), counts=counts, sizes=_sizes(table), widest=WIDEST,
        said=_said(view, table, counts) if counts else stands_out(view, table) if parts else [],
        words=lambda row, id: _in_words(view, counts[row, id]),
        link=lambda row, id: _cell_href(view, table, row, id),
    )


# Tables of one region ---------------------------------------------------------------------------------------------

def parts_of(view: View, table: Matrix) -> Iterator[Part]:
    """The table region by region, in the order of the vocabulary; a large region in parts of nearly one size."""
    held: dict[str, list[str]] = {}
    for column in table.columns:
        held.setdefault(_region_of(view, table, column), []).append(column)
    for region in (id for id in view.catalog.vocabulary["regions"] if id in held):
        for number, (label, columns) in enumerate(_split(view, table, region, held[region]), 1):
            part = columns_only(table, columns)
            yield Part(region if number == 1 else f"{region}-{number}", label, _many(view, table, len(columns)), part,
                       stands_out(view, part))


def _region_of(view: View, table: Matrix, column: str) -> str:
    if table.columns_kind == "countries":
        return next(place.region for place in view.catalog.places.values() if place.country == column)
    return view.place(_place_of(view, table, column)).region


def _place_of(view: View, table: Matrix, column: str) -> str:
    return column if table.columns_kind == "places" else view.case(column).lead


def _split(view: View, table: Matrix, region: str, columns: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The columns with a heading: at most `WIDEST` together; a country that alone has more stands apart."""
    label = view.label("regions", region)
    if len(columns) <= WIDEST:
        yield label, columns
        return
    by_country: dict[str, list[str]] = {}
    for column in columns if table.columns_kind != "countries" else ():
        by_country.setdefault(view.place(_place_of(view, table, column)).country, []).append(column)
    large = {country: found for country, found in by_country.items() if len(found) > WIDEST}
    for country, found in large.items():
        yield from _chunks(view, table, f"{label}{view.words.say(':')} {view.words.country(country)}", found)
    rest = [column for column in columns if not any(column in found for found in large.values())]
    other = f"{label}{view.words.say(':')} {view.words.say('other countries')}" if large else label
    yield from _chunks(view, table, other, rest)


def _chunks(view: View, table: Matrix, label: str, columns: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Parts of nearly one size; where there are several, the heading says from where to where each goes."""
    number = -(-len(columns) // WIDEST)
    for at in range(number):
        found = columns[len(columns) * at // number:len(columns) * (at + 1) // number]
        ends = {"label": label, "first": column_label(view, table.columns_kind, found[0]),
                "last": column_label(view, table.columns_kind, found[-1])}
        yield (view.words.say("%(label)s, %(first)s to %(last)s") % ends if number > 1 else label), found


def columns_only(table: Matrix, columns: Sequence[str]) -> Matrix:
    """Some columns of a table with the rows that have evidence in them, the most frequent first."""
    cells = {key: cell for key, cell in table.cells.items() if key[1] in columns}
    counts = Counter[str]()
    for (row, _), cell in cells.items():
        counts[row] += len(cell.cases)
    rows = sorted((row for row in table.rows if counts[row]), key=lambda row: -counts[row])
    return replace(table, rows=tuple(rows), columns=tuple(columns), cells=cells)


def stands_out(view: View, table: Matrix) -> list[str]:
    """What a reader should see first in a table, in words; silent on what fewer than two columns show."""
    if not table.rows:
        return []
    if table.facet == "mechanisms":
        return _effects_that_stand_out(view, table)
    counts = Counter(row for row, _ in table.cells)
    terms = [f"{lower_first(view.label(table.facet, row))} ({view.words.number(number)})"
             for row, number in counts.most_common(3) if number > 1]
    among = _many(view, table, len(table.columns))
    said = view.words.say("Most often, among %(all)s: %(terms)s.") % {"all": among, "terms": view.words.listing(terms)}
    return [said] if terms else []


def _effects_that_stand_out(view: View, table: Matrix) -> list[str]:
    """The mechanism most often in the way, that most often a help, and the one on which the columns part most."""
    say = view.words.say
    counts = {row: Counter(effect for id in table.columns for effect in _effects_in(view.catalog, table, row, id))
              for row in table.rows}
    among = _many(view, table, len(table.columns))
    sentences = {"hindered": say("Most often in the way: %(term)s, in %(some)s of %(all)s."),
                 "enabled": say("Most often a help: %(term)s, in %(some)s of %(all)s.")}
    found = []
    for effect, sentence in sentences.items():
        term = max(counts, key=lambda row: counts[row][effect])
        if counts[term][effect] > 1:
            found.append(sentence % {"term": lower_first(view.label("mechanisms", term)), "all": among,
                                     "some": view.words.number(counts[term][effect])})
    parting = max(counts, key=lambda row: min(counts[row]["hindered"], counts[row]["enabled"]))
    if min(counts[parting]["hindered"], counts[parting]["enabled"]):
        found.append(say("Most divided: %(term)s, in the way in %(hindered)s and a help in %(enabled)s.") % {
            "term": lower_first(view.label("mechanisms", parting)),
            **{effect: view.words.number(counts[parting][effect]) for effect in sentences}})
    return found


def _effects_in(catalog: Catalog, table: Matrix, row: str, column: str) -> set[str]:
    cell = table.cells.get((row, column))
    return {catalog.cases[id].effects[row] for id in cell.cases} if cell else set()


def _many(view: View, table: Matrix, number: int) -> str:
    """`12 places`."""
    if table.columns_kind == "places":
        return view.count("%(num)s place", "%(num)s places", number)
    if table.columns_kind == "countries":
        return view.count("%(num)s country", "%(num)s countries", number)
    return view.count("%(num)s case", "%(num)s cases", number)


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
