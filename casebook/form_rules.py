"""What the checker of the form works by, as data: fields, terms, patterns, and the words of the rule book.

    casebookFormRules({...})      form-rules.<language>.js, read by theme/assets/casebook/form-check.js

All of it is made from the model, the vocabulary and `validation`, so that nothing is written twice. The form's
own words for a rule stand here where those of the rule book speak of lines and files, which a form does not have.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.numbers import list_currencies

from casebook import source, values
from casebook.catalog import Catalog
from casebook.data_scripts import data_script
from casebook.loading import make_context
from casebook.model import LANGUAGES, CaseFile
from casebook.problems import MAX_SHOWN, Rule
from casebook.schema import Schema, SchemaWriter, written_out
from casebook.translation import FIELDS
from casebook.validation import Context, citations, rules, texts, writing
from casebook.validation.cases import CASE_TERMS, INDEPENDENT, MONTHS_UNTIL_STALE, ONCE
from casebook.validation.praise import PRAISE, WEASELS
from casebook.validation.proposals import PROPOSABLE, PROPOSED_TERMS
from casebook.vocabulary import TAGGED
from casebook.words import Say, Words

SEEN = (
    rules.MISSING, rules.UNKNOWN, rules.TEXT, rules.LIST, rules.MAP, rules.LIST_OR_NONE, rules.UNANSWERED, rules.NUMBER,
    rules.COUNT, rules.RANGE, rules.DATE, rules.ADDRESS, rules.LONG, rules.SHORT, rules.FEW, rules.MANY, rules.ID,
    rules.KEY_ID, rules.TERM, rules.TERM_ELSEWHERE, rules.TERM_TWICE, rules.PLACE, rules.COUNTRY, rules.CURRENCY,
    rules.LANGUAGE, rules.CASE_LANGUAGE, rules.CITED, rules.UNCITED, rules.CITATION_FORM, rules.SOURCE_TWICE,
    rules.PERIOD, rules.CHECKED, rules.LINEAGE, rules.LINEAGE_EMPTY, rules.LOOP, rules.HTML, rules.BRACES, rules.SCHEME,
    rules.EMAIL, rules.HIDDEN, rules.PHONE, rules.BUDGET, rules.UNIT, rules.ONE_SOURCE, rules.NO_INDEPENDENT,
    rules.NOTHING_HINDERED, rules.NOT_IN_THE_WAY, rules.REPEATS, rules.STALE, rules.PROPOSED, rules.PROPOSED_KNOWN,
    rules.PROPOSED_FACET, rules.FIGURE_UNCITED, rules.FIGURE_ALONE, rules.PARAGRAPH, rules.PRAISES, rules.VAGUE,
    rules.WITHOUT_PLACE, rules.WITHOUT_LESSON, source.CONTROL,
)
"""The rules that the form checks. What it cannot see stands in tests/test_form_rules.py, with the reasons."""

_WORD = r"\p{L}\p{N}_"
_ESCAPES = {"w": f"[{_WORD}]", "W": f"[^{_WORD}]", "d": r"\p{Nd}",
            "b": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))"}
_ESCAPES_IN_CLASS = {"w": _WORD, "d": r"\p{Nd}"}
_TOKEN = re.compile(r"\\.|\[\^\\W_\]|\[\^?|.", re.S)


def write_form_rules(catalog: Catalog, words: Words, folder: Path) -> None:
    """Write the script of one language beside the other assets of the pages."""
    context = make_context(catalog.vocabulary, catalog.places, catalog.places, catalog.cases, date.min)
    text = form_rules_script(context, words.say)
    (folder / f"form-rules.{words.language}.js").write_text(text, "utf-8", newline="\n")


def form_rules_script(context: Context, say: Say) -> str:
    return data_script("casebookFormRules", form_rules(context, say))


def form_rules(context: Context, say: Say) -> dict[str, Any]:
    """All that form-check.js needs, in the language of `say`."""
    return {"spec": field_rules(), "rules": _rules_in_words(say), "kinds": _kinds(say), **_known(context), **_lists(),
            "patterns": {name: [*as_js(pattern), how] for name, (pattern, how) in patterns().items()}}


# What a file holds -----------------------------------------------------------------------------------------------

class _FieldWriter(SchemaWriter):
    """Writes which function of `values` reads a field, where a schema says which text it allows."""

    def function_before_schema(self, schema: Any) -> Schema:
        name, inner = schema["function"]["function"].__name__, schema["schema"]
        if name == "check_none_found":
            return {**self.generate_inner(inner), "none": True}
        limits = {short: str(inner[key]) for key, short in (("ge", "least"), ("le", "most")) if key in inner}
        return {"form": name.partition("_")[2], **limits}

    def str_schema(self, schema: Any) -> Schema:
        return {key: schema[key] for key in ("max_length", "pattern") if key in schema}


_KEPT = {"properties": "fields", "required": "required", "items": "items", "minItems": "min", "maxItems": "max",
         "max_length": "length", "pattern": "pattern", "form": "form", "least": "least", "most": "most", "none": "none"}


@lru_cache(maxsize=1)
def field_rules() -> Schema:
    """The keys of a case study, each with what it may hold."""
    return _kept(written_out(CaseFile, _FieldWriter))


def _kept(part: Schema) -> Schema:
    found: Schema = {short: part[key] for key, short in _KEPT.items() if key in part}
    if "fields" in found:
        found["fields"] = {key: _kept(each) for key, each in found["fields"].items()}
    if "items" in found:
        found["items"] = _kept(found["items"])
    return found


# What a library knows --------------------------------------------------------------------------------------------

def _known(context: Context) -> dict[str, Any]:
    return {
        "terms": {facet: " ".join(context.vocabulary[facet]) for facet in _facets()},
        "places": {id: _names_of(id, context) for id in sorted(context.place_ids)},
        "cases": " ".join(sorted(context.case_ids)),
        "codes": {"country": _joined(context.country_codes), "language": _joined(context.language_codes),
                  "currency": _joined(list_currencies())},
    }


def _facets() -> list[str]:
    """Those that a case study, or what it proposes, is checked against."""
    return list(dict.fromkeys((*CASE_TERMS.values(), *PROPOSED_TERMS.values(), *PROPOSABLE)))


def _names_of(id: str, context: Context) -> list[str]:
    """The words by which a summary may name a place, and those by which it may name its country."""
    names = writing.place_words([id], context, country=False)
    return [_joined(names), _joined(writing.place_words([id], context) - names)]


def _joined(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def _lists() -> dict[str, Any]:
    """The lists and limits of the checks."""
    return {
        "caseTerms": CASE_TERMS, "proposedTerms": PROPOSED_TERMS, "once": ONCE, "tagged": TAGGED,
        "proposable": PROPOSABLE, "languages": LANGUAGES, "numbers": citations.SOURCE_NUMBERS,
        "independent": sorted(INDEPENDENT), "texts": FIELDS, "citing": writing.CITING, "naming": sorted(writing.NAMING),
        "leading": sorted(writing.LEADING), "worded": sorted(PRAISE),
        "limits": {"stale": MONTHS_UNTIL_STALE, "paragraph": writing.MAX_PARAGRAPH, "words": writing.MIN_WORDS,
                   "count": writing.MIN_COUNT, "digits": writing.MAX_DIGITS, "shown": MAX_SHOWN},
    }


# Regular expressions ---------------------------------------------------------------------------------------------

def patterns() -> dict[str, tuple[re.Pattern[str], str]]:
    """Every pattern with where it is looked for: anywhere, at the beginning, or as the whole of a text."""
    anywhere = {**texts.PATTERNS, **citations.PATTERNS, **writing.PATTERNS, "control": source.CONTROL_SIGN}
    for language in PRAISE:
        anywhere |= {f"praise-{language}": PRAISE[language], f"vague-{language}": WEASELS[language]}
    return {**{name: (pattern, "") for name, pattern in anywhere.items()},
            **{name: (pattern, "^") for name, pattern in writing.MATCHED.items()},
            **{name: (pattern, "$") for name, pattern in values.PATTERNS.items()}}


def as_js(pattern: re.Pattern[str]) -> tuple[str, str]:
    """The same pattern and its flags for a browser, to which letters are not only those from a to z."""
    made, is_class = [], False
    for token in _TOKEN.findall(pattern.pattern):
        made.append(r"[\p{L}\p{N}]" if token == r"[^\W_]" else _token_as_js(token, is_class))
        is_class = token != "]" and (is_class or token in ("[", "[^"))
    return "".join(made), "gu" + ("i" if pattern.flags & re.I else "") + ("m" if pattern.flags & re.M else "")


def _token_as_js(token: str, is_class: bool) -> str:
    if len(token) == 1 or token == "[^":
        return token if token.isprintable() else f"\\u{{{ord(token):x}}}"
    sign = token[1]
    if sign in (_ESCAPES_IN_CLASS if is_class else _ESCAPES):
        return (_ESCAPES_IN_CLASS if is_class else _ESCAPES)[sign]
    return token if sign.isalnum() or sign in r"^$\.*+?()[]{}|/-" else sign


# Words -----------------------------------------------------------------------------------------------------------

def _rules_in_words(say: Say) -> dict[str, list[str]]:
    """By rule: the level, the message and the remedy."""
    own = words_of_form(say)
    return {rule.id: [_level_of(rule), *(own.get(rule) or (say(rule.message), say(rule.remedy)))] for rule in SEEN}


def _level_of(rule: Rule) -> str:
    return "unfinished" if rule.is_unfinished else rule.level


def words_of_form(say: Say) -> Mapping[Rule, tuple[str, str]]:
    propose = say("Choose one of the list. If none fits, propose a new one.")
    return {
        rules.MISSING: (say("nothing is written here"), say("Write or choose what belongs here.")),
        rules.SHORT: (say("nothing is written here"), say("Write what belongs here, or take it away.")),
        rules.UNANSWERED: (say("still to be answered"),
                           say("List what the sources say. If you read them for it and they show none, say so.")),
        rules.ID: (say('"{found}" cannot be the name of a file'),
                   say("Use small letters a to z, digits and single hyphens.")),
        rules.TERM: (say('"{found}" is not in the list; try: {nearest}'), propose),
        rules.PLACE: (say('"{found}" is not among the places; try: {nearest}'),
                      say("Choose a place of the list, or propose yours.")),
        rules.TERM_TWICE: (say('"{found}" was already given'), say("Merge the two entries into one.")),
        rules.LINEAGE: (say(rules.LINEAGE.message),
                        say("Choose a case study of the list, or name the place in words.")),
        rules.LINEAGE_EMPTY: (say("neither a case study nor a place is given"),
                              say("Say from whom it was learned.")),
        rules.BUDGET: (say(rules.BUDGET.message), say("Give the currency, such as GHS, XOF or EUR.")),
        rules.UNIT: (say(rules.UNIT.message), say("Give the figure, or write the words where the result is told.")),
        rules.NUMBER: (say(rules.NUMBER.message),
                       say("Write digits only, with a point for decimals: no spaces, commas or words.")),
        rules.NO_INDEPENDENT: (say(rules.NO_INDEPENDENT.message),
                               say("Look for one. If there is none, say so under the open questions.")),
        rules.LONG: (say(rules.LONG.message), say("Shorten it, or write the details in another place.")),
        rules.EMAIL: (say(rules.EMAIL.message),
                      say("Name the role instead; the contact links to the authority's own page.")),
        rules.NOT_IN_THE_WAY: (say("only what was in the way can have moved; this mechanism enabled the work"),
                               say("Take away whether it moved, or correct the effect.")),
        rules.STALE: (say(rules.STALE.message), say("Read them again and correct the text where needed.")),
        rules.PROPOSED: (say('"{found}" is proposed, and not in the library yet'),
                         say("Nothing for you to do: a reviewer adds it to the library.")),
    }


def _kinds(say: Say) -> dict[str, str]:
    """What a value is, in a word or two, as `records.kind_of` says it."""
    return {"list": say(str(source.A_LIST)), "map": say(str(source.A_MAP)), "nothing": say(str(source.NOTHING)),
            "empty": say("an empty list")}
