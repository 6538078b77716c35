"""When cases ran: the bars stand where the dates say, an end that is not known is not made up, and the table agrees."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from search_catalog import DEFAULTS

from casebook.catalog import Case, Catalog
from casebook.loading import load_catalog
from casebook.model import CaseStudy
from casebook.timeline import FEW, MOST_TICKS, Bar, Timeline, ending_of, start_of, timeline_of, years_of
from casebook.views.macros import call
from casebook.views.view import Site, View
from casebook.words import Words

ROOT = Path(__file__).resolve().parent.parent


def case(id: str, start: str | None = None, end: str | None = None, status: str | None = None) -> Case:
    period = {"start": start, **({"end": end} if end else {})} if start else None
    return Case(id, CaseStudy.model_validate({
        **DEFAULTS, "title": id, "summary": "s", "places": ["kumasi"], "themes": ["mobility"],
        **({"period": period} if period else {}), **({"status": status} if status else {})}), id)


def bars_of(found: Timeline) -> dict[str, Bar]:
    return {bar.case: bar for group in found.groups for bar in group.bars}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(ROOT / "case_studies", date(2026, 11, 21))[0]


# The computing

def test_the_first_to_begin_comes_first_and_a_case_without_a_period_stands_apart() -> None:
    found = timeline_of([case("late", "2020"), case("never"), case("early", "2009-03", "2010"), case("mid", "2015")])
    assert list(bars_of(found)) == ["early", "mid", "late"] and found.undated == ("never",)
    assert found.earliest == ("early",)


def test_a_bar_holds_the_whole_of_the_years_or_months_that_its_dates_name() -> None:
    found = bars_of(timeline_of([case("years", "2010", "2014"), case("months", "2012-07", "2012-12"),
                                 case("days", "2011-01-01", "2011-12-31")]))
    assert (found["years"].start, found["years"].end) == (0, 1), "from 1 January 2010 to the end of 2014"
    assert (found["months"].start, found["months"].end) == (0.5, 0.6)
    assert (found["days"].start, found["days"].end) == (0.2, 0.4)


@pytest.mark.parametrize("end, status, ending", [
    ("2015", "stopped", "known"), ("2015", "running", "known"), (None, "running", "open"), (None, "scaled", "open"),
    (None, "planned", "open"), (None, "completed", "unknown"), (None, "stopped", "unknown"), (None, None, "unknown"),
])
def test_an_end_is_known_or_still_to_come_or_not_told(end: str | None, status: str | None, ending: str) -> None:
    assert ending_of(case("a", "2012", end, status)) == ending


def test_what_goes_on_reaches_to_the_day_when_it_was_checked_and_what_is_not_told_stays_short() -> None:
    cases = [case("goes-on", "2006", status="running"), case("not-told", "2016", status="completed")]
    found = bars_of(timeline_of(cases))
    assert found["goes-on"].end == 1, "the sources were read in November 2026, and the axis ends with that year"
    assert found["not-told"].end - found["not-told"].start == pytest.approx(1 / 21, abs=0.001)


def test_the_busiest_year_counts_no_case_beyond_what_is_known() -> None:
    found = timeline_of([case("a", "2010", "2012"), case("b", "2012-05", status="stopped"), case("c", "2013", "2014")])
    assert (found.busiest, found.at_once) == ((2012,), 2)
    assert years_of(case("b", "2012-05", status="stopped"), 2020) == range(2012, 2013)


def test_few_cases_need_no_groups_and_many_stand_by_the_five_years_in_which_they_began() -> None:
    few = timeline_of([case(f"c{at}", str(1990 + at)) for at in range(FEW)])
    many = timeline_of([case(f"c{at}", str(1990 + at)) for at in range(FEW + 1)])
    assert len(few.groups) == 1
    assert [(group.first, group.last, len(group.bars)) for group in many.groups] == [
        (1990, 1994, 5), (1995, 1999, 5), (2000, 2004, 3)]


@pytest.mark.parametrize("years", [1, 3, 9, 26, 60, 180])
def test_the_axis_has_round_years_and_not_too_many(years: int) -> None:
    ticks = timeline_of([case("a", "1903", "1903"), case("b", str(1903 + years - 1), str(1903 + years - 1))]).ticks
    assert 1 <= len(ticks) <= MOST_TICKS + 1
    assert all(0 <= tick.at < 1 for tick in ticks)
    assert len({later.year - sooner.year for sooner, later in zip(ticks, ticks[1:], strict=False)}) <= 1


def test_nothing_to_show_is_no_trouble() -> None:
    assert timeline_of([]) == Timeline() and timeline_of([case("a")]) == Timeline(undated=("a",))


# The page

def page_of(catalog: Catalog, language: str = "en", **choice: Any) -> Any:
    markup = call(View(Site(catalog, Words(language)), "timeline.html"), "timeline", **choice)
    return html.fragment_fromstring(str(markup), create_parent="div")


def text_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_every_case_has_a_line_and_a_row_of_the_table_in_the_order_of_its_start(catalog: Catalog) -> None:
    page = page_of(catalog)
    dated = sorted((case for case in catalog.cases.values() if case.study.period),
                   key=lambda case: (start_of(case), case.id))
    hrefs = [f"cases/{case.id}.html" for case in dated]
    assert page.xpath('//*[@class="years"]//li//p[2]/a/@href') == hrefs
    assert page.xpath("//tbody/tr/th/a/@href")[:len(hrefs)] == hrefs
    assert len(page.xpath("//tbody/tr")) == len(catalog.cases)


def test_years_and_status_stand_in_words_beside_every_bar(catalog: Catalog) -> None:
    for item in page_of(catalog).xpath('//*[@class="years"]//li'):
        study = catalog.cases[item.xpath(".//a/@href")[0][6:-5]].study
        words = text_of(item.xpath(".//p")[0])
        assert study.period and study.period.start[:4] in words
        assert not study.status or catalog.vocabulary.label("statuses", study.status, "en").lower() in words
        assert study.period.end or "since" in words or "end not known" in words


def test_no_cell_of_the_table_is_empty(catalog: Catalog) -> None:
    for language in ("en", "fr"):
        assert all(text_of(cell) for cell in page_of(catalog, language).xpath("//tbody//*[self::td or self::th]"))


def test_the_first_sentence_names_the_first_year_and_how_many_ran_at_the_same_time(catalog: Catalog) -> None:
    found = timeline_of(list(catalog.cases.values()))
    said = text_of(page_of(catalog).xpath("//p")[0])
    assert said.startswith("The first began in ") and f"{found.at_once} cases" in said


def test_an_author_may_choose_by_theme_and_place(catalog: Catalog) -> None:
    page = page_of(catalog, theme="revenue-and-tax", place=["kumasi", "kampala"])
    shown = {href[6:-5] for href in page.xpath('//*[@class="years"]//li//p[2]/a/@href')}
    assert shown and all("revenue-and-tax" in catalog.cases[id].study.themes for id in shown)
    assert all({"kumasi", "kampala"} & set(catalog.cases[id].study.places) for id in shown)


def test_a_choice_without_a_case_says_so(catalog: Catalog) -> None:
    assert text_of(page_of(catalog, theme="mobility", status="paused")) == "No case fits this choice."
