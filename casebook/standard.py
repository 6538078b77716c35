"""The pages that come with the program. Every library has them, may write any of them itself, and may add others.

The builders want files on disk, so these are written beside the pages of the library, each with a mark in its second
line. A page without the mark belongs to the library and is never touched; a newer program brings its new pages along.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from casebook.pages import GENERATED, mend, not_held

FOLDER = Path(__file__).parent / "standard_pages"
MARK = "# This page comes with the program. To write your own, delete this line, then change what you like.\n"
_FENCE = "---\n"


@lru_cache(maxsize=4)
def standard_pages(language: str) -> dict[str, str]:
    """The text of each page by its file name, without the mark."""
    return {page.name: page.read_text("utf-8") for page in sorted((FOLDER / language).glob("*.md"))}


def write_standard_pages(language: str, folder: Path) -> int:
    """Bring them up to date below docs/<language>/; return how many files changed."""
    return mend(find_wrong_standard_pages(language, folder))


def find_wrong_standard_pages(language: str, folder: Path) -> dict[Path, str | None]:
    """The pages that are missing or old, with the text they should have, and those that should not be, with None."""
    here = {page.name: page for page in folder.glob("*.md")}
    own = {name for name, page in here.items() if not _is_standard(page)}
    wanted = {folder / name: _marked(text) for name, text in standard_pages(language).items() if name not in own}
    wanted[folder / ".gitignore"] = _ignored(page.name for page in wanted)
    extra = {page: None for name, page in here.items() if name not in own and page not in wanted}
    return {**extra, **not_held(wanted)}


def has_page(path: str, language: str, folder: Path) -> bool:
    """Whether a site has a page, given by its address: one of the library's own, or one that comes with the program."""
    name = Path(path).with_suffix(".md").name
    return name in standard_pages(language) or (folder / name).is_file()


def _marked(text: str) -> str:
    return text.replace(_FENCE, _FENCE + MARK, 1)


def _is_standard(page: Path) -> bool:
    with page.open(encoding="utf-8") as lines:
        return lines.readline() == _FENCE and lines.readline() == MARK


def _ignored(pages: Iterable[str]) -> str:
    """What git does not keep of a folder of pages: all that the program writes there."""
    lines = ["# Written by the program, like the pages it names.", "/.gitignore",
             *(f"/{name}/" for name in GENERATED), *(f"/{name}" for name in pages)]
    return "\n".join(lines) + "\n"
