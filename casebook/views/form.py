"""The page on which someone writes a case study without git: every field of the model with its help, in the order in
which a person tells a story. What is asked, allowed and required comes from the model and the vocabulary alone; form.js
does the rest. Without a script the page reads as guidance.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin

from annotated_types import MaxLen
from markupsafe import Markup
from pydantic import BeforeValidator, StringConstraints
from pydantic.fields import FieldInfo

from casebook.model import LANGUAGES, CaseFile, record_in
from casebook.validation.cases import CASE_TERMS
from casebook.validation.proposals import PROPOSABLE, PROPOSED_TERMS
from casebook.views.form_words import facet_names, form_words, helps, labels, rules
from casebook.views.view import View

FEW = 8
"""So many terms are ticked in a list; of more one is chosen at a time."""

_SHORT_TEXT = 400
"""A text of so many characters stands on one line; the summary, which is read as a paragraph, does not."""

_SHAPES = {"check_date": "date", "parse_number": "number", "parse_count": "number", "check_address": "address"}
_FLOW = frozenset({"places", "networks", "themes", "for", "period"})
_OPEN = frozenset({"period", "results", "open_questions"})
"""What may be left out and is asked for all the same, so that it is not folded away."""

Option = tuple[str, str, str]
"""The id of a term, its label, its definition."""


@dataclass(frozen=True)
class Field:
    """One thing that is asked. `path` is where it stands in the file, such as `results.*.value`; `kind` how one asks:
    line, text, date, number, address, choice, checks, lookup, source, record or list. `limit` is the most characters,
    `most` the most entries; `entry` what an entry of a list is called; `options` are by group."""

    path: str
    kind: str
    label: str
    help: str = ""
    rule: str = ""
    entry: str = ""
    is_required: bool = False
    limit: int = 0
    most: int = 0
    may_be_none: bool = False
    facet: str = ""
    options: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    fields: tuple["Field", ...] = ()

    @property
    def key(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def id(self) -> str:
        return "f-" + self.path.replace(".*", "").replace(".", "-").replace("_", "-")

    @property
    def is_folded(self) -> bool:
        inside = "." in self.path
        return self.kind in ("record", "list") and not (self.is_required or inside or self.path in _OPEN)

    @property
    def cites(self) -> bool:
        """Whether a text names its sources by number: all that are long, but not the summary."""
        return self.kind == "text" and self.path != "summary" and not self.path.startswith("proposed")


@dataclass(frozen=True)
class Section:
    """One part of the story."""

    id: str
    title: str
    lead: str
    fields: tuple[Field, ...]


def render_form(view: View) -> Markup:
    """The form, its templates for entries and for the preview, and the guidance that stands there without a script."""
    sections = sections_of(view)
    words = form_words(view.words.say, view.words.translations.ngettext)
    return view.render("form.html", sections=sections, places=_places(view), cases=_cases(view),
                       words=json.dumps(words, ensure_ascii=False), settings=json.dumps(_settings(sections)))


def sections_of(view: View) -> list[Section]:
    """All that is asked, part by part; every key of the model once."""
    say = view.words.say
    fields = {field.key: field for field in fields_of(view)}
    parts = (
        ("what", say("What and where"), say("Begin with what a colleague elsewhere should take from it."),
         ("title", "summary", "places", "proposed", "themes", "period", "status", "stage", "networks")),
        ("listed", say("Sources"),
         say("List them first: the texts below name them by number. Put a new one at the end."), ("sources",)),
        ("problem", say("The problem"), "", ("challenge",)),
        ("done", say("What was done"), "", ("approach", "experiments")),
        ("ms", say("Methods, mechanisms, mindsets"),
         say("Each note is about this case: who did what, when, and whether it moved."),
         ("methods", "mechanisms", "mindsets")),
        ("came", say("Results and setbacks"), say("Setbacks are as full as results."), ("results", "setbacks")),
        ("learned", say("Lessons"), "", ("lessons", "next_steps")),
        ("means", say("Money, people, partners"), say("All of this may be left out where the sources do not say."),
         ("budget", "staffing", "partners")),
        ("reused", say("What others can take, and where it came from"), "", ("reuse", "learned_from")),
        ("last", say("Open questions and contact"), "", ("open_questions", "contact", "checked", "language")),
    )
    return [Section(id, title, lead, tuple(fields[key] for key in keys)) for id, title, lead, keys in parts]


# What is asked, from the model ------------------------------------------------------------------------------------

def fields_of(view: View) -> list[Field]:
    """Every key of a case study, in the order in which a file is written."""
    say = view.words.say
    return _fields(_Asker(view, labels(say), helps(say), rules(say)), CaseFile, "")


@dataclass(frozen=True)
class _Asker:
    view: View
    labels: Mapping[str, str]
    helps: Mapping[str, str]
    rules: Mapping[str, str]


def _fields(asker: _Asker, record: Any, above: str) -> list[Field]:
    return [_field(asker, found, f"{above}{found.alias or name}") for name, found in record.model_fields.items()]


def _field(asker: _Asker, found: FieldInfo, path: str) -> Field:
    """One field with what is in it."""
    known = [*found.metadata, *_parts(found.annotation)]
    plain = path.replace(".*", "")
    field = Field(
        path, "line", asker.labels.get(plain, path.rpartition(".")[2]),
        asker.helps.get(plain) or asker.view.words.say(found.description or ""),
        asker.rules.get(plain, ""), asker.labels.get(f"{plain}.*", ""), found.is_required(),
        limit=max((each.max_length or 0 for each in known if isinstance(each, StringConstraints)), default=0),
        most=min((each.max_length for each in known if isinstance(each, MaxLen)), default=0),
        may_be_none=any(_name_of(each) == "check_none_found" for each in known))
    return _listed(asker, field, found) if get_origin(found.annotation) is tuple else _single(asker, field, found, path)


def _listed(asker: _Asker, field: Field, found: FieldInfo) -> Field:
    """A list: ticks where the terms are few, else entries that are added one by one."""
    inner = f"{field.path}.*"
    facet = _facet_of(inner)
    options = _options(asker.view, facet)
    if facet and sum(len(group) for _, group in options) <= FEW:
        return replace(field, kind="checks", facet=facet, options=options)
    entry = replace(field, path=inner, kind="line", label=field.entry or field.label, help="", rule="", entry="",
                    is_required=False, may_be_none=False)
    return replace(field, kind="list", facet=facet, fields=(_single(asker, entry, found, inner),))


def _single(asker: _Asker, field: Field, found: FieldInfo, path: str) -> Field:
    record = record_in(found.annotation)
    if record:
        return replace(field, kind="record", fields=tuple(_fields(asker, record, f"{path}.")))
    facet = _facet_of(path)
    if field.key == "source":
        return replace(field, kind="source")
    if facet:
        return replace(field, kind="choice", facet=facet, options=_options(asker.view, facet))
    if path in ("places.*", "learned_from.*.case"):
        return replace(field, kind="lookup", facet="places" if path == "places.*" else "cases")
    shapes = {_SHAPES[name] for each in (*found.metadata, *_parts(found.annotation))
              if (name := _name_of(each)) in _SHAPES}
    is_long = field.limit > _SHORT_TEXT or path == "summary"
    return replace(field, kind=shapes.pop() if shapes else "text" if is_long else "line")


def _facet_of(path: str) -> str:
    """The facet of which a value is a term; `languages` and `facets` for what no facet lists."""
    known = {**CASE_TERMS, **PROPOSED_TERMS, "language": "languages", "proposed.terms.*.facet": "facets"}
    return known.get(path, "")


def _parts(annotation: Any) -> Iterator[Any]:
    """An annotation with all that stands in it."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _name_of(part: Any) -> str:
    return str(part.func.__name__) if isinstance(part, BeforeValidator) else ""


def _options(view: View, facet: str) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """The terms of a facet by their groups, in the order of the vocabulary."""
    if facet == "languages":
        return (("", tuple((code, view.words.language_name(code), "") for code in LANGUAGES)),)
    if facet == "facets":
        names = facet_names(view.words.say)
        return (("", tuple((id, names.get(id, id), "") for id in PROPOSABLE)),)
    groups: dict[str, list[Option]] = {}
    for id, term in view.catalog.vocabulary[facet].items() if facet else ():
        group = view.label("groups", term.group) if term.group else ""
        groups.setdefault(group, []).append((id, view.label(facet, id), view.definition(facet, id)))
    return tuple((group, tuple(options)) for group, options in groups.items())


def _places(view: View) -> list[tuple[str, str]]:
    """All places by name with country."""
    names = {id: f"{view.place_name(id)}, {view.words.country(place.country)}"
             for id, place in view.catalog.places.items()}
    return sorted(names.items(), key=lambda row: row[1])


def _cases(view: View) -> list[tuple[str, str]]:
    """All cases by place with title."""
    names = {id: f"{view.short_name(case)}{view.words.say(':')} {case.study.title}"
             for id, case in view.catalog.cases.items()}
    return sorted(names.items(), key=lambda row: row[1])


def _settings(sections: Sequence[Section]) -> dict[str, Any]:
    """What the script has to know of the file: the order of its keys, which stand in brackets, which hold numbers."""
    numbers = {field.key for section in sections for field in _all(section.fields)
               if field.kind in ("number", "source")}
    return {"order": [field.alias or name for name, field in CaseFile.model_fields.items()],
            "flow": sorted(_FLOW), "numbers": sorted(numbers)}


def _all(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _all(field.fields)
