"""A new library in a folder of its own: settings, vocabulary, one place, one example, first pages, a test.

Its files come from starter/, with the program. `NAME.in` becomes `NAME`, `dot-NAME` becomes `.NAME`, and what stands
between two @ is filled in. Whatever comes with the program later (pages, frame, rules) is not among them, so that a
newer program changes nothing that people wrote.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from casebook.catalog import Catalog
from casebook.formatting import formatted
from casebook.generating import generated_files
from casebook.loading import CASES_FOLDER, load_context
from casebook.source import parse_document
from casebook.standard import standard_pages
from casebook.starting import slug
from casebook.translation import digest_of_texts, laid_over

FOLDER = Path(__file__).parent / "starter"
EXAMPLE = "example-town-bins"
OWN_PAGES = ("index.md", "about.md", "contribute.md")
"""Pages that a library will want to write itself; the others come with the program."""

GITHUB = "https://github.com/"
NAME = re.compile(r"[^\W_](?:[^\W_]|[ '’.,&()–:/-]){0,59}")
ADDRESS = re.compile(r"https://[\w.:-]+(?:/[\w.~%/-]*)?", re.A)
_BLANK = re.compile(r"@([a-z ]+)@")


@dataclass(frozen=True)
class Wish:
    """What `casebook init` was asked for. The first language is that of the README and of a bare build."""

    name: str
    languages: tuple[str, ...]
    repository: str = ""


def name_from(folder: Path) -> str:
    """A name for a library from that of its folder."""
    name = re.sub(r"[-_\s]+", " ", folder.name).strip()
    return name[:1].upper() + name[1:]


def begin_library(folder: Path, wish: Wish, today: date) -> None:
    """Write a library into a folder that is new or empty; raises OSError.

    All is written beside it first, so that nothing half-written is left if that fails.
    """
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as held:
        new = Path(held) / "library"
        _write(new, starting_files(wish, today))
        _write(new, generated_files(_empty_catalog(new, today), with_github=wish.repository.startswith(GITHUB)))
        if not folder.exists():
            new.rename(folder)
            return
        for path in new.iterdir():
            shutil.move(path, folder / path.name)


def starting_files(wish: Wish, today: date) -> dict[str, str]:
    """The text of each file of a new library by its path."""
    values = _values(wish, today)
    files = {path: _BLANK.sub(lambda found: values[found[1]], text) for path, text in _templates()}
    readmes = {path: files.pop(path) for path in list(files) if path.startswith("README.")}
    texts = {language: files.pop(f"{CASES_FOLDER}/{EXAMPLE}{ending}.yml")
             for language, ending in (("en", ""), ("fr", ".fr"))}
    files |= {"README.md": readmes[f"README.{wish.languages[0]}.md"], **_example(texts, wish.languages),
              **_own_pages(wish.languages)}
    return {path: _tidy(path, text) if path.endswith(".yml") and "/" in path else text for path, text in files.items()}


def _templates() -> Iterator[tuple[str, str]]:
    for file in sorted(FOLDER.rglob("*.in")):
        path = file.relative_to(FOLDER).with_suffix("").as_posix()
        yield re.sub(r"(^|/)dot-", r"\1.", path), file.read_text("utf-8")


def _values(wish: Wish, today: date) -> Mapping[str, str]:
    """What is filled in, by its name in the files."""
    return {
        "name": wish.name, "network": slug(wish.name) or "network", "description": _description(wish.languages[0]),
        "languages": '", "'.join(wish.languages), "first language": wish.languages[0], "repository": wish.repository,
        "version": _version(), "month": f"{today:%Y-%m}", "example": EXAMPLE, "digest": _digest(),
    }


def _example(texts: Mapping[str, str], languages: tuple[str, ...]) -> dict[str, str]:
    """The example in the languages of the library: in English, with its translation, or in French alone."""
    file, translation = f"{CASES_FOLDER}/{EXAMPLE}.yml", f"{CASES_FOLDER}/{EXAMPLE}.fr.yml"
    if "en" not in languages:
        return {file: _in_french(texts["en"], texts["fr"])}
    return {file: texts["en"], **({translation: texts["fr"]} if "fr" in languages else {})}


def _in_french(original: str, translation: str) -> str:
    """The French texts in the place of the English ones, under the French comment."""
    texts = _read(translation)
    del texts["translates"]
    data = {**laid_over(_read(original), texts), "language": "fr"}
    head = "".join(line for line in translation.splitlines(keepends=True) if line.startswith("#"))
    return head + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)


def _own_pages(languages: tuple[str, ...]) -> dict[str, str]:
    return {f"docs/{language}/{name}": standard_pages(language)[name] for language in languages for name in OWN_PAGES}


def _description(language: str) -> str:
    """What the first page says of itself."""
    _, front, _ = standard_pages(language)["index.md"].split("---\n", 2)
    return str(yaml.safe_load(front)["description"])


def _digest() -> str:
    """That of the texts of the example which its translation translates."""
    held = dict(_templates())
    original, translation = (_read(held[f"{CASES_FOLDER}/{EXAMPLE}{ending}.yml"]) for ending in ("", ".fr"))
    return digest_of_texts(original, translation.keys())


def _read(text: str) -> dict[str, Any]:
    return dict(parse_document(text.encode(), f"{EXAMPLE}.yml")[0].data)


def _tidy(path: str, text: str) -> str:
    """As `casebook format` would write it."""
    return formatted(parse_document(text.encode(), path)[0])


def _empty_catalog(folder: Path, today: date) -> Catalog:
    context, shared = load_context(folder / CASES_FOLDER, (), today)
    return Catalog({}, shared.places, context.vocabulary, "")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def _version() -> str:
    """The version of the program that is installed."""
    try:
        return version("casebook")
    except PackageNotFoundError:
        return "0"
