"""The site opened by double click in Firefox, which keeps files on disk strictly apart, with no network at all."""

from pathlib import Path

import pytest
from conftest import Server
from firefox import Firefox, FirefoxError

CASE = "kumasi-container-toilets"
ANSWER = """
    const list = document.querySelector("#explore ol.cases");
    if (list.getAttribute("aria-busy") !== "false") return null;
    return [...list.querySelectorAll("h3 a")].map(link => link.getAttribute("href"));
"""


def search(firefox: Firefox, disk: str, address: str) -> list[str]:
    """The cases that Explore lists, by their ids."""
    firefox.open(disk + address)
    return [Path(href).stem for href in firefox.wait_for(ANSWER)]


def test_files_are_kept_apart_and_the_network_is_dead(firefox: Firefox, disk: str, built_site: Path) -> None:
    """Else what follows would prove nothing."""
    firefox.open(f"{disk}index.html")
    firefox.run("fetch('about.html').then(() => { window.read = 'yes' }, () => { window.read = 'no' })")
    assert firefox.wait_for("return window.read") == "no"
    with Server(built_site) as server, pytest.raises(FirefoxError, match="(?i)neterror|reached error page"):
        firefox.open(server.address)


@pytest.mark.parametrize("address", ["index.html", f"cases/{CASE}.html", "matrices.html", f"fr/cases/{CASE}.html"])
def test_pages_open_with_their_style(firefox: Firefox, disk: str, address: str) -> None:
    firefox.open(disk + address)
    assert firefox.run("return document.querySelectorAll('h1').length") == 1
    assert firefox.run("return getComputedStyle(document.querySelector('.mast nav ul')).listStyleType") == "none"
    assert firefox.run("return document.querySelectorAll('main a').length") > 10


def test_words_find_cases(firefox: Firefox, disk: str) -> None:
    assert CASE in search(firefox, disk, "explore.html?q=toilets")


def test_words_in_other_languages_find_cases(firefox: Firefox, disk: str) -> None:
    english = search(firefox, disk, "explore.html?mechanism=procurement")
    for words in ("march%C3%A9s%20publics", "%D8%A7%D9%84%D9%85%D8%B4%D8%AA%D8%B1%D9%8A%D8%A7%D8%AA"):
        assert set(search(firefox, disk, f"explore.html?q={words}")) & set(english)


def test_a_filter_narrows_what_words_found(firefox: Firefox, disk: str) -> None:
    both = search(firefox, disk, "explore.html?q=waste&region=north-africa")
    assert both and set(both) < set(search(firefox, disk, "explore.html?q=waste"))
    firefox.open(f"{disk}explore.html?q=waste")
    before = len(firefox.wait_for(ANSWER))
    firefox.run("document.querySelector('input[name=region][value=north-africa]').click()")
    firefox.wait_for(f"{ANSWER.replace('return [', 'const all = [')} return all.length < {before}")
    assert firefox.run("return location.search") == "?q=waste&region=north-africa"


def test_a_hit_leads_to_its_case(firefox: Firefox, disk: str) -> None:
    search(firefox, disk, "explore.html?q=toilets")
    firefox.run("document.querySelector('#explore ol.cases h3 a').click()")
    assert firefox.wait_for("return document.querySelector('#sources') && document.title")
    assert "/cases/" in firefox.run("return location.href")


def test_the_french_pages_search_too(firefox: Firefox, disk: str) -> None:
    assert search(firefox, disk, "fr/explore.html?q=Nouakchott")


def test_the_colour_scheme_button_works(firefox: Firefox, disk: str) -> None:
    firefox.open(f"{disk}about.html")
    firefox.run("document.querySelector('button.scheme').click()")
    assert firefox.run("return document.documentElement.dataset.scheme") in ("light", "dark")


def test_a_case_is_written_in_the_form_and_its_draft_is_there_again(firefox: Firefox, disk: str) -> None:
    """Firefox keeps what a file on disk stores by the path of that file, so the draft stays with this form."""
    write = """const [id, text] = arguments, field = document.getElementById(id);
        field.focus(); field.value = text;
        for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
        field.blur();"""
    firefox.open(f"{disk}fr/form.html")
    firefox.wait_for("return document.querySelector('.tally').textContent")
    for id, text in (("f-title", "Payer le marché par téléphone"), ("f-summary", "Commencez par la liste."),
                     ("f-challenge", "Les reçus étaient à la main [7]."), ("f-period-start", "mai 2022"),
                     ("f-budget-amount", "33 000,5")):
        firefox.run(write, id, text)
    problem = "return document.querySelector('.field:has(#f-period-start) > .err')?.textContent"
    assert "AAAA" in firefox.wait_for(problem)
    assert firefox.run("return document.getElementById('f-budget-amount').value") == "33000.5"
    firefox.run(write, "f-period-start", "2022-05")
    firefox.wait_for(f"{problem} === undefined")
    firefox.run("document.querySelector('.left [value=preview]').click()")
    shown = firefox.run("return document.querySelector('.shown').textContent")
    assert "Payer le marché par téléphone" in shown and "depuis mai 2022" in shown
    firefox.wait_for("return document.querySelector('.keeping').textContent")
    firefox.open(f"{disk}fr/about.html")
    firefox.open(f"{disk}fr/form.html")
    assert firefox.wait_for("return document.querySelector('.said').textContent")
    assert firefox.run("return document.getElementById('f-title').value") == "Payer le marché par téléphone"
    firefox.run("localStorage.clear(); addEventListener('pagehide', () => localStorage.clear())")
