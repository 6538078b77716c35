"""What the search of the command line finds, and why; and what a query means, on both sides."""

import json
import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from search_catalog import GOLDEN, names_in, small_catalog

from casebook.catalog import Catalog
from casebook.search import command, facets, query, spelling, whoosh_index
from casebook.search.command import SearchResult, UnknownFilter, result_as_json, result_as_text, run_search
from casebook.search.documents import document_of, documents_of, in_order
from casebook.search.whoosh_index import find_ids, highlights_of, open_index
from casebook.views.lists import render_card
from casebook.views.view import Site, View
from casebook.vocabulary import Concept, fold, fold_words
from casebook.words import Words

CATALOG = small_catalog()
WORDS = spelling.word_list(CATALOG)
PROCUREMENT = Concept("mechanisms", "procurement")
QUERY_GOLDEN = GOLDEN / "query.json"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def index(cache: Path) -> whoosh_index.Index:
    return open_index(cache, CATALOG)


def found(index: whoosh_index.Index, text: str) -> list[str]:
    return [id for id, _ in find_ids(index, text)]


# Documents -------------------------------------------------------------------------------------------------------

def test_a_document_holds_plain_text_under_the_anchors_of_the_case_page() -> None:
    document = document_of(CATALOG, CATALOG.cases["collector-tablets"])
    texts = {section.anchor: section.text for section in document.sections}
    assert list(texts) == ["challenge", "approach", "methods", "mechanisms", "results", "setbacks", "lessons"]
    assert texts["challenge"] == ("Stallholders paid in cash. The register was four years old, and receipts were "
                                  "often copied.")
    assert texts["approach"].split("\n")[1] == "Seventy tablets were bought, after a procurement of eleven months."
    assert texts["results"] == "Tablets in use: 70 devices"
    assert texts["setbacks"].startswith("Batteries died. By noon")


def test_places_and_countries_are_names_in_all_four_languages_and_concepts_are_not() -> None:
    names = document_of(CATALOG, CATALOG.cases["collector-tablets"]).names
    assert {"Kumasi", "كوماسي", "Ghana", "Gana", "غانا", "dLRev", "Wheelbarrow Trust"} <= set(names)
    assert not any("fiscalité" in name for name in names)


def test_facets_hold_mechanisms_with_and_without_their_effect_and_nothing_that_is_unknown() -> None:
    values = document_of(CATALOG, CATALOG.cases["eco-district"]).facets
    assert values["mechanism"] == ("political-leadership", "political-leadership:hindered")
    assert (values["country"], values["region"], values["size"], values["status"]) == (("FR",), ("europe",), (), ())
    assert document_of(CATALOG, CATALOG.cases["two-towns"]).facets["place"] == ("orleans", "norwich")


def test_cases_are_listed_by_evidence_then_by_when_they_were_checked() -> None:
    ids = [case.id for case in in_order(CATALOG)]
    assert ids[:3] == ["collector-tablets", "waste-contract", "two-towns"]
    assert ids[-1] == "eco-district"


# Texts -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("text", "ids"), [
    ("collectors", ["collector-tablets"]),
    ("collecting", ["waste-contract"]),  # collection, collected: the stem is the same
    ("ecoquartier orleans", ["eco-district"]),  # accents
    ("ÉCOQUARTIER", ["eco-district"]),
    ("naive", ["eco-district"]),
    ("tablets eleven", ["collector-tablets"]),  # both words
    ("tablets zebra", []),
    ("كوماسي tablets", ["collector-tablets"]),  # a place in another language
    ("Ghana tablets", ["collector-tablets"]),
    ("Wheelbarrow", ["collector-tablets"]),
    ('"waste contract"', ["waste-contract"]),  # not the contract for waste
    ("contract waste", ["waste-contract", "truck-routes"]),
    ('"waste contract" zebra', []),
    ("tabl*", ["collector-tablets"]),
    ("tabl", ["collector-tablets"]),  # the last word may be a beginning
    ("timeta", ["two-towns"]),
    ("who has the tablets", ["collector-tablets"]),  # words that say nothing are left out
    ("tabl eleven", ["collector-tablets"]),  # any word may
    ("what? tablets!", ["collector-tablets"]),
    ("tablets AND NOT (eleven)", ["collector-tablets"]),  # operators are words
    ("title:tablets", []),
])
def test_texts_are_found(index: whoosh_index.Index, text: str, ids: list[str]) -> None:
    assert sorted(found(index, text)) == sorted(ids)


def test_a_word_in_the_title_counts_more_than_one_in_the_text(index: whoosh_index.Index) -> None:
    assert found(index, "tax")[0] == "tax-letters"


def test_highlights_are_pieces_of_text_with_marks(index: whoosh_index.Index) -> None:
    pieces = highlights_of(index, "procurements of tablets", "collector-tablets")
    marked = {(piece.section, piece.text[start:end]) for piece in pieces for start, end in piece.marks}
    assert marked == {("summary", "tablets"), ("approach", "tablets"), ("approach", "procurement")}
    assert not any("[" in piece.text or "*" in piece.text for piece in pieces)


@pytest.mark.parametrize("text", ['"', '"""', '"a', "*", "**", "the of and", " ", "\x00", "a" * 10_000, "a b " * 5_000,
                                  "(((", "a:b^2~3", "AND", "NOT tablets", "[a TO z]", "é" * 300, "🧭", "١٢٣", "a\u0301",
                                  "\u202e", "ﷺ", "ΐ", "ßß", "½", "*a*b*"])
def test_no_text_is_an_error(index: whoosh_index.Index, cache: Path, text: str) -> None:
    find_ids(index, text)
    run_search(CATALOG, cache, text, {})


@settings(max_examples=120, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(alphabet='ab"*()[]:^~-+?\\/ éا', max_size=40)))
def test_no_text_that_anyone_can_type_is_an_error(index: whoosh_index.Index, text: str) -> None:
    ids = found(index, text)
    assert set(ids) <= set(CATALOG.cases)
    for id in ids[:1]:
        for piece in highlights_of(index, text, id):
            assert all(0 <= start < end <= len(piece.text) for start, end in piece.marks)


# The index on disk -----------------------------------------------------------------------------------------------

def test_an_index_is_built_once_and_anew_when_a_case_changes(tmp_path: Path) -> None:
    open_index(tmp_path, CATALOG)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    open_index(tmp_path, CATALOG)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    changed = small_catalog("changed")
    assert found(open_index(tmp_path, changed), "tablets") == ["collector-tablets"]
    assert len(list(tmp_path.iterdir())) == 1  # the stale one is gone, and nothing half-written is left


@pytest.mark.parametrize("damage", ["cut", "flip", "remove", "stamp"])
def test_a_damaged_index_is_never_opened(tmp_path: Path, damage: str) -> None:
    open_index(tmp_path, CATALOG)
    place = next(tmp_path.iterdir())
    toc = next(path for path in place.iterdir() if path.suffix == ".toc")
    if damage == "remove":
        toc.unlink()
    elif damage == "stamp":
        (place / "stamp.json").write_text("{")
    else:
        content = bytearray(toc.read_bytes())
        toc.write_bytes(content[:20] if damage == "cut" else bytes([content[0] ^ 255, *content[1:]]))
    assert found(open_index(tmp_path, CATALOG), "tablets") == ["collector-tablets"]


def test_a_build_that_was_broken_off_leaves_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(whoosh_index, "_digests", broken)
        open_index(tmp_path, CATALOG)
    assert list(tmp_path.iterdir()) == []
    assert found(open_index(tmp_path, CATALOG), "tablets") == ["collector-tablets"]


def test_a_cache_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    assert found(open_index(tmp_path / "a" / "b", CATALOG), "tablets") == ["collector-tablets"]
    shutil.rmtree(tmp_path / "a")


# Queries ---------------------------------------------------------------------------------------------------------

def ids_of(result: SearchResult) -> list[str]:
    return [hit.id for hit in result.hits]


@pytest.mark.parametrize("text", ["marchés publics", "Contratação pública", "المشتريات", "appel d’offres",
                                  "public contracts"])
def test_a_concept_is_found_in_any_language(cache: Path, text: str) -> None:
    result = run_search(CATALOG, cache, text, {})
    assert result.concepts == (PROCUREMENT,)
    assert ids_of(result) == ["collector-tablets", "waste-contract", "truck-routes"]
    assert all(hit.why == (PROCUREMENT,) for hit in result.hits)


def test_hits_by_text_come_before_hits_by_concept_only(cache: Path) -> None:
    result = run_search(CATALOG, cache, "procurement", {})
    assert [(hit.id, hit.why) for hit in result.hits] == [
        ("collector-tablets", ()), ("waste-contract", (PROCUREMENT,)), ("truck-routes", (PROCUREMENT,))]


def test_words_beside_a_concept_narrow_it_where_a_text_holds_them(cache: Path) -> None:
    result = run_search(CATALOG, cache, "marchés publics Nouakchott", {})
    assert ids_of(result) == ["waste-contract"]
    assert [piece.section for piece in result.hits[0].highlights] == ["summary"]


def test_words_that_no_text_holds_do_not_hide_the_cases_of_a_concept(cache: Path) -> None:
    found = ids_of(run_search(CATALOG, cache, "marchés publics zebra", {}))
    assert found == ids_of(run_search(CATALOG, cache, "marchés publics", {})) != []


def test_words_that_say_nothing_are_no_condition_beside_a_concept(cache: Path) -> None:
    asked, said = (run_search(CATALOG, cache, text, {}) for text in ("who has a tender?", "tender"))
    assert ids_of(asked) == ids_of(said) == ["collector-tablets", "waste-contract", "truck-routes"]


def test_the_stem_of_a_foreign_word_finds_nothing_by_accident(cache: Path) -> None:
    assert "eco-district" not in ids_of(run_search(CATALOG, cache, "marchés publics", {}))  # held in March


def test_two_concepts_ask_for_cases_that_carry_both_where_there_are_any(cache: Path) -> None:
    assert ids_of(run_search(CATALOG, cache, "tender handover", {})) == ["waste-contract"]
    assert len(ids_of(run_search(CATALOG, cache, "commande publique conception partagée", {}))) == 4  # none has both


def test_filters_are_or_inside_a_facet_and_and_across(cache: Path) -> None:
    def ids(**filters: tuple[str, ...]) -> set[str]:
        return set(ids_of(run_search(CATALOG, cache, "", filters, limit=99)))

    assert ids(mechanism=("procurement:hindered",)) == {"collector-tablets"}
    assert ids(mechanism=("procurement:hindered", "procurement:mixed")) == {"collector-tablets", "waste-contract"}
    assert ids(mechanism=("procurement", "procurement:hindered")) == {"collector-tablets"}  # the narrower one is meant
    assert ids(mechanism=("procurement",), region=("europe",)) == {"truck-routes"}
    assert ids(theme=("mobility",), country=("FR", "GH")) == {"eco-district", "two-towns", "licence-queue"}
    assert ids(evidence=("independent",), size=("large",), network=("aston",)) == {"collector-tablets"}


def test_a_facet_is_counted_without_its_own_filter(cache: Path) -> None:
    counts = run_search(CATALOG, cache, "", {"theme": ("mobility",), "region": ("europe",)}).facets
    assert counts["theme"] == {"mobility": 4, "revenue-and-tax": 1, "waste-and-cleanliness": 1}
    assert counts["region"] == {"europe": 4, "north-africa": 1, "west-africa": 1}
    assert counts["mechanism"]["procurement:enabled"] == 1
    assert counts["mechanism"]["procurement:hindered"] == 0


@pytest.mark.parametrize(("filters", "problem"), [
    ({"theme": ("mobillity",)}, ("theme", "mobillity", "mobility")),
    ({"mechanism": ("procurement:hinderd",)}, ("mechanism", "procurement:hinderd", "procurement:hindered")),
    ({"country": ("GX",)}, ("country", "GX", "GH")),
    ({"themes": ("mobility",)}, ("themes", "", "theme")),
])
def test_an_unknown_filter_is_named_with_the_nearest(cache: Path, filters: Any, problem: tuple[str, str, str]) -> None:
    with pytest.raises(UnknownFilter) as raised:
        run_search(CATALOG, cache, "", filters)
    assert (raised.value.facet, raised.value.value, raised.value.nearest) == problem


def test_a_filter_that_no_case_carries_is_no_error(cache: Path) -> None:
    assert run_search(CATALOG, cache, "", {"mechanism": ("procurement:enabled",), "place": ("kumasi",)}).total == 0


def test_the_answer_as_text(cache: Path) -> None:
    text = result_as_text(run_search(CATALOG, cache, "licitação Nouakchott", {}), width=70)
    assert text == """\
1 case found

Ten years of collection by one private operator
  waste-contract · Nouakchott
  Plan the exit on day one. Nouakchott gave one operator a waste
  contract for ten years.
  has Procurement
  [summary] Plan the exit on day one. Nouakchott gave one operator a
  waste contract for ten years.
"""


def test_the_answer_as_text_says_what_was_corrected_and_how_many_are_not_shown(cache: Path) -> None:
    assert result_as_text(run_search(CATALOG, cache, "timtable", {})).startswith(
        "Searched for “timetable” instead of “timtable”.\n1 case found\n")
    assert result_as_text(run_search(CATALOG, cache, "timetable zebra", {})) == (
        "No case holds “zebra”.\nNo case found\n")
    assert result_as_text(run_search(CATALOG, cache, "", {}, limit=2)).startswith("12 cases found, 2 shown\n")
    assert result_as_text(run_search(CATALOG, cache, "zebra", {})).endswith("No case found\n")


def test_the_answer_as_json_is_the_same_record(cache: Path) -> None:
    row = json.loads(result_as_json(run_search(CATALOG, cache, "المشتريات", {"status": ("stopped",)}, limit=1)))
    assert row["concepts"] == ["mechanisms/procurement"]
    assert row["total"] == 1
    assert row["hits"] == [{
        "id": "waste-contract", "title": "Ten years of collection by one private operator", "places": ["Nouakchott"],
        "summary": "Plan the exit on day one. Nouakchott gave one operator a waste contract for ten years.",
        "why": ["mechanisms/procurement"], "highlights": []}]
    assert row["facets"]["status"] == {"scaled": 1, "stopped": 1, "running": 1}


def test_places_and_reasons_are_named_in_the_language_asked_for(cache: Path) -> None:
    result = run_search(CATALOG, cache, "tender", {"place": ("norwich",)}, language="fr")
    assert result.hits[0].places == ("Norvège-la-Ville",)
    assert result.labels == {PROCUREMENT: "Marchés publics"}


# Tables ----------------------------------------------------------------------------------------------------------

def test_the_tables_are_the_same_each_time_and_name_every_case() -> None:
    name_of = names_in(CATALOG, "fr")
    table = facets.facet_table(CATALOG, "fr", name_of)
    assert table == facets.facet_table(small_catalog(), "fr", names_in(CATALOG, "fr"))
    assert '["west-africa","Afrique de l\'Ouest"]' in table
    assert list(facets.card_scripts(CATALOG, lambda case: case.id)) == [case.id for case in in_order(CATALOG)]


def test_a_card_says_for_each_mechanism_how_it_worked() -> None:
    view = View(Site(CATALOG, Words("en")), "explore.html")
    script = facets.card_scripts(CATALOG, partial(render_card, view))["collector-tablets"]
    id, card = json.loads(f"[{script.removeprefix('casebookCard(').removesuffix(');' + chr(10))}]")
    lines = html.fragment_fromstring(card).xpath('//p[@class="why"]')
    assert id == "collector-tablets"
    assert [line.get("data-use") for line in lines] == ["procurement:hindered", "political-leadership:enabled"]
    assert lines[0].text_content() == ("hindered Procurement: Buying the tablets took eleven months, because the rules "
                                       "ask for three offers even for small sums.")


def test_a_long_text_is_cut_at_a_word() -> None:
    assert facets.cut("one two, three", 9) == "one two …"
    assert facets.cut("one two", 9) == "one two"


def test_phrases_that_no_text_can_match_are_kept_apart() -> None:
    table = facets.concepts_of(CATALOG, WORDS)
    assert "Marchés publics" in table["unheld"] and "Procurement" in table["held"]
    assert table["terms"][table["unheld"]["Marchés publics"][0]] == "mechanism/procurement"
    assert table["parts"] == list(WORDS)


def test_a_thousand_cases_fit_into_the_table() -> None:
    import gzip
    one = CATALOG.cases["collector-tablets"]
    cases = {f"{id}-{number}": one for number in range(1000) for id in ["a-case"]}
    many = Catalog({id: type(one)(id, one.study, "") for id, one in cases.items()}, CATALOG.places, CATALOG.vocabulary)
    assert len(gzip.compress(facets.facet_table(many, "en", names_in(many, "en")).encode())) < 50_000


# The twin in the browser -----------------------------------------------------------------------------------------

FOLDED = ["Écoquartier", "STRASSE straße", "المشتريات", "الـدَّرَاجَة", "إدارة", "ﬁne ²", "naïve café", "a_b-c d.e", "",
          "Ångström", "l'eau", "10 000 €", "ﷺ", "ﻻ", "ال", "الى", "مؤسسة", "I\u0307", "½ x", "日本 語",
          "والمشتريات للمشتريات بالمشتريات فالمشتريات كالمشتريات وللمشتريات", "للب بال والي كوماسي"]
ASKED = ["marchés publics retard", "Marchés  PUBLICS", "المشتريات نواكشوط", "tender handover kumasi", "",
         "who has a tender?", "designing together with buses", "droits de marché", "market", "co-design", "the",
         "exit and continuity and more", "constructor", "appel d’offres", "tablets", "conception partagée",
         "a \"market fees\" b"]
MISSPELT = ["procuremnt", "tendr", "Marchés pubics!", "المشتريت", "والمشتريت", "timtable of the tabelts", "tyer bos",
            "tabl", "collecting", "contracts", "zebra", "lorawan2 5G", "rpocurement", "ecoquartir d'orléans", "Kumassi",
            "a", "2019", "continiuty", "mobilty mobilité", "handovers", "licitação licitaçao lisitação", "نواكشوت",
            "cooperation" * 4]
CHOSEN: list[dict[str, list[str]]] = [
    {}, {"theme": ["mobility"]}, {"theme": ["mobility", "revenue-and-tax"]}, {"mechanism": ["procurement"]},
    {"mechanism": ["procurement", "procurement:hindered"]},
    {"mechanism": ["procurement:hindered", "procurement:mixed"]},
    {"mechanism": ["procurement"], "region": ["europe"]}, {"place": ["orleans"], "theme": []}, {"country": ["XX"]},
    {"evidence": ["independent"], "stage": ["full-service"], "size": ["large"]}, {"nonsense": ["a"]},
    {"constructor": ["a"]},
]
MERGED: list[tuple[list[str], list[str], list[str] | None]] = [
    ([], ["mechanism/procurement"], None), (["truck-routes"], ["mechanism/procurement"], None),
    ([], ["mechanism/procurement"], ["two-towns", "waste-contract"]), (["two-towns"], [], None), ([], [], None),
    ([], ["mechanism/procurement", "mechanism/exit-and-continuity"], None),
    (["eco-district"], ["mechanism/procurement", "method/co-design"], None),
    ([], ["mechanism/procurement", "method/co-design"], None), ([], ["mechanism/procurement"], []),
]


def golden_queries() -> dict[str, Any]:
    """What both sides must answer. `query.js` is given the tables as the browser gets them."""
    values = {document.id: document.facets for document in documents_of(CATALOG)}
    hits = [id for id in values if id != "open-budget"]
    return {
        "facets": facets.table_of(CATALOG, names_in(CATALOG, "en")),
        "concepts": facets.concepts_of(CATALOG, WORDS),
        "words": {name: spelling.text_of_part(part) for name, part in WORDS.items()},
        "spelt": [_spelt(text) for text in MISSPELT],
        "fold": [[text, fold(text), list(fold_words(text))] for text in FOLDED],
        "named": [[text, *_named(text)] for text in ASKED],
        "merged": [[whole, concepts, rest, query.merge_hits(values, whole, list(map(_concept, concepts)), rest)]
                   for whole, concepts, rest in MERGED],
        "hits": hits,
        "chosen": [[filters, query.select(values, hits, _tuples(filters)),
                    query.count_facets(values, hits, _tuples(filters))] for filters in CHOSEN],
    }


def _named(text: str) -> tuple[list[str], str, list[str]]:
    concepts, rest = CATALOG.vocabulary.concepts_in(text)
    names = [f"{query.FACET_OF[concept.facet]}/{concept.term}" for concept in concepts]
    return names, rest, query.remaining_words(rest)


def _spelt(text: str) -> list[Any]:
    found = spelling.check_words(fold_words(text), WORDS)
    return [text, list(map(list, found.right.items())), list(found.unknown), spelling.put_right(text, found.right)]


def _concept(name: str) -> Concept:
    facet, term = name.split("/")
    return Concept({"mechanism": "mechanisms", "method": "methods"}[facet], term)


def _tuples(filters: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {facet: tuple(values) for facet, values in filters.items()}


def test_queries_mean_what_the_golden_file_says() -> None:
    """The file is checked by test_pagefind.py on the browser's side. CASEBOOK_WRITE_GOLDEN=1 writes it anew."""
    found = json.dumps(golden_queries(), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("CASEBOOK_WRITE_GOLDEN"):
        QUERY_GOLDEN.write_text(found, "utf-8")
    assert json.loads(QUERY_GOLDEN.read_text("utf-8")) == json.loads(found)


VALUES = ["mobility", "europe", "west-africa", "procurement", "procurement:mixed", "exit-and-continuity"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(CATALOG.cases)), unique=True),
       st.dictionaries(st.sampled_from(["theme", "region", "mechanism"]),
                       st.lists(st.sampled_from(VALUES), max_size=3).map(tuple)))
def test_a_count_is_what_choosing_the_value_would_give(hits: list[str], filters: dict[str, tuple[str, ...]]) -> None:
    values = {document.id: document.facets for document in documents_of(CATALOG)}
    for facet, counts in query.count_facets(values, hits, filters).items():
        for value, count in counts.items():
            assert count == len(query.select(values, hits, {**filters, facet: (value,)}))


def test_only_one_room_knows_the_search_engine() -> None:
    package = Path(command.__file__).parent.parent
    assert [path.name for path in package.rglob("*.py") if "whoosh " in path.read_text("utf-8").split('"""', 2)[-1]
            and "from whoosh" in path.read_text("utf-8")] == ["whoosh_index.py"]
