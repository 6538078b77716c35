"""The stubs that must exist on disk for the builders: front matter and one macro call; written only if they change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from casebook.catalog import Catalog
from casebook.vocabulary import TAGGED
from casebook.words import Words

GENERATED = ("cases", "places", *TAGGED)
"""The folders below docs/<language>/ that hold stubs alone."""

TRAY = ("tray.js",)
"""The script of pages from which cases and places are chosen for a comparison."""

_WITHOUT_BRACES = str.maketrans("{}", "()")
"""Both builders render front matter as a template: the checker refuses template braces, and this does once more."""


@dataclass(frozen=True)
class Stub:
    """One page to be: its file below docs/<language>/, its title, and the macro that writes it."""

    path: str
    title: str
    description: str
    call: str
    digest: str
    scripts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Front matter by a YAML writer, never by joining strings, then the call."""
        front = {"title": self.title.translate(_WITHOUT_BRACES),
                 "description": self.description.translate(_WITHOUT_BRACES), "digest": self.digest}
        scripts = {"scripts": list(self.scripts)} if self.scripts else {}
        head = yaml.dump({**front, **scripts}, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False,
                         width=10_000)
        return f"---\n{head}---\n\n{{{{ {self.call} }}}}\n"


def stubs_of(catalog: Catalog, language: str) -> Iterator[Stub]:
    """The stubs of one language; the digest makes the page change whenever what it shows does."""
    words = Words(language)
    for case in catalog.cases.values():
        where = ", ".join(catalog.places[id].name.get(language) for id in case.study.places)
        yield Stub(f"cases/{case.id}.md", f"{case.study.title}, {where}", case.study.summary,
                   f'case_study("{case.id}")', catalog.fingerprint, (*TRAY, "case.js"))
    for id, place in catalog.places.items():
        name = place.name.get(language)
        yield Stub(f"places/{id}.md", name, f"{name}, {words.country(place.country)}", f'place("{id}")',
                   catalog.fingerprint, TRAY)
    for facet in TAGGED:
        for id, term in catalog.vocabulary[facet].items():
            definition = term.definition.get(language) if term.definition else ""
            yield Stub(f"{facet}/{id}.md", term.label.get(language), definition, f'term("{facet}", "{id}")',
                       catalog.fingerprint, TRAY)


def write_stubs(catalog: Catalog, language: str, folder: Path) -> int:
    """Bring the stubs below docs/<language>/ up to date; return how many files changed.

    A file whose bytes are right is not touched, or `mkdocs serve` would build for ever.
    """
    return mend(find_wrong_stubs(catalog, language, folder))


def mend(wrong: Mapping[Path, str | None]) -> int:
    """Give files the text they should have, delete those with None; return how many."""
    for path, text in wrong.items():
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    return len(wrong)


def find_wrong_stubs(catalog: Catalog, language: str, folder: Path) -> dict[Path, str | None]:
    """The stubs that are missing or differ, with the text they should have, and those that should not be, with None."""
    wanted = {folder / stub.path: stub.text for stub in stubs_of(catalog, language)}
    extra = {path: None for name in GENERATED for path in (folder / name).glob("*.md") if path not in wanted}
    return {**extra, **not_held(wanted)}


def not_held(wanted: Mapping[Path, str]) -> dict[Path, str]:
    """Of files with the text they should have, those that are missing or have another."""
    return {path: text for path, text in wanted.items() if not (path.is_file() and path.read_text("utf-8") == text)}


def written_pages(docs: Path) -> list[Path]:
    """The pages in the folders of all languages that are no stubs."""
    return sorted(page for page in docs.rglob("*.md") if page.relative_to(docs).parts[1] not in GENERATED)
