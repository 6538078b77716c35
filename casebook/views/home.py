"""The first page, and Explore as it reads before any script runs."""

import dataclasses
import json
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from casebook.catalog import Case
from casebook.comparison import Finding, opposites
from casebook.search.words import explore_words
from casebook.situations import renamed_values
from casebook.views.findings import balance, sentence
from casebook.views.view import View
from casebook.views.world import render_map, render_map_beside_list

DOOR_LENGTH = 6
NEWEST = 3
SETBACKS = 3
FIRST_CARDS = 20


def render_home(view: View) -> Markup:
    """One line on what this is, a search box, four doors, a comparison, setbacks, a map, the newest."""
    cases = _readable_first(view, view.catalog.cases.values())
    exhibit = _exhibit(view)
    contrast = _contrast(view, cases)
    return view.render(
        "home.html", cases=cases, exhibit=exhibit, counts=view.effects_of(exhibit, cases) if exhibit else {},
        headline=_headline(view, exhibit, cases), doors=_doors(view), contrast=contrast,
        contrast_sides=contrast.sides if contrast else [], contrast_text=_said(view, contrast),
        setbacks=_setback_cases(cases), newest=newest(cases),
        countries=len({view.place(id).country for case in cases for id in case.study.places}),
        sources=sum(len(case.study.sources) for case in cases),
        setback_count=sum(len(case.study.setbacks) for case in cases), map=render_map(view, cases),
    )


def _readable_first(view: View, cases: Iterable[Case]) -> list[Case]:
    """Before all others the cases whose whole text is in the language of the page."""
    return sorted(cases, key=lambda case: case.language_of(case.study.approach) != view.words.language)


def newest(cases: Sequence[Case]) -> list[Case]:
    """Cases by the day their sources were last read, one for each place first."""
    ordered = sorted(cases, key=lambda case: (case.study.checked, case.id), reverse=True)
    first = {case.lead: case for case in reversed(ordered)}
    return sorted(first.values(), key=ordered.index)[:NEWEST]


def _exhibit(view: View) -> str | None:
    """The mechanism whose balance sheet is shown: procurement where it is known, else the most used one."""
    used = view.catalog.terms_used("mechanisms")
    if used.get("procurement"):
        return "procurement"
    return next((id for id, count in used.items() if count), None)


def _headline(view: View, mechanism: str | None, cases: Sequence[Case]) -> str:
    return balance(view, view.label("mechanisms", mechanism), view.effects_of(mechanism, cases)) if mechanism else ""


def _doors(view: View) -> list[tuple[str, list[tuple[str, int]]]]:
    """The first terms of each facet: mechanisms by cases hindered, the others by number of cases."""
    doors = []
    for facet in ("themes", "mechanisms", "methods", "mindsets"):
        counts = view.catalog.terms_used(facet)
        if facet == "mechanisms":
            counts = {id: view.effects_of(id, view.catalog.cases_with(facet, id))["hindered"] for id in counts}
        ranked = sorted(counts.items(), key=lambda item: -item[1])
        doors.append((facet, [(id, count) for id, count in ranked[:DOOR_LENGTH] if count]))
    return doors


def _contrast(view: View, cases: Sequence[Case]) -> Finding | None:
    """The most balanced mechanism with two cases that it hindered and two that it helped."""
    found = next(iter(opposites(view.catalog, cases, 1)), None)
    if not found:
        return None
    sides = [side for effect in ("hindered", "enabled")
             for side in [side for side in found.sides if side.value == effect][:2]]
    return dataclasses.replace(found, sides=tuple(sides))


def _said(view: View, finding: Finding | None) -> str:
    if not finding:
        return ""
    return sentence(view, finding, {side.subject: view.short_name(view.case(side.subject)) for side in finding.sides})


def _setback_cases(cases: Sequence[Case]) -> list[Case]:
    """One setback each from cases that stopped or paused, then from any, one for each place."""
    ended = [case for case in cases if case.study.status in ("stopped", "paused")]
    chosen: dict[str, Case] = {}
    for case in (*ended, *cases):
        if case.study.setbacks:
            chosen.setdefault(case.lead, case)
    return list(chosen.values())[:SETBACKS]


def render_explore(view: View) -> Markup:
    """The page of search and filters: plain lists and links, which the script replaces as soon as it is used."""
    cases = sorted(view.catalog.cases.values(), key=lambda case: (case.study.checked, case.id), reverse=True)
    say = view.words.say
    words = explore_words(say, view.words.translations.ngettext) | renamed_values(view.catalog)
    return view.render(
        "explore.html", cases=cases[:FIRST_CARDS], total=len(cases), map=render_map_beside_list(view, cases),
        words=json.dumps(words, ensure_ascii=False),
        lists=[("themes", say("Themes")), ("mechanisms", say("Mechanisms")), ("methods", say("Methods")),
               ("mindsets", say("Mindsets")), ("places", say("Places"))],
    )
