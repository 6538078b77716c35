"""One page of each kind, for what is asked of all of them; what several modules ask of a page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FORMS
from playwright.sync_api import Page

PHONE, NARROWEST = FORMS["phone"], 320
KINDS = {
    "home": "index.html", "explore": "explore.html", "explore with words": "explore.html?q=procurement",
    "explore with filters": "explore.html?mechanism=procurement:hindered&region=west-africa",
    "explore without a hit": "explore.html?q=zzzqqq&country=GH", "case": "cases/kumasi-container-toilets.html",
    "brief of a case": "files/kumasi-container-toilets-brief.html",
    "case with experiments": "cases/bizerte-waste-truck-routing.html", "place": "places/kumasi.html",
    "network": "places/london-boroughs.html", "method": "methods/rapid-pilot.html",
    "mechanism": "mechanisms/procurement.html", "mindset": "mindsets/collaboration.html",
    "theme": "themes/revenue-and-tax.html", "comparisons": "comparisons.html", "compare": "compare.html",
    "curated comparison": "comparisons/local-tax-from-cash-to-phone.html", "matrix": "matrices.html",
    "experiments": "experiments.html", "setbacks": "setbacks.html", "lessons": "lessons.html",
    "results": "results.html", "reusables": "reusables.html", "lineage": "lineage.html", "timeline": "timeline.html",
    "matrix by region": "matrices-regions.html", "matrix by theme": "matrices-themes.html", "coverage": "coverage.html",
    "vocabulary": "vocabulary.html", "mechanisms": "mechanisms.html", "places": "places.html",
    "contribute": "contribute.html", "style guide": "style.html", "French style guide": "fr/style.html",
    "data": "data.html", "fields": "fields.html", "French fields": "fr/fields.html", "review": "review.html",
    "changes": "changes.html", "newer than a copy": "changes.html?since=2026-11-21", "French data": "fr/data.html",
    "about": "about.html", "accessibility": "accessibility.html",
    "editions": "editions.html", "French editions": "fr/editions.html",
    "macros": "macros.html", "obstacles": "obstacles.html", "advice": "advice.html",
    "French obstacles": "fr/obstacles.html", "French advice": "fr/advice.html",
    "form": "form.html", "French form": "fr/form.html",
    "start": "start.html", "French start": "fr/start.html", "not found": "404.html",
    "French home": "fr/index.html", "French explore": "fr/explore.html?mechanism=procurement:hindered",
    "French case": "fr/cases/kumasi-container-toilets.html",
}
"""One page of each kind."""

ALL_KINDS = pytest.mark.parametrize("address", KINDS.values(), ids=KINDS.keys())
Open = Callable[..., Page]


def settle(page: Page) -> Page:
    """Wait until Explore has answered; other pages are ready at once."""
    if "explore.html?" in page.url:
        page.wait_for_selector('#explore ol.cases[aria-busy="false"]', state="attached")
    return page


def ids_of(page: Page) -> list[str]:
    """The cases that are listed, in their order."""
    hrefs = page.eval_on_selector_all("ol.cases > li h3 a", "links => links.map(link => link.getAttribute('href'))")
    return [Path(href).stem for href in hrefs]


def overflow_of(page: Page, width: int) -> str:
    """Nothing, or the elements that stick out of the page."""
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    if wide <= width:
        return ""
    return f"{wide} px: " + page.evaluate("""width => [...document.querySelectorAll("body *")].filter(one => {
        const box = one.getBoundingClientRect();
        return (box.right > width + 1 || box.left < -1) && !one.closest(".scroll, .sr, svg") && !one.children.length;
    }).slice(0, 5).map(one => one.outerHTML.slice(0, 120)).join(" | ")""", width)
