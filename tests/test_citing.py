"""How a case is cited, how a page becomes one file, and what of a case has room on one page: all without a browser."""

import json
import re
from pathlib import Path

import pytest

from casebook.catalog import Case, Catalog
from casebook.citing import Reference, as_bibtex, as_csl, as_text, reference_of
from casebook.model import Period
from casebook.one_file import make_one_file, needed_css
from casebook.views.brief import brief_of, cut_at_word, first_sentences, fitting, payers_of
from casebook.views.case_facts import length_in_words, sending_of, timeline_of
from casebook.views.view import Site, View
from casebook.words import Words

ROOT = Path(__file__).resolve().parent.parent
CASE = "kumasi-digital-revenue-collection"
ADDRESS = "https://cases.example.org/"
ODD = Reference("x", r"100% of {all} R&D_costs: #1 ~ a\b ^ $", "en", "Casebook", "Casebook contributors", "2026-11-01",
                "https://cases.example.org/cases/x.html", "Casebook, case x")
CSL_TYPES = {"webpage", "report", "article", "dataset"}
CSL_TEXTS = {"id", "type", "title", "container-title", "URL", "language", "note"}


def view_of(catalog: Catalog, language: str = "en", address: str = "", id: str = CASE) -> View:
    return View(Site(catalog, Words(language), edition="2026-11-21", address=address), f"cases/{id}.html")


def changed(case: Case, **values: object) -> Case:
    return Case(case.id, case.study.model_copy(update=values), case.digest)


def cited(catalog: Catalog, id: str = CASE, address: str = "") -> Reference:
    return reference_of(catalog.cases[id], Words("en"), library="Casebook", edition="2026-11-21",
                        address=address and f"{address}cases/{id}.html")


# Citing ----------------------------------------------------------------------------------------------------------

def read_bibtex(text: str) -> tuple[str, str, dict[str, str]]:
    """Kind, key and fields of one entry, read as BibTeX does: braces must pair, an escaped brace counts as one."""
    head = re.match(r"@(\w+)\{([^,{}\s]+),", text)
    assert head, text
    fields, rest = {}, text[head.end():]
    while found := re.match(r"\s*(\w+) = \{", rest):
        depth, at = 1, found.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(rest[at], 0)
            at += 1
        fields[found[1]] = rest[found.end():at - 1]
        rest = rest[at:].removeprefix(",")
    assert rest.strip() == "}", f"left over: {rest!r}"
    return head[1], head[2], fields


def test_every_case_is_cited_in_bibtex_that_reads(catalog: Catalog) -> None:
    for id, case in catalog.cases.items():
        kind, key, fields = read_bibtex(as_bibtex(cited(catalog, id, ADDRESS)))
        assert (kind, key) == ("misc", id) and fields["year"] == "2026" and fields["month"] == "11"
        assert fields["author"] == "{Casebook contributors}" and fields["url"] == f"{ADDRESS}cases/{id}.html"
        assert re.sub(r"\\(.)", r"\1", fields["title"]).strip("{}") == " ".join(case.study.title.split())


def test_no_sign_of_a_title_has_a_meaning_in_bibtex() -> None:
    _, _, fields = read_bibtex(as_bibtex(ODD))
    plain = re.sub(r"\\textbackslash\{\}|\\textasciitilde\{\}|\\textasciicircum\{\}|\\[{}&%$#_]", "", fields["title"])
    assert not re.search(r"[\\&%$#_~^]", plain) and plain.count("{") == plain.count("}") == 1


def test_every_case_is_cited_in_csl_json_that_a_reference_manager_takes(catalog: Catalog) -> None:
    for id in catalog.cases:
        items = json.loads(as_csl(cited(catalog, id, ADDRESS)))
        assert len(items) == 1
        item = items[0]
        assert item["type"] in CSL_TYPES and item["id"] == id
        assert all(isinstance(item[key], str) and item[key] for key in CSL_TEXTS)
        assert item["author"] == [{"literal": "Casebook contributors"}]
        assert item["issued"] == {"date-parts": [[2026, 11, 21]]}
        assert set(item) <= CSL_TEXTS | {"author", "issued"}


def test_a_case_without_a_known_address_is_cited_by_its_id(catalog: Catalog) -> None:
    reference = cited(catalog)
    assert "url" not in read_bibtex(as_bibtex(reference))[2] and "URL" not in json.loads(as_csl(reference))[0]
    assert as_text(reference, Words("en")).endswith(f"Casebook, edition of 21 November 2026. Casebook, case {CASE}")


def test_a_citation_names_library_year_title_edition_and_address(catalog: Catalog) -> None:
    text = as_text(cited(catalog, address=ADDRESS), Words("en"))
    assert text == (f"Casebook contributors (2026). {catalog.cases[CASE].study.title}. "
                    f"Casebook, edition of 21 November 2026. {ADDRESS}cases/{CASE}.html")
    french = as_text(cited(catalog, address=ADDRESS), Words("fr"))
    assert "édition du 21 novembre 2026" in french


# The message -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("address", ["", ADDRESS])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_message_is_title_lesson_and_address_in_400_characters(
        catalog: Catalog, language: str, address: str) -> None:
    for id, case in catalog.cases.items():
        message = sending_of(view_of(catalog, language, address, id), case).message
        title, lesson, where = message.split("\n")
        assert len(message) <= 400 and title == " ".join(case.study.title.split())
        assert where == (f"{address}cases/{id}.html" if address else where) and id in where
        summary = " ".join(case.study.summary.split())
        assert lesson == summary or (lesson[-1] == "…" and summary.startswith(lesson[:-1]) and len(lesson) > 100)
        assert lesson == summary or summary[len(lesson) - 1] in " ,;:.–-"


# How long, who paid, timeline ------------------------------------------------------------------------------------

@pytest.mark.parametrize(("start", "end", "said"), [
    ("2019-01", "2021-05", "2 years and 4 months"), ("2019-01-15", "2021-05-14", "2 years and 3 months"),
    ("2019-03", "2020-03", "1 year"), ("2020-02", "2020-03", "1 month"), ("2020-02", "2020-02", "within one month"),
    ("2019", "2023-03", "about 4 years"), ("2019", "2020", "about 1 year"), ("2019", "2019", "within one year"),
    ("2022-05-02", "2022-05-20", "19 days"), ("2022-05-02", "2022-05-02", "1 day"), ("2019", None, ""),
])
def test_a_period_is_said_as_a_length_no_more_precise_than_its_ends(
        catalog: Catalog, start: str, end: str | None, said: str) -> None:
    assert length_in_words(view_of(catalog), Period(start=start, end=end)) == said


def test_a_funder_that_stands_in_the_budget_and_among_the_partners_is_named_once(catalog: Catalog) -> None:
    assert payers_of(catalog.cases[CASE]) == ["ASToN network", "UNCDF"]


def test_a_timeline_holds_only_dates_of_the_data_in_order(catalog: Catalog) -> None:
    for id, case in catalog.cases.items():
        points = timeline_of(view_of(catalog, id=id), case)
        years = [re.findall(r"\d{4}", point.when)[-1] for point in points]
        assert years == sorted(years) and (not points or len(points) > 3)
        numbers = [number for point in points for number in point.numbers]
        dated = [number for number, source in enumerate(case.study.sources, 1) if source.date]
        assert sorted(numbers) == dated or not points


def test_a_case_with_few_dates_has_no_timeline(catalog: Catalog) -> None:
    case = catalog.cases[CASE]
    sources = tuple(source.model_copy(update={"date": None}) for source in case.study.sources)
    assert timeline_of(view_of(catalog), changed(case, sources=sources)) == []


# The brief -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("text", "room", "kept"), [
    ("One thing was done. Then another was done.", 30, "One thing was done."),
    ("One thing was done. Then another was done.", 80, "One thing was done. Then another was done."),
    ("It cost approx. 5 million. Nobody paid.", 30, "It cost approx. 5 million."),
    ("A sentence without an end that goes on", 20, "A sentence without…"), ("Short.", 20, "Short."),
])
def test_a_text_is_cut_after_a_sentence_else_after_a_word(text: str, room: int, kept: str) -> None:
    assert first_sentences(text, room) == kept


def test_a_cut_text_ends_with_a_word_and_no_stray_sign() -> None:
    assert cut_at_word("one, two, three", 10) == "one, two…" and cut_at_word("one – two", 6) == "one…"


def test_at_least_one_entry_is_kept_and_the_rest_is_counted() -> None:
    part = fitting(["a" * 500, "b", "c"], 100, len)
    assert list(part.entries) == ["a" * 500] and part.left == 2


def test_the_brief_counts_what_it_leaves_out(catalog: Catalog) -> None:
    for case in catalog.cases.values():
        brief = brief_of(case)
        for part, all_of_them in ((brief.results, case.study.results), (brief.setbacks, case.study.setbacks),
                                  (brief.lessons, case.study.lessons)):
            assert len(part.entries) + part.left == len(all_of_them)
            assert part.entries or not all_of_them


def test_the_brief_puts_what_was_measured_before_what_was_estimated(catalog: Catalog) -> None:
    for case in catalog.cases.values():
        kinds = [one.result.kind in ("estimate", "target") for one in brief_of(case).results.entries]  # type: ignore[attr-defined]
        assert kinds == sorted(kinds)


# One file --------------------------------------------------------------------------------------------------------

PAGE = """<!doctype html><html lang="en" dir="ltr"><head><title>A · Casebook</title>
<link rel="stylesheet" href="x.css"><script src="frame.js"></script></head><body>
<header class="mast"><a class="brand" href="../index.html">Casebook</a></header>
<main id="main" class="wrap" tabindex="-1"><div class="page"><h1>A</h1>
<!--site--><a href="../compare.html">tray</a><!--/site-->
<p class="a b"><a href="#s1">[1]</a> <a class="q" href="../places/k.html?x=1&amp;y=2">K</a>
<a href="https://example.org/" rel="nofollow">E</a></p><p id="s1">S</p></div></main>
<footer class="foot"><div><p>Promise</p><p class="note">Edition of today</p></div></footer></body></html>"""

CSS = """/* .gone */ .a, .gone { color: red } .a.b > a:not(.gone) { x: "}" } .gone p { y: 1 }
@media print { .gone { z: 1 } #s1 { w: 1 } } @media (min-width: 1rem) { .gone { v: 1 } } @page { size: A4 }
textarea { u: 1 } h1, h2 { t: 1 } [aria-invalid=true] { s: 1 } a:is(:hover, .gone) { r: 1 }"""


def test_one_file_has_its_styles_inside_and_no_script_and_loads_nothing() -> None:
    one = make_one_file(PAGE, CSS, address="", where="Casebook, case a")
    assert "<script" not in one and "stylesheet" not in one and "<!--" not in one and "compare.html" not in one
    assert re.findall(r'(?:href|src)="([^"]*)"', one) == ["data:,", "#s1", "https://example.org/"]
    assert '<html lang="en" dir="ltr">' in one and "Edition of today" in one and "Casebook, case a" in one
    assert "<span>K</span>" in one


def test_links_of_one_file_lead_to_the_web_where_its_address_is_known() -> None:
    one = make_one_file(PAGE, CSS, address="https://c.example/fr/cases/a.html", where="Casebook, case a")
    assert 'href="https://c.example/fr/places/k.html?x=1&amp;y=2"' in one
    assert 'href="https://c.example/fr/cases/a.html"' in one


def test_only_the_styles_that_a_page_needs_are_kept() -> None:
    kept = needed_css(CSS, make_one_file(PAGE, CSS, address="", where=""))
    assert kept == ('.a{color: red}.a.b > a:not(.gone){x: "}"}@media print{#s1{w: 1}}@page{size: A4}h1{t: 1}'
                    "a:is(:hover, .gone){r: 1}")


def test_rules_within_rules_are_kept_where_what_they_name_is_there() -> None:
    css = "@supports (x: y) { @media print { .a { z: 1 } .gone { y: 1 } } } @media print { @media all { p { x: 1 } } }"
    assert needed_css(css, '<b class="a">') == "@supports (x: y){@media print{.a{z: 1}}}"
