"""What the library is handed on as: the page of editions, and the page that a copy on disk begins with."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from casebook.views.frame import LANGUAGES
from casebook.views.view import View

FOLDER = "editions"
"""Below the root of the site, one for all languages."""

_REGION = re.compile("<!--editions-->.*?<!--/editions-->", re.DOTALL)


@dataclass(frozen=True)
class Made:
    """One edition that was made: `language` is empty where it holds all languages."""

    kind: str
    name: str
    size: int
    checksum: str
    day: str
    language: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of edition: what it is called, for whom and how to use it."""

    id: str
    title: str
    purpose: str
    opening: str


def kinds_of(view: View) -> tuple[Kind, ...]:
    """All kinds in the order of the page."""
    say = view.words.say
    return (
        Kind("folder", say("A folder for a stick or a computer"),
             say("The whole site with its search, filters and comparisons, for places without a connection."),
             say("Unpack the zip first, then open START-HERE.html by double click. Nothing is installed.")),
        Kind("kiwix", say("A file for Kiwix, on a phone or a local server"),
             say("All pages in one file with a full-text search, for Android, iPhone, computers and school servers."),
             say("Install the free Kiwix app, then open the file in it. Start and Compare may not work in every app; "
                 "all pages do.")),
        Kind("pdf", say("A handbook to print"),
             say("Every case as a chapter, with contents, comparison tables and an index with page numbers."),
             say("A PDF with tags and bookmarks, which screen readers can read.")),
        Kind("epub", say("A book for an e-reader"), say("The same handbook, with letters as large as you like."),
             say("An EPUB file for e-readers and for the reading apps of phones.")),
        Kind("xlsx", say("A workbook for a spreadsheet"),
             say("Cases, mechanisms, methods, experiments, results and sources as sheets that can be filtered."),
             say("An XLSX file for Excel, LibreOffice and others.")),
    )


def render_editions(view: View, made: Sequence[Made] = (), here: str = "") -> Markup:
    """The list of editions. `made` are those that lie beside the site; `here` is the kind of the copy in which the page
    stands, which cannot know its own size: there, the others lead to the page on the web, if its address is known."""
    rows = [(kind, _in_order([one for one in made if one.kind == kind.id], view.words.language))
            for kind in kinds_of(view)]
    return view.render("editions.html", rows=rows, here=here, folder=FOLDER, megabytes=_megabytes(view))


def filled(html: str, listed: Markup) -> str:
    """A built page of editions with another list in its place."""
    found = _REGION.search(listed)
    return _REGION.sub(lambda _: found[0], html) if found else html


def render_start_here(views: Sequence[tuple[View, str]], pages: Sequence[Sequence[tuple[str, str]]],
                      cases: int) -> str:
    """The page that a copy on disk begins with, in all its languages, one after another: for each its view with the
    folder of its pages, and the address and name of pages to list."""
    parts = [view.render("start_here.html", folder=folder, cases=cases, pages=listed)
             for (view, folder), listed in zip(views, pages, strict=True)]
    names = {entry["code"]: entry["name"] for entry in LANGUAGES}
    page = views[0][0].render("start_here_page.html", names=names,
                              parts=list(zip((view for view, _ in views), parts, strict=True)))
    return f"{page}\n"


def _in_order(made: Sequence[Made], language: str) -> list[Made]:
    """The reader's own language first."""
    return sorted(made, key=lambda one: (one.language not in ("", language), one.name))


def _megabytes(view: View) -> Callable[[int], str]:
    """A size in megabytes as the language writes it, never 0."""
    return lambda size: view.words.number(max(Decimal("0.1"), round(Decimal(size) / 1_000_000, 1)))
