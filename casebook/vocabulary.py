"""The controlled vocabulary: facets, their terms, and the words in four languages that lead to a term."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from casebook.model import LANGUAGES, NotToConfuse, Term

TAGGED = ("methods", "mechanisms", "mindsets", "themes")
"""The facets that cases are tagged by; ids are unique across them, because each term has one page."""

FACETS = (*TAGGED, "groups", "networks", "effects", "moves", "statuses", "stages", "tests", "verdicts", "decisions",
          "result_kinds", "reporters", "source_kinds", "readers", "partner_roles", "reuse_kinds", "place_kinds",
          "place_sizes", "regions", "income_groups", "evidence")

_ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")
_ARABIC_FORMS = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_ARABIC_ARTICLE = re.compile("^(?:[وف]?[بك]?ال|[وف]?لل)(?=...)")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Concept:
    """A term of one facet, as met in a query."""

    facet: str
    term: str


@dataclass(frozen=True)
class Vocabulary:
    """All facets: name of the facet, then id, then term, in the order of the file."""

    facets: Mapping[str, Mapping[str, Term]] = field(default_factory=dict)

    def __getitem__(self, facet: str) -> Mapping[str, Term]:
        return self.facets.get(facet, {})

    def label(self, facet: str, term: str, language: str) -> str:
        """The label in a language, else in English, else the id."""
        known = self[facet].get(term)
        return known.label.get(language) if known else term

    def facet_of(self, term: str) -> str | None:
        """The tagged facet that holds a term."""
        return next((facet for facet in TAGGED if term in self[facet]), None)

    def not_to_confuse(self, term: str) -> tuple[tuple[str, NotToConfuse], ...]:
        """The terms that people take for this one, its own choice first, each with the sentence that tells them apart.

        A sentence stands with one of the two terms and holds for both.
        """
        return tuple(self._confused.get(term, ()))

    @cached_property
    def _confused(self) -> dict[str, list[tuple[str, NotToConfuse]]]:
        terms = [(id, term) for facet in TAGGED for id, term in self[facet].items()]
        told = [(id, term.not_to_confuse) for id, term in terms if term.not_to_confuse]
        found: dict[str, list[tuple[str, NotToConfuse]]] = {id: [(pair.with_, pair)] for id, pair in told}
        for id, pair in told:
            found.setdefault(pair.with_, []).append((id, pair))
        return found

    def size_of(self, residents: int) -> str | None:
        """The size class of a population: the last one that begins at or below it."""
        sizes = [(term.from_ or 0, id) for id, term in self["place_sizes"].items()]
        return next((id for start, id in sorted(sizes, reverse=True) if residents >= start), None)

    @cached_property
    def phrases(self) -> dict[tuple[str, ...], tuple[Concept, ...]]:
        """Every label and alias of the tagged facets as folded words, with the terms it leads to."""
        found: dict[tuple[str, ...], dict[Concept, None]] = {}
        for facet in TAGGED:
            for id, term in self[facet].items():
                for words in map(fold_words, names_of(term)):
                    found.setdefault(words, {})[Concept(facet, id)] = None
        return {words: tuple(concepts) for words, concepts in found.items() if words}

    def concepts_in(self, query: str) -> tuple[tuple[Concept, ...], str]:
        """The concepts that a query names, longest phrase first, and the words that remain, folded."""
        words, concepts, rest = fold_words(query), dict[Concept, None](), list[str]()
        longest = max(map(len, self.phrases), default=0)
        at = 0
        while at < len(words):
            length = next((n for n in range(longest, 0, -1) if words[at : at + n] in self.phrases), 0)
            for concept in self.phrases.get(words[at : at + length], ()) if length else ():
                concepts[concept] = None
            rest += [] if length else [words[at]]
            at += length or 1
        return tuple(concepts), " ".join(rest)


def fold(text: str) -> str:
    """Text without case, accents, Arabic vowel marks and letter variants, for comparison only."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return _ARABIC_MARKS.sub("", plain).translate(_ARABIC_FORMS)


def fold_words(text: str) -> tuple[str, ...]:
    """The folded words of a text; the Arabic article at the head of a word is dropped, with the one-letter words that
    are written together with it (and, so, in, as, for), where three letters remain."""
    return tuple(_ARABIC_ARTICLE.sub("", word) for word in _WORD.findall(fold(text)))


def names_of(term: Term) -> Iterator[str]:
    """The label and the aliases of a term in all languages."""
    yield from (name for language in LANGUAGES if (name := getattr(term.label, language)))
    yield from term.aliases.all()
