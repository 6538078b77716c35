"""Every link of the built site, checked on the HTML: neither builder sees those that macros write."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_TAG = re.compile('<[a-zA-Z][^<>]*="[^<>]*>')
_ATTRIBUTE = re.compile(r'\s(id|href|src|action)="([^"]*)"', re.IGNORECASE)
"""Both builders and our templates write attributes in double quotes with <, > and " as entities, so that no parser is
needed; one that reads every tag took eight times as long."""


@dataclass(frozen=True)
class BrokenLink:
    """A link of a page that leads nowhere."""

    page: str
    target: str

    def __str__(self) -> str:
        return f"{self.page}: {self.target}"


@dataclass(frozen=True)
class _Page:
    """The ids of one page, and the addresses to which it links, each once."""

    ids: frozenset[str]
    targets: tuple[str, ...]


def check_links(site: Path) -> list[BrokenLink]:
    """The links and anchors of all pages below a folder that lead to no file or no element, in the order of pages."""
    pages = {path.relative_to(site).as_posix(): read_page(path.read_text("utf-8"))
             for path in sorted(site.rglob("*.html"))}
    return [BrokenLink(name, target) for name, page in pages.items() if posixpath.basename(name) != "404.html"
            for target in page.targets if not _leads_somewhere(site, pages, name, target)]


def read_page(html: str) -> _Page:
    """What a page can be reached by, and what it leads to."""
    tags = dict.fromkeys(_TAG.findall(_COMMENT.sub("", html)))
    found = [attribute for tag in tags for attribute in _attributes(tag)]
    return _Page(frozenset(value for name, value in found if name == "id"),
                 tuple(dict.fromkeys(value for name, value in found if name != "id")))


@lru_cache(maxsize=5_000)  # most tags stand on many pages
def _attributes(tag: str) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), unescape(value)) for name, value in _ATTRIBUTE.findall(tag))


def _leads_somewhere(site: Path, pages: Mapping[str, _Page], name: str, target: str) -> bool:
    if target.startswith(("https://", "http://")):  # most; splitting them took half the time of this room
        return True
    address, _, fragment = target.partition("#")
    file = _file_of(posixpath.dirname(name), address) if address else name
    if file is None:
        return True
    if (page := pages.get(file or name)) is not None:
        return not fragment or unquote(fragment) in page.ids
    return _is_file(site, file)


@lru_cache(maxsize=100_000)
def _file_of(folder: str, address: str) -> str | None:
    """The file that an address leads to from a page of a folder: empty for that page, None where it leads away."""
    scheme, host, path, _, _ = urlsplit(address)
    if scheme or host:
        return None
    return posixpath.normpath(posixpath.join(folder, unquote(path))) if path else ""


def _is_file(site: Path, name: str) -> bool:
    return not name.startswith("..") and (site / name).is_file()
