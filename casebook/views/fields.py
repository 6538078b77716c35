"""The page of fields: every key of a case study with what it holds, its terms, and what the checker looks for."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from casebook.fields import FOR_FILES, FOR_KEYS, FOR_TEXTS, Key, every_key, keys_of_case, shown_message, shown_remedy
from casebook.model import LANGUAGES
from casebook.problems import Rule
from casebook.values import MAX_ENTRIES, NONE_FOUND
from casebook.views.view import View
from casebook.vocabulary import TAGGED


@dataclass(frozen=True)
class ShownRule:
    """A rule in the language of the page, with the keys that it is about."""

    id: str
    message: str
    remedy: str
    is_warning: bool
    keys: tuple[str, ...] = ()


def render_fields(view: View) -> Markup:
    """The keys in the order of a file, those that must be there and the others told apart; then what holds for all."""
    say = view.words.say
    keys = keys_of_case()
    groups = ((say("Must be there"), [key for key in keys if key.is_required]),
              (say("May be left out"), [key for key in keys if not key.is_required]))
    common = (("every-key", say("Every key"), _shown(view, FOR_KEYS)), ("every-text", say("Every text"),
              _shown(view, FOR_TEXTS)), ("the-file", say("The file"), _shown(view, FOR_FILES)))
    return view.render(
        "fields.html", keys=keys, groups=groups, common=common, rules=lambda key: rules_of(view, key),
        facts=lambda key: " · ".join(facts_of(view, key)), terms=lambda facet: view.catalog.vocabulary[facet],
        has_page=lambda facet: facet in TAGGED)


def facts_of(view: View, key: Key) -> Iterator[str]:
    """In words: whether a key must be there, and what form its value has."""
    say = view.words.say
    yield say("must be there") if key.is_required else say("may be left out")
    if key.is_list:
        yield say("list")
        yield from _entries(view, key)
    elif key.kind != "record":
        yield _kinds(view)[key.kind]
    limit = key.longest if key.is_list else key.most
    if key.kind == "text":
        yield say("at most %(num)s characters") % {"num": view.words.number(limit)}
    if key.may_be_none:
        yield say("or the word %(word)s") % {"word": NONE_FOUND}
    if key.name == "language":
        yield ", ".join(LANGUAGES)


def _entries(view: View, key: Key) -> Iterator[str]:
    say = view.words.say
    if key.least:
        yield view.words.say_many("at least %(num)s entry", "at least %(num)s entries", key.least)
    if key.most < MAX_ENTRIES:
        yield say("at most %(num)s") % {"num": key.most}


def _kinds(view: View) -> dict[str, str]:
    say = view.words.say
    return {"text": say("text"), "id": say("id"), "date": say("date: YYYY, YYYY-MM or YYYY-MM-DD"),
            "number": say("number: digits only, with a point for decimals"), "count": say("whole number from 1"),
            "address": say("web address"), "code": say("code in capital letters")}


def rules_of(view: View, key: Key) -> list[ShownRule]:
    """The rules of a key and of those below it, each once."""
    found: dict[Rule, list[str]] = {}
    for each in (key, *every_key(key.keys)):
        for rule in each.rules:
            found.setdefault(rule, []).append("" if each is key else each.name)
    return [_rule(view, rule, tuple(dict.fromkeys(filter(None, names)))) for rule, names in found.items()]


def _shown(view: View, rules: tuple[Rule, ...]) -> list[ShownRule]:
    return [_rule(view, rule) for rule in rules]


def _rule(view: View, rule: Rule, keys: tuple[str, ...] = ()) -> ShownRule:
    say, spaced = view.words.say, view.words.spaced
    message = shown_message(rule, say)
    end = "" if message.endswith(("…", ".", "?")) else "."
    return ShownRule(rule.id, spaced(message[:1].upper() + message[1:] + end), spaced(shown_remedy(rule, say)),
                     rule.level == "warning", keys)
