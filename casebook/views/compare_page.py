"""The page on which readers compare cases and places of their own choice; compare-view.js does the rest."""

import json
from collections.abc import Sequence, Set
from dataclasses import replace

from markupsafe import Markup

from casebook.comparison import Use, balance_sheet, opposites
from casebook.views.findings import sentence
from casebook.views.view import View
from casebook.words import Words

FIRST_COMPARISONS = 4


def render_compare_page(view: View) -> Markup:
    """What the script fills, and some comparisons to begin with."""
    return view.render("compare_page.html", words=_words(view.words), first=_first_comparisons(view))


def _first_comparisons(view: View) -> list[tuple[str, str, str]]:
    """For the mechanisms on which cases are most divided: one it hindered, one it helped elsewhere, the sentence."""
    cases = list(view.catalog.cases.values())
    found: list[tuple[str, str, str]] = []
    for finding in opposites(view.catalog, cases, FIRST_COMPARISONS):
        sheet = balance_sheet(view.catalog, finding.term, cases)
        told = {view.case(id).lead for pair in found for id in pair[:2]}
        one = _elsewhere(view, told, sheet.hindered)
        other = _elsewhere(view, {*told, view.case(one).lead}, sheet.enabled)
        sides = tuple(side for id in (one, other) for side in finding.sides if side.subject == id)
        names = {id: view.short_name(view.case(id)) for id in (one, other)}
        found.append((one, other, sentence(view, replace(finding, sides=sides), names)))
    return found


def _elsewhere(view: View, places: Set[str], uses: Sequence[Use]) -> str:
    """The first of some cases that none of the places leads, else the first of all."""
    return next((use.case for use in uses if view.case(use.case).lead not in places), uses[0].case)


def _words(words: Words) -> str:
    """What the script says, as JSON, with its %(names)s."""
    say = words.say
    return json.dumps({
        "remove": say("Remove %(name)s"), "added": say("%(name)s added."), "removed": say("%(name)s removed."),
        "one": say("Choose one more to compare with %(name)s."),
        "most": say("Four can be compared. The first four are shown."),
        "unknown": say("There is no case or place called “%(id)s”."), "nearest": say("Did you mean this?"),
        "none": say("No case or place is called so."),
        "failed": say("The comparison could not be loaded. Please reload the page."),
        "address": say("The address is copied."), "bar": say("Copy the address from the bar of your browser."),
        "table": say("The table is copied. Paste it into Word or Excel."),
        "selected": say("The table is selected. Press Ctrl+C (on a Mac ⌘C), then paste it into Word or Excel."),
        "columns": [say("Part"), say("Row"), say("Finding")], "titles": [say("Cases"), say("Title"), ""],
        "links": [say("Cases"), say("Address"), ""],
    }, ensure_ascii=False)
