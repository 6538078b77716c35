"""The messages of the interface: finds them in the code and brings the catalogues of translations up to date.

    python scripts/messages.py            update casebook/locale/*/LC_MESSAGES/casebook.po in place
    python scripts/messages.py fr         the same for one language; its file is made where there is none
    python scripts/messages.py --check    only say what is missing; exit code 1 if anything is

A message is a text given to one of the names in SAYING, in Python or in a template, or the message or remedy of a rule.
Translations are kept; what the code no longer says goes out; nothing is guessed (no fuzzy matches).
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from casebook.validation import RULE_BOOK
from casebook.words import FOLDER, INTERFACE_LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "casebook"
SAYING = {"_": 1, "say": 1, "translate": 1, "step": 1, "Phrase": 1, "many": 2, ".say": 1, ".say_many": 2, ".count": 2}
"""What marks a message in Python, and how many texts it takes (singular and plural). A name with a point is a method.
`step` is what a build says while it works, `Phrase` a value of a problem that is our own wording."""

TEMPLATE_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
TEMPLATE_OPTIONS = {"extensions": "jinja2.ext.do", "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
WIDTH = 120
TRANSLATED = tuple(language for language in INTERFACE_LANGUAGES if language != "en")
"""English is its own catalogue."""

Text = str | tuple[str, str]


# What the code says ----------------------------------------------------------------------------------------------

def collect_messages() -> Catalog:
    """Every message of the package, in the order of its files, each with the files that say it."""
    catalog = Catalog(charset="utf-8")
    for text, place in found_messages():
        catalog.add(text, locations=[(place, 0)])
    return catalog


def found_messages() -> Iterator[tuple[Text, str]]:
    """Each message, or singular and plural, with the file in which it stands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from ((text, _place(path)) for text in python_messages(path.read_text("utf-8")))
    for path in sorted((PACKAGE / "templates").rglob("*.html")):
        yield from ((text, _place(path)) for text in template_messages(path))
    for rule in RULE_BOOK:
        yield rule.message, "casebook/validation/rules.py"
        yield rule.remedy, "casebook/validation/rules.py"


def python_messages(code: str) -> Iterator[Text]:
    """The messages of a module, also those inside f-strings, which Babel's own reader passes over."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        texts = [argument.value for argument in call.args[:SAYING.get(called_name(call), 0)]
                 if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
        if len(texts) == SAYING.get(called_name(call)):
            yield texts[0] if len(texts) == 1 else (texts[0], texts[1])


def called_name(call: ast.Call) -> str:
    """`say` for say(...), `.say` for words.say(...)."""
    if isinstance(call.func, ast.Attribute):
        return f".{call.func.attr}"
    return call.func.id if isinstance(call.func, ast.Name) else ""


def template_messages(path: Path) -> Iterator[Text]:
    """The messages of a template."""
    with path.open("rb") as file:
        for _, text, _, _ in extract(babel_extract, file, TEMPLATE_KEYWORDS, (), TEMPLATE_OPTIONS):
            yield text


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# The catalogues --------------------------------------------------------------------------------------------------

def po_file(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "casebook.po"


def load_translation(language: str) -> Catalog:
    """The translation of a language as it stands; an empty one where there is no file."""
    path = po_file(language)
    if path.is_file():
        with path.open("rb") as file:
            return read_po(file, locale=language)
    return Catalog(language, header_comment="# Casebook: the words of the interface and the messages of the checker.",
                   project="Casebook", version="1", charset="utf-8", fuzzy=False,
                   msgid_bugs_address="", last_translator="", language_team=language,
                   creation_date=datetime(2026, 11, 1, tzinfo=UTC))


def update_translation(language: str) -> Path:
    """Add the new messages to the file of a language and take the old ones out; what is translated stays."""
    catalog = load_translation(language)
    catalog.update(collect_messages(), no_fuzzy_matching=True, update_creation_date=False)
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    return path


def faults_of(language: str) -> list[str]:
    """What is wrong with the translation of a language: one line each; none if it is whole."""
    wanted, held = collect_messages(), load_translation(language)
    faults = [fault for message in wanted if message.id for fault in _faults(message, held.get(message.id))]
    old = [message.id for message in held if message.id and message.id not in wanted]
    return [*faults, *(f"no longer said: {id!r}" for id in old)]


def _faults(message: Message, translated: Message | None) -> Iterator[str]:
    forms = _forms(translated.string) if translated else []
    if not forms or not all(forms):
        yield f"not translated: {message.id!r}"
        return
    if translated and translated.fuzzy:
        yield f"not sure (fuzzy): {message.id!r}"
    one, many = _forms(message.id)[0], _forms(message.id)[-1]
    if placeholders(forms[-1]) != placeholders(many) or not placeholders(forms[0]) <= placeholders(one + many):
        yield f"other placeholders: {message.id!r}: {forms!r}"


def _forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def placeholders(text: str) -> set[str]:
    """The places in a message that are filled in: `%(num)s`, `{found}`."""
    return set(PLACEHOLDER.findall(text))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", default=TRANSLATED, help="such as fr; else all of the interface")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if a translation is not whole")
    options = parser.parse_args()
    if not options.check:
        for language in options.languages:
            print(update_translation(language).relative_to(ROOT))
    faults = [f"{language}: {fault}" for language in options.languages for fault in faults_of(language)]
    print("\n".join(faults) or "All messages are translated.")
    return 1 if faults and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
