"""Our own scripts and style sheets as they reach readers: what is always loaded together in one file, and without
comments, blanks and long names. A bare `mkdocs build` only joins, which is what one wants while working on them.
"""

from collections.abc import Iterable
from pathlib import Path

try:
    import minify  # type: ignore[import-untyped]  # tdewolff-minify, which bears this name inside
except ImportError:  # it has no ready package for Macs with Apple's processors: there, files stay as they are written
    minify = None

BUNDLES = {
    "tray.js": ("common.js", "tray.js"),
    "explore.js": ("explore-view.js", "map.js", "query.js", "offers.js", "spelling.js", "pagefind-loader.js",
                   "explore.js"),
    "start.js": ("situation.js", "situation-view.js"),
    "compare.js": ("compare.js", "compare-view.js"),
    "form.js": ("form-fields.js", "form-yaml.js", "form-preview.js", "form.js"),
    "tools.js": ("reading.js", "cards.js", "listbox.js"),
}
"""The files that pages and scripts load by name, and the scripts that are written apart and joined into them."""

_STRICT = '(()=>{"use strict";'
KINDS = {".js": "application/javascript", ".css": "text/css"}


def minified(name: str, text: str) -> str:
    """The text of a script or a style sheet made small; raises ValueError where it is not well formed.

    Strict mode serves those who write scripts: a bare build keeps it.
    """
    return str(minify.string(KINDS[Path(name).suffix], text)).replace(_STRICT, "(()=>{", 1) + "\n" if minify else text


def small_page(name: str, content: bytes) -> bytes:
    """A page without the blanks, quotes and end tags that HTML can do without; other files as they are."""
    if not minify or not name.endswith(".html"):
        return content
    text = content.decode().replace('href="data:', 'href="kept:')  # which it would turn to base64, which zips badly
    return str(minify.string("text/html", text)).replace('href="kept:', 'href="data:').encode()


def joined(texts: Iterable[str]) -> str:
    """Scripts as one with a scope of its own: they see each other's names, and nobody else does."""
    return "(() => {\n\"use strict\";\n" + "".join(texts) + "})();\n"


def join_folder(folder: Path) -> None:
    """Put the scripts of each bundle in its place; one that is joined already stays as it is."""
    for bundle, names in BUNDLES.items():
        parts = [folder / name for name in names]
        if all(part.is_file() for part in parts):
            text = joined(part.read_text("utf-8") for part in parts)
            for part in parts:
                part.unlink()
            (folder / bundle).write_text(text, "utf-8", newline="\n")


def minify_folder(folder: Path) -> int:
    """Make every script and style sheet in a folder small, not those in folders below it; return how many."""
    found = [path for path in sorted(folder.iterdir()) if path.suffix in KINDS]
    for path in found:
        path.write_text(minified(path.name, path.read_text("utf-8")), "utf-8", newline="\n")
    return len(found)
