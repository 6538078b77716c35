"""The rules for contributed content. Each check is a small generator of problems; RULES read aloud is the rule book.

Checks read the plain data, not the typed records, so that one wrong value never hides the problems of the others.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from casebook import source
from casebook.model import ID_PATTERN, LANGUAGES, NONE_FOUND, CaseStudy, Place, Term, is_web_address
from casebook.problems import Path, Problem, Rule
from casebook.source import Document
from casebook.vocabulary import FACETS, TAGGED, Vocabulary, fold_words

MONTHS_UNTIL_STALE = 24
INDEPENDENT = ("press", "evaluation", "academic")
_CITATION = re.compile(r"\[(\d{1,4})\](?!\()")
_CITATION_LIST = re.compile(r"\[\d+(?:\s*[,;–-]\s*\d+)+\]")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]*)|<([a-z][a-z0-9+.-]*:[^>\s]*)>|^\s*\[[^\]]+\]:\s*(\S+)", re.I | re.M)
_HTML = re.compile(r"<(?:[a-z!/?][^<>]*>?)", re.I)
_BRACES = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(r"(?:\+|\btel\.?:?\s*|\bphone:?\s*|\bt[ée]l\.?:?\s*)\d(?:[\s().-]?\d){7,}", re.I)
_BAD_SIGN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff]")

# What the model refuses ------------------------------------------------------------------------------------------

MISSING = Rule("field-missing", 'the key "{found}" is missing', "Add it; see case_studies/_template.yml.")
UNKNOWN = Rule("field-unknown", 'the key "{found}" is not known here; nearest: {nearest}',
               "Rename it, or move its text to a key that exists.")
TEXT = Rule("type-text", "expected text, found {found}", "Write one text; quote it if it holds a colon and a blank.")
LIST = Rule("type-list", "expected a list, found {found}", "Begin each item with a dash, or write [a, b].")
MAP = Rule("type-map", "expected keys and values, found {found}", "Write key: value pairs, as in _template.yml.")
LIST_OR_NONE = Rule("type-list-or-none-found", "expected a list, or the word none-found; found {found}",
                    "List what the sources say. If you read them for it and they show none, write none-found.")
NUMBER = Rule("type-number", 'expected a number, found "{found}"',
              "Write digits only, with a point for decimals; put the unit under `unit`.")
COUNT = Rule("type-count", 'expected a whole number from 1, found "{found}"', "Sources are counted from 1.")
DATE = Rule("type-date", 'expected a date, found "{found}"',
            "Write YYYY, YYYY-MM or YYYY-MM-DD, as precise as the source is.")
ADDRESS = Rule("link-address", 'expected a web address, found "{found}"',
               "Write the whole address, beginning with https:// or http://.")
LONG = Rule("text-length", "the text has {found} signs; at most {limit} are allowed", "Shorten it.")
SHORT = Rule("text-empty", "nothing is written here", "Write it, or delete the key.")
FEW = Rule("list-short", "the list has {found} entries; at least {limit} needed", "Add an entry.")
MANY = Rule("list-long", "the list has {found} entries; at most {limit} are allowed", "Keep the most important.")
FORM = Rule("value-form", '"{found}" does not have the form that is expected here: {limit}',
            "Compare with case_studies/_template.yml.")

# What the checks below refuse ------------------------------------------------------------------------------------

ID = Rule("id-form", 'the file name "{found}" cannot be an id',
          "Use small letters a to z, digits and hyphens, and the ending .yml; the name is the address of the page.")
TERM = Rule("term-unknown", '"{found}" is not a term of {facet}; nearest: {nearest}',
            "Use a term of case_studies/_vocabulary.yml; propose a new one in the pull request.")
TERM_TWICE = Rule("term-repeated", '"{found}" was already given on line {line}', "Merge the two entries.")
PLACE = Rule("place-unknown", '"{found}" is not a place of _places.yml; nearest: {nearest}',
             "Correct the id, or add the place to case_studies/_places.yml.")
COUNTRY = Rule("country-unknown", '"{found}" is not a country code', "Use the two letters of ISO 3166-1, such as GH.")
LANGUAGE = Rule("language-unknown", '"{found}" is not a language code', "Use two letters, such as en, fr, pt or ar.")
CITED = Rule("citation-without-source", "[{found}] is cited, but there are only {limit} sources",
             "Correct the number, or add the source at the end of the list.")
UNCITED = Rule("source-not-cited", "source {found} is never cited",
               "Cite it where it is used, as [{found}], or delete it if it is the last one.")
CITATION_FORM = Rule("citation-form", '"{found}" is not read as citations', "Write each number on its own: [1][2].")
SOURCE_TWICE = Rule("source-repeated", "this address was already given as source {line}", "Cite the first one.")
PERIOD = Rule("period-order", "the end {found} is before the start {limit}", "Swap the two dates, or correct one.")
CHECKED = Rule("checked-in-future", "checked on {found}, which is after {limit}", "Write when the sources were read.")
LINEAGE = Rule("lineage-unknown", '"{found}" is not a case study; nearest: {nearest}',
               "Correct the id, or name the place in words with `place`.")
LINEAGE_EMPTY = Rule("lineage-empty", "neither `case` nor `place` is given", "Say from whom it was learned.")
LOOP = Rule("lineage-loop", "these cases learned from each other in a circle: {found}",
            "Keep only the direction in which the idea travelled.")
HTML = Rule("text-html", 'HTML is not allowed, found "{found}"', "Use Markdown, or put the sign between backticks.")
BRACES = Rule("text-braces", 'template braces are not allowed, found "{found}"', "Use round brackets.")
SCHEME = Rule("link-scheme", 'a link may only lead to http(s), found "{found}"', "Write the whole web address.")
EMAIL = Rule("text-email", 'an e-mail address is personal data, found "{found}"',
             "Name the role, and link to the authority's own page under `contact`.")
HIDDEN = Rule("text-hidden-sign", "an invisible direction or width sign, {found}", "Delete the sign; retype the word.")
BUDGET = Rule("budget-currency", "an amount needs its currency", "Add `currency`, three letters of ISO 4217.")
UNIT = Rule("result-unit", "a unit without a value", "Add `value`, or move the words to `what`.")
PHONE = Rule("text-phone", 'this looks like a telephone number: "{found}"', "Delete it, unless it is no number of a "
             "person.", "warning")
ONE_SOURCE = Rule("sources-few", "only one source", "Add a second one, if possible from outside.", "warning")
NO_INDEPENDENT = Rule("sources-not-independent", "no press, academic or evaluation source",
                      "Look for one; else say so under `open_questions`.", "warning")
NOTHING_HINDERED = Rule("nothing-hindered", "no mechanism hindered or cut both ways",
                        "Read the sources once more for what was in the way.", "warning")
REPEATS = Rule("summary-repeats-title", "the summary says what the title says", "Begin with the one lesson.", "warning")
STALE = Rule("checked-long-ago", "the sources were last read {found}, over {limit} months ago",
             "Read them again and set `checked`.", "warning")
ALIAS = Rule("alias-ambiguous", '"{found}" leads to more than one term: {nearest}', "Keep it with one of them.",
             "warning")
RELATED = Rule("term-related-unknown", '"{found}" is not a term that cases are tagged by; nearest: {nearest}',
               "Correct or delete it.")
TERM_ID = Rule("term-in-two-facets", '"{found}" is already a term of {facet}', "Ids are unique: rename one.")

MODEL_RULES = (MISSING, UNKNOWN, TEXT, LIST, MAP, LIST_OR_NONE, NUMBER, COUNT, DATE, ADDRESS, LONG, SHORT, FEW, MANY,
               FORM)
CHECK_RULES = (ID, TERM, TERM_TWICE, PLACE, COUNTRY, LANGUAGE, CITED, UNCITED, CITATION_FORM, SOURCE_TWICE, PERIOD,
               CHECKED, LINEAGE, LINEAGE_EMPTY, LOOP, HTML, BRACES, SCHEME, EMAIL, HIDDEN, BUDGET, UNIT, PHONE,
               ONE_SOURCE, NO_INDEPENDENT, NOTHING_HINDERED, REPEATS, STALE, ALIAS, RELATED, TERM_ID)
RULE_BOOK = (*source.RULES, *MODEL_RULES, *CHECK_RULES)

CASE_TERMS = {
    "networks.*": "networks", "status": "statuses", "stage": "stages", "themes.*": "themes",
    "experiments.*.tests": "tests", "experiments.*.verdict": "verdicts", "experiments.*.decision": "decisions",
    "methods.*.method": "methods", "mechanisms.*.mechanism": "mechanisms", "mechanisms.*.effect": "effects",
    "mindsets.*.mindset": "mindsets", "results.*.kind": "result_kinds", "results.*.reported_by": "reporters",
    "lessons.*.for.*": "readers", "partners.*.role": "partner_roles", "reuse.*.kind": "reuse_kinds",
    "sources.*.kind": "source_kinds",
}
"""Which facet the value of a field is a term of; `*` stands for each entry of a list."""

PLACE_TERMS = {"*.kind": "place_kinds", "*.region": "regions", "*.income_group.value": "income_groups"}
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
    problems = list(check_model(document, CaseStudy))
    for check in CASE_CHECKS:
        problems += check(document, context)
    return problems


def check_places(document: Document, context: Context) -> list[Problem]:
    """All problems of `_places.yml`."""
    problems = list(check_model_map(document, Place))
    problems += _check_terms(document, context, PLACE_TERMS)
    problems += check_text(document, context)
    for path, code in select(document, "*.country"):
        if code not in context.country_codes:
            problems.append(document.problem(COUNTRY, path, found=code))
    for path, code in select(document, "*.languages.*"):
        if code not in context.language_codes:
            problems.append(document.problem(LANGUAGE, path, found=code))
    for path, place in select(document, "*.members.*"):
        if place not in document.data:
            problems.append(document.problem(PLACE, path, found=place, nearest=nearest(place, document.data)))
    return problems


def check_vocabulary(document: Document, context: Context) -> list[Problem]:
    """All problems of `_vocabulary.yml`."""
    problems = [document.problem(UNKNOWN, (facet,), at_key=True, found=facet, nearest=nearest(facet, FACETS))
                for facet in document.data if facet not in FACETS]
    problems += [document.problem(MISSING, (), found=facet) for facet in FACETS if facet not in document.data]
    for facet, terms in document.data.items():
        if isinstance(terms, dict):
            problems += check_model_map(document, Term, (facet,))
        else:
            problems.append(document.problem(MAP, (facet,), found=kind_of(terms)))
    problems += check_text(document, context)
    problems += _check_term_links(document)
    problems += _check_unique(document)
    problems += _check_aliases(document, context.vocabulary)
    return problems


# The model's own findings ----------------------------------------------------------------------------------------

def check_model(document: Document, model: type[BaseModel], at: Path = ()) -> Iterator[Problem]:
    """What the typed record refuses, each at its line."""
    data = _value_at(document.data, at)
    try:
        model.model_validate(data)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            yield _from_model(document, model, at, found)


def check_model_map(document: Document, model: type[BaseModel], at: Path = ()) -> Iterator[Problem]:
    """The same for a map whose values are all records of one kind."""
    for id in _value_at(document.data, at):
        if not re.fullmatch(ID_PATTERN, id):
            yield document.problem(ID, (*at, id), at_key=True, found=id)
        yield from check_model(document, model, (*at, id))


def _from_model(document: Document, model: type[BaseModel], at: Path, found: Mapping[str, Any]) -> Problem:
    path: Path = (*at, *(part for part in found["loc"] if part != "[key]"))
    value, details = found["input"], found.get("ctx", {})
    if found["type"] == "missing":
        return document.problem(MISSING, path, found=path[-1])
    if found["type"] == "extra_forbidden":
        near = nearest(str(path[-1]), _known_keys(model, path[len(at):-1]))
        return document.problem(UNKNOWN, path, at_key=True, found=path[-1], nearest=near)
    rule = _MODEL_ERRORS.get(found["type"], FORM)
    size = len(value) if isinstance(value, str | list | tuple | dict) else 0
    limits = [details[key] for key in ("max_length", "min_length", "pattern", "ge", "le") if key in details]
    shown = size if rule in (LONG, FEW, MANY) else value if rule in (NUMBER, COUNT, DATE, ADDRESS, FORM) else None
    return document.problem(rule, path, found=kind_of(value) if shown is None else shown,
                            limit=limits[0] if limits else found["msg"])


_MODEL_ERRORS = {
    "string_type": TEXT, "list_type": LIST, "tuple_type": LIST, "dict_type": MAP, "model_type": MAP,
    "model_attributes_type": MAP, "list_or_none_found": LIST_OR_NONE, "number": NUMBER, "count": COUNT, "date": DATE,
    "address": ADDRESS, "string_too_long": LONG, "string_too_short": SHORT, "too_short": FEW, "too_long": MANY,
}


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
        return f'"{value}"'
    return {dict: "keys and values", list: "a list", tuple: "a list"}.get(type(value), "nothing")


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
        for path, value in select(document, pattern):
            if value in first:
                line = document.position(first[value]).line
                yield document.problem(TERM_TWICE, path, found=value, line=line)
            first.setdefault(value, path)


def check_place_ids(document: Document, context: Context) -> Iterator[Problem]:
    for path, value in select(document, "places.*"):
        if value not in context.place_ids:
            yield document.problem(PLACE, path, found=value, nearest=nearest(value, context.place_ids))


def check_language(document: Document, context: Context) -> Iterator[Problem]:
    for path, value in select(document, "language"):
        if value not in LANGUAGES:
            yield document.problem(LANGUAGE, path, found=value)


def check_citations(document: Document, context: Context) -> Iterator[Problem]:
    """Every number has a source, every source is cited, and lists of numbers are written one by one."""
    count = len(_list_at(document, "sources"))
    used: set[int] = set()
    for path, number in _cited(document):
        used.add(number)
        if not 1 <= number <= count:
            yield document.problem(CITED, path, found=number, limit=count)
    for number in range(1, count + 1):
        if number not in used:
            yield document.problem(UNCITED, ("sources", number - 1), found=number)
    for path, text in _texts(document):
        for found in _CITATION_LIST.findall(text):
            yield document.problem(CITATION_FORM, path, found=found)


def check_sources(document: Document, context: Context) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for path, address in select(document, "sources.*.url"):
        number = int(path[1]) + 1
        if address in first:
            yield document.problem(SOURCE_TWICE, path, line=first[address])
        first.setdefault(address, number)
    kinds = [kind for _, kind in select(document, "sources.*.kind")]
    if len(kinds) == 1:
        yield document.problem(ONE_SOURCE, ("sources",))
    if kinds and not set(kinds) & set(INDEPENDENT):
        yield document.problem(NO_INDEPENDENT, ("sources",))


def check_period(document: Document, context: Context) -> Iterator[Problem]:
    dates = dict(select(document, "period.*"))
    start, end = dates.get(("period", "start")), dates.get(("period", "end"))
    if start and end and end < start[: len(end)]:
        yield document.problem(PERIOD, ("period", "end"), found=end, limit=start)


def check_checked(document: Document, context: Context) -> Iterator[Problem]:
    for path, text in select(document, "checked"):
        found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-\d{2})?", text)
        if not found:
            continue
        today = context.today.isoformat()
        if text > today[: len(text)]:
            yield document.problem(CHECKED, path, found=text, limit=today)
        months = (context.today.year - int(found[1])) * 12 + context.today.month - int(found[2] or 12)
        if months > MONTHS_UNTIL_STALE:
            yield document.problem(STALE, path, found=text, limit=MONTHS_UNTIL_STALE)


def check_lineage(document: Document, context: Context) -> Iterator[Problem]:
    for path, value in select(document, "learned_from.*.case"):
        if value not in context.case_ids:
            yield document.problem(LINEAGE, path, found=value, nearest=nearest(value, context.case_ids))
    for number, entry in enumerate(_list_at(document, "learned_from")):
        if isinstance(entry, dict) and not entry.get("case") and not entry.get("place"):
            yield document.problem(LINEAGE_EMPTY, ("learned_from", number))


def check_text(document: Document, context: Context) -> Iterator[Problem]:
    """What may not stand in any text: HTML, template braces, odd links, e-mail addresses, invisible signs."""
    for path, text in _texts(document):
        if path[-1] in ("url", "source_url"):
            continue
        readable = _without_code(text)
        yield from _found(document, HTML, path, _html_in(readable))
        yield from _found(document, BRACES, path, _BRACES.findall(text))
        yield from _found(document, SCHEME, path, (link for link in _links(readable) if not is_web_address(link)))
        yield from _found(document, EMAIL, path, _EMAIL.findall(_LINK.sub("", text)))
        yield from _found(document, HIDDEN, path, (f"U+{ord(sign):04X}" for sign in _BAD_SIGN.findall(text)))
        yield from _found(document, PHONE, path, _PHONE.findall(text))


def check_amounts(document: Document, context: Context) -> Iterator[Problem]:
    budget = document.data.get("budget")
    if isinstance(budget, dict) and budget.get("amount") and not budget.get("currency"):
        yield document.problem(BUDGET, ("budget", "amount"))
    for number, result in enumerate(_list_at(document, "results")):
        if isinstance(result, dict) and result.get("unit") and not result.get("value"):
            yield document.problem(UNIT, ("results", number, "unit"))


def check_balance(document: Document, context: Context) -> Iterator[Problem]:
    effects = [effect for _, effect in select(document, "mechanisms.*.effect")]
    if effects and not set(effects) & {"hindered", "mixed"}:
        yield document.problem(NOTHING_HINDERED, ("mechanisms",))


def check_summary(document: Document, context: Context) -> Iterator[Problem]:
    title, summary = document.data.get("title"), document.data.get("summary")
    if isinstance(title, str) and isinstance(summary, str):
        title_words, summary_words = set(fold_words(title)), set(fold_words(summary))
        if title_words and len(title_words & summary_words) >= 0.9 * len(title_words) and len(title_words) > 2:
            yield document.problem(REPEATS, ("summary",))


CASE_CHECKS: tuple[Check, ...] = (
    check_id, check_terms, check_repeated, check_place_ids, check_language, check_citations, check_sources,
    check_period, check_checked, check_lineage, check_text, check_amounts, check_balance, check_summary,
)


def check_lineage_loops(documents: Iterable[Document]) -> list[Problem]:
    """Chains of `learned_from` that come back to where they began; one problem for each loop, at its first case."""
    by_id = {document.file.rsplit("/", 1)[-1].removesuffix(".yml"): document for document in documents}
    learned = {id: {case: path for path, case in select(document, "learned_from.*.case")}
               for id, document in by_id.items()}
    problems = []
    for loop in _loops(learned):
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


# Parts of the checks ---------------------------------------------------------------------------------------------

def _check_terms(document: Document, context: Context, terms: Mapping[str, str]) -> Iterator[Problem]:
    for pattern, facet in terms.items():
        allowed = context.vocabulary[facet]
        for path, value in select(document, pattern):
            if value not in allowed:
                yield document.problem(TERM, path, found=value, facet=facet, nearest=nearest(value, allowed))


def _check_term_links(document: Document) -> Iterator[Problem]:
    groups = document.data.get("groups") or {}
    tagged = {id for facet in TAGGED for id in document.data.get(facet) or ()}
    for path, value in select(document, "*.*.related.*"):
        if value not in tagged:
            yield document.problem(RELATED, path, found=value, nearest=nearest(value, tagged))
    for facet in document.data:
        for path, value in select(document, f"{facet}.*.group"):
            if value not in groups:
                yield document.problem(TERM, path, found=value, facet="groups", nearest=nearest(value, groups))


def _check_unique(document: Document) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for facet in TAGGED:
        terms = document.data.get(facet)
        for id in terms if isinstance(terms, dict) else ():
            if id in seen:
                yield document.problem(TERM_ID, (facet, id), at_key=True, found=id, facet=seen[id])
            seen.setdefault(id, facet)


def _check_aliases(document: Document, vocabulary: Vocabulary) -> Iterator[Problem]:
    for words, concepts in vocabulary.phrases.items():
        if len(concepts) > 1:
            terms = ", ".join(concept.term for concept in concepts)
            path = (concepts[-1].facet, concepts[-1].term)
            yield document.problem(ALIAS, path, at_key=True, found=" ".join(words), nearest=terms)


def nearest(value: str, allowed: Iterable[str]) -> str:
    """The allowed value that is most like the one found, or the first few where none is like it."""
    known = sorted(str(name) for name in allowed)
    close = difflib.get_close_matches(value[:80], known, n=1, cutoff=0.5)
    return close[0] if close else ", ".join(known[:4]) + (" …" if len(known) > 4 else "")


def select(document: Document, pattern: str) -> Iterator[tuple[Path, str]]:
    """The texts that stand at a pattern such as `methods.*.method`; what has another shape is passed over."""
    yield from _select(document.data, pattern.split("."), ())


def _select(value: Any, parts: list[str], path: Path) -> Iterator[tuple[Path, str]]:
    if not parts:
        if isinstance(value, str):
            yield path, value
        return
    head, rest = parts[0], parts[1:]
    for key, child in _children(value):
        if head in ("*", key):
            yield from _select(child, rest, (*path, key))


def _children(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _texts(document: Document) -> Iterator[tuple[Path, str]]:
    """Every text of a document with its path."""
    stack: list[tuple[Path, Any]] = [((), document.data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            if path and value != NONE_FOUND:
                yield path, value
        else:
            stack += [((*path, key), child) for key, child in _children(value)]


def _cited(document: Document) -> Iterator[tuple[Path, int]]:
    """Every citation of a source by number, in text or in a `source` field."""
    for path, text in _texts(document):
        if path[0] != "sources":
            yield from ((path, int(number)) for number in _CITATION.findall(text))
    for pattern in SOURCE_NUMBERS:
        for path, number in select(document, pattern):
            if re.fullmatch(r"\d{1,4}", number):
                yield path, int(number)


def _list_at(document: Document, key: str) -> list[Any]:
    value = document.data.get(key)
    return value if isinstance(value, list) else []


def _value_at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _without_code(text: str) -> str:
    return re.sub(r"(`+)(?:.|\n)+?\1", "", text)


def _html_in(text: str) -> list[str]:
    """What a browser might read as a tag; `<https://...>` is a Markdown link and `<` before a blank or digit is text."""
    return [tag for tag in _HTML.findall(text) if not re.match(r"<https?://[^\s<>]+>$", tag)]


def _links(text: str) -> Iterator[str]:
    return (next(filter(None, groups), "") for groups in _LINK.findall(text))


def _found(document: Document, rule: Rule, path: Path, values: Iterable[str]) -> Iterator[Problem]:
    yield from (document.problem(rule, path, found=value) for value in values)
