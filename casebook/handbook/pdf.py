"""The handbook and the brief as tagged PDF (PDF/UA-1) by WeasyPrint, from templates of their own."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from casebook.catalog import Catalog
from casebook.handbook.joining import Mark, Part, join_parts
from casebook.handbook.writing import Writer, case_anchor, essay_anchor, make_writer
from casebook.missing import EDITIONS, Missing
from casebook.views import case_facts
from casebook.views.brief import brief_of, payers_of
from casebook.views.cases import evidence_in_words, sources_by_kind
from casebook.views.view import Site, View
from casebook.words import Words

_STYLES = Path(__file__).parent
_VARIANT = "pdf/ua-1"
_PANGO = "apt-get install libpango-1.0-0 libpangoft2-1.0-0"

_PAGE = Markup("""<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="author" content="{author}">
<meta name="dcterms.created" content="{edition}">
<meta name="dcterms.modified" content="{edition}">
</head>
<body data-library="{library}">
{body}
</body>
</html>
""")


def handbook_pdf(catalog: Catalog, words: Words, cases: Sequence[str], title: str, *, grouping: str = "themes",
                 edition: str = "", address: str = "", comparisons: Mapping[str, str] | None = None) -> bytes:
    """The handbook of some cases, by their ids: cover, contents with page numbers, how to read, cases, index.

    `grouping` is themes or regions, `edition` the day of the edition, `address` that of this language's pages on the
    web, `comparisons` are pages that people wrote, as Markdown by their names. Raises Missing where a library is
    not installed.

    Each section is laid out by itself, and its boxes are let go: as one document 470 pages took 1.5 GB, and the time
    grew with the square of the pages. The front comes last, when the numbers of all pages are known; its own are roman.
    """
    writer = make_writer(catalog, words, cases, title, grouping=grouping, edition=edition, address=address,
                         comparisons=comparisons)
    pages: dict[str, int] = {}
    body: list[Part] = []
    for here, write in _body(writer):
        first = sum(part.length for part in body)
        body.append(_part(writer, write(writer.placed(here, pages)), after=first, pages=pages))
    front = _part(writer, _front(writer.placed(_FRONT, pages)), after=0, pages={}, style="@page { @bottom-right { "
                  "content: counter(page, lower-roman) } } @page cover { @bottom-right { content: '' } }")
    return join_parts([front, *body], roman=front.length)


_FRONT = ("how-to-read", "across", "comparison")


def _body(writer: Writer) -> Iterator[tuple[Sequence[str], Callable[[Writer], Markup]]]:
    """Each part behind the front: the anchors in it that others ask for, and what writes it."""
    for at, section in enumerate(writer.book.sections):
        yield [f"section-{section.id}", *(case_anchor(case.id) for case in section.cases)], partial(_section, at)
    if writer.essays:
        yield ["essays", *(essay_anchor(essay.name) for essay in writer.essays)], _essays
    yield ["index"], Writer.index


def _section(at: int, writer: Writer) -> Markup:
    return Markup("\n").join([writer.section(at), *map(writer.case, writer.book.sections[at].cases)])


def _essays(writer: Writer) -> Markup:
    return Markup("\n").join([writer.essays_opening(), *map(writer.essay, writer.essays)])


def _front(writer: Writer) -> Markup:
    return Markup("\n").join([writer.cover(), writer.contents(), writer.how_to_read(), writer.across(),
                              writer.comparison()])


def _part(writer: Writer, body: Markup, *, after: int, pages: dict[str, int], style: str = "") -> Part:
    """One part as a PDF of its own; its first page has the number that follows `after`; `pages` takes those of all."""
    with _nothing_collected():
        document = _laid_out(_document(writer.view, writer.book.title, body), "handbook.css",
                             f"{style} @page :first {{ counter-reset: page {after + 1} }}")
        for number, page in enumerate(document.pages, after + 1):
            for anchor in page.anchors:
                pages.setdefault(anchor, number)
        marks = tuple(map(_mark, document.make_bookmark_tree()))
        return Part(document.write_pdf(pdf_variant=_VARIANT), len(document.pages), marks)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Python looks for garbage the more often the more it holds: a fifth of the time, for nothing, since the boxes of a
    part live until it is written."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
            gc.collect()


def _mark(mark: Any) -> Mark:
    label, (page, _, top), children, _ = mark
    return Mark(label, page, top, tuple(map(_mark, children)))


def brief_pdf(catalog: Catalog, words: Words, case: str, *, edition: str = "", address: str = "") -> bytes:
    """One A4 page of a case, by its id, with the same content as the brief of its page on the site."""
    site = Site(catalog.in_language(words.language), words, edition=edition or Site.edition, address=address)
    view = View(site, f"cases/{case}.html")
    found = view.case(case)
    body = view.render(
        "handbook/brief.html", case=found, study=found.study, brief=brief_of(found), payers=payers_of(found),
        sending=case_facts.sending_of(view, found), evidence=evidence_in_words(view, found),
        sources_by_kind=sources_by_kind(view, found), country=", ".join(view.countries(found)),
        duration=case_facts.length_in_words(view, found.study.period),
    )
    return _pdf(_document(view, found.study.title, body), "brief.css")


def _document(view: View, title: str, body: Markup) -> str:
    words, name = view.words, view.site.name
    return str(_PAGE.format(language=words.language, direction=words.direction, title=title, body=body,
                            edition=view.site.edition, library=name, author=words.say("%(library)s contributors") % {
                                "library": name}))


def _pdf(html: str, style: str) -> bytes:
    pdf: bytes = _laid_out(html, style).write_pdf(pdf_variant=_VARIANT)
    return pdf


def _laid_out(html: str, style: str, more: str = "") -> Any:
    weasyprint = _weasyprint()
    # A document of ours holds all that it shows: nothing is fetched from anywhere.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    css = weasyprint.CSS(string=(_STYLES / style).read_text("utf-8") + more, url_fetcher=fetcher)
    return weasyprint.HTML(string=html, url_fetcher=fetcher).render(stylesheets=[css], pdf_variant=_VARIANT)


def _weasyprint() -> Any:
    try:
        import weasyprint  # type: ignore[import-untyped]
    except ImportError:
        raise Missing("WeasyPrint", EDITIONS) from None
    except OSError:
        raise Missing("Pango", _PANGO) from None
    return weasyprint

