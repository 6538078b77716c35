"""What a case study proposes for the library, and how a reviewer moves it there: only that changes, and all of it."""

import codecs
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT, Ran
from test_validation import EXAMPLES, GOOD, changed, fill

from casebook.catalog import Catalog
from casebook.document import Document
from casebook.formatting import formatted
from casebook.loading import load_catalog, load_context
from casebook.proposing import entries_to_add
from casebook.review.proposals import proposals_in
from casebook.source import load_document, parse_document
from casebook.splicing import CannotSplice, with_entries, with_entries_below, without_key
from casebook.vocabulary import TAGGED

TEXT = (EXAMPLES / "draft" / "proposing.yml").read_text("utf-8")
BEFORE = TEXT[:TEXT.index("proposed:")]
PLACE, TERM = re.findall(r"(?m)^    - .*\n(?:      .*\n)+", TEXT)
MEANING = "      definition: {en: Going to see at night how a service works.}"
TODAY = date(2026, 11, 21)
OK, WRONG, USAGE = 0, 1, 2
Command = Callable[..., Ran]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The library of the examples, with a case that proposes a place and a term."""
    folder = fill(tmp_path / "case_studies")
    (folder / "proposing.yml").write_text(TEXT, "utf-8")
    return tmp_path


def text_of(library: Path, name: str) -> str:
    return (library / "case_studies" / name).read_bytes().decode()


def contents(library: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (library / "case_studies").iterdir()}


def write(library: Path, text: str) -> dict[str, bytes]:
    (library / "case_studies" / "proposing.yml").write_text(text, "utf-8")
    return contents(library)


# From the form to a valid library --------------------------------------------------------------------------------

def test_what_a_case_proposes_is_moved_in_one_step_and_the_library_is_then_valid(
        library: Path, casebook: Command) -> None:
    before = {name: raw.decode() for name, raw in contents(library).items()}
    assert casebook(library, "validate").code == WRONG and casebook(library, "validate", "--draft").code == OK
    done = casebook(library, "adopt", "case_studies/proposing.yml")
    assert done.code == OK and "casebook validate" in done.err
    first = len(before["_places.yml"].splitlines()) + 1
    assert done.out.splitlines() == [f"case_studies/_places.yml:{first}: banfora",
                                     "case_studies/_vocabulary.yml:9: methods.night-visits"]
    assert casebook(library, "validate").code == OK
    assert text_of(library, "proposing.yml") == BEFORE
    added = text_of(library, "_places.yml").removeprefix(before["_places.yml"])
    assert added.startswith("banfora:\n  name: {en: Banfora}\n") and "population: {value: 93750, year: 2012" in added
    terms = text_of(library, "_vocabulary.yml")
    new = terms[terms.index("  # Markets that open"):terms.index("mechanisms:")]
    assert terms.replace(new, "") == before["_vocabulary.yml"] and "label: {en: Night visits, fr: Visites de n" in new
    assert casebook(library, "format", "--check", "case_studies/_places.yml", "case_studies/proposing.yml").code == OK


def test_what_the_proposer_did_not_know_is_named_and_the_checker_asks_for_it_there(
        library: Path, casebook: Command) -> None:
    little = "    - {id: banfora, name: {en: Banfora}, kind: city, country: BF}\n"
    write(library, TEXT.replace(PLACE, little).replace("      needed: Markets that open after dark; user research "
                                                       "is done by day.\n", ""))
    done = casebook(library, "adopt", "proposing")
    assert done.code == OK and "banfora · still empty: region, latitude, longitude, languages\n" in done.out
    found = casebook(library, "validate")
    lines = text_of(library, "_places.yml").splitlines()
    told = [lines[int(number) - 1].split(":")[0].strip()
            for number in re.findall(r"(?m)^case_studies/_places\.yml:(\d+):\d+: text-empty", found.out)]
    assert told == ["region", "latitude", "longitude", "languages"] and found.out.count("case_studies/") == 4
    filled = {"region": "west-africa", "latitude": "10.63", "longitude": "-4.76", "languages": "[fr]"}
    text = text_of(library, "_places.yml")
    for key, value in filled.items():
        text = re.sub(rf"(?m)^  {key}:  #.*$", f"  {key}: {value}", text)
    (library / "case_studies" / "_places.yml").write_text(text, "utf-8")
    assert casebook(library, "validate").code == OK


def test_a_dry_run_shows_the_lines_that_come_and_go_and_writes_nothing(library: Path, casebook: Command) -> None:
    before = contents(library)
    done = casebook(library, "adopt", "proposing", "--dry-run", "--lang", "fr")
    assert done.code == OK and contents(library) == before and "--dry-run" in done.err
    assert "-proposed:\n" in done.out and "+banfora:\n" in done.out and "+  night-visits:\n" in done.out
    assert "case_studies/_places.yml:" in done.out


def test_what_is_made_from_the_vocabulary_is_made_anew(library: Path, casebook: Command) -> None:
    assert casebook(library, "schema").code == OK
    done = casebook(library, "adopt", "proposing")
    assert done.code == OK and "schema/case.schema.json" in done.out
    made = {path: path.read_bytes() for path in (library / "schema").iterdir()}
    assert any(b'"night-visits"' in raw and b'"banfora"' in raw for raw in made.values())
    assert casebook(library, "schema").code == OK
    assert {path: path.read_bytes() for path in (library / "schema").iterdir()} == made


# What is in the way ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("before", "after", "rule", "path"), [
    ("id: banfora", "id: kumasi", "proposal-known", "places[1].id"),
    ("id: night-visits", "id: procurement", "proposal-known", "terms[1].id"),
    ("id: banfora", "id: Banfora", "id-key-form", "places[1].id"),
    ("- id: banfora\n      name", "- name", "field-missing", "places[1].id"),
    ("facet: methods", "facet: verdicts", "proposal-facet", "terms[1].facet"),
    ("country: BF", "country: XX", "country-unknown", "places[1].country"),
    (f"{MEANING}\n", "\n", "field-missing", "terms[1].definition"),
    ("      name: {en: Banfora}", "      name: [x]", "type-map", "places[1].name"),
    (PLACE, PLACE + "    - {id: banfora, name: {en: Banfora}, kind: city, country: BF}\n", "term-repeated",
     "places[2].id"),
    (TERM, TERM + TERM.replace("methods", "themes"), "term-repeated", "terms[2].id"),
])
def test_a_proposal_that_is_wrong_or_known_is_told_on_its_line_and_nothing_is_moved(
        before: str, after: str, rule: str, path: str, library: Path, casebook: Command) -> None:
    held = write(library, changed(before, after, TEXT))
    done = casebook(library, "adopt", "proposing")
    assert done.code == WRONG and not done.err
    told = re.findall(r"(?m)^case_studies/proposing\.yml:\d+:\d+: ([a-z-]+): proposed\.([^:]+):", done.out)
    assert told == [(rule, path)] and contents(library) == held


def test_a_name_that_leads_to_another_term_too_is_told_and_does_not_hinder(library: Path, casebook: Command) -> None:
    for word, path in (("par étapes", "terms[1].label.fr"), ("Land", "terms[1]")):
        write(library, TEXT.replace("fr: Visites de nuit", f"fr: {word}"))
        done = casebook(library, "adopt", "proposing", "--dry-run")
        assert done.code == OK and f"alias-ambiguous (warning): proposed.{path}: " in done.out
        assert re.search(r"(?m)^case_studies/proposing\.yml:4\d:", done.out) and "still empty" not in done.out


@pytest.mark.parametrize(("id", "text"), [("proposing", BEFORE), ("proposing", BEFORE + "proposed:\n"),
                                          ("nothing", TEXT), ("../proposing", TEXT), ("_places", TEXT)])
def test_where_nothing_is_proposed_the_command_says_so_in_one_line(
        id: str, text: str, library: Path, casebook: Command) -> None:
    held = write(library, text)
    done = casebook(library, "adopt", id)
    assert (done.code, done.out, len(done.err.splitlines())) == (USAGE, "", 1) and contents(library) == held


def test_files_that_cannot_be_read_or_changed_stay_as_they_are(library: Path, casebook: Command) -> None:
    held = write(library, "{title: x, proposed: {places: [{id: a-b, name: {en: A B}, kind: city, country: BF}]}}\n")
    done = casebook(library, "adopt", "proposing")
    assert done.code == WRONG and "proposing.yml cannot be changed as it is written" in done.err
    assert contents(library) == held
    held = write(library, TEXT.replace("title: ", "title: ["))
    done = casebook(library, "adopt", "proposing")
    assert done.code == WRONG and "yaml-syntax" in done.out and contents(library) == held


# All else stays --------------------------------------------------------------------------------------------------

def test_comments_of_a_proposal_go_with_it_and_all_others_stay(library: Path, casebook: Command) -> None:
    place = PLACE.replace("kind: city\n", "kind: city  # by law\n").replace("      country", "      # two letters\n"
                                                                            "      country")
    text = TEXT.replace(PLACE, f"    # from the form\n{place}").replace(TERM, f"{TERM}    # a film shows it\n")
    write(library, f"{text}# the end\n")
    assert casebook(library, "adopt", "proposing").code == OK
    assert text_of(library, "proposing.yml") == f"{BEFORE}# the end\n"
    assert "# from the form\n# by law\n# two letters\nbanfora:" in text_of(library, "_places.yml")
    assert "  # Markets that open after dark; user research is done by day.\n  # a film shows it\n  night-visits:" \
        in text_of(library, "_vocabulary.yml")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends_marks_and_blank_lines_stay(ends: str, library: Path, casebook: Command) -> None:
    cases, mark = library / "case_studies", codecs.BOM_UTF8
    own = TEXT[TEXT.index("proposed:"):]
    text = BEFORE.replace("checked:", f"# why\n\n{own}\nchecked:")
    (cases / "proposing.yml").write_bytes(mark + text.replace("\n", ends).encode())
    places = text_of(library, "_places.yml").rstrip("\n").replace("\n", ends).encode()
    (cases / "_places.yml").write_bytes(mark + places)
    assert casebook(library, "adopt", "proposing").code == OK and casebook(library, "validate").code == OK
    after = BEFORE.replace("checked:", "# why\n\nchecked:")
    assert (cases / "proposing.yml").read_bytes() == mark + after.replace("\n", ends).encode()
    raw = (cases / "_places.yml").read_bytes()
    assert raw.startswith(mark + places + ends.encode() + b"banfora:") and raw.count(b"\r\n") * (ends == "\r\n") == (
        raw.count(b"\n") * (ends == "\r\n"))


def read(text: str, name: str = "x.yml") -> Document:
    document, problems = parse_document(text.encode(), name)
    assert not problems
    return document


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_key_of_a_case_can_be_taken_out(path: Path) -> None:
    document = load_document(path)[0]
    for key in document.data:
        text = without_key(document, key)
        kept = {line for line in document.text.splitlines() if re.match(r"#|\w", line) and not line.startswith(key)}
        assert list(read(text).data) == [each for each in document.data if each != key] and kept <= {*text.splitlines()}


@pytest.mark.parametrize(("text", "after"), [
    ("a:\n  b: {c: d}\n\n# x\ne: {}\n", "a:\n  b: {c: d}\n  new: {c: f}\n\n# x\ne: {}\n"),
    ("a:\n    b: {c: d}  # y\n    # z\ne:\n", "a:\n    b: {c: d}  # y\n    # z\n    new: {c: f}\ne:\n"),
    ("a: {}  # none\n  # yet\ne: 1\n", "a:  # none\n  # yet\n  new: {c: f}\ne: 1\n"),
    ("a: ~\n", "a:\n  new: {c: f}\n"), ("e: 1", "e: 1\na:\n  new: {c: f}\n"),
])
def test_entries_come_at_the_end_of_their_part_however_it_is_written(text: str, after: str) -> None:
    assert with_entries_below(read(text), "a:\n  new: {c: f}\n").text == after


@pytest.mark.parametrize("text", ["a: {b: {c: d}}\n", "{a: {b: 1}}\n", "a:\n  b: |+\n    x\n\n\ne: 1\n"])
def test_what_cannot_be_added_to_is_refused(text: str) -> None:
    with pytest.raises(CannotSplice):
        with_entries_below(read(text), "a:\n  new: {c: f}\n")


def test_entries_of_a_list_of_records_come_last() -> None:
    text = "# h\na: 1\nb:\n  c: 2\n"
    assert with_entries(read(f"{text}\n# end\n"), "d: 3\n").text == f"{text}d: 3\n\n# end\n"


# Before they are moved -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("proposed", ["x", [], {"places": "x", "terms": [1, {"id": ["x"]}, {"id": "a b"}]}, None])
def test_what_is_no_proposal_makes_no_entry(proposed: object) -> None:
    assert entries_to_add(Document("x.yml", {"proposed": proposed}), str) == {}


def test_a_case_with_a_proposal_is_no_part_of_the_library_yet(library: Path) -> None:
    catalog, problems = load_catalog(library / "case_studies", TODAY)
    assert not catalog.cases and {problem.rule.id for problem in problems} == {"proposal-open"}


def test_the_keys_of_a_proposal_are_put_in_order() -> None:
    own = TEXT[TEXT.index("  places:"):]
    document = read(f"proposed:\n{own}{BEFORE}", "example.yml")
    again = read(formatted(document))
    assert again.data == document.data and list(again.data)[-1] == "proposed"


# What is near ----------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def known() -> Catalog:
    """The places and the vocabulary of the real library."""
    context, shared = load_context(ROOT / "case_studies", (), TODAY)
    return Catalog({}, shared.places, context.vocabulary)


def test_a_reviewer_is_shown_the_known_places_and_terms_that_come_nearest(known: Catalog) -> None:
    place, term, other = proposals_in({"proposed": {
        "places": [{"id": "kumassi", "name": {"en": "Kumassi"}, "country": "GH"}],
        "terms": [{"facet": "methods", "id": "night-visits", "label": {"en": "Night visits"},
                   "definition": {"en": "Going to see how people use a service."},
                   "needed": "User research is done by day."},
                  {"facet": "networks", "id": "x", "label": {"en": "Zzz"}}]}}, known)
    assert place.near == (("places", "kumasi"),) and "accra" in place.around and "kumasi" not in place.around
    assert place.lacking == ("kind", "region", "latitude", "longitude", "languages")
    assert term.near[0] == ("methods", "user-research") and len(term.near) <= 4 and other.near == ()


def test_a_known_term_that_is_proposed_under_another_id_is_found(known: Catalog) -> None:
    for facet in TAGGED:
        for id, term in list(known.vocabulary[facet].items())[::6]:
            entry = {"facet": facet, "id": "new", **term.model_dump(include={"label", "definition"})}
            (proposal,) = proposals_in({"proposed": {"terms": [entry]}}, known)
            assert (facet, id) in proposal.near
