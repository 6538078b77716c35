"""A new library in a folder of its own: settings, vocabulary, one place, one example, first pages, a test.

Its files come from starter/, with the program. `NAME.in` becomes `NAME`, `dot-NAME` becomes `.NAME`, of texts in
several languages that of the first language is taken, and what stands between two @ is filled in. Whatever comes with
the program later (pages, frame, rules) is not among them, so that a newer program changes nothing that people wrote.
The program itself lies in engine/. What GitHub reads is there only if the library lies on GitHub.
"""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from casebook.engine import engine_files, program_version
from casebook.formatting import formatted
from casebook.generating import generated_files
from casebook.loading import CASES_FOLDER, load_without_cases
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
_IN_A_LANGUAGE = re.compile(r"(.*)\.(\w\w)(\.md)")
_ON_GITHUB = "README.github.md"
"""A part of the README."""


@dataclass(frozen=True)
class Wish:
    """What `casebook init` was asked for. The first language is that of the README and of a bare build."""

    name: str
    languages: tuple[str, ...]
    repository: str = ""

    @property
    def is_on_github(self) -> bool:
        return self.repository.startswith(GITHUB)


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
        _write(new, generated_files(load_without_cases(new / CASES_FOLDER, today), with_github=wish.is_on_github,
                                    languages=wish.languages))
        _write(new, engine_files())
        if not folder.exists():
            new.rename(folder)
            return
        for path in new.iterdir():
            shutil.move(path, folder / path.name)


def starting_files(wish: Wish, today: date) -> dict[str, str]:
    """The text of each file of a new library that people may change, by its path."""
    held = dict(_in_language(_templates(), wish.languages[0]))
    values = _values(wish, today)
    part = _filled(held.pop(_ON_GITHUB), values) if wish.is_on_github else ""
    files = {path: _filled(text, {**values, "on github": part}) for path, text in held.items()
             if path != _ON_GITHUB and (wish.is_on_github or not path.startswith(".github/"))}
    texts = {language: files.pop(f"{CASES_FOLDER}/{EXAMPLE}{ending}.yml")
             for language, ending in (("en", ""), ("fr", ".fr"))}
    files |= {**_example(texts, wish.languages), **_own_pages(wish.languages)}
    return {path: _tidy(path, text) if path.startswith(CASES_FOLDER) else text for path, text in files.items()}


def _templates() -> Iterator[tuple[str, str]]:
    for file in sorted(FOLDER.rglob("*.in")):
        path = file.relative_to(FOLDER).with_suffix("").as_posix()
        yield re.sub(r"(^|/)dot-", r"\1.", path), file.read_text("utf-8")


def _in_language(texts: Iterable[tuple[str, str]], language: str) -> Iterator[tuple[str, str]]:
    """`README.fr.md` as `README.md` if that is the language; what is in no language as it is."""
    for path, text in texts:
        found = _IN_A_LANGUAGE.fullmatch(path)
        if not found:
            yield path, text
        elif found[2] == language:
            yield found[1] + found[3], text


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _BLANK.sub(lambda found: values[found[1]], text)


def _values(wish: Wish, today: date) -> Mapping[str, str]:
    """What is filled in, by its name in the files."""
    return {
        "name": wish.name, "network": slug(wish.name) or "network", "description": _description(wish.languages[0]),
        "languages": '", "'.join(wish.languages), "first language": wish.languages[0],
        "repository": wish.repository.rstrip("/"), "version": program_version(), "month": f"{today:%Y-%m}",
        "example": EXAMPLE, "digest": _digest(),
    }


def _example(texts: Mapping[str, str], languages: tuple[str, ...]) -> dict[str, str]:
    """The example in the languages of the library: in English, with its translation, or in French alone."""
    file, translation = f"{CASES_FOLDER}/{EXAMPLE}.yml", f"{CASES_FOLDER}/{EXAMPLE}.fr.yml"
    if "en" not in languages:
        return {file: _in_french(texts["en"], texts["fr"])}
    return {file: texts["en"], **({translation: _translation_in(texts["fr"])} if "fr" in languages else {})}


def _translation_in(text: str) -> str:
    """The French texts without the sources at their end, whose titles a translation leaves as they are."""
    return text.partition("sources:\n")[0]


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
    return digest_of_texts(original, translation.keys() - {"sources"})


def _read(text: str) -> dict[str, Any]:
    return dict(parse_document(text.encode(), f"{EXAMPLE}.yml")[0].data)


def _tidy(path: str, text: str) -> str:
    """As `casebook format` would write it."""
    return formatted(parse_document(text.encode(), path)[0])


def _write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
