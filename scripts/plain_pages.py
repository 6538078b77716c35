"""The pages of a built site written out as Markdown, as someone would who uses MkDocs with Material and nothing else.

Made from the built pages themselves, so that both sides of the benchmark show the same text: title, headings,
paragraphs, lists, tables, links. What Material makes by itself (menu, contents, search) is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

CONFIG: dict[str, Any] = {
    "site_name": "Plain", "theme": {"name": "material"}, "plugins": ["search"],
    "nav": ["index.md"], "not_in_nav": "*", "validation": {"omitted_files": "ignore"},
}
"""Cases stay out of the navigation here too: with all of them in it this side took four times as long."""

_LEFT_OUT = {"nav", "form", "svg", "script", "style", "button"}
_BLOCKS = {"p", "div", "section", "article", "header", "footer", "ul", "ol", "dl", "details", "summary", "figure",
           "caption"}
_MARKS = {"b": "**", "strong": "**", "em": "*", "i": "*", "code": "`"}
_SPECIAL = re.compile(r"([\\`*_<>|])")
_VOID = {"br", "img", "input", "meta", "link", "hr", "path", "circle", "wbr"}


@dataclass
class _Item:
    """One piece of the page: a heading (`#`), an item of a list (`-`, `1.`), a row of a table (`|`), or a paragraph."""

    mark: str
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


class _Writer(HTMLParser):
    """Reads what stands in <main> as a flat list of pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.items = [_Item("")]
        self.open: list[str] = []
        self.left_out = 0
        self.inside = False
        self.links: list[str | None] = []
        self.title = self.description = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "meta" and values.get("name") == "description":
            self.description = values.get("content") or ""
        self.inside = self.inside or tag == "main"
        if tag in _VOID:
            self._add(" ")
            return
        self.open.append(tag)
        if self.left_out or _is_left_out(tag, values):
            self.left_out += 1
        elif self.inside:
            self._start(tag, values)

    def _start(self, tag: str, values: dict[str, str | None]) -> None:
        if tag == "a":
            is_citation = values.get("class") == "cite"
            self.links.append(None if is_citation else target_of(values.get("href") or ""))
            self._add("[" if self.links[-1] else "")
        elif tag in _MARKS:
            self._add(_MARKS[tag])
        elif tag in ("th", "td"):
            self._add(" | " if self.items[-1].mark == "|" and self.items[-1].parts else "")
        elif mark := self._mark_of(tag):
            self.items.append(_Item(mark))
        elif tag in _BLOCKS and self.items[-1].mark != "|":
            self._new_paragraph()
        elif tag == "span":
            self._add(" ")

    def _mark_of(self, tag: str) -> str:
        if re.fullmatch("h[1-6]", tag):
            return "#" * int(tag[1])
        lists = [name for name in self.open if name in ("ul", "ol", "dl")]
        return {"li": "1." if lists[-1:] == ["ol"] else "-", "tr": "|", "dt": "-"}.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        while self.open.pop() != tag:
            pass
        self.inside = self.inside and tag != "main"
        if self.left_out:
            self.left_out -= 1
        elif self.inside:
            self._end(tag)

    def _end(self, tag: str) -> None:
        if tag == "a":
            target = self.links.pop()
            self._add(f"]({target})" if target else "")
        elif tag in _MARKS:
            self._add(_MARKS[tag])
        elif tag == "dt":
            self._add(": ")
        elif (tag in _BLOCKS or re.fullmatch("h[1-6]|li|tr", tag)) and self.items[-1].mark != "|":
            self._new_paragraph()
        elif tag == "table":
            self.items.append(_Item(""))

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["title"] and not self.inside:
            self.title += data
        if self.inside and not self.left_out:
            self._add(_SPECIAL.sub(r"\\\1", data))

    def _add(self, text: str) -> None:
        if self.inside and not self.left_out:
            self.items[-1].parts.append(text)

    def _new_paragraph(self) -> None:
        """Nothing new where nothing was written yet: the first paragraph of an item stands on its line."""
        if self.items[-1].text:
            self.items.append(_Item(""))


def _is_left_out(tag: str, values: dict[str, str | None]) -> bool:
    """Menus, forms, drawings, the list of what is on the page, and what is only to be seen."""
    return tag in _LEFT_OUT or values.get("aria-hidden") == "true" or "side" in (values.get("class") or "").split()


def target_of(address: str) -> str | None:
    """Where a link of a plain page leads: to the other page's file, or outside; None for a place on the same page."""
    parts = urlsplit(address)
    if parts.scheme:
        return address.replace("(", "%28").replace(")", "%29")
    return parts.path.removesuffix(".html") + ".md" if parts.path.endswith(".html") else None


def markdown_of(html: str) -> str:
    """One built page as Markdown."""
    writer = _Writer()
    writer.feed(html)
    front = {"title": writer.title.rsplit(" · ", 1)[0], "description": writer.description}
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{head}---\n\n" + "".join(_lines(writer.items))


def _lines(items: Sequence[_Item]) -> Iterator[str]:
    before = ""
    for item in (item for item in items if item.text):
        yield "\n" if item.mark != before or item.mark not in ("-", "1.", "|") else ""
        if item.mark == "|":
            yield f"| {item.text} |\n"
            yield "|" + " --- |" * (item.text.count(" | ") + 1) + "\n" if before != "|" else ""
        else:
            yield f"{item.mark} {item.text}\n" if item.mark else f"{item.text}\n"
        before = item.mark


def write_plain_project(site: Path, folder: Path) -> int:
    """Write a MkDocs project with every page of a built site; return how many pages."""
    docs, count = folder / "docs", 0
    for path in sorted(page for page in site.rglob("*.html") if page.parent.name != "files"):
        if path.name == "404.html":
            continue
        target = (docs / path.relative_to(site)).with_suffix(".md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(markdown_of(path.read_text("utf-8")), encoding="utf-8", newline="\n")
        count += 1
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(CONFIG, sort_keys=False), encoding="utf-8")
    return count
