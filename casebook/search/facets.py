"""The facet table: one script for the whole catalog and one language of the interface, from which Explore filters and
counts without a server. What only shown cards need stands in one small script for each case, and what only a query in
words needs in a third one: the table alone is 46 KB gzip at 1,000 cases, with the texts of the cards it was 420 KB.

    casebookFacets({
      language: "en",
      facets:   {theme: [[id, label], ...], ...},      the values in use, in the order in which they are shown
      effects:  [[id, label], ...],
      cases:    [[id, values, mechanisms], ...]        in the order of `in_order`
                values: for each facet but mechanism, in the order of `facets`, a list of numbers of values;
                        the lead place comes first
                mechanisms: [number of the mechanism, number of its effect, ...]
    })
    casebookCard(id, [title, summary, place, period, number of sources, [how of each mechanism], language of the text])
    casebookConcepts({
      terms:    ["facet/term", ...],                   what a query can name
      held:     {folded phrase: [number of a term]},   phrases whose every word stands in some case
      unheld:   {folded phrase: [number of a term]},   the others: no text can match them
      stop:     "words that say nothing"
    })
"""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from casebook.catalog import Case, Catalog
from casebook.search.documents import (
    FACETS,
    VOCABULARY_OF,
    documents_of,
    facets_of,
    in_order,
    words_in,
)
from casebook.search.query import FACET_OF, STOP_WORDS, Values
from casebook.text import plain_text

NameOf = Callable[[str, str], str]
"""The words for the value of a facet in the language of the page: `name_of("theme", "mobility")`, `("country", "GH")`,
`("effect", "hindered")`; and for the time of a case `("period", "2019/2023-03")`, or `"2019/"` without an end."""

HOW_LENGTH = 160
"""So many characters of the `how` of a mechanism are in the table."""

LISTED = tuple(facet for facet in FACETS if facet != "mechanism")


def write_tables(catalog: Catalog, language: str, name_of: NameOf, folder: Path) -> None:
    """Write `facets.<language>.js`, `cards.<language>/<id>.js` and `concepts.js` (for all languages) into a folder."""
    cards = folder / f"cards.{language}"
    shutil.rmtree(cards, ignore_errors=True)
    cards.mkdir(parents=True)
    _write(folder / f"facets.{language}.js", facet_table(catalog, language, name_of))
    _write(folder / "concepts.js", concept_table(catalog))
    for id, script in card_scripts(catalog, name_of).items():
        _write(cards / f"{id}.js", script)


def facet_table(catalog: Catalog, language: str, name_of: NameOf) -> str:
    """The script that hands the facet table of a language over to the page."""
    return _script("casebookFacets", {"language": language, **table_of(catalog, name_of)})


def concept_table(catalog: Catalog) -> str:
    """The script that hands over the phrases that name a concept; it is the same for all languages."""
    return _script("casebookConcepts", concepts_of(catalog))


def card_scripts(catalog: Catalog, name_of: NameOf) -> dict[str, str]:
    """For each case the script with what its card shows."""
    return {case.id: _script("casebookCard", case.id, _card_row(catalog, case, name_of)) for case in in_order(catalog)}


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
                   _mechanisms(catalog.cases[id], numbers["mechanism"], effects)] for id, row in found.items()],
    }


def concepts_of(catalog: Catalog) -> dict[str, Any]:
    """The phrases of the vocabulary as plain data, those apart that no text can match."""
    phrases = catalog.vocabulary.phrases
    terms = sorted({f"{FACET_OF[concept.facet]}/{concept.term}" for found in phrases.values() for concept in found})
    number = {term: at for at, term in enumerate(terms)}
    held_words = words_in(documents_of(catalog))
    parts: dict[str, dict[str, list[int]]] = {"held": {}, "unheld": {}}
    for words, concepts in sorted(phrases.items()):
        part = parts["held" if held_words.issuperset(words) else "unheld"]
        part[" ".join(words)] = [number[f"{FACET_OF[concept.facet]}/{concept.term}"] for concept in concepts]
    return {"terms": terms, **parts, "stop": " ".join(sorted(STOP_WORDS))}


def cut(text: str, length: int = HOW_LENGTH) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: line.rfind(" ", 0, length)].rstrip(",;:.") + " …"


def _script(name: str, *values: Any) -> str:
    texts = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
    return f"{name}({','.join(texts)});\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def _values_in_use(catalog: Catalog, facet: str, rows: Iterable[Values]) -> list[str]:
    """The values that cases have: terms in the order of the vocabulary, the others by id; mechanisms without effect."""
    used = {value for row in rows for value in row[facet]}
    order = list(catalog.vocabulary[VOCABULARY_OF[facet]]) if facet in VOCABULARY_OF else sorted(used)
    return [value for value in order if value in used]


def _mechanisms(case: Case, numbers: Mapping[str, int], effects: Mapping[str, int]) -> list[int]:
    return [number for use in case.study.mechanisms for number in (numbers[use.mechanism], effects[use.effect])]


def _card_row(catalog: Catalog, case: Case, name_of: NameOf) -> list[Any]:
    study = case.study
    return [study.title, study.summary, _place_line(catalog, case, name_of), _period(case, name_of),
            len(study.sources), [cut(plain_text(use.how)) for use in study.mechanisms], study.language]


def _place_line(catalog: Catalog, case: Case, name_of: NameOf) -> str:
    """`Southwark, Lambeth, United Kingdom`: the places, then their countries, each once."""
    countries = dict.fromkeys(catalog.places[id].country for id in case.study.places if id in catalog.places)
    names = [name_of("place", id) for id in case.study.places]
    return ", ".join(dict.fromkeys([*names, *(name_of("country", code) for code in countries)]))


def _period(case: Case, name_of: NameOf) -> str:
    period = case.study.period
    return name_of("period", f"{period.start}/{period.end or ''}") if period else ""
