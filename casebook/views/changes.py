"""What changed in the library, by day, newest first: the page to which copies without a connection link."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from casebook.catalog import Case
from casebook.export.history import Change
from casebook.views.view import View, lower_first
from casebook.words import plural_forms

MOST = 400
"""So many lines are on the page; the data file holds them all."""


@dataclass(frozen=True)
class ChangedCase:
    """A line of the page: a case, and what was done to it on one day, in words; of a new one nothing is said."""

    case: Case
    what: str
    is_new: bool


def render_changes(view: View) -> Markup:
    """All changes by day; a script leaves those that are newer than the edition named in the address."""
    days = days_of(view)
    shown, left = dict[str, list[ChangedCase]](), MOST
    for day, rows in days.items():
        if left > 0:
            shown[day] = rows[:left]
            left -= len(rows)
    return view.render("changes.html", days=shown, is_cut=left < 0, since=_since_words(view))


def days_of(view: View) -> dict[str, list[ChangedCase]]:
    """The lines of each day, newest first; on a day new cases come first. Translations into other languages are left
    out."""
    found: dict[str, list[ChangedCase]] = {}
    for id, changes in view.site.history.items():
        if id in view.catalog.cases:
            for day, line in _lines_of(view, view.case(id), changes):
                found.setdefault(day, []).append(line)
    return {day: sorted(found[day], key=lambda line: (not line.is_new, view.where(line.case), line.case.id))
            for day in sorted(found, reverse=True)}


def _lines_of(view: View, case: Case, changes: tuple[Change, ...]) -> Iterator[tuple[str, ChangedCase]]:
    days: dict[str, list[Change]] = {}
    for change in changes:
        if change.language in ("", view.words.language):
            days.setdefault(change.date, []).append(change)
    for day, of_day in days.items():
        is_new = any(change.what == "added" for change in of_day)
        yield day, ChangedCase(case, "" if is_new else " ".join(_told(view, change) for change in of_day), is_new)


def _told(view: View, change: Change) -> str:
    say, words = view.words.say, view.words
    names = words.listing([lower_first(key_names(view)[key]) for key in change.keys])
    if change.what == "translated":
        return say("Translated into %(language)s.") % {"language": words.language_name(change.language)}
    if change.language:
        return say("Translation changed: %(parts)s.") % {"parts": names}
    return say("Changed: %(parts)s.") % {"parts": names}


def key_names(view: View) -> Mapping[str, str]:
    """The keys of a case study in words."""
    say = view.words.say
    return {
        "title": say("Title"), "places": say("Places"), "networks": say("Networks"), "summary": say("Summary"),
        "period": say("Period"), "status": say("Status"), "stage": say("Stage"), "themes": say("Themes"),
        "challenge": say("Challenge"), "approach": say("Approach"), "experiments": say("Experiments"),
        "methods": say("Methods"), "mechanisms": say("Mechanisms"), "mindsets": say("Mindsets"),
        "results": say("Results"), "setbacks": say("What did not work"), "lessons": say("Lessons"),
        "next_steps": say("Next steps"), "partners": say("Partners"), "budget": say("Budget"),
        "staffing": say("Staffing"), "reuse": say("Reusable things"), "learned_from": say("Who learned from whom"),
        "sources": say("Sources"), "contact": say("Contact"), "open_questions": say("Open questions"),
        "checked": say("Date of checking"), "language": say("Language"),
    }


def _since_words(view: View) -> str:
    """What the script says, as JSON."""
    say, many = view.words.say, plural_forms(view.words.translations.ngettext)
    said = {**many("%(num)s case is new or changed since the edition of %(date)s.",
                   "%(num)s cases are new or changed since the edition of %(date)s."),
            "none": say("Nothing has changed since the edition of %(date)s.")}
    return json.dumps(said, ensure_ascii=False)
