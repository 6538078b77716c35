"""The text of a card before it has a form: headings, paragraphs, lists and folds of marked words; written as plain text
or as Markdown. All escaping of what strangers wrote is done here, once for each form (HTML: templates/review.html).
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from casebook.problems import printable
from casebook.values import is_web_address

Mark = Literal["plain", "strong", "said", "deleted", "inserted", "name", "address"]
"""What words are: our own, our own and important, a stranger's, taken out, put in, the name of a file, an address."""

SIGNS = {"deleted": ("[−", "−]"), "inserted": ("{+", "+}")}
"""Beside the style, so that nobody needs to see it."""


@dataclass(frozen=True)
class Span:
    """Words of one kind; `language` is that of a stranger's words, where it is known."""

    mark: Mark
    text: str
    language: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    form: ClassVar = "heading"
    level: int
    line: Line
    id: str = ""


@dataclass(frozen=True)
class Paragraph:
    form: ClassVar = "paragraph"
    line: Line
    is_note: bool = False


@dataclass(frozen=True)
class Entry:
    line: Line
    entries: tuple["Entry", ...] = ()


@dataclass(frozen=True)
class Items:
    """A list; as a checklist its entries have boxes to tick."""

    form: ClassVar = "items"
    entries: tuple[Entry, ...]
    is_checklist: bool = False


@dataclass(frozen=True)
class Fold:
    """Blocks that a reader opens; its line is our own words alone."""

    form: ClassVar = "fold"
    line: Line
    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class Rendered:
    """A page of the site, in HTML alone."""

    form: ClassVar = "rendered"
    html: str


Block = Heading | Paragraph | Items | Fold | Rendered


def spans(template: str, **values: Span | Line | str) -> Line:
    """A message with its places filled by spans; what is given as text is ours. `%(name)s` marks a place."""
    found: list[Span] = []
    for at, part in enumerate(re.split(r"%\((\w+)\)s", template)):
        if at % 2 == 0:
            found += [Span("plain", part)] if part else []
            continue
        value = values[part]
        found += [Span("plain", value)] if isinstance(value, str) else [value] if isinstance(value, Span) else value
    return tuple(found)


# Plain text ------------------------------------------------------------------------------------------------------

def as_text(blocks: Iterable[Block]) -> str:
    """For a terminal: no control characters, and no line that a runner of workflows takes for a command. What can be
    folded away elsewhere stands at the end."""
    ranked = sorted(blocks, key=lambda block: isinstance(block, Fold))
    return "\n".join(line for block in ranked for line in _text_of(block)) + "\n"


def _text_of(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        title = _line_as_text(block.line)
        yield from ("", title, ("=" if block.level == 1 else "-" if block.level == 2 else "·") * min(len(title), 100))
    elif isinstance(block, Paragraph):
        yield _line_as_text(block.line)
    elif isinstance(block, Items):
        yield from _entries_as_text(block.entries, "[ ]" if block.is_checklist else "-", "")
    elif isinstance(block, Fold):
        yield from ("", f"{_line_as_text(block.line)}:")
        yield from (f"  {line}" if line else "" for inner in block.blocks for line in _text_of(inner))


def _entries_as_text(entries: Iterable[Entry], sign: str, indent: str) -> Iterator[str]:
    for entry in entries:
        yield f"{indent}{sign} {_line_as_text(entry.line)}"
        yield from _entries_as_text(entry.entries, "-", f"{indent}  ")


def _line_as_text(line: Line) -> str:
    return "".join(_span_as_text(span) for span in line)


def _span_as_text(span: Span) -> str:
    before, after = SIGNS.get(span.mark, ("", ""))
    return f"{before}{_on_one_line(span.text).replace('::', ': :')}{after}"


def _on_one_line(text: str) -> str:
    """One line of printable signs; a blank at either end stays, since spans are joined."""
    plain = printable(text)
    head, tail = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return f"{head}{plain}{tail}" if plain else head


# Markdown --------------------------------------------------------------------------------------------------------

LARGEST = 1_000_000
"""So many bytes a card in Markdown has at most: GitHub refuses a summary above 1 MiB."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:$])")
_CALLING = re.compile(r"(?<=[@#])|(?<=\b[Gg][Hh])(?=\\-)")
_PLACE = "&#8203;"
"""A blank of no width, behind `@` and `#`: GitHub then calls nobody and links no issue."""


def as_markdown(blocks: Iterable[Block], cut: Line) -> str:
    """For a pull request, cut with a sentence where it grows too large for GitHub."""
    found: list[str] = []
    size = 0
    for block in blocks:
        text = _markdown_of(block)
        size += len(text.encode()) + 1
        if size > LARGEST - 1_000:
            return "\n".join((*found, _line_as_markdown(cut), ""))
        found.append(text)
    return "\n".join(found) + "\n"


def _markdown_of(block: Block) -> str:
    if isinstance(block, Heading):
        return f"\n{'#' * block.level} {_line_as_markdown(block.line)}\n"
    if isinstance(block, Paragraph):
        return f"{_line_as_markdown(block.line)}\n"
    if isinstance(block, Items):
        return "\n".join(_entries_as_markdown(block.entries, "- [ ]" if block.is_checklist else "-", "")) + "\n"
    if isinstance(block, Fold):
        inside = "\n".join(map(_markdown_of, block.blocks))
        return f"<details><summary>{html.escape(_line_as_text(block.line))}</summary>\n\n{inside}\n</details>\n"
    return ""


def _entries_as_markdown(entries: Iterable[Entry], sign: str, indent: str) -> Iterator[str]:
    for entry in entries:
        yield f"{indent}{sign} {_line_as_markdown(entry.line)}"
        yield from _entries_as_markdown(entry.entries, "-", f"{indent}  ")


def _line_as_markdown(line: Line) -> str:
    return "".join(map(_span_as_markdown, line)).strip()


def _span_as_markdown(span: Span) -> str:
    text = _on_one_line(span.text)
    if span.mark == "name":
        return code_span(text.strip())
    if span.mark == "address" and is_web_address(text):
        return f"<{text}>"
    if span.mark == "strong":
        return f"**{markdown_escaped(text)}**"
    if span.mark in SIGNS:
        before, after = map(markdown_escaped, SIGNS[span.mark])
        style = "~~" if span.mark == "deleted" else "**"
        return f"{style}{before}{markdown_escaped(text.strip())}{after}{style}"
    return markdown_escaped(text)


def markdown_escaped(text: str) -> str:
    """Text that stays text in GitHub's Markdown: no markup, no HTML, no link, no call of a person or an issue.

    Each sign that could mean something is escaped, among them those of addresses that GitHub would link by itself.
    """
    return _CALLING.sub(_PLACE, _SPECIAL.sub(r"\\\1", text))


def code_span(text: str) -> str:
    """Text as code, between more backticks than it holds."""
    runs = [len(run) for run in re.findall("`+", text)]
    fence = "`" * (max(runs, default=0) + 1)
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{gap}{text}{gap}{fence}" if text else ""
