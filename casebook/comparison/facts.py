"""The tagged facts of cases and places, and what values on several sides amount to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from casebook.catalog import Case, Catalog
from casebook.comparison.records import (
    DIFFERS,
    Evidence,
    Kind,
    Side,
    Subject,
)
from casebook.problems import field_name
from casebook.values import CITATION


@dataclass(frozen=True)
class Tag:
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
        return Evidence(self.case, self.field, citations_in(self.how))


Tags = Mapping[str, Sequence[Tag]]
"""The tags of each subject."""


def tags_of(case: Case) -> Iterator[Tag]:
    study = case.study
    for index, method in enumerate(study.methods):
        yield Tag(case.id, "methods", method.method, "", index, method.how)
    for index, mechanism in enumerate(study.mechanisms):
        yield Tag(case.id, "mechanisms", mechanism.mechanism, mechanism.effect, index, mechanism.how)
    for index, mindset in enumerate(study.mindsets):
        yield Tag(case.id, "mindsets", mindset.mindset, "", index, mindset.how)
    for index, theme in enumerate(study.themes):
        yield Tag(case.id, "themes", theme, "", index, "")


def tags_of_subject(catalog: Catalog, subject: Subject) -> list[Tag]:
    return [tag for id in subject.cases for tag in tags_of(catalog.cases[id])]


def citations_in(*texts: str) -> tuple[int, ...]:
    """The numbers of the sources cited, in order, each once."""
    return tuple(dict.fromkeys(int(number) for text in texts for number in CITATION.findall(text)))


def side_of(subject: str, tags: Sequence[Tag]) -> Side:
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


def position_of(catalog: Catalog, facet: str, term: str) -> int:
    terms = list(catalog.vocabulary[facet])
    return terms.index(term) if term in terms else len(terms)


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


def effects_of(case: Case, facet: str) -> dict[str, str]:
    """The terms of a facet with their effect, "" for all but mechanisms."""
    return case.effects if facet == "mechanisms" else dict.fromkeys(case.tags[facet], "")
