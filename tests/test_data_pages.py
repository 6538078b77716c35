"""Data, feeds and changes as the built site offers them: files as described, sizes as said, newer than a copy."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import feedparser
from conftest import pages_of, parsed, words_of
from playwright.sync_api import Page

from casebook.catalog import Catalog
from casebook.export.tables import TABLES

Open = Callable[..., Page]


def test_the_tables_are_those_that_the_package_describes(built_site: Path) -> None:
    package = json.loads((built_site / "data" / "datapackage.json").read_text("utf-8"))
    assert len(package["resources"]) == len(TABLES)
    for part in package["resources"]:
        content = (built_site / "data" / part["path"]).read_bytes()
        assert (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}") == (part["bytes"], part["hash"])


def test_there_is_one_file_for_each_case_and_the_page_of_its_brief_leads_to_it(
        catalog: Catalog, built_site: Path) -> None:
    assert {path.stem for path in (built_site / "data" / "cases").iterdir()} == set(catalog.cases)
    for folder, way in (("", "../"), ("fr/", "../../")):
        for id in catalog.cases:
            page = built_site / folder / "files" / f"{id}-brief.html"
            assert f'href="{way}data/cases/{id}.json"' in page.read_text("utf-8")


def test_the_data_page_says_the_true_size_of_every_file(built_site: Path) -> None:
    for name, unit in (("data.html", "KB"), ("fr/data.html", "Ko")):
        text = (built_site / name).read_text("utf-8")
        assert "<!--size of" not in text
        page = parsed(built_site / name)
        for table in TABLES:
            size = -(-(built_site / "data" / table.file).stat().st_size // 1000)
            row = words_of(page.xpath(f'//li[@id="t-{table.name}"]')[0])
            assert f" {size} {unit} " in row.replace("\u00a0", " ").replace(",", ""), row


def test_every_page_names_its_feed_and_the_licence(built_site: Path) -> None:
    for path in pages_of(built_site):
        if path.name != "404.html":
            page = parsed(path)
            feed = page.xpath('//link[@rel="alternate" and @type="application/atom+xml"]/@href')
            assert len(feed) == 1 and (path.parent / feed[0]).is_file(), path
            assert page.xpath('//footer//a[contains(@rel, "license")]'), path


def test_the_feeds_of_the_site_lead_to_its_pages(catalog: Catalog, built_site: Path) -> None:
    feeds = [*built_site.glob("feed.xml"), *built_site.glob("fr/feed.xml"), *built_site.glob("**/feeds/*.xml")]
    assert len(feeds) == 2 + 2 * len(catalog.vocabulary["themes"])
    for path in feeds:
        read = feedparser.parse(path.read_bytes())
        assert not read.bozo
        for link in [read.feed.link, *(entry.link for entry in read.entries)]:
            assert link.startswith("https://") or (path.parent / link).is_file(), (path, link)


def test_every_case_page_holds_its_linked_data(catalog: Catalog, built_site: Path) -> None:
    for id in catalog.cases:
        for folder in ("", "fr/"):
            found = parsed(built_site / f"{folder}cases/{id}.html").xpath('//script[@type="application/ld+json"]')
            data = json.loads(found[0].text)
            assert len(found) == 1 and data["@context"] == "https://schema.org"
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", data["dateModified"])


def test_the_citation_of_the_site_names_its_edition(built_site: Path) -> None:
    text = (built_site / "CITATION.cff").read_text("utf-8")
    edition = json.loads((built_site / "data" / "casebook.json").read_text("utf-8"))["edition"]
    assert f'version: "{edition}"' in text and f'date-released: "{edition}"' in text


# What changed since a copy was made ------------------------------------------------------------------------------

def days(page: Page) -> list[str]:
    """The days that are shown."""
    return page.eval_on_selector_all(
        "[data-day]", "all => all.filter(day => day.checkVisibility()).map(day => day.dataset.day)")


def test_only_what_is_newer_than_the_edition_in_the_address_is_shown(open_page: Open, server: str, disk: str) -> None:
    for base in (server, disk):
        page = open_page(f"{base}changes.html")
        every = days(page)
        assert every == sorted(every, reverse=True) and every
        assert not page.locator("#since").is_visible()
        oldest, newest = every[-1], every[0]
        since = oldest if re.fullmatch(r"\d{4}-\d\d-\d\d", oldest) else "2020-01-01"
        page = open_page(f"{base}changes.html?since={since}")
        assert days(page) == [day for day in every if (day > since if len(day) == 10 else day >= since[:len(day)])]
        assert page.locator("#since").is_visible()
        page = open_page(f"{base}fr/changes.html?since=2999-12-31")
        said = page.inner_text("#since")
        assert days(page) == [] and "Rien n'a changé" in said and "2999" in said
        page.click("#since a")
        page.wait_for_function("!location.search")
        assert newest in days(page)


def test_an_address_that_makes_no_sense_and_no_script_show_the_whole_list(open_page: Open, server: str) -> None:
    every = days(open_page(f"{server}changes.html"))
    for wrong in ("yesterday", "2026-99-99", "<b>", "2026-11", ""):
        assert days(open_page(f"{server}changes.html?since={wrong}")) == every
    page = open_page(f"{server}changes.html?since=2999-12-31", scripts=False)
    assert page.locator("[data-day]").count() == len(every) and page.locator("[data-day]").first.is_visible()


def test_the_script_of_the_page_is_under_one_kilobyte(built_site: Path) -> None:
    assert (built_site / "assets" / "casebook" / "changes.js").stat().st_size <= 1000
