"""Whether citations and sources belong together."""

import re
from collections.abc import Iterable, Iterator

from casebook.document import Document, texts_in
from casebook.problems import Path, Problem
from casebook.validation.context import Context
from casebook.validation.rules import CITATION_FORM, CITED, UNCITED
from casebook.validation.selecting import list_at, select
from casebook.validation.texts import without_code
from casebook.values import CITATION

SOURCE_NUMBERS = ("results.*.source", "budget.source", "staffing.source", "learned_from.*.source")
_NUMBER_LIST = re.compile(r"\[[0-9]{1,4}(?:\s*[,;–-]\s*[0-9]{1,4})+\](?!\()|\[(?![0-9]+\])\d{1,4}\]")
PATTERNS = {"citation": CITATION, "numberList": _NUMBER_LIST}


def check_citations(document: Document, context: Context) -> Iterator[Problem]:
    """Every number that is cited has a source; without any source, that is the one problem."""
    count = len(list_at(document, "sources"))
    for path, number in _cited(document) if count else ():
        if not 1 <= number <= count:
            yield document.problem(CITED, path, at=f"[{number}]", found=number, limit=count)


def check_uncited(document: Document, context: Context) -> Iterator[Problem]:
    """Every source is cited."""
    used = {number for _, number in _cited(document)}
    used |= {number for _, found in _number_lists(document) for number in _numbers_in(found)}
    used |= _numbers_left_out(document)
    for at, _ in enumerate(list_at(document, "sources")):
        if at + 1 not in used:
            yield document.problem(UNCITED, ("sources", at), found=at + 1)


def check_citation_form(document: Document, context: Context) -> Iterator[Problem]:
    """Numbers of sources are written one by one."""
    for path, found in _number_lists(document):
        yield document.problem(CITATION_FORM, path, at=found, found=found)


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


def _numbers_left_out(document: Document) -> set[int]:
    """The sources that may be cited in what the reading refused."""
    return {int(number) for at, value in document.refused for path, text in texts_in(value)
            if "[" in text or (*at, *path)[-1] == "source" for number in re.findall("[0-9]{1,4}", text)}


def _texts_that_cite(document: Document) -> Iterator[tuple[Path, str]]:
    """The texts in which a bracket may be a citation, without code."""
    return ((path, without_code(text)) for path, text in document.texts if "[" in text and path[0] != "sources")


def _numbers_in(found: str) -> Iterable[int]:
    """The sources that `[1, 3]` or `[1-3]` means."""
    numbers = [int(number) for number in re.findall(r"\d+", found)]
    return range(numbers[0], numbers[-1] + 1) if re.search("[–-]", found) else numbers
