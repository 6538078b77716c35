"""Case studies, places and vocabulary together, with look-ups and lineage both ways. Knows neither disk nor HTML."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from casebook.advice import Advice
from casebook.model import CaseStudy, Place, Record, Result, Term
from casebook.questions import SelfCheck
from casebook.redirects import Moves
from casebook.translation import Translation, laid_over
from casebook.values import NONE_FOUND
from casebook.vocabulary import Vocabulary

_READ_FOR = ("mindsets", "setbacks")
"""Where the word none-found may stand instead of a list."""

EVIDENCE = {"evaluation": "independent", "press": "outside", "academic": "outside"}
"""The grade of a result by who states it (DESIGN, "Evidence"); every other reporter speaks for itself."""


@dataclass(frozen=True)
class Case:
    """A case study with its id and the digest of its file; in another language, with the translation laid over it."""

    id: str
    study: CaseStudy
    digest: str
    translation: Translation | None = None

    def language_of(self, text: str) -> str:
        """The language of one of its texts."""
        if self.translation and text in self.translation.texts:
            return self.translation.language
        return self.study.language

    @property
    def lead(self) -> str:
        """The id of the place that leads."""
        return self.study.places[0]

    @cached_property
    def tags(self) -> dict[str, tuple[str, ...]]:
        """The terms of the case by tagged facet."""
        study = self.study
        return {
            "methods": tuple(use.method for use in study.methods),
            "mechanisms": tuple(use.mechanism for use in study.mechanisms),
            "mindsets": tuple(use.mindset for use in study.mindsets),
            "themes": study.themes,
        }

    @cached_property
    def effects(self) -> dict[str, str]:
        """The effect of each mechanism."""
        return {use.mechanism: use.effect for use in self.study.mechanisms}

    @property
    def grades(self) -> tuple[str, ...]:
        """The evidence grades of its results, without repeats."""
        return tuple(dict.fromkeys(map(grade_of, self.study.results)))


@dataclass(frozen=True)
class Catalog:
    """All cases by id, all places by id, the vocabulary, the self-check; fingerprint changes when any file does.

    `translations` holds those of each language by the id of the case.
    """

    cases: Mapping[str, Case] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    fingerprint: str = ""
    questions: SelfCheck | None = None
    advice: Advice = field(default_factory=Advice)
    translations: Mapping[str, Mapping[str, Translation]] = field(default_factory=dict)
    library: str = "Casebook"
    """The name of the library, as its pages and files bear it."""
    redirects: Moves = field(default_factory=dict)
    """By folder of pages, the new id of each old one."""

    def in_language(self, language: str) -> "Catalog":
        """The same catalog with the texts of a language where there are some; made once a language."""
        if language not in self._by_language:
            self._by_language[language] = self._with_texts_of(language)
        return self._by_language[language]

    @cached_property
    def _by_language(self) -> "dict[str, Catalog]":
        return {}

    def _with_texts_of(self, language: str) -> "Catalog":
        found = self.translations.get(language, {})
        cases = {id: _translated(case, found.get(id)) for id, case in self.cases.items()}
        return replace(self, cases=cases) if found else self

    def id_in_use(self, id: str, *sections: str) -> str:
        """The id that an old one of these sections leads to; another id as it is. One in use is not an old one."""
        known: Mapping[str, Mapping[str, Any]] = {"cases": self.cases, "places": self.places}
        if any(id in known.get(section, self.vocabulary[section]) for section in sections):
            return id
        return next((moves[id] for section in sections if id in (moves := self.redirects.get(section, {}))), id)

    def cases_with(self, facet: str, term: str) -> list[Case]:
        """The cases tagged with a term, in the order of their ids."""
        return [self.cases[id] for id in self._by_term.get((facet, term), ())]

    def cases_of(self, place: str) -> list[Case]:
        """The cases of a place, those it leads and those it shares."""
        return [self.cases[id] for id in self._by_place.get(place, ())]

    def learned_by(self, case_id: str) -> list[Case]:
        """The cases that learned from this one."""
        return [self.cases[id] for id in self._learners.get(case_id, ())]

    def size_of(self, place: str) -> str | None:
        """The size class of a place, unknown where its population is."""
        population = self.places[place].population
        return self.vocabulary.size_of(population.value) if population else None

    def terms_used(self, facet: str) -> dict[str, int]:
        """The terms of a tagged facet with their number of cases, most used first, then in the vocabulary's order."""
        counts = {term: len(self._by_term.get((facet, term), ())) for term in self.vocabulary[facet]}
        return dict(sorted(counts.items(), key=lambda item: -item[1]))

    @cached_property
    def _by_term(self) -> dict[tuple[str, str], list[str]]:
        return _grouped((facet, term, case.id) for case in self.cases.values()
                        for facet, terms in case.tags.items() for term in terms)

    @cached_property
    def _by_place(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for case in self.cases.values():
            for place in case.study.places:
                found.setdefault(place, []).append(case.id)
        return found

    @cached_property
    def _learners(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for case in self.cases.values():
            for step in case.study.learned_from:
                if step.case:
                    found.setdefault(step.case, []).append(case.id)
        return found


def _translated(case: Case, translation: Translation | None) -> Case:
    if translation is None:
        return case
    data = laid_over(study_as_data(case.study), translation.spaced)
    return replace(case, study=CaseStudy.model_validate(data), translation=translation)


def grade_of(result: Result) -> str:
    """How far a result is known from outside: independent, outside, or the place's or a partner's own account."""
    return EVIDENCE.get(result.reported_by, "own-account")


def _grouped(rows: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for facet, term, id in rows:
        found.setdefault((facet, term), []).append(id)
    return found


# Handed to another process ----------------------------------------------------------------------------------------

def catalog_as_data(catalog: Catalog) -> dict[str, Any]:
    """A valid catalog as plain data, from which another process has the same one without checking it all again."""
    return {
        "library": catalog.library,
        "cases": {id: {"study": study_as_data(case.study), "digest": case.digest}
                  for id, case in catalog.cases.items()},
        "places": {id: as_data(place) for id, place in catalog.places.items()},
        "vocabulary": {facet: {id: as_data(term) for id, term in terms.items()}
                       for facet, terms in catalog.vocabulary.facets.items()},
        "fingerprint": catalog.fingerprint,
        "questions": as_data(catalog.questions) if catalog.questions else None,
        "advice": as_data(catalog.advice),
        "translations": {language: {id: asdict(translation) for id, translation in found.items()}
                         for language, found in catalog.translations.items()},
        **({"redirects": {section: dict(moves) for section, moves in catalog.redirects.items()}}
           if catalog.redirects else {}),
    }


def catalog_from_data(data: Mapping[str, Any]) -> Catalog:
    """The catalog that `catalog_as_data` was given."""
    return Catalog(
        {id: Case(id, CaseStudy.model_validate(case["study"]), case["digest"]) for id, case in data["cases"].items()},
        {id: Place.model_validate(place) for id, place in data["places"].items()},
        Vocabulary({facet: {id: Term.model_validate(term) for id, term in terms.items()}
                    for facet, terms in data["vocabulary"].items()}),
        data["fingerprint"],
        SelfCheck.model_validate(data["questions"]) if data["questions"] else None,
        Advice.model_validate(data["advice"]),
        {language: {id: Translation(**translation) for id, translation in found.items()}
         for language, found in data["translations"].items()},
        data["library"],
        data.get("redirects", {}),
    )


def study_as_data(study: CaseStudy) -> dict[str, Any]:
    """A case study as contributed; what was read for and not found is `none-found` again."""
    data = as_data(study)
    return {**data, **{key: data[key] or NONE_FOUND for key in _READ_FOR}}


def as_data(record: Record) -> dict[str, Any]:
    """A record as plain data, as JSON has it; numbers with a point stay exact."""
    return {key: _plain(value) for key, value in record.model_dump(by_alias=True, exclude_unset=True).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(child) for child in value]
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> int | float | str:
    """A number as JSON writes it; as text where it has more digits than readers of JSON keep."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)
