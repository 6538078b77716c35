"""Lines put into the text of a YAML file, and taken out of it; all else keeps its bytes. Knows nothing of disk.

What comes of it is read again: where the file would not hold just what was meant, it is refused.
"""

import re
from collections.abc import Mapping
from typing import Any

from casebook.document import Document
from casebook.problems import Path
from casebook.source import parse_document

_VALUE_OF_EMPTY = re.compile(r"(?<=:)[ \t]*(?:\{[ \t]*\}|~|null)")


class CannotSplice(Exception):
    """The file is written in a way that cannot be changed in place; its text is the path of the file."""


def with_entries(document: Document, entries: str) -> Document:
    """The file with further keys behind its last one."""
    lines, top = _whole_lines(document), [path for path in document.keys if len(path) == 1]
    end = end_of(document, top[-1]) if top else len(lines)
    lines[end:end] = lines_of(_with_ends_of(document, entries))
    return read_again(document, "".join(lines), {**document.data, **_data_of(entries)})


def with_entries_below(document: Document, entries: str) -> Document:
    """The file with further keys below each of its keys that `entries` names, behind those that stand there.

    A key that is not there yet comes at the end of the file.
    """
    added, ends = parse_document(entries.encode(), document.file)[0], _with_ends_of(document, "\n")
    new, lines = lines_of(_with_ends_of(document, entries)), _whole_lines(document)
    starts = {str(path[0]): place.line for path, place in added.keys.items() if len(path) == 1}
    for key in sorted(starts, key=lambda key: document.keys[key,].line if (key,) in document.keys else 0, reverse=True):
        own = new[starts[key]:end_of(added, (key,))]
        if (key,) not in document.keys:
            lines += [f"{key}:{ends}", *own]
            continue
        at, head = end_of(document, (key,)), document.keys[key,].line - 1
        if not document.data[key]:
            lines[head] = _VALUE_OF_EMPTY.sub("", lines[head], count=1)
        lines[at:at] = _shifted(own, document, key)
    joined = {key: {**(document.data.get(key) or {}), **value} for key, value in added.data.items()}
    return read_again(document, "".join(lines), {**document.data, **joined})


def without_key(document: Document, key: str) -> str:
    """The text without a key and all that stands below it, and without the blank lines that would be too many then."""
    lines = lines_of(document.text)
    above, below = lines[:document.keys[key,].line - 1], lines[end_of(document, (key,)):]
    while above and not above[-1].strip() and not "".join(below).strip():
        above.pop()
    while below and not below[0].strip() and not "".join(above[-1:]).strip():
        below.pop(0)
    kept = {name: value for name, value in document.data.items() if name != key}
    return read_again(document, "".join((*above, *below)), kept).text


def end_of(document: Document, path: Path) -> int:
    """The number of the last line that belongs to a key; blank lines and comments before the next key do not."""
    key, lines = document.keys[path], lines_of(document.text)
    later = [place.line - 1 for place in document.keys.values() if place.line > key.line and place.column <= key.column]
    end = min(later, default=len(lines))
    while end > key.line and _is_between(lines[end - 1], key.column):
        end -= 1
    return end


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends, as a parser of YAML counts them."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _whole_lines(document: Document) -> list[str]:
    """The lines of a file, the last one with its end too."""
    text = document.text
    return lines_of(text if text.endswith("\n") else text + _with_ends_of(document, "\n"))


def _is_between(line: str, column: int) -> bool:
    """Whether a line is blank, or a comment no further to the right than a key in that column."""
    text = line.lstrip()
    return not text or (text.startswith("#") and len(line) - len(text) < column)


def _with_ends_of(document: Document, text: str) -> str:
    return text.replace("\n", "\r\n") if "\r\n" in document.text else text


def _shifted(lines: list[str], document: Document, key: str) -> list[str]:
    """Lines that are indented by two, as far to the right as what stands below the key already."""
    column = next((place.column for path, place in document.keys.items() if len(path) == 2 and path[0] == key), 3)
    return [f"{' ' * (column - 1)}{line.removeprefix('  ')}" if line.strip() else line for line in lines]


def _data_of(text: str) -> dict[str, Any]:
    return parse_document(text.encode(), "")[0].data


def read_again(document: Document, text: str, data: Mapping[str, Any]) -> Document:
    """A changed text as the file it would be; raises CannotSplice where that would not hold just this data."""
    again, problems = parse_document(text.encode(), document.file)
    if problems or again.data != data:
        raise CannotSplice(document.file)
    return again
