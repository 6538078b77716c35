"""The one-page brief of a case study for a committee: what of each part has room on one sheet, as plain text.

Only whole entries and whole sentences are taken, in the order of the page, until the room of a part is used; how many
are left is counted and said. The rooms were measured in print (tests/test_case_page.py): with the longest title,
lesson and facts that the checks allow, the brief still fits one A4 page.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from casebook.catalog import Case, grade_of
from casebook.model import CaseStudy, MechanismUse, Result
from casebook.search.documents import GRADES
from casebook.text import plain_text
from casebook.typography import one_line

PROBLEM, TRIED, BARRIERS, RESULTS, SETBACKS, LESSONS = 290, 720, 690, 560, 430, 500
"""The room of each part in characters."""

_HEIGHT, _TYPICAL_HEAD = 172, 34
"""What of a page is left for the head and the text of the parts, and what of it most heads take, in millimetres."""

_NOTE = 7
"""What a line with a sign takes at the top, in millimetres."""

MOST_PAYERS, LONGEST_NAME = 3, 90
"""So many payers are named at the top, each by so many characters; the part on partners names all in full."""

_ENTRY = 45
"""What an entry takes beside its text: a line that is not full, its label, the gap to the next."""

_UNMEASURED = ("estimate", "target")
_SENTENCE = re.compile(r"(?=\s)"  # at other signs nothing more is tried
                       r"(?:(?<=[^\W\d_]{3}[.!?])\s+(?=[\"“«]?[A-ZÀ-Ý0-9])"
                       r"|(?<=[\d\])%”\"][.!?])\s+(?=[\"“«]?[A-ZÀ-Ý]))")
_MARKS = " ,;:–-"

Entry = TypeVar("Entry")
Shortening = Callable[[str | None, int], str]
"""Makes plain text of contributed text and cuts it to so many characters."""


@dataclass(frozen=True)
class Barrier:
    """What was in the way, what the team did about it, and whether it moved; the last two may not be known."""

    mechanism: str
    effect: str
    how: str
    response: str
    moved: str | None


@dataclass(frozen=True)
class Figure:
    """A result with its text and unit as the brief has room for them, and the source that states it."""

    result: Result
    what: str
    unit: str
    source: str


@dataclass(frozen=True)
class Part:
    """The entries of one part that have room, and how many have none."""

    entries: Sequence[object]
    left: int = 0


@dataclass(frozen=True)
class Brief:
    """What the brief says beside title, lesson and facts."""

    problem: str
    tried: Part
    barriers: Part
    results: Part
    setbacks: Part
    lessons: Part


def brief_of(case: Case) -> Brief:
    """The brief of a case study."""
    study, share = case.study, _share_of(case)

    def short(text: str | None, room: int) -> str:
        return first_sentences(plain_text(text or ""), round(room * share))

    def part(entries: Iterable[Entry], room: int, length: Callable[[Entry], int]) -> Part:
        return fitting(entries, round(room * share), length)

    steps = [short(block, 165) for block in plain_text(study.approach).splitlines()]
    return Brief(
        short(study.challenge, PROBLEM), part(steps, TRIED, len),
        part(_barriers(study.mechanisms, short), BARRIERS, _length),
        part([_figure(study, result, short) for result in _best(study.results)], RESULTS, _length_of_figure),
        part([short(text, 190) for text in study.setbacks], SETBACKS, len),
        part([short(lesson.lesson, 240) for lesson in study.lessons], LESSONS, len),
    )


def _share_of(case: Case) -> float:
    """How much of their room the parts have under a head of this height, as it prints (in millimetres)."""
    study = case.study
    notes = [study.budget.note or "" if study.budget else "", study.staffing.note if study.staffing else ""]
    facts = max(map(len, (*notes, "".join(payers_of(case)))))
    head = 7 * -(-len(study.title) // 60) + 5.2 * -(-len(study.summary) // 95) + 5.6 * -(-facts // 28)
    if case.translation and (case.translation.is_stale or not case.translation.is_whole):
        head += _NOTE  # that says what is not translated
    return min(1, (_HEIGHT - head) / (_HEIGHT - _TYPICAL_HEAD))


def fitting(entries: Iterable[Entry], room: int, length: Callable[[Entry], int]) -> Part:
    """The entries up to the first that has no room, at least one."""
    kept: list[Entry] = []
    found = list(entries)
    for entry in found:
        room -= length(entry) + _ENTRY
        if room < 0 and kept:
            break
        kept.append(entry)
    return Part(tuple(kept), len(found) - len(kept))


def first_sentences(text: str, room: int) -> str:
    """As many whole sentences as have room; where the first has none, its words up to there and three points."""
    kept = ""
    for sentence in _SENTENCE.split(one_line(text)):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > room:
            break
        kept = longer
    return kept or cut_at_word(text, room)


def cut_at_word(text: str, room: int) -> str:
    """The text, or its words up to so many characters with three points for the rest."""
    plain = one_line(text)
    if len(plain) <= room:
        return plain
    return f"{plain[:room].rsplit(' ', 1)[0].rstrip(_MARKS)}…"


def _barriers(uses: Iterable[MechanismUse], short: Shortening) -> list[Barrier]:
    """Those that hindered first, then those that did both, those with a response before those without."""
    found = [Barrier(use.mechanism, use.effect, short(use.how, 170), short(use.response, 150), use.moved)
             for use in uses if use.effect != "enabled"]
    return sorted(found, key=lambda one: (one.effect != "hindered", not one.response))


def _best(results: Iterable[Result]) -> list[Result]:
    """Best evidence first, what was measured before what was estimated or aimed at."""
    return sorted(results, key=lambda result: (result.kind in _UNMEASURED, GRADES.index(grade_of(result)),
                                               result.value is None, result.kind != "outcome"))


def _length(barrier: Barrier) -> int:
    return len(barrier.how) + len(barrier.response) + (20 if barrier.response else 45) + (40 if barrier.moved else 0)


def _figure(study: CaseStudy, result: Result, short: Shortening) -> Figure:
    source = study.sources[result.source - 1]
    year = f", {source.date[:4]}" if source.date else ""
    return Figure(result, short(result.what, 200), cut_at_word(result.unit or "", 40),
                  cut_at_word(source.publisher, 60) + year)


def _length_of_figure(figure: Figure) -> int:
    return len(figure.what) + len(figure.unit) + len(figure.source) + 45


def payers_of(case: Case) -> list[str]:
    """Who paid: the funder of the budget, and every partner who funded it and is not the same by another name."""
    budget = case.study.budget
    found = [budget.funder] if budget and budget.funder else []
    for partner in case.study.partners:
        if partner.role == "funder" and not any(_is_one(partner.name, name) for name in found):
            found.append(partner.name)
    return [cut_at_word(name, LONGEST_NAME) for name in found[:MOST_PAYERS]]


def _is_one(name: str, other: str) -> bool:
    one, two = name.casefold(), other.casefold()
    return one in two or two in one
