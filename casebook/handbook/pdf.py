"""The handbook and the brief as tagged PDF (PDF/UA-1) by WeasyPrint, from templates of their own."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from casebook.catalog import Catalog
from casebook.handbook.writing import Writer, make_writer, render_side_by_side
from casebook.missing import EDITIONS, Missing
from casebook.views import case_facts
from casebook.views.brief import brief_of, payers_of
from casebook.views.cases import evidence_in_words, sources_by_kind
from casebook.views.view import Site, View
from casebook.words import Words

_STYLES = Path(__file__).parent
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
<body>
{body}
</body>
</html>
""")


def handbook_pdf(catalog: Catalog, words: Words, cases: Sequence[str], title: str, *, grouping: str = "themes",
                 edition: str = "", address: str = "") -> bytes:
    """The handbook of some cases, by their ids: cover, contents with page numbers, how to read, cases, index.

    `grouping` is themes or regions, `edition` the day of the edition, `address` that of this language's pages on the
    web. Raises Missing where WeasyPrint or what it needs is not installed.
    """
    writer = make_writer(catalog, words, cases, title, grouping=grouping, edition=edition, address=address)
    return _pdf(handbook_html(writer), "handbook.css")


def handbook_html(writer: Writer) -> str:
    """The whole handbook as one document."""
    return _document(writer.view, writer.book.title, Markup("\n").join(_parts(writer)))


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


def comparison_pdf(catalog: Catalog, words: Words, ids: Sequence[str], *, edition: str = "") -> bytes:
    """Two to four cases or places side by side, on pages across. Raises UnknownId."""
    writer = make_writer(catalog, words, [], "", edition=edition)
    body = render_side_by_side(writer.view, ids)
    return _pdf(_document(writer.view, words.say("Side by side"), body), "handbook.css")


def _parts(writer: Writer) -> Iterator[Markup]:
    yield writer.cover()
    yield writer.contents()
    yield writer.how_to_read()
    yield writer.across()
    yield writer.comparison()
    for at, section in enumerate(writer.book.sections):
        yield writer.section(at)
        yield from map(writer.case, section.cases)
    yield writer.index()


def _document(view: View, title: str, body: Markup) -> str:
    words, name = view.words, view.site.name
    return str(_PAGE.format(language=words.language, direction=words.direction, title=title, body=body,
                            edition=view.site.edition, author=words.say("%(library)s contributors") % {
                                "library": name}))


def _pdf(html: str, style: str) -> bytes:
    weasyprint = _weasyprint()
    # A document of ours holds all that it shows: nothing is fetched from anywhere.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    css = weasyprint.CSS(string=(_STYLES / style).read_text("utf-8"), url_fetcher=fetcher)
    pdf: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=[css],
                                                                             pdf_variant="pdf/ua-1")
    return pdf


def _weasyprint() -> Any:
    try:
        import weasyprint  # type: ignore[import-untyped]
    except ImportError:
        raise Missing("WeasyPrint", EDITIONS) from None
    except OSError:
        raise Missing("Pango", _PANGO) from None
    return weasyprint

