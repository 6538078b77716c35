"""The file from which a new case study starts: what is known already, and guidance for the rest. Knows no disk.

What is missing stays an empty key, so that the checker tells of it; what may be left out stands there as comments.
"""

import json
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from casebook.catalog import Catalog
from casebook.formatting import WIDTH, formatted
from casebook.model import CaseStudy, Place, record_in
from casebook.schema import CASE_FILE
from casebook.source import parse_document
from casebook.validation.cases import CASE_TERMS
from casebook.validation.shared import PLACE_TERMS
from casebook.values import ID_PATTERN, NONE_FOUND
from casebook.vocabulary import TAGGED, Vocabulary, fold_words
from casebook.words import Words

Ask = Callable[[str, str], str]
"""Asks a person: the question and what holds if nothing is typed, to the answer."""

MAX_SUGGESTED = 4
MAX_THEMES = 3
_FEW = 8
"""So many terms are listed; of more the name of their list is given."""

_LITTLE = frozenset(
    "a an and as at by for from how in into its of on or out per the to with "
    "au aux avec dans de des du en et la le les par pour sur un une".split())
_MAX_ID_WORDS = 3
_SINGULAR = {"methods": "method", "mechanisms": "mechanism", "mindsets": "mindset"}


@dataclass(frozen=True)
class Answers:
    """What a person said of a new case; nothing where it was passed over. Places are names or ids."""

    title: str = ""
    places: tuple[str, ...] = ()
    challenge: str = ""
    approach: str = ""
    setback: str = ""
    lesson: str = ""
    source: str = ""
    themes: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    hindered: tuple[str, ...] = ()
    enabled: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """What the sources do not say."""

    more_sources: tuple[tuple[str, str], ...] = ()
    """Sources beside the first, each its title and its web address, one of which may be empty."""

    @property
    def text(self) -> str:
        return " . ".join((self.title, self.challenge, self.approach, self.setback, self.lesson))


def interview(known: Answers, vocabulary: Vocabulary, ask: Ask, words: Words) -> Answers:
    """Ask for all that is not known yet."""
    say = words.say
    for name, question in questions_in(words).items():
        if not getattr(known, name):
            answer = ask(question, "").strip()
            said: dict[str, Any] = {name: listed(answer) if name == "places" else answer}
            known = replace(known, **said)
    if known.themes:
        return known
    found = suggested(known.text, vocabulary).get("themes", ())[:MAX_THEMES]
    question = say("Fields of work, one to three of these: %(ids)s") % {"ids": ", ".join(vocabulary["themes"])}
    return replace(known, themes=listed(ask(question, ", ".join(found))))


def questions_in(words: Words) -> dict[str, str]:
    """What a person is asked in plain words, by the names of the answers."""
    say = words.say
    return {
        "title": say("What was tried? One line, as a colleague would look for it"),
        "places": say("In which city, town or council? More than one with commas between"),
        "challenge": say("What was wrong before, and for whom?"),
        "approach": say("What was done?"),
        "setback": say("What was in the way, or did not work?"),
        "lesson": say("What should others do, or leave?"),
        "source": say("The web address of a source"),
    }


def listed(text: str) -> tuple[str, ...]:
    """The parts of a text between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def suggested(text: str, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """The terms that a text names in any language, by facet, in the order in which they come up."""
    found: dict[str, list[str]] = {facet: [] for facet in TAGGED}
    for concept in vocabulary.concepts_in(text)[0]:
        found[concept.facet].append(concept.term)
    return {facet: tuple(terms) for facet, terms in found.items() if terms}


def place_id(name: str, places: Mapping[str, Place]) -> str:
    """The id of the place that is called so in any language; else the id that a new place would have."""
    wanted = fold_words(name)
    for id, place in places.items():
        if wanted in (fold_words(id), *(fold_words(each) for each in place.name.model_dump().values() if each)):
            return id
    return slug(name)


def new_places(answers: Answers, places: Mapping[str, Place]) -> list[str]:
    """The places named that the library does not know."""
    return [name for name in answers.places if place_id(name, places) not in places]


def slug(text: str) -> str:
    """A text as part of an id: words of small letters a to z and digits, with hyphens."""
    return "-".join(word for part in fold_words(text) for word in re.findall("[a-z0-9]+", part))


def proposed_id(answers: Answers, places: Mapping[str, Place]) -> str:
    """The lead place and the first words of the title that say something."""
    lead = [place_id(name, places) for name in answers.places[:1]]
    said = set("-".join(lead).split("-")) | _LITTLE
    title = [word for word in slug(answers.title).split("-") if word not in said]
    return "-".join(filter(None, [*lead, *title[:_MAX_ID_WORDS]]))


# The file --------------------------------------------------------------------------------------------------------

def starting_file(id: str, answers: Answers, catalog: Catalog, language: str, month: str, words: Words) -> str:
    """The text of `<id>.yml`: the answers, empty keys for what is mandatory, comments for what may be left out."""
    data = _data(answers, catalog, language, month)
    guide = _Guide(catalog.vocabulary, words, CASE_TERMS)
    lines = [f"# yaml-language-server: $schema=../schema/{CASE_FILE}", *guide.head(id, data), ""]
    for name, field in CaseStudy.model_fields.items():
        lines += [*guide.key(name, field, data.get(name, _LEFT_OUT)), ""]
    document, _ = parse_document("\n".join(lines).encode(), f"{id}.yml")
    return formatted(document)


def place_entry(id: str, name: str, catalog: Catalog, words: Words) -> str:
    """What to add to `_places.yml` for a place that is not there yet."""
    guide = _Guide(catalog.vocabulary, words, PLACE_TERMS, "?.")
    lines = [f"{id}:", f"  name: {{en: {json.dumps(name, ensure_ascii=False)}}}"]
    for key, field in Place.model_fields.items():
        if field.is_required() and key != "name":
            lines += guide.line(key, None, field, key, "  ")
    return "\n".join(lines) + "\n"


_LEFT_OUT = object()


def _data(answers: Answers, catalog: Catalog, language: str, month: str) -> dict[str, Any]:
    """The mandatory keys of a case study with what is known of them."""
    found = suggested(answers.text, catalog.vocabulary)
    uses = {facet: found.get(facet, ())[:MAX_SUGGESTED] or (None,) for facet in _SINGULAR}
    uses["methods"] = answers.methods or uses["methods"]
    rest = {"methods": {"how": None}, "mechanisms": {"effect": None, "how": None}, "mindsets": {"how": None}}
    named = [{"mechanism": term, "effect": effect, "how": None} for term, effect in _effects(answers).items()]
    return {
        "title": answers.title or None,
        "places": [place_id(name, catalog.places) for name in answers.places] or None,
        "summary": None,
        "themes": list(answers.themes) or None,
        "challenge": answers.challenge or None, "approach": answers.approach or None,
        **{facet: [{key: term, **rest[facet]} for term in uses[facet]] for facet, key in _SINGULAR.items()},
        **({"mechanisms": named} if named else {}),
        **({"results": [{"what": text, **_RESULT} for text in answers.results]} if answers.results else {}),
        "setbacks": NONE_FOUND if answers.setback == NONE_FOUND else [answers.setback or None],
        "lessons": [{"lesson": answers.lesson or None, "for": None}],
        "sources": [_source(title, url) for title, url in (("", answers.source), *answers.more_sources)
                    if title or url or not answers.more_sources],
        **({"open_questions": list(answers.unknown)} if answers.unknown else {}),
        "checked": month, "language": language,
    }


def _effects(answers: Answers) -> dict[str, str]:
    """The mechanisms that were named, each once; one that helped and was in the way did both."""
    return {term: "mixed" if term in answers.hindered and term in answers.enabled else
            "hindered" if term in answers.hindered else "enabled" for term in (*answers.hindered, *answers.enabled)}


_RESULT = {"source": None, "kind": None, "reported_by": None}


def _source(title: str, url: str) -> dict[str, Any]:
    return {"title": title or None, "publisher": None, **({"url": url} if url else {}), "kind": None}


@dataclass(frozen=True)
class _Guide:
    """Writes keys with what they hold in words, in the language of the messages."""

    vocabulary: Vocabulary
    words: Words
    terms: Mapping[str, str]
    prefix: str = ""

    def head(self, id: str, data: Mapping[str, Any]) -> Iterator[str]:
        say = self.words.say
        open_keys = [key for key, value in data.items() if _is_open(value)]
        yield from self.comment(say("Still to be written: %(keys)s.") % {"keys": ", ".join(open_keys)})
        yield from self.comment(say("What stands behind a # is optional: take the # away to use it, or delete it."))
        yield from self.comment(say("Terms below were found in your words: delete what does not fit."))
        yield from self.comment(say(
            "Statements of fact end with the number of their source in brackets, before the full stop [1]."))
        yield from self.comment(say("Check with: %(command)s") % {
            "command": f"casebook validate case_studies/{id}.yml"})

    def key(self, name: str, field: FieldInfo, value: Any) -> Iterator[str]:
        """One key of a case study with what stands above it."""
        say = self.words.say
        duty = say("MANDATORY.") if field.is_required() else say("Optional.")
        yield from self.comment(f"{duty} {say(field.description or '')}")
        if value is not _LEFT_OUT:
            yield from self.line(name, value, field, name, "")
        else:
            yield from (f"# {line}" for line in self.skeleton(name, field))

    def line(self, key: str, value: Any, field: FieldInfo, path: str, indent: str) -> Iterator[str]:
        """A key with its value and, if it has none, what belongs there."""
        if value is None:
            hint = self.hint(field, path)
            is_said = not indent and hint == self.words.say(field.description or "")
            yield f"{indent}{key}:" if is_said else f"{indent}{key}:  # {hint}"
        elif isinstance(value, list) and not all(map(_is_id, value)):
            yield f"{indent}{key}:"
            for entry in value:
                yield from self.entry(entry, field, f"{path}.*", indent)
        else:
            yield f"{indent}{key}: {_written(value)}"

    def entry(self, entry: Any, field: FieldInfo, path: str, indent: str) -> Iterator[str]:
        if not isinstance(entry, dict):
            yield f"{indent}  - {_written(entry)}"
            return
        fields = {each.alias or name: each for name, each in record_in(field.annotation).model_fields.items()}
        dash = "- "
        for key, value in entry.items():
            yield from self.line(key, value, fields[key], f"{path}.{key}", f"{indent}  {dash}")
            dash = "  "

    def skeleton(self, name: str, field: FieldInfo) -> Iterator[str]:
        """The keys below an optional key, each with what belongs there."""
        record = record_in(field.annotation)
        is_list = _is_list(field.annotation)
        if record is None:
            hint = self.hint(field, f"{name}.*" if is_list else name)
            yield f"{name}: [{hint}]" if is_list else f"{name}: {hint}"
            return
        yield f"{name}:"
        dash = "- " if is_list else ""
        for key, each in record.model_fields.items():
            path = f"{name}.*.{each.alias or key}" if is_list else f"{name}.{key}"
            yield f"  {dash}{each.alias or key}: {self.hint(each, path)}"
            dash = "  " if is_list else ""

    def hint(self, field: FieldInfo, path: str) -> str:
        """The allowed terms, if they are few; else where they stand; else what the key holds."""
        facet = self.terms.get(self.prefix + path) or self.terms.get(f"{self.prefix}{path}.*")
        if facet is None:
            return self.words.say(field.description or "")
        terms = self.vocabulary[facet]
        few = " | ".join(terms) if len(terms) <= _FEW else ""
        return few or self.words.say("one of %(facet)s in _vocabulary.yml") % {"facet": facet}

    @staticmethod
    def comment(text: str) -> Iterator[str]:
        yield from textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="#   ", break_long_words=False,
                                 break_on_hyphens=False)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(ID_PATTERN, value) is not None


def _written(value: Any) -> str:
    """A text, a list of ids, or nothing, as YAML on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if value is None:
        return ""
    return str(value) if _is_id(value) and value != "null" else json.dumps(value, ensure_ascii=False)


def _is_open(value: Any) -> bool:
    """Whether something is still to be written."""
    if isinstance(value, list):
        return any(map(_is_open, value))
    return any(map(_is_open, value.values())) if isinstance(value, dict) else value is None


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(map(_is_list, get_args(annotation)))
