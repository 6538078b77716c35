"""The files of a built site that a copy needs, in the languages asked for, edited for it: bytes by path. Reads the disk
below the site and writes nothing there.
"""

import lzma
import posixpath
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.export.dump import lean_dump
from casebook.offline.page_edits import CITATIONS, Setting, brief_at, copied_page, is_brief, with_brief
from casebook.search import twins
from casebook.views.frame import LANGUAGES
from casebook.words import Words

EDITIONS = "editions"
"""The folder of the site that holds what is made of it."""

DATA = "data/casebook.json"
"""The one data file that a copy needs: `casebook search` makes its index from it."""

_FOR_THE_WEB = re.compile(
    rf"{EDITIONS}/.*|(?!{re.escape(DATA)}$)data/.*|(?:\w+/)?feeds?(?:/.*|\.xml)|(?:\w+/)?404\.html|(?:\w+/)?sitemap\.xml.*"
    r"|robots\.txt|CITATION\.cff|(?:\w+/)?(?:data|macros|style|fields|review)\.html|.*\.map|(?:.*/)?\..*")
"""What nobody reads in a copy: editions, data, feeds, and pages for those who have the project."""

_LANGUAGE_PART = re.compile(r"\.(\w\w)(?:\.js$|/)")
_BUNDLE = re.compile(r"((?:\w+/)?pagefind)/.*")


@dataclass(frozen=True)
class Wish:
    """What kind of copy is asked for: `address` is the site's on the web with a slash at its end, empty if unknown."""

    languages: Sequence[str]
    edition: str
    address: str = ""
    with_search: bool = True


def copy_of(site: Path, wish: Wish) -> dict[str, bytes]:
    """The files of a copy by their path below its site."""
    there = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    wanted = {name: path for name, path in there.items() if _is_wanted(name, wish.languages)}
    texts = {name: path.read_text("utf-8") for name, path in wanted.items() if name.endswith(tuple(CITATIONS))}
    kept = [name for name in wanted if name not in texts and not is_brief(name) and not _is_single_file(name)]
    pages = {name for name in kept if name.endswith(".html")}
    others = {name: wanted[name].read_bytes() for name in kept if name not in pages and not _BUNDLE.fullmatch(name)}
    settings = {language: _setting(language, frozenset(kept) - {DATA}, texts, wish) for language in wish.languages}
    edited = {name: _page(name, wanted, settings[language_of(name)]).encode() for name in sorted(pages)}
    if DATA in others:
        lean = lean_dump(others.pop(DATA).decode(), wish.languages).encode()
        others[f"{DATA}.xz"] = lzma.compress(lean, preset=9)  # a quarter smaller than in the zip
    return {**others, **edited, **(dict(_search(site, wanted)) if wish.with_search else {})}


def language_of(name: str) -> str:
    """The language of a page, by the folder it lies in."""
    return next((str(entry["code"]) for entry in LANGUAGES if entry["folder"] and name.startswith(entry["folder"])),
                str(LANGUAGES[0]["code"]))


def _is_wanted(name: str, languages: Sequence[str]) -> bool:
    if _FOR_THE_WEB.fullmatch(name):
        return False
    if name.startswith("assets/"):
        part = _LANGUAGE_PART.search(name)
        return not part or part[1] in languages
    return name == DATA or language_of(name) in languages


def _is_single_file(name: str) -> bool:
    """A page as one file lies in the copy as that page already, and alone would make up a third of it."""
    return "files" in posixpath.dirname(name).split("/") and name.endswith(".html")


def _setting(language: str, kept: frozenset[str], texts: Mapping[str, str], wish: Wish) -> Setting:
    say = Words(language).say
    folder = next(str(entry["folder"]) for entry in LANGUAGES if entry["code"] == language)
    return Setting(kept, texts, frozenset(wish.languages), wish.address, wish.edition, say("on the web"),
                   say("What changed since"), folder)


def _page(name: str, files: Mapping[str, Path], setting: Setting) -> str:
    html = files[name].read_text("utf-8")
    if posixpath.basename(posixpath.dirname(name)) == "cases" and (brief := files.get(brief_at(name))):
        html = with_brief(html, brief.read_text("utf-8"), Path(name).stem)
    return copied_page(html, name, setting)


def _search(site: Path, wanted: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    """The full-text indexes as twins alone, whether the site was built with twins or without."""
    bundles = sorted({found[1] for name in wanted if (found := _BUNDLE.fullmatch(name))})
    for bundle in bundles:
        with tempfile.TemporaryDirectory() as folder:
            copied = Path(folder) / "pagefind"
            shutil.copytree(site / bundle, copied)
            twins.write_twins(copied, only=True)
            yield from ((f"{bundle}/{path.relative_to(copied).as_posix()}", path.read_bytes())
                        for path in sorted(copied.rglob("*")) if path.is_file())
