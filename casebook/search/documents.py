"""The search document: what of a case study can be found, and under which facet values. Knows no search engine."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from casebook.catalog import Case, Catalog
from casebook.model import LANGUAGES, CaseStudy, Place, Result
from casebook.text import plain_text
from casebook.vocabulary import fold_words

VOCABULARY_OF = {
    "theme": "themes", "method": "methods", "mechanism": "mechanisms", "mindset": "mindsets", "region": "regions",
    "size": "place_sizes", "status": "statuses", "stage": "stages", "evidence": "evidence", "network": "networks",
    "income": "income_groups",
}
"""The facets of the search whose values are terms, and where in the vocabulary these stand."""

FACETS = ("mechanism", "theme", "method", "mindset", "place", "country", "region", "size", "income", "language",
          "status", "stage", "evidence", "network")
"""All facets of the search in the order in which they are shown; `language` and `income` are those of the place."""

GRADES = ("independent", "outside", "own-account")


class Section(NamedTuple):
    """A part of the case page: the anchor there, the key of its heading, its plain text (one block a line)."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class SearchDocument:
    """One case as the indexes see it. `names` are the places and countries in all languages."""

    id: str
    language: str
    title: str
    summary: str
    sections: tuple[Section, ...] = ()
    names: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


def documents_of(catalog: Catalog) -> tuple[SearchDocument, ...]:
    """The search documents of all cases, in the order of `in_order`."""
    return tuple(document_of(catalog, case) for case in in_order(catalog))


def in_order(catalog: Catalog) -> list[Case]:
    """All cases as they are listed without a query: best evidence first, then those checked last, then by id."""
    cases = sorted(catalog.cases.values(), key=lambda case: case.id)
    cases.sort(key=lambda case: case.study.checked, reverse=True)
    return sorted(cases, key=lambda case: min((GRADES.index(grade) for grade in case.grades), default=len(GRADES)))


def document_of(catalog: Catalog, case: Case) -> SearchDocument:
    """The search document of one case."""
    study = case.study
    return SearchDocument(
        case.id, study.language, plain_text(study.title), plain_text(study.summary),
        tuple(Section(key.replace("_", "-"), key, text) for key, texts in _sections_of(study)
              if (text := "\n".join(filter(None, map(plain_text, texts))))),
        tuple(_names_of(catalog, study)), facets_of(catalog, case),
    )


def facets_of(catalog: Catalog, case: Case) -> dict[str, tuple[str, ...]]:
    """The values of a case in each facet. A mechanism is there by its id and by its id with the effect."""
    study, places = case.study, [catalog.places[id] for id in case.study.places if id in catalog.places]
    values: dict[str, Iterable[str | None]] = {
        "theme": study.themes,
        "method": (use.method for use in study.methods),
        "mechanism": (value for use in study.mechanisms for value in (use.mechanism, f"{use.mechanism}:{use.effect}")),
        "mindset": (use.mindset for use in study.mindsets),
        "place": study.places,
        "country": (place.country for place in places),
        "region": (place.region for place in places),
        "size": (catalog.size_of(id) for id in study.places if id in catalog.places),
        "income": (place.income_group.value for place in places if place.income_group),
        "language": (language for place in places for language in place.languages),
        "status": (study.status,),
        "stage": (study.stage,),
        "evidence": case.grades,
        "network": study.networks,
    }
    return {facet: tuple(dict.fromkeys(filter(None, values[facet]))) for facet in FACETS}


def text_of(document: SearchDocument) -> str:
    """All the words of a case."""
    return "\n".join((document.title, document.summary, *(section.text for section in document.sections),
                      *document.names))


def words_in(documents: Iterable[SearchDocument]) -> frozenset[str]:
    """The different words of all documents, folded."""
    written = {word for document in documents for word in text_of(document).split()}  # folding each once is faster
    return frozenset(fold_words(" ".join(sorted(written))))


def country_names(code: str) -> dict[str, str]:
    """The name of a country in each language of the site, from CLDR."""
    return {language: _locale(language).territories.get(code, code) for language in LANGUAGES}


def place_names(place: Place) -> dict[str, str]:
    """The name of a place in each language of the site."""
    return {language: place.name.get(language) for language in LANGUAGES}


def _sections_of(study: CaseStudy) -> Iterator[tuple[str, list[str]]]:
    yield "challenge", [study.challenge]
    yield "approach", [study.approach]
    yield "experiments", [text for test in study.experiments
                          for text in (test.question or "", test.assumption, test.how, test.finding)]
    yield "methods", [use.how for use in study.methods]
    yield "mechanisms", [text for use in study.mechanisms for text in (use.how, use.response or "")]
    yield "mindsets", [use.how for use in study.mindsets]
    yield "results", [_text_of(result) for result in study.results]
    yield "setbacks", list(study.setbacks)
    yield "lessons", [lesson.lesson for lesson in study.lessons]
    yield "next_steps", [study.next_steps or ""]
    yield "open_questions", list(study.open_questions)


def _text_of(result: Result) -> str:
    figure = [] if result.value is None else [f"{result.value:f}", result.unit or ""]
    return ": ".join(filter(None, (result.what, " ".join(figure).strip())))


def _names_of(catalog: Catalog, study: CaseStudy) -> dict[str, None]:
    """Names of the places and their countries, and of the partners and reusable things, each once."""
    names: dict[str, None] = {}
    for place in (catalog.places[id] for id in study.places if id in catalog.places):
        names |= dict.fromkeys((*place_names(place).values(), *country_names(place.country).values()))
    return names | dict.fromkeys((*(partner.name for partner in study.partners), *(tool.name for tool in study.reuse)))


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale(language)
