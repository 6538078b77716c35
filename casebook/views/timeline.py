"""When cases ran: bars on one axis of years, and a table of the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from casebook.catalog import Case
from casebook.timeline import Bar, Timeline, ending_of, timeline_of
from casebook.views.view import View

SAMPLES = {"known": Bar("", 0.06, 0.6, "known"), "open": Bar("", 0.06, 0.9, "open"),
           "unknown": Bar("", 0.06, 0.4, "unknown")}
"""The bars of the legend."""

NAMED = 3
"""So many cases are named as the first; more are counted."""


@dataclass(frozen=True)
class Dates:
    """The words for the ends of a case, for the table and for the line beside its bar."""

    view: View

    def start(self, case: Case) -> str:
        return self.view.words.day(case.study.period.start) if case.study.period else ""

    def end(self, case: Case) -> str:
        """The end; else that it goes on; empty where the sources do not say."""
        period = case.study.period
        if period and period.end:
            return self.view.words.day(period.end)
        return self.view.words.say("goes on") if period and ending_of(case) == "open" else ""

    def years(self, case: Case) -> str:
        """The years in one line; an end that is not known is said, since a bar cannot."""
        period, words = case.study.period, self.view.words
        if not period or ending_of(case) != "unknown":
            return self.view.years(case)
        return words.say("from %(start)s, end not known") % {"start": period.start[:4]}


def render_timeline(view: View, cases: Sequence[Case]) -> Markup:
    """What ran first and what ran at the same time, then a bar for each case, then the table."""
    found = timeline_of(cases)
    return view.render("timeline.html", found=found, said=_said(view, found, cases), dates=Dates(view),
                       percent=percent, reach=_reach, samples=SAMPLES, undated=[view.case(id) for id in found.undated],
                       dated=[view.case(bar.case) for group in found.groups for bar in group.bars])


def percent(part: float) -> str:
    return f"{part * 100:.4g}%"


def _reach(bar: Bar) -> str:
    """The width of a bar."""
    return percent(bar.end - bar.start)


def _said(view: View, found: Timeline, cases: Sequence[Case]) -> str:
    """The two findings in words; nothing where there is one case or none."""
    if len(cases) < 2 or not found.groups:
        return ""
    say, words = view.words.say, view.words
    first = min(view.case(id).study.period.start[:4] for id in found.earliest)  # type: ignore[union-attr]
    names = words.listing(list(dict.fromkeys(view.short_name(view.case(id)) for id in found.earliest)))
    who = names if len(found.earliest) <= NAMED else view.count("%(num)s case", "%(num)s cases", len(found.earliest))
    begin = say("The first began in %(year)s: %(who)s.") % {"year": first, "who": who}
    if found.at_once < 2:
        return begin
    most = view.count("%(num)s case", "%(num)s cases", found.at_once)
    return f"{begin} " + say("Most ran at the same time in %(years)s: %(most)s.") % {
        "most": most, "years": _years(found.busiest)}


def _years(years: Sequence[int]) -> str:
    """`2019`, or `2019–2021`, or the first of several stretches."""
    last = years[0]
    for year in years[1:]:
        if year != last + 1:
            break
        last = year
    return str(years[0]) if last == years[0] else f"{years[0]}–{last}"
