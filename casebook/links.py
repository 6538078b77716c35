"""Every link of the built site, checked on the HTML: neither builder sees those that macros write."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class BrokenLink:
    """A link of a page that leads nowhere."""

    page: str
    target: str

    def __str__(self) -> str:
        return f"{self.page}: {self.target}"


class _Reader(HTMLParser):
    """Collects the ids and the addresses of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ("href", "src", "action") and value is not None:
                self.targets.append(value)


def check_links(site: Path) -> list[BrokenLink]:
    """The links and anchors of all pages below a folder that lead to no file or no element, in the order of pages."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    ids = {path: page.ids for path, page in pages.items()}
    return [BrokenLink(path.relative_to(site).as_posix(), target)
            for path, page in pages.items() if path.name != "404.html"
            for target in dict.fromkeys(page.targets) if not _leads_somewhere(path, target, ids)]


def _read(path: Path) -> _Reader:
    reader = _Reader()
    reader.feed(path.read_text("utf-8"))
    return reader


def _leads_somewhere(page: Path, target: str, ids: dict[Path, set[str]]) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return True
    file = _resolve(page.parent, parts.path) if parts.path else page
    known = ids.get(file)
    if known is None:
        return file.is_file()
    return not parts.fragment or unquote(parts.fragment) in known


@lru_cache(maxsize=100_000)
def _resolve(folder: Path, path: str) -> Path:
    return Path(*_collapse((folder / unquote(path)).parts))


def _collapse(parts: tuple[str, ...]) -> Iterator[str]:
    kept: list[str] = []
    for part in parts:
        if part == "..":
            kept.pop()
        elif part != ".":
            kept.append(part)
    return iter(kept)
