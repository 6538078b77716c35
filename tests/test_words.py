"""Every word a reader sees stands in the message catalogues, and every message is said in French."""

import ast
import html
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from jinja2 import nodes

from casebook.views.view import load_templates
from casebook.words import INTERFACE_LANGUAGES, Words

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "casebook"
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))
THEME = sorted((PACKAGE / "theme").rglob("*.html"))
SCRIPTS = sorted(path for folder in ("assets", "theme") for path in (PACKAGE / folder).rglob("*.js"))
SPEAKING = sorted((PACKAGE / "views").glob("*.py")) + sorted((PACKAGE / "cli").glob("*.py")) + [
    *(PACKAGE / "review" / f"{name}.py" for name in ("card", "checklist", "naming", "showing", "command")),
    PACKAGE / "words.py", PACKAGE / "pages.py", PACKAGE / "building.py",
    PACKAGE / "search" / "words.py", PACKAGE / "search" / "command.py", PACKAGE / "problems.py"]
"""The modules whose texts people read."""

HEARD = r"""\s(?:aria-label|aria-description|title|placeholder|alt|label|summary|data-[\w-]+)\s*=\s*"([^"]*)\""""
"""Attributes whose value is read or heard by people, or handed to a script that shows it."""

NO_WORDS = {"open unknown"}
"""Texts with a blank that are no words: names of classes."""

FILLED = re.compile(r"%\(\w+\)[sd]|\{[^{}]*\}")


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = load_script("messages")


# In templates ----------------------------------------------------------------------------------------------------

def without_jinja(text: str) -> str:
    """A template without comments, and with nothing where an expression or a statement stands."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", text, flags=re.S),
                  flags=re.S)


def letters_in(text: str) -> str:
    return "".join(sign for sign in html.unescape(text) if sign.isalpha())


SAME_IN_ALL = {"SHA-256", "CC BY 4.0", "creativecommons.org/licenses/by/4.0", "START HERE"}
"""Names that no language changes; the last is that of a file."""


def bare_words(template: str) -> list[str]:
    """What stands in a template in so many words: text between tags, and attributes that people hear."""
    plain = without_jinja(template)
    heard = [value for value in re.findall(HEARD, plain) if letters_in(value)]
    text = re.sub(r"<!--.*?-->|<code.*?</code>|<style.*?</style>|<script.*?</script>|<[^>]*>", "\n", plain, flags=re.S)
    lines = (line.strip(" ·\t") for line in text.splitlines() if letters_in(line))
    return heard + [line for line in lines if line not in SAME_IN_ALL]


@pytest.mark.parametrize("path", TEMPLATES + THEME, ids=lambda path: path.name)
def test_no_word_stands_in_a_template_outside_the_catalogues(path: Path) -> None:
    assert bare_words(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_word_stands_in_an_expression_of_a_template_outside_the_catalogues(path: Path) -> None:
    tree = load_templates("en").parse(path.read_text("utf-8"))
    said = {id(argument) for call in tree.find_all(nodes.Call) if called_in_template(call) in ("_", "ngettext")
            for argument in call.args}
    loose = [constant.value for constant in tree.find_all(nodes.Const) if id(constant) not in said
             and isinstance(constant.value, str) and looks_like_words(constant.value)]
    assert loose == []


def test_values_within_a_message_of_a_template_are_escaped() -> None:
    said = load_templates("fr").from_string('{{ _("%(library)s contributors", library=name) }} {{ _("Sources") }} 5 %')
    assert said.render(name="<b>") == "Contributeurs de &lt;b&gt; Sources 5 %"


def called_in_template(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else ""


def test_the_search_for_bare_words_finds_them() -> None:
    assert bare_words('{# note #}<p class="a">{{ _("Yes") }} {% if x %}cases{% endif %}</p>') == ["cases"]
    assert bare_words('<a aria-label="Close {{ x }}" href="here">×2</a>') == ["Close "]
    assert bare_words('<p>{% trans %}all is said{% endtrans %} — 12 &nbsp;</p>') == []
    assert looks_like_words("two words") and looks_like_words("Word") and not looks_like_words("class-name")


def looks_like_words(text: str) -> bool:
    """Whether a text of the code is one that people read: words with a blank between, or one with a capital."""
    plain = FILLED.sub("", re.sub(r"<[^>]*>", "", text)).strip()
    return text not in NO_WORDS and bool(re.search(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}|^[A-Z][a-zà-ü]+\b", plain))


# In Python -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.stem)
def test_no_word_stands_in_python_outside_the_catalogues(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    silent = {id(constant) for node in ast.walk(tree) for part in unread_parts(node) for constant in ast.walk(part)}
    loose = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
             and id(node) not in silent and has_words(node.value)]
    assert loose == []


def has_words(text: str) -> bool:
    """At least two words."""
    plain = FILLED.sub("", re.sub(r"<[^>]*>", "", text))
    return bool(re.search(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}", plain))


def unread_parts(node: ast.AST) -> Iterator[ast.AST]:
    """What is said through the catalogues, or to developers alone: docstrings, exceptions, help of the commands."""
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if is_docstring or isinstance(node, ast.Raise | ast.Assert):
        yield node
    elif isinstance(node, ast.Call) and messages.called_name(node) in messages.SAYING:
        yield from (argument for argument in node.args if isinstance(argument, ast.Constant))
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in FOR_DEVELOPERS:
        yield node


FOR_DEVELOPERS = ("typer.Option", "typer.Argument", "typer.Typer", "super().__init__")


def test_the_french_words_of_the_frame_are_french() -> None:
    from casebook.views.frame import frame_words

    english, french = (flat(frame_words(Words(language), edition="")) for language in ("en", "fr"))
    same = {text for text in english if text in french} - SAME_IN_FRENCH
    assert same == set()


SAME_IN_FRENCH = {"", "ltr", "Matrices", "Obstacles"}


def flat(value: Any) -> list[str]:
    """Every text of a frame but addresses."""
    if isinstance(value, dict):
        return [text for key, child in value.items() if key not in ("path", "language") for text in flat(child)]
    return [text for child in value for text in flat(child)] if isinstance(value, list) else [value]


# In scripts ------------------------------------------------------------------------------------------------------

SHOWN = re.compile(r"""\b(?:textContent|innerText|placeholder|title|ariaLabel|alt)\s*=\s*(["'`])([^"'`]*)\1
                   |setAttribute\(\s*["'](?:aria-label|title|placeholder|alt)["']\s*,\s*(["'`])([^"'`]*)\3
                   |\b(?:alert|confirm|prompt|createTextNode)\(\s*(["'`])([^"'`]*)\5""", re.X)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_word_stands_in_a_script(path: Path) -> None:
    shown = ["".join(found[1::2]) for found in SHOWN.findall(path.read_text("utf-8"))]
    assert [text for text in shown if letters_in(re.sub(r"\$\{[^}]*\}", "", text))] == []


# Catalogues ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("language", [language for language in INTERFACE_LANGUAGES if language != "en"])
def test_every_message_is_translated_and_fills_in_the_same_places(language: str) -> None:
    faults = messages.faults_of(language)
    assert not faults, f"{len(faults)} faults; python scripts/messages.py --check\n" + "\n".join(faults[:20])


def test_the_messages_are_found_in_python_templates_and_rules() -> None:
    found = {message.id for message in messages.collect_messages()}
    assert {"Skip to content", "Read these first", ("%(num)s source", "%(num)s sources"), "warning",
            "Checking the case studies"} <= found
    assert all(rule.message in found and rule.remedy in found for rule in messages.RULE_BOOK)


def test_messages_inside_f_strings_are_found() -> None:
    code = "f\"({translate('warning')})\"\nsay('a' 'b')\nview.count('one', 'many', n)\nitems.count('x')\nsay(name)"
    assert list(messages.python_messages(code)) == ["warning", "ab", ("one", "many")]


def test_new_messages_are_added_and_translations_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "FOLDER", tmp_path)
    path = messages.update_translation("fr")
    path.write_text(path.read_text("utf-8").replace('msgid "Skip to content"\nmsgstr ""',
                                                    'msgid "Skip to content"\nmsgstr "Aller au contenu"'), "utf-8")
    before = path.read_bytes()
    messages.update_translation("fr")
    assert path.read_bytes() == before
    assert messages.load_translation("fr").get("Skip to content").string == "Aller au contenu"
    assert not any("Skip to content" in fault for fault in messages.faults_of("fr"))


def test_a_translation_that_fills_in_other_places_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "FOLDER", tmp_path)
    catalog = messages.load_translation("fr")
    wanted = Catalog()
    for id, text in (("Open %(file)s", "Ouvrir %(fichier)s"), ("Search", ""), ("Found {found}", "Trouvé {found}")):
        catalog.add(id, text)
        wanted.add(id)
    path = messages.po_file("fr")
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        messages.write_po(file, catalog)
    monkeypatch.setattr(messages, "collect_messages", lambda: wanted)
    assert messages.faults_of("fr") == ["other placeholders: 'Open %(file)s': ['Ouvrir %(fichier)s']",
                                        "not translated: 'Search'"]


def test_the_first_of_a_month_is_said_as_the_language_says_it() -> None:
    assert [Words(language).day("2024-03-01") for language in ("en", "fr")] == ["1 March 2024", "1er mars 2024"]
    assert [Words("fr").day(day) for day in ("2024-03-21", "2024-03")] == ["21 mars 2024", "mars 2024"]
