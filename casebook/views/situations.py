"""The page "Start": tell your situation, or answer three questions; without a script it reads as lists and links."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from casebook.catalog import Case
from casebook.model import MechanismUse
from casebook.questions import Lead, SelfCheck
from casebook.situations import Match, cases_for, renamed_values
from casebook.views.view import View, lower_first
from casebook.words import Say, SayMany, plural_forms

MOST = 3
"""So many barriers, and so many languages and things on one's side, can be chosen."""

Option = tuple[str, str]
Group = tuple[str, Sequence[Option]]


@dataclass(frozen=True)
class Field:
    """A choice of the form: its key, its label, the options by group (without a name where there are no groups), and
    how many of them can be chosen."""

    key: str
    label: str
    groups: Sequence[Group]
    most: int = 1


def render_start(view: View) -> Markup:
    """The form, the three questions, and the guided lists."""
    say = view.words.say
    words = situation_words(say, view.words.translations.ngettext) | renamed_values(view.catalog)
    return view.render(
        "start.html", work=_work_fields(view), place=_place_fields(view), barriers=_barrier_fields(view),
        own=_own_places(view), check=view.catalog.questions, leads=_leads(view, view.catalog.questions),
        words=json.dumps(words, ensure_ascii=False),
        language=view.words.language, lists=_lists(view),
    )


# The form --------------------------------------------------------------------------------------------------------

def _work_fields(view: View) -> list[Field]:
    say = view.words.say
    return [Field("theme", say("What you work on"), _by_group(view, "themes")),
            Field("stage", say("How far you are"), _plain(view, "stages"))]


def _place_fields(view: View) -> list[Field]:
    say = view.words.say
    spoken = dict.fromkeys(code for place in view.catalog.places.values() for code in place.languages)
    languages = sorted(((code, view.words.language_name(code)) for code in spoken), key=lambda row: row[1])
    return [Field("size", say("Size of your place"), [("", size_options(view))]),
            Field("region", say("Region"), _plain(view, "regions")),
            Field("language", say("Language"), [("", languages)], MOST),
            Field("income", say("Income of the country"), _plain(view, "income_groups"))]


def _barrier_fields(view: View) -> list[Field]:
    say, mechanisms = view.words.say, _by_group(view, "mechanisms")
    return [Field("blocks", say("In your way"), mechanisms, MOST), Field("have", say("On your side"), mechanisms, MOST)]


def size_options(view: View) -> list[Option]:
    """The sizes with their thresholds in words: `Medium: 200,000 to 500,000 residents`."""
    say, number, sizes = view.words.say, view.words.number, view.catalog.vocabulary["place_sizes"]
    starts = [int(term.from_ or 0) for term in sizes.values()]
    options = []
    for id, start, end in zip(sizes, starts, [*starts[1:], 0], strict=True):
        bounds = {"start": number(start), "end": number(end)}
        text = (say("%(start)s residents or more") if not end else say("under %(end)s residents") if not start
                else say("%(start)s to %(end)s residents")) % bounds
        options.append((id, f"{view.label('place_sizes', id)}{say(':')} {text}"))
    return options


def _plain(view: View, facet: str) -> list[Group]:
    return [("", [(id, view.label(facet, id)) for id in view.catalog.vocabulary[facet]])]


def _by_group(view: View, facet: str) -> list[Group]:
    """The terms of a facet by the groups of the vocabulary, in its order."""
    groups: dict[str, list[Option]] = {}
    for id, term in view.catalog.vocabulary[facet].items():
        groups.setdefault(term.group or "", []).append((id, view.label(facet, id)))
    return [(view.label("groups", group) if group else "", options) for group, options in groups.items()]


def _own_places(view: View) -> list[tuple[str, str, Mapping[str, str]]]:
    """The places with cases by name, each with the facts that choosing it fills in."""
    places = {id: place for id, place in view.catalog.places.items() if view.catalog.cases_of(id)}
    facts = {id: {"size": view.catalog.size_of(id) or "", "region": place.region,
                  "language": " ".join(place.languages[:MOST]),
                  "income": place.income_group.value if place.income_group else ""} for id, place in places.items()}
    return sorted(((id, f"{view.place_name(id)}, {view.words.country(place.country)}", facts[id])
                   for id, place in places.items()), key=lambda row: row[1])


# The questions ---------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class LeadShown:
    """A case to which an answer leads, and why: its use of a mechanism, or how it used a method."""

    case: Case
    use: MechanismUse | None
    term: str
    how: str


def _leads(view: View, check: SelfCheck | None) -> dict[tuple[str, str], list[LeadShown]]:
    """The cases of each answer, by the ids of question and answer."""
    return {(question.id, answer.id): [_show_lead(view, case, lead) for case, lead in cases_for(view.catalog, answer)]
            for question in (check.questions if check else ()) for answer in question.answers}


def _show_lead(view: View, case: Case, lead: Lead) -> LeadShown:
    use = next((use for use in case.study.mechanisms if use.mechanism == lead.mechanism), None)
    if use:
        return LeadShown(case, use, view.label("mechanisms", use.mechanism), use.how)
    how = next(use.how for use in case.study.methods if use.method == lead.method)
    return LeadShown(case, None, view.label("methods", lead.method or ""), how)


# The lists -------------------------------------------------------------------------------------------------------

Row = tuple[str, str, int]
"""Address, name and number of cases."""


def _lists(view: View) -> list[tuple[str, str, list[Row]]]:
    """Heading, note, and the links: by barrier, by theme, by size, by region."""
    say, catalog = view.words.say, view.catalog
    cases = list(catalog.cases.values())
    hindered = {id: view.effects_of(id, cases)["hindered"] for id in catalog.vocabulary["mechanisms"]}
    return [
        (say("By what is in the way"), say("Cases that it hindered"), _rows(view, "mechanisms", hindered)),
        (say("By what you work on"), say("Number of cases"), _rows(view, "themes", catalog.terms_used("themes"))),
        (say("By size of place"), say("Cases from places of this size"),
         [(view.explore_href("size", id), label, _count(cases, id, catalog.size_of))
          for id, label in size_options(view)]),
        (say("By region"), say("Cases from there"),
         [(view.explore_href("region", id), view.label("regions", id),
           _count(cases, id, lambda place: catalog.places[place].region)) for id in catalog.vocabulary["regions"]]),
    ]


def _rows(view: View, facet: str, counts: Mapping[str, int]) -> list[Row]:
    return [(view.term_href(facet, id), view.label(facet, id), count)
            for id, count in sorted(counts.items(), key=lambda item: -item[1])]


def _count(cases: Iterable[Case], value: str, fact_of: Callable[[str], str | None]) -> int:
    return sum(any(fact_of(place) == value for place in case.study.places) for case in cases)


# Words -----------------------------------------------------------------------------------------------------------

def situation_words(say: Say, say_many: SayMany) -> dict[str, Any]:
    """Everything that the script of the page says; messages with a number hold a text for each plural form."""
    many = plural_forms(say_many)
    return {
        "reasons": reason_words(say),
        "found": many("%(num)s case shares something with your situation",
                      "%(num)s cases share something with your situation"),
        "show": many("Show %(num)s case", "Show %(num)s cases"),
        "nothing": say("No case shares anything of this yet. Take out what matters least, or look at all cases in "
                       "Explore."),
        "missing": say("No case in the library yet has: %(terms)s."),
        "own": say("Cases from %(place)s are left out."),
        "told": say("You said: %(facts)s."),
        "colon": say(":"),
        "more": many("Show %(num)s more", "Show %(num)s more"),
        "failed": say("The cases could not be loaded. Please reload the page, or use the lists below."),
        "wrong_file": say("This file was not saved from this page, so nothing was loaded."),
        "loaded": many("%(num)s answer loaded.", "%(num)s answers loaded."),
        "file": say("self-check"),
    }


def reason_words(say: Say) -> dict[str, Any]:
    """The sentences that say why a case is shown, and the names of the facts in them."""
    return {
        "barrier": say("Same barrier: %(terms)s."),
        "mixed": say("Helped and hindered there: %(terms)s."),
        "helped": say("Helped there: %(terms)s. See what was different."),
        "common": say("In common: %(terms)s."),
        "have": say("On their side too: %(terms)s."),
        "differs": say("Differs: %(terms)s."),
        "unknown": say("Not known there: %(terms)s."),
        "facts": {"theme": say("theme"), "size": say("size"), "region": say("region"), "language": say("language"),
                  "income": say("income of the country"), "stage": say("stage")},
    }


def reasons_in_words(match: Match, words: Mapping[str, Any], label_of: Callable[[str], str]) -> tuple[str, str]:
    """Why a case is shown, and what to mind: `Same barrier: procurement. In common: size.`, `Differs: region.`

    `label_of` gives the label of a mechanism. The browser says the same (situation.js).
    """
    told: dict[str, list[str]] = {}
    for reason in match.reasons:
        fact = words["facts"].get(reason.kind)
        part = "common" if fact else "barrier" if reason.kind in ("answered", "hindered") else reason.kind
        told.setdefault(part, []).append(fact or lower_first(label_of(reason.term)))
    for part, keys in (("differs", match.differs), ("unknown", match.unknown)):
        told[part] = [words["facts"][key] for key in keys]

    def tell(*parts: str) -> str:
        return " ".join(words[part] % {"terms": ", ".join(told[part])} for part in parts if told.get(part))

    return tell("barrier", "mixed", "helped", "common", "have"), tell("differs", "unknown")
