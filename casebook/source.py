"""YAML text to plain data with the position of every value. A bad file is a list of problems, never a crash.

Every scalar is read as text (the field decides what it becomes), so `NO`, `12:30` and `1.10` mean what was written.
The parser's events are read one by one, without recursion, so that depth is bounded before memory is.
"""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from casebook.document import Document, Position, place_in
from casebook.problems import MAX_PROBLEMS, Path, Phrase, Problem, Rule, quoted

MAX_CASE_BYTES = 100_000
MAX_SHARED_BYTES = 2_000_000
MAX_DEPTH = 12
_STANDARD_TAG = "tag:yaml.org,2002:"
_NULLS = {"", "~", "null", "Null", "NULL"}
CONTROL_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)")
"""What no text needs; also what YAML takes for line breaks and editors do not, so that all count the same lines."""
_CONFLICT = re.compile(r"^(?:<<<<<<<|>>>>>>>) ", re.MULTILINE)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NOT_A_FILE = Rule("file-kind", "expected a file, found {found}",
                  "Only .yml files belong in this folder; remove this, or put a text file in its place.")
UNREADABLE = Rule("file-unreadable", "the file cannot be read: {found}",
                  "Check that the name is right, that the file exists and that you may open it.")
TOO_LARGE = Rule("file-size", "the file has {found} bytes; at most {limit} are read",
                 "Shorten the text, or split it into two case studies.")
EMPTY = Rule("file-empty", "the file holds no data", "Copy case_studies/_template.yml and fill it in.")
ENCODING = Rule("file-encoding", "the byte {found} is not UTF-8 text",
                "Save the file again, with the encoding UTF-8 chosen in your editor.")
CONTROL = Rule("file-character", "a control character, {found}, which no text needs",
               "Delete it; it is invisible and often comes with copied text. Retyping the word helps.")
CONFLICT = Rule("yaml-merge-conflict", "two versions of this file were merged and both are still here",
                "Keep one version and delete the lines that begin with <<<<<<<, ======= and >>>>>>>.")
TAB = Rule("yaml-tab", "a tab where spaces are needed", "Indent with spaces; two for each level.")
SYNTAX = Rule("yaml-syntax", "this cannot be read as YAML: {found}",
              "A key needs a colon and a space behind it. Text that holds them, or begins with a sign, needs quotes.")
DEEP = Rule("yaml-depth", "lists and keys are nested more than {limit} deep", "Use the structure of _template.yml.")
ANCHOR = Rule("yaml-anchor", 'anchors and aliases are not allowed, found "{found}"',
              "Write the value out each time. If it is text that begins with & or *, put it in quotes.")
TAG = Rule("yaml-tag", 'YAML tags are not allowed, found "{found}"',
           "Delete the tag. If it is text that begins with an exclamation mark, put it in quotes.")
SECOND = Rule("yaml-second-document", "a second document begins here",
              "Delete the line with ---, or put what follows it in a file of its own.")
KEY = Rule("yaml-key", "expected a key, found {found}",
           "Write a word, a colon and a space before the value. Text that begins with a bracket or brace needs quotes.")
DUPLICATE = Rule("yaml-duplicate-key", 'the key "{found}" was already given on line {line}',
                 "Keep one of the two, or merge them.")
NOT_A_MAP = Rule("yaml-not-a-map", "expected keys and values, found {found}",
                 "Write one key on each line, with a colon and a space after it, as in case_studies/_template.yml.")

RULES = (NOT_A_FILE, UNREADABLE, TOO_LARGE, EMPTY, ENCODING, CONTROL, CONFLICT, TAB, SYNTAX, DEEP, ANCHOR, TAG, SECOND,
         KEY, DUPLICATE, NOT_A_MAP)
_LEFT_OUT = {DUPLICATE, ANCHOR, TAG}
"""What these refuse is known to the key, so that all else in the file can be checked."""

A_LIST = Phrase("a list")
A_MAP = Phrase("keys and values")
NOTHING = Phrase("nothing")
_NO_COLON = Phrase("this line has no colon, and is not indented under a key")
_OPEN_QUOTE = Phrase("the quotation mark here is not closed")
_OPEN_BRACKET = Phrase("before this, a comma or a closing bracket is missing, or the text needs quotes")
_BAD_ESCAPE = Phrase("a backslash in double quotes that stands for no character; use single quotes")
_SYNTAX_PHRASES = {
    "mapping values are not allowed in this context":
        Phrase("a colon where none is expected; the text needs quotes, or the line less indent"),
    "could not find expected ':'": _NO_COLON,
    "block sequence entries are not allowed in this context":
        Phrase("a list cannot begin here; put the dash on a line of its own, or the text in quotes"),
    "mapping keys are not allowed in this context": Phrase("a text that begins with a question mark needs quotes"),
    "found character that cannot start any token": Phrase("a text that begins with this sign needs quotes"),
    "found unexpected end of stream": _OPEN_QUOTE,
    "found unexpected document indicator": _OPEN_QUOTE,
    "found unknown escape character": _BAD_ESCAPE,
    "found invalid Unicode character escape code": _BAD_ESCAPE,
    "did not find expected hexdecimal number": _BAD_ESCAPE,
    "did not find expected alphabetic or numeric character":
        Phrase("a text that begins with & or * needs quotes"),
    "did not find expected key":
        Phrase("expected a key; look for a quotation mark inside quotes, or a wrong indent"),
    "did not find expected '-' indicator": Phrase("expected a dash, or more indent, because a list stands above"),
    "did not find expected ',' or ']'": _OPEN_BRACKET,
    "did not find expected ',' or '}'": _OPEN_BRACKET,
    "did not find expected node content": Phrase("a value is missing, or the text needs quotes"),
    "did not find expected <document start>": Phrase("something stands after the end of the document"),
    "did not find expected comment or line break": Phrase("after | or >, text begins on the next line, indented"),
}
"""What the parser says, in words for people who write no code; what is not listed is shown as the parser says it."""
_SHOWN_AT_CONTEXT = {"could not find expected ':'", "found unexpected end of stream",
                     "found unexpected document indicator", "did not find expected alphabetic or numeric character"}
"""Where the parser notices these is later than where they begin."""


def read_bytes(path: FilePath, limit: int = MAX_CASE_BYTES) -> bytes | Problem:
    """The bytes of a regular file of at most `limit` bytes, or the reason why it is not read."""
    name = path.as_posix()
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            return Problem(name, 1, 1, NOT_A_FILE, values={"found": _kind(mode)})
        size = path.stat().st_size
        if size > limit:
            return Problem(name, 1, 1, TOO_LARGE, values={"found": size, "limit": limit})
        return path.read_bytes()
    except OSError as error:
        return Problem(name, 1, 1, UNREADABLE, values={"found": error.strerror or type(error).__name__})


def load_document(path: FilePath, limit: int = MAX_CASE_BYTES) -> tuple[Document, list[Problem]]:
    """Read and parse one file. With problems the document holds what could be read nevertheless."""
    found = read_bytes(path, limit)
    if isinstance(found, Problem):
        return Document(path.as_posix()), [found]
    return parse_document(found, path.as_posix())


def parse_document(raw: bytes, file: str) -> tuple[Document, list[Problem]]:
    """Parse the bytes of one file; nothing is raised for any content."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = place_in(raw[: error.start].decode("utf-8", "replace"))
        return Document(file), [Problem(file, *place, ENCODING, values={"found": f"0x{raw[error.start]:02x}"})]
    if control := CONTROL_SIGN.search(text):
        place = place_in(text[: control.start()])
        return Document(file), [Problem(file, *place, CONTROL, values={"found": f"U+{ord(control.group()):04X}"})]
    if conflict := _CONFLICT.search(text):
        return Document(file), [Problem(file, *place_in(text[: conflict.start()]), CONFLICT)]
    return _Builder(file, text).build()


def _kind(mode: int) -> str:
    kinds = {stat.S_ISDIR: Phrase("a folder"), stat.S_ISLNK: Phrase("a link")}
    return next((name for test, name in kinds.items() if test(mode)), Phrase("a special file"))


class _Stop(Exception):
    """Ends the reading of a file after a problem that hides what follows."""


class _Builder:
    """Turns the parser's events into a Document, with one frame for each open list or map."""

    def __init__(self, file: str, text: str) -> None:
        self.document = Document(file, text=text)
        self.problems: list[Problem] = []
        self.frames: list[_Frame] = []
        self.root: Any = None

    def build(self) -> tuple[Document, list[Problem]]:
        try:
            for event in self._events():
                self._take(event)
            self._finish()
            self.document.is_complete = self._is_complete()
        except _Stop:
            pass
        if isinstance(self.root, dict):
            self.document.data = self.root
        return self.document, self.problems

    def _is_complete(self) -> bool:
        """Whether every key is known, once all is read; a merge key might have brought any."""
        is_merged = any("<<" in path for path, _ in self.document.refused)
        return isinstance(self.root, dict) and not is_merged and {p.rule for p in self.problems} <= _LEFT_OUT

    def _events(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self.document.text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            self._add(SYNTAX, None, found=str(error))
            raise _Stop from None

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        if error.context_mark and error.problem in _SHOWN_AT_CONTEXT:
            mark = error.context_mark
        if mark and self._has_tab(mark):
            self._add(TAB, mark)
        else:
            said = ", ".join(filter(None, (error.problem, error.context)))
            self._add(SYNTAX, mark, found=_SYNTAX_PHRASES.get(error.problem or "", said))
        raise _Stop

    def _has_tab(self, mark: Any) -> bool:
        """Whether a tab stands at the mark or in the indent before it."""
        lines = self.document.text.split("\n")
        line = lines[mark.line] if mark.line < len(lines) else ""
        indent = line[: len(line) - len(line.lstrip())]
        return "\t" in indent or line[mark.column : mark.column + 1] == "\t"

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            if self.root is not None or self.document.values:
                self._add(SECOND, event.start_mark)
                raise _Stop
        elif isinstance(event, yaml.AliasEvent):
            self._add(ANCHOR, event.start_mark, found=f"*{event.anchor}")
            self._leave_out(self._place(None, event))
        elif isinstance(event, yaml.NodeEvent):
            self._check_node(event)
            self._open(event)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.frames.pop()

    def _check_node(self, event: Any) -> None:
        if event.anchor is not None:
            self._add(ANCHOR, event.start_mark, found=f"&{event.anchor}")
        if event.tag is not None:
            self._add(TAG, event.start_mark, found=event.tag.replace(_STANDARD_TAG, "!!"))
        control = CONTROL_SIGN.search(event.value) if isinstance(event, yaml.ScalarEvent) else None
        if control:  # written as an escape
            self._add(CONTROL, event.start_mark, found=f"U+{ord(control.group()):04X}")

    def _open(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            is_plain = not event.style  # None or empty, as the loader has it
            path = self._place(None if is_plain and event.value in _NULLS else event.value, event)
            if not event.value and (event.anchor or event.tag):  # a text that was meant to begin so
                self._leave_out(path)
            return
        if len(self.frames) >= MAX_DEPTH:
            self._add(DEEP, event.start_mark, limit=MAX_DEPTH)
            raise _Stop
        value: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        path = self._place(value, event)
        self.frames.append(_Frame(value, path))

    def _leave_out(self, path: Path, value: Any = None) -> None:
        self.document.refused.append((path, value))

    def _place(self, value: Any, event: Any) -> Path:
        """Put a value where it belongs; return its path."""
        here = Position(event.start_mark.line + 1, event.start_mark.column + 1)
        if not self.frames:
            self.root = value
            self.document.values[()] = here
            return ()
        frame = self.frames[-1]
        if isinstance(frame.value, list):
            path = (*frame.path, len(frame.value))
            frame.value.append(value)
        elif not frame.has_key:
            self._begin_pair(frame, value, here, event)
            return (*frame.path, "" if frame.is_refused else frame.key or "")
        else:
            path = self._end_pair(frame, value)
        if path not in self.document.values:
            self.document.values[path] = here
            self.document.spans[path] = (event.start_mark.index, event.end_mark.index)
        return path

    def _begin_pair(self, frame: "_Frame", key: Any, here: Position, event: Any) -> None:
        frame.has_key, frame.key = True, key if isinstance(key, str) else None
        frame.is_refused = frame.key is None or frame.key in frame.lines
        if frame.key is None:
            found = A_LIST if isinstance(key, list) else A_MAP if isinstance(key, dict) else NOTHING
            self._add(KEY, event.start_mark, found=found)
        elif frame.is_refused:
            self._add(DUPLICATE, event.start_mark, found=key, line=frame.lines[frame.key])
        else:
            frame.lines[frame.key] = here.line
            self.document.keys.setdefault((*frame.path, frame.key), here)

    def _end_pair(self, frame: "_Frame", value: Any) -> Path:
        frame.has_key = False
        path = (*frame.path, frame.key or "")
        if frame.is_refused:  # the value is read, so that its own problems show, and left out
            self._leave_out(path, value)
            return (*frame.path, "")
        frame.value[frame.key] = value
        return path

    def _finish(self) -> None:
        if self.problems:
            return
        if self.root is None:
            self._add(EMPTY, None)
        elif not isinstance(self.root, dict):
            self._add(NOT_A_MAP, None, found=A_LIST if isinstance(self.root, list) else quoted(self.root))

    def _add(self, rule: Rule, mark: Any, **values: object) -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        self.problems.append(Problem(self.document.file, line, column, rule, (), values))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop


@dataclass
class _Frame:
    """An open list or map, and the key whose value comes next."""

    value: Any
    path: Path
    has_key: bool = False
    key: str | None = None
    is_refused: bool = False
    lines: dict[str, int] = field(default_factory=dict)
