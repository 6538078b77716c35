"""The handbook as EPUB 3, by the standard library alone: one file for each case, a contents list, metadata."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup, escape

from casebook.catalog import Catalog
from casebook.export.edition import LICENCE_URL
from casebook.handbook.writing import Writer, case_anchor, essay_anchor, make_writer
from casebook.words import Words

_CSS = Path(__file__).parent / "epub.css"
_VOID = re.compile(r"<(br|hr|img|col|meta|link)\b([^<>]*?)\s*/?>")
_EMPTY_LINK = re.compile(r'<a (?:class="[^"]*" )?href="">(.*?)</a>', re.DOTALL)
_ENTITIES = {"&nbsp;": "&#160;", "&shy;": "&#173;"}
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of all files of the zip, so that the same contents are the same bytes."""


@dataclass(frozen=True)
class Chapter:
    """One file of the book: its name, its title, its body, and how deep it stands in the contents (1 or 2)."""

    name: str
    title: str
    body: str
    depth: int = 1


def handbook_epub(catalog: Catalog, words: Words, cases: Sequence[str], title: str, *, grouping: str = "themes",
                  edition: str = "", address: str = "", comparisons: Mapping[str, str] | None = None) -> bytes:
    """The handbook of some cases, by their ids, for e-readers; takes what handbook_pdf takes."""
    writer = make_writer(catalog, words, cases, title, grouping=grouping, edition=edition, address=address, files=True,
                         comparisons=comparisons)
    chapters = [chapter for chapter in _chapters(writer) if chapter.body]
    files = {f"EPUB/{chapter.name}.xhtml": _page(writer, chapter) for chapter in chapters}
    return _zipped({
        "META-INF/container.xml": _CONTAINER,
        "EPUB/package.opf": _package(writer, chapters, cases),
        "EPUB/nav.xhtml": _nav(writer, chapters),
        "EPUB/book.css": _CSS.read_text("utf-8"),
        **files,
    })


def _chapters(writer: Writer) -> Iterator[Chapter]:
    say, book, label = writer.view.words.say, writer.book, writer.label_of
    yield Chapter("cover", say("Cover"), writer.part("cover.xhtml").cover())
    yield Chapter("how-to-read", say("How to read this handbook"), writer.part("how-to-read.xhtml").how_to_read())
    yield Chapter("across", say("Across the cases"), writer.part("across.xhtml").across())
    yield Chapter("comparison", say("Side by side"), writer.part("comparison.xhtml").comparison())
    for at, section in enumerate(book.sections):
        name, depth = f"section-{section.id}", 2 if book.has_openings else 1
        yield Chapter(name, label(book.grouping, section.id), writer.part(f"{name}.xhtml").section(at))
        for case in section.cases:
            name = case_anchor(case.id)
            yield Chapter(name, case.study.title, writer.part(f"{name}.xhtml").case(case), depth)
    yield Chapter("essays", say("Comparisons"), writer.part("essays.xhtml").essays_opening())
    for essay in writer.essays:
        name = essay_anchor(essay.name)
        yield Chapter(name, essay.title, writer.part(f"{name}.xhtml").essay(essay), 2)
    yield Chapter("index", say("Index of terms and places"), writer.part("index.xhtml").index())


def as_xhtml(html: str) -> str:
    """The HTML of our templates as XML: empty elements closed, no named entities, no link that leads nowhere."""
    for name, number in _ENTITIES.items():
        html = html.replace(name, number)
    return _VOID.sub(r"<\1\2/>", _EMPTY_LINK.sub(r"\1", html))


# The files of the book --------------------------------------------------------------------------------------------

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""

_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" \
xml:lang="{language}" dir="{direction}">
<head>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="book.css"/>
</head>
<body>
{body}
</body>
</html>
"""

_PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" xml:lang="{language}" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{id}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>{language}</dc:language>
<dc:creator>{creator}</dc:creator>
<dc:publisher>{publisher}</dc:publisher>
<dc:date>{edition}</dc:date>
<dc:rights>{licence}</dc:rights>
<meta property="dcterms:modified">{edition}T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityFeature">readingOrder</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">index</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">{summary}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="css" href="book.css" media-type="text/css"/>
{items}
</manifest>
<spine>
{spine}
</spine>
</package>
"""


def _page(writer: Writer, chapter: Chapter) -> str:
    return _xml_page(writer, chapter.title, as_xhtml(chapter.body))


def _xml_page(writer: Writer, title: str, body: str) -> str:
    words = writer.view.words
    return _PAGE.format(language=words.language, direction=words.direction, title=escape(title), body=body)


def _nav(writer: Writer, chapters: Sequence[Chapter]) -> str:
    """The contents; the cases of a section stand below it. A book that begins with a case has none above it."""
    lines, depth = list[str](), 1
    for chapter in chapters:
        lines.append("" if not lines else "<ol>" if chapter.depth > depth else
                     "</li>" if chapter.depth == depth else "</li></ol></li>")
        lines.append(f'<li><a href="{chapter.name}.xhtml">{escape(chapter.title)}</a>')
        depth = chapter.depth
    items = "\n".join(filter(None, lines)) + "</li>" + "</ol></li>" * (depth - 1)
    contents = escape(writer.view.words.say("Contents"))
    return _xml_page(writer, contents, f'<nav epub:type="toc" id="toc"><h1>{contents}</h1><ol>\n{items}\n</ol></nav>')


def _package(writer: Writer, chapters: Sequence[Chapter], cases: Sequence[str]) -> str:
    site, words, book = writer.view.site, writer.view.words, writer.book
    # The same selection in the same language and edition is the same book.
    key = f"{site.address or site.name}#{words.language}/{site.edition}/{book.grouping}/{book.title}/{','.join(cases)}"
    known: Mapping[str, str] = {
        "id": str(uuid5(NAMESPACE_URL, key)), "title": book.title, "language": words.language, "edition": site.edition,
        "creator": words.say("%(library)s contributors") % {"library": site.name}, "publisher": site.name,
        "licence": f"CC BY 4.0, {LICENCE_URL}",
        "summary": words.say("Text with headings, lists and tables; no pictures carry meaning."),
    }
    items = "\n".join(f'<item id="{chapter.name}" href="{chapter.name}.xhtml" media-type="application/xhtml+xml"/>'
                      for chapter in chapters)
    spine = "\n".join(f'<itemref idref="{chapter.name}"/>' for chapter in chapters)
    return _PACKAGE.format(items=items, spine=spine, **{name: Markup.escape(text) for name, text in known.items()})


def _zipped(files: Mapping[str, str]) -> bytes:
    """The book: its kind first and not compressed, as the standard asks."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
        book.writestr(zipfile.ZipInfo("mimetype", _FIRST_DAY), "application/epub+zip", zipfile.ZIP_STORED)
        for name, text in files.items():
            book.writestr(zipfile.ZipInfo(name, _FIRST_DAY), text, zipfile.ZIP_DEFLATED)
    return held.getvalue()
