"""What cases and places share, where they differ and where the same mechanism had opposite effects, as data.

Knows nothing of pages, HTML or languages: sentences are made by the views. Everything is read from tagged data; nothing
is inferred from prose. Work is linear in the tags of the cases that are handed in.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Literal

from casebook.catalog import Case, Catalog, grade_of
from casebook.model import NONE_FOUND, Experiment
from casebook.problems import field_name
from casebook.validation import nearest
from casebook.vocabulary import TAGGED

Kind = Literal["opposite", "other-verdict", "differs", "shared", "some", "unknown"]
Columns = Literal["places", "countries", "regions", "cases"]
Reason = Literal["hindered-with-response", "enabled", "experiment-with-finding", "most-evidence"]
Ids = str | Sequence[str] | None

KINDS: tuple[Kind, ...] = ("opposite", "other-verdict", "differs", "shared", "some", "unknown")
"""The kinds of findings in the order in which they are told."""

FACET_ORDER = ("mechanisms", "methods", "mindsets", "themes", "experiments", "results")
DIFFERS = "differs"
UNKNOWN = "unknown"
ONLY_ONE = "only-one"
CONTEXT = ("size", "region", "country", "income-group", "period", "stage", "status", "languages", "themes")
LEAST_DIFFERENCE, MOST_ALSO = 2, 6
LEAST_TOGETHER, MOST_TOGETHER = 2, 8
FEW_CASES = 3
_CITATION = re.compile(r"\[(\d{1,4})\](?!\()")


class UnknownId(Exception):
    """An id that no case, place or term has. `facet` says what was looked for; it is empty for a case or a place."""

    def __init__(self, id: str, nearest: str, facet: str = "") -> None:
        super().__init__(id, nearest, facet)
        self.id, self.nearest, self.facet = id, nearest, facet

    def __str__(self) -> str:
        return f'"{self.id}" is not known; nearest: {self.nearest}'


# The records -----------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Evidence:
    """Where a statement comes from: a case, the field as people write it (`mechanisms[2]`), the sources it cites."""

    case: str
    field: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Subject:
    """What is compared: a case, or a place with all its cases."""

    kind: Literal["case", "place"]
    id: str
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """What one subject has to say: an effect, a verdict, or "" for a plain tag; `differs` where its own cases do."""

    subject: str
    value: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Finding:
    """A statement about the subjects that carry a term. `term` is "" where the whole facet is not known."""

    kind: Kind
    facet: str
    term: str
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Entry:
    """One thing in a cell; its text is found through case and field.

    `value` is an effect, a verdict, an id, a code, a period as `start/end`, `none-found`, or "" where only text stands
    there. For a fact of a place that has no case, `case` is empty and `field` is the id of the place.
    """

    case: str
    field: str
    value: str


@dataclass(frozen=True)
class Cell:
    """What one subject has in a row. No entries: not known from the sources."""

    subject: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Row:
    """One line of the comparison with a cell for each subject; `mark` is the kind of finding it proves, or ""."""

    key: str
    mark: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Group:
    """Rows that belong together."""

    id: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Comparison:
    """What a comparison says, and the rows that prove it."""

    subjects: tuple[Subject, ...]
    findings: tuple[Finding, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Use:
    """A tag of a case: `index` counts from 0 in the list of that facet in the study."""

    case: str
    index: int
    has_response: bool


@dataclass(frozen=True)
class Also:
    """In how many of the hindered and of the enabled cases something else was found."""

    facet: str
    term: str
    effect: str
    hindered: int
    enabled: int


@dataclass(frozen=True)
class BalanceSheet:
    """Where a mechanism hindered, cut both ways and enabled, and what else those cases had."""

    mechanism: str
    hindered: tuple[Use, ...]
    mixed: tuple[Use, ...]
    enabled: tuple[Use, ...]
    also: tuple[Also, ...]


@dataclass(frozen=True)
class Together:
    """How many cases of a term carry another one too."""

    facet: str
    term: str
    effect: str
    count: int


@dataclass(frozen=True)
class TermSheet:
    """The cases of a term, and the terms most often found with it."""

    facet: str
    term: str
    uses: tuple[Use, ...]
    together: tuple[Together, ...]


@dataclass(frozen=True)
class MatrixCell:
    """The cases of a column that carry a term, and the effect they agree on, `differs`, or "" for plain tags."""

    effect: str
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Matrix:
    """Terms by columns. A pair that is not in `cells` has no evidence."""

    facet: str
    columns_kind: Columns
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], MatrixCell] = field(hash=False)


@dataclass(frozen=True)
class Coverage:
    """What the catalog holds and what it lacks; counts are cases, but `grades` counts results.

    A case counts once in each size, country and region of its places; a size that is not known counts as `unknown`.
    """

    theme_regions: Mapping[tuple[str, str], int] = field(hash=False)
    sizes: Mapping[str, int] = field(hash=False)
    countries: Mapping[str, int] = field(hash=False)
    languages: Mapping[str, int] = field(hash=False)
    grades: Mapping[str, int] = field(hash=False)
    without_results: tuple[str, ...]
    without_independent: tuple[str, ...]
    rare_terms: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class _Tag:
    """A tag as it stands in a case; `value` is the effect of a mechanism, else ""."""

    case: str
    facet: str
    term: str
    value: str
    index: int
    how: str

    @property
    def field(self) -> str:
        return field_name((self.facet, self.index))

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.case, self.field, _citations(self.how))


Fact = tuple[str, str, str]
"""Facet, term and effect: what two cases can have in common."""


# Subjects --------------------------------------------------------------------------------------------------------

def find_subjects(catalog: Catalog, ids: Iterable[str]) -> tuple[Subject, ...]:
    """The cases and places of a list of ids, each once, in the order given; an id of both kinds is the case."""
    return tuple(_subject(catalog, id) for id in dict.fromkeys(ids))


def _subject(catalog: Catalog, id: str) -> Subject:
    if id in catalog.cases:
        return Subject("case", id, (id,))
    if id in catalog.places:
        return Subject("place", id, tuple(case.id for case in catalog.cases_of(id)))
    raise UnknownId(id, nearest(id, [*catalog.cases, *catalog.places]))


# Comparing -------------------------------------------------------------------------------------------------------

def compare(catalog: Catalog, ids: Iterable[str]) -> Comparison:
    """Two to four cases or places side by side: the findings first, then every row."""
    subjects = find_subjects(catalog, ids)
    tags = {subject.id: _tags_of_subject(catalog, subject) for subject in subjects}
    found = [*_term_findings(subjects, tags), *_verdict_findings(catalog, subjects), *_unknowns(catalog, subjects)]
    findings = tuple(sorted(found, key=lambda finding: _rank(catalog, finding)))
    return Comparison(subjects, findings, _groups(catalog, subjects, tags, findings))


Tags = Mapping[str, Sequence[_Tag]]
"""The tags of each subject."""


def _tags_of(case: Case) -> Iterator[_Tag]:
    study = case.study
    for index, method in enumerate(study.methods):
        yield _Tag(case.id, "methods", method.method, "", index, method.how)
    for index, mechanism in enumerate(study.mechanisms):
        yield _Tag(case.id, "mechanisms", mechanism.mechanism, mechanism.effect, index, mechanism.how)
    for index, mindset in enumerate(study.mindsets):
        yield _Tag(case.id, "mindsets", mindset.mindset, "", index, mindset.how)
    for index, theme in enumerate(study.themes):
        yield _Tag(case.id, "themes", theme, "", index, "")


def _tags_of_subject(catalog: Catalog, subject: Subject) -> list[_Tag]:
    return [tag for id in subject.cases for tag in _tags_of(catalog.cases[id])]


def _citations(*texts: str) -> tuple[int, ...]:
    """The numbers of the sources cited, in order, each once."""
    return tuple(dict.fromkeys(int(number) for text in texts for number in _CITATION.findall(text)))


def _term_findings(subjects: Sequence[Subject], tags: Tags) -> Iterator[Finding]:
    carried: dict[tuple[str, str], dict[str, list[_Tag]]] = {}
    for subject in subjects:
        for tag in tags[subject.id]:
            carried.setdefault((tag.facet, tag.term), {}).setdefault(subject.id, []).append(tag)
    for (facet, term), holders in carried.items():
        sides = tuple(_side(subject, found) for subject, found in holders.items())
        kind = kind_of([side.value for side in sides], len(subjects))
        if kind:
            yield Finding(kind, facet, term, sides)


def _side(subject: str, tags: Sequence[_Tag]) -> Side:
    return Side(subject, common([tag.value for tag in tags]), tuple(tag.evidence for tag in tags))


def common(values: Iterable[str]) -> str:
    """The one value that all give, else `differs`."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else DIFFERS


def kind_of(values: Sequence[str], subjects: int) -> Kind | None:
    """What the values of those who carry a term amount to, among so many subjects; None if only one carries it."""
    if len(values) < 2:
        return None
    if {"enabled", "hindered"} <= set(values):
        return "opposite"
    if len(values) < subjects:
        return "some"
    return "differs" if common(values) == DIFFERS else "shared"


def _verdict_findings(catalog: Catalog, subjects: Sequence[Subject]) -> Iterator[Finding]:
    """The same test with the other verdict: all known verdicts of one say supported, all of another refuted."""
    sides: dict[str, list[Side]] = {}
    for subject in subjects:
        known: dict[str, list[tuple[str, Evidence]]] = {}
        for experiment, evidence in _experiments(catalog, subject):
            if experiment.verdict != UNKNOWN:
                known.setdefault(experiment.tests, []).append((experiment.verdict, evidence))
        for tests, found in known.items():
            value = common(verdict for verdict, _ in found)
            sides.setdefault(tests, []).append(Side(subject.id, value, tuple(evidence for _, evidence in found)))
    for tests, held in sides.items():
        if {"supported", "refuted"} <= {side.value for side in held}:
            yield Finding("other-verdict", "experiments", tests, tuple(held))


def _experiments(catalog: Catalog, subject: Subject) -> Iterator[tuple[Experiment, Evidence]]:
    for id in subject.cases:
        for index, experiment in enumerate(catalog.cases[id].study.experiments):
            cited = _citations(experiment.how, experiment.finding)
            yield experiment, Evidence(id, field_name(("experiments", index)), cited)


def _unknowns(catalog: Catalog, subjects: Sequence[Subject]) -> Iterator[Finding]:
    """Who has no results at all, and whose experiments all have an unknown verdict."""
    silent = tuple(Side(subject.id, "", ()) for subject in subjects
                   if not any(catalog.cases[id].study.results for id in subject.cases))
    if silent:
        yield Finding("unknown", "results", "", silent)
    untold = []
    for subject in subjects:
        found = list(_experiments(catalog, subject))
        if found and all(experiment.verdict == UNKNOWN for experiment, _ in found):
            untold.append(Side(subject.id, UNKNOWN, tuple(evidence for _, evidence in found)))
    if untold:
        yield Finding("unknown", "experiments", "", tuple(untold))


def _rank(catalog: Catalog, finding: Finding) -> tuple[int, int, int, int]:
    """By kind, then facet, then rarer terms, then the order of the vocabulary."""
    rarity = len(catalog.cases_with(finding.facet, finding.term))
    return (KINDS.index(finding.kind), FACET_ORDER.index(finding.facet), rarity,
            _position(catalog, "tests" if finding.facet == "experiments" else finding.facet, finding.term))


def _position(catalog: Catalog, facet: str, term: str) -> int:
    terms = list(catalog.vocabulary[facet])
    return terms.index(term) if term in terms else len(terms)


# Rows ------------------------------------------------------------------------------------------------------------

def _groups(catalog: Catalog, subjects: Sequence[Subject], tags: Tags,
            findings: Sequence[Finding]) -> tuple[Group, ...]:
    marks = {(finding.facet, finding.term): finding.kind for finding in findings}

    def group(id: str, read: Callable[[Case], Iterable[Entry]]) -> Group:
        mark = next((finding.kind for finding in findings if finding.facet == id), "")
        return Group(id, (Row(id, mark, _cells(catalog, subjects, read)),))

    def tagged(facet: str) -> Group:
        order = [finding.term for finding in findings if finding.facet == facet]
        rows = [_term_row(subjects, tags, facet, term, marks[facet, term]) for term in order]
        return Group(facet, (*rows, *_only_one(catalog, subjects, tags, facet, order)))

    return (_context(catalog, subjects), group("challenge", lambda case: [Entry(case.id, "challenge", "")]),
            tagged("methods"), tagged("mechanisms"), tagged("mindsets"), group("experiments", _experiment_entries),
            group("results", _result_entries), group("setbacks", _setback_entries),
            group("lessons", _lesson_entries), group("reuse", _reuse_entries))


def _cells(catalog: Catalog, subjects: Sequence[Subject], read: Callable[[Case], Iterable[Entry]]) -> tuple[Cell, ...]:
    return tuple(Cell(subject.id, tuple(entry for id in subject.cases for entry in read(catalog.cases[id])))
                 for subject in subjects)


def _entry_of(tag: _Tag) -> Entry:
    return Entry(tag.case, tag.field, tag.value or tag.term)


def _term_row(subjects: Sequence[Subject], tags: Tags, facet: str, term: str, mark: Kind) -> Row:
    cells = [Cell(subject.id, tuple(_entry_of(tag) for tag in tags[subject.id]
                                    if (tag.facet, tag.term) == (facet, term))) for subject in subjects]
    return Row(term, mark, tuple(cells))


def _only_one(catalog: Catalog, subjects: Sequence[Subject], tags: Tags, facet: str,
              told: Sequence[str]) -> Iterator[Row]:
    """The row of the terms that only one subject carries; a case whose sources show no mindset says so here."""
    cells = []
    for subject in subjects:
        entries = [_entry_of(tag) for tag in tags[subject.id] if tag.facet == facet and tag.term not in told]
        if facet == "mindsets":
            entries += [Entry(id, facet, NONE_FOUND) for id in subject.cases if not catalog.cases[id].study.mindsets]
        cells.append(Cell(subject.id, tuple(entries)))
    if any(cell.entries for cell in cells):
        yield Row(ONLY_ONE, "", tuple(cells))


def _numbered(case: Case, name: str, values: Iterable[str]) -> list[Entry]:
    return [Entry(case.id, field_name((name, index)), value) for index, value in enumerate(values)]


def _experiment_entries(case: Case) -> list[Entry]:
    return _numbered(case, "experiments", (experiment.verdict for experiment in case.study.experiments))


def _result_entries(case: Case) -> list[Entry]:
    return _numbered(case, "results", (result.kind for result in case.study.results))


def _setback_entries(case: Case) -> list[Entry]:
    told = _numbered(case, "setbacks", ("" for _ in case.study.setbacks))
    return told or [Entry(case.id, "setbacks", NONE_FOUND)]


def _lesson_entries(case: Case) -> list[Entry]:
    return _numbered(case, "lessons", ("" for _ in case.study.lessons))


def _reuse_entries(case: Case) -> list[Entry]:
    return _numbered(case, "reuse", (item.kind for item in case.study.reuse))


def _context(catalog: Catalog, subjects: Sequence[Subject]) -> Group:
    return Group("context", tuple(Row(key, "", _context_cells(catalog, subjects, key)) for key in CONTEXT))


def _context_cells(catalog: Catalog, subjects: Sequence[Subject], key: str) -> tuple[Cell, ...]:
    read = CASE_FACTS.get(key)
    if read:
        return _cells(catalog, subjects, read)
    return tuple(Cell(subject.id, tuple(_place_entries(catalog, subject, key))) for subject in subjects)


def _period_entries(case: Case) -> list[Entry]:
    period = case.study.period
    return [Entry(case.id, "period", f"{period.start}/{period.end or ''}")] if period else []


def _stage_entries(case: Case) -> list[Entry]:
    return [Entry(case.id, "stage", case.study.stage)] if case.study.stage else []


def _status_entries(case: Case) -> list[Entry]:
    return [Entry(case.id, "status", case.study.status)] if case.study.status else []


def _theme_entries(case: Case) -> list[Entry]:
    return _numbered(case, "themes", case.study.themes)


CASE_FACTS: Mapping[str, Callable[[Case], list[Entry]]] = {
    "period": _period_entries, "stage": _stage_entries, "status": _status_entries, "themes": _theme_entries,
}
"""The facts of context that a case states itself; the others are facts of its places."""


def _place_entries(catalog: Catalog, subject: Subject, key: str) -> list[Entry]:
    """A fact of the places of a subject. Equal values are told once, but each size, for its number of residents."""
    found: dict[tuple[str, str], Entry] = {}
    for case, name, place in _places_of(catalog, subject):
        for value in place_facts(catalog, place, key):
            found.setdefault((value, name if key == "size" else ""), Entry(case, name, value))
    return list(found.values())


def _places_of(catalog: Catalog, subject: Subject) -> list[tuple[str, str, str]]:
    """The places of a subject as case, field and id; a place is named by the first case that it has."""
    if not subject.cases:
        return [("", subject.id, subject.id)]
    case = catalog.cases[subject.cases[0]]
    named = [(case.id, field_name(("places", index)), place) for index, place in enumerate(case.study.places)]
    return [row for row in named if subject.kind == "case" or row[2] == subject.id]


def place_facts(catalog: Catalog, place_id: str, key: str) -> tuple[str, ...]:
    """What is known of a place under a key of context: size, region, country, income-group, languages."""
    place = catalog.places.get(place_id)
    if not place:
        return ()
    size = catalog.size_of(place_id)
    facts: dict[str, tuple[str, ...]] = {
        "size": (size,) if size else (), "region": (place.region,), "country": (place.country,),
        "income-group": (place.income_group.value,) if place.income_group else (), "languages": place.languages,
    }
    return facts[key]


# Sheets ----------------------------------------------------------------------------------------------------------

def balance_sheet(catalog: Catalog, mechanism: str, cases: Iterable[Case]) -> BalanceSheet:
    """Where a mechanism hindered, cut both ways and enabled among cases, and what set the two sides apart."""
    held: dict[str, list[Case]] = {}
    for case in cases:
        if mechanism in case.effects:
            held.setdefault(case.effects[mechanism], []).append(case)
    hindered, mixed, enabled = (
        _uses(held.get(effect, []), "mechanisms", mechanism) for effect in ("hindered", "mixed", "enabled"))
    also = _also(catalog, mechanism, held.get("hindered", []), held.get("enabled", []))
    return BalanceSheet(mechanism, hindered, mixed, enabled, also)


def _uses(cases: Iterable[Case], facet: str, term: str) -> tuple[Use, ...]:
    """Those with a response first, then by number of sources, then by id."""
    def rank(pair: tuple[Case, Use]) -> tuple[bool, int, str]:
        return not pair[1].has_response, -len(pair[0].study.sources), pair[0].id

    found = [(case, _use(case, facet, term)) for case in cases if term in case.tags[facet]]
    return tuple(use for _, use in sorted(found, key=rank))


def _use(case: Case, facet: str, term: str) -> Use:
    index = case.tags[facet].index(term)
    return Use(case.id, index, facet == "mechanisms" and case.study.mechanisms[index].response is not None)


def _also(catalog: Catalog, mechanism: str, hindered: Sequence[Case], enabled: Sequence[Case]) -> tuple[Also, ...]:
    left, right = (Counter(fact for case in cases for fact in _facts(catalog, case)) for cases in (hindered, enabled))
    rows = [Also(*fact, left[fact], right[fact]) for fact in {**left, **right}
            if abs(left[fact] - right[fact]) >= LEAST_DIFFERENCE and fact[1] != mechanism]
    order = _fact_order(catalog)
    rows.sort(key=lambda row: (-abs(row.hindered - row.enabled), order((row.facet, row.term, row.effect))))
    return tuple(rows[:MOST_ALSO])


def _facts(catalog: Catalog, case: Case) -> set[Fact]:
    """The tags of a case and the regions of its places."""
    places = (catalog.places[id] for id in case.study.places if id in catalog.places)
    return _tag_facts(case) | {("regions", place.region, "") for place in places}


def _tag_facts(case: Case) -> set[Fact]:
    return {(facet, term, effect) for facet in TAGGED for term, effect in _effects_of(case, facet).items()}


def _fact_order(catalog: Catalog) -> Callable[[Fact], tuple[int, str]]:
    """A sort key: the order of the facets and of the vocabulary."""
    facets = (*FACET_ORDER[:4], "regions")
    places = {(facet, term): at for at, (facet, term) in enumerate(
        (facet, term) for facet in facets for term in catalog.vocabulary[facet])}
    return lambda fact: (places.get(fact[:2], len(places)), fact[2])


def term_sheet(catalog: Catalog, facet: str, term: str, cases: Iterable[Case]) -> TermSheet:
    """The uses of a term among cases, and the other terms most often found with it."""
    held = [case for case in cases if term in case.tags[facet]]
    counts = Counter(fact for case in held for fact in _tag_facts(case) if fact[:2] != (facet, term))
    order = _fact_order(catalog)
    often = sorted(((fact, count) for fact, count in counts.items() if count >= LEAST_TOGETHER),
                   key=lambda item: (-item[1], order(item[0])))
    together = tuple(Together(*fact, count) for fact, count in often[:MOST_TOGETHER])
    return TermSheet(facet, term, _uses(held, facet, term), together)


def read_first(catalog: Catalog, cases: Iterable[Case], limit: int = 3, *,
               mechanism: str | None = None) -> tuple[tuple[str, Reason], ...]:
    """Which cases to read first and why, at most one from a place: the best for each reason, then the best evidence.

    With a mechanism, only its effect counts as hindered or enabled.
    """
    left = sorted(cases, key=lambda case: (*_weight(case), case.id))
    chosen: list[tuple[str, Reason]] = []
    reasons: list[Reason] = [*READING, *repeat(MOST_EVIDENCE, limit)]
    for reason in reasons:
        case = next((case for case in left if _is_reason(case, reason, mechanism)), None)
        if case and len(chosen) < limit:
            chosen.append((case.id, reason))
            left = [other for other in left if not set(other.study.places) & set(case.study.places)]
    return tuple(chosen)


READING: tuple[Reason, ...] = ("hindered-with-response", "enabled", "experiment-with-finding")
MOST_EVIDENCE: Reason = "most-evidence"


def _weight(case: Case) -> tuple[int, int]:
    """Less is better: results known from outside, then sources."""
    return -sum(grade_of(result) != "own-account" for result in case.study.results), -len(case.study.sources)


def _is_reason(case: Case, reason: Reason, mechanism: str | None) -> bool:
    uses = [use for use in case.study.mechanisms if mechanism in (None, use.mechanism)]
    if reason == "hindered-with-response":
        return any(use.effect == "hindered" and use.response for use in uses)
    if reason == "enabled":
        return any(use.effect == "enabled" for use in uses)
    if reason == "experiment-with-finding":
        return any(experiment.verdict != UNKNOWN for experiment in case.study.experiments)
    return True


# Many cases ------------------------------------------------------------------------------------------------------

def matrix(catalog: Catalog, facet: str, cases: Iterable[Case], columns: Columns) -> Matrix:
    """Which term is found in which column. Regions stand in the order of the vocabulary, cases as given, else by id."""
    held: dict[tuple[str, str], list[tuple[str, str]]] = {}
    seen: dict[str, None] = {}
    counts: Counter[str] = Counter()
    for case in cases:
        effects = _effects_of(case, facet)
        counts.update(effects.keys())
        for column in _columns_of(catalog, case, columns):
            seen[column] = None
            for term, effect in effects.items():
                held.setdefault((term, column), []).append((case.id, effect))
    cells = {key: MatrixCell(common(effect for _, effect in found), tuple(id for id, _ in found))
             for key, found in held.items()}
    rows = sorted(counts, key=lambda term: (-counts[term], _position(catalog, facet, term)))
    return Matrix(facet, columns, tuple(rows), _in_column_order(catalog, seen, columns), cells)


def _effects_of(case: Case, facet: str) -> dict[str, str]:
    """The terms of a facet with their effect, "" for all but mechanisms."""
    return case.effects if facet == "mechanisms" else dict.fromkeys(case.tags[facet], "")


def _columns_of(catalog: Catalog, case: Case, columns: Columns) -> list[str]:
    if columns == "cases":
        return [case.id]
    if columns == "places":
        return list(case.study.places)
    key = {"countries": "country", "regions": "region"}[columns]
    return list(dict.fromkeys(value for id in case.study.places for value in place_facts(catalog, id, key)))


def _in_column_order(catalog: Catalog, found: Iterable[str], columns: Columns) -> tuple[str, ...]:
    if columns == "cases":
        return tuple(found)
    if columns == "regions":
        return tuple(sorted(found, key=lambda region: _position(catalog, "regions", region)))
    return tuple(sorted(found))


def opposites(catalog: Catalog, cases: Iterable[Case], limit: int) -> tuple[Finding, ...]:
    """The mechanisms that enabled at least one case and hindered another, the most balanced first; every side named."""
    held: dict[str, list[tuple[Case, str]]] = {}
    for case in cases:
        for mechanism, effect in case.effects.items():
            held.setdefault(mechanism, []).append((case, effect))
    ranked = sorted((_imbalance(catalog, mechanism, Counter(effect for _, effect in found)), mechanism)
                    for mechanism, found in held.items() if {"enabled", "hindered"} <= {effect for _, effect in found})
    return tuple(_opposite(mechanism, held[mechanism]) for _, mechanism in ranked[:limit])


def _imbalance(catalog: Catalog, mechanism: str, counts: Counter[str]) -> tuple[int, int, int]:
    """Less is more balanced: the smaller of the two counts should be large, and the two near each other."""
    hindered, enabled = counts["hindered"], counts["enabled"]
    return -min(hindered, enabled), abs(hindered - enabled), _position(catalog, "mechanisms", mechanism)


def _opposite(mechanism: str, found: Iterable[tuple[Case, str]]) -> Finding:
    sides = []
    for case, effect in found:
        use = _use(case, "mechanisms", mechanism)
        cited = _citations(case.study.mechanisms[use.index].how)
        sides.append(Side(case.id, effect, (Evidence(case.id, field_name(("mechanisms", use.index)), cited),)))
    return Finding("opposite", "mechanisms", mechanism, tuple(sides))


def coverage(catalog: Catalog) -> Coverage:
    """Counts of what there is and what is missing: every theme, region, size and grade is named, zeros too."""
    cases, vocabulary = list(catalog.cases.values()), catalog.vocabulary
    pairs = Counter((theme, region) for case in cases for theme in case.study.themes
                    for region in _columns_of(catalog, case, "regions"))
    sizes = Counter(size for case in cases for size in _sizes_of(catalog, case))
    grades = Counter(grade_of(result) for case in cases for result in case.study.results)
    return Coverage(
        theme_regions={(theme, region): pairs[theme, region]
                       for theme in vocabulary["themes"] for region in vocabulary["regions"]},
        sizes={size: sizes[size] for size in (*vocabulary["place_sizes"], UNKNOWN)},
        countries=_counted(country for case in cases for country in _columns_of(catalog, case, "countries")),
        languages=_counted(case.study.language for case in cases),
        grades={grade: grades[grade] for grade in dict.fromkeys((*vocabulary["evidence"], *grades))},
        without_results=tuple(case.id for case in cases if not case.study.results),
        without_independent=tuple(case.id for case in cases if "independent" not in case.grades),
        rare_terms=tuple(_rare_terms(catalog)),
    )


def _rare_terms(catalog: Catalog) -> Iterator[tuple[str, str, int]]:
    """By facet, the fewest cases first."""
    for facet in TAGGED:
        for term, count in sorted(catalog.terms_used(facet).items(), key=lambda item: item[1]):
            if count < FEW_CASES:
                yield facet, term, count


def _counted(values: Iterable[str]) -> dict[str, int]:
    """Most frequent first, then by name."""
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def _sizes_of(catalog: Catalog, case: Case) -> set[str]:
    return {size for id in case.study.places for size in place_facts(catalog, id, "size") or (UNKNOWN,)}


# Choosing --------------------------------------------------------------------------------------------------------

def filter_cases(catalog: Catalog, *, theme: Ids = None, method: Ids = None, mechanism: Ids = None,
                 mindset: Ids = None, effect: Ids = None, place: Ids = None, country: Ids = None,
                 region: Ids = None, network: Ids = None, status: Ids = None, stage: Ids = None,
                 size: Ids = None) -> list[Case]:
    """The cases that meet every choice, by id. Several ids of one choice: any of them will do; none: no choice.

    A mechanism may name its effect (`procurement:hindered`); `effect` bears on the mechanisms chosen, else on any.
    An id that is not known raises UnknownId.
    """
    chosen = {"themes": theme, "methods": method, "mindsets": mindset, "places": place, "countries": country,
              "regions": region, "networks": network, "statuses": status, "stages": stage, "place_sizes": size}
    wanted = {facet: _checked(catalog, facet, ids) for facet, ids in chosen.items() if ids}
    uses, effects = _chosen_uses(catalog, mechanism), _checked(catalog, "effects", effect)
    return [case for _, case in sorted(catalog.cases.items())
            if all(_values(catalog, case, facet) & ids for facet, ids in wanted.items())
            and ((not uses and not effects) or _has_use(case, uses, effects))]


def _as_ids(ids: Ids) -> tuple[str, ...]:
    return (ids,) if isinstance(ids, str) else tuple(ids or ())


def _checked(catalog: Catalog, facet: str, ids: Ids) -> set[str]:
    known = _known(catalog, facet)
    for id in _as_ids(ids):
        if id not in known:
            raise UnknownId(id, nearest(id, known), facet)
    return set(_as_ids(ids))


def _known(catalog: Catalog, facet: str) -> Iterable[str]:
    if facet == "places":
        return catalog.places
    if facet == "countries":
        return {place.country for place in catalog.places.values()}
    return catalog.vocabulary[facet]


def _chosen_uses(catalog: Catalog, mechanisms: Ids) -> set[tuple[str, str]]:
    """Mechanism and effect; the effect is empty where any will do."""
    uses = set()
    for text in _as_ids(mechanisms):
        mechanism, _, effect = text.partition(":")
        _checked(catalog, "mechanisms", mechanism)
        _checked(catalog, "effects", effect or None)
        uses.add((mechanism, effect))
    return uses


def _has_use(case: Case, uses: set[tuple[str, str]], effects: set[str]) -> bool:
    return any((not uses or {(use.mechanism, ""), (use.mechanism, use.effect)} & uses)
               and (not effects or use.effect in effects) for use in case.study.mechanisms)


def _values(catalog: Catalog, case: Case, facet: str) -> set[str]:
    study = case.study
    if facet in TAGGED:
        return set(case.tags[facet])
    plain: dict[str, tuple[str | None, ...]] = {
        "places": study.places, "networks": study.networks, "statuses": (study.status,), "stages": (study.stage,)}
    if facet in plain:
        return {value for value in plain[facet] if value}
    key = {"countries": "country", "regions": "region", "place_sizes": "size"}[facet]
    return {value for id in study.places for value in place_facts(catalog, id, key)}
