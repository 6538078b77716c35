"""Puts the parts of a tagged PDF together by pikepdf: pages, tags, outline, links from part to part, page labels."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from casebook.handbook.writing import ELSEWHERE
from casebook.missing import EDITIONS, Missing


@dataclass(frozen=True)
class Mark:
    """An entry of the outline: its words, its page in the part from 0, how far down, and the entries below it."""

    label: str
    page: int
    top: float
    below: tuple["Mark", ...] = ()


@dataclass(frozen=True)
class Part:
    """A part as PDF, the number of its pages, and its outline."""

    pdf: bytes
    length: int
    marks: Sequence[Mark]


def join_parts(parts: Sequence[Part], *, roman: int) -> bytes:
    """One PDF. The labels of the first `roman` pages are roman numbers; the others count from 1."""
    pikepdf = _pikepdf()
    joined = pikepdf.open(io.BytesIO(parts[0].pdf))
    names = list(_names(joined))
    for part in parts[1:]:
        with pikepdf.open(io.BytesIO(part.pdf)) as added:
            first = len(joined.pages)
            for page in added.pages:
                joined.pages.append(page)
            _add_tags(pikepdf, joined, added, joined.pages[first:])
            names += [(name, joined.copy_foreign(_indirect(added, where))) for name, where in _names(added)]
    _set_names(pikepdf, joined, names)
    _set_links(pikepdf, joined, {name for name, _ in names})
    _set_outline(pikepdf, joined, parts)
    joined.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(
        [0, pikepdf.Dictionary(S=pikepdf.Name.r), roman, pikepdf.Dictionary(S=pikepdf.Name.D)]))
    held = io.BytesIO()
    joined.save(held, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return held.getvalue()


# Tags -------------------------------------------------------------------------------------------------------------

def _add_tags(pikepdf: Any, joined: Any, added: Any, pages: Sequence[Any]) -> None:
    """The tree of tags of one more part behind that which is there; pages and links find theirs by number."""
    root, more = joined.Root.StructTreeRoot, joined.copy_foreign(added.Root.StructTreeRoot)
    numbers, shift = root.ParentTree.Nums, _next_number(root.ParentTree.Nums)
    for at, entry in enumerate(more.ParentTree.Nums):
        numbers.append(entry if at % 2 else int(entry) + shift)
    for page in pages:
        _shift(page.obj, "/StructParents", shift)
        for annotation in page.obj.get("/Annots", ()):
            _shift(annotation, "/StructParent", shift)
    whole = _whole(root)
    for child in _whole(more).K:
        child.P = whole
        whole.K.append(child)


def _whole(root: Any) -> Any:
    """The element that stands for the whole document."""
    return root.K[0]


def _next_number(numbers: Any) -> int:
    return max((int(number) for at, number in enumerate(numbers) if at % 2 == 0), default=-1) + 1


def _shift(thing: Any, key: str, by: int) -> None:
    if key in thing:
        thing[key] = int(thing[key]) + by


# Links and outline ------------------------------------------------------------------------------------------------

def _names(pdf: Any) -> Iterator[tuple[str, Any]]:
    """The named places of a PDF, each with its page and position."""
    if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
        held = pdf.Root.Names.Dests.Names
        for at in range(0, len(held), 2):
            yield str(held[at]), held[at + 1]


def _indirect(pdf: Any, thing: Any) -> Any:
    return thing if thing.is_indirect else pdf.make_indirect(thing)


def _set_names(pikepdf: Any, joined: Any, names: Sequence[tuple[str, Any]]) -> None:
    found = dict(reversed(names))
    flat = [entry for name in sorted(found, key=lambda name: name.encode()) for entry in (name, found[name])]
    joined.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=pikepdf.Array(flat)))


def _set_links(pikepdf: Any, joined: Any, known: set[str]) -> None:
    """What led to another part by its stand-in address leads there by its name."""
    for page in joined.pages:
        for annotation in page.obj.get("/Annots", ()):
            address = str(annotation.get("/A", {}).get("/URI", ""))
            name = address.removeprefix(f"{ELSEWHERE}#")
            if name != address and name in known:
                del annotation["/A"]
                annotation.Dest = pikepdf.String(name)


def _set_outline(pikepdf: Any, joined: Any, parts: Sequence[Part]) -> None:
    with joined.open_outline() as outline:
        outline.root.clear()
        first = 0
        for part in parts:
            outline.root.extend(_item(pikepdf, joined, mark, first) for mark in part.marks)
            first += part.length


def _item(pikepdf: Any, joined: Any, mark: Mark, first: int) -> Any:
    at = first + mark.page
    height = float(joined.pages[at].mediabox[3])
    item = pikepdf.OutlineItem(mark.label, at, "XYZ", left=0, top=max(0.0, height - mark.top * 0.75), zoom=0)
    item.is_closed = True
    item.children.extend(_item(pikepdf, joined, below, first) for below in mark.below)
    return item


def _pikepdf() -> Any:
    try:
        import pikepdf
    except ImportError:
        raise Missing("pikepdf", EDITIONS) from None
    return pikepdf
