"""The right word for a misspelt one, from our own list of words: those of the case texts and those of all names of
concepts in four languages, folded, each with the number of cases that it leads to. Twin: spelling.js.

A word is known if the list holds it, if it is the beginning of a word in the list, or if it differs from one only by an
ending that the indexes take off anyway. Any other word of four letters or more is put right with the nearest word: one
mistake away up to seven letters, two from eight on; among equally near words the one with most cases, then the first in
the alphabet. Only words that begin with the first or the second letter of the word are looked at, so that a browser
reads two small parts of the list.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from casebook.catalog import Catalog
from casebook.search.documents import VOCABULARY_OF, SearchDocument, documents_of, text_of
from casebook.search.query import STOP_WORDS
from casebook.vocabulary import TAGGED, fold_words, names_of

LONGEST = 40
"""Longer words are no words."""

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f\u064b-\u065f\u0670]+[^\W_]*)*")
_ENDING = re.compile(r"(?:ies|es|s|ed|ings?)$|([st])ions?$")


@dataclass(frozen=True)
class Word:
    """A word of the list: to how many cases it leads, and how it is written."""

    cases: int
    written: str


Words = Mapping[str, Mapping[str, Word]]
"""The list, in parts by `shard_of`: folded words, with what is known of each."""


@dataclass(frozen=True)
class Spelling:
    """What was found out about the words of a query: those put right, as written, and those that no case holds."""

    right: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def check_words(words: Iterable[str], known: Words) -> Spelling:
    """Look the folded words of a query up in the list."""
    right, unknown = dict[str, str](), list[str]()
    for word in dict.fromkeys(words):
        if is_known(word, part_of(known, word)):
            continue
        near = {**part_of(known, word), **part_of(known, word[1:])}
        nearest = nearest_word(word, near)
        if nearest:
            right[word] = near[nearest].written
        else:
            unknown.append(word)
    return Spelling(right, tuple(unknown))


def is_known(word: str, part: Mapping[str, Word]) -> bool:
    """Whether an index can find a word: it is held, begins a word that is, or differs from one by its ending."""
    stem = stem_of(word)
    return word in part or not word.isalpha() or any(
        other.startswith(word) or stem_of(other) == stem for other in part)


def nearest_word(word: str, near: Mapping[str, Word]) -> str | None:
    """The word that was most likely meant."""
    most = mistakes_allowed(word) if word.isalpha() else 0
    rows = ((distance(word, other, most), -found.cases, other) for other, found in near.items()
            if most and abs(len(other) - len(word)) <= most)
    return min((row for row in rows if row[0] <= most), default=(0, 0, None))[2]


def mistakes_allowed(word: str) -> int:
    """None in a word of three letters, one in a word of four to seven, two in a longer one."""
    return 0 if len(word) < 4 or len(word) > LONGEST else 1 if len(word) < 8 else 2


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be put in, left out, replaced or swapped with their neighbour; above `most` not exact."""
    before, row = list[int](), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, before, row = before, row, [at]
        for to, sign in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != sign))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == sign:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """A word without the commonest English endings, for comparison only: plural, past, -ing, -ion."""
    stem = _ENDING.sub(lambda ending: ending[1] or "", word)
    stem = word if len(stem) < 3 else stem
    stem = stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem
    return stem[:-1] if len(stem) > 3 and stem[-1] in "eyi" else stem


def put_right(text: str, right: Mapping[str, str]) -> str:
    """A query with its misspelt words replaced."""
    return _WORD.sub(lambda found: right.get(" ".join(fold_words(found[0])), found[0]), text)


def shard_of(word: str) -> str:
    """The part of the list that a word is in: its first letter as a number, which is a name for a file everywhere."""
    return f"{ord(word[0]):x}"


def part_of(known: Words, word: str) -> Mapping[str, Word]:
    """The words of the list that begin like a word."""
    return known.get(shard_of(word), {}) if word else {}


# The list --------------------------------------------------------------------------------------------------------

def word_list(catalog: Catalog, documents: Sequence[SearchDocument] = ()) -> dict[str, dict[str, Word]]:
    """Every word that leads to a case or names a concept, in parts, in the order of the alphabet. `documents` are the
    search documents of the catalog, if they are made already."""
    names = {(facet, id): _words_of(" ".join(names_of(term)))
             for facet in TAGGED for id, term in catalog.vocabulary[facet].items()}
    cases, raw_words = Counter[str](), Counter(raw for words in names.values() for raw in words)
    for document in documents or documents_of(catalog):
        raws = _words_of(text_of(document))
        raw_words.update(raws)
        cases.update(set(map(_folded, raws.union(*_concepts_of(document, names)))))
    written = _written(raw_words)
    parts: dict[str, dict[str, Word]] = defaultdict(dict)
    for word in sorted(filter(_is_listed, written)):
        parts[shard_of(word)][word] = Word(cases[word], written[word])
    return dict(sorted(parts.items()))


def text_of_part(part: Mapping[str, Word]) -> str:
    """A part as one text, `tender 12|tenders 3|marches 4 marchés`: with the writing only where it differs."""
    return "|".join(f"{folded} {word.cases}" + (f" {word.written}" if word.written != folded else "")
                    for folded, word in part.items())


def _words_of(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _written(raw_words: Counter[str]) -> dict[str, str]:
    """For each folded word its commonest writing, the first in the alphabet of equally common ones."""
    written: dict[str, str] = {}
    for raw in sorted(raw_words, key=lambda raw: (-raw_words[raw], raw)):
        written.setdefault(_folded(raw), raw)
    return written


@lru_cache(maxsize=100_000)
def _folded(raw: str) -> str:
    return " ".join(fold_words(raw))


def _is_listed(word: str) -> bool:
    return 1 < len(word) <= LONGEST and word.isalpha() and word not in STOP_WORDS


def _concepts_of(document: SearchDocument, names: Mapping[tuple[str, str], set[str]]) -> Iterator[set[str]]:
    return (names[VOCABULARY_OF[facet], id] for facet, ids in document.facets.items()
            if VOCABULARY_OF.get(facet) in TAGGED for id in ids if (VOCABULARY_OF[facet], id) in names)
