"""What a committee asks of a case first, and its timeline: as words and rows, from what the data state alone."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casebook import citing
from casebook.catalog import Case
from casebook.model import Period, Source
from casebook.views.brief import cut_at_word
from casebook.views.view import View, lower_first

LONGEST_MESSAGE = 400
"""So many characters a message may have, address included: most telephones send and show them as one."""

FEWEST_POINTS = 3
"""A timeline with fewer dates, the last check apart, says nothing that the facts at the top do not."""

_IN_DAYS = 60
"""A work whose first and last day are known and that took less is measured in days."""


# How long -----------------------------------------------------------------------------------------------------

def length_in_words(view: View, period: Period | None) -> str:
    """`2 years and 4 months`, as precise as both ends are; empty where one of them is not known."""
    if not period or not period.end:
        return ""
    start, end = period.start, period.end
    if min(len(start), len(end)) == len("2019"):
        return _years_at_least(view, int(end[:4]) - int(start[:4]))
    days = _days(start, end)
    if days is not None and days < _IN_DAYS:
        return view.count("%(num)s day", "%(num)s days", days)
    return _years_and_months(view, _months(start, end))


def _years_at_least(view: View, years: int) -> str:
    if years == 0:
        return view.words.say("within one year")
    return view.count("about %(num)s year", "about %(num)s years", years)


def _years_and_months(view: View, months: int) -> str:
    if months == 0:
        return view.words.say("within one month")
    years, rest = divmod(months, 12)
    parts = [view.count("%(num)s year", "%(num)s years", years)] if years else []
    parts += [view.count("%(num)s month", "%(num)s months", rest)] if rest else []
    return view.words.listing(parts)


def _months(start: str, end: str) -> int:
    """Whole months from one date to another; a month not yet full does not count where both days are known."""
    months = (int(end[:4]) - int(start[:4])) * 12 + int(end[5:7]) - int(start[5:7])
    return months - 1 if len(start) == len(end) == len("2019-03-31") and end[8:] < start[8:] else months


def _days(start: str, end: str) -> int | None:
    """How many days, both ends counted; nothing unless both days are known."""
    if not len(start) == len(end) == len("2019-03-31"):
        return None
    return (date.fromisoformat(end) - date.fromisoformat(start)).days + 1


# The results in one line -----------------------------------------------------------------------------------------

def results_in_words(view: View, case: Case) -> str:
    """`8 results: 6 × outcome, 1 × output, 1 × estimate`, in the order of the vocabulary."""
    counts = Counter(result.kind for result in case.study.results)
    kinds = [f"{view.words.number(counts[kind])} × {lower_first(view.label('result_kinds', kind))}"
             for kind in view.catalog.vocabulary["result_kinds"] if counts[kind]]
    total = view.count("%(num)s result", "%(num)s results", sum(counts.values()))
    return view.words.say("%(total)s: %(kinds)s") % {"total": total, "kinds": ", ".join(kinds)}


# The timeline ----------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Point:
    """A date of the timeline: the team's own step, in words, or the sources of that year, by their numbers."""

    when: str
    label: str = ""
    is_own: bool = False
    numbers: Sequence[int] = ()


def timeline_of(view: View, case: Case) -> list[Point]:
    """What the data date: beginning, end, the dated sources of each year, the last check; nothing if too little."""
    say, study = view.words.say, case.study
    own = [(study.period.start, say("It begins"))] if study.period else []
    own += [(study.period.end, say("It ends"))] if study.period and study.period.end else []
    dates = [(when, 0, Point(view.words.day(when), label, is_own=True)) for when, label in own]
    dates += [(year, 1, Point(year, numbers=numbers)) for year, numbers in _by_year(study.sources)]
    checked = Point(view.words.day(study.checked), say("The sources are read against this text"))
    dates.append((study.checked, 2, checked))
    dates.sort(key=lambda row: (row[0][:4], row[1], row[0]))
    return [point for _, _, point in dates] if len(dates) > FEWEST_POINTS else []


def _by_year(sources: Sequence[Source]) -> Iterator[tuple[str, list[int]]]:
    dated = [(number, source) for number, source in enumerate(sources, 1) if source.date]
    for year in sorted({source.date[:4] for _, source in dated if source.date}):
        found = [(number, source) for number, source in dated if source.date and source.date[:4] == year]
        yield year, [number for number, _ in sorted(found, key=lambda row: row[1].date or "")]


# What is sent on -------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Sending:
    """What a reader takes along. `place` stands in the texts where no address is known, and a script on the web puts
    the address in its place; empty where the address is known."""

    message: str
    citation: str
    where: str
    place: str


def sending_of(view: View, case: Case) -> Sending:
    """The message and the citation of a case."""
    reference = reference_of(view, case)
    title = reference.title
    room = LONGEST_MESSAGE - len(title) - len(reference.where) - 2
    message = "\n".join((title, cut_at_word(case.study.summary, room), reference.where))
    return Sending(message, citing.as_text(reference, view.words), reference.where,
                   "" if reference.address else reference.place)


def reference_of(view: View, case: Case) -> citing.Reference:
    """How the case is cited from its own page in this edition."""
    return citing.reference_of(case, view.words, library=view.site.name, edition=view.site.edition,
                               address=view.address)
