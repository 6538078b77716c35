"""The pages of methods, mechanisms, mindsets and themes, their lists, and the vocabulary."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from casebook.catalog import Case
from casebook.comparison import Also, BalanceSheet, Together, balance_sheet, read_first, term_sheet
from casebook.model import LANGUAGES, RIGHT_TO_LEFT, Term
from casebook.views.findings import balance
from casebook.views.obstacles import moved_in_words
from casebook.views.view import View
from casebook.vocabulary import TAGGED


def render_term(view: View, facet: str, id: str, cases: Sequence[Case] | None = None) -> Markup:
    """The cross-city comparison of all who used or met a term; for a mechanism, its balance sheet."""
    chosen = view.catalog.cases_with(facet, id) if cases is None else [
        case for case in cases if id in case.tags[facet]]
    template = "mechanism.html" if facet == "mechanisms" else "term.html"
    sheet = (balance_sheet(view.catalog, id, chosen) if facet == "mechanisms"
             else term_sheet(view.catalog, facet, id, chosen))
    counts = view.effects_of(id, chosen)
    more = _balance(view, sheet, is_whole=cases is None) if isinstance(sheet, BalanceSheet) else {}
    first = read_first(view.catalog, chosen, mechanism=id if facet == "mechanisms" else None)
    return view.render(
        template, facet=facet, id=id, cases=chosen, sheet=sheet, counts=counts, names=other_names(view, facet, id),
        headline=balance(view, view.label(facet, id), counts), kind=view.kind_of(facet),
        first=[(view.case(case), reason_to_read(view, facet, reason)) for case, reason in first],
        apart=told_apart(view, id), also=lambda row: also_label(view, row), how=lambda case: how_of(facet, id, case),
        related=[(view.catalog.vocabulary.facet_of(other), other) for other in view.term(facet, id).related], **more,
    )


def _balance(view: View, sheet: BalanceSheet, *, is_whole: bool) -> dict[str, object]:
    """What the page of a mechanism says beyond its sides: whether it moved, where, and which regions are silent.

    Among chosen cases only the regions that they come from are shown.
    """
    rows = [(view.label("regions", row.region), {
        effect: _places_in(view, row.region, cases)
        for effect, cases in (("hindered", row.hindered), ("mixed", row.mixed), ("enabled", row.enabled))})
        for row in sheet.regions if is_whole or row.hindered or row.mixed or row.enabled]
    silent = view.words.listing([view.label("regions", id) for id in sheet.silent]) if is_whole else ""
    return {"moved": moved_in_words(view, sheet.in_the_way), "regions": rows, "silent": silent}


def _places_in(view: View, region: str, cases: Sequence[str]) -> list[tuple[str, int]]:
    """The places of cases that lie in a region, with their number of cases, by name."""
    counts = Counter(id for case in cases for id in view.case(case).study.places if view.place(id).region == region)
    return sorted(counts.items(), key=lambda row: view.place_name(row[0]))


def told_apart(view: View, id: str) -> list[tuple[str, str, str]]:
    """The terms that people take for this one as (facet, id, sentence); ids of no page are left out."""
    vocabulary = view.catalog.vocabulary
    return [(facet, other, view.translated(pair)) for other, pair in vocabulary.not_to_confuse(id)
            if (facet := vocabulary.facet_of(other))]


def other_names(view: View, facet: str, id: str) -> list[tuple[str, str, str]]:
    """The other words for a term as (language, direction, words): its aliases, and attested labels elsewhere."""
    term: Term = view.term(facet, id)
    mine = view.words.language
    rows = []
    for language in LANGUAGES:
        label = getattr(term.label, language)
        shown = language != mine and label and (language == "en" or getattr(term.attested, language, None))
        words = ([label] if shown else []) + list(getattr(term.aliases, language) if language == mine else ())
        if words:
            rows.append((language, direction_of(language), ", ".join(words)))
    return sorted(rows, key=lambda row: row[0] != mine)


def direction_of(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def reason_to_read(view: View, facet: str, reason: str) -> str:
    """Why a case is among the first to read."""
    say = view.words.say
    if facet != "mechanisms" and reason in ("hindered-with-response", "enabled"):
        return {"hindered-with-response": say("Something was in the way, and the sources say what the team did."),
                "enabled": say("The sources say what helped.")}[reason]
    return {"hindered-with-response": say("It was in the way, and the sources say what the team did about it."),
            "enabled": say("It helped."),
            "experiment-with-finding": say("An assumption was tested, and the finding is known."),
            "most-evidence": say("The most sources.")}[reason]


def how_of(facet: str, id: str, case: Case) -> str:
    """The note of a case on a term; a theme has none, so its first lesson stands there."""
    study = case.study
    if facet == "methods":
        return next(use.how for use in study.methods if use.method == id)
    if facet == "mindsets":
        return next(use.how for use in study.mindsets if use.mindset == id)
    return study.summary


def also_label(view: View, row: Also | Together) -> str:
    """A fact that cases have in common, in words: `Staged scaling, as a method`."""
    say = view.words.say
    label = view.label(row.facet, row.term)
    if row.facet == "regions":
        return say("Place in %(region)s") % {"region": label}
    if row.effect:
        effect = view.label("effects", row.effect).lower()
        return say("%(mechanism)s, %(effect)s") % {"mechanism": label, "effect": effect}
    kinds = {"methods": say("%(term)s, as a method"), "mindsets": say("%(term)s, as a mindset"),
             "themes": say("%(term)s, as a theme"), "mechanisms": say("%(term)s, as a mechanism")}
    return kinds[row.facet] % {"term": label}


def render_terms(view: View, facet: str) -> Markup:
    """All terms of a facet in groups a reader can scan, each with its definition and number of cases."""
    counts = view.catalog.terms_used(facet)
    effects = {id: view.effects_of(id, view.catalog.cases_with(facet, id)) for id in counts}
    return view.render("terms.html", facet=facet, groups=by_group(view, facet), counts=counts, effects=effects)


def by_group(view: View, facet: str) -> dict[str, list[str]]:
    """The ids of a facet under their groups, both in the order of the vocabulary; "" for those of no group."""
    groups: dict[str, list[str]] = {}
    for id, term in view.catalog.vocabulary[facet].items():
        groups.setdefault(term.group or "", []).append(id)
    return groups


def render_vocabulary(view: View) -> Markup:
    """Every term cases are tagged by: what it means, what it is taken for, and its words in four languages."""
    return view.render("vocabulary.html", facets={facet: by_group(view, facet) for facet in TAGGED},
                       kind=lambda facet: view.kind_of(facet)[1], link_to=lambda id: link_to(view, id),
                       names=lambda term: labels_elsewhere(view, term), aliases=aliases_of)


def link_to(view: View, id: str) -> Markup:
    """The label of a term, linked to its page."""
    facet = view.catalog.vocabulary.facet_of(id)
    link = Markup('<a href="{}">{}</a>')
    return link.format(view.term_href(facet, id), view.label(facet, id)) if facet else Markup(id)


def labels_elsewhere(view: View, term: Term) -> list[tuple[str, str, str, str | None]]:
    """The labels in the other languages as (language, direction, label, address of a text that uses it so)."""
    return [(language, direction_of(language), label, getattr(term.attested, language, None)) for language in LANGUAGES
            if language != view.words.language and (label := getattr(term.label, language))]


def aliases_of(term: Term) -> list[tuple[str, str, str]]:
    """The other words that lead to a term as (language, direction, words)."""
    return [(language, direction_of(language), "; ".join(words)) for language in LANGUAGES
            if (words := getattr(term.aliases, language))]
