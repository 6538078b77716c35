"""Contributed text neither runs at build nor reaches a page alive: what findings say was tried, in every text field.

First wall: the checker refuses it. Second wall, tried with the checker taken out: the views and both builders let
nothing through. What the checker lets pass because it is harmless as text goes the same way.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Ran, copy_project, pages_of, parsed
from playwright.sync_api import Page

from casebook.advice import Advice
from casebook.catalog import Case, Catalog
from casebook.loading import load_context
from casebook.model import CaseStudy, Place, Term
from casebook.source import parse_document
from casebook.validation import Context, check_case, check_places, check_vocabulary
from casebook.views.macros import call
from casebook.views.view import Site, View
from casebook.vocabulary import Vocabulary
from casebook.words import Words

ROOT = Path(__file__).resolve().parent.parent
EVIL = "http://evil.example/"
POPEN = "{{ cycler.__init__.__globals__.os.popen('touch RAN-AT-BUILD').read() }}"
REFUSED = {
    "text-html": [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", f"<img src={EVIL}x.png>", "<svg onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<style>*{display:none}</style>",
        f"<form action={EVIL}><input></form>", f'<meta http-equiv="refresh" content="0;url={EVIL}">',
        '"><script>alert(1)</script>', "</p></div><script>alert(1)</script>", "<a href='javascript:alert(1)'>x</a>",
        "<div markdown>[l](JaVaScRiPt:alert(1))</div>", "<a onclick=alert(1)>x</a>", f"<base href={EVIL}>",
        f"<link rel=stylesheet href={EVIL}>", f"<object data={EVIL}></object>", "<details open ontoggle=alert(1)>",
        "<!--/view--><script>alert(1)</script>", "<!--view--><script>alert(1)</script><!--/view-->",
    ],
    "text-braces": ["{{ 191*7 }}", "{% raw %}", "{{ config.site_name }}", POPEN, "{% include 'secret.txt' %}",
                    "{# x #}"],
    "link-scheme": [
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,<b>1</b>)", "[x](vbscript:x)",
        "[x](file:///etc/passwd)", "[x](//evil.example/)", "[x](../../secret.txt)",
    ],
}
"""What each rule must refuse, in every text field."""

ACCEPTED = [
    'text {: onclick="alert(1)" style="position:fixed;inset:0" }', '*text*{: onclick="alert(1)" }',
    '# text {: onmouseover="alert(1)" }', '--8<-- "secret.txt"', "[[secret.txt]]", "`code` {onclick=alert(1)}",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "$(touch RAN-AT-BUILD)", "`touch RAN-AT-BUILD`", ":smile: ~~x~~ ==x==",
    "```html\nalert(1)\n```", "!!! note\n    text", "| a | b |\n|---|---|\n| c | d |", "*[text]: x", "[TOC]",
    "casebook0view0", "[x]: javascript:alert(1)", "[x][y]\n\n[y]: javascript:alert(1)", "a < b and c > d & e",
    "'; alert(1); '", "${alert(1)}", "</", "<!-", "]]>", "\\", "%(num)s {found} {0}",
]
"""What the checker may let pass, since it is text and nothing else."""

ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "//evil.example/",
    "http://user@evil.example/", 'https://a.example/"onclick="alert(1)', "https://a.example/<script>", "ftp://x",
    " javascript:alert(1)", "java\nscript:alert(1)", "https:// x",
]
PAYLOADS = [payload for payloads in REFUSED.values() for payload in payloads] + ACCEPTED
SCRIPT = "script:not([type='application/ld+json'])"
BAD_ELEMENTS = {"script", "iframe", "object", "embed", "style", "meta", "base", "link", "form", "img", "video", "audio"}
BAD_ATTRIBUTES = {"style", "srcdoc", "formaction", "ping", "background"}
ADDRESS = re.compile(r"https?://[^\s\"<>]+$|[\w./-]*(\?[\w=:&%,-]*)?(#[\w.-]*)?$")
SCRIPT_OF_OURS = re.compile(r"(\.\.?/|/)*assets/casebook/[\w-]+\.js")
FORMS_OF_OURS = {"explore.html"}
TODAY = date(2026, 11, 20)

FULL: dict[str, Any] = {
    "title": "A title", "places": ["kumasi"], "networks": ["aston"], "summary": "The lesson first [1].",
    "period": {"start": "2019", "end": "2023-03"}, "status": "scaled", "stage": "large-pilot",
    "themes": ["revenue-and-tax"], "challenge": "What was wrong [1].", "approach": "What was done [2].",
    "experiments": [{"question": "Does it work?", "assumption": "collectors can use it", "tests": "solution",
                     "how": "In one district.", "finding": "They can [1].", "verdict": "supported",
                     "decision": "continue"}],
    "methods": [{"method": "staged-scaling", "how": "One district first [1]."}],
    "mechanisms": [{"mechanism": "procurement", "effect": "hindered", "how": "It took long [1].",
                    "response": "They split it [2].", "moved": "gave-way"}],
    "mindsets": [{"mindset": "willingness-to-pivot", "how": "They changed course [1]."}],
    "results": [{"what": "Devices in use", "value": "70", "unit": "devices", "source": "1", "kind": "output",
                 "reported_by": "self"}],
    "setbacks": ["It broke [1]."], "lessons": [{"lesson": "Begin small.", "for": ["officers"]}],
    "next_steps": "More districts.", "partners": [{"name": "A partner", "role": "funder"}],
    "budget": {"amount": "5", "currency": "EUR", "funder": "A funder", "note": "a ceiling", "source": "1"},
    "staffing": {"people": "12", "note": "two developers and ten collectors", "source": "1"},
    "reuse": [{"name": "A tool", "url": "https://example.org/tool", "kind": "software", "licence": "MIT"}],
    "learned_from": [{"place": "A place", "what": "How to begin [1].", "source": "1"}],
    "sources": [{"title": "First", "publisher": "A paper", "url": "https://example.org/1", "kind": "press"},
                {"title": "Second", "publisher": "A study", "url": "https://example.org/2", "kind": "evaluation"}],
    "contact": {"role": "The tax office", "url": "https://example.org/contact"},
    "open_questions": ["What did it cost?"], "checked": "2026-11", "language": "en",
}
"""A case study in which every key is used."""

CLOSED = {"places", "networks", "status", "stage", "themes", "tests", "verdict", "decision", "method", "mechanism",
          "effect", "mindset", "kind", "reported_by", "for", "role", "checked", "language", "start", "end", "value",
          "source", "amount", "currency", "url", "moved", "people"}
FREE_ROLE = ("contact", "role")
"""The one `role` that is text."""

Place_ = tuple[str | int, ...]


def leaves(data: Any, path: Place_ = ()) -> Iterator[Place_]:
    """The path of every text in some data."""
    if isinstance(data, str):
        yield path
        return
    for key, child in data.items() if isinstance(data, dict) else enumerate(data):
        yield from leaves(child, (*path, key))


def is_text(path: Place_) -> bool:
    name = next(part for part in reversed(path) if isinstance(part, str))
    return path == FREE_ROLE or name not in CLOSED


def replaced(data: Any, path: Place_, text: str) -> Any:
    changed = deepcopy(data)
    inner = changed
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = text
    return changed


TEXTS = [path for path in leaves(FULL) if is_text(path)]
OTHERS = [path for path in leaves(FULL) if not is_text(path)]


def filled(text: str) -> dict[str, Any]:
    """The full case study with the same words in every text field."""
    data = FULL
    for path in TEXTS:
        data = replaced(data, path, text)
    return data


@cache
def real_context() -> Context:
    """The vocabulary and the places of the project."""
    return load_context(ROOT / "case_studies", ["x"], TODAY)[0]


# The first wall: the checker -------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def check() -> Callable[[Any], set[tuple[str, str]]]:
    """The errors of a case study as (rule, field)."""
    context = real_context()

    def call_(data: Any) -> set[tuple[str, str]]:
        document, problems = parse_document(yaml.safe_dump(data, allow_unicode=True).encode(), "case_studies/x.yml")
        found = [*problems, *check_case(document, context)]
        return {(problem.rule.id, ".".join(map(str, problem.field))) for problem in found if problem.level == "error"}

    return call_


def test_the_case_study_of_these_tests_is_valid_and_uses_every_key(check: Callable[..., Any]) -> None:
    assert check(FULL) == set() and set(FULL) == {field.alias or name for name, field in CaseStudy.model_fields.items()}
    assert len(TEXTS) >= 28 and FREE_ROLE in TEXTS


@pytest.mark.parametrize("rule", REFUSED)
def test_the_checker_refuses_it_in_every_text_field_by_its_rule(check: Callable[..., Any], rule: str) -> None:
    for path in TEXTS:
        for payload in REFUSED[rule]:
            errors = check(replaced(FULL, path, payload))
            assert (rule, ".".join(map(str, path))) in errors, f"{payload!r} at {path}: {errors}"


def test_the_checker_refuses_it_in_every_other_field(check: Callable[..., Any]) -> None:
    for path in OTHERS:
        for payload in [payloads[0] for payloads in REFUSED.values()]:
            assert check(replaced(FULL, path, payload)), f"{payload!r} at {path}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_checker_and_the_model_refuse_an_address_that_is_not_of_the_web(
        check: Callable[..., Any], address: str) -> None:
    for path in OTHERS:
        if path[-1] == "url":
            assert check(replaced(FULL, path, address)), f"{address!r} at {path}"
            with pytest.raises(ValueError):
                CaseStudy.model_validate(replaced(FULL, path, address))


def test_the_checker_refuses_it_in_places_and_terms() -> None:
    context = real_context()
    places = yaml.safe_load((ROOT / "case_studies" / "_places.yml").read_text("utf-8"))
    terms = yaml.safe_load((ROOT / "case_studies" / "_vocabulary.yml").read_text("utf-8"))
    for rule, payloads in REFUSED.items():
        place = replaced(places, ("kumasi", "name", "en"), payloads[0])
        document, _ = parse_document(yaml.safe_dump(place, allow_unicode=True).encode(), "case_studies/_places.yml")
        assert rule in {problem.rule.id for problem in check_places(document, context)}
        for field in (("label", "en"), ("definition", "en")):
            term = replaced(terms, ("mechanisms", "procurement", *field), payloads[0])
            document, _ = parse_document(yaml.safe_dump(term, allow_unicode=True).encode(), "_vocabulary.yml")
            assert rule in {problem.rule.id for problem in check_vocabulary(document, context)}


# The second wall: the views --------------------------------------------------------------------------------------

def hostile_catalog(payload: str) -> Catalog:
    """A catalog in which every text of a case, a place and a term is the payload."""
    names = {"en": payload, "fr": payload, "pt": payload, "ar": payload}
    aliases = {language: [payload] for language in names}
    term = Term.model_validate({"label": names, "definition": names, "aliases": aliases, "said": aliases})
    context = real_context()
    terms = {facet: dict.fromkeys(context.vocabulary[facet], term) for facet in context.vocabulary.facets}
    place = Place.model_validate({
        "name": names, "kind": "city", "country": "GH", "region": "west-africa", "latitude": "6", "longitude": "-1",
        "languages": ["en"]})
    study = CaseStudy.model_validate(filled(payload))
    other = study.model_copy(update={"mechanisms": tuple(
        use.model_copy(update={"effect": "enabled"}) for use in study.mechanisms), "places": ("kigali",)})
    return Catalog({"x": Case("x", study, "x"), "y": Case("y", other, "y")}, {"kumasi": place, "kigali": place},
                   Vocabulary(terms), payload, advice=hostile_advice(names, payload))


def hostile_advice(names: dict[str, str], payload: str) -> Advice:
    """Advice in which every text is the payload, with a case on each side."""
    evidence = [{"case": "x", "why": names}]
    terms = {"methods": ["staged-scaling"], "mechanisms": ["procurement"]}
    return Advice.model_validate({
        "documents": {"d": {"title": payload, "publisher": payload, "note": names}},
        "questions": {"q": {"label": names}},
        "advice": {"a": {"advice": names, "question": "q", "says": ["d"], "terms": terms, "note": names,
                         "for": evidence, "against": evidence}}})


@cache
def hostile_macros(payload: str, language: str = "en") -> tuple[tuple[str, str], ...]:
    """The address and the HTML of every macro over a hostile library."""
    return tuple(every_macro(hostile_catalog(payload), language))


def every_macro(catalog: Catalog, language: str) -> Iterator[tuple[str, str]]:
    """The address and the HTML of every macro."""
    calls: dict[str, tuple[str, tuple[Any, ...]]] = {
        "cases/x.html": ("case_study", ("x",)), "places/kumasi.html": ("place", ("kumasi",)),
        "comparisons/a.html": ("compare", ("x", "y")), "comparisons/b.html": ("compare", ("kumasi", "kigali")),
        "a.html": ("cite", ("x", 1)), "b.html": ("case_link", ("x",)),
        **{f"{facet}/z.html": ("term", (facet, id)) for facet, id in (
            ("methods", "staged-scaling"), ("mechanisms", "procurement"), ("mindsets", "willingness-to-pivot"),
            ("themes", "revenue-and-tax"))},
        **{f"{name}.html": (name, ()) for name in (
            "matrix", "experiments", "setbacks", "lessons", "results", "reusables", "lineage", "timeline", "coverage",
            "case_cards",
            "world_map", "obstacles", "advice", "vocabulary", "place_list", "home_page", "explore_page",
            "compare_page", "start_page")},
        "term_list.html": ("term_list", ("mechanisms",)),
    }
    for url, (name, arguments) in calls.items():
        yield url, str(call(View(Site(catalog, Words(language)), url), name, *arguments))


def is_data(element: Any) -> bool:
    """Whether an element is what programs read of a case: JSON without a sign that could end it, which nothing runs."""
    if element.tag != "script" or element.get("type") != "application/ld+json":
        return False
    return not set("<>&") & set(element.text) and json.loads(element.text)["@type"] == "Report"


def check_dead(tree: Any, where: str) -> None:
    """Nothing that a browser would run or fetch stands in a page, but what the frame and Explore put there."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or is_data(element):
            continue
        assert element.tag not in BAD_ELEMENTS - {"form"}, f"{where}: <{element.tag}>"
        if element.tag == "form":
            assert element.get("action", "explore.html").rpartition("/")[2] in FORMS_OF_OURS, where
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name not in BAD_ATTRIBUTES, f"{where}: {name}"
            if name in ("href", "src", "action", "data", "poster", "xlink:href"):
                assert ADDRESS.match(value), f"{where}: {value}"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_with_the_checker_taken_out_the_views_still_let_nothing_through(payload: str) -> None:
    from lxml import html

    for language in ("en", "fr"):
        for url, markup in hostile_macros(payload, language):
            check_dead(html.fragment_fromstring(markup, create_parent="div"), url)


def test_in_a_real_browser_nothing_runs_and_nothing_is_asked_for(
        open_page: Callable[..., Page], tmp_path: Path) -> None:
    for first in range(0, len(PAYLOADS), 10):
        markup = "\n".join(html for payload in PAYLOADS[first:first + 10]
                           for _, html in hostile_macros(payload))
        file = tmp_path / f"{first}.html"
        file.write_text(f'<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title>'
                        f'<link rel="icon" href="data:,"><body>{markup}</body></html>', "utf-8")
        page = open_page(file.as_uri())
        assert page.locator(f"{SCRIPT}, iframe, object, embed, style, base, img").count() == 0


# The second wall: the builders -----------------------------------------------------------------------------------

UNCHECKED = """

# Taken out by a test, to see what the next wall does.
def no_problems(document, context):
    return []

check_case = check_places = check_vocabulary = check_advice = check_questions = no_problems
"""
PLAIN = ("comparisons", "matrices", "mechanisms", "methods", "mindsets", "themes", "places", "experiments", "setbacks",
        "lessons", "results", "reusables", "lineage", "timeline", "coverage", "contribute", "about", "accessibility",
        "macros", "matrices-regions", "matrices-themes", "style", "editions", "data", "changes")
INLINE = """
An author names {{{{ case_link("{id}") }}}} in a sentence, and a source{{{{ cite("{id}", 1) }}}}.

- {{{{ case_link("{id}") }}}}
"""
BLOCKS = "\n{{ setbacks() }}\n\n{{ vocabulary() }}\n\n{{ matrix() }}\n\n{{ lessons() }}\n"


@pytest.fixture(scope="module")
def hostile_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without a checker and with one case for each payload, in a place whose name is hostile too."""
    project = copy_project(tmp_path_factory.mktemp("hostile") / "project")
    with (project / "casebook" / "validation" / "__init__.py").open("a", encoding="utf-8") as rules:
        rules.write(UNCHECKED)
    (project / "secret.txt").write_text("TOP-SECRET-42", "utf-8")
    cases = project / "case_studies"
    for path in cases.glob("[a-z]*.yml"):
        path.unlink()
    places = yaml.safe_load((cases / "_places.yml").read_text("utf-8"))
    places = {id: places[id] for id in ("kumasi", "kigali")}
    for number, payload in enumerate(PAYLOADS):
        case = filled(payload) | {"places": [f"place-{number}"]}
        write_yaml(cases / f"case-{number}.yml", case)
        names = dict.fromkeys(("en", "fr", "pt", "ar"), payload)
        places[f"place-{number}"] = places["kumasi"] | {"name": names}
    write_yaml(cases / "_places.yml", places)
    terms = yaml.safe_load((cases / "_vocabulary.yml").read_text("utf-8"))
    for number, id in enumerate(terms["mechanisms"]):
        terms["mechanisms"][id]["label"] = {"en": PAYLOADS[number % len(PAYLOADS)]}
        terms["mechanisms"][id]["definition"] = {"en": PAYLOADS[number % len(PAYLOADS)]}
    write_yaml(cases / "_vocabulary.yml", terms)
    write_yaml(cases / "_advice.yml", hostile_advice_file())
    write_yaml(cases / "_questions.yml", hostile_questions_file())
    write_pages(project / "docs")
    return project


def hostile_advice_file() -> dict[str, Any]:
    """A piece of advice for each payload, said and borne out in its words."""
    both = [dict.fromkeys(("en", "fr"), payload) for payload in PAYLOADS]
    return {
        "documents": {f"d-{at}": {"title": payload, "publisher": payload} for at, payload in enumerate(PAYLOADS)},
        "questions": {f"q-{at}": {"label": names} for at, names in enumerate(both)},
        "advice": {f"a-{at}": {"advice": names, "question": f"q-{at}", "says": [f"d-{at}"],
                               "terms": {"mechanisms": ["procurement"]}, "for": [{"case": f"case-{at}", "why": names}]}
                   for at, names in enumerate(both)},
    }


def hostile_questions_file() -> dict[str, Any]:
    """A question for each payload, asked and answered in its words."""
    both = [dict.fromkeys(("en", "fr"), payload) for payload in PAYLOADS]
    leads = [{"mechanism": "procurement", "effect": "hindered"}]
    return {"source": {"title": both[0], "publisher": both[0]}, "questions": [
        {"id": f"q-{at}", "question": names, "why": names, "answers": [
            {"id": f"a-{number}", "answer": names, "means": names, "cases": leads} for number in range(2)]}
        for at, names in enumerate(both)]}


class PlainDumper(yaml.SafeDumper):
    """Writes what stands twice twice, since anchors are refused."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_yaml(path: Path, data: Any) -> None:
    path.write_text(yaml.dump(data, Dumper=PlainDumper, allow_unicode=True, sort_keys=False), "utf-8")


def write_pages(docs: Path) -> None:
    shutil.rmtree(docs)
    english = docs / "en"
    english.mkdir(parents=True)
    for name in PLAIN:
        (english / f"{name}.md").write_text(f"# {name}\n", "utf-8")
    inline = "".join(INLINE.format(id=f"case-{number}") for number in range(len(PAYLOADS)))
    (english / "about.md").write_text(f"# About\n{inline}{BLOCKS}", "utf-8")


@pytest.fixture(scope="module", params=["mkdocs", "zensical"])
def hostile_site(request: pytest.FixtureRequest, hostile_project: Path, run: Callable[..., Ran]) -> Path:
    """The hostile project, built with its own package without a checker."""
    site = f"site-{request.param}"
    done = run(hostile_project, "casebook", "build", "--languages", "en", "--builder", request.param, "--site", site)
    assert done.code == 0, done.said[-4000:]
    return hostile_project / site


def test_nothing_runs_while_the_site_is_built(hostile_project: Path, hostile_site: Path) -> None:
    left = [name for _, _, names in os.walk(hostile_project) for name in names if name == "RAN-AT-BUILD"]
    assert not left and not (Path.cwd() / "RAN-AT-BUILD").exists()


def test_no_template_text_is_evaluated_and_no_file_is_included(hostile_site: Path) -> None:
    for path in pages_of(hostile_site):
        text = path.read_text("utf-8")
        assert "1337" not in text and "TOP-SECRET-42" not in text, path.name


def test_no_page_of_the_built_site_holds_anything_alive(hostile_site: Path) -> None:
    for path in (*pages_of(hostile_site), *hostile_site.rglob("files/*-brief.html")):
        page = parsed(path)
        for script in filter(lambda script: not is_data(script), page.xpath("//script")):
            assert not (script.text or "").strip() and SCRIPT_OF_OURS.fullmatch(script.get("src")), path.name
        for ours in page.xpath("//head|//body/script"):
            ours.drop_tree()
        check_dead(page, path.name)


def test_no_single_file_to_send_on_holds_anything_alive(hostile_site: Path) -> None:
    files = [path for path in (hostile_site / "files").glob("*.html") if not path.stem.endswith("-brief")]
    assert len(files) >= len(PAYLOADS), "of every case, and of themes and comparisons"
    for path in files:
        page = parsed(path)
        page.find("head").drop_tree()
        check_dead(page, path.name)


def test_in_a_real_browser_the_built_site_runs_and_asks_for_nothing(
        hostile_site: Path, open_page: Callable[..., Page]) -> None:
    addresses = ["index.html", "about.html", "explore.html?country=GH", "explore.html?q=alert", "obstacles.html",
                 "compare.html?ids=case-0,case-17,place-23", "start.html?barrier=procurement", "advice.html",
                 "compare.html?ids=<img src=x onerror=alert(1)>,case-1",
                 *(f"cases/case-{number}.html" for number in range(0, len(PAYLOADS), 4)),
                 *(f"places/place-{number}.html" for number in (0, 17, 23, 31)), "mechanisms/procurement.html"]
    for address in addresses:
        page = open_page(f"{hostile_site.as_uri()}/{address}")
        if address.startswith("compare.html?ids=case"):
            page.wait_for_selector("#compare .cmp td")
        if "explore.html?" in address:
            page.wait_for_selector('#explore ol.cases[aria-busy="false"]', state="attached")
            assert page.locator("ol.cases > li").count() > 0
        page.mouse.move(200, 300)
        assert page.locator(f"main {SCRIPT}, main iframe, main img, main style").count() == 0, address
