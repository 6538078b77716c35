"""The library for Kiwix: one ZIM file for each language, made by zimwriterfs, which is under the GPL and so stays a
program of its own.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from casebook.missing import Missing
from casebook.offline.icon import icon_png
from casebook.offline.page_edits import without_site_name
from casebook.offline.zim_date import dated
from casebook.project import write_beside

PROGRAM = "zimwriterfs"
REMEDY = "apt-get install zim-tools"
ICON = "assets/casebook/icon.svg"
_STYLE = "assets/casebook/casebook.css"
_PICTURE = "illustration-48.png"
_CODES = {"en": "eng", "fr": "fra", "pt": "por", "ar": "ara"}
"""ISO 639-3, as ZIM files name their language."""

_HIDDEN = b"form[role=search]{display:none}\n"
"""Kiwix brings its own search; ours needs an index that this copy does not hold."""

LONGEST_TITLE, LONGEST_DESCRIPTION = 30, 80
"""What the ZIM format allows."""


class WriterFailed(Exception):
    """zimwriterfs did not make a file; its text is what it said."""


@dataclass(frozen=True)
class Book:
    """What a ZIM file says of itself; `home` is the path of its first page, `day` that of the edition."""

    name: str
    title: str
    description: str
    language: str
    creator: str
    home: str
    day: str
    source: str = ""


def kiwix_files(copy: Mapping[str, bytes], library: str) -> dict[str, bytes]:
    """The files of a copy without search of ours as Kiwix shows them: plain titles, a picture, no field of ours."""
    pages = {name: without_site_name(content.decode(), library).encode() for name, content in copy.items()
             if name.endswith(".html")}
    return {**copy, **pages, _STYLE: copy[_STYLE] + _HIDDEN, _PICTURE: icon_png(copy[ICON].decode(), 48)}


def write_zim(files: Mapping[str, bytes], book: Book, out: Path) -> None:
    """Write one ZIM file; raises Missing without the program and WriterFailed if it fails."""
    program = shutil.which(PROGRAM)
    if not program:
        raise Missing(PROGRAM, REMEDY)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder, "site", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        made = Path(folder) / "made.zim"
        ran = subprocess.run([program, *_options(book), f"{folder}/site", str(made)], capture_output=True, text=True,
                             encoding="utf-8", errors="replace", check=False)
        if ran.returncode or not made.is_file():
            raise WriterFailed((ran.stderr or ran.stdout).strip() or f"{PROGRAM} ended with {ran.returncode}")
        write_beside(out, dated(made.read_bytes(), book.name, book.day))


def _options(book: Book) -> list[str]:
    options = {
        "welcome": book.home, "illustration": _PICTURE, "language": _CODES[book.language],
        "title": book.title[:LONGEST_TITLE], "description": book.description[:LONGEST_DESCRIPTION],
        "creator": book.creator, "publisher": book.creator, "name": book.name, "scraper": "Casebook", "threads": "2",
        **({"source": book.source} if book.source else {}),
    }
    return [f"--{name}={value}" for name, value in options.items()]
