"""The places and terms that a case proposes, in words: what each is, why it is needed, what the library has already."""

from collections.abc import Iterator
from typing import Any

from casebook.problems import shorten
from casebook.review.blocks import Block, Entry, Items, Line, Paragraph, Span, spans
from casebook.review.card import CaseReport
from casebook.review.naming import part_names, value_line
from casebook.review.proposals import Proposal, number_in
from casebook.typography import one_line
from casebook.views.form_words import facet_names
from casebook.views.view import View

MOST_AROUND = 8


def proposals_of(view: View, report: CaseReport, language: str) -> Iterator[Block]:
    """What a case proposes, and how it is moved; nothing for a case that proposes nothing."""
    if report.proposals:
        say = view.words.say
        yield Paragraph((Span("strong", say("Proposes for the library") + say(":")),))
        left = number_in(report.data) - len(report.proposals)
        more = (Entry((Span("plain", view.count("and %(num)s more", "and %(num)s more", left)),),),) if left else ()
        yield Items((*(_place(view, each) if each.facet == "places" else _term(view, each, language)
                       for each in report.proposals), *more))
        yield Paragraph(spans(
            say("If a known one fits, put its id into the case file and delete the proposal. If none does, move what "
                "is proposed to the library with %(command)s."),
            command=Span("name", f"casebook adopt {shorten(report.id)}")))


def _place(view: View, proposal: Proposal) -> Entry:
    say, data, names = view.words.say, proposal.data, part_names(view)
    kind, country = (_text(data.get(key)) for key in ("kind", "country"))
    facts = [view.label("place_kinds", kind) if kind in view.catalog.vocabulary["place_kinds"] else shorten(kind),
             view.words.country(country) if len(country) == 2 else shorten(country)]
    rest = {key: value for key, value in data.items() if key not in ("id", "kind", "country")
            and not (key == "name" and isinstance(value, dict) and len(value) == 1)}
    line = _head(view, say("New place"), data, "name", ", ".join(filter(None, facts)))
    entries = [_labelled(view, say("Said of it"), value_line(view, rest, ("proposed", "places", 0)))] if rest else []
    if proposal.lacking:
        missing = ", ".join(names.get(key, key) for key in proposal.lacking)
        entries.append(_labelled(view, say("Still missing"), (Span("plain", missing),)))
    near = [id for _, id in proposal.near]
    entries.append(_labelled(view, say("Known places with a name like it"), _places(view, near)) if near else
                   Entry((Span("plain", say("No known place has a name like it.")),)))
    if proposal.around:
        entries.append(_labelled(view, say("Known places of the same country"), _places(view, proposal.around)))
    return Entry(line, tuple(entries))


def _term(view: View, proposal: Proposal, language: str) -> Entry:
    say, data = view.words.say, proposal.data
    line = _head(view, say("New term"), data, "label", facet_names(say).get(proposal.facet, shorten(proposal.facet)))
    entries = [_labelled(view, name, value_line(view, _alone(data[key]), ("proposed", "terms", 0, key), language))
               for key, name in (("definition", say("Means")), ("needed", say("Who needs it"))) if data.get(key)]
    near = tuple(_known_term(view, facet, id) for facet, id in proposal.near)
    entries.append(Entry((Span("strong", say("Nearest known terms") + say(":")),), near) if near else
                   Entry((Span("plain", say("No known term is near it.")),)))
    return Entry(line, tuple(entries))


def _head(view: View, what: str, data: Any, named: str, facts: str) -> Line:
    """`New place: Banfora (banfora) · City, Burkina Faso`."""
    names = data.get(named)
    name = (names.get(view.words.language) or names.get("en") if isinstance(names, dict) else names) or ""
    return (Span("strong", what + view.words.say(":")), Span("plain", " "), Span("said", one_line(str(name))),
            Span("plain", " ("), Span("name", shorten(_text(data.get("id")) or "?")), Span("plain", f") · {facts}"))


def _known_term(view: View, facet: str, id: str) -> Entry:
    kind = facet_names(view.words.say).get(facet, facet)
    meaning = view.definition(facet, id)
    return Entry((Span("plain", f"{view.label(facet, id)} ("), Span("name", id), Span("plain", f", {kind})"),
                  *((Span("plain", f"{view.words.say(':')} {meaning}"),) if meaning else ())))


def _places(view: View, ids: Any) -> Line:
    found: list[Span] = []
    for id in ids[:MOST_AROUND]:
        comma = ", " if found else ""
        found += [Span("plain", f"{comma}{view.place_name(id)} ("), Span("name", id), Span("plain", ")")]
    return (*found, *([Span("plain", ", …")] if len(ids) > MOST_AROUND else []))


def _labelled(view: View, label: str, line: Line) -> Entry:
    return Entry((Span("strong", label + view.words.say(":")), Span("plain", " "), *line))


def _alone(value: Any) -> Any:
    """A text that was given in one language only, without the name of the language."""
    return next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
