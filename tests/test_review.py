"""The reviewer's card: real repositories of git, real cases changed in them, and what the card says of it."""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from access import faults
from conftest import ROOT, Ran
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from casebook.catalog import Catalog
from casebook.project import Project, write_beside
from casebook.review import command
from casebook.review.blocks import code_span, markdown_escaped
from casebook.review.changes import Change, changes_of, parts_of
from casebook.review.command import Reviewed
from casebook.review.duplicates import alike_in, same_address
from casebook.review.trying import Tried, is_public, try_address, try_addresses
from casebook.search.whoosh_index import open_index
from casebook.words import Words

KUMASI, BIZERTE, BRISTOL, NIAMEY = (
    "kumasi-container-toilets", "bizerte-waste-truck-routing", "bristol-is-open", "niamey-flood-mapping")
CASES = (KUMASI, BIZERTE, BRISTOL, NIAMEY)
SHARED = ("_places.yml", "_vocabulary.yml")
KNOWN = {"GIT_AUTHOR_NAME": "a", "GIT_COMMITTER_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
         "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
HOSTILE = ('@octocat #12 GH-7 <img src=x onerror=alert(1)> [a](javascript:x) ![b](http://evil.example/p.png) '
           '`code` **bold** www.evil.example http://evil.example a@evil.example &#64;all ~~no~~ :tada: | </details>')


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **KNOWN}, capture_output=True, text=True,
                          check=True).stdout


def commit(folder: Path, message: str = "x") -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of a few real cases with their French translations, committed as `main`."""
    folder = tmp_path_factory.mktemp("review") / "project"
    cases = folder / "case_studies"
    cases.mkdir(parents=True)
    for name in (*SHARED, *(f"{id}{ending}" for id in CASES for ending in (".yml", ".fr.yml"))):
        shutil.copy(ROOT / "case_studies" / name, cases / name)
    _without_lineage(cases)
    (folder / ".gitignore").write_text(".casebook\n", "utf-8")
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def _without_lineage(cases: Path) -> None:
    """What the chosen cases learned from others that are not here goes."""
    for id in CASES:
        text = (cases / f"{id}.yml").read_text("utf-8")
        assert "  - case: " not in text.partition("learned_from:")[2].partition("\nsources:")[0], id


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "project")
    return tmp_path / "project"


def change(project: Path, id: str, *pairs: tuple[str, str]) -> None:
    file = project / "case_studies" / f"{id}.yml"
    text = file.read_text("utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")


def review(project: Path, base: str = "main", language: str = "en", **options: Any) -> Reviewed:
    return command.review(Project(project), base, Words(language), **options)


def shown(found: Reviewed, form: str = "text", language: str = "en") -> str:
    return command.write_card(found, Words(language), form)


# Fields ----------------------------------------------------------------------------------------------------------

SOURCES = [{"title": "One", "url": "https://example.org/1"}, {"title": "Two", "url": "https://example.org/2"}]


def test_the_same_file_has_no_changes_and_new_line_breaks_are_none() -> None:
    data = {"title": "A b c", "lessons": [{"lesson": "Do it [1].", "for": ["officers"]}], "sources": SOURCES}
    assert changes_of(data, data) == ()
    assert changes_of(data, {**data, "title": "A\n  b c"}) == ()


def test_entries_are_recognised_by_term_address_and_near_text_wherever_they_stand() -> None:
    before = {"mechanisms": [{"mechanism": "procurement", "effect": "hindered"}, {"mechanism": "funding"}],
              "lessons": [{"lesson": "Ask the residents before you begin"}, {"lesson": "Measure first, by hand"}]}
    after = {"mechanisms": [{"mechanism": "procurement", "effect": "mixed"}],
             "lessons": [{"lesson": "Publish the contract"}, {"lesson": "Ask all residents before you begin"},
                         {"lesson": "Measure first, by hand"}]}
    assert changes_of(before, after) == (
        Change(("mechanisms", 0, "effect"), "changed", "hindered", "mixed", "procurement"),
        Change(("mechanisms", 1), "removed", {"mechanism": "funding"}, name="funding"),
        Change(("lessons", 0), "added", after={"lesson": "Publish the contract"}),
        Change(("lessons", 1, "lesson"), "changed", "Ask the residents before you begin",
               "Ask all residents before you begin"))


def test_a_source_put_in_first_renumbers_the_others_and_changes_no_text() -> None:
    new = {"title": "New", "url": "https://example.org/0"}
    before = {"challenge": "It was so [1][2].", "budget": {"source": "2"}, "sources": SOURCES}
    after = {"challenge": "It was so [2][3].", "budget": {"source": "3"}, "sources": [new, *SOURCES]}
    assert changes_of(before, after) == (
        Change(("sources", 0), "added", after=new, name="https://example.org/0"),
        Change(("sources",), "numbers", before=((1, 2), (2, 3))))


def test_a_citation_that_now_means_another_source_is_a_change() -> None:
    before = {"challenge": "It was so [1].", "sources": SOURCES}
    after = {"challenge": "It was so [1].", "sources": [{"title": "Other", "url": "https://example.org/9"}]}
    kinds = [(change.path[0], change.kind) for change in changes_of(before, after)]
    assert ("challenge", "changed") in kinds and ("sources", "removed") in kinds


def test_another_order_is_told_once() -> None:
    before, after = {"setbacks": ["First thing", "Second matter"]}, {"setbacks": ["Second matter", "First thing"]}
    assert changes_of(before, after) == (Change(("setbacks",), "order"),)


WORDS = st.lists(st.sampled_from("a b c d e".split()), max_size=30).map(" ".join)


@given(WORDS, WORDS)
def test_the_words_of_a_change_hold_both_texts_whole(before: str, after: str) -> None:
    parts = parts_of(before, after)
    assert " ".join(text for kind, text in parts if kind != "inserted") == before
    assert " ".join(text for kind, text in parts if kind != "deleted") == after


# The whole card --------------------------------------------------------------------------------------------------

def test_a_commit_compared_with_itself_is_empty(project: Path) -> None:
    found = review(project)
    assert found.card.is_empty and found.card.errors == 0
    assert "Nothing differs from main." in shown(found)
    assert "main" in shown(found, "markdown") and "main" in shown(found, "html")


@pytest.fixture(scope="module")
def reviewed(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Reviewed:
    """A branch that does a bit of everything, by files of the working tree."""
    project = tmp_path_factory.mktemp("busy") / "project"
    shutil.copytree(template, project)
    change(project, KUMASI, ("ask how many left and why", "ask how many left, when and why"),
           ("value: 14.3", "value: 15"), ("feedback\n    effect: enabled", "feedback\n    effect: mixed"))
    change(project, BRISTOL, ("title:", "# a comment\ntitle:"))
    change(project, "_places", ("  kind: city", "  kind: town"))
    cases = project / "case_studies"
    copied = (cases / f"{BIZERTE}.yml").read_text("utf-8")
    (cases / "bizerte-again.yml").write_text(copied.replace("weigh before you test.", "weigh first."), "utf-8")
    for ending in (".yml", ".fr.yml"):
        (cases / f"{NIAMEY}{ending}").rename(cases / f"niamey-maps{ending}")
    (project / "tool.py").write_text("raise SystemExit('no code of a branch is run')\n", "utf-8")
    return review(project)


def test_the_card_says_what_is_new_changed_and_renamed(reviewed: Reviewed) -> None:
    card = reviewed.card
    assert [report.id for report in card.new] == ["bizerte-again"]
    assert [(report.id, report.was) for report in card.changed] == [(KUMASI, ""), ("niamey-maps", NIAMEY)]
    assert card.removed == () and card.layout == (f"{BRISTOL}.yml",) and card.files == (("tool.py", "A"),)
    assert card.elsewhere == () and card.errors == 0
    text = shown(reviewed)
    assert text.splitlines()[3].startswith("1 new case, 2 changed, 0 removed, 1 with another id")
    assert f"Another id: {NIAMEY} → niamey-maps. The old address leads nowhere" in text


def test_changes_are_told_field_by_field_in_words(reviewed: Reviewed) -> None:
    text = shown(reviewed)
    assert "- Mechanism Evaluation and feedback, effect: Enabled → Mixed" in text
    assert re.search(r"- Result \d, value: 14\.3 → 15\n", text)
    assert re.search(r"- Lesson \d reworded: .*how many \[−left−\] \{\+left, when\+\} and why", text)
    assert re.search(r"- \w+, kind: city → town\n  - (used by|no case)", text)
    assert f"Line breaks, comments or the order of keys, and no value: {BRISTOL}.yml" in text


def test_a_translation_left_behind_is_named_and_one_that_moved_along_is_not(reviewed: Reviewed) -> None:
    assert [(each.id, each.language, each.what, each.keys) for each in reviewed.card.translations] == [
        (KUMASI, "fr", "outdated", ("lessons",))]
    assert f"{KUMASI}: the translation into French is now older than its original (lessons)" in shown(reviewed)


def test_a_new_case_is_told_by_its_lesson_tags_sources_and_what_is_unknown(reviewed: Reviewed) -> None:
    text = shown(reviewed)
    assert "New case: Testing a route-planning tool" in text and "Bizerte, Tunisia" in text
    assert "First lesson: Measure first" in text and "Mechanisms: Procurement (hindered)" in text
    assert re.search(r"Sources: \d sources: \d network", text) and "stated by: 1 × a network" in text
    assert "Not known from the sources: " in text and "Did tonnage, fuel or time change" in text


def test_a_near_duplicate_is_found_with_its_reasons(reviewed: Reviewed) -> None:
    alike = reviewed.card.new[0].alike
    assert [found.case for found in alike] == [BIZERTE]
    assert alike[0].likeness > 0.8 and alike[0].places == ("bizerte",) and len(alike[0].addresses) > 2
    text = shown(reviewed)
    assert "May be the same work as" in text and "same place: Bizerte; same theme: Waste and cleanliness" in text


def test_addresses_are_named_with_their_host_and_who_else_has_them(reviewed: Reviewed) -> None:
    links = [link for link in reviewed.card.links if link.case == "bizerte-again"]
    assert links and all(BIZERTE in link.others and link.tried is None for link in links if link.path[0] == "sources")
    assert "Not tried" in shown(reviewed) and not [link for link in reviewed.card.links if link.case == KUMASI]


def test_the_card_says_how_the_coverage_changes(reviewed: Reviewed) -> None:
    text = shown(reviewed)
    assert "- Tunisia: 1 → 2 cases" in text and "- First case: Evaluation and feedback, mixed" in text
    assert "Niger" not in text.partition("What this does to the library")[2].partition("Files beside")[0]


def test_the_checklist_is_that_of_the_contributors_guide(reviewed: Reviewed) -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Review")[2].partition("\n## ")[0]
    asked = re.findall(r"^- (?:Does each claim stand in the source it cites\?|.*\?)", guide, re.M)
    text = shown(reviewed).partition("Checklist\n")[2]
    assert len(asked) >= 7 and all(f"[ ] {question[2:]}" in text for question in asked)


def test_the_card_speaks_french(reviewed: Reviewed) -> None:
    text = shown(reviewed, language="fr")
    assert "Nouveau cas" in text and "Checklist" not in text and "reworded" not in text and "added" not in text


def test_the_markdown_folds_the_whole_text_and_holds_no_html_of_the_case(reviewed: Reviewed) -> None:
    text = shown(reviewed, "markdown")
    assert text.lstrip().startswith("# Review") and "- [ ] **Does each claim stand" in text
    assert "~~\\[−left−\\]~~ **\\{\\+left, when\\+\\}**" in text
    assert set(re.findall(r"</?([a-z]+)>", text)) <= {"details", "summary"}


def test_the_html_card_is_one_file_with_the_page_of_each_case(reviewed: Reviewed) -> None:
    text = shown(reviewed, "html")
    page = html.document_fromstring(text)
    assert "<script" not in text and not page.xpath("//link[@rel='stylesheet'] | //img | //@onclick | //@style")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= set(ids)
    assert not [link for link in page.xpath("//@href") if not link.startswith(("#", "https://", "http://", "data:,"))]
    articles = page.xpath("//article[@class='view']//h1")
    assert len(articles) == 3 and page.xpath("//del[contains(., '[−left−]')]") and page.xpath("//ins")


def test_the_html_card_reads_on_a_phone_and_has_no_faults_of_access(
        reviewed: Reviewed, tmp_path: Path, open_page: Callable[..., Any]) -> None:
    file = tmp_path / "card.html"
    write_beside(file, shown(reviewed, "html"))
    for width, scheme in ((360, "light"), (1280, "dark")):
        page = open_page(file.as_uri(), width=width, scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults(page) == []


# What a case proposes --------------------------------------------------------------------------------------------

PROPOSED = """proposed:
  places:
    - {id: obuasi, name: {en: Obuasi}, kind: city, country: GH}
  terms:
    - facet: methods
      id: night-visits
      label: {en: Night visits, fr: Visites de nuit}
      definition: {en: Going to see at night how people use a service.}
      needed: Markets that open after dark; user research is done by day.
"""


def propose(project: Path, text: str) -> None:
    """A new case that would be valid but for what it proposes."""
    cases = project / "case_studies"
    case = (cases / f"{KUMASI}.yml").read_text("utf-8")
    own = case.replace("places: [kumasi]", "places: [obuasi]", 1).replace("method: user-research",
                                                                         "method: night-visits", 1)
    assert own.count("obuasi") == own.count("night-visits") == 1
    (cases / "obuasi-night-visits.yml").write_text(own + text, "utf-8")


def test_a_case_that_proposes_is_shown_as_it_would_be_with_what_is_near_and_how_to_move_it(project: Path) -> None:
    propose(project, PROPOSED)
    found = review(project)
    text, page = shown(found), shown(found, "html")
    assert "2 new places or terms proposed" in text and "The file has errors" not in text
    assert "Obuasi, Ghana" in text and "Methods: Night visits, " in text and "- Ghana: 1 → 2 cases" in text
    assert "- New place: Obuasi (obuasi) · City, Ghana" in text
    assert "Still missing: region, latitude, longitude, languages" in text
    assert "Known places of the same country: Kumasi (kumasi)" in text
    assert "- New term: Night visits (night-visits) · Methods" in text and "user research is done by day." in text
    assert "    - User research (user-research, Methods): " in text and "casebook adopt obuasi-night-visits" in text
    assert "The page as the site will show it" in page and found.card.new[0].alike[0].case == KUMASI
    assert found.card.errors == 2 and "Nouveau territoire" in shown(found, language="fr")
    assert "proposed" not in shown(found).partition("The whole text of")[2]


def test_the_card_says_when_what_was_proposed_is_proposed_no_more(project: Path) -> None:
    propose(project, PROPOSED)
    commit(project)
    file = project / "case_studies" / "obuasi-night-visits.yml"
    text = file.read_text("utf-8")
    file.write_text(text[:text.index("proposed:")].replace("obuasi", "kumasi").replace("night-visits", "co-design"),
                    "utf-8")
    assert "What it proposed was moved to the library, or taken back." in shown(review(project))


def test_what_is_no_proposal_breaks_no_card(project: Path) -> None:
    quoted = HOSTILE.replace('"', "'")
    for at, text in enumerate((
            "proposed: x\n", "proposed: {places: x, terms: [1, {label: {en: [x]}}]}\n",
            f'proposed:\n  places: [{{id: "{quoted}", name: ["{quoted}"], kind: {{a: b}}, country: GHA}}]\n'
            f'  terms:\n    - {{facet: [a], id: 7, label: "{quoted}", definition: {{x: [y]}}, needed: [z]}}\n')):
        (project / "case_studies" / f"x-{at}.yml").write_text(f"title: x\n{text}", "utf-8")
    many = "".join(f"    - {{id: p-{at}, name: {{en: {'x' * 900}}}}}\n" for at in range(70))
    (project / "case_studies" / "x-many.yml").write_text(f"title: x\nproposed:\n  places:\n{many}", "utf-8")
    found = review(project)
    text = shown(found)
    assert len(found.card.new) == 4 and "<img" not in shown(found, "html") and "New term" in text
    assert "73 new places or terms proposed" in text and "- and 40 more" in text


# Errors, removal, usage ------------------------------------------------------------------------------------------

def test_errors_of_the_changed_files_end_the_command_with_1(project: Path, casebook: Callable[..., Ran]) -> None:
    change(project, NIAMEY, ("status: ", "status: x"))
    done = casebook(project, "review", "main", "--out", "card.md", "--format", "markdown")
    text = (project / "card.md").read_text("utf-8")
    assert done.code == 1 and "1 error and" in text and "is not a term of" in text
    assert "No case any more" not in text, "a mistake in a file takes no case out of a count"


def test_a_case_that_is_gone_is_named_and_so_is_the_error_that_this_makes_elsewhere(project: Path) -> None:
    (project / "case_studies" / f"{NIAMEY}.yml").unlink()
    text = (project / "case_studies" / "_places.yml").read_text("utf-8")
    cut = re.sub(r"(?ms)^bristol:\n(?:  .*\n)+", "", text)
    assert cut != text
    (project / "case_studies" / "_places.yml").write_text(cut, "utf-8")
    card = review(project).card
    assert [report.id for report in card.removed] == [NIAMEY]
    found = {problem.file: problem.rule.id for problem in card.elsewhere}
    assert found[f"case_studies/{BRISTOL}.yml"] == "place-unknown"
    assert f"case_studies/{NIAMEY}.fr.yml" in found and card.errors >= 2


def test_claims_without_a_source_are_named(project: Path) -> None:
    change(project, BIZERTE, ("challenge: |\n", "challenge: |\n  There were 4,711 complaints in the first year.\n\n"))
    report = review(project).card.changed[0]
    assert [problem.rule.id for problem in report.claims] == ["figure-without-citation"]
    assert "4,711 complaints" in shown(review(project))


def test_what_others_did_on_the_base_is_no_change_of_the_branch(project: Path) -> None:
    git(project, "switch", "-qc", "branch")
    change(project, KUMASI, ("value: 14.3", "value: 15"))
    commit(project)
    git(project, "switch", "-q", "main")
    change(project, BRISTOL, ("title:", "title: Other"))
    commit(project)
    card = review(project, head="branch").card
    assert [report.id for report in card.changed] == [KUMASI] and card.files == ()
    git(project, "switch", "-q", "branch")
    assert [report.id for report in review(project).card.changed] == [KUMASI]


@pytest.mark.parametrize("name", ["nothing-like-this", "--upload-pack=x", "main:case_studies", "a b"])
def test_an_unknown_base_is_one_line_and_exit_2(project: Path, casebook: Callable[..., Ran], name: str) -> None:
    done = casebook(project, "review", "--", name)
    assert done.code == 2 and not done.out and done.err.count("\n") == 1 and name.split()[0] in done.err


def test_a_folder_without_git_is_one_line_and_exit_2(project: Path, casebook: Callable[..., Ran]) -> None:
    shutil.rmtree(project / ".git")
    done = casebook(project, "review", "main", GIT_CEILING_DIRECTORIES=str(project.parent))
    assert done.code == 2 and done.err.count("\n") == 1 and "repository" in done.err
    done = casebook(project, "review", "main", PATH=str(project))
    assert done.code == 2 and done.err.count("\n") == 1 and "git is not installed" in done.err


def test_a_copy_whose_history_is_cut_off_is_one_line_and_exit_2(
        project: Path, tmp_path: Path, casebook: Callable[..., Ran]) -> None:
    first = git(project, "rev-parse", "HEAD").strip()
    commit(project)
    git(tmp_path, "clone", "-q", "--depth", "1", project.as_uri(), "shallow")
    done = casebook(tmp_path / "shallow", "review", first)
    assert done.code == 2 and done.err.count("\n") == 1 and "--unshallow" in done.err


def test_links_and_attributes_of_a_revision_do_nothing(project: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text("title: secret\n", "utf-8")
    (project / "case_studies" / "link.yml").symlink_to(tmp_path / "secret.yml")
    (project / ".gitattributes").write_text("* export-ignore filter=x diff=x\n", "utf-8")
    commit(project)
    found = review(project, "HEAD~1", head="HEAD")
    assert "secret" not in shown(found) and [report.id for report in found.card.new] == []


# Hostile text ----------------------------------------------------------------------------------------------------

def rendered(markdown: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)


def test_hostile_text_is_text_in_every_form(project: Path) -> None:
    quoted = HOSTILE.replace('"', "'")
    change(project, KUMASI, ("open_questions:\n", f'open_questions:\n  - "{quoted}"\n'))
    change(project, BRISTOL, ("publisher:", f'publisher: "{quoted}"\n    x{chr(0x202e)}y:'))
    name = "`x` <b>::error::.yml"
    (project / "case_studies" / name).write_text(f'title: "{quoted}"\nlessons: ["{quoted}"]\n', "utf-8")
    found = review(project)
    page = html.document_fromstring(shown(found, "html"))
    assert not page.xpath("//img | //script | //*[@onerror] | //a[contains(@href, 'evil') and @href != string(.)]")
    assert quoted.split("</details>")[0].strip() in " ".join(page.text_content().split())
    markdown = shown(found, "markdown")
    made = html.document_fromstring(rendered(markdown))
    assert not made.xpath("//img | //b | //script | //a[starts-with(@href, 'javascript') or @href != string(.)]")
    text = made.text_content()
    assert "@octocat" not in text and "@all" not in text and "#12" not in text and "@\u200boctocat" in text
    assert made.xpath("count(//details)") == markdown.count("<details>") == markdown.count("</details>")
    plain = shown(found)
    assert all(sign.isprintable() or sign == "\n" for sign in plain)
    assert not [line for line in plain.splitlines() if line.lstrip().startswith("::")]


@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" `*_[]()<>!#@|~\\&:")))
def test_escaped_text_is_one_run_of_text_in_markdown(text: str) -> None:
    line = f"- x {' '.join(text.split())} x"
    escaped = f"- x {markdown_escaped(' '.join(text.split()))} x"
    kinds = {token.type for block in MarkdownIt("commonmark").parse(escaped) for token in block.children or ()}
    assert kinds <= {"text", "text_special"}
    body = html.document_fromstring(rendered(escaped)).xpath("string(//li)")
    assert body.replace("\u200b", "") == line[2:].replace("\u200b", "")


@given(st.text("`a<> ", min_size=1))
def test_code_cannot_be_broken_out_of(text: str) -> None:
    tokens = [token for block in MarkdownIt("commonmark").parse(f"x {code_span(text)} <y>") for token
              in block.children or ()]
    assert [token.type for token in tokens][:2] == ["text", "code_inline"]


def test_a_card_that_is_too_large_for_github_is_cut_with_a_sentence(reviewed: Reviewed,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casebook.review.blocks.LARGEST", 5_000)
    text = shown(reviewed, "markdown")
    assert len(text.encode()) <= 5_000 and text.rstrip().endswith("\\-\\-format html\\.**")
    assert text.count("<details>") == text.count("</details>")


# Near-duplicates of the library ----------------------------------------------------------------------------------

def test_few_pairs_of_the_library_are_alike_and_each_has_a_reason(catalog: Catalog, tmp_path: Path) -> None:
    index = open_index(tmp_path, catalog)
    pairs = {frozenset((id, found.case)): found for id in catalog.cases for found in alike_in(index, catalog, id)}
    assert len(pairs) <= len(catalog.cases) // 20
    assert all(found.places or len(found.addresses) > 1 or found.likeness >= 0.55 for found in pairs.values())


def test_an_address_is_the_same_with_and_without_what_leads_nowhere_else() -> None:
    assert same_address("https://www.example.org/a/#b") == same_address("http://example.org/a")
    assert same_address("https://example.org/?p=1") != same_address("https://example.org/?p=2")


# Trying links ----------------------------------------------------------------------------------------------------

class _Answers(BaseHTTPRequestHandler):
    """What a server may do: answer, know no HEAD, miss, lead in circles, lead to a neighbour, say something rude."""

    def do_HEAD(self) -> None:
        if self.path == "/no-head":
            self.send_response(405)
        elif self.path == "/gone":
            self.send_response(404, "<script>alert(1)</script>")
        elif self.path in ("/circle", "/inside"):
            self.send_response(302)
            self.send_header("Location", "/circle" if self.path == "/circle" else "http://10.0.0.1/")
        elif self.path == "/mute":
            self.close_connection = True
            return
        else:
            self.send_response(200)
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/gone" else 200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def answers() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def is_here(address: str) -> bool:
    return address == "127.0.0.1" or is_public(address)


@pytest.mark.parametrize(("path", "expected"), [
    ("/fine", Tried(True, "200 OK")), ("/no-head", Tried(True, "200 OK")), ("/gone", Tried(False, "404 Not Found")),
    ("/circle", Tried(False, "508 Loop Detected")), ("/inside", Tried(False, "not-public")),
    ("/mute", Tried(False, "refused"))])
def test_an_address_that_is_tried_says_what_came_of_it(answers: str, path: str, expected: Tried) -> None:
    assert try_address(answers + path, is_here) == expected


def test_addresses_of_this_machine_and_its_neighbours_are_never_asked(answers: str) -> None:
    for address in (answers, "http://169.254.169.254/latest", "http://0.0.0.0/", "http://2130706433/"):
        assert try_address(address) == Tried(False, "not-public")
    assert not is_public("::1") and not is_public("fe80::1%eth0") and not is_public("::ffff:10.0.0.1")
    assert not is_public("224.0.0.1") and is_public("1.1.1.1") and is_public("2606:4700:4700::1111")


def test_all_addresses_are_tried_and_none_makes_a_crash(answers: str) -> None:
    wanted = [f"{answers}/fine", f"{answers}/gone", "http://no-such-host.invalid/", "javascript:x", "http://[x"]
    found = try_addresses(wanted, is_here, between=0)
    assert set(found) == set(wanted[:3]) and found[wanted[0]].is_reached and not found[wanted[2]].is_reached


def test_with_links_the_card_says_what_was_not_reached(project: Path, answers: str,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    change(project, BRISTOL, ("open_questions:", f"contact: {{role: Office, url: {answers}/gone}}\nopen_questions:"))
    monkeypatch.setattr(command, "try_addresses", lambda wanted: try_addresses(wanted, is_here, between=0))
    text = shown(review(project, tries_links=True))
    assert "not reached, said: 404 Not Found" in text and "1 address was not reached" in text
