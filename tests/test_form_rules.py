"""The form's checker and the checker of files are of one mind: what both can see, both tell of, at the same place.

One page of Chromium answers for all files at once: the examples, good, bad and unfinished, every case of the library,
and case studies in which something is set to something else.
"""

import copy
import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import test_validation
import xstatic.pkg.js_yaml
from conftest import ROOT, Ran
from playwright.sync_api import Browser, Page
from test_validation import CASE_KEYS, FULL, PLAIN, changed, fill, rules_of, stored_name, value_at

from casebook import form_rules as forms
from casebook import source
from casebook.document import Document, texts_in
from casebook.form_rules import SEEN, as_js, form_rules, form_rules_script
from casebook.loading import load_context
from casebook.minify import joined, minified
from casebook.problems import Problem, has_errors, message_of, of_draft, remedy_of
from casebook.source import parse_document
from casebook.translation import name_parts
from casebook.validation import RULE_BOOK, Context, check_case, check_lineage_loops
from casebook.words import Words

EXAMPLES = ROOT / "tests" / "examples"
SCRIPTS = ROOT / "casebook" / "theme" / "assets" / "casebook"
TODAY = date(2026, 11, 21)
MOST_BYTES = 8 * 1024
STUDIES = [path for name in ("good", "bad", "draft") for path in sorted((EXAMPLES / name).glob("*.yml"))
           if not name_parts(path.name)]
LIBRARY = [path for path in sorted((ROOT / "case_studies").glob("[a-z]*.yml")) if not name_parts(path.name)]
READER = {rule.id for rule in source.RULES}

UNSEEN = {
    "text-copied": "compares with the texts of all other cases",
    "lineage-loop": "needs the other cases; only a case that learned from itself is seen",
    "alias-ambiguous": "of the vocabulary", "term-related-unknown": "of the vocabulary",
    "term-in-two-facets": "of the vocabulary", "term-told-apart-twice": "of the vocabulary",
    "term-confused-with-itself": "of the vocabulary",
    "advice-case-unknown": "of the advice", "advice-id-unknown": "of the advice",
    "translation-without-original": "of a translation", "translation-same-language": "of a translation",
    "translation-entries": "of a translation", "translation-incomplete": "of a translation",
    "translation-surplus": "of a translation", "translation-citations": "of a translation",
    "translation-figures": "of a translation", "translation-outdated": "of a translation",
    "redirect-unknown": "of the old ids", "redirect-chain": "of the old ids", "redirect-loop": "of the old ids",
    "redirect-id-used": "of the old ids",
}
"""What the form cannot see by its nature, with the reason. What the reader of YAML refuses, the form's refuses."""

Found = set[tuple[str, tuple[str | int, ...]]]


# Both sides ------------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page with the scripts of the form, and no form."""
    page = browser.new_page()
    page.set_content("<!doctype html><html lang=en><title>x</title>")
    shares = "Object.assign(casebook, { foldWords });"
    texts = [(SCRIPTS / name).read_text("utf-8") for name in ("reading.js", "form-yaml.js", "form-check.js")]
    page.add_script_tag(content="window.casebook = {};")
    page.add_script_tag(content=(Path(xstatic.pkg.js_yaml.BASE_DIR) / "js-yaml.js").read_text("utf-8"))
    for text in (texts[0] + shares, *texts[1:]):
        page.add_script_tag(content=joined([text]))
    yield page
    page.close()


@pytest.fixture(scope="module")
def small() -> Context:
    """The library of the examples."""
    return load_context(EXAMPLES, ("example", "full", "plain", "yaml-1-2"), TODAY)[0]


@pytest.fixture(scope="module")
def large() -> Context:
    return load_context(ROOT / "case_studies", [path.stem for path in LIBRARY], TODAY)[0]


def give(page: Page, context: Context, language: str = "en") -> None:
    page.add_script_tag(content=form_rules_script(context, Words(language).say))


def told_by_form(page: Page, texts: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """By file: why its reader refused it, or its problems."""
    found: list[dict[str, Any]] = page.evaluate("""([files, today]) => files.map(([name, text]) => {
        let data;
        try { data = casebook.parseCase(text); } catch (error) { return { refused: String(error) }; }
        return { problems: casebook.formCheck(data, { id: name.replace(/\\.yml$/, ""), today }) };
      })""", [texts, TODAY.isoformat()])
    return found


def told_of_data(page: Page, data: list[Any]) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = page.evaluate(
        "([all, today]) => all.map(data => casebook.formCheck(data, { id: 'example', today }))",
        [data, TODAY.isoformat()])
    return found


def told_by_checker(raw: bytes, name: str, context: Context) -> list[Problem]:
    document, found = parse_document(raw, name)
    return found or [*check_case(document, context), *check_lineage_loops([document])]


def of_checker(problems: list[Problem]) -> Found:
    return {(problem.rule.id, problem.field) for problem in problems if problem.rule.id not in UNSEEN}


def of_form(problems: list[dict[str, Any]]) -> Found:
    return {(each["rule"], tuple(each["path"])) for each in problems if each["rule"] not in UNSEEN}


# They agree ------------------------------------------------------------------------------------------------------

READ_NEVERTHELESS = {"file-character", "yaml-depth", "yaml-key", "yaml-key--nothing", "yaml-syntax--question"}
"""What the form's reader reads and Python's does not; then the form tells of an error."""


def name_of(path: Path) -> str:
    return stored_name(path) if path.parent.name == "bad" else path.name


def test_they_agree_on_every_example(page: Page, small: Context) -> None:
    give(page, small)
    files = [(name_of(path), path.read_text("utf-8")) for path in STUDIES]
    for path, (name, text), told in zip(STUDIES, files, told_by_form(page, files), strict=True):
        problems = told_by_checker(text.encode(), name, small)
        if not READER & set(rules_of(problems)):
            assert of_form(told["problems"]) == of_checker(problems), path
        elif path.stem in READ_NEVERTHELESS:
            assert "error" in [each["level"] for each in told["problems"]]
        else:
            assert "refused" in told, path


def test_they_agree_on_every_case_of_the_library(page: Page, large: Context) -> None:
    give(page, large)
    files = [(path.name, path.read_text("utf-8")) for path in LIBRARY]
    for (name, text), told in zip(files, told_by_form(page, files), strict=True):
        assert of_form(told["problems"]) == of_checker(told_by_checker(text.encode(), name, large)), name


def agree(page: Page, studies: list[Any], context: Context) -> None:
    for data, told in zip(studies, told_of_data(page, studies), strict=True):
        document = Document("example.yml", data)
        problems = [*check_case(document, context), *check_lineage_loops([document])]
        assert of_form(told) == of_checker(problems), json.dumps(data, ensure_ascii=False)
        said = {(problem.rule.id, problem.field, message_of(problem)): remedy_of(problem) for problem in problems}
        for each in told:
            key = each["rule"], tuple(each["path"]), each["message"]
            assert each["rule"] in REWORDED or said[key] == each["remedy"], each


REWORDED = {rule.id for rule in forms.words_of_form(Words("en").say)}
"""The rules for which the form has words of its own; for all others they say the same."""

DATA, SHORT = (parse_document(text.encode(), "x.yml")[0].data for text in (FULL, PLAIN))


def with_data(path: tuple[str | int, ...], value: Any) -> Any:
    data = copy.deepcopy(DATA)
    value_at(data, path[:-1])[path[-1]] = value
    return data


def test_they_agree_whatever_stands_at_a_key(page: Page, small: Context) -> None:
    give(page, small)
    values = (None, "  ", ["x", "y"], {"x": "y"}, "some text", [None], [], {})
    paths = {tuple(part for part in path if isinstance(part, str)): path for path in CASE_KEYS}.values()
    studies = [with_data(path, value) for path in paths for value in values]
    agree(page, studies[::3], small)


SOME = ("none-found", "[1]", "[1, 2] [9]", "2", "0", "-1.5", "1e5", "7" * 19, "kumasi", "procurement", "GH", "XOF",
        "XXX", "2019", "2019-13", "2020-02-29", "2021-02-29", "0000", "<b>", "{{", "a\u202eb", "mailto:a@b.org",
        "press", "enabled", "https://example.org:80/a?b=c#d", "https://user@example.org", "https://a b", "plain",
        "example", "x" * 500, "en", "")
KEYS = ("case", "kind", "for", "titel", "url", "source", "proposed", "efect", "currency", "toString", "__class__", "0")


def anything(dice: random.Random, depth: int = 0) -> Any:
    kind = dice.random()
    if depth < 3 and kind < 0.15:
        return [anything(dice, depth + 1) for _ in range(dice.randrange(4))]
    if depth < 3 and kind < 0.3:
        return {dice.choice(KEYS): anything(dice, depth + 1) for _ in range(dice.randrange(4))}
    return None if kind < 0.35 else dice.choice(SOME)


def test_they_agree_on_case_studies_in_which_anything_is_changed(page: Page, small: Context) -> None:
    give(page, small)
    dice = random.Random(11)
    studies = []
    for _ in range(200):
        data = with_data(dice.choice(CASE_KEYS), anything(dice))
        for _ in range(dice.randrange(3)):
            data[dice.choice((*DATA, *KEYS))] = anything(dice)
        studies.append(data)
    agree(page, studies, small)


TOLD_OF = ("test_ordinary_text_breaks_no_rule", "test_what_has_no_place_in_a_text_is_told",
           "test_citations_are_counted_as_they_are_shown")
TEXTS = [case if isinstance(case, str) else case[0]
         for name in TOLD_OF for case in getattr(test_validation, name).pytestmark[0].args[1]]
"""The texts with which the checker of files is tried."""


def test_they_agree_on_what_may_stand_in_a_text(page: Page, small: Context) -> None:
    give(page, small)
    agree(page, [{**SHORT, "challenge": text, "title": text[:100]} for text in TEXTS], small)


def written_in_library() -> list[str]:
    documents = (parse_document(path.read_bytes(), "x.yml")[0] for path in (*LIBRARY, *STUDIES))
    return [text for document in documents for _, text in texts_in(document.data)]


SUMMARIES = (
    "In 2019 the city of Kumasi tried phones.", "In Kumasi, phones came first.", "Kumasi should ask first.",
    "Ghanaian towns ask first, 1,250 times.", "À Kumasi, on a payé 12,5 % en 2021.", "The city paid 13 million.",
    "Depuis 2019, la mairie essaie.", "Start. Kumasi did 70 of 71 (69.6 per cent) and 50,001.", "Why?",
    "Market fees paid phone by",
)


def test_they_agree_on_how_it_is_written(page: Page, small: Context) -> None:
    """Texts of the library without citations, with praise, as one paragraph; summaries that tell what was done."""
    give(page, small)
    texts = [text for text in written_in_library() if len(text) > 80]
    bare = [re.sub(r"\[[0-9]+\]", "", text).replace(" the ", " the innovative ", 1) for text in texts[::20]]
    spoilt = [text.replace(" des ", " d’innovantes ", 1) for text in bare]
    joined_up = [" ".join(" ".join(texts[at:at + 3]).split()) for at in range(0, len(texts), 60)]
    studies = [{**SHORT, "approach": text, "summary": text[:290], "language": language}
               for text in spoilt for language in ("en", "fr")]
    studies += [{**SHORT, "challenge": text} for text in joined_up]
    studies += [{**SHORT, "summary": text, "title": "Market fees paid by phone", "language": language}
                for text in SUMMARIES for language in ("en", "fr", "pt")]
    agree(page, studies, small)


def test_the_patterns_find_the_same_in_both_languages(page: Page, small: Context) -> None:
    texts = [*written_in_library()[::9], *TEXTS, *SUMMARIES]
    patterns = {name: pattern for name, (pattern, how) in forms.patterns().items() if not how}
    found = page.evaluate("""([patterns, texts]) => patterns.map(([source, flags]) => {
        const pattern = new RegExp(source, flags);
        return texts.map(text => [...text.matchAll(pattern)].map(match => match[0]));
      })""", [[as_js(pattern) for pattern in patterns.values()], texts])
    for (name, pattern), rows in zip(patterns.items(), found, strict=True):
        for text, row in zip(texts, rows, strict=True):
            assert row == [match[0] for match in pattern.finditer(text)], (name, text)


# What the form is given ------------------------------------------------------------------------------------------

def test_every_rule_is_seen_or_stands_in_the_table_of_what_is_not() -> None:
    seen = {rule.id for rule in SEEN}
    assert not seen & (set(UNSEEN) - {"lineage-loop"})
    assert seen | set(UNSEEN) | READER == {rule.id for rule in RULE_BOOK}


def test_every_rule_that_the_form_is_given_is_named_by_its_script() -> None:
    text = (SCRIPTS / "form-check.js").read_text("utf-8")
    put_together = {"country-unknown", "currency-unknown", "language-unknown", "text-praise", "text-vague"}
    assert {rule.id for rule in SEEN} <= set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)) | put_together


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_words_are_those_of_the_rule_book_in_the_language_of_the_page(language: str, small: Context) -> None:
    say = Words(language).say
    told = form_rules(small, say)["rules"]
    own = forms.words_of_form(say)
    for rule in SEEN:
        level, message, remedy = told[rule.id]
        assert level == ("unfinished" if rule.is_unfinished else rule.level)
        assert (message, remedy) == own.get(rule, (say(rule.message), say(rule.remedy)))
        assert language == "en" or (message != rule.message and remedy != rule.remedy), rule.id


def test_the_script_is_small_and_holds_no_sentence() -> None:
    text = minified("form-check.js", (SCRIPTS / "form-check.js").read_text("utf-8"))
    assert len(gzip.compress(text.encode(), 9)) <= MOST_BYTES
    assert not re.search(r"[\"'`][A-Z]?[a-z]+ [a-z]+ [a-z]+", text)


def test_an_empty_form_is_unfinished_and_nothing_in_it_is_wrong(page: Page, small: Context) -> None:
    give(page, small)
    told = page.evaluate("casebook.formCheck({}, { id: '' })")
    assert {each["level"] for each in told} == {"unfinished"} and [] in [each["path"] for each in told]


# Drafts ----------------------------------------------------------------------------------------------------------

DRAFTS = sorted((EXAMPLES / "draft").glob("*.yml"))


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_a_draft_is_accepted_as_such_and_refused_as_a_case_study(draft: Path, tmp_path: Path,
                                                                 casebook: Callable[..., Ran]) -> None:
    folder = fill(tmp_path / "case_studies")
    (folder / draft.name).write_bytes(draft.read_bytes())
    told = {option: casebook(tmp_path, "validate", *option, "--format", "json", f"case_studies/{draft.name}")
            for option in ((), ("--draft",))}
    assert [ran.code for ran in told.values()] == [1, 0]
    errors, warnings = (json.loads(ran.out) for ran in told.values())
    assert {each["level"] for each in warnings} == {"warning"}
    assert [{**each, "level": ""} for each in errors] == [{**each, "level": ""} for each in warnings]


def test_what_is_wrong_is_an_error_of_a_draft_too(small: Context) -> None:
    for path in sorted((EXAMPLES / "bad").glob("*.yml")):
        problems = told_by_checker(path.read_bytes(), stored_name(path), small)
        drafted = of_draft(problems)
        assert rules_of(drafted) == rules_of(problems)
        assert has_errors(drafted) == any(p.level == "error" and not p.rule.is_unfinished for p in problems)


def test_what_a_form_calls_unfinished_is_what_a_draft_may_lack(page: Page, small: Context) -> None:
    give(page, small)
    files = [(path.name, path.read_text("utf-8")) for path in DRAFTS]
    for (name, text), told in zip(files, told_by_form(page, files), strict=True):
        unfinished = {rule for rule, _ in of_checker([problem for problem in told_by_checker(text.encode(), name, small)
                                                      if problem.rule.is_unfinished])}
        assert {each["rule"] for each in told["problems"] if each["level"] == "unfinished"} == unfinished


# Proposals -------------------------------------------------------------------------------------------------------

PROPOSING = (EXAMPLES / "draft" / "proposing.yml").read_text("utf-8")


@pytest.mark.parametrize(("before", "after", "rules"), [
    ("country: BF", "country: XX", ["proposal-open", "country-unknown", "proposal-open"]),
    ("languages: [fr]", "languages: [xx]", ["proposal-open", "language-unknown", "proposal-open"]),
    ("kind: city\n", "kind: citty\n", ["proposal-open", "term-unknown", "proposal-open"]),
    ("latitude: 10.63", "latitude: 100", ["proposal-open", "number-range", "proposal-open"]),
    ("      name: {en: Banfora}\n", "", ["field-missing", "proposal-open", "proposal-open"]),
    ("      needed:", "      need:", ["proposal-open", "proposal-open", "field-unknown"]),
    ("facet: methods", "facet: themes", ["term-misplaced", "proposal-open", "proposal-open"]),
    ("facet: methods", "facet: verdicts", ["term-unknown", "proposal-open", "proposal-facet"]),
    ("[kumasi, banfora]", "[kumasi, bamfora]", ["place-unknown", "proposal-open", "proposal-open"]),
    ("id: night-visits", "id: land", ["term-unknown", "proposal-open", "proposal-known"]),
])
def test_what_is_proposed_is_checked_and_known_within_the_file(
        before: str, after: str, rules: list[str], page: Page, small: Context) -> None:
    give(page, small)
    text = changed(before, after, PROPOSING)
    problems = told_by_checker(text.encode(), "example.yml", small)
    assert sorted(rules_of(problems)) == sorted(rules)
    (told,) = told_by_form(page, [("example.yml", text)])
    assert of_form(told["problems"]) == of_checker(problems)
