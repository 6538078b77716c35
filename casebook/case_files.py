"""The files that go with each case page: the page as one file to send on, and how to cite it in two formats."""

import re
from dataclasses import dataclass
from pathlib import Path

from casebook import citing
from casebook.catalog import Case, Catalog
from casebook.one_file import make_one_file
from casebook.words import Words

FOLDER = "files"
"""Below the root of each language. What lies there is no page of the site: it has no menu and nothing leads from it."""

_SIZE = re.compile("<!--size of this page as one file-->")


@dataclass(frozen=True)
class Setting:
    """What all files of one language share: `address` is that of the language's folder on the web, or empty."""

    catalog: Catalog
    words: Words
    css: str
    library: str
    edition: str
    address: str


def write_case_files(setting: Setting, site: Path) -> int:
    """Write the files of every case whose page lies below `site`, and say their size on the page; return how many."""
    (site / FOLDER).mkdir(exist_ok=True)
    found = [case for case in setting.catalog.cases.values() if (site / f"cases/{case.id}.html").is_file()]
    for case in found:
        _write_page(setting, case, site)
        _write_citations(setting, case, site)
    return len(found)


def _write_page(setting: Setting, case: Case, site: Path) -> None:
    page = site / f"cases/{case.id}.html"
    html = page.read_text("utf-8")
    address = setting.address and f"{setting.address}cases/{case.id}.html"
    one = make_one_file(html, setting.css, address=address,
                        where=citing.place_of(case.id, setting.words, setting.library))
    (site / FOLDER / f"{case.id}.html").write_text(one, "utf-8", newline="\n")
    page.write_text(_SIZE.sub(size_in_words(setting.words, len(one.encode())), html), "utf-8", newline="\n")


def size_in_words(words: Words, size: int) -> str:
    """` (46 KB)`, rounded up to whole kilobytes."""
    return words.say(" (%(num)s\u00a0KB)") % {"num": words.number(-(-size // 1000))}


def _write_citations(setting: Setting, case: Case, site: Path) -> None:
    address = setting.address and f"{setting.address}cases/{case.id}.html"
    reference = citing.reference_of(case, setting.words, library=setting.library,
                                    edition=setting.edition, address=address)
    for ending, text in ((".bib", citing.as_bibtex(reference)), (".csl.json", citing.as_csl(reference))):
        (site / FOLDER / f"{case.id}{ending}").write_text(text, "utf-8", newline="\n")
