"""What comparisons are made of: subjects, findings, rows, sheets, as frozen records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["opposite", "other-verdict", "differs", "shared", "some", "unknown"]
Columns = Literal["places", "countries", "regions", "cases", "themes"]
Reason = Literal["hindered-with-response", "enabled", "experiment-with-finding", "most-evidence"]
Ids = str | Sequence[str] | None

KINDS: tuple[Kind, ...] = ("opposite", "other-verdict", "differs", "shared", "some", "unknown")
"""The kinds of findings in the order in which they are told."""

LOUD: tuple[Kind, ...] = ("opposite", "other-verdict", "differs")
QUIET: tuple[Kind, ...] = ("shared", "some")
MOST_QUIET = 6
"""So many findings of the quiet kinds are said in words; the rows hold them all."""

FACET_ORDER = ("mechanisms", "methods", "mindsets", "themes", "experiments", "results")
DIFFERS = "differs"
UNKNOWN = "unknown"
ONLY_ONE = "only-one"
PLACE_FACTS = ("size", "region", "country", "income-group", "languages")
"""The facts of context that are facts of the places; a case states the others itself."""

CONTEXT = ("size", "region", "country", "income-group", "period", "stage", "status", "languages", "themes")
LEAST_DIFFERENCE, MOST_ALSO = 2, 6
LEAST_TOGETHER, MOST_TOGETHER = 2, 8
FEW_CASES = 3
FEWEST, MOST = 2, 4
"""So many cases or places are compared."""

ROWS_BY_TERM = ("methods", "mechanisms", "mindsets")
GROUPS = ("context", "challenge", *ROWS_BY_TERM, "experiments", "results", "setbacks", "lessons", "reuse")
"""The groups of rows in their order; those by term have a row for each term that is told, the others have one."""

EFFECT_ORDER = ("hindered", "enabled", "mixed", DIFFERS)
"""The order in which a sentence tells the effects of a mechanism."""

RULES: Mapping[str, Any] = {
    "fewest": FEWEST, "most": MOST, "kinds": KINDS, "loud": LOUD, "quiet": QUIET, "most_quiet": MOST_QUIET,
    "facets": FACET_ORDER, "context": CONTEXT, "groups": GROUPS, "by_term": ROWS_BY_TERM,
    "place_facts": PLACE_FACTS, "effects": EFFECT_ORDER,
}
"""The orders and limits of a comparison, as they reach the browser, which compares by the same (compare.js)."""


class UnknownId(Exception):
    """An id that no case, place or term has. `facet` says what was looked for; it is empty for a case or a place."""

    def __init__(self, id: str, nearest: str, facet: str = "") -> None:
        super().__init__(id, nearest, facet)
        self.id, self.nearest, self.facet = id, nearest, facet

    def __str__(self) -> str:
        return f'"{self.id}" is not known; nearest: {self.nearest}'


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
    """A tag of a case: `index` counts from 0 in the list of that facet in the study; `moved` is empty where nothing was
    in the way, or where the sources do not say whether it gave way."""

    case: str
    index: int
    has_response: bool
    moved: str = ""


@dataclass(frozen=True)
class Also:
    """In how many of the hindered and of the enabled cases something else was found."""

    facet: str
    term: str
    effect: str
    hindered: int
    enabled: int


@dataclass(frozen=True)
class RegionBalance:
    """The cases of one region in which a mechanism hindered, cut both ways and enabled."""

    region: str
    hindered: tuple[str, ...]
    mixed: tuple[str, ...]
    enabled: tuple[str, ...]


@dataclass(frozen=True)
class BalanceSheet:
    """Where a mechanism hindered, cut both ways and enabled, and what else those cases had.

    `regions` are all that the catalog has cases from, those without evidence too; `silent` are the others.
    """

    mechanism: str
    hindered: tuple[Use, ...]
    mixed: tuple[Use, ...]
    enabled: tuple[Use, ...]
    also: tuple[Also, ...]
    regions: tuple[RegionBalance, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def in_the_way(self) -> tuple[Use, ...]:
        """The cases in which it hindered or did both."""
        return (*self.hindered, *self.mixed)


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
    regions: Mapping[str, int] = field(hash=False)
    themes: Mapping[str, int] = field(hash=False)
    sizes: Mapping[str, int] = field(hash=False)
    countries: Mapping[str, int] = field(hash=False)
    languages: Mapping[str, tuple[int, int]] = field(hash=False)
    """How many cases can be read in a language, whole and in part."""
    grades: Mapping[str, int] = field(hash=False)
    without_results: tuple[str, ...]
    without_independent: tuple[str, ...]
    rare_terms: tuple[tuple[str, str, int], ...]


Fact = tuple[str, str, str]
"""Facet, term and effect: what two cases can have in common."""
