"""The vocabulary as readers rely on it: every term explained, told from its neighbour, said as officials say it."""

import re
from typing import Any

import pytest
from lxml import html

from casebook.catalog import Catalog
from casebook.model import LANGUAGES, Term
from casebook.views.macros import call
from casebook.views.view import Site, View
from casebook.vocabulary import FACETS, TAGGED
from casebook.words import Words

PAGES = ("en", "fr")
ATTESTED = {"fr": 60, "pt": 35, "ar": 19}
"""How many labels had a text that uses them so; a label may be changed, but not the number go down."""


def terms_of(catalog: Catalog, facets: tuple[str, ...] = TAGGED) -> list[tuple[str, str, Term]]:
    return [(facet, id, term) for facet in facets for id, term in catalog.vocabulary[facet].items()]


def page_of(catalog: Catalog, language: str, url: str, *macro: str) -> Any:
    view = View(Site(catalog, Words(language), shared="" if language == "en" else "../"), url)
    return html.fragment_fromstring(str(call(view, *macro)), create_parent="div")


def text_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def plain(words: str) -> str:
    """Without the spaces that French typography sets."""
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", words).split())


# What is written -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("language", PAGES)
def test_every_term_is_defined_in_one_or_two_sentences_that_do_not_repeat_its_name(
        catalog: Catalog, language: str) -> None:
    for _, id, term in terms_of(catalog):
        words = getattr(term.definition, language)
        assert words and len(re.findall(r"[.?!](?:\s|$)", words)) <= 2, id
        assert not words.lower().startswith(term.label.get(language).lower()), id


def test_every_term_is_told_from_a_neighbour_and_from_at_most_four(catalog: Catalog) -> None:
    for _, id, _ in terms_of(catalog):
        assert 1 <= len(catalog.vocabulary.not_to_confuse(id)) <= 4, id


def test_a_term_told_from_another_is_told_there_with_the_same_sentence(catalog: Catalog) -> None:
    for _, id, _ in terms_of(catalog):
        for other, pair in catalog.vocabulary.not_to_confuse(id):
            assert (id, pair) in catalog.vocabulary.not_to_confuse(other)


def test_every_term_has_three_cases_and_a_group_that_has_a_name(catalog: Catalog) -> None:
    for facet, id, term in terms_of(catalog):
        assert len(catalog.cases_with(facet, id)) >= 3, id
        assert term.group in catalog.vocabulary["groups"], id


def test_every_value_has_a_french_name_and_a_french_definition_wherever_it_has_an_english_one(catalog: Catalog) -> None:
    for facet, id, term in terms_of(catalog, FACETS):
        assert term.label.fr, (facet, id)
        assert not term.definition or term.definition.fr, (facet, id)


def test_the_labels_that_a_text_attests_do_not_get_fewer(catalog: Catalog) -> None:
    for language, least in ATTESTED.items():
        found = [term for _, _, term in terms_of(catalog) if getattr(term.attested, language)]
        assert len(found) >= least and all(getattr(term.label, language) for term in found)


# What is shown ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("language", PAGES)
def test_both_pages_of_a_pair_show_what_tells_them_apart_under_the_definition(catalog: Catalog, language: str) -> None:
    for facet, id, term in terms_of(catalog):
        head = page_of(catalog, language, f"{facet}/{id}.html", "term", facet, id).xpath("//header")[0]
        shown = plain(text_of(head))
        for other, pair in catalog.vocabulary.not_to_confuse(id):
            sentence = plain(pair.get(language))
            assert shown.index(plain(term.definition.get(language))) < shown.index(sentence)  # type: ignore[union-attr]
            assert f"../{catalog.vocabulary.facet_of(other)}/{other}.html" in head.xpath(".//a/@href")


def test_the_neighbour_that_a_term_names_itself_stands_open_and_the_others_are_folded(catalog: Catalog) -> None:
    apart = page_of(catalog, "en", "mechanisms/procurement.html", "term", "mechanisms", "procurement").xpath(
        '//*[@class="apart"]')[0]
    own = catalog.vocabulary["mechanisms"]["procurement"].not_to_confuse
    assert own and text_of(apart.xpath("./div/p/span")[0]) == own.en
    assert len(apart.xpath(".//details/p")) == len(catalog.vocabulary.not_to_confuse("procurement")) - 1


@pytest.mark.parametrize("language", PAGES)
def test_the_vocabulary_page_explains_every_term_once_under_its_group(catalog: Catalog, language: str) -> None:
    page = page_of(catalog, language, "vocabulary.html", "vocabulary")
    entries = page.xpath('//ul[contains(@class, "glossary")]/li')
    assert [entry.get("id") for entry in entries] == [id for facet in TAGGED for id in by_group(catalog, facet)]
    for entry, (facet, id, term) in zip(entries, sorted_terms(catalog), strict=True):
        shown = plain(text_of(entry))
        assert entry.xpath("./h4/a/@href") == [f"{facet}/{id}.html"]
        assert term.definition and plain(term.definition.get(language)) in shown
        assert not term.not_to_confuse or plain(term.not_to_confuse.get(language)) in shown
        assert all(plain(alias) in shown for alias in term.aliases.all())


def test_a_name_is_a_link_where_and_only_where_a_text_attests_it(catalog: Catalog) -> None:
    page = page_of(catalog, "en", "vocabulary.html", "vocabulary")
    for _, id, term in terms_of(catalog):
        for language in LANGUAGES[1:]:
            cell = page.get_element_by_id(id).xpath(f'.//dd[@lang="{language}"]')[0]
            assert text_of(cell) == getattr(term.label, language)
            assert cell.xpath("./a/@href") == [address for address in [getattr(term.attested, language)] if address]
            assert cell.get("dir") == ("rtl" if language == "ar" else "ltr")


def test_every_jump_of_the_vocabulary_page_leads_somewhere_on_it(catalog: Catalog) -> None:
    page = page_of(catalog, "fr", "vocabulary.html", "vocabulary")
    jumps = [href[1:] for href in page.xpath("//a/@href") if href.startswith("#")]
    assert len(jumps) > len(TAGGED) and set(jumps) <= set(page.xpath("//@id"))
    assert len(page.xpath("//@id")) == len(set(page.xpath("//@id")))


def by_group(catalog: Catalog, facet: str) -> list[str]:
    terms = catalog.vocabulary[facet]
    order = list(dict.fromkeys(term.group for term in terms.values()))
    return sorted(terms, key=lambda id: order.index(terms[id].group))


def sorted_terms(catalog: Catalog) -> list[tuple[str, str, Term]]:
    return [(facet, id, catalog.vocabulary[facet][id]) for facet in TAGGED for id in by_group(catalog, facet)]
