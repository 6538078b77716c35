"""Where files and pages name case studies, places and terms by their ids. Knows nothing of disk.

Which field of a file names what comes from the tables by which the checker looks ids up; in pages, from the parameters
of the macros, the facets in the addresses of the tools, and the folders of pages.
"""

import inspect
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from casebook.catalog import Catalog
from casebook.document import Document
from casebook.loading import ADVICE_FILE, PLACES_FILE, QUESTIONS_FILE, REDIRECTS_FILE, VOCABULARY_FILE
from casebook.problems import Path
from casebook.redirects import SECTIONS, Moves
from casebook.search.documents import FACETS as SEARCHED
from casebook.situations import SECTION_OF
from casebook.translation import name_parts
from casebook.validation import select
from casebook.validation.advice import ADVICE_TERMS
from casebook.validation.advice import CASES as ADVICE_CASES
from casebook.validation.cases import CASE_TERMS, LEARNED_FROM, PLACES
from casebook.validation.questions import QUESTION_TERMS
from casebook.validation.selecting import value_at
from casebook.validation.shared import MEMBERS, TERM_LINKS
from casebook.values import ID_PATTERN
from casebook.vocabulary import TAGGED, Vocabulary

Sections = tuple[str, ...]
"""In which of `redirects.SECTIONS` an id is looked up, in this order."""


def _tagged(terms: Mapping[str, str]) -> dict[str, Sections]:
    return {pattern: (facet,) for pattern, facet in terms.items() if facet in TAGGED}


CASE_FIELDS: Mapping[str, Sections] = {PLACES: ("places",), LEARNED_FROM: ("cases",), **_tagged(CASE_TERMS)}
SHARED_FIELDS: Mapping[str, Mapping[str, Sections]] = {
    PLACES_FILE: {MEMBERS: ("places",)},
    VOCABULARY_FILE: dict.fromkeys(TERM_LINKS, TAGGED),
    ADVICE_FILE: {**dict.fromkeys(ADVICE_CASES, ("cases",)), **_tagged(ADVICE_TERMS)},
    QUESTIONS_FILE: _tagged(QUESTION_TERMS),
    REDIRECTS_FILE: {},
}
"""Which fields of a case study, and of each shared file, hold ids, and of what."""


@dataclass(frozen=True)
class Named:
    """What is looked for: the id of a section. `ids` are those of all sections."""

    section: str
    id: str
    ids: Mapping[str, Collection[str]]

    def is_meant(self, sections: Sections) -> bool:
        """Whether the id means this where it may stand for what is in any of the sections, the first that has it."""
        return self.section == next((name for name in sections if self.id in self.ids[name]), None)


def ids_of(documents: Iterable[Document]) -> dict[str, list[str]]:
    """All ids of a library by section, from all its files."""
    found: dict[str, list[str]] = {section: [] for section in SECTIONS}
    for document in documents:
        name = PurePath(document.file).name
        if re.fullmatch(rf"{ID_PATTERN}\.yml", name):
            found["cases"].append(name.removesuffix(".yml"))
        for section in SECTIONS:
            found[section] += _defined_in(name, document.data, section)
    return found


def _defined_in(name: str, data: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    """The places or the terms that a shared file defines, by id."""
    if name == PLACES_FILE and section == "places":
        return data
    terms = data.get(section) if name == VOCABULARY_FILE and section in TAGGED else None
    return terms if isinstance(terms, dict) else {}


# Files -----------------------------------------------------------------------------------------------------------

def key_of(document: Document, section: str, id: str) -> Path | None:
    """The path of the key under which a file defines a place or a term."""
    if id not in _defined_in(PurePath(document.file).name, document.data, section):
        return None
    return (id,) if section == "places" else (section, id)


def values_naming(document: Document, named: Named) -> Iterator[Path]:
    """The paths of the values by which a file names something."""
    for path, sections, id in _named_in(document):
        if id == named.id and named.is_meant(sections):
            yield path


def _named_in(document: Document) -> Iterator[tuple[Path, Sections, str]]:
    """Every id that a file names, with its path and what it may be the id of."""
    name = PurePath(document.file).name
    fields = SHARED_FIELDS.get(name, {} if name_parts(name) else CASE_FIELDS)
    for pattern, sections in fields.items():
        yield from ((path, sections, id.strip()) for path, id in select(document, pattern))


def document_with_new_ids(document: Document, moves: Moves) -> Document:
    """The document with the data it would have had if what was renamed had always had its new id."""
    data = _copied(document.data)
    for path, sections, id in _named_in(document):
        new = next((moves[section][id] for section in sections if id in moves.get(section, {})), None)
        if new:
            value_at(data, path[:-1])[path[-1]] = new
    name = PurePath(document.file).name
    if name == PLACES_FILE:
        data = _under_new_ids(data, moves.get("places", {}))
    elif name == VOCABULARY_FILE:
        data |= {facet: _under_new_ids(data[facet], moves.get(facet, {})) for facet in TAGGED
                 if isinstance(data.get(facet), dict)}
    return replace(document, data=data)


def catalog_with_new_ids(catalog: Catalog, moves: Moves) -> Catalog:
    """The catalog with its places and terms under their new ids, in the same order; what names them is left."""
    vocabulary = {facet: _under_new_ids(terms, moves.get(facet, {}) if facet in TAGGED else {})
                  for facet, terms in catalog.vocabulary.facets.items()}
    return replace(catalog, places=_under_new_ids(catalog.places, moves.get("places", {})),
                   vocabulary=Vocabulary(vocabulary))


def _under_new_ids(records: Mapping[str, Any], moves: Mapping[str, str]) -> dict[str, Any]:
    """What stood under old ids under the new ones, in the same order."""
    return {moves.get(id, id): record for id, record in records.items()}


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(child) for key, child in value.items()}
    return [_copied(child) for child in value] if isinstance(value, list) else value


# Pages -----------------------------------------------------------------------------------------------------------

EITHER: Sections = ("cases", "places")
"""Where cases and places are compared; an id of both is the case."""

_PARAMETERS: Mapping[str, Sections] = {**{name: (section,) for name, section in SECTION_OF.items()}, "ids": EITHER}
"""What the addresses of Explore, Start and Compare hold."""

FACETS: Mapping[str, Sections] = {name: sections for name, sections in _PARAMETERS.items() if name in SEARCHED}
"""The facets by which macros and Explore choose cases."""

_FILES: Mapping[str, str] = {"cases": "(?:cases|files)", "themes": "(?:themes|feeds)"}
"""The folders in which files bear the id of a case or a theme; those of others are called as their section."""

_CALL = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_TOKEN = re.compile(r"""(?P<opens>\w*)\s*\(|(?P<list>\[)|(?P<closes>[)\]])|(?P<option>\w+)\s*=(?!=)|(?P<comma>,)|
                        (?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""", re.DOTALL | re.VERBOSE)
_ELSEWHERE = re.compile(r"//[^\s()<>\"'`|]*$")
"""The beginning of an address of another site, at the end of what comes before."""


def spans_naming(page: str, named: Named) -> list[tuple[int, int]]:
    """Where a page names something: in calls of macros, links to its pages and files, addresses of the tools."""
    return sorted({*_in_calls(page, named), *_in_options(page, named), *_in_links(page, named),
                   *_in_addresses(page, named)})


def _in_calls(page: str, named: Named) -> Iterator[tuple[int, int]]:
    for call in _CALL.finditer(page):
        for macro, at, start, text in _texts_in(call[0]):
            if text.partition(":")[0] == named.id and named.is_meant(_sections_at(macro, at)):
                yield call.start() + start, call.start() + start + len(named.id)


def _in_options(page: str, named: Named) -> Iterator[tuple[int, int]]:
    """In what a page tells of a macro, such as `theme="mobility"`."""
    names = "|".join(name for name, sections in FACETS.items() if named.is_meant(sections))
    for found in re.finditer(rf"(?<![\w-])(?:{names})=[\"']({re.escape(named.id)})(?=[:\"'])", page) if names else ():
        yield found.span(1)


def _texts_in(call: str) -> Iterator[tuple[str, int | str, int, str]]:
    """Each text in quotes with where it begins, the macro to which it is given, and the number of the argument or the
    name of the option; a list is one argument."""
    within: list[tuple[str, int, str, bool]] = [("", 0, "", False)]
    for token in _TOKEN.finditer(call):
        macro, number, option, is_list = within[-1]
        if token["text"] is not None:
            yield macro, option or number, token.start("text"), token["text"]
        elif token["list"] or token["opens"] is not None:
            within.append((token["opens"], 0, "", False) if token["opens"] else (macro, number, option, True))
        elif token["closes"]:
            within = within[:-1] or within
        elif token["option"]:
            within[-1] = (macro, number, token["option"], is_list)
        elif not is_list:
            within[-1] = (macro, number + 1, "", False)


def _sections_at(macro: str, at: int | str) -> Sections:
    """What an argument of a macro names."""
    name = at if isinstance(at, str) else _parameter(macro, at)
    own: Mapping[tuple[str, str], Sections] = {
        ("place", "id"): ("places",), ("term", "id"): TAGGED, ("compare", "ids"): EITHER}
    return own.get((macro, name)) or FACETS.get(name) or (("cases",) if name in ("id", "ids", "case_id") else ())


def _parameter(macro: str, number: int) -> str:
    """The name of a macro's unnamed argument. A library's own macros take ids of cases."""
    from casebook.views.macros import PUBLIC  # a tenth of a second, which other commands need not wait for

    if macro not in PUBLIC:
        return "id"
    parameters = list(inspect.signature(PUBLIC[macro]).parameters.values())[1:]
    for at, parameter in enumerate(parameters):
        if parameter.kind is parameter.VAR_POSITIONAL or at == number:
            return "" if parameter.kind is parameter.VAR_KEYWORD else parameter.name
    return ""


def _in_links(page: str, named: Named) -> Iterator[tuple[int, int]]:
    brief = "(?:-brief)?" if named.section == "cases" else ""
    folder = _FILES.get(named.section, named.section)
    for found in re.finditer(rf"(?<![\w-]){folder}/({re.escape(named.id)})(?={brief}\.\w)", page):
        if not _is_elsewhere(page, found.start()):
            yield found.span(1)


def _in_addresses(page: str, named: Named) -> Iterator[tuple[int, int]]:
    names = "|".join(name for name, sections in _PARAMETERS.items() if named.is_meant(sections))
    id = re.compile(rf"(?:^|,|%2C)({re.escape(named.id)})(?=[.,;]*$|,|:|%2C|%3A)", re.IGNORECASE)
    for found in re.finditer(rf"(?:[?&]|&amp;)(?:{names})=([^\s&#()<>\"'`|\]}}]*)", page) if names else ():
        if not _is_elsewhere(page, found.start()):
            yield from ((found.start(1) + start, found.start(1) + end)
                        for start, end in (each.span(1) for each in id.finditer(found[1])))


def _is_elsewhere(page: str, at: int) -> bool:
    """Whether a place lies in an address of the web; what it names there is another's, or leads on by itself."""
    return bool(_ELSEWHERE.search(page, max(0, at - 2000), at))
