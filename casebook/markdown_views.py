"""Lets the HTML of views pass through Python-Markdown as it is, in both builders.

Python-Markdown reads raw HTML tag by tag to find its end, and MkDocs reads it once more for its ids: that was 40 % of
the build of 1,000 cases. Without this extension in mkdocs.yml the pages are the same, and only take longer.
"""

import re
from typing import Any

from markdown import Extension, Markdown  # type: ignore[import-untyped]
from markdown.postprocessors import Postprocessor  # type: ignore[import-untyped]
from markdown.preprocessors import Preprocessor  # type: ignore[import-untyped]

_BEGIN, _END = "<!--view-->", "<!--/view-->"
_TOKEN = "casebook0view{}"
_PLACE = re.compile(f"<p>{_TOKEN.format('([0-9]+)')}</p>")
_FIRST, _LAST = 32, 0
"""Before Python-Markdown tidies white space (30) and after Zensical's macros (35); after all that changes the page."""


def mark_view(html: str) -> str:
    """The HTML of a view as it stands in a page until the extension takes it out; inline HTML stays as it is."""
    return f"{_BEGIN}{html}{_END}" if html.startswith(("<div", "<article")) else html


class _TakeOut(Preprocessor):  # type: ignore[misc]
    """Puts a paragraph of one word for each view that stands on lines of its own."""

    def __init__(self, md: Markdown, views: list[str]) -> None:
        super().__init__(md)
        self.views = views

    def run(self, lines: list[str]) -> list[str]:
        self.views.clear()
        text, *parts = "\n".join(lines).split(_BEGIN)
        for part in parts:
            html, _, rest = part.partition(_END)
            text += (self._kept(html) if _ends_line(text) and _begins_line(rest) else html) + rest
        return text.split("\n")

    def _kept(self, html: str) -> str:
        self.views.append(html)
        return f"\n\n{_TOKEN.format(len(self.views) - 1)}\n\n"


class _PutBack(Postprocessor):  # type: ignore[misc]
    """Puts each view in the place of its paragraph."""

    def __init__(self, md: Markdown, views: list[str]) -> None:
        super().__init__(md)
        self.views = views

    def run(self, text: str) -> str:
        return _PLACE.sub(lambda found: self._view(found), text) if self.views else text

    def _view(self, found: re.Match[str]) -> str:
        number = int(found[1])
        return self.views[number] if number < len(self.views) else found[0]


class ViewExtension(Extension):  # type: ignore[misc]
    """What mkdocs.yml names under `markdown_extensions`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        views: list[str] = []
        md.preprocessors.register(_TakeOut(md, views), "casebook_views", _FIRST)
        md.postprocessors.register(_PutBack(md, views), "casebook_views", _LAST)


def makeExtension(**options: Any) -> ViewExtension:  # noqa: N802
    """Called by Python-Markdown."""
    return ViewExtension(**options)


def _ends_line(text: str) -> bool:
    return not text or text.endswith("\n")


def _begins_line(text: str) -> bool:
    return not text.strip(" \t") or text.lstrip(" \t").startswith("\n")
