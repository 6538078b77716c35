"""The library as data: tables, dump, vocabulary, feeds, what changed; read back by the libraries of others."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
import rdflib
import yaml
from conftest import ROOT, Ran
from hypothesis import given
from hypothesis import strategies as st
from rdflib.namespace import RDF, SKOS

from casebook.catalog import Catalog, grade_of
from casebook.csv_text import as_csv
from casebook.export.cff import citation_file
from casebook.export.dump import UnreadableDump, read_dump
from casebook.export.edition import Edition
from casebook.export.feeds import MOST, FeedSetting, feeds_of
from casebook.export.files import Source, data_files
from casebook.export.history import LOG_OPTIONS, Change, added_on, changed_on, history_of, read_log, removed_in
from casebook.export.linked import linked_data
from casebook.export.skos import as_turtle
from casebook.export.tables import TABLES
from casebook.model import CaseStudy, Record
from casebook.project import find_dump
from casebook.views.changes import days_of, key_names
from casebook.views.macros import call
from casebook.views.view import Site, View
from casebook.vocabulary import FACETS, TAGGED
from casebook.words import Words

ADDRESS = "https://casebook.example/"
EDITION = Edition("Casebook", "Case studies.", "2026-11-22", ADDRESS)
CASE = "kumasi-container-toilets"
SEARCH = (sys.executable, "-c", "from casebook.cli import main; main()", "search")


@pytest.fixture(scope="module")
def log() -> str:
    """What git tells of the real library; nothing in a copy without git, which every test must bear."""
    command = ["git", "log", *LOG_OPTIONS, "--", "case_studies"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


@pytest.fixture(scope="module")
def files(catalog: Catalog, log: str) -> dict[str, bytes]:
    return dict(data_files(Source(catalog, log, EDITION)))


@pytest.fixture(scope="module")
def tables(files: dict[str, bytes]) -> dict[str, list[dict[str, str]]]:
    """Each table as a program reads it."""
    found = {table.name: files[f"data/{table.file}"].decode() for table in TABLES}
    return {name: list(csv.DictReader(io.StringIO(text, newline=""))) for name, text in found.items()}


# Tables ----------------------------------------------------------------------------------------------------------

def test_the_standards_own_checker_finds_nothing(files: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in files.items():
        if name.count("/") == 1:
            (tmp_path / Path(name).name).write_bytes(content)
    done = subprocess.run([sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"],
                          cwd=tmp_path, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["valid"], report
    assert len(report["tasks"]) == len(TABLES)


def test_every_table_has_a_row_for_each_thing_of_the_catalog(
        catalog: Catalog, tables: dict[str, list[dict[str, str]]]) -> None:
    studies = [case.study for case in catalog.cases.values()]
    keys = {"methods": "methods", "mechanisms": "mechanisms", "mindsets": "mindsets", "experiments": "experiments",
            "results": "results", "setbacks": "setbacks", "lessons": "lessons", "partners": "partners",
            "reuse": "reuse", "lineage": "learned_from", "open_questions": "open_questions", "sources": "sources",
            "case_places": "places", "case_themes": "themes"}
    wanted = {name: sum(len(getattr(study, key)) for study in studies) for name, key in keys.items()}
    wanted |= {"cases": len(studies), "places": len(catalog.places),
               "terms": sum(len(catalog.vocabulary[facet]) for facet in TAGGED),
               "values": sum(len(catalog.vocabulary[facet]) for facet in FACETS if facet not in TAGGED)}
    counted = {name: len(rows) for name, rows in tables.items()}
    assert counted.pop("translations") >= len(catalog.translations["fr"])
    assert counted == wanted


def test_figures_texts_and_what_is_not_known_come_back_as_they_were(
        catalog: Catalog, tables: dict[str, list[dict[str, str]]]) -> None:
    rows = iter(tables["results"])
    for case in catalog.cases.values():
        for number, result in enumerate(case.study.results, 1):
            row = next(rows)
            assert (row["case"], int(row["number"]), int(row["source"])) == (case.id, number, result.source)
            assert (Decimal(row["value"]) if row["value"] else None) == result.value
            assert row["unit"] == (result.unit or "") and row["evidence"] == grade_of(result)
            assert row["what"].removeprefix("'") == result.what
    places = {row["id"]: row for row in tables["places"]}
    for id, place in catalog.places.items():
        assert Decimal(places[id]["latitude"]) == place.latitude
        assert places[id]["population_value"] == (str(place.population.value) if place.population else "")
        assert places[id]["name_ar"] == (place.name.ar or "")


def test_a_mechanism_stands_in_its_table_with_effect_and_whether_it_moved(
        catalog: Catalog, tables: dict[str, list[dict[str, str]]]) -> None:
    told = [(row["case"], row["mechanism"], row["effect"], row["moved"] or None) for row in tables["mechanisms"]]
    assert told == [(case.id, use.mechanism, use.effect, use.moved) for case in catalog.cases.values()
                    for use in case.study.mechanisms]
    assert {row[3] for row in told} > {None}


def test_no_cell_of_any_table_is_a_formula(tables: dict[str, list[dict[str, str]]]) -> None:
    for name, rows in tables.items():
        for row in rows:
            risky = [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
            assert all(re.fullmatch(r"-?[0-9.]+", cell) for cell in risky), (name, risky)


@given(st.text(), st.sampled_from(["", "=", "+", "-", "@", "\t", "\r"]), st.decimals(-1000, 1000, places=2))
def test_any_text_comes_back_and_none_can_be_run(text: str, sign: str, number: Decimal) -> None:
    text = (sign + text).replace("\r", "\n") if sign != "\r" else sign + text
    read, value = next(csv.reader(io.StringIO(as_csv([[text, number]]), newline="")))
    assert not read.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert read.removeprefix("'") == text.removeprefix("'") and Decimal(value) == number


def test_tables_have_no_byte_order_mark_and_names_that_programs_can_use(files: dict[str, bytes]) -> None:
    for table in TABLES:
        assert not files[f"data/{table.file}"].startswith(b"\xef\xbb\xbf")
        names = [column.name for column in table.columns]
        assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names) and len(set(names)) == len(names)


# What fields hold ------------------------------------------------------------------------------------------------

def records_in(model: type[Record]) -> set[type[Record]]:
    """A record and those that it holds."""
    found = {model}
    for field in model.model_fields.values():
        for part in str_parts(field.annotation):
            if isinstance(part, type) and issubclass(part, Record) and part not in found:
                found |= records_in(part)
    return found


def str_parts(hint: Any) -> list[Any]:
    inner = getattr(hint, "__args__", ())
    return [hint, *(part for child in inner for part in str_parts(child))]


@pytest.mark.parametrize("model", sorted(records_in(CaseStudy), key=str), ids=lambda model: model.__name__)
def test_every_field_of_a_case_study_says_what_it_holds(model: type[Record]) -> None:
    assert len(records_in(CaseStudy)) > 10
    for name, field in model.model_fields.items():
        assert field.description and field.description.endswith("."), name


def test_the_package_the_page_and_the_model_describe_a_column_with_the_same_words(
        catalog: Catalog, files: dict[str, bytes]) -> None:
    package = json.loads(files["data/datapackage.json"])
    results = next(part for part in package["resources"] if part["name"] == "results")
    described = {field["name"]: field["description"] for field in results["schema"]["fields"]}
    said = CaseStudy.model_fields["results"].annotation.__args__[0].model_fields["reported_by"].description
    assert described["reported_by"] == said
    page = call(View(Site(catalog, Words("en")), "data.html"), "data_files")
    french = call(View(Site(catalog.in_language("fr"), Words("fr")), "data.html"), "data_files")
    assert said in page and said not in french and "niveau de preuve" in french
    assert page.count("<dt>") == sum(len(table.columns) for table in TABLES)
    assert all(field["description"] for part in package["resources"] for field in part["schema"]["fields"])


def test_every_key_of_a_case_study_has_a_name_for_readers(catalog: Catalog) -> None:
    assert list(key_names(View(Site(catalog, Words("en")), "changes.html"))) == list(CaseStudy.model_fields)


# The dump --------------------------------------------------------------------------------------------------------

def test_the_dump_reads_back_into_an_equal_catalog(catalog: Catalog, files: dict[str, bytes]) -> None:
    again = read_dump(files["data/casebook.json"].decode())
    assert replace(again, fingerprint=catalog.fingerprint) == catalog
    assert again.in_language("fr").cases[CASE].study.title == catalog.in_language("fr").cases[CASE].study.title


def test_figures_in_the_dump_are_numbers(files: dict[str, bytes]) -> None:
    dump = json.loads(files["data/casebook.json"])
    values = [result["value"] for case in dump["cases"].values() for result in case["study"].get("results", [])
              if "value" in result]
    assert values and all(isinstance(value, int | float) for value in values)
    assert (dump["edition"], dump["licence"]["name"], dump["format"]) == ("2026-11-22", "CC-BY-4.0", 1)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"format": 99}', '{"format": 1}', "not JSON",
                                  '{"format": 1, "cases": {"a": {"study": {}, "digest": ""}}, "places": {}}'])
def test_what_is_no_dump_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UnreadableDump) as caught:
        read_dump(text)
    assert "\n" not in str(caught.value)


def test_a_case_by_itself_holds_what_it_takes_to_use_it_alone(catalog: Catalog, files: dict[str, bytes]) -> None:
    case = catalog.cases[CASE]
    data = json.loads(files[f"data/cases/{CASE}.json"])
    assert data["page"] == f"{ADDRESS}cases/{CASE}.html" and data["case"]["title"] == case.study.title
    assert data["evidence"] == [grade_of(result) for result in case.study.results]
    place = data["places"][case.lead]
    assert (place["latitude"], place["population"]["value"]) == (
        float(catalog.places[case.lead].latitude), catalog.places[case.lead].population.value)
    assert set(data["terms"]["mechanisms"]) == set(case.effects)
    assert all(set(label) >= {"en", "fr"} for terms in data["terms"].values() for label in terms.values())
    assert data["translations"]["fr"]["texts"]["title"]
    assert data["added"] <= data["changed"]


def test_the_same_commit_gives_the_same_bytes(catalog: Catalog, log: str, files: dict[str, bytes]) -> None:
    touched = replace(catalog, fingerprint="the files were copied")
    assert data_files(Source(touched, log, EDITION)) == files


# The vocabulary --------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def graph(catalog: Catalog) -> rdflib.Graph:
    return rdflib.Graph().parse(data=as_turtle(catalog.vocabulary, EDITION), format="turtle")


def test_the_vocabulary_holds_a_concept_for_every_term_with_its_words(catalog: Catalog, graph: rdflib.Graph) -> None:
    terms = {(facet, id): term for facet in FACETS for id, term in catalog.vocabulary[facet].items()}
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert concepts == {rdflib.URIRef(f"{ADDRESS}data/vocabulary.ttl#{facet}/{id}") for facet, id in terms}
    for (facet, id), term in terms.items():
        concept = rdflib.URIRef(f"{ADDRESS}data/vocabulary.ttl#{facet}/{id}")
        labels = {label.language: str(label) for label in graph.objects(concept, SKOS.prefLabel)}
        known = {language: getattr(term.label, language) for language in ("en", "fr", "pt", "ar")}
        assert labels == {language: label for language, label in known.items() if label}
        others = {(word.language, str(word)) for word in graph.objects(concept, SKOS.altLabel)}
        assert not others & set(labels.items()), f"{id}: a label is no other word"


def test_related_terms_lead_both_ways_and_groups_hold_their_terms(graph: rdflib.Graph) -> None:
    related = set(graph.subject_objects(SKOS.related))
    assert related and related == {(second, first) for first, second in related}
    broader = set(graph.subject_objects(SKOS.broader))
    assert broader and broader == {(inner, outer) for outer, inner in graph.subject_objects(SKOS.narrower)}


def test_each_label_says_whether_a_text_attests_it(catalog: Catalog, graph: rdflib.Graph) -> None:
    own = rdflib.Namespace(f"{ADDRESS}data/vocabulary.ttl#")
    attested = len(list(graph.triples((None, own.attested, None))))
    unattested = len(list(graph.triples((None, own.unattested, None))))
    terms = [term for facet in FACETS for term in catalog.vocabulary[facet].values()]
    assert attested == sum(1 for term in terms for language in ("fr", "pt", "ar") if getattr(term.attested, language))
    assert attested + unattested == sum(1 for term in terms for language in ("fr", "pt", "ar")
                                        if getattr(term.label, language))


def test_without_an_address_the_vocabulary_still_parses(catalog: Catalog) -> None:
    text = as_turtle(catalog.vocabulary, replace(EDITION, address=""))
    found = rdflib.Graph().parse(data=text, format="turtle", publicID="file:///v.ttl")
    assert len(set(found.subjects(RDF.type, SKOS.Concept))) == sum(map(len, catalog.vocabulary.facets.values()))


# Feeds -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("language", "folder"), [("en", ""), ("fr", "fr/")])
@pytest.mark.parametrize("address", [ADDRESS, ""])
def test_feeds_are_read_by_a_feed_reader(catalog: Catalog, log: str, language: str, folder: str, address: str) -> None:
    spoken = catalog.in_language(language)
    history = history_of(catalog, log)
    feeds = feeds_of(FeedSetting(spoken, Words(language), history, replace(EDITION, address=address), folder))
    assert set(feeds) == {"feed.xml", *(f"feeds/{theme}.xml" for theme in catalog.vocabulary["themes"])}
    for path, text in feeds.items():
        read = feedparser.parse(text)
        assert not read.bozo and read.version == "atom10", path
        days = [entry.updated for entry in read.entries]
        assert days == sorted(days, reverse=True) and read.feed.updated == max(days, default=read.feed.updated)
        assert len({entry.id for entry in read.entries}) == len(days) <= MOST
        links = {entry.link for entry in read.entries}
        before = f"{address}{folder}" if address else "../" * path.count("/")
        assert {link.removeprefix(before + "cases/").removesuffix(".html") for link in links} <= set(catalog.cases)
    assert len(feedparser.parse(feeds["feed.xml"]).entries) == min(MOST, len(catalog.cases))
    theme = feedparser.parse(feeds["feeds/revenue-and-tax.xml"])
    assert len(theme.entries) == len(catalog.cases_with("themes", "revenue-and-tax"))


def test_an_entry_keeps_its_id_when_the_site_moves(catalog: Catalog) -> None:
    def ids(address: str) -> list[str]:
        setting = FeedSetting(catalog, Words("en"), {}, replace(EDITION, address=address), "")
        return [entry.id for entry in feedparser.parse(feeds_of(setting)["feed.xml"]).entries]
    assert ids(ADDRESS) == ids("") and all(id.startswith("urn:uuid:") for id in ids(""))


# JSON-LD ---------------------------------------------------------------------------------------------------------

def test_the_linked_data_of_every_case_parses_and_says_the_essentials(catalog: Catalog, log: str) -> None:
    history = history_of(catalog, log)
    for id, case in catalog.cases.items():
        text = linked_data(catalog, case, history[id], Words("en"), f"{ADDRESS}cases/{id}.html")
        data = json.loads(text)
        assert data["name"] == " ".join(case.study.title.split()) and data["inLanguage"] == "en"
        assert len(data.get("isBasedOn", [])) == sum(1 for source in case.study.sources if source.url)
        assert len(data["spatialCoverage"]) == len(case.study.places)
        assert data["dateModified"] >= data["datePublished"]
        assert not set("<>&") & set(text)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_the_linked_data_means_what_it_should_to_a_reader_of_rdf(catalog: Catalog) -> None:
    data = json.loads(linked_data(catalog, catalog.cases[CASE], (), Words("en"), f"{ADDRESS}cases/x.html"))
    graph = rdflib.Graph().parse(data=json.dumps({**data, "@context": {"@vocab": "https://schema.org/"}}),
                                 format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    report = next(iter(graph.subjects(RDF.type, schema.Report)))
    place = next(iter(graph.objects(report, schema.spatialCoverage)))
    assert str(next(iter(graph.objects(place, schema.name)))) == "Kumasi"
    assert len(list(graph.objects(report, schema.isBasedOn))) == len(data["isBasedOn"])


def test_no_text_ends_the_script_element(catalog: Catalog) -> None:
    study = catalog.cases[CASE].study.model_copy(update={"title": "</script><script>alert(1)</script> <!-- &amp;"})
    case = replace(catalog.cases[CASE], study=study)
    text = linked_data(catalog, case, (), Words("en"), "")
    assert "<" not in text and json.loads(text)["name"] == study.title


# What changed ----------------------------------------------------------------------------------------------------

STUDY = """title: A test
places: [kumasi]
summary: One.
challenge: |
  Some words that stand
  on two lines.
lessons:
  - lesson: First [1].
    for: [officers]
sources:
  - {title: T, publisher: P, kind: press}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., str]:
    """A repository with a folder of case studies; called with a day and the files to write, returns the log."""
    folder = tmp_path / "repository"
    (folder / "case_studies").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")

    def commit(day: str, **files: str | None) -> str:
        for name, text in files.items():
            path = folder / "case_studies" / f"{name.replace('__', '.').replace('_', '-')}.yml"
            path.unlink() if text is None else path.write_text(text, "utf-8")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "--allow-empty", "-m", "x", day=day)
        return log_of(folder)

    return commit


def git(folder: Path, *command: str, day: str = "2026-01-01") -> str:
    known = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z", "GIT_AUTHOR_NAME": "a",
             "GIT_COMMITTER_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_EMAIL": "a@example.org",
             "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(["git", *command], cwd=folder, env={**os.environ, **known}, capture_output=True, text=True,
                          check=True).stdout


def log_of(folder: Path) -> str:
    return git(folder, "log", *LOG_OPTIONS, "--", "case_studies")


def test_the_log_tells_when_a_case_came_and_which_keys_changed(repository: Callable[..., str]) -> None:
    repository("2026-01-01", a=STUDY, _places="{}\n")
    repository("2026-02-01", a=STUDY.replace("One.", "Two.").replace("First [1]", "Another [1]"))
    log = repository("2026-03-01", a=STUDY.replace("One.", "Two.").replace("First [1]", "Another [1]")
                     + "open_questions:\n  - What then?\n")
    assert read_log(log) == {"a": (
        Change("2026-03-01", "changed", ("open_questions",)), Change("2026-02-01", "changed", ("summary", "lessons")),
        Change("2026-01-01", "added"))}


def test_a_change_of_layout_alone_is_none_and_a_key_taken_out_is_one(repository: Callable[..., str]) -> None:
    repository("2026-01-01", a=STUDY)
    log = repository("2026-02-01", a=STUDY.replace("Some words that stand\n  on", "Some words\n  that stand on"))
    assert [change.what for change in read_log(log)["a"]] == ["added"]
    log = repository("2026-03-01", a=STUDY.replace("summary: One.\n", ""))
    assert read_log(log)["a"][0] == Change("2026-03-01", "changed", ("summary",))


def test_the_changes_of_one_day_are_one_change(repository: Callable[..., str]) -> None:
    repository("2026-01-01", a=STUDY)
    repository("2026-02-01", a=STUDY.replace("One.", "Two."))
    log = repository("2026-02-01", a=STUDY.replace("One.", "Two.").replace("A test", "The test"))
    assert read_log(log)["a"][0] == Change("2026-02-01", "changed", ("title", "summary"))


def test_lines_that_look_like_the_words_of_git_are_text(repository: Callable[..., str]) -> None:
    repository("2026-01-01", a=STUDY)
    odd = "  -- a/x\n  ++ b/y\n  diff --git a/b.yml b/b.yml\n  commit 2020-01-01\n  @@ -1 +1 @@ title:\n"
    log = repository("2026-02-01", a=STUDY.replace("  on two lines.\n", odd))
    assert read_log(log) == {"a": (Change("2026-02-01", "changed", ("challenge",)), Change("2026-01-01", "added"))}


def test_a_translation_has_its_own_changes_in_its_language(repository: Callable[..., str]) -> None:
    repository("2026-01-01", a=STUDY)
    repository("2026-02-01", a__fr="translates: abc\ntitle: Un test\n")
    repository("2026-03-01", a__fr="translates: def\ntitle: Un test\n")
    log = repository("2026-04-01", a__fr="translates: def\ntitle: Un essai\n")
    changes = read_log(log)["a"]
    assert changes == (Change("2026-04-01", "changed", ("title",), "fr"),
                       Change("2026-02-01", "translated", (), "fr"), Change("2026-01-01", "added"))
    assert changed_on(changes, "en") == added_on(changes) == "2026-01-01"
    assert changed_on(changes, "fr") == changed_on(changes) == "2026-04-01"


def test_a_case_that_went_is_told_and_one_that_came_again_is_new(repository: Callable[..., str]) -> None:
    repository("2026-01-01", a=STUDY, b=STUDY)
    repository("2026-02-01", a=None)
    log = repository("2026-03-01", b=None)
    assert removed_in(Catalog(), log) == {"b": "2026-03-01", "a": "2026-02-01"}
    log = repository("2026-04-01", a=STUDY)
    assert read_log(log)["a"] == (Change("2026-04-01", "added"),)
    assert removed_in(Catalog(), log) == {"b": "2026-03-01"}


def test_a_copy_with_its_history_cut_off_claims_no_beginning(repository: Callable[..., str], tmp_path: Path) -> None:
    repository("2026-01-01", a=STUDY)
    repository("2026-02-01", a=STUDY.replace("One.", "Two."))
    repository("2026-03-01", a=STUDY.replace("One.", "Three."))
    git(tmp_path, "clone", "-q", "--depth", "2", (tmp_path / "repository").as_uri(), "shallow")
    assert read_log(log_of(tmp_path / "shallow")) == {"a": (Change("2026-03-01", "changed", ("summary",)),)}


def test_without_git_a_case_came_when_it_was_checked(catalog: Catalog) -> None:
    assert history_of(catalog, "") == {
        id: (Change(case.study.checked, "added"),) for id, case in catalog.cases.items()}


def test_the_data_file_of_changes_tells_first_and_last_day_of_every_case(
        catalog: Catalog, log: str, files: dict[str, bytes]) -> None:
    data = json.loads(files["data/changes.json"])
    history = history_of(catalog, log)
    assert {id: (row["added"], row["changed"]) for id, row in data["cases"].items()} == {
        id: (added_on(changes), changed_on(changes)) for id, changes in history.items()}
    assert all(row["changes"][-1]["what"] == "added" or row["changes"] for row in data["cases"].values())


def view_of(catalog: Catalog, language: str, changes: dict[str, tuple[Change, ...]]) -> View:
    return View(Site(catalog.in_language(language), Words(language), history=changes), "changes.html")


def test_the_page_of_changes_is_newest_first_and_leaves_out_other_languages(catalog: Catalog) -> None:
    changes = {CASE: (Change("2026-03-01", "changed", ("title",), "fr"), Change("2026-02-01", "changed", ("results",)),
                      Change("2026-01-01", "added"))}
    english, french = (days_of(view_of(catalog, language, changes)) for language in ("en", "fr"))
    assert list(english) == ["2026-02-01", "2026-01-01"] and list(french) == ["2026-03-01", *english]
    assert [row.what for row in english["2026-02-01"]] == ["Changed: results."]
    assert [row.is_new for row in english["2026-01-01"]] == [True]
    page = call(view_of(catalog, "fr", changes), "changes")
    assert page.index("2026-03-01") < page.index("2026-02-01") and "Traduction modifiée" in page


def test_a_library_without_cases_has_all_its_files(catalog: Catalog) -> None:
    empty = Catalog(vocabulary=catalog.vocabulary)
    found = data_files(Source(empty, "", EDITION))
    assert json.loads(found["data/casebook.json"])["cases"] == {}
    assert "data/cases.csv" in found
    assert not feedparser.parse(feeds_of(FeedSetting(empty, Words("en"), {}, EDITION, ""))["feed.xml"]).entries
    assert call(view_of(empty, "en", {}), "changes") and call(view_of(empty, "en", {}), "data_files")


# How to cite, and the licence ------------------------------------------------------------------------------------

@pytest.mark.parametrize("edition", [EDITION, Edition("Casebook", "Case studies.", "")])
def test_the_citation_file_fits_the_schema_of_its_format(edition: Edition) -> None:
    """The schema is that of the Citation File Format 1.2.0 (CC BY 4.0)."""
    schema = json.loads((ROOT / "tests" / "schemas" / "citation-file-format-1.2.0.json").read_text("utf-8"))
    read = yaml.safe_load(citation_file(edition))
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(read)
    assert read["license"] == "CC-BY-4.0" and read.get("version", "") == edition.day


def test_the_citation_file_of_the_repository_is_the_one_that_is_made() -> None:
    held = (ROOT / "CITATION.cff").read_text("utf-8")
    described = re.search("^site_description: (.*)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M)
    assert described and held == citation_file(Edition("Casebook", described[1], ""))


def test_the_licences_are_said_everywhere() -> None:
    assert "MIT" in (ROOT / "LICENSE").read_text("utf-8").splitlines()[0]
    for path in ("LICENSE-CONTENT", "README.md", "docs/en/about.md", "docs/fr/about.md", "casebook/views/frame.py"):
        text = (ROOT / path).read_text("utf-8")
        assert "CC BY 4.0" in text or "Creative Commons Attribution 4.0" in text, path


# Search without the repository -----------------------------------------------------------------------------------

def test_the_data_is_found_in_a_file_its_folder_the_site_and_the_folder_around_it(tmp_path: Path) -> None:
    file = tmp_path / "an unpacked copy é" / "data" / "casebook.json"
    assert find_dump(tmp_path) is None
    file.parent.mkdir(parents=True)
    file.write_text("{}", "utf-8")
    assert {find_dump(place) for place in (file, file.parent, file.parent.parent, tmp_path)} == {file}


def test_the_data_alone_is_searched_on_a_laptop(
        files: dict[str, bytes], tmp_path: Path, run: Callable[..., Ran]) -> None:
    copy = tmp_path / "an unpacked copy é"
    (copy / "data").mkdir(parents=True)
    (copy / "data" / "casebook.json").write_bytes(files["data/casebook.json"])
    done = run(tmp_path, *SEARCH, "marchés publics", "--format", "json", "--data", str(copy),
               XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.code == 0, done.said
    assert json.loads(done.out)["total"] > 3
    assert list((tmp_path / "cache").rglob("whoosh-*")) and not list(copy.rglob("whoosh-*"))


def test_data_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, run: Callable[..., Ran]) -> None:
    (tmp_path / "casebook.json").write_bytes(b"\xff\xfe")
    done = run(tmp_path, *SEARCH, "x", "--data", str(tmp_path))
    assert done.code == 2 and "casebook.json" in done.err and done.err.count("\n") == 1
