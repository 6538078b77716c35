"""What comes of the places and terms that a case study proposes: their entries in the shared files, and the case file
without them. Nothing is invented: what a proposal does not say stays an empty key. Knows no disk.
"""

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from casebook.document import Document
from casebook.formatting import WIDTH, CannotFormat, comments_in, formatted
from casebook.loading import PLACES_FILE, VOCABULARY_FILE
from casebook.model import Place, Term
from casebook.problems import Path, Problem, field_name, has_errors
from casebook.source import parse_document
from casebook.splicing import end_of, lines_of, with_entries, with_entries_below, without_key
from casebook.validation.proposals import PROPOSABLE, proposed_in
from casebook.validation.rules import PROPOSED, TERM_TWICE
from casebook.values import ID_PATTERN
from casebook.vocabulary import TAGGED
from casebook.words import Say

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

Name = tuple[str, str]
"""What is proposed: the facet of a term or `places`, and the id."""

Check = Callable[[Document, Document], list[Problem]]
"""What is wrong with the places and the vocabulary, checked together."""


@dataclass(frozen=True)
class Moved:
    """An entry in its new place: the file and the line, what it is, and what is still to be written in it."""

    file: str
    line: int
    name: str
    empty: tuple[str, ...]


@dataclass(frozen=True)
class Adoption:
    """What was moved, and the new texts of files by their paths; neither where there are errors, which are to be put
    right first, or where nothing is proposed. Warnings are told beside what is moved."""

    moved: tuple[Moved, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict, hash=False)
    problems: tuple[Problem, ...] = ()


def plan_adoption(case: Document, places: Document, terms: Document, found: Iterable[Problem], check: Check,
                  say: Say) -> Adoption:
    """What moves the proposals of a case study to the library; raises CannotSplice.

    All three files were read to their end; `found` are the problems of the case study.
    """
    names = dict(names_in(case.data))
    wrong = [problem for problem in found if _is_in_the_way(problem)] or list(_repeated(case))
    if wrong or not names:
        return Adoption(problems=tuple(wrong))
    entries = entries_to_add(case, say)
    new_places = with_entries(places, entries[PLACES_FILE]) if PLACES_FILE in entries else places
    new_terms = with_entries_below(terms, entries[VOCABULARY_FILE]) if VOCABULARY_FILE in entries else terms
    known = {_mark(problem) for problem in check(places, terms)}
    made = [problem for problem in check(new_places, new_terms) if _mark(problem) not in known]
    clashes = tuple(_told_of_case(case, problem, names) for problem in made if not problem.rule.is_unfinished)
    if has_errors(clashes):
        return Adoption(problems=clashes)
    texts = {new.file: new.text for new, old in ((new_places, places), (new_terms, terms)) if new is not old}
    moved = [_moved(new_places if facet == "places" else new_terms, facet, id, made) for facet, id in names]
    return Adoption(tuple(moved), {case.file: without_key(case, "proposed"), **texts}, clashes)


def names_in(data: Mapping[str, Any]) -> Iterator[tuple[Name, Path]]:
    """What a case study proposes that could be moved, and where it stands."""
    for kind in ("places", "terms"):
        for at, entry in _proposed(data, kind):
            facet = kind if kind == "places" else str(entry.get("facet"))
            if kind == "places" or facet in PROPOSABLE:
                yield (facet, str(entry["id"])), ("proposed", kind, at)


def _proposed(data: Mapping[str, Any], kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The proposals that have an id, with their numbers; what else is wrong with them the checker tells."""
    return ((at, entry) for at, entry in proposed_in(data, kind)
            if isinstance(entry.get("id"), str) and re.fullmatch(ID_PATTERN, entry["id"]))


# What keeps a proposal where it is -------------------------------------------------------------------------------

def _is_in_the_way(problem: Problem) -> bool:
    """Whether a proposal cannot be moved before this is put right. A place may lack all but its id, of which the
    checker then tells in its new place; a term without its words is none."""
    field = problem.field
    if field[:1] != ("proposed",) or problem.level != "error" or problem.rule is PROPOSED:
        return False
    may_lack = len(field) < 3 or (field[1] == "places" and field[-1] != "id") or field[-1] == "needed"
    return not (problem.rule.is_unfinished and may_lack)


def _repeated(case: Document) -> Iterator[Problem]:
    """Proposals with one id, of which only one could stand in the library."""
    lines: dict[Name, int] = {}
    for kind in ("places", "terms"):
        for at, entry in _proposed(case.data, kind):
            facet = str(entry.get("facet", kind))
            name, path = ("tagged" if facet in TAGGED else facet, entry["id"]), ("proposed", kind, at, "id")
            if name in lines:
                yield case.problem(TERM_TWICE, path, found=name[1], line=lines[name])
            lines.setdefault(name, case.position(path).line)


def _mark(problem: Problem) -> tuple[str, Path, str]:
    """A problem without its place, which every line above it moves."""
    return problem.rule.id, problem.field, repr(problem.values)


def _told_of_case(case: Document, problem: Problem, names: Mapping[Name, Path]) -> Problem:
    """A problem that an entry would make in a shared file, told where the entry stands now."""
    at = problem.field if problem.file.endswith(VOCABULARY_FILE) else ("places", *problem.field)
    said = {word for value in problem.values.values() for word in str(value).split(", ")}
    path = next((path + at[2:] for name, path in names.items() if at[:2] == name),
                next((path for (_, id), path in names.items() if id in said), ("proposed",)))
    here = case.position(path)
    return replace(problem, file=case.file, line=here.line, column=here.column, field=path)


def _moved(new: Document, facet: str, id: str, made: Iterable[Problem]) -> Moved:
    path: Path = (id,) if facet == "places" else (facet, id)
    empty = dict.fromkeys(field_name(problem.field[len(path):]) for problem in made if problem.rule.is_unfinished
                          and problem.file == new.file and problem.field[:len(path)] == path)
    return Moved(new.file, new.keys[path].line, ".".join(map(str, path)), tuple(empty))


# The entries -----------------------------------------------------------------------------------------------------

def entries_to_add(case: Document, say: Say) -> dict[str, str]:
    """By the name of a shared file the entries that a case study proposes for it, those of terms below their facet.

    What a proposal does not say and the library needs stands there as an empty key, with what belongs there behind it;
    its comments, and who needs a term, stand above it.
    """
    lines = {PLACES_FILE: _place_lines(case, say), VOCABULARY_FILE: _term_lines(case)}
    texts = {file: "\n".join(each) for file, each in lines.items()}
    return {file: _tidy(f"{text}\n", file) for file, text in texts.items() if text}


def _place_lines(case: Document, say: Say) -> Iterator[str]:
    for at, place in _proposed(case.data, "places"):
        yield from _comments_of(case, "places", at)
        yield f"{json.dumps(place['id'])}:"
        for key, found in Place.model_fields.items():
            if place.get(key):
                yield f"  {key}: {_flow(place[key])}"
            elif found.is_required():
                yield f"  {key}:  # {say(found.description or '')}"


def _term_lines(case: Document) -> Iterator[str]:
    """The terms by facet, each below comments that tell who needs it."""
    terms = list(_proposed(case.data, "terms"))
    for facet in PROPOSABLE:
        own = [(at, term) for at, term in terms if term.get("facet") == facet]
        yield from [f"{facet}:"] if own else []
        for at, term in own:
            needed = " ".join(str(term.get("needed") or "").split())
            yield from textwrap.wrap(needed, WIDTH, initial_indent="  # ", subsequent_indent="  # ")
            yield from (f"  {comment}" for comment in _comments_of(case, "terms", at))
            yield f"  {json.dumps(term['id'])}:"
            yield from (f"    {key}: {_flow(term[key])}" for key in Term.model_fields if term.get(key))


def _comments_of(case: Document, kind: str, number: int) -> Iterator[str]:
    """The comments in a proposal or on the line above it; the first one has those above all."""
    starts = {path[1:]: place.line for path, place in case.values.items() if len(path) == 3 and path[0] == "proposed"}
    first, last = case.keys["proposed",].line, end_of(case, ("proposed",))
    block = "".join(lines_of(case.text)[first - 1:last])
    for at, text in comments_in(block):
        is_alone = not block[block.rfind("\n", 0, at) + 1:at].strip()
        line = first + block.count("\n", 0, at) + is_alone
        before = [path for path, start in starts.items() if start <= line]
        owner = max(before, key=starts.__getitem__) if before else min(starts, key=starts.__getitem__)
        if owner == (kind, number):
            yield text


def _flow(value: Any) -> str:
    """Plain data on one line; numbers without quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    is_number = isinstance(value, str) and _NUMBER.fullmatch(value)
    return value if is_number else json.dumps(value, ensure_ascii=False)


def _tidy(text: str, file: str) -> str:
    document, problems = parse_document(text.encode(), file)
    try:
        return formatted(document) if document.data and not problems else text
    except CannotFormat:
        return text
