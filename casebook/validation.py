"""The rules for contributed content. Each check is a small generator of problems; RULES read aloud is the rule book.

Checks read the plain data, not the typed records, so that one wrong value never hides the problems of the others.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Any, get_args

from babel.numbers import is_currency
from pydantic import BaseModel, ValidationError

from casebook import source
from casebook.model import (
    CITATION,
    ID_PATTERN,
    LANGUAGES,
    CaseStudy,
    Place,
    Term,
    is_date,
    is_web_address,
)
from casebook.problems import MAX_PROBLEMS, MAX_SHOWN, Path, Phrase, Problem, Rule, quoted
from casebook.source import A_LIST, A_MAP, NOTHING, Document, children
from casebook.vocabulary import FACETS, TAGGED, Vocabulary, fold_words

MONTHS_UNTIL_STALE = 24
INDEPENDENT = frozenset({"press", "evaluation", "academic"})

# Each of these reads a text once: no two parts that can match the same signs stand side by side, and what may begin
# anywhere is tied to where it can begin. 100 kB of the worst text take milliseconds (tests/test_validation.py).
_NUMBER_LIST = re.compile(r"\[[0-9]{1,4}(?:\s*[,;–-]\s*[0-9]{1,4})+\](?!\()|\[(?![0-9]+\])\d{1,4}\]")
_LINK = re.compile(r"\]\(\s*<?((?:[^()\s<>]|\([^()\s<>]*\))*)|<([a-z][a-z0-9+.-]*:[^<>\s]*)>", re.I)
_HTML = re.compile(r"<(?!(?:[a-z][a-z0-9+.-]*:|[\w.+-]+@[\w-]+\.)[^<>\s]*>)[a-z!/?][^<>]*>?", re.I)
_BRACES = re.compile(r"\{[{%#][^{}]*(?:[}%#]?\})?|[}%#]\}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")
_MAIL = "mailto:"
_PHONE = re.compile(r"(?:\+|\btel\.?:?\s*|\bphone:?\s*|\bt[ée]l\.?:?\s*)\d(?:[\s().-]?\d){7,}", re.I)
_HIDDEN_SIGNS = ("\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufff9-\ufffb"
                 "\U000e0000-\U000e007f")
_HIDDEN_SIGN = re.compile(f"[{_HIDDEN_SIGNS}]")
_UNUSUAL = re.compile(f"[<{{}}@+(>{_HIDDEN_SIGNS}]|tel|tél|phone", re.I)
"""Text without any of these breaks no rule of `check_text`."""

# What the model refuses ------------------------------------------------------------------------------------------

MISSING = Rule("field-missing", 'the key "{found}" is missing', "Add it; see case_studies/_template.yml.")
UNKNOWN = Rule("field-unknown", 'the key "{found}" is not known here; try: {nearest}',
               "Correct the key, or move its text to a key that exists.")
TEXT = Rule("type-text", "expected a text, found {found}",
            "Write one text. If it holds a colon and a space, or begins with a dash or bracket, put it in quotes.")
LIST = Rule("type-list", "expected a list, found {found}",
            "Write each entry on its own line after a dash, or all in brackets: [a, b].")
MAP = Rule("type-map", "expected keys and values, found {found}",
           "Write pairs such as `key: value`; case_studies/_template.yml shows which keys belong here.")
LIST_OR_NONE = Rule("type-list-or-none-found", "expected a list, or the word none-found; found {found}",
                    "List what the sources say. If you read them for it and they show none, write none-found.")
NUMBER = Rule("type-number", "expected a number, found {found}",
              "Write digits only, with a point for decimals: no spaces, commas or signs. Words belong under `unit`.")
COUNT = Rule("type-count", "expected a whole number from 1, found {found}",
             "Write digits only. A source is named by its place in the list of sources, counted from 1.")
RANGE = Rule("number-range", "{found} is out of range; the limit is {limit}",
             "Correct the number; latitudes run from -90 to 90, longitudes from -180 to 180.")
DATE = Rule("type-date", "expected a date, found {found}",
            "Write YYYY, YYYY-MM or YYYY-MM-DD, no more precise than the source is.")
ADDRESS = Rule("link-address", "expected a web address, found {found}",
               "Copy the whole address from the browser; it begins with https:// or http://.")
LONG = Rule("text-length", "the text has {found} characters; at most {limit} are allowed",
            "Shorten it, or move details to another key.")
SHORT = Rule("text-empty", "nothing is written here", "Write what belongs here, or delete this line.")
FEW = Rule("list-short", "the list has {found} entries; at least {limit} needed", "Add what the sources say.")
MANY = Rule("list-long", "the list has {found} entries; at most {limit} are allowed", "Keep the most important.")

# What the checks below refuse ------------------------------------------------------------------------------------

ID = Rule("id-form", 'the file name "{found}" cannot be the address of a page',
          "Rename the file: small letters a to z, digits and single hyphens, and the ending .yml.")
KEY_ID = Rule("id-key-form", '"{found}" cannot be an id',
              "Use small letters a to z, digits and single hyphens; an id is part of the address of a page.")
TERM = Rule("term-unknown", '"{found}" is not a term of "{facet}"; try: {nearest}',
            "Use a term of case_studies/_vocabulary.yml. If none fits, propose a new one in the pull request.")
TERM_ELSEWHERE = Rule("term-misplaced", '"{found}" is a term of "{other}", not of "{facet}"',
                      'Move it to the key "{other}", or choose a term of "{facet}".')
TERM_TWICE = Rule("term-repeated", '"{found}" was already given on line {line}', "Merge the two entries into one.")
PLACE = Rule("place-unknown", '"{found}" is not a place of _places.yml; try: {nearest}',
             "Correct the id, or add the place to case_studies/_places.yml.")
COUNTRY = Rule("country-unknown", '"{found}" is not a country code',
               "Write the two capital letters of ISO 3166-1, such as GH for Ghana.")
CURRENCY = Rule("currency-unknown", '"{found}" is not a currency code',
                "Write the three capital letters of ISO 4217, such as GHS, XOF or EUR.")
LANGUAGE = Rule("language-unknown", '"{found}" is not a language code',
                "Write the two small letters of ISO 639-1, such as en, fr or sw.")
CASE_LANGUAGE = Rule("language-not-offered", '"{found}" is not a language in which cases are written; try: {nearest}',
                     "Write the case study in one of these, and give its code.")
CITED = Rule("citation-without-source", "[{found}] is cited, but the sources are numbered 1 to {limit}",
             "Correct the number, or add the source at the end of the list.")
UNCITED = Rule("source-not-cited", "source {found} is never cited",
               "Cite it where it is used, as [{found}], or delete it if it is the last one.")
CITATION_FORM = Rule("citation-form", '"{found}" is not read as citations',
                     "Write each number on its own, in the digits 0 to 9: [1][2].")
SOURCE_TWICE = Rule("source-repeated", "this address was already given as source {number}",
                    "Cite source {number} instead, and delete this one if it is the last.")
PERIOD = Rule("period-order", "the end {found} is before the start {limit}", "Swap the two dates, or correct one.")
CHECKED = Rule("checked-in-future", "{found} is after today, {limit}",
               "Write the month in which the sources were last read.")
LINEAGE = Rule("lineage-unknown", '"{found}" is not a case study; try: {nearest}',
               "Correct the id, or name the place in words with `place`.")
LINEAGE_EMPTY = Rule("lineage-empty", "neither `case` nor `place` is given",
                     "Say from whom it was learned: `case` with an id, or `place` in words.")
LOOP = Rule("lineage-loop", "these cases learned from each other in a circle: {found}",
            "Keep only the direction in which the idea travelled.")
HTML = Rule("text-html", 'HTML is not allowed, found "{found}"',
            "Use Markdown. If the sign < is meant as such, put a space after it, or put it between backticks.")
BRACES = Rule("text-braces", 'template braces are not allowed, found "{found}"', "Use round brackets, or leave it out.")
SCHEME = Rule("link-scheme", 'a link may only lead to a web address, found "{found}"',
              "Write the whole address, beginning with https:// or http://.")
EMAIL = Rule("text-email", 'an e-mail address is personal data, found "{found}"',
             "Name the role instead, and link to the authority's own page under `contact`.")
HIDDEN = Rule("text-hidden-sign", "a sign that readers do not see, {found}",
              "Delete it; it often comes with copied text. Retyping the word helps.")
BUDGET = Rule("budget-currency", "an amount needs its currency",
              "Add `currency`, the three capital letters of ISO 4217, such as GHS, XOF or EUR.")
UNIT = Rule("result-unit", "a unit without a value", "Add `value`, or move the words to `what`.")
PHONE = Rule("text-phone", 'this looks like a telephone number: "{found}"',
             "Delete it if it is one. If it is another number, leave it.", "warning")
ONE_SOURCE = Rule("sources-few", "there is only one source",
                  "Add a second one, if possible from press, research or an evaluation.", "warning")
NO_INDEPENDENT = Rule("sources-not-independent", "no source is press, academic or an evaluation",
                      "Look for one. If there is none, say so under `open_questions`.", "warning")
NOTHING_HINDERED = Rule("nothing-hindered", "no mechanism is marked hindered or mixed",
                        "Read the sources once more for what was in the way.", "warning")
REPEATS = Rule("summary-repeats-title", "the summary says what the title says",
               "Begin with the one lesson that a colleague elsewhere should take.", "warning")
STALE = Rule("checked-long-ago", "the sources were last read in {found}, over {limit} months ago",
             "Read them again, correct the text where needed and set `checked`.", "warning")
ALIAS = Rule("alias-ambiguous", '"{found}" leads to more than one term: {nearest}',
             "Keep it with the term that people mean by it.", "warning")
RELATED = Rule("term-related-unknown", '"{found}" is not a term that cases are tagged by; try: {nearest}',
               "Use the id of a method, mechanism, mindset or theme, or delete it.")
TERM_ID = Rule("term-in-two-facets", '"{found}" is already a term of "{facet}"',
               "A term has one page, so its id is used once. Rename one of the two.")

MODEL_RULES = (MISSING, UNKNOWN, TEXT, LIST, MAP, LIST_OR_NONE, NUMBER, COUNT, RANGE, DATE, ADDRESS, LONG, SHORT, FEW,
               MANY)
CHECK_RULES = (ID, KEY_ID, TERM, TERM_ELSEWHERE, TERM_TWICE, PLACE, COUNTRY, CURRENCY, LANGUAGE, CASE_LANGUAGE, CITED,
               UNCITED, CITATION_FORM, SOURCE_TWICE, PERIOD, CHECKED, LINEAGE, LINEAGE_EMPTY, LOOP, HTML, BRACES,
               SCHEME, EMAIL, HIDDEN, BUDGET, UNIT, PHONE, ONE_SOURCE, NO_INDEPENDENT, NOTHING_HINDERED, REPEATS,
               STALE, ALIAS, RELATED, TERM_ID)
RULE_BOOK = (*source.RULES, *MODEL_RULES, *CHECK_RULES)

CASE_TERMS = {
    "networks.*": "networks", "status": "statuses", "stage": "stages", "themes.*": "themes",
    "experiments.*.tests": "tests", "experiments.*.verdict": "verdicts", "experiments.*.decision": "decisions",
    "methods.*.method": "methods", "mechanisms.*.mechanism": "mechanisms", "mechanisms.*.effect": "effects",
    "mindsets.*.mindset": "mindsets", "results.*.kind": "result_kinds", "results.*.reported_by": "reporters",
    "lessons.*.for.*": "readers", "partners.*.role": "partner_roles", "reuse.*.kind": "reuse_kinds",
    "sources.*.kind": "source_kinds",
}
"""Which facet the value of a field is a term of; `*` stands for each entry of a list, `?` for each key of a map."""

PLACE_TERMS = {"?.kind": "place_kinds", "?.region": "regions", "?.income_group.value": "income_groups"}
ONCE = ("methods.*.method", "mechanisms.*.mechanism", "mindsets.*.mindset", "themes.*", "networks.*", "places.*")
SOURCE_NUMBERS = ("results.*.source", "budget.source", "learned_from.*.source")


@dataclass(frozen=True)
class Context:
    """What a case study is checked against: everything but the file itself."""

    vocabulary: Vocabulary
    place_ids: frozenset[str]
    country_codes: frozenset[str]
    language_codes: frozenset[str]
    case_ids: frozenset[str]
    today: date


Check = Callable[[Document, Context], Iterator[Problem]]


def check_case(document: Document, context: Context) -> list[Problem]:
    """All problems of one case study."""
    return _problems_of(CASE_CHECKS, document, context)


def check_places(document: Document, context: Context) -> list[Problem]:
    """All problems of `_places.yml`."""
    return _problems_of(PLACE_CHECKS, document, context)


def check_vocabulary(document: Document, context: Context) -> list[Problem]:
    """All problems of `_vocabulary.yml`."""
    return _problems_of(VOCABULARY_CHECKS, document, context)


def _problems_of(checks: Iterable[Check], document: Document, context: Context) -> list[Problem]:
    return [problem for check in checks for problem in islice(check(document, context), MAX_PROBLEMS)]


# The model's own findings ----------------------------------------------------------------------------------------

def check_study(document: Document, context: Context) -> Iterator[Problem]:
    """Keys, types, lengths and numbers of a case study, as the model has them."""
    yield from check_model(document, CaseStudy)


def check_model(document: Document, model: type[BaseModel], at: Path = ()) -> Iterator[Problem]:
    """What the typed record refuses, each at its line, and every key without a value.

    A required key that is misspelt is told once, as an unknown key.
    """
    data = _value_at(document.data, at)
    refused = {(*at, *error["loc"]): error for error in _errors_of(model, data)}
    unknown = (path for path, error in refused.items() if error["type"] == "extra_forbidden")
    meant = {path: nearest(str(path[-1]), _known_keys(model, path[len(at):-1]))
             for path in islice(unknown, MAX_PROBLEMS)}
    misspelt = {(*path[:-1], key) for path, key in meant.items()}
    for path, error in refused.items():
        if path in meant:
            yield document.problem(UNKNOWN, path, at_key=True, found=path[-1], nearest=meant[path])
        elif error["type"] == "missing" and path not in misspelt:
            yield document.problem(MISSING, path, found=path[-1])
        elif error["type"] not in ("missing", "extra_forbidden"):
            yield _from_model(document, path, error)
    for path in _without_value(data, at):
        if not any(path[:length] in refused for length in range(len(path) + 1)):
            yield document.problem(SHORT, path, at_key=True)


def check_model_map(document: Document, model: type[BaseModel], at: Path = ()) -> Iterator[Problem]:
    """The same for a map whose values are all records of one kind."""
    for id in _value_at(document.data, at):
        if not re.fullmatch(ID_PATTERN, id):
            yield document.problem(KEY_ID, (*at, id), at_key=True, found=id)
        yield from check_model(document, model, (*at, id))


def _errors_of(model: type[BaseModel], data: Any) -> Sequence[Mapping[str, Any]]:
    """What pydantic refuses, but for lists that it takes for short only because an entry is wrong."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        return [found for found in error.errors(include_url=False)
                if found["type"] != "too_short" or len(found["input"]) < found["ctx"]["min_length"]]
    return ()


def _from_model(document: Document, path: Path, error: Mapping[str, Any]) -> Problem:
    value, details = error["input"], error.get("ctx", {})
    rule = _FORMS.get(path[-1] if path else "") if error["type"] == "string_pattern_mismatch" else None
    rule = rule or _MODEL_ERRORS.get(error["type"], TEXT)
    if value is None and rule is not LIST_OR_NONE:
        return document.problem(SHORT, path, at_key=True)
    limit = next((details[key] for key in ("max_length", "min_length", "ge", "le") if key in details), "")
    found = _size_of(value) if rule in (LONG, FEW, MANY) else value if rule in _SHOW_VALUE else kind_of(value)
    return document.problem(rule, path, found=found, limit=limit)


_MODEL_ERRORS = {
    "string_type": TEXT, "list_type": LIST, "tuple_type": LIST, "dict_type": MAP, "model_type": MAP,
    "model_attributes_type": MAP, "list_or_none_found": LIST_OR_NONE, "number": NUMBER, "count": COUNT, "date": DATE,
    "address": ADDRESS, "string_too_long": LONG, "string_too_short": SHORT, "too_short": FEW, "too_long": MANY,
    "greater_than_equal": RANGE, "less_than_equal": RANGE,
}
_FORMS: Mapping[str | int, Rule] = {"country": COUNTRY, "currency": CURRENCY}
_SHOW_VALUE = (RANGE, COUNTRY, CURRENCY)


def _size_of(value: Any) -> int:
    return len(value.strip() if isinstance(value, str) else value)


def _without_value(data: Any, at: Path) -> Iterator[Path]:
    """The paths of all keys and entries after which nothing is written."""
    stack = [(at, data)]
    while stack:
        path, value = stack.pop()
        if value is None:
            yield path
        stack += [((*path, key), child) for key, child in children(value)]


def _known_keys(model: type[BaseModel], path: Path) -> list[str]:
    """The keys allowed at a path inside a record."""
    kind: Any = model
    for part in path:
        if isinstance(part, str):
            field = next(field for name, field in kind.model_fields.items() if (field.alias or name) == part)
            kind = _record_in(field.annotation)
    return [field.alias or name for name, field in kind.model_fields.items()]


def _record_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _record_in(part))), None)


def kind_of(value: Any) -> str:
    """What a value is, in a word or two."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list | tuple):
        return A_LIST if value else Phrase("an empty list")
    return A_MAP if isinstance(value, dict) else NOTHING


# Checks of a case study ------------------------------------------------------------------------------------------

def check_id(document: Document, context: Context) -> Iterator[Problem]:
    name = document.file.rsplit("/", 1)[-1]
    if not re.fullmatch(ID_PATTERN + r"\.yml", name):
        yield document.problem(ID, (), found=name)


def check_terms(document: Document, context: Context) -> Iterator[Problem]:
    yield from _check_terms(document, context, CASE_TERMS)


def check_repeated(document: Document, context: Context) -> Iterator[Problem]:
    for pattern in ONCE:
        first: dict[str, Path] = {}
        for path, value in _filled(document, pattern):
            if value in first:
                line = document.position(first[value]).line
                yield document.problem(TERM_TWICE, path, found=value, line=line)
            first.setdefault(value, path)


def check_place_ids(document: Document, context: Context) -> Iterator[Problem]:
    for path, value in _filled(document, "places.*"):
        if value not in context.place_ids:
            yield document.problem(PLACE, path, found=value, nearest=nearest(value, context.place_ids))


def check_language(document: Document, context: Context) -> Iterator[Problem]:
    for path, value in _filled(document, "language"):
        if value not in LANGUAGES:
            yield document.problem(CASE_LANGUAGE, path, found=value, nearest=", ".join(LANGUAGES))


def check_citations(document: Document, context: Context) -> Iterator[Problem]:
    """Every number that is cited has a source; without any source, that is the one problem."""
    count = len(_list_at(document, "sources"))
    for path, number in _cited(document) if count else ():
        if not 1 <= number <= count:
            yield document.problem(CITED, path, at=f"[{number}]", found=number, limit=count)


def check_uncited(document: Document, context: Context) -> Iterator[Problem]:
    """Every source is cited."""
    used = {number for _, number in _cited(document)}
    used |= {number for _, found in _number_lists(document) for number in _numbers_in(found)}
    for at, _ in enumerate(_list_at(document, "sources")):
        if at + 1 not in used:
            yield document.problem(UNCITED, ("sources", at), found=at + 1)


def check_citation_form(document: Document, context: Context) -> Iterator[Problem]:
    """Numbers of sources are written one by one."""
    for path, found in _number_lists(document):
        yield document.problem(CITATION_FORM, path, at=found, found=found)


def check_sources(document: Document, context: Context) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for path, address in _filled(document, "sources.*.url"):
        if address in first:
            yield document.problem(SOURCE_TWICE, path, number=first[address])
        first.setdefault(address, int(path[1]) + 1)
    kinds = [kind for _, kind in select(document, "sources.*.kind")]
    if len(_list_at(document, "sources")) == 1:
        yield document.problem(ONE_SOURCE, ("sources",))
    elif kinds and set(kinds) <= set(context.vocabulary["source_kinds"]) - INDEPENDENT:
        yield document.problem(NO_INDEPENDENT, ("sources",))


def check_period(document: Document, context: Context) -> Iterator[Problem]:
    dates = {path: text for path, text in select(document, "period.?") if is_date(text)}
    start, end = dates.get(("period", "start")), dates.get(("period", "end"))
    if start and end and end < start[: len(end)]:
        yield document.problem(PERIOD, ("period", "end"), found=end, limit=start)


def check_checked(document: Document, context: Context) -> Iterator[Problem]:
    today = context.today
    for path, text in select(document, "checked"):
        if not is_date(text):
            continue
        if text > today.isoformat()[: len(text)]:
            yield document.problem(CHECKED, path, found=text, limit=today.isoformat())
        months = (today.year - int(text[:4])) * 12 + today.month - int(text[5:7] or 12)
        if months > MONTHS_UNTIL_STALE:
            yield document.problem(STALE, path, found=text, limit=MONTHS_UNTIL_STALE)


def check_lineage(document: Document, context: Context) -> Iterator[Problem]:
    for path, value in _filled(document, "learned_from.*.case"):
        if value not in context.case_ids:
            yield document.problem(LINEAGE, path, found=value, nearest=nearest(value, context.case_ids))
    for number, entry in enumerate(_list_at(document, "learned_from")):
        if isinstance(entry, dict) and not {"case", "place"} & set(entry):
            yield document.problem(LINEAGE_EMPTY, ("learned_from", number))


def check_text(document: Document, context: Context) -> Iterator[Problem]:
    """What may not stand in any text: HTML, template braces, odd links, e-mail addresses, invisible signs."""
    for path, text in document.texts:
        if path[-1] in ("url", "source_url") or not _UNUSUAL.search(text) or is_web_address(text):
            continue
        readable, unlinked = _without_code(text), _LINK.sub("", text)
        links, mails = _odd_links(readable)
        yield from _found(document, HTML, path, _tags_in(readable))
        yield from _found(document, BRACES, path, _BRACES.findall(text))
        yield from _found(document, SCHEME, path, links)
        yield from _found(document, EMAIL, path, (*_EMAIL.findall(unlinked), *mails))
        yield from _found(document, PHONE, path, _PHONE.findall(unlinked))
        for sign in dict.fromkeys(_HIDDEN_SIGN.findall(text)):
            yield document.problem(HIDDEN, path, at=sign, found=f"U+{ord(sign):04X}")


def check_amounts(document: Document, context: Context) -> Iterator[Problem]:
    budget = document.data.get("budget")
    if isinstance(budget, dict) and budget.get("amount") and "currency" not in budget:
        yield document.problem(BUDGET, ("budget", "amount"))
    for path, code in select(document, "budget.currency"):
        if re.fullmatch("[A-Z]{3}", code) and not is_currency(code):
            yield document.problem(CURRENCY, path, found=code)
    for number, result in enumerate(_list_at(document, "results")):
        if isinstance(result, dict) and result.get("unit") and "value" not in result:
            yield document.problem(UNIT, ("results", number, "unit"))


def check_balance(document: Document, context: Context) -> Iterator[Problem]:
    effects = {effect for _, effect in select(document, "mechanisms.*.effect")}
    if effects and effects <= set(context.vocabulary["effects"]) - {"hindered", "mixed"}:
        yield document.problem(NOTHING_HINDERED, ("mechanisms",))


def check_summary(document: Document, context: Context) -> Iterator[Problem]:
    title, summary = document.data.get("title"), document.data.get("summary")
    if isinstance(title, str) and isinstance(summary, str):
        title_words, summary_words = set(fold_words(title)), set(fold_words(summary))
        if len(title_words) > 2 and len(title_words & summary_words) >= 0.9 * len(title_words):
            yield document.problem(REPEATS, ("summary",))


CASE_CHECKS: tuple[Check, ...] = (
    check_study, check_id, check_terms, check_repeated, check_place_ids, check_language, check_citations,
    check_uncited, check_citation_form, check_sources, check_period, check_checked, check_lineage, check_text,
    check_amounts, check_balance, check_summary,
)


def check_lineage_loops(documents: Iterable[Document]) -> list[Problem]:
    """Chains of `learned_from` that come back to where they began; one problem for each loop, at its first case."""
    by_id = {document.file.rsplit("/", 1)[-1].removesuffix(".yml"): document for document in documents}
    learned = {id: {case: path for path, case in select(document, "learned_from.*.case")}
               for id, document in by_id.items()}
    problems = []
    for loop in islice(_loops(learned), MAX_PROBLEMS):
        path = learned[loop[0]][loop[1 % len(loop)]]
        problems.append(by_id[loop[0]].problem(LOOP, path, found=" → ".join((*loop, loop[0]))))
    return problems


def _loops(learned: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The loops of a graph of cases and those they learned from; each begins with its first id."""
    graph = {id: set(cases) for id, cases in sorted(learned.items())}
    while True:
        try:
            TopologicalSorter(graph).prepare()
            return
        except CycleError as error:
            loop = error.args[1][:0:-1]
            graph[loop[0]].remove(loop[1 % len(loop)])
            turn = loop.index(min(loop))
            yield (*loop[turn:], *loop[:turn])


# Checks of the two shared files ----------------------------------------------------------------------------------

def check_place_records(document: Document, context: Context) -> Iterator[Problem]:
    yield from check_model_map(document, Place)


def check_place_terms(document: Document, context: Context) -> Iterator[Problem]:
    yield from _check_terms(document, context, PLACE_TERMS)


def check_place_codes(document: Document, context: Context) -> Iterator[Problem]:
    """Countries, languages and members are known."""
    for path, code in _filled(document, "?.country"):
        if code not in context.country_codes:
            yield document.problem(COUNTRY, path, found=code)
    for path, code in _filled(document, "?.languages.*"):
        if code not in context.language_codes:
            yield document.problem(LANGUAGE, path, found=code)
    for path, place in _filled(document, "?.members.*"):
        if place not in document.data:
            yield document.problem(PLACE, path, found=place, nearest=nearest(place, document.data))


PLACE_CHECKS: tuple[Check, ...] = (check_place_records, check_place_terms, check_place_codes, check_text)


def check_facets(document: Document, context: Context) -> Iterator[Problem]:
    """The facets are those that the program knows; a misspelt one is told once."""
    unknown = [facet for facet in document.data if facet not in FACETS]
    meant = {facet: nearest(facet, FACETS) for facet in unknown[:MAX_PROBLEMS]}
    for facet, near in meant.items():
        yield document.problem(UNKNOWN, (facet,), at_key=True, found=facet, nearest=near)
    for facet in FACETS:
        if facet not in document.data and facet not in meant.values():
            yield document.problem(MISSING, (), found=facet)


def check_term_records(document: Document, context: Context) -> Iterator[Problem]:
    for facet, terms in document.data.items():
        if isinstance(terms, dict):
            yield from check_model_map(document, Term, (facet,))
        elif facet in FACETS:
            rule = SHORT if terms is None else MAP
            yield document.problem(rule, (facet,), at_key=terms is None, found=kind_of(terms))


def check_term_links(document: Document, context: Context) -> Iterator[Problem]:
    """Related terms and groups exist."""
    groups = _terms_in(document, "groups")
    tagged = [id for facet in TAGGED for id in _terms_in(document, facet)]
    for path, value in _filled(document, "?.?.related.*"):
        if value not in tagged:
            yield document.problem(RELATED, path, found=value, nearest=nearest(value, tagged))
    for path, value in _filled(document, "?.?.group"):
        if value not in groups:
            yield document.problem(TERM, path, found=value, facet="groups", nearest=nearest(value, groups))


def check_term_ids(document: Document, context: Context) -> Iterator[Problem]:
    """Ids are unique across the facets that cases are tagged by."""
    seen: dict[str, str] = {}
    for facet in TAGGED:
        for id in _terms_in(document, facet):
            if id in seen:
                yield document.problem(TERM_ID, (facet, id), at_key=True, found=id, facet=seen[id])
            seen.setdefault(id, facet)


def check_aliases(document: Document, context: Context) -> Iterator[Problem]:
    """A label or alias leads to one term; told where the last of the terms has it."""
    for words, concepts in context.vocabulary.phrases.items():
        if len(concepts) > 1:
            terms = ", ".join(concept.term for concept in concepts)
            path = _path_of_name(document, (concepts[-1].facet, concepts[-1].term), words)
            yield document.problem(ALIAS, path, at_key=len(path) == 2, found=" ".join(words), nearest=terms)


def _path_of_name(document: Document, at: Path, words: tuple[str, ...]) -> Path:
    """Where a term has a label or alias of these folded words; else the term."""
    names = (*select(document, ".".join(map(str, (*at, "label", "?")))),
             *select(document, ".".join(map(str, (*at, "aliases", "?", "*")))))
    return next((path for path, name in names if fold_words(name) == words), at)


VOCABULARY_CHECKS: tuple[Check, ...] = (
    check_facets, check_term_records, check_term_links, check_term_ids, check_aliases, check_text,
)


# Parts of the checks ---------------------------------------------------------------------------------------------

def _check_terms(document: Document, context: Context, terms: Mapping[str, str]) -> Iterator[Problem]:
    """Values that are not terms; the term is offered whose id is like it, or that is called so in any language."""
    for pattern, facet in terms.items():
        allowed = context.vocabulary[facet]
        unknown = [(path, value) for path, value in _filled(document, pattern) if value not in allowed]
        names = _names_of(allowed) if unknown else {}
        for path, value in unknown:
            other = context.vocabulary.facet_of(value)
            if other and facet in TAGGED:
                yield document.problem(TERM_ELSEWHERE, path, found=value, facet=facet, other=other)
            else:
                near = names.get(fold_words(value[:MAX_SHOWN])) or nearest(value, allowed)
                yield document.problem(TERM, path, found=value, facet=facet, nearest=near)


def _names_of(terms: Mapping[str, Term]) -> dict[tuple[str, ...], str]:
    """The folded labels and aliases of terms, with their ids."""
    return {fold_words(name): id for id, term in terms.items()
            for name in (*term.aliases.all(), *(getattr(term.label, language) or "" for language in LANGUAGES))}


def _terms_in(document: Document, facet: str) -> dict[str, Any]:
    terms = document.data.get(facet)
    return terms if isinstance(terms, dict) else {}


def nearest(value: str, allowed: Iterable[str]) -> str:
    """The allowed value that is most like the one found; where none is like it, all if they are few, else some."""
    known = sorted(map(str, allowed))
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(value[:MAX_SHOWN].casefold(), folded, n=1, cutoff=0.5)
    if close:
        return folded[close[0]]
    return ", ".join(known) if len(known) <= 6 else ", ".join(known[:4]) + " …"


def select(document: Document, pattern: str) -> Iterator[tuple[Path, str]]:
    """The texts that stand at a pattern such as `methods.*.method`; what has another shape is passed over."""
    yield from _select(document.data, pattern.split("."), ())


def _filled(document: Document, pattern: str) -> Iterator[tuple[Path, str]]:
    """The same without empty texts, of which the model has told already."""
    return ((path, value) for path, value in select(document, pattern) if value.strip())


def _select(value: Any, parts: list[str], path: Path) -> Iterator[tuple[Path, str]]:
    if not parts:
        if isinstance(value, str):
            yield path, value
        return
    head, rest = parts[0], parts[1:]
    every = "*" if isinstance(value, list) else "?"
    for key, child in children(value):
        if head in (every, key):
            yield from _select(child, rest, (*path, key))


def _cited(document: Document) -> Iterator[tuple[Path, int]]:
    """Every citation of a source by number, in text or in a `source` field."""
    for path, text in _texts_that_cite(document):
        yield from ((path, int(number)) for number in dict.fromkeys(CITATION.findall(text)))
    for pattern in SOURCE_NUMBERS:
        for path, number in select(document, pattern):
            if re.fullmatch("0*[1-9][0-9]{,17}", number):
                yield path, int(number)


def _number_lists(document: Document) -> Iterator[tuple[Path, str]]:
    """Brackets such as `[1, 2]`, `[1-3]` or `[٣]`, which look like citations."""
    for path, text in _texts_that_cite(document):
        yield from ((path, found) for found in dict.fromkeys(_NUMBER_LIST.findall(text)))


def _texts_that_cite(document: Document) -> Iterator[tuple[Path, str]]:
    """The texts in which a bracket may be a citation, without code."""
    return ((path, _without_code(text)) for path, text in document.texts if "[" in text and path[0] != "sources")


def _numbers_in(found: str) -> Iterable[int]:
    """The sources that `[1, 3]` or `[1-3]` means."""
    numbers = [int(number) for number in re.findall(r"\d+", found)]
    return range(numbers[0], numbers[-1] + 1) if re.search("[–-]", found) else numbers


def _list_at(document: Document, key: str) -> list[Any]:
    value = document.data.get(key)
    return value if isinstance(value, list) else []


def _value_at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _without_code(text: str) -> str:
    """Text without what stands between backticks: a run of them up to the next run of the same length.

    Read from the end, so that the next run of each length is known at once; runs do not pair across an empty line.
    """
    if "`" not in text:
        return text
    return "\n\n".join(map(_without_code_spans, re.split(r"\n[ \t]*\n", text)))


def _without_code_spans(paragraph: str) -> str:
    parts = re.split("(`+)", paragraph)
    ends: dict[str, int] = {}
    after: dict[int, int] = {}
    for at in range(len(parts) - 2, 0, -2):
        after[at] = ends.get(parts[at], 0)
        ends[parts[at]] = at
    kept, at = [], 0
    while at < len(parts):
        end = after.get(at, 0)
        kept.append("" if end else parts[at])
        at = (end or at) + 1
    return "".join(kept)


def _tags_in(text: str) -> list[str]:
    """What a browser might read as tags; a closing tag only where nothing opens, so that a pair is told once."""
    tags = _HTML.findall(text)
    return [tag for tag in tags if not tag.startswith("</")] or tags


def _odd_links(text: str) -> tuple[list[str], list[str]]:
    """The links that lead to no web address, and the mailboxes that links lead to."""
    links = [max(groups, key=len) for groups in _LINK.findall(text)]
    odd = [link for link in links if not is_web_address(link)]
    mails = [link[len(_MAIL):] for link in odd if link.lower().startswith(_MAIL)]
    return [link for link in odd if not link.lower().startswith(_MAIL)], mails


def _found(document: Document, rule: Rule, path: Path, values: Iterable[str]) -> Iterator[Problem]:
    """A problem for each different value, where it stands."""
    yield from (document.problem(rule, path, at=value, found=value) for value in dict.fromkeys(values))
