"""What is called how on the card: the fields of a file, their values, and each change in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from casebook.document import texts_in
from casebook.problems import Path, shorten
from casebook.review.blocks import Line, Span, spans
from casebook.review.changes import Change, is_reworded, parts_of, shortened
from casebook.typography import one_line
from casebook.validation.cases import CASE_TERMS
from casebook.validation.proposals import PROPOSED_TERMS
from casebook.validation.writing import blocks_of
from casebook.views.changes import key_names
from casebook.views.view import View

LONGEST_VALUE = 600
"""So many characters of a value that came or went are shown; the file holds the rest."""

TELLING = ("title", "what", "lesson", "question", "name", "role", "assumption", "how", "place", "label", "advice")
"""The field that stands for an entry, where it has one of these."""


# Fields ----------------------------------------------------------------------------------------------------------

def entry_names(view: View) -> Mapping[str, str]:
    """What one entry of a list is called."""
    say = view.words.say
    return {
        "places": say("Place"), "networks": say("Network"), "themes": say("Theme"), "experiments": say("Experiment"),
        "methods": say("Method"), "mechanisms": say("Mechanism"), "mindsets": say("Mindset"),
        "results": say("Result"), "setbacks": say("Setback"), "lessons": say("Lesson"), "partners": say("Partner"),
        "reuse": say("Reusable thing"), "learned_from": say("Learned from"), "sources": say("Source"),
        "open_questions": say("Open question"), "documents": say("Document"), "questions": say("Question"),
        "advice": say("Advice"),
    }


def part_names(view: View) -> Mapping[str, str]:
    """What the fields of an entry are called; the one that holds its text has no name of its own."""
    say = view.words.say
    return {
        "value": say("value"), "unit": say("unit"), "source": say("source"), "kind": say("kind"),
        "reported_by": say("who states it"), "effect": say("effect"), "response": say("what they did"),
        "moved": say("whether it moved"), "for": say("readers"), "role": say("role"), "url": say("address"),
        "licence": say("licence"), "date": say("date"), "publisher": say("publisher"), "title": say("title"),
        "amount": say("amount"), "currency": say("currency"), "funder": say("funder"), "note": say("note"),
        "people": say("people"), "start": say("start"), "end": say("end"), "tests": say("what is tested"),
        "question": say("question"), "assumption": say("assumption"), "finding": say("finding"), "how": say("how"),
        "verdict": say("verdict"), "decision": say("decision"), "what": say("what"), "name": say("name"),
        "case": say("case"), "place": say("place"), "label": say("label"), "definition": say("definition"),
        "aliases": say("other words"), "said": say("how people say it"), "group": say("group"),
        "related": say("related terms"), "country": say("country"), "region": say("region"),
        "latitude": say("latitude"), "longitude": say("longitude"), "languages": say("languages"),
        "population": say("population"), "income_group": say("income group"), "members": say("members"),
        "year": say("year"), "source_url": say("address of the source"), "against": say("against"),
        "why": say("reason"), "says": say("documents"), "terms": say("terms"), "lesson": say("lesson"),
        "not_to_confuse": say("not to confuse with"), "attested": say("where it is attested"),
        "en": say("in English"), "fr": say("in French"), "pt": say("in Portuguese"), "ar": say("in Arabic"),
    }


_TEXT_OF = {"lessons": "lesson", "methods": "how", "mechanisms": "how", "mindsets": "how", "results": "what",
            "partners": "name", "reuse": "name", "learned_from": "what", "experiments": "assumption"}


def field_line(view: View, path: Path, name: str = "") -> Line:
    """A field as people call it: `Lesson 2`, `Mechanism Procurement, effect`; unknown keys as they are written."""
    key, rest = str(path[0]), path[1:]
    keys, entries = key_names(view), entry_names(view)
    found: list[Span] = []
    if rest and isinstance(rest[0], int):
        label = entries.get(key)
        found += [Span("strong", label)] if label else [Span("name", key)]
        found += _which(view, key, rest[0], name)
        rest = rest[1:]
    else:
        found += [Span("strong", keys[key])] if key in keys else [Span("name", key)]
    parts = part_names(view)
    for part in rest:
        if part != _TEXT_OF.get(key):
            found += [Span("plain", ", "), _part(view, parts, key, part, name)]
    return tuple(found)


def _part(view: View, names: Mapping[str, str], key: str, part: str | int, name: str) -> Span:
    """A field within an entry: its name, or for an entry of a list its id, else its number."""
    if isinstance(part, int):
        return Span("name", shorten(name)) if name else Span("plain", view.words.number(part + 1))
    if key == "advice" and part == "for":
        return Span("plain", view.words.say("cases for it"))
    return Span("plain", names[part]) if part in names else Span("name", shorten(part))


def _which(view: View, key: str, number: int, name: str) -> list[Span]:
    """The term of an entry, where it is one, else its number."""
    if key in ("methods", "mechanisms", "mindsets") and name:
        return [Span("plain", " "), _term(view, key, name)]
    return [Span("plain", f" {view.words.number(number + 1)}")]


def _term(view: View, facet: str, id: str) -> Span:
    known = id in view.catalog.vocabulary[facet]
    return Span("plain", view.label(facet, id)) if known else Span("said", shorten(id))


# Values ----------------------------------------------------------------------------------------------------------

_TERMS = {tuple(part for part in pattern.split(".") if part != "*"): facet
          for pattern, facet in {**CASE_TERMS, **PROPOSED_TERMS}.items()}


def value_line(view: View, value: Any, path: Path, language: str = "") -> Line:
    """A value on one line: terms by their label, entries by their text and then their other fields."""
    if isinstance(value, dict):
        return _map_line(view, value, path, language)
    if isinstance(value, list):
        return _joined([value_line(view, child, (*path, at), language) for at, child in enumerate(value)], "; ")
    text = one_line(str(value)) if value is not None else ""
    facet = _TERMS.get(tuple(part for part in path if isinstance(part, str)))
    if facet and text in view.catalog.vocabulary[facet]:
        return (Span("plain", view.label(facet, text)),)
    if path and path[0] == "places" and text in view.catalog.places:
        return (Span("plain", view.place_name(text)),)
    if path and path[-1] in ("url", "source_url"):
        return (Span("address", text),)
    return (Span("said", text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…", language),)


def _map_line(view: View, value: Mapping[str, Any], path: Path, language: str) -> Line:
    """The text of an entry first, then what else it says, each with its name."""
    names = part_names(view)
    first = next((key for key in TELLING if isinstance(value.get(key), str)), "")
    lines = [value_line(view, value[first], (*path, first), language)] if first else []
    for key, child in value.items():
        if key != first:
            label = Span("plain", names[key]) if key in names else Span("name", shorten(key))
            lines.append((label, Span("plain", f"{view.words.say(':')} "),
                          *value_line(view, child, (*path, key), language)))
    return _joined(lines, " · ")


def _joined(lines: list[Line], by: str) -> Line:
    return tuple(span for at, line in enumerate(lines) for span in ((Span("plain", by),) if at else ()) + line)


# Changes ---------------------------------------------------------------------------------------------------------

def change_line(view: View, change: Change, language: str = "") -> Line:
    """One change in words."""
    say = view.words.say
    if change.kind == "numbers":
        return _numbers_line(view, change)
    field = field_line(view, change.path, change.name)
    if change.kind == "order":
        return spans(say("%(field)s: other order"), field=field)
    if change.kind in ("added", "removed"):
        is_new = change.kind == "added"
        value = value_line(view, change.after if is_new else change.before, change.path, language)
        return spans(say("%(field)s added: %(value)s") if is_new else say("%(field)s removed: %(value)s"),
                     field=field, value=value)
    if is_reworded(change):
        return spans(say("%(field)s reworded: %(value)s"), field=field,
                     value=tuple(words_of(change.before, change.after, language)))
    return spans(say("%(field)s: %(before)s → %(after)s"), field=field,
                 before=value_line(view, change.before, change.path, language),
                 after=value_line(view, change.after, change.path, language))


def words_of(before: str, after: str, language: str = "") -> Iterator[Span]:
    """The words of two texts as one, with what was taken out and put in."""
    for at, (kind, text) in enumerate(shortened(parts_of(before, after))):
        if at:
            yield Span("plain", " ")
        yield Span("said" if kind == "same" else kind, text, language)


def _numbers_line(view: View, change: Change) -> Line:
    pairs = ", ".join(f"{old} → {new}" for old, new in change.before)
    return spans(view.words.say("Sources have other numbers, and citations follow: %(pairs)s"), pairs=pairs)


# The whole of a file ---------------------------------------------------------------------------------------------

def whole_of(view: View, data: Mapping[str, Any], language: str = "") -> Iterator[tuple[Line, list[Line]]]:
    """Each key of a case study with the lines of its value, in the order of the file; not what it proposes."""
    keys = key_names(view)
    for key, value in data.items():
        if key == "proposed":
            continue
        label: Line = (Span("strong", keys[key]),) if key in keys else (Span("name", shorten(key)),)
        if isinstance(value, list):
            yield label, [_entry_line(view, child, (key, at), language) for at, child in enumerate(value)]
        elif isinstance(value, str):
            yield label, [_text_line(view, part, key, language) for part, _ in blocks_of(value)]
        else:
            yield label, [value_line(view, value, (key,), language)] if texts_in(value) else []


def _text_line(view: View, text: str, key: str, language: str) -> Line:
    found = value_line(view, text, (key,), language)
    return found if found and found[0].mark != "said" else (Span("said", one_line(text), language),)


def _entry_line(view: View, value: Any, path: Path, language: str) -> Line:
    number = f"{view.words.number(int(path[-1]) + 1)}{view.words.say(':')} " if path[0] == "sources" else ""
    line = value_line(view, value, path, language)
    return (Span("plain", number), *line) if number else line


