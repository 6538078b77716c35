"""What has one right mending is mended in the text of a file, and nothing else of it changes. Knows nothing of disk.

Each mechanical rule of the rule book has a mender here, which proposes edits; the checker judges them. An edit stays if
the problem is gone, no rule is broken more often than before, and no other value has changed; and only if no other edit
that would stay makes another text. So a file is never worse than before, and mending twice is mending once.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel.dates import get_month_names

from casebook import source
from casebook.advice import Advice
from casebook.document import Document, children, place_in
from casebook.model import CaseFile, Place, Record, Term, record_in
from casebook.problems import Path, Problem, Rule, repr_key, shorten
from casebook.questions import SelfCheck
from casebook.redirects import Redirects
from casebook.translation import CaseTexts
from casebook.validation import Context, rules
from casebook.validation.selecting import value_at
from casebook.values import ID_PATTERN, is_date, is_web_address
from casebook.vocabulary import FACETS, TAGGED, fold_words

Look = Callable[[str], tuple[Document, list[Problem]]]
"""Reads and checks the text of one file."""


@dataclass(frozen=True)
class Edit:
    """Other words for a stretch of a text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Proposal:
    """One way to mend a problem. `before` is the path of the only value that may change, `after` its path then; none
    for a value that comes or goes."""

    edits: tuple[Edit, ...]
    before: Path | None = None
    after: Path | None = None


@dataclass(frozen=True)
class Mended:
    """What was changed: in which line, by which rule, and the words before and after."""

    line: int
    rule: str
    before: str
    after: str


def mend(text: str, look: Look, context: Context) -> tuple[str, list[Mended]]:
    """The text with all that is mechanical mended, and what was changed, in the order of mending."""
    mended: list[Mended] = []
    is_over = False
    while not is_over:
        text, found = _sweep(text, look, context)
        mended += found
        is_over = not found
    return text, mended


def _sweep(text: str, look: Look, context: Context) -> tuple[str, list[Mended]]:
    """Every mechanical problem tried once; what could not be mended may be after others were."""
    state, tried, mended = look(text), set[object](), list[Mended]()
    while problem := next((one for one in state[1] if one.rule in MENDERS and _key(one) not in tried), None):
        tried.add(_key(problem))
        proposals = list(MENDERS[problem.rule](_Text(text, state[0]), problem, context))
        if chosen := _chosen(text, state, proposals, problem, look):
            mended += _told(text, problem, chosen.edits)
            text = edited(text, chosen.edits)
            state = look(text)
    return text, mended


def _key(problem: Problem) -> object:
    """What tells a problem from others while the text around it changes."""
    place = () if problem.field else (problem.line, problem.column)
    return problem.rule, problem.field, repr(sorted(problem.values.items(), key=repr_key)), place


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits that do not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[:edit.start] + edit.text + text[edit.end:]
    return text


# What the checker says to a proposal -----------------------------------------------------------------------------

State = tuple[Document, list[Problem]]


def _chosen(text: str, state: State, proposals: Iterable[Proposal], problem: Problem, look: Look) -> Proposal | None:
    """The proposal that makes the file better, if all that do mean the same."""
    kept: list[tuple[Proposal, Any]] = []
    for proposal in proposals:
        then = look(edited(text, proposal.edits))
        if _is_better(state, then, problem) and _is_all_else_the_same(state[0], then[0], proposal):
            kept.append((proposal, then[0].data))
    return kept[0][0] if kept and all(data == kept[0][1] for _, data in kept) else None


def _is_better(before: State, after: State, problem: Problem) -> bool:
    if not before[0].is_complete:
        return after[0].is_complete or _is_read_further(before, after, problem)
    were, are = (Counter(each.rule.id for each in state[1]) for state in (before, after))
    return after[0].is_complete and are <= were and are[problem.rule.id] < were[problem.rule.id]


def _is_read_further(before: State, after: State, problem: Problem) -> bool:
    """Whether the reading stops nearer to the end of the file; tabs must all go at once."""
    if problem.rule is source.TAB or not after[1]:
        return False
    stop = after[1][0]
    return (stop.line, stop.column) > (problem.line, problem.column)


def _is_all_else_the_same(before: Document, after: Document, proposal: Proposal) -> bool:
    if not before.is_complete:
        return True
    return bool(_without(before.data, proposal.before) == _without(after.data, proposal.after))


def _without(data: Any, path: Path | None) -> Any:
    """Plain data without the value at a path."""
    if path is None:
        return data
    head, rest = path[0], path[1:]
    kept = {key: _without(child, rest) if key == head and rest else child
            for key, child in children(data) if key != head or rest}
    return kept if isinstance(data, dict) else list(kept.values())


def _told(text: str, problem: Problem, edits: Iterable[Edit]) -> Iterator[Mended]:
    for edit in edits:
        line, _ = place_in(text[:edit.start])
        yield Mended(line, problem.rule.id, *words_around(text, edit))


def words_around(text: str, edit: Edit) -> tuple[str, str]:
    """The words in which an edit stands, before and after."""
    start, end = edit.start, edit.end
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return _shown(text[start:end]), _shown(text[start:edit.start] + edit.text + text[edit.end:end])


def _shown(text: str) -> str:
    """A stretch of text for one line of a terminal; signs that are not seen by their names."""
    return shorten("".join(sign if sign.isprintable() or sign in "\n " else f"<U+{ord(sign):04X}>" for sign in text))


# The text of a file ----------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class _Text:
    """A file as written and as read, for the menders."""

    text: str
    document: Document

    def value(self, problem: Problem) -> str:
        """The text at which a problem stands; empty where there is none."""
        found = value_at(self.document.data, problem.field)
        return found if isinstance(found, str) else ""

    def offset(self, line: int, column: int) -> int:
        """Where in the text a line and a column are, both counted from 1."""
        return sum(len(each) + 1 for each in self.text.split("\n")[:line - 1]) + column - 1

    def lines(self, first: int) -> list[str]:
        """The lines from a number on, which counts from 1."""
        return self.text.split("\n")[first - 1:]

    def span(self, path: Path) -> tuple[int, int]:
        """Where a text begins and ends, with its quotes."""
        start, end = self.document.spans.get(path, (0, 0))
        return start, start + len(self.text[start:end].rstrip())

    def instead(self, path: Path, value: str | None) -> Iterator[Proposal]:
        """Another value in the place of a text on one line, in its quotes; nothing where none is given."""
        start, end = self.span(path)
        raw = self.text[start:end]
        if not value or not raw or "\n" in raw or raw[0] in "|>":
            return
        quote = raw[0] if raw[0] in "'\"" else ""
        yield Proposal((Edit(start, end, f"{quote}{value}{quote}"),), path, path)

    def deleted(self, line: int, column: int) -> Iterator[Proposal]:
        """The entry or pair that begins there gone with its lines; nothing where a comment would go with it."""
        lines = self.lines(line)
        count = 1
        while count < len(lines) and lines[count].strip() and _indent(lines[count]) >= column:
            count += 1
        gone = "\n".join(lines[:count]) + "\n"
        if "#" not in gone and _indent(lines[0]) == column - 1:
            start = self.offset(line, 1)
            yield Proposal((Edit(start, start + len(gone), ""),))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# The menders -----------------------------------------------------------------------------------------------------

Mender = Callable[[_Text, Problem, Context], Iterator[Proposal]]
_BREAKS = {"\u2028": " ", "\u2029": " ", "\x0b": " ", "\x0c": " ", "\r": "\n"}
_LOST = re.compile("[\x80-\x9f]")
"""Signs of another encoding that was read wrongly: what stood there must be looked up."""


def _control(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    """Gone; what ends a line elsewhere becomes a blank, so that words stay apart."""
    at = file.offset(problem.line, problem.column)
    sign = file.text[at:at + 1]
    if source.CONTROL_SIGN.match(file.text, at) and not _LOST.match(sign):
        yield Proposal((Edit(at, at + 1, _BREAKS.get(sign, "")),))


def _tab(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    """Spaces instead of every tab that indents, or that stands behind a dash or a key: two, four or eight, if that
    makes no difference."""
    tabs = [found for found in _TAB.finditer(file.text) if "\t" in found[0]]
    for width in (2, 4, 8):
        yield Proposal(tuple(Edit(*found.span(), found[0].replace("\t", " " * width)) for found in tabs))


_TAB = re.compile(r"^[ \t]+|(?<=-)[ \t]+(?=\S)|(?<=\w:)[ \t]+(?=\S)", re.M)
_VALUE = re.compile(r"((?:\s*-)*\s*(?:[\w-]+:\s+)?)(\S.*?)\s*")
_PAIR = re.compile(r"\s*(?:-(?:\s|$)|[\w-]+:(?:\s|$))")
_NEEDS_QUOTES = re.compile(r"[@`%&*?]|[^\-'\"\[\]{}|>#,!].*:(?:\s|$)")


def _syntax(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    """Quotes around a text that holds a colon, or begins with a sign that YAML keeps for itself."""
    lines = file.lines(problem.line)
    found = _VALUE.fullmatch(lines[0])
    if not found or not _NEEDS_QUOTES.match(found[2]):
        return
    rest = _going_on(lines, len(found[1]) - len(found[1].lstrip(" -")))
    text = "\n".join([found[2], *rest])
    if " #" in text or any(map(_PAIR.match, rest)) or ("\\" in text and "'" in text):
        return
    start = file.offset(problem.line, 1) + len(found[1])
    quoted = "'" + text.replace("'", "''") + "'" if '"' in text or "\\" in text else f'"{text}"'
    yield Proposal((Edit(start, start + len(text), quoted),))


def _going_on(lines: list[str], indent: int) -> list[str]:
    """The lines below the first that belong to its text."""
    count = 1
    while count < len(lines) and lines[count].strip() and _indent(lines[count]) > indent:
        count += 1
    return [*lines[1:count - 1], lines[count - 1].rstrip()] if count > 1 else []


def _duplicate(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    """The second of two keys gone, if both say the same."""
    key = str(problem.values["found"])
    said = [value for path, value in file.document.refused if path and path[-1] == key
            and _at(file.document.data, path) == value]
    if len(said) == 1:
        yield from file.deleted(problem.line, problem.column)


def _at(data: Any, path: Path) -> Any:
    try:
        return value_at(data, path)
    except (KeyError, IndexError, TypeError):
        return None


def _repeated(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    """The second of two entries gone, if both say the same."""
    key, number = str(problem.field[0]), int(problem.field[1])
    entries, entry = file.document.data[key], (key, number)
    if entries[number] not in entries[:number]:
        return
    here = file.document.position(entry)
    head = file.lines(here.line)[0][:here.column - 1]
    if re.fullmatch(r" *- +", head):
        for proposal in file.deleted(here.line, head.index("-") + 1):
            yield Proposal(proposal.edits, entry)
    elif isinstance(entries[number], str):
        before, (_, end) = file.span((key, number - 1))[1], file.span(entry)
        if re.fullmatch(r"\s*,\s*", file.text[before:file.span(entry)[0]]):
            yield Proposal((Edit(before, end, ""),), entry)


def _hidden(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    """Gone from the whole text."""
    start, end = file.span(problem.field)
    sign = chr(int(str(problem.values["found"])[2:], 16))
    found = re.finditer(re.escape(sign), file.text[start:end])
    edits = tuple(Edit(start + each.start(), start + each.end(), "") for each in found)
    if edits:
        yield Proposal(edits, problem.field, problem.field)


def _citations(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    """Each number in brackets of its own; code is left alone."""
    start, end = file.span(problem.field)
    raw, found = file.text[start:end], str(problem.values["found"])
    written = re.compile(r"\s+".join(map(re.escape, found.split())))
    edits = tuple(Edit(start + each.start(), start + each.end(), _cited(found)) for each in written.finditer(raw))
    if edits and "`" not in raw and all(edit.text for edit in edits):
        yield Proposal(edits, problem.field, problem.field)


def _cited(found: str) -> str:
    """`[1][3][4][5]` for `[1, 3-5]`; nothing for what counts backwards or on and on."""
    numbers: list[int] = []
    for part in re.split("[,;]", found.strip("[]")):
        first, *last = [int(number) for number in re.findall(r"\d+", part)]
        numbers += range(first, last[-1] + 1) if last else [first]
        if last and not 0 < last[-1] - first < _LONGEST_RANGE:
            return ""
    return "".join(f"[{number}]" for number in numbers)


_LONGEST_RANGE = 20


def _written_as(form: Callable[[str], str | None]) -> Mender:
    """A mender that writes the same value in another form."""
    def mender(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
        return file.instead(problem.field, form(file.value(problem).strip()))

    return mender


def _listed(text: str) -> str | None:
    """One id, or some with commas between, as a list."""
    ids = [part.strip() for part in text.split(",")]
    return f"[{', '.join(ids)}]" if all(re.fullmatch(ID_PATTERN, id) for id in ids) else None


def _none_found(text: str) -> str | None:
    return "none-found" if _slug(text) == "none-found" else None


def _address(text: str) -> str | None:
    """Without the brackets or quotation marks around it."""
    bare = text.strip("<>\"'“”«»\xa0\u202f ")
    return bare if is_web_address(bare) else None


_GROUPS = re.compile(r"[0-9]{1,3}(?:(?:[ '’\xa0\u2009\u202f][0-9]{3})+|(?:,[0-9]{3}){2,})(?:[.][0-9]+)?")
_COMMA_GROUP = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}(?:[.][0-9]+)?")
_POINT_GROUPS = re.compile(r"[0-9]{1,3}(?:[.][0-9]{3}){2,}(?:,[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}|[0-9]+,[0-9]{4,}|0,[0-9]+")


def _number(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    """Digits without signs between them. Three digits after one comma are thousands in English, and may not be in
    other languages."""
    text = file.value(problem).strip().lstrip("+")
    sign, bare = ("-", text[1:].lstrip()) if text[:1] in "-−" and text else ("", text)
    is_english = file.document.data.get("language", "en") == "en"
    if _GROUPS.fullmatch(bare) or (is_english and _COMMA_GROUP.fullmatch(bare)):
        bare = re.sub("[^0-9.]", "", bare)
    elif _POINT_GROUPS.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif _DECIMAL_COMMA.fullmatch(bare):
        bare = bare.replace(",", ".")
    yield from file.instead(problem.field, sign + bare if bare and sign + bare != file.value(problem) else None)


_YEAR_FIRST = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{1,2}))?(?:[T ][0-9:.Z+-]*)?")
_YEAR_LAST = re.compile(r"(?:([0-9]{1,2})[-/. ])?([0-9]{1,2})[-/. ]([0-9]{4})")
_IN_WORDS = re.compile(r"(?:([0-9]{1,2})(?:st|nd|rd|th|er|\.)?\s+)?(?:de\s+)?([^\W\d_]+)\.?(?:\s+de)?\s+([0-9]{4})")
_IN_WORDS_AMERICAN = re.compile(r"([^\W\d_]+)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")


def _date(text: str) -> str | None:
    """A date in the form that is read, no more precise than it was; nothing for day and month that may be either."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _YEAR_LAST.fullmatch(text):
        both = {_day(found[3], found[2], found[1]), _day(found[3], found[1], found[2]) if found[1] else None} - {None}
        return both.pop() if len(both) == 1 else None
    if found := _IN_WORDS.fullmatch(text):
        return _day(found[3], _months().get(found[2].casefold(), ""), found[1])
    if found := _IN_WORDS_AMERICAN.fullmatch(text):
        return _day(found[3], _months().get(found[1].casefold(), ""), found[2])
    return None


def _day(year: str, month: str, day: str | None) -> str | None:
    written = "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])
    return written if is_date(written) else None


@lru_cache(maxsize=1)
def _months() -> Mapping[str, str]:
    """The names of months in the languages of cases that write them in Latin letters, with their numbers."""
    return {name.strip(".").casefold(): str(number)
            for language in ("en", "fr", "pt") for width in ("wide", "abbreviated")
            for number, name in get_month_names(width, locale=language).items()}


# Ids and keys that are nearly right ------------------------------------------------------------------------------

_SHORTEST = 5
"""In shorter words one letter makes another word."""


def _term(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    facet, value = str(problem.values["facet"]), file.value(problem)
    terms = context.vocabulary[facet]
    names = {fold_words(name): id for id, term in reversed(list(terms.items()))
             for name in (term.label.en, term.label.fr) if name}
    now = context.id_now(facet, value)
    return file.instead(problem.field, now or _meant(value, terms) or names.get(fold_words(value)))


def _tagged(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    known = [id for facet in TAGGED for id in context.vocabulary[facet]]
    return file.instead(problem.field, _meant(file.value(problem), known))


def _place(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    value = file.value(problem)
    return file.instead(problem.field, context.id_now("places", value) or _meant(value, context.place_ids))


def _case(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    value = file.value(problem)
    return file.instead(problem.field, context.id_now("cases", value) or _meant(value, context.case_ids))


def _meant(found: str, allowed: Collection[str]) -> str | None:
    """The only allowed id that differs in capitals and blanks alone, or in one letter; figures are never guessed."""
    slug = _slug(found)
    if slug in allowed:
        return slug
    near = [id for id in allowed if is_one_apart(slug, id) and _digits(id) == _digits(slug)]
    return near[0] if len(near) == 1 and len(slug) >= _SHORTEST else None


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def is_one_apart(one: str, other: str) -> bool:
    """Whether a letter too many, too few, wrong, or two that changed places make one word of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _misspelt(file: _Text, problem: Problem, context: Context) -> Iterator[Proposal]:
    """Each known key that is nearly the one found; the checker says which of them belongs here."""
    key, at = str(problem.field[-1]), file.offset(problem.line, problem.column)
    start = at + (file.text[at:at + 1] in "'\"")
    if file.text[start:start + len(key)] != key:
        return
    folded = _slug(key).replace("-", "_")
    for known in _known_keys():
        if folded == known or (is_one_apart(folded, known) and len(folded) >= _SHORTEST):
            yield Proposal((Edit(start, start + len(key), known),), problem.field, (*problem.field[:-1], known))


@lru_cache(maxsize=1)
def _known_keys() -> tuple[str, ...]:
    """Every key of every kind of file."""
    found, kinds = set(FACETS), list[type[Record]]([CaseFile, CaseTexts, Place, Term, Advice, SelfCheck, Redirects])
    while kinds:
        for name, field in kinds.pop().model_fields.items():
            inner = record_in(field.annotation)
            found.add(field.alias or name)
            kinds += [inner] if inner else []
    return tuple(sorted(found))


MENDERS: Mapping[Rule, Mender] = {
    source.CONTROL: _control, source.TAB: _tab, source.SYNTAX: _syntax, source.DUPLICATE: _duplicate,
    rules.UNKNOWN: _misspelt, rules.TERM: _term, rules.RELATED: _tagged, rules.PLACE: _place, rules.LINEAGE: _case,
    rules.ADVICE_CASE: _case, rules.TERM_TWICE: _repeated, rules.HIDDEN: _hidden, rules.CITATION_FORM: _citations,
    rules.NUMBER: _number, rules.COUNT: _number, rules.DATE: _written_as(_date), rules.ADDRESS: _written_as(_address),
    rules.LIST: _written_as(_listed), rules.LIST_OR_NONE: _written_as(_none_found),
    rules.COUNTRY: _written_as(str.upper), rules.CURRENCY: _written_as(str.upper),
    rules.LANGUAGE: _written_as(str.lower), rules.CASE_LANGUAGE: _written_as(str.lower),
}
"""The mender of each mechanical rule."""
