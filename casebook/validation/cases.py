"""The checks of a case study, and of the chains in which cases learned from each other."""

import re
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import islice

from babel.numbers import is_currency

from casebook.document import Document
from casebook.model import LANGUAGES, CaseFile
from casebook.problems import MAX_PROBLEMS, Path, Problem
from casebook.validation.citations import check_citation_form, check_citations, check_uncited
from casebook.validation.context import Check, Context
from casebook.validation.records import check_model
from casebook.validation.rules import (
    BUDGET,
    CASE_LANGUAGE,
    CHECKED,
    CURRENCY,
    ID,
    LINEAGE,
    LINEAGE_EMPTY,
    LOOP,
    NO_INDEPENDENT,
    NOT_IN_THE_WAY,
    NOTHING_HINDERED,
    ONE_SOURCE,
    PERIOD,
    PLACE,
    REPEATS,
    SOURCE_TWICE,
    STALE,
    TERM_TWICE,
    UNIT,
)
from casebook.validation.selecting import filled, list_at, nearest, select
from casebook.validation.terms import check_values
from casebook.validation.texts import check_text
from casebook.values import ID_PATTERN, is_date
from casebook.vocabulary import fold_words

MONTHS_UNTIL_STALE = 24
INDEPENDENT = frozenset({"press", "evaluation", "academic"})

CASE_TERMS = {
    "networks.*": "networks", "status": "statuses", "stage": "stages", "themes.*": "themes",
    "experiments.*.tests": "tests", "experiments.*.verdict": "verdicts", "experiments.*.decision": "decisions",
    "methods.*.method": "methods", "mechanisms.*.mechanism": "mechanisms", "mechanisms.*.effect": "effects",
    "mechanisms.*.moved": "moves",
    "mindsets.*.mindset": "mindsets", "results.*.kind": "result_kinds", "results.*.reported_by": "reporters",
    "lessons.*.for.*": "readers", "partners.*.role": "partner_roles", "reuse.*.kind": "reuse_kinds",
    "sources.*.kind": "source_kinds",
}
"""Which facet the value of a field is a term of; `*` stands for each entry of a list, `?` for each key of a map."""

PLACES, LEARNED_FROM = "places.*", "learned_from.*.case"
"""The fields that name places, and other case studies."""

ONCE = ("methods.*.method", "mechanisms.*.mechanism", "mindsets.*.mindset", "themes.*", "networks.*", PLACES)


def check_study(document: Document, context: Context) -> Iterator[Problem]:
    """Keys, types, lengths and numbers of a case study, as the model has them."""
    yield from check_model(document, CaseFile)


def check_id(document: Document, context: Context) -> Iterator[Problem]:
    name = document.file.rsplit("/", 1)[-1]
    if not re.fullmatch(ID_PATTERN + r"\.yml", name):
        yield document.problem(ID, (), found=name)


def check_terms(document: Document, context: Context) -> Iterator[Problem]:
    yield from check_values(document, context, CASE_TERMS)


def check_repeated(document: Document, context: Context) -> Iterator[Problem]:
    for pattern in ONCE:
        first: dict[str, Path] = {}
        for path, value in filled(document, pattern):
            if value in first:
                line = document.position(first[value]).line
                yield document.problem(TERM_TWICE, path, found=value, line=line)
            first.setdefault(value, path)


def check_place_ids(document: Document, context: Context) -> Iterator[Problem]:
    for path, value in filled(document, PLACES):
        if value not in context.place_ids:
            near = context.id_now("places", value) or nearest(value, context.place_ids)
            yield document.problem(PLACE, path, found=value, nearest=near)


def check_language(document: Document, context: Context) -> Iterator[Problem]:
    for path, value in filled(document, "language"):
        if value not in LANGUAGES:
            yield document.problem(CASE_LANGUAGE, path, found=value, nearest=", ".join(LANGUAGES))


def check_sources(document: Document, context: Context) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for path, address in filled(document, "sources.*.url"):
        if address in first:
            yield document.problem(SOURCE_TWICE, path, number=first[address])
        first.setdefault(address, int(path[1]) + 1)
    kinds = [kind for _, kind in select(document, "sources.*.kind")]
    if len(list_at(document, "sources")) == 1:
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
    for path, value in filled(document, LEARNED_FROM):
        if value not in context.case_ids:
            near = context.id_now("cases", value) or nearest(value, context.case_ids)
            yield document.problem(LINEAGE, path, found=value, nearest=near)
    for number, entry in enumerate(list_at(document, "learned_from")):
        if isinstance(entry, dict) and not {"case", "place"} & set(entry):
            yield document.problem(LINEAGE_EMPTY, ("learned_from", number))


def check_amounts(document: Document, context: Context) -> Iterator[Problem]:
    budget = document.data.get("budget")
    if isinstance(budget, dict) and budget.get("amount") and "currency" not in budget:
        yield document.problem(BUDGET, ("budget", "amount"))
    for path, code in select(document, "budget.currency"):
        if re.fullmatch("[A-Z]{3}", code) and not is_currency(code):
            yield document.problem(CURRENCY, path, found=code)
    for number, result in enumerate(list_at(document, "results")):
        if isinstance(result, dict) and result.get("unit") and "value" not in result:
            yield document.problem(UNIT, ("results", number, "unit"))


def check_balance(document: Document, context: Context) -> Iterator[Problem]:
    effects = {effect for _, effect in select(document, "mechanisms.*.effect")}
    if effects and effects <= set(context.vocabulary["effects"]) - {"hindered", "mixed"}:
        yield document.problem(NOTHING_HINDERED, ("mechanisms",))


def check_moves(document: Document, context: Context) -> Iterator[Problem]:
    """Only what was in the way can give way."""
    for number, use in enumerate(list_at(document, "mechanisms")):
        if isinstance(use, dict) and use.get("moved") and use.get("effect") == "enabled":
            yield document.problem(NOT_IN_THE_WAY, ("mechanisms", number, "moved"))


def check_summary(document: Document, context: Context) -> Iterator[Problem]:
    title, summary = document.data.get("title"), document.data.get("summary")
    if isinstance(title, str) and isinstance(summary, str):
        title_words, summary_words = set(fold_words(title)), set(fold_words(summary))
        if len(title_words) > 2 and len(title_words & summary_words) >= 0.9 * len(title_words):
            yield document.problem(REPEATS, ("summary",))


CASE_CHECKS: tuple[Check, ...] = (
    check_study, check_id, check_terms, check_repeated, check_place_ids, check_language, check_citations,
    check_uncited, check_citation_form, check_sources, check_period, check_checked, check_lineage, check_text,
    check_amounts, check_balance, check_moves, check_summary,
)


def check_lineage_loops(documents: Iterable[Document]) -> list[Problem]:
    """Chains of `learned_from` that come back to where they began; one problem for each loop, at its first case."""
    by_id = {document.file.rsplit("/", 1)[-1].removesuffix(".yml"): document for document in documents}
    learned = {id: {case: path for path, case in select(document, LEARNED_FROM)}
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
