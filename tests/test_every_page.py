"""A page of each kind on a wide screen: through axe, from disk, without script."""

import pytest
from access import faults
from kinds import ALL_KINDS, KINDS, Open, settle


@ALL_KINDS
def test_axe_finds_nothing_on_a_wide_screen(open_page: Open, server: str, address: str) -> None:
    assert faults(settle(open_page(server + address))) == []


@pytest.mark.parametrize("address", [address for address in KINDS.values() if address != "404.html"])
def test_every_page_works_from_disk(open_page: Open, disk: str, address: str) -> None:
    page = settle(open_page(disk + address))
    assert page.evaluate("document.styleSheets.length") >= 1
    assert page.evaluate("getComputedStyle(document.querySelector('header.mast')).display") != "inline"
    link = page.locator("main a[href]:visible:not([href^='#']):not([href^='http'])").first
    if link.count():
        link.click()
        page.wait_for_load_state()
        assert page.url.startswith(disk.split("%")[0]) and page.locator("h1").count() == 1


@ALL_KINDS
def test_every_page_reads_and_links_without_script(open_page: Open, server: str, address: str) -> None:
    page = open_page(server + address, scripts=False)
    assert len(page.inner_text("main")) > (30 if address == "404.html" else 300)
    assert page.locator("main a[href]").count() >= (0 if address == "accessibility.html" else 1)
    assert page.locator("header.mast nav a[href]").count() >= 4
    dead = page.locator("button:visible:not(form button)").count()
    assert dead == 0, "a button that does nothing without script"


def test_a_text_that_is_too_pale_and_a_button_without_a_name_would_be_found(open_page: Open) -> None:
    page = open_page("about:blank")
    page.set_content('<!doctype html><html lang="en"><title>x</title><main><h1>x</h1><button></button>'
                     '<p style="color: #ccc">Too pale</p></main>')
    found = faults(page)
    assert [fault for fault in found if "button-name" in fault] and [fault for fault in found if "contrast" in fault]
