"""A file of the library written in the one way: order of keys, indent, wrapping, quotes. Knows nothing of disk.

Nothing is lost: what is written is read again, and the old text stays if one value or one comment is not the same.
Round-trip libraries tie a comment to the value before it, so that it goes astray when keys change places; here it
belongs to the key or entry that it stands above, or behind.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from pydantic import BaseModel

from casebook.advice import Advice
from casebook.document import Document
from casebook.loading import ADVICE_FILE, PLACES_FILE, QUESTIONS_FILE, VOCABULARY_FILE
from casebook.model import CaseFile, Place, Term, record_in
from casebook.questions import SelfCheck
from casebook.source import parse_document
from casebook.translation import CaseTexts, name_parts

WIDTH = 110
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SHORT = 40
"""Longer entries of a list stand on lines of their own, where the list does not fit on one."""

_PLAIN_START = re.compile(r"""[^\s\-?:,\[\]{}#&*!|>'"%@`<=.]""")
_NOT_PLAIN = re.compile(r":(?:\s|$)|\s#|[\t\n\r]|^\s|\s$")
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_NUMBER = re.compile(r"-[0-9]+(?:\.[0-9]+)?")
_LETTER = re.compile(r"[^\W\d_]")
_TYPED = re.compile(r"[-+]?\.?[0-9][0-9_.]*(?:[eE][-+]?[0-9]+)?|0[oOxX][0-9a-fA-F]+|[yYnN]", re.A)
_ONE_LINE = re.compile(r"[^\t\n\r]*")
_BLANK_END = re.compile(r"[ \t]$", re.M)
_BREAK = re.compile(r"(?<=[^ \t\n]) (?=[^ \t\n])")
_HEADER_COMMENT = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.M)
_MODELINE = "# yaml-language-server:"
_SHAPES: Mapping[str, tuple[int, type[BaseModel]]] = {
    VOCABULARY_FILE: (2, Term), PLACES_FILE: (1, Place), QUESTIONS_FILE: (0, SelfCheck), ADVICE_FILE: (0, Advice)}
"""How deep under ids the records of a shared file stand, and of which kind they are."""


class CannotFormat(Exception):
    """The text would not be the same; the file is left as it is."""


def formatted(document: Document) -> str:
    """The text of a file that was read without problems, written anew; raises CannotFormat."""
    text = document.text.replace("\r\n", "\n")
    node = yaml.compose(text, Loader=_LOADER)
    if node is None:
        raise CannotFormat(document.file)
    tree = _Reader(text).read(node)
    name = document.file.rsplit("/", 1)[-1]
    depth, model = _SHAPES.get(name, (0, CaseTexts if name_parts(name) else CaseFile))
    written = _written(replace(tree, root=_ordered(tree.root, model, depth)))
    again, problems = parse_document(written.encode("utf-8", "surrogatepass"), document.file)
    if problems or again.data != document.data or comments_of(written) != comments_of(text):
        raise CannotFormat(document.file)
    return written


def comments_of(text: str) -> list[str]:
    """All comments of a text, sorted, as far as two texts with the same data are compared by them."""
    return sorted(comment for _, comment in comments_in(text))


def comments_in(text: str) -> list[tuple[int, str]]:
    """Every comment of a text, with where in it the comment begins."""
    node = yaml.compose(text, Loader=_LOADER)
    return [(comment.start, comment.text) for comment in _comments(text, list(_scalars(node)) if node else [])]


# What is read ----------------------------------------------------------------------------------------------------

@dataclass
class Scalar:
    """A text with the sign of its style: nothing, a quotation mark, `|` or `>`. Nothing written is the empty one."""

    text: str
    style: str
    is_nothing: bool = False


@dataclass
class Group:
    """A map or a list."""

    items: list["Item"]
    is_map: bool
    is_flow: bool


@dataclass
class Item:
    """A key with its value, or an entry of a list, with the comments above, behind and below it."""

    value: "Scalar | Group"
    start: int
    column: int
    key: Scalar | None = None
    above: list[str] = field(default_factory=list)
    behind: list["_Comment"] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    inside: tuple[int, int] | None = None
    """From where to where the brackets go in which it stands."""

    is_after_blank: bool = False


@dataclass(frozen=True)
class Tree:
    """A whole file: what stands above all keys, the keys, what stands below them."""

    head: list[str]
    root: Scalar | Group
    foot: list[str]


@dataclass(frozen=True)
class _Comment:
    start: int
    text: str
    is_alone: bool
    column: int
    gap: int
    is_after_blank: bool


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    stack: list[yaml.Node] = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.ScalarNode):
            yield node
        else:
            stack += [part for child in node.value for part in (child if isinstance(child, tuple) else (child,))]


def _style_of(node: yaml.Node) -> str:
    return node.style or "" if isinstance(node, yaml.ScalarNode) else ""


def _comments(text: str, scalars: list[yaml.ScalarNode]) -> list[_Comment]:
    """Every comment of a text, in order; a # inside a value is none."""
    plain = list(text)
    for node in scalars:
        first, end = node.start_mark.index, node.end_mark.index
        header = _HEADER_COMMENT.match(text, first) if node.style in ("|", ">") else None
        kept = range(header.start(1), header.end(1)) if header else ()
        for at in range(first, end):
            if at not in kept and plain[at] != "\n":
                plain[at] = "x"
    return [_comment_at(text, match) for match in _COMMENT.finditer("".join(plain))]


def _comment_at(text: str, match: re.Match[str]) -> _Comment:
    line = text.rfind("\n", 0, match.start()) + 1
    before = text[line:match.start()]
    is_alone = not before.strip(" \t-")
    return _Comment(match.start(), text[match.start():match.end()].rstrip(), is_alone, len(before),
                    len(before) - len(before.rstrip()), _is_after_blank(text, line))


def _is_after_blank(text: str, line: int) -> bool:
    """Whether a blank line stands before the line that begins here."""
    return line > 1 and not text[text.rfind("\n", 0, line - 1) + 1:line - 1].strip(" \t")


class _Reader:
    """Turns the parser's nodes into a tree whose items hold the comments that belong to them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.items: list[Item] = []
        self.parents: dict[int, Item | None] = {}
        self.commented = Item(Scalar("", ""), 0, 0)
        """The last item with a comment behind it."""

    def read(self, node: yaml.Node) -> Tree:
        root = self._group(node, None, None)
        head: list[str] = []
        foot: list[str] = []
        for comment in _comments(self.text, list(_scalars(node))):
            self._place(comment, head, foot)
        for item in self.items:
            if item.is_after_blank and not item.inside and (item.above or item is not self.items[0]):
                item.above.append("")
        if self.items and self.items[0].above[:1] == [""]:  # it goes with the head, not with the key
            self.items[0].above.pop(0)
        return Tree(head, root, foot)

    def _group(self, node: yaml.Node, parent: Item | None, inside: tuple[int, int] | None) -> Scalar | Group:
        if isinstance(node, yaml.ScalarNode):
            style = _style_of(node)
            return Scalar(node.value, style, not style and node.value in ("", "~", "null", "Null", "NULL"))
        assert isinstance(node, yaml.CollectionNode)
        is_map = isinstance(node, yaml.MappingNode)
        inside = inside or ((node.start_mark.index, node.end_mark.index) if node.flow_style else None)
        items = [self._item(child if is_map else (None, child), parent, inside) for child in node.value]
        return Group(items, is_map, bool(node.flow_style))

    def _item(self, pair: tuple[yaml.Node | None, yaml.Node], parent: Item | None,
              inside: tuple[int, int] | None) -> Item:
        key, value = pair
        start = (key or value).start_mark.index
        column = start - (self.text.rfind("\n", 0, start) + 1)
        if key is None and not inside:
            dash = self.text.rfind("-", 0, start)
            column = dash - (self.text.rfind("\n", 0, dash) + 1)
        item = Item(Scalar("", ""), start, column, inside=inside)
        item.is_after_blank = _is_after_blank(self.text, self.text.rfind("\n", 0, start) + 1)
        if key is not None:
            item.key = Scalar(key.value, _style_of(key))
        self.items.append(item)
        self.parents[id(item)] = parent
        item.value = self._group(value, item, inside)
        return item

    def _place(self, comment: _Comment, head: list[str], foot: list[str]) -> None:
        lines = ["", comment.text] if comment.is_after_blank else [comment.text]
        following = next((item for item in self.items if item.start > comment.start), None)
        before = [item for item in self.items if item.start < comment.start
                  and not (item.inside and item.inside[1] <= comment.start)]
        if self._goes_on(comment):
            self.commented.behind.append(comment)
        elif not comment.is_alone and before:
            self._place_behind(before[-1], comment)
        elif not before and (_MODELINE in comment.text or self._is_of_the_file(comment, following)):
            head += lines
        else:
            limit = following.column if following else -1
            owner = self._owner(before[-1], comment.column, limit) if before else None
            if owner and (following is None or comment.column > limit) and (comment.column > 0 or following):
                owner.below += lines
            else:
                (following.above if following else foot).extend(lines)

    def _place_behind(self, item: Item, comment: _Comment) -> None:
        if item.behind:
            item.above.append(comment.text)
        else:
            item.behind.append(comment)
            self.commented = item

    def _goes_on(self, comment: _Comment) -> bool:
        """Whether a comment is the next line of the one behind an item, in the same column."""
        behind = self.commented.behind
        if not comment.is_alone or not behind or behind[-1].column != comment.column:
            return False
        return self.text.count("\n", behind[-1].start, comment.start) == 1

    def _is_of_the_file(self, comment: _Comment, following: Item | None) -> bool:
        """Whether a comment at the head of a file has a blank line between itself and the first key."""
        end = following.start if following else len(self.text)
        return "\n\n" in re.sub(r"[ \t]+(?=\n)", "", self.text[comment.start:end])

    def _owner(self, last: Item, column: int, limit: int) -> Item | None:
        """The item below which a comment stands: the innermost that is not indented more than it."""
        chain: list[Item] = []
        item: Item | None = last
        while item:
            chain.append(item)
            item = self.parents[id(item)]
        deeper = [each for each in chain if each.column > limit and not each.inside]
        return next((each for each in deeper if each.column <= column), deeper[-1] if deeper else None)


# The order of keys -----------------------------------------------------------------------------------------------

def _ordered(value: Scalar | Group, model: Any, depth: int) -> Scalar | Group:
    """The same with the keys of each record in the order of the model; unknown keys come last, as they were."""
    if isinstance(value, Scalar):
        return value
    if depth or not value.is_map:
        inner = max(0, depth - 1) if value.is_map else depth
        items = [replace(item, value=_ordered(item.value, model, inner)) for item in value.items]
        return replace(value, items=items)
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()} if model else {}
    places = {key: at for at, key in enumerate(fields)}
    items = sorted(value.items, key=lambda item: places.get(_key(item), len(places)))
    return replace(value, items=[
        replace(item, value=_ordered(item.value, record_in(fields.get(_key(item))), 0)) for item in items])


def _key(item: Item) -> str:
    return item.key.text if item.key else ""


# What is written -------------------------------------------------------------------------------------------------

def _written(tree: Tree) -> str:
    body = _block(tree.root, 0) if isinstance(tree.root, Group) else []
    while body and not body[0]:
        body.pop(0)
    gap = [""] if tree.head and _MODELINE not in tree.head[-1] else []
    lines = _single_blanks([*tree.head, *gap]) + body + _single_blanks(tree.foot)
    return "\n".join(lines).lstrip("\n") + "\n"


def _block(group: Group, indent: int) -> list[str]:
    lines: list[str] = []
    for item in group.items:
        above, body = _parts(item, indent)
        lines += [*_padded(above, indent), *body, *_padded(item.below, indent)]
    return lines


def _parts(item: Item, indent: int) -> tuple[list[str], list[str]]:
    """The comments above an item, and its own lines."""
    head = " " * indent + (f"{_inline(item.key, True)}:" if item.key else "-")
    value = item.value
    if isinstance(value, Scalar):
        first, *rest = _scalar_lines(head, value, indent + 2)
        if rest and len(item.behind) > 1:  # more lines of a comment would be lines of the text
            return [*item.above, *_texts(item.behind)], [first, *rest]
        return item.above, [*_with_comments(first, item.behind), *rest]
    flow = _flow_lines(head, value)
    if flow:
        return item.above, [*flow[:-1], *_with_comments(flow[-1], item.behind)]
    if item.key:
        return item.above, [*_with_comments(head, item.behind), *_block(value, indent + 2)]
    first_item, others = value.items[0], replace(value, items=value.items[1:])
    above, lines = _parts(first_item, indent + 2)
    lines = [*lines, *_padded(first_item.below, indent + 2), *_block(others, indent + 2)]
    return [*item.above, *_texts(item.behind), *filter(None, above)], [f"{head} {lines[0].lstrip()}", *lines[1:]]


def _texts(comments: list[_Comment]) -> list[str]:
    return [comment.text for comment in comments]


def _with_comments(line: str, comments: list[_Comment]) -> list[str]:
    """A line with the comments behind it, as far from it as they were but two blanks at least; further lines below."""
    if not comments:
        return [line]
    column = len(line) + max(2, comments[0].gap)
    return [line.ljust(column) + comments[0].text, *(" " * column + comment.text for comment in comments[1:])]


def _padded(lines: list[str], indent: int) -> list[str]:
    return [" " * indent + line if line else "" for line in _single_blanks(lines)]


def _single_blanks(lines: list[str]) -> list[str]:
    """Lines without one blank line after another."""
    return [line for at, line in enumerate(lines) if line or at == 0 or lines[at - 1]]


def _flow_lines(head: str, group: Group) -> list[str]:
    """A map or list in brackets, where it was written so and fits; nothing where it is to stand on lines of its own."""
    text = _flow_text(group)
    if text is None:
        return []
    if len(head) + 1 + len(text) <= WIDTH:
        return [f"{head} {text}"]
    parts = [_inline(item.value, True) if isinstance(item.value, Scalar) else "" for item in group.items]
    if group.is_map or not all(0 < len(part) <= _SHORT for part in parts):
        return []
    return _filled(f"{head} [", parts)


def _filled(head: str, parts: list[str]) -> list[str]:
    """Entries in brackets on as many lines as they need, below each other."""
    lines, pad = [head + parts[0]], " " * len(head)
    for part in parts[1:]:
        if len(lines[-1]) + len(part) + 3 <= WIDTH:
            lines[-1] += f", {part}"
        else:
            lines[-1] += ","
            lines.append(pad + part)
    return [*lines[:-1], f"{lines[-1]}]"]


def _flow_text(group: Group) -> str | None:
    opening, closing = "{}" if group.is_map else "[]"
    if group.items and not group.is_flow:
        return None
    parts = [_flow_part(item) for item in group.items]
    return None if None in parts else opening + ", ".join(filter(None, parts)) + closing


def _flow_part(item: Item) -> str | None:
    if any(item.above) or item.behind or item.below:
        return None
    value = item.value
    if isinstance(value, Group):
        text = _flow_text(value)
    else:
        text = None if value.is_nothing or "\n" in value.text else _inline(value, True)
    return f"{_inline(item.key, True)}: {text}" if item.key and text is not None else text


def _scalar_lines(head: str, scalar: Scalar, indent: int) -> list[str]:
    """A text behind its key or dash: on the same line where it fits, else below in a block."""
    if scalar.is_nothing:
        return [head]
    text, one = scalar.text, f"{head} {_inline(scalar, False)}"
    body = text.rstrip("\n")
    if len(text) - len(body) > 1 or not _fits_a_block(body):
        return [one]
    sign, pad = "" if text.endswith("\n") else "-", " " * indent
    if "\n" not in text and len(one) <= WIDTH:
        return [one]
    lines = body.split("\n")
    folded = _folded(lines, WIDTH - indent)
    is_short = all(len(line) <= WIDTH - indent for line in lines)
    if folded and "\n" not in text:
        return [f"{head} >{sign}", *_padded_text(folded, pad)] if len(folded) > 1 else [one]
    if folded and scalar.style != "|" and not (is_short and scalar.style != ">"):
        return [f"{head} >{sign}", *_padded_text(folded, pad)]
    return [f"{head} |{sign}", *_padded_text(lines, pad)] if "\n" in text else [one]


def _padded_text(lines: list[str], pad: str) -> list[str]:
    return [pad + line if line else "" for line in lines]


def _fits_a_block(body: str) -> bool:
    """Whether a text can stand below its key as it is: it does not begin with a blank, and no line ends with one."""
    return bool(body) and not body[0].isspace() and "\r" not in body and not _BLANK_END.search(body)


def _folded(lines: list[str], width: int) -> list[str]:
    """The lines of a folded block; none where a line of the text is indented, which folding would not keep."""
    if any(line[:1] in (" ", "\t") for line in lines):
        return []
    wrapped = [_wrapped(line, width) for line in lines]
    return [*wrapped[0], *(part for line in wrapped[1:] for part in ("", *line))]


def _wrapped(line: str, width: int) -> list[str]:
    """One line broken at single blanks, as full as they go."""
    lines: list[str] = []
    for word in _BREAK.split(line) if line else ():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _inline(scalar: Scalar, in_flow: bool) -> str:
    """A text on one line: plain where it can be, else in quotes. What looks like a number keeps its quotes."""
    text = scalar.text
    if _is_plain(text, in_flow) and not (scalar.style and _looks_typed(text)):
        return text
    if _ONE_LINE.fullmatch(text) and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def _is_plain(text: str, in_flow: bool) -> bool:
    begins = _PLAIN_START.match(text) or _NUMBER.fullmatch(text)
    return bool(begins) and not _NOT_PLAIN.search(text) and not (in_flow and _NOT_PLAIN_IN_FLOW.search(text))


def _looks_typed(text: str) -> bool:
    """Whether some reader of YAML takes a plain text for a number, a date, a yes or a nothing."""
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], ())
    return any(form.match(text) for _, form in resolvers) or not _LETTER.search(text) or bool(_TYPED.fullmatch(text))
