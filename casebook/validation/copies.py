"""Text that stands in two case studies. One pass over all: each run of five words is kept once, with its first case."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from casebook.document import Document
from casebook.problems import MAX_PROBLEMS, Path, Problem
from casebook.translation import texts_of
from casebook.validation.rules import COPIED
from casebook.validation.writing import blocks_of
from casebook.values import CITATION

MIN_WORDS = 25
"""Shorter paragraphs may be alike by chance."""

RUN = 5
SHARE = 0.3
"""From which part of its runs of words a paragraph is a copy. Of 763 real ones none shared 0.2 with another case; a
copy in which every tenth word was changed still shares 0.6.
"""

_WORD = re.compile(r"[^\W_]+")


def check_copies(documents: Iterable[Document], others: Iterable[tuple[str, str]] = ()) -> list[Problem]:
    """Paragraphs that stand in another case too; told at the later id, or at the one that is checked.

    `others` are the names of further cases and their files as written, with which the documents are compared.
    """
    first = {run: name for name, text in others for run in _runs(text)}
    problems: list[Problem] = []
    for document in sorted(documents, key=lambda each: each.file):
        name, blocks = _id_of(document), list(_long_blocks(document))
        problems += islice(_copies(document, blocks, first), MAX_PROBLEMS)
        for _, block in blocks:
            for run in _runs(block):
                first.setdefault(run, name)
    return problems


def _copies(document: Document, blocks: Iterable[tuple[Path, str]], first: dict[int, str]) -> Iterator[Problem]:
    """A problem for each text of a document, at its first paragraph of which most was read before."""
    told: set[Path] = set()
    for path, block in blocks:
        runs = _runs(block)
        shared = Counter(first[run] for run in runs if run in first)
        other = min(shared, key=lambda name: (-shared[name], name), default="")
        if path not in told and other and shared[other] >= SHARE * len(runs):
            told.add(path)
            at = " ".join(block.split("\n")[0].split()[:4])
            yield document.problem(COPIED, path, at=at, found=other)


def _long_blocks(document: Document) -> Iterator[tuple[Path, str]]:
    """The paragraphs that are long enough to be compared, with the paths of their texts."""
    for path, text in texts_of(document.data).items():
        for block, _ in blocks_of(text):
            if block.count(" ") + block.count("\n") >= MIN_WORDS - 1 and len(_words(block)) >= MIN_WORDS:
                yield path, block


def _runs(text: str) -> set[int]:
    """Every run of five words, as a number: a tenth of the memory of the words."""
    words = _words(text)
    return {hash(run) for run in zip(*(words[at:] for at in range(RUN)), strict=False)}


def _words(text: str) -> list[str]:
    return _WORD.findall(CITATION.sub("", text).casefold())


def _id_of(document: Document) -> str:
    return document.file.rsplit("/", 1)[-1].removesuffix(".yml")
