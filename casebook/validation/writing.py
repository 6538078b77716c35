"""Checks that help a writer: figures without a source, long paragraphs, praise, a summary without place or lesson.

All are warnings, and each was measured on the cases of the library: a warning that is often wrong is read by nobody.
So figures are digits only, a citation covers what stands before it in its paragraph, and words in quotation marks and
in names are left alone.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from babel import Locale

from casebook.document import Document
from casebook.model import LANGUAGES
from casebook.problems import Problem
from casebook.translation import name_parts, texts_of
from casebook.validation.context import Check, Context
from casebook.validation.praise import HINTS, PRAISE, WEASELS
from casebook.validation.rules import (
    FIGURE_ALONE,
    FIGURE_UNCITED,
    PARAGRAPH,
    PRAISES,
    VAGUE,
    WITHOUT_LESSON,
    WITHOUT_PLACE,
)
from casebook.validation.selecting import filled, select
from casebook.validation.texts import without_code
from casebook.values import CITATION
from casebook.vocabulary import fold_words

MAX_PARAGRAPH = 120
MIN_WORDS = 3
"""Fewer words are no statement."""

MIN_COUNT = 13
"""Smaller numbers may stand in words elsewhere."""

MAX_DIGITS = 18
"""More digits of a number are not compared."""

CITING = ("challenge", "approach", "experiments.*.assumption", "experiments.*.how", "experiments.*.finding",
          "methods.*.how", "mechanisms.*.how", "mechanisms.*.response", "mindsets.*.how", "setbacks.*", "next_steps")
"""Texts whose figures need a source in the text itself; a result has its source beside it, a lesson is advice."""

NAMING = frozenset({"partners", "reuse", "contact", "budget"})
"""Keys whose texts are names."""

# Each of these reads a text once; see texts.py.
_ITEM = re.compile(r"[ \t]*(?:[-+*]|[0-9]{1,2}[.)])[ \t]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)*»]*\s+(?=[\"“‘(*«]*[A-ZÀ-ÞŒ0-9])")
_LINK = re.compile(r"(?<=\])\([^()\s]*\)|<https?:[^<>\s]*>")
_COUNTED = re.compile(r"\b(?:phase|step|stage|round|part|version|option|lot|level|article|section|chapter|étape|tour"
                      r"|partie|niveau|chapitre|annexe?) +[0-9]+", re.I)
_CITES = re.compile(r"\[\d[\d\s,;–-]*\](?!\()")
"""A citation, also one that is not written as it should be, of which another check tells."""

_FIGURE = re.compile(r"(?<![\w/-])[0-9](?![DG]\b|[0-9]*/7\b)")
_OF_SOURCES = re.compile(r"\b(?:sources?|fontes?)\b|مصدر|مصادر", re.I)
_QUOTED = re.compile(r"\"[^\"]{0,300}\"|“[^“”]*”|«[^«»]*»")
_BEFORE_SENTENCE = " \t\n*_(>"
_GENERIC = frozenset(
    "borough cidade city commune council councils county departement department district districts east governo "
    "island north region republic republique republica saint secondary south state states town united unidos uni unis "
    "ville west".split())
"""Words of names that say nothing of the place alone, folded."""
_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,\u202f\xa0 ][0-9]{3}(?![0-9]))+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)?")
_YEAR = re.compile("(?:1[89]|20)[0-9]{2}")
_ADVISING = re.compile(r"\b(?:should|must|never|doit|doivent|devrait|devraient|faut|jamais)\b")
_TELLING = {
    "en": re.compile(
        r"(?:in|since|from|between|by|on|after|during|until) (?:[a-z]+ ){0,2}(?:1[89]|20)[0-9]{2}"
        r"|(?:the|this|our|a|an) (?:[a-z-]+ )?(?:authority|borough|case study|city|commune|council|county|district"
        r"|government|mayor|municipality|pilot|programme|project|region|state|team|town)\b", re.I),
    "fr": re.compile(
        r"(?:en|depuis|dès|entre|à partir de|après|jusqu['’]en) (?:[a-zéû]+ ){0,2}(?:1[89]|20)[0-9]{2}"
        r"|(?:la|le|l['’]|cette|cet|ce|notre|une|un) ?(?:agglomération|arrondissement|cas|collectivité|commune|conseil"
        r"|département|État|mairie|maire|métropole|municipalité|pilote|programme|projet|région|ville)\b", re.I),
}
"""How a summary begins that tells what was done."""

LEADING = frozenset("a at after from in the two à au aux après dans depuis deux en la le les".split())
"""Words that may stand before the name with which a summary begins."""

PATTERNS = {"end": _SENTENCE_END, "linked": _LINK, "counted": _COUNTED, "cites": _CITES, "figure": _FIGURE,
            "ofSources": _OF_SOURCES, "quoted": _QUOTED, "number": _NUMBER, "year": _YEAR,
            "advising": _ADVISING}
MATCHED = {"item": _ITEM, **{f"telling-{language}": each for language, each in _TELLING.items()}}
"""Those that are looked for at the beginning of a text alone."""


# Figures ---------------------------------------------------------------------------------------------------------

def check_figures(document: Document, context: Context) -> Iterator[Problem]:
    """A figure has a citation in its sentence, or after it in its paragraph; one problem a paragraph."""
    for pattern in CITING:
        for path, text in select(document, pattern):
            for sentence in uncited_figures(text):
                at = " ".join(sentence.split("\n")[0].split()[:4])
                yield document.problem(FIGURE_UNCITED, path, at=at, found=sentence)


def uncited_figures(text: str) -> Iterator[str]:
    """The first sentence of each paragraph or entry that states a figure which no citation covers.

    A statement on the sources themselves needs none, and a citation before a colon covers the list that follows.
    """
    is_led = False
    for block, is_item in blocks_of(_LINK.sub("", without_code(text))):
        if not (is_item and is_led):
            is_led = block.rstrip().endswith(":") and bool(_CITES.search(block))
            yield from islice(filter(_states_figure, _uncited(block)), 1)


def blocks_of(text: str) -> Iterator[tuple[str, bool]]:
    """The paragraphs and entries of lists of a text, without the marks of lists, and whether they are entries."""
    lines: list[str] = []
    is_item = False
    for line in (*text.splitlines(), ""):
        mark = _ITEM.match(line)
        if lines and (mark or not line.strip()):
            yield "\n".join(lines), is_item
            lines = []
        if line.strip():
            is_item = bool(mark) if mark or not lines else is_item
            lines.append(line[mark.end():] if mark else line)


def _uncited(block: str) -> list[str]:
    """The sentences of a paragraph that stand after the last one that cites."""
    sentences = _SENTENCE_END.split(block)
    last = max((at for at, sentence in enumerate(sentences) if _CITES.search(sentence)), default=-1)
    return sentences[last + 1:]


def _states_figure(sentence: str) -> bool:
    stated = _COUNTED.sub("", sentence)
    return (bool(_FIGURE.search(stated)) and not _OF_SOURCES.search(sentence) and not sentence.rstrip().endswith("?")
            and len(sentence.split()) >= MIN_WORDS)


# Words and paragraphs --------------------------------------------------------------------------------------------

def check_paragraphs(document: Document, context: Context) -> Iterator[Problem]:
    """No paragraph, and no entry of a list, is longer than a reader on a phone follows."""
    for path, text in texts_of(document.data).items():
        for block, _ in blocks_of(CITATION.sub("", text)) if len(text) > MAX_PARAGRAPH else ():
            count = len(block.split())
            if count > MAX_PARAGRAPH:
                at = " ".join(block.split("\n")[0].split()[:4])
                yield document.problem(PARAGRAPH, path, at=at, found=count, limit=MAX_PARAGRAPH)


def check_wording(document: Document, context: Context) -> Iterator[Problem]:
    """No praise, and nothing that says neither who nor how much; but in quotation marks and in names."""
    language = _language_of(document)
    for path, text in texts_of(document.data).items() if language in HINTS else ():
        if path[0] in NAMING or not HINTS[language].search(text.lower()):
            continue
        plain = _QUOTED.sub('""', _LINK.sub("", without_code(text)))
        for rule, words in ((PRAISES, PRAISE), (VAGUE, WEASELS)):
            found = (match[0] for match in words[language].finditer(plain) if not _is_name(plain, match))
            yield from (document.problem(rule, path, at=word, found=word) for word in dict.fromkeys(found))


def _language_of(document: Document) -> str:
    """The language in which a case study or a translation is written."""
    parts = name_parts(document.file.rsplit("/", 1)[-1])
    return parts[1] if parts else str(document.data.get("language"))


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether words are part of a name: written with a capital where no sentence begins, or before another capital."""
    before = text[max(0, match.start() - 9):match.start()].rstrip(_BEFORE_SENTENCE)
    begins = not before or before[-1] in ".!?:…-"
    return match[0][0].isupper() and (not begins or text[match.end():match.end() + 2].lstrip()[:1].isupper())


# The summary -----------------------------------------------------------------------------------------------------

def check_summary_place(document: Document, context: Context) -> Iterator[Problem]:
    """The summary says where: it shares a word with the name of a place of the case, of a member or of the country."""
    for path, summary in filled(document, "summary"):
        names = place_words(_places_of(document), context)
        if names and len(summary.split()) >= MIN_WORDS and not any(_is_in(word, names) for word in fold_words(summary)):
            yield document.problem(WITHOUT_PLACE, path)


def check_summary_lesson(document: Document, context: Context) -> Iterator[Problem]:
    """The summary does not begin with the date, the city or the place: it begins with what to do."""
    telling = _TELLING.get(_language_of(document))
    for path, summary in filled(document, "summary"):
        first = _SENTENCE_END.split(summary.strip(), 1)[0]
        words = first.split()
        found = telling.match(" ".join(words)) if telling else None
        opening = found[0] if found else _place_first(
            words, place_words(_places_of(document), context, country=False))
        if opening and not _ADVISING.search(first):
            yield document.problem(WITHOUT_LESSON, path, found=opening)


def check_summary_figures(document: Document, context: Context) -> Iterator[Problem]:
    """What the summary counts stands below it too, where it has its source."""
    for path, summary in filled(document, "summary"):
        below = _numbers_in(text for path, text in document.texts
                              if path[0] not in ("title", "summary", "sources", "proposed"))
        rounded = {form for digits in below.values() for form in _rounded(digits)}
        for written, digits in _numbers_in([summary]).items():
            is_year = _YEAR.fullmatch(written)
            if not (_is_small(written) or written in below or (digits in rounded and not is_year)):
                yield document.problem(FIGURE_ALONE, path, at=written, found=written)


def _place_first(words: list[str], names: frozenset[str]) -> str:
    """The words up to the name of a place, where no other but an article or preposition stands before it."""
    at = next((at for at, word in enumerate(words) if word.lower() not in LEADING), 0)
    return " ".join(words[:at + 1]) if any(_is_in(word, names) for word in fold_words(words[at])[:1]) else ""


def _places_of(document: Document) -> list[str]:
    return [id for _, id in select(document, "places.*")]


def place_words(ids: Iterable[str], context: Context, *, country: bool = True) -> frozenset[str]:
    """The folded words of the names of the places of a case, of their members, and of the country, in all languages."""
    named = [context.places[id] for id in ids if id in context.places]
    named += [context.places[id] for place in named for id in place.members if id in context.places]
    names = {getattr(place.name, language) or "" for place in named for language in LANGUAGES}
    if country:
        names |= {name for place in named for name in _country_names(place.country)}
    return frozenset(word for name in names for word in fold_words(name) if len(word) > 2) - _GENERIC


@lru_cache(maxsize=512)
def _country_names(code: str) -> tuple[str, ...]:
    return tuple(str(Locale(language).territories.get(code, "")) for language in LANGUAGES)


def _is_in(word: str, names: Iterable[str]) -> bool:
    """Whether a word is one of these, or begins like one, as Scotland and Scottish do."""
    return word in names or (len(word) > 3 and any(len(name) > 3 and name[:4] == word[:4] for name in names))


def _numbers_in(texts: Iterable[str]) -> dict[str, str]:
    """The numbers of texts as written, with their first digits, from the first to the last that is not zero."""
    found = (number for text in texts for number in _NUMBER.findall(CITATION.sub("", text)))
    return {number: re.sub("[^0-9]", "", number).strip("0")[:MAX_DIGITS] for number in found}


def _is_small(written: str) -> bool:
    return written.isdigit() and len(written) < 3 and int(written) < MIN_COUNT


def _rounded(digits: str) -> Iterator[str]:
    """Digits cut and rounded to every length, without zeros at the end; so thousands and millions are one."""
    for length in range(1, len(digits) + 1):
        cut = digits[:length]
        yield cut.rstrip("0")
        if digits[length:length + 1] >= "5":
            yield str(int(cut) + 1).rstrip("0")


WRITING_CHECKS: tuple[Check, ...] = (
    check_figures, check_paragraphs, check_wording, check_summary_place, check_summary_lesson, check_summary_figures,
)
WORDING_CHECKS: tuple[Check, ...] = (check_paragraphs, check_wording)
"""Those that a translation passes too."""
