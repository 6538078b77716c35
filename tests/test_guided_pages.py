"""Obstacles and advice in Chromium: from home to what others did, by keyboard, from disk, on paper, with large text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FORMS
from playwright.sync_api import Page

Open = Callable[..., Page]
WIDE, PHONE = FORMS["wide"], FORMS["phone"]
PAGES = ("obstacles.html", "advice.html", "mechanisms/procurement.html", "fr/obstacles.html", "fr/advice.html")
GOES_OUT = """() => [...document.querySelectorAll("main *")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && !one.closest(".scroll, .sr, .skip") && box.right > innerWidth + 1;
}).map(one => one.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def bases(server: str, built_site: Path) -> tuple[str, str]:
    """The site on the web and on disk."""
    return server, built_site.as_uri() + "/"


def test_the_door_of_home_leads_through_words_of_ones_own_to_what_a_team_did(
        open_page: Open, bases: tuple[str, str]) -> None:
    for base in bases:
        page = open_page(base + "index.html", scripts=False, width=PHONE)
        page.click('.doors a[href="obstacles.html"]')  # one
        page.click("#procurement .first a")  # two
        assert "/cases/" in page.url and page.url.endswith("#mechanisms")
        assert "What they did:" in page.text_content("#mechanisms")


def test_an_obstacle_is_chosen_by_keyboard_alone(open_page: Open, server: str) -> None:
    page = open_page(server + "obstacles.html#g-data-and-systems")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('.said h3'))"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/mechanisms/**")
    assert page.locator("#where tbody tr").count() and page.locator("#sheet .strip").count() == 2


def test_a_case_leads_to_the_piece_of_advice_it_bears_on(open_page: Open, bases: tuple[str, str]) -> None:
    for base in bases:
        page = open_page(base + "cases/bristol-is-open.html", scripts=False)
        page.click(".bears a")
        assert "/advice.html#a-" in page.url
        assert page.locator("li:target .bearing a[href='cases/bristol-is-open.html']").count() == 1


def test_on_a_phone_the_evidence_is_folded_and_opens_by_keyboard_on_wide_screens_and_paper_it_is_open(
        open_page: Open, server: str) -> None:
    page = open_page(server + "advice.html", width=PHONE, scripts=False)
    shown = page.locator(".counsel .bearing li").first
    assert not shown.is_visible()
    page.locator(".counsel summary").first.focus()
    page.keyboard.press("Enter")
    assert shown.is_visible()
    page = open_page(server + "advice.html", width=WIDE, scripts=False)
    assert page.locator(".counsel .bearing li").first.is_visible()
    assert not page.locator(".counsel summary").first.is_visible()
    page = open_page(server + "advice.html", width=PHONE)
    page.emulate_media(media="print")
    assert page.locator(".counsel .bearing li").last.is_visible()


@pytest.mark.parametrize("address", PAGES)
def test_nothing_goes_out_of_a_window_of_320_pixels_or_with_text_of_twice_the_size(
        open_page: Open, server: str, address: str) -> None:
    page = open_page(server + address, width=320)
    assert page.evaluate(GOES_OUT) == []
    page = open_page(server + address, width=WIDE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(GOES_OUT) == []
