"""The facet table: one script for the whole catalog and one language of the interface, from which Explore filters and
counts without a server. What only shown cards need stands in one small script for each case, and what only a query in
words needs in a third one: the table alone is 46 KB gzip at 1,000 cases, with the texts of the cards it was 420 KB.

    casebookFacets({
      language: "en",
      edition:  "2026-11-21",
      facets:   {theme: [[id, label], ...], ...},      the values in use, in the order in which they are shown
      effects:  [[id, label], ...],
      cases:    [[id, values, mechanisms, start, sources, answered], ...]        in the order of `in_order`
                values: for each facet but mechanism, in the order of `facets`, a list of numbers of values;
                        the lead place comes first
                mechanisms: [number of the mechanism, number of its effect, ...]
                start: when it began, 201903 for 2019-03, 201900 for 2019, 0 where it is not known
                sources: how many
                answered: [number of a mechanism, ...], those for which the case says what the team did
    })
    casebookTitles({id: [cell, ...]})                    the rows of a saved list
    casebookCard(id, html)                               the card as in any list, with a line for each mechanism
    casebookConcepts({
      terms:    ["facet/term", ...],                   what a query can name
      held:     {phrase: [number of a term]},          as written; phrases whose every word stands in some case
      unheld:   {phrase: [number of a term]},          the others: no text can match them
      stop:     "words that say nothing",
      parts:    ["61", ...]                            the parts of the word list
    })
    casebookWords("61", "accra 3|action 12|...")         one part of the word list, see spelling.py
"""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from casebook.catalog import Case, Catalog
from casebook.data_scripts import data_script
from casebook.search.documents import (
    FACETS,
    VOCABULARY_OF,
    SearchDocument,
    documents_of,
    facets_of,
    in_order,
    words_in,
)
from casebook.search.query import FACET_OF, STOP_WORDS, Values
from casebook.search.spelling import Words, text_of_part, word_list
from casebook.typography import one_line
from casebook.vocabulary import TAGGED, Concept, fold_words, names_of

NameOf = Callable[[str, str], str]
"""The words for the value of a facet in the language of the page: `name_of("theme", "mobility")`, `("country", "GH")`,
`("effect", "hindered")`, `("mechanism", "procurement:hindered")`; and for the time of a case `("period",
"2019/2023-03")`, or `"2019/"` without an end."""

CardOf = Callable[[Case], str]
"""The HTML of the card of a case in the language of the page."""

HOW_LENGTH = 160
"""So many characters of the `how` of a mechanism are on a card."""

COLUMNS = ("place", "country", "status", "stage", "theme", "mechanism", "method", "mindset", "evidence")
"""The facets of a saved list, as its heads in search/words.py."""

LISTED = tuple(facet for facet in FACETS if facet != "mechanism")


def write_tables(catalog: Catalog, language: str, name_of: NameOf, card_of: CardOf, folder: Path,
                 edition: str = "") -> None:
    """Write `facets.<language>.js`, `titles.<language>.js` and `cards.<language>/<id>.js` into a folder."""
    cards = folder / f"cards.{language}"
    shutil.rmtree(cards, ignore_errors=True)
    cards.mkdir(parents=True)
    _write(folder / f"facets.{language}.js", facet_table(catalog, language, name_of, edition))
    _write(folder / f"titles.{language}.js", title_table(catalog, name_of))
    for id, script in card_scripts(catalog, card_of).items():
        _write(cards / f"{id}.js", script)


def write_words(catalog: Catalog, language: str, folder: Path, documents: Sequence[SearchDocument] = ()) -> None:
    """Write `concepts.<language>.js` and `words.<language>/<part>.js` into a folder. `documents` are the search
    documents of the catalog, if they are made already."""
    parts, place = word_list(catalog, documents), folder / f"words.{language}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    _write(folder / f"concepts.{language}.js", concept_table(catalog, parts, documents))
    for name, part in parts.items():
        _write(place / f"{name}.js", data_script("casebookWords", name, text_of_part(part)))


def facet_table(catalog: Catalog, language: str, name_of: NameOf, edition: str = "") -> str:
    """The script that hands the facet table of a language over to the page."""
    return data_script("casebookFacets", {"language": language, "edition": edition, **table_of(catalog, name_of)})


def title_table(catalog: Catalog, name_of: NameOf) -> str:
    """The script that hands over the cells of every case, for a list that is saved."""
    return data_script("casebookTitles", {case.id: _cells(catalog, case, name_of) for case in in_order(catalog)})


def concept_table(catalog: Catalog, parts: Words, documents: Sequence[SearchDocument] = ()) -> str:
    """The script that hands over the phrases that name a concept, in all languages."""
    return data_script("casebookConcepts", concepts_of(catalog, parts, documents))


def card_scripts(catalog: Catalog, card_of: CardOf) -> dict[str, str]:
    """For each case the script with its card."""
    return {case.id: data_script("casebookCard", case.id, card_of(case)) for case in in_order(catalog)}


def table_of(catalog: Catalog, name_of: NameOf) -> dict[str, Any]:
    """The facet table as plain data."""
    found = {case.id: facets_of(catalog, case) for case in in_order(catalog)}
    values = {facet: _values_in_use(catalog, facet, found.values()) for facet in FACETS}
    numbers = {facet: {value: number for number, value in enumerate(row)} for facet, row in values.items()}
    effects = {effect: number for number, effect in enumerate(catalog.vocabulary["effects"])}
    return {
        "facets": {facet: [[value, name_of(facet, value)] for value in values[facet]] for facet in FACETS},
        "effects": [[effect, name_of("effect", effect)] for effect in effects],
        "cases": [[id, [[numbers[facet][value] for value in row[facet]] for facet in LISTED],
                   _mechanisms(catalog.cases[id], numbers["mechanism"], effects), *_order_of(catalog.cases[id]),
                   _answered(catalog.cases[id], numbers["mechanism"])]
                  for id, row in found.items()],
    }


def concepts_of(catalog: Catalog, parts: Words, documents: Sequence[SearchDocument] = ()) -> dict[str, Any]:
    """The phrases of the vocabulary as plain data, those apart that no text can match; and the parts of the words."""
    phrases = _phrases_of(catalog)
    terms = sorted({f"{FACET_OF[concept.facet]}/{concept.term}" for found in phrases.values() for concept in found})
    number = {term: at for at, term in enumerate(terms)}
    held_words = words_in(documents or documents_of(catalog))
    found: dict[str, dict[str, list[int]]] = {"held": {}, "unheld": {}}
    for phrase, concepts in phrases.items():
        part = found["held" if held_words.issuperset(fold_words(phrase)) else "unheld"]
        part[phrase] = [number[f"{FACET_OF[concept.facet]}/{concept.term}"] for concept in concepts]
    return {"terms": terms, **found, "stop": " ".join(sorted(STOP_WORDS)), "parts": list(parts)}


def _phrases_of(catalog: Catalog) -> dict[str, tuple[Concept, ...]]:
    """`Vocabulary.phrases` as someone writes them: of phrases that fold alike the one that comes first."""
    written: dict[tuple[str, ...], str] = {}
    for term in (term for facet in TAGGED for term in catalog.vocabulary[facet].values()):
        for name in names_of(term):
            written.setdefault(fold_words(name), name)
    return {written[words]: concepts for words, concepts in sorted(catalog.vocabulary.phrases.items())}


def cut(text: str, length: int = HOW_LENGTH) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = one_line(text)
    return line if len(line) <= length else line[: line.rfind(" ", 0, length)].rstrip(",;:.") + " …"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def _values_in_use(catalog: Catalog, facet: str, rows: Iterable[Values]) -> list[str]:
    """The values that cases have: terms in the order of the vocabulary, the others by id; mechanisms without effect."""
    used = {value for row in rows for value in row[facet]}
    order = list(catalog.vocabulary[VOCABULARY_OF[facet]]) if facet in VOCABULARY_OF else sorted(used)
    return [value for value in order if value in used]


def _mechanisms(case: Case, numbers: Mapping[str, int], effects: Mapping[str, int]) -> list[int]:
    return [number for use in case.study.mechanisms for number in (numbers[use.mechanism], effects[use.effect])]


def _answered(case: Case, numbers: Mapping[str, int]) -> list[int]:
    return [numbers[use.mechanism] for use in case.study.mechanisms if use.response]


def _order_of(case: Case) -> tuple[int, int]:
    """What cases can be sorted by: when it began, and how many sources it has."""
    start = case.study.period.start if case.study.period else ""
    year, month = [*start.split("-"), "00"][:2]
    return int(f"{year or 0}{month}"), len(case.study.sources)


def _cells(catalog: Catalog, case: Case, name_of: NameOf) -> list[str]:
    """One row of a saved list, without the address: title, place, country, years, then the other facets of COLUMNS."""
    values = facets_of(catalog, case)
    place, country, *others = ("; ".join(name_of(facet, value) for value in values[facet]
                                         if facet != "mechanism" or ":" in value) for facet in COLUMNS)
    return [case.study.title, place, country, _period(case, name_of), *others]


def _period(case: Case, name_of: NameOf) -> str:
    period = case.study.period
    return name_of("period", f"{period.start}/{period.end or ''}") if period else ""
