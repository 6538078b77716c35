"""`casebook rename`: everything that named a case, a place or a term names it by its new id, the history of a case goes
on, and every old address leads to the new one, from disk and without scripts."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
import rdflib
from conftest import Ran, parsed, small_project, words_of
from lxml import etree
from playwright.sync_api import Page
from pydantic import BaseModel, StringConstraints

from casebook import project as edge
from casebook.advice import Advice
from casebook.catalog import Catalog, catalog_as_data, catalog_from_data
from casebook.cli.reading import in_use
from casebook.document import Document
from casebook.export.edition import Edition
from casebook.export.feeds import FeedSetting, feeds_of
from casebook.export.files import Source, data_files
from casebook.export.history import Change, read_log, told_days
from casebook.loading import load_catalog
from casebook.model import CaseFile, Place, Term
from casebook.offline.command import Wanted
from casebook.project import Project, git_log
from casebook.questions import SelfCheck
from casebook.redirect_pages import Setting, write_redirects
from casebook.redirects import first_id
from casebook.references import CASE_FIELDS, SHARED_FIELDS
from casebook.renaming import Move, Plan, plan_rename
from casebook.review.command import review, write_card
from casebook.source import parse_document
from casebook.splicing import CannotSplice
from casebook.standard import standard_pages
from casebook.validation.cases import CASE_TERMS
from casebook.validation.proposals import PROPOSED_TERMS
from casebook.validation.questions import QUESTION_TERMS
from casebook.validation.shared import PLACE_TERMS
from casebook.vocabulary import TAGGED
from casebook.words import Words

EXAMPLES = Path(__file__).parent / "examples"
TABLE = "case_studies/_redirects.yml"
OLD, NEW, LATER = "kumasi-container-toilets", "kumasi-home-toilets", "kumasi-rented-toilets"
OTHERS = (("places/kumasi", "coomassie"), ("mechanisms/procurement", "buying"), ("themes/revenue-and-tax", "local-tax"))
USAGE = 2
Open = Callable[..., Page]


def read(text: str, file: str) -> Document:
    document, problems = parse_document(text.encode(), file)
    assert not problems
    return document


def plan(files: dict[str, str], pages: dict[str, str] | None = None, old: str = "old", new: str = "new",
         section: str = "cases") -> Plan:
    return plan_rename([read(text, file) for file, text in files.items()], pages or {}, Move(section, old, new), TABLE)


CASE = "case_studies/old.yml"


# What is changed -------------------------------------------------------------------------------------------------

def test_the_case_and_its_translations_move_and_no_other_file() -> None:
    found = plan({CASE: "title: A\n", "case_studies/old.fr.yml": "title: B\n", "case_studies/old-two.yml": "title: C\n",
                  "case_studies/other.yml": "title: D\n"})
    assert found.moves == {CASE: "case_studies/new.yml", "case_studies/old.fr.yml": "case_studies/new.fr.yml"}
    assert list(found.texts) == [TABLE]


def test_other_cases_and_the_advice_name_the_new_id_and_keep_all_else() -> None:
    text = ("# old\nlearned_from:\n  - {case: old, what: 'The old case: old'}  # old\n  - case: \"old\"\n"
            "  - case: older\n")
    advice = "advice:\n  start:\n    for:\n      - case: old\n        why: {en: old}\n"
    found = plan({CASE: "title: A\n", "case_studies/other.yml": text, "case_studies/_advice.yml": advice})
    assert found.texts["case_studies/other.yml"] == text.replace("{case: old,", "{case: new,").replace('"old"', '"new"')
    assert found.texts["case_studies/_advice.yml"] == advice.replace("case: old", "case: new")
    assert [(change.line, change.before, change.after) for change in found.changes if "other" in change.file] == [
        (3, "old,", "new,"), (4, '"old"', '"new"')]


@pytest.mark.parametrize(("before", "after"), [
    ('{{ cite("old", 3) }} {{ cite("older", 1) }}', '{{ cite("new", 3) }} {{ cite("older", 1) }}'),
    ("{{ case_link('old', \"the old one\") }}", "{{ case_link('new', \"the old one\") }}"),
    ('{{ compare("one",\n  "old") }}', '{{ compare("one",\n  "new") }}'),
    ('{{ case_study(id="old") }}', '{{ case_study(id="new") }}'),
    ('{{ lessons(place="old") }} {{ lessons(place=["one", "old"]) }}',
     '{{ lessons(place="old") }} {{ lessons(place=["one", "old"]) }}'),
    ("[a](cases/old.md#s3) [b](../cases/old.html) [c](cases/old-two.md)",
     "[a](cases/new.md#s3) [b](../cases/new.html) [c](cases/old-two.md)"),
    ("[a](files/old-brief.html) [b](files/old.bib)", "[a](files/new-brief.html) [b](files/new.bib)"),
    ("[a](compare.html?ids=one,old) [b](compare.html?ids=old,one)",
     "[a](compare.html?ids=one,new) [b](compare.html?ids=new,one)"),
    ("[a](https://example.org/cases/old.html) [b](https://example.org/x?ids=old)",
     "[a](https://example.org/cases/old.html) [b](https://example.org/x?ids=old)"),
    ('{{ our_own("old") }} {{ advice("old") }}', '{{ our_own("new") }} {{ advice("old") }}'),
    ('the old "old" town', 'the old "old" town'),
])
def test_pages_name_the_new_id_where_they_mean_the_case(before: str, after: str) -> None:
    assert plan({CASE: "title: A\n"}, {"docs/en/x.md": before}).texts.get("docs/en/x.md", before) == after


# Places and terms ------------------------------------------------------------------------------------------------

FILES = {
    "case_studies/_places.yml": "# old\nold:  # old\n  name: {en: old}\n'older':\n  name: {en: old}\n"
                                "  members: [older, old]\n",
    "case_studies/_vocabulary.yml": """\
mechanisms:
  older: {label: {en: old}, related: [old, 'old-one']}
  "old-one": {label: {en: old}, not_to_confuse: {with: old, en: old}}
methods:
  old:  # old
    label: {en: old}
    aliases: {en: [old]}
    group: old
groups: {old: {label: {en: old}}}
""",
    "case_studies/_advice.yml": "advice: {x: {question: old, says: [old], terms: {methods: [older, old]}}}\n",
    "case_studies/_questions.yml": "questions:\n  - id: old\n    answers: [{id: old, cases: [{method: old}]}]\n",
    "case_studies/x.yml": "places: [old, older]\nthemes: [old]\nmethods:\n  - {method: old, how: old}\n"
                          "networks: [old]\nlearned_from: [{place: old, what: old}]\n",
    "case_studies/x.fr.yml": "translates: old\nmethods: [{how: old}]\n",
}


def changed_lines(found: Plan) -> list[tuple[str, int]]:
    return [(Path(change.file).name, change.line) for change in found.changes]


def test_a_place_has_its_new_id_where_places_are_named_and_nowhere_else() -> None:
    found = plan(FILES, section="places")
    assert not found.moves and changed_lines(found) == [("_places.yml", 2), ("_places.yml", 6), ("x.yml", 1)]
    assert found.texts["case_studies/_places.yml"] == FILES["case_studies/_places.yml"].replace(
        "\nold:", "\nnew:").replace("older, old]", "older, new]")
    assert found.texts[TABLE].endswith("places:\n  old: new\n")


def test_a_term_has_its_new_id_where_terms_of_its_facet_are_named_and_keeps_its_place_in_the_list() -> None:
    found = plan(FILES, section="methods")
    assert changed_lines(found) == [("_advice.yml", 1), ("_questions.yml", 3), ("_vocabulary.yml", 2),
                                    ("_vocabulary.yml", 3), ("_vocabulary.yml", 5), ("x.yml", 4)]
    assert found.texts["case_studies/_vocabulary.yml"] == FILES["case_studies/_vocabulary.yml"].replace(
        "[old, 'old-one']", "[new, 'old-one']").replace("with: old,", "with: new,").replace("  old:  #", "  new:  #")
    assert "[older, new]" in found.texts["case_studies/_advice.yml"]
    assert found.texts["case_studies/x.yml"] == FILES["case_studies/x.yml"].replace("method: old", "method: new")
    assert changed_lines(plan(FILES, old="old-one", section="mechanisms")) == [("_vocabulary.yml", 2),
                                                                               ("_vocabulary.yml", 3)]


@pytest.mark.parametrize(("section", "before", "after"), [
    ("methods", '{{ term("methods", "old") }} {{ term("methods", id="old", place="old") }}',
     '{{ term("methods", "new") }} {{ term("methods", id="new", place="old") }}'),
    ("methods", '{{ matrix(rows="methods", method=["older", "old"], theme="old") }} `method="old"`',
     '{{ matrix(rows="methods", method=["older", "new"], theme="old") }} `method="new"`'),
    ("mechanisms", '{{ case_cards("old", mechanism="old:hindered") }} {{ case_cards(mechanism=("old", "x")) }}',
     '{{ case_cards("old", mechanism="new:hindered") }} {{ case_cards(mechanism=("new", "x")) }}'),
    ("mechanisms", "[a](../mechanisms/old.md#x) [b](methods/old.md) [c](mechanisms/old-one.md)",
     "[a](../mechanisms/new.md#x) [b](methods/old.md) [c](mechanisms/old-one.md)"),
    ("mechanisms", "[a](explore.html?mechanism=old:hindered&theme=old) [b](explore.html?theme=x&amp;mechanism=old#top)",
     "[a](explore.html?mechanism=new:hindered&theme=old) [b](explore.html?theme=x&amp;mechanism=new#top)"),
    ("mechanisms", "[a](start.html?blocks=old&have=old%3Ax&blocks=older)",
     "[a](start.html?blocks=new&have=new%3Ax&blocks=older)"),
    ("themes", "[a](themes/old.md) [b](feeds/old.xml) [c](explore.html?theme=old) [d](files/old.html)",
     "[a](themes/new.md) [b](feeds/new.xml) [c](explore.html?theme=new) [d](files/old.html)"),
    ("places", '{{ place("old") }} {{ compare("old", "x") }} {{ lessons(place="old", theme="old") }} {{ cite("old") }}',
     '{{ place("new") }} {{ compare("new", "x") }} {{ lessons(place="new", theme="old") }} {{ cite("old") }}'),
    ("places", "[a](places/old.html) [b](start.html?place=old) [c](compare.html?ids=x,old) [d](//x.org/places/old.x)",
     "[a](places/new.html) [b](start.html?place=new) [c](compare.html?ids=x,new) [d](//x.org/places/old.x)"),
])
def test_pages_name_the_new_id_of_a_place_or_a_term(section: str, before: str, after: str) -> None:
    files = {"case_studies/_places.yml": "old: {}\n",
             "case_studies/_vocabulary.yml": f"{section}:\n  old: {{label: {{en: x}}}}\n"}
    assert plan(files, {"docs/en/x.md": before}, section=section).texts.get("docs/en/x.md", before) == after


def test_where_a_case_and_a_place_are_compared_an_id_of_both_is_the_case() -> None:
    files = {CASE: "title: A\n", "case_studies/_places.yml": "old: {}\n"}
    page = '{{ compare("old", "x") }} {{ place("old") }} [a](compare.html?ids=old)'
    for section, after in (("places", page.replace('place("old', 'place("new')),
                           ("cases", page.replace('compare("old', 'compare("new').replace("ids=old", "ids=new"))):
        assert plan(files, {"docs/x.md": page}, section=section).texts["docs/x.md"] == after


def test_what_is_written_in_another_way_is_not_guessed_at() -> None:
    with pytest.raises(CannotSplice, match="_places"):
        plan({"case_studies/_places.yml": "a: {members: [\"\\x6fld\"]}\nold: {}\n"}, section="places")


def ids_in(model: Any, path: str = "") -> Iterator[str]:
    """The patterns of all fields of a record that hold an id."""
    for name, field in model.model_fields.items():
        yield from _ids_at(field.annotation, field.metadata, f"{path}{field.alias or name}")


def _ids_at(annotation: Any, metadata: Any, path: str) -> Iterator[str]:
    limits = [each for each in metadata if isinstance(each, StringConstraints)]
    if annotation is str and any(each.max_length is None and each.pattern is None for each in limits):
        yield path
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from ids_in(annotation, f"{path}.")
    elif get_origin(annotation) is Annotated:
        yield from _ids_at(get_args(annotation)[0], get_args(annotation)[1:], path)
    else:
        step = {tuple: ".*", dict: ".?"}.get(get_origin(annotation), "")
        for part in get_args(annotation)[1 if step == ".?" else 0:]:
            yield from _ids_at(part, (), path + step) if part is not ... else ()


NAMES_NOTHING_RENAMED = {
    "case": {"language", "proposed.places.*.id", "proposed.places.*.languages.*", "proposed.terms.*.id",
             "proposed.terms.*.facet"},
    "_places.yml": {"?.languages.*"}, "_vocabulary.yml": {"?.?.group"}, "_redirects.yml": set(),
    "_advice.yml": {"documents.?.language", "advice.?.question", "advice.?.says.*"},
    "_questions.yml": {"questions.*.id", "questions.*.answers.*.id"},
}
CLOSED = {pattern for terms in (CASE_TERMS, PLACE_TERMS, PROPOSED_TERMS, QUESTION_TERMS)
          for pattern, facet in terms.items() if facet not in TAGGED}


@pytest.mark.parametrize(("file", "model", "path"), [
    ("case", CaseFile, ""), ("_places.yml", Place, "?."), ("_vocabulary.yml", Term, "?.?."),
    ("_advice.yml", Advice, ""), ("_questions.yml", SelfCheck, ""),
])
def test_every_field_that_holds_an_id_is_known_to_name_something_or_nothing(file: str, model: Any, path: str) -> None:
    named = set(SHARED_FIELDS.get(file, CASE_FIELDS))
    assert set(ids_in(model, path)) - CLOSED == named | NAMES_NOTHING_RENAMED[file]


# The table of old ids --------------------------------------------------------------------------------------------

def table(text: str | None, old: str, new: str) -> str:
    files = {CASE: "title: A\n", **({TABLE: text} if text is not None else {})}
    return plan(files, old=old, new=new).texts[TABLE]


def moves_of(text: str) -> object:
    return read(text, TABLE).data["cases"]


def test_the_table_begins_with_a_word_on_what_it_is() -> None:
    text = table(None, "a", "b")
    assert text.startswith("# ") and moves_of(text) == {"a": "b"}


def test_what_led_to_an_id_leads_on_in_one_step_and_comments_stay() -> None:
    text = "# Why.\ncases:\n  a: b  # first\n  x: y\nplaces:\n  p: q\n"
    assert table(text, "b", "c") == "# Why.\ncases:\n  a: c  # first\n  x: y\n  b: c\nplaces:\n  p: q\n"


def test_a_case_that_takes_its_old_id_again_is_no_old_id_any_more() -> None:
    assert moves_of(table("cases:\n  a: b\n  x: y\n", "b", "a")) == {"x": "y", "b": "a"}
    assert moves_of(table("cases:\n  x: y\n  a: b\n", "b", "a")) == {"x": "y", "b": "a"}


def test_a_table_without_cases_gets_them_and_one_written_in_brackets_is_left_alone() -> None:
    assert moves_of(table("places:\n  p: q\n", "a", "b")) == {"a": "b"}
    assert moves_of(table("cases:\nplaces:\n  p: q\n", "a", "b")) == {"a": "b"}
    with pytest.raises(CannotSplice):
        table("cases: {x: y}\n", "a", "b")


# The command -----------------------------------------------------------------------------------------------------

@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two valid cases, of which one learned from the other, with a page."""
    cases, docs = tmp_path / "case_studies", tmp_path / "docs" / "en"
    cases.mkdir()
    docs.mkdir(parents=True)
    for name in ("_places.yml", "_vocabulary.yml"):
        shutil.copy(EXAMPLES / name, cases)
    plain = (EXAMPLES / "good" / "plain.yml").read_text("utf-8")
    (cases / "plain.yml").write_bytes(plain.replace("\n", "\r\n").encode())
    learned = plain.replace("Market fees", "Shop fees") + "learned_from: [{case: plain, what: The phones}]\n"
    (cases / "other.yml").write_bytes(b"\xef\xbb\xbf" + learned.encode())
    (docs / "page.md").write_bytes(b'# A page\r\n\r\n{{ cite("plain", 1) }}\r\n')
    (docs / "cases").mkdir()
    (docs / "cases" / "plain.md").write_text('{{ case_study("plain") }}', "utf-8")
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_library_that_was_right_is_right_after_a_case_was_renamed(
        casebook: Callable[..., Ran], library: Path) -> None:
    before = tree(library)
    checked = casebook(library, "validate").out
    ran = casebook(library, "rename", "plain", "market-fees")
    after = tree(library)
    assert ran.code == 0 and "case_studies/plain.yml → case_studies/market-fees.yml" in ran.out
    assert "docs/en/page.md:3: " in ran.out and "case_studies/other.yml:" in ran.out
    assert after["case_studies/market-fees.yml"] == before["case_studies/plain.yml"]
    other = before["case_studies/other.yml"].replace(b"case: plain", b"case: market-fees")
    assert after["case_studies/other.yml"] == other
    assert after["docs/en/page.md"] == before["docs/en/page.md"].replace(b"plain", b"market-fees")
    assert after["docs/en/cases/plain.md"] == before["docs/en/cases/plain.md"], "a build writes the stubs"
    assert "case_studies/plain.yml" not in after
    assert casebook(library, "validate").out == checked.replace("plain.yml", "market-fees.yml")


@pytest.mark.parametrize(("old", "new", "section"), [
    ("kumasi", "coomassie", "places"), ("places/norfolk", "norfuk", "places"), ("procurement", "buying", "mechanisms"),
    ("methods/staged-scaling", "methods/steps", "methods"), ("willingness-to-pivot", "turning", "mindsets"),
    ("revenue-and-tax", "taxes", "themes"),
])
def test_a_library_that_was_right_is_right_after_a_place_or_a_term_was_renamed(
        casebook: Callable[..., Ran], library: Path, old: str, new: str, section: str) -> None:
    before, checked = tree(library), casebook(library, "validate").out
    tried = casebook(library, "rename", old, new, "--dry-run")
    assert tried.code == 0 and "Nothing was written" in tried.err and tree(library) == before
    ran = casebook(library, "rename", old, new)
    assert ran.code == 0 and ran.out == tried.out and casebook(library, "validate").out == checked
    after, ids = tree(library), [id.rpartition("/")[2] for id in (old, new)]
    table = after.pop(TABLE).decode()
    assert table.endswith(f"{section}:\n  {ids[0]}: {ids[1]}\n") and after != before
    assert {name: raw.replace(ids[1].encode(), ids[0].encode()) for name, raw in after.items()} == before
    catalog, problems = load_catalog(library / "case_studies", date(2026, 11, 21))
    assert catalog.redirects == {section: {ids[0]: ids[1]}} and len(catalog.cases) == 2, problems


def test_what_is_made_of_the_vocabulary_stays_as_right_or_as_wrong_as_it_was(
        casebook: Callable[..., Ran], library: Path) -> None:
    (library / ".github").mkdir()
    casebook(library, "schema")
    ran = casebook(library, "rename", "revenue-and-tax", "taxes")
    assert "schema/case.schema.json: made anew" in ran.out
    before = tree(library)
    casebook(library, "schema")
    assert tree(library) == before
    stale = library / "schema" / "case.schema.json"
    stale.write_text("{}", "utf-8")
    assert "schema/case.schema.json" not in casebook(library, "rename", "kumasi", "coomassie").out
    assert stale.read_text("utf-8") == "{}"


def test_an_id_of_several_is_asked_for_in_full(casebook: Callable[..., Ran], library: Path) -> None:
    places = library / "case_studies" / "_places.yml"
    places.write_text(places.read_text("utf-8").replace("two-towns:", "plain:"), "utf-8")
    ran = casebook(library, "rename", "plain", "x")
    assert ran.code == USAGE and "cases/plain, places/plain" in ran.err
    assert casebook(library, "rename", "places/plain", "two-towns").code == 0
    assert (library / "case_studies" / "plain.yml").is_file()


def test_a_contribution_that_names_an_old_place_or_term_is_told_the_new_one_and_mended(
        casebook: Callable[..., Ran], library: Path) -> None:
    late = (library / "case_studies" / "plain.yml").read_bytes()
    for old, new in (("kumasi", "coomassie"), ("staged-scaling", "steps")):
        assert casebook(library, "rename", old, new).code == 0
    (library / "case_studies" / "plain.yml").write_bytes(late)
    said = casebook(library, "validate").out
    assert 'try: coomassie' in said and 'try: steps' in said
    casebook(library, "validate", "--fix")
    assert "error" not in casebook(library, "validate", "--format", "github").out


def test_reading_commands_follow_an_old_id_and_say_so_in_a_line(casebook: Callable[..., Ran], library: Path) -> None:
    for old, new in (("plain", "fees"), ("kumasi", "coomassie"), ("procurement", "buying")):
        casebook(library, "rename", old, new)
    for command in (("compare", "plain", "other"), ("export", "plain", "other", "--format", "csv"),
                    ("search", "--place", "kumasi"), ("search", "--mechanism", "procurement:hindered")):
        ran = casebook(library, *command)
        assert ran.code == 0 and "is an old id of" in ran.err.partition("\n")[0], (command, ran)
    ran = casebook(library, "compare", "plain", "fees")
    assert ran.code == USAGE and "two to four" in ran.err
    assert "nearest" in casebook(library, "search", "--place", "kumasii").err
    asked = Wanted(Project(library), ("en",), cases=("plain",), handbook=True, brief=("other", "plain"),
                   choice={"place": ["kumasi"], "mechanism": ["procurement:mixed"]}, file=("places/kumasi.html", "x"))
    found = in_use(asked, Words("en"))
    assert (found.cases, found.brief, found.file) == (("fees",), ("other", "fees"), ("places/coomassie.html", "x"))
    assert found.choice == {"place": ["coomassie"], "mechanism": ["buying:mixed"]}


def test_a_case_may_be_renamed_again_and_back(casebook: Callable[..., Ran], library: Path) -> None:
    for old, new, moves in (("plain", "b", {"plain": "b"}), ("b", "c", {"plain": "c", "b": "c"}),
                            ("c", "plain", {"b": "plain", "c": "plain"})):
        assert casebook(library, "rename", old, new).code == 0
        catalog, problems = load_catalog(library / "case_studies", date(2026, 11, 21))
        assert catalog.redirects == {"cases": moves} and not [one for one in problems if one.level == "error"]
        assert catalog_from_data(json.loads(json.dumps(catalog_as_data(catalog)))).redirects == catalog.redirects


def test_wrong_usage_is_one_line_and_changes_nothing(casebook: Callable[..., Ran], library: Path) -> None:
    casebook(library, "rename", "plain", "fees")
    before = tree(library)
    for old, new, said in (("fee", "x", "fees"), ("fees", "Fees 2", '"Fees 2" is no id'),
                           ("fees", "other", "exists already"), ("fees", "fees", "exists already"),
                           ("other", "plain", 'old id of "fees"'),
                           ("_places", "x", "nearest"), ("plain", "x", "nearest"), ("fees", "kumasi", "exists already"),
                           ("kumasi", "fees", "exists already"), ("kumasi", "plain", 'old id of "fees"'),
                           ("waste", "procurement", "exists already"),
                           ("networks/aston", "x", "nothing that can be renamed"), ("methods/kumasi", "x", "nearest"),
                           ("kumasi", "methods/x", "is no id")):
        ran = casebook(library, "rename", old, new)
        assert ran.code == USAGE and said in ran.err and ran.err.count("\n") == 1, (old, new, ran)
    assert tree(library) == before


def test_where_a_file_cannot_be_read_nothing_is_renamed(casebook: Callable[..., Ran], library: Path) -> None:
    (library / "case_studies" / "broken.yml").write_text("title: [", "utf-8")
    before = tree(library)
    ran = casebook(library, "rename", "plain", "fees")
    assert ran.code == 1 and "case_studies/broken.yml:2" in ran.out and tree(library) == before


def test_all_is_written_or_nothing(
        casebook: Callable[..., Ran], library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, count, write = tree(library), iter(range(9)), edge.write_beside

    def fail_at_the_third(file: Path, content: str | bytes) -> None:
        if next(count) == 2:
            raise OSError("no space left on the device")
        write(file, content)

    monkeypatch.setattr(edge, "write_beside", fail_at_the_third)
    with pytest.raises(OSError, match="no space left"):
        edge.write_together({library / "case_studies" / "plain.yml": None, library / "a": b"a", library / "b": b"b",
                             library / "docs/en/page.md": b"c"})
    assert tree(library) == before


def test_a_case_that_names_an_old_id_is_told_the_new_one(casebook: Callable[..., Ran], library: Path) -> None:
    casebook(library, "rename", "plain", "market-fees")
    other = library / "case_studies" / "other.yml"
    other.write_bytes(other.read_bytes().replace(b"case: market-fees", b"case: plain"))
    assert '"plain" is not a case study; try: market-fees' in casebook(library, "validate").out
    assert "plain, → market-fees," in casebook(library, "validate", "--fix").out


# The reviewer ----------------------------------------------------------------------------------------------------

@pytest.fixture
def renamed(casebook: Callable[..., Ran], library: Path) -> Path:
    """The library as it was in git, and since then a case, a place and a term with other ids."""
    git(library, "init", "-q")
    git(library, "add", "case_studies")
    git(library, "commit", "-q", "-m", "x")
    for old, new in (("plain", "fees"), ("kumasi", "coomassie"), ("procurement", "buying")):
        assert casebook(library, "rename", old, new).code == 0
    return library


def test_the_reviewer_sees_a_rename_as_one_and_no_loss(renamed: Path) -> None:
    found = review(Project(renamed), "HEAD", Words("en"))
    card, text = found.card, write_card(found, Words("en"), "text")
    assert [(each.id, each.was, each.changes) for each in card.changed] == [("fees", "plain", ())]
    assert not (card.new or card.removed or card.shared or card.layout or card.counts)
    assert [(each.section, each.old, each.new) for each in card.renamed] == [
        ("places", "kumasi", "coomassie"), ("mechanisms", "procurement", "buying")]
    assert {each.users for each in card.renamed} == {("fees", "other")}
    assert "Another id: plain → fees. The old address leads to the new page." in text
    assert "Place: kumasi → coomassie. The old address leads to the new page." in text
    assert "2 places or terms with another id" in text


def test_the_reviewer_sees_what_else_changed_in_what_was_renamed(renamed: Path) -> None:
    for name, old, new in (("_places.yml", "6.69", "6.7"), ("fees.yml", "nine months", "ten months")):
        file = renamed / "case_studies" / name
        file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))
    card = review(Project(renamed), "HEAD", Words("en")).card
    assert [(each.file, each.change.path) for each in card.shared] == [("_places.yml", ("coomassie", "latitude"))]
    assert [change.path for report in card.changed for change in report.changes] == [("mechanisms", 0, "how")]


def test_the_reviewer_sees_a_new_id_without_a_way_from_the_old_one_as_a_loss(renamed: Path) -> None:
    (renamed / TABLE).unlink()
    found = review(Project(renamed), "HEAD", Words("en"))
    gone = {change.path for each in found.card.shared if (change := each.change).kind == "removed"}
    assert {("kumasi",), ("mechanisms", "procurement")} <= gone and not found.card.renamed
    assert "The old address leads nowhere" in write_card(found, Words("en"), "text")


# History and data ------------------------------------------------------------------------------------------------

def git(folder: Path, *arguments: str, day: str = "2026-01-01") -> None:
    subprocess.run(("git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments), cwd=folder, check=True,
                   env={"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z",
                        "GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "HOME": str(folder)})


@pytest.fixture
def renamed_in_git(casebook: Callable[..., Ran], library: Path) -> Path:
    """The library with a case that came, was changed, was renamed twice and was changed again."""
    git(library, "init", "-q")
    plain = library / "case_studies" / "plain.yml"
    for day, act in (("2026-01-01", lambda: None),
                     ("2026-02-01", lambda: plain.write_bytes(plain.read_bytes().replace(b"Start", b"Begin"))),
                     ("2026-03-01", lambda: casebook(library, "rename", "plain", "b")),
                     ("2026-04-01", lambda: casebook(library, "rename", "b", "c")),
                     ("2026-05-01", lambda: plain.with_name("c.yml").write_bytes(
                         plain.with_name("c.yml").read_bytes().replace(b"Collectors tried", b"They tried")))):
        act()
        git(library, "add", "case_studies")
        git(library, "commit", "-q", "-m", "x", day=day)
    return library


def test_a_case_keeps_its_history_under_its_new_id(renamed_in_git: Path) -> None:
    log = git_log(Project(renamed_in_git))
    changes = read_log(log, {"plain": "c", "b": "c"})
    assert changes["c"] == (
        Change("2026-05-01", "changed", ("approach",)), Change("2026-02-01", "changed", ("summary",)),
        Change("2026-01-01", "added"))
    assert set(changes) == {"c", "other"}
    assert told_days(changes["c"], "en") == ("2026-01-01", "2026-05-01")


def test_feeds_and_data_know_a_renamed_case_as_the_same(renamed_in_git: Path) -> None:
    catalog = load_catalog(renamed_in_git / "case_studies", date(2026, 11, 21))[0]
    edition = Edition("Casebook", "", "2026-11-21", "")
    source = Source(catalog, git_log(Project(renamed_in_git)), edition)
    files = data_files(source)
    assert json.loads(files["data/changes.json"])["renamed"] == {"plain": "c", "b": "c"}
    assert json.loads(files["data/changes.json"])["removed"] == {}
    assert files["data/cases/plain.json"] == files["data/cases/b.json"] == files["data/cases/c.json"]
    before = Catalog({("plain" if id == "c" else id): case for id, case in catalog.cases.items()}, catalog.places,
                     catalog.vocabulary)
    ids = [set(ids_of(feeds_of(FeedSetting(one, Words("en"), {}, edition, ""))["feed.xml"]))
           for one in (catalog, Catalog({id: type(case)(id, case.study, "") for id, case in before.cases.items()},
                                        before.places, before.vocabulary))]
    assert ids[0] == ids[1]
    assert first_id({"a": "c", "b": "c"}, "c") == "a" and first_id({}, "c") == "c"


def ids_of(feed: str) -> list[str]:
    return [str(one.text) for one in etree.fromstring(feed.encode()).iter("{http://www.w3.org/2005/Atom}id")]


def test_who_follows_the_feed_of_a_theme_goes_on_with_it_after_it_was_renamed(
        casebook: Callable[..., Ran], library: Path) -> None:
    def feeds() -> dict[str, str]:
        catalog = load_catalog(library / "case_studies", date(2026, 11, 21))[0]
        return feeds_of(FeedSetting(catalog, Words("en"), {}, Edition("Casebook", "", "2026-11-21", ""), ""))

    before = feeds()["feeds/revenue-and-tax.xml"]
    casebook(library, "rename", "revenue-and-tax", "taxes")
    after = feeds()
    assert after["feeds/taxes.xml"] == after["feeds/revenue-and-tax.xml"] and ids_of(before) == ids_of(
        after["feeds/taxes.xml"])


def test_the_vocabulary_as_data_says_what_took_the_place_of_an_old_term(
        casebook: Callable[..., Ran], library: Path) -> None:
    casebook(library, "rename", "procurement", "buying")
    catalog = load_catalog(library / "case_studies", date(2026, 11, 21))[0]
    files = data_files(Source(catalog, "", Edition("Casebook", "", "2026-11-21", "https://example.org/")))
    graph = rdflib.Graph().parse(data=files["data/vocabulary.ttl"].decode(), format="turtle")
    scheme = rdflib.Namespace("https://example.org/data/vocabulary.ttl#mechanisms/")
    said = list(graph.triples((scheme["procurement"], None, None)))
    assert said == [(scheme["procurement"], rdflib.DCTERMS.isReplacedBy, scheme["buying"])]


def test_a_reader_is_told_what_git_knows_and_no_more() -> None:
    added, guessed = Change("2026-01-01", "added"), Change("2026-01", "added", is_told=False)
    changed, french = Change("2026-02-01", "changed", ("title",)), Change("2026-03-01", "changed", ("title",), "fr")
    assert told_days((changed, added), "en") == ("2026-01-01", "2026-02-01")
    assert told_days((french, changed, added), "en") == ("2026-01-01", "2026-02-01")
    assert told_days((french, changed, added), "fr") == ("2026-01-01", "2026-03-01")
    assert told_days((added,), "en") == ("2026-01-01", "")
    assert told_days((changed, guessed), "en") == ("", "2026-02-01") and told_days((guessed,), "en") == ("", "")


def test_a_place_that_was_renamed_leads_on_too(library: Path, tmp_path: Path) -> None:
    (library / TABLE).write_text("places:\n  coomassie: kumasi\nmethods:\n  scaling: staged-scaling\n", "utf-8")
    catalog, problems = load_catalog(library / "case_studies", date(2026, 11, 21))
    site = tmp_path / "site"
    for page in ("places/kumasi.html", "methods/staged-scaling.html"):
        (site / page).parent.mkdir(parents=True)
        (site / page).write_text("<p>here", "utf-8")
    assert write_redirects(Setting(catalog, Words("fr"), "https://example.org/fr/", "../"), site) == 2
    page = parsed(site / "places" / "coomassie.html")
    assert page.get("lang") == "fr" and page.xpath("//main//a")[0].get("href") == "kumasi.html"
    assert page.xpath("//link[@rel='canonical']")[0].get("href") == "https://example.org/fr/places/kumasi.html"
    assert page.xpath("//link[@rel='stylesheet']")[0].get("href") == "../../assets/casebook/casebook.css"


# The site --------------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., Ran]) -> Iterator[Path]:
    """A small site in which a case was renamed twice, a place and some terms once."""
    project = small_project(tmp_path_factory.mktemp("renamed") / "Dossier n°1 – été")
    (project / "docs" / "en" / "compare.md").write_text(
        "---\ntitle: Compare\nscripts: [tray.js, compare.js]\n---\n\n{{ compare_page() }}\n", "utf-8")
    (project / "docs" / "en" / "start.md").write_text(standard_pages("en")["start.md"], "utf-8")
    git(project, "init", "-q")
    git(project, "add", "case_studies")
    git(project, "commit", "-q", "-m", "x", day="2026-10-07")
    for old, new in ((OLD, NEW), (NEW, LATER), *OTHERS):
        done = run(project, "casebook", "rename", old, new)
        assert done.code == 0, done.said
    done = run(project, "casebook", "build", "--languages", "en")
    assert done.code == 0, done.said[-3000:]
    pages = [page for page in (project / "site").rglob("*.html") if page.parent.name != "files"]
    assert f"Built {len(pages) - 2 - len(OTHERS)} pages" in done.said, "old addresses are no pages"
    yield project / "site"


@pytest.mark.parametrize("scripts", [True, False])
def test_every_old_address_leads_to_the_new_page_from_disk(open_page: Open, site: Path, scripts: bool) -> None:
    for path, there in ((f"cases/{OLD}.html", f"cases/{LATER}.html"), (f"cases/{NEW}.html", f"cases/{LATER}.html"),
                        (f"files/{OLD}-brief.html", f"files/{LATER}-brief.html"),
                        (f"files/{NEW}.html", f"files/{LATER}.html")):
        page = open_page((site / path).as_uri(), scripts=scripts)
        page.wait_for_url(f"**/{there}")
        assert "A toilet rented by the month" in page.inner_text("h1")


def test_the_old_addresses_of_places_and_terms_lead_to_the_new_pages_from_disk(open_page: Open, site: Path) -> None:
    for old, new in OTHERS:
        page = open_page((site / f"{old}.html").as_uri(), scripts=False)
        page.wait_for_url(f"**/{old.rpartition('/')[0]}/{new}.html")
    page = open_page((site / f"{OTHERS[0][0]}.html").as_uri())
    page.wait_for_url("**/places/coomassie.html")
    assert page.inner_text("h1").startswith("Kumasi")


def test_a_source_that_was_cited_by_an_old_address_is_found(open_page: Open, site: Path) -> None:
    page = open_page(f"{(site / f'cases/{OLD}.html').as_uri()}#s2")
    page.wait_for_url(f"**/cases/{LATER}.html#s2")


def test_the_page_at_an_old_address_says_so_in_plain_words_and_is_in_no_index(site: Path) -> None:
    page = parsed(site / f"cases/{OLD}.html")
    assert words_of(page.xpath("//h1")[0]) == "This page has a new address"
    assert page.xpath("//meta[@name='robots']")[0].get("content") == "noindex"
    assert page.xpath("//meta[@http-equiv='refresh']")[0].get("content") == f"0; url={LATER}.html"
    assert page.xpath("//main//a")[0].get("href") == f"{LATER}.html"
    held = [path for path in site.rglob("*") if path.suffix in (".xml", ".js") and OLD in path.read_text("utf-8")]
    assert [path.name for path in held] == [f"{OLD}.js"], "no feed, sitemap, table or menu names the old id"
    assert (site / f"files/{OLD}.bib").read_bytes() == (site / f"files/{LATER}.bib").read_bytes()


def test_saved_comparisons_know_a_case_by_its_old_ids(open_page: Open, site: Path) -> None:
    page = open_page(f"{(site / 'compare.html').as_uri()}?ids={OLD},niamey-flood-mapping,{NEW},{LATER}", is_fresh=True)
    page.wait_for_selector("#compare .cmp tbody")
    assert page.locator("#compare .heads > li").count() == 2
    assert f"cases/{LATER}.html" in page.inner_html("#compare .heads")
    assert page.inner_text("#compare h1").startswith("Kumasi")
    other = open_page(f"{(site / 'cases/niamey-flood-mapping.html').as_uri()}?ids={OLD}", is_fresh=True)
    other.wait_for_selector("#tray:not([hidden])")
    other.wait_for_function(f"document.querySelector('#tray .btn').href.endsWith('ids={LATER}')")
    assert other.inner_text("#tray summary") == "1 to compare"


def test_saved_comparisons_know_a_place_by_its_old_id(open_page: Open, site: Path) -> None:
    page = open_page(f"{(site / 'compare.html').as_uri()}?ids=kumasi,niamey", is_fresh=True)
    page.wait_for_selector("#compare .cmp tbody")
    assert "places/coomassie.html" in page.inner_html("#compare .heads")


def test_saved_searches_and_situations_know_places_and_terms_by_their_old_ids(open_page: Open, site: Path) -> None:
    address = f"{(site / 'explore.html').as_uri()}?mechanism=procurement:hindered&place=kumasi&theme=revenue-and-tax"
    page = open_page(address, is_fresh=True)
    page.wait_for_selector("#explore .picked:not([hidden]) li")
    labels = page.locator("#explore .picked li").all_inner_texts()
    assert [text.splitlines()[0] for text in labels[:3]] == ["Procurement: hindered", "Kumasi", "Revenue and tax"]
    address = f"{(site / 'start.html').as_uri()}?blocks=procurement&theme=revenue-and-tax&place=kumasi"
    page = open_page(address, is_fresh=True)
    page.wait_for_selector("#start .result:not([hidden]) ol.cases > li")
    chosen = "[...document.querySelectorAll('#start select')].map(select => select.value).filter(Boolean)"
    assert sorted(page.evaluate(chosen)) == ["buying", "coomassie", "local-tax"]


def test_a_case_page_says_when_it_came_and_links_to_what_changed(open_page: Open, site: Path) -> None:
    page = open_page((site / f"cases/{LATER}.html").as_uri(), width=360)
    line = page.locator(".head .checked")
    assert "Last checked against its sources" in line.inner_text() and "added 7 October 2026" in line.inner_text()
    assert "changed" not in line.inner_text(), "another id is no change"
    assert line.locator("a").last.get_attribute("href") == "../changes.html"
    page.emulate_media(media="print")
    assert not line.locator(".when").is_visible()
