"""A page of each kind on a phone: 360 px, from right to left, at 400 % zoom, with a thumb, through axe."""

from dataclasses import dataclass

import pytest
from access import faults
from conftest import Watch, Window
from kinds import KINDS, NARROWEST, PHONE, overflow_of, settle


@dataclass(frozen=True)
class Seen:
    """What there is to see on one page on a phone."""

    small: list[str]
    faults: list[str]
    wide: dict[str, str]
    watch: Watch


@pytest.fixture(scope="module", params=KINDS.values(), ids=KINDS.keys())
def seen(request: pytest.FixtureRequest, window: Window, server: str) -> Seen:
    """A page of each kind, visited once on a phone for all that is asked of it there."""
    watch = window.watch = Watch()
    page = window.page(PHONE, "light", True, False)
    page.goto(server + request.param)
    settle(page)
    wide = {"at 360 px": overflow_of(page, PHONE)}
    small, found = page.evaluate(SMALL), faults(page)
    page.evaluate("document.documentElement.dir = 'rtl'")
    wide["from right to left"] = overflow_of(page, PHONE)
    page.evaluate("document.documentElement.dir = 'ltr'")
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    wide["at 400 % zoom"] = overflow_of(page, NARROWEST)
    window.rest()
    return Seen(small, found, wide, watch)


SMALL = """() => [...document.querySelectorAll(
    ".mast a, button, summary, input, .doors a, .picked a, .btn, .foot li a, .side a, form.facets label")]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest(".sr, .skip"))
    .map(one => [one.closest("label") && ["checkbox", "radio"].includes(one.type) ? one.closest("label") : one])
    .map(([one]) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.height < 24 || box.width < 24)).map(([html]) => html)"""


def test_no_page_scrolls_sideways_on_a_phone(seen: Seen) -> None:
    assert seen.wide["at 360 px"] == seen.wide["at 400 % zoom"] == ""


def test_no_page_breaks_from_right_to_left(seen: Seen) -> None:
    assert seen.wide["from right to left"] == ""


def test_main_controls_are_large_enough_for_a_thumb(seen: Seen) -> None:
    assert seen.small == []


def test_axe_finds_nothing_on_a_phone(seen: Seen) -> None:
    assert seen.faults == []


def test_no_page_complains_or_asks_for_another_host_on_a_phone(seen: Seen) -> None:
    assert seen.watch == Watch()
