"""The browser's full-text index: lean pages in, a Pagefind bundle out. Knows nothing of the site's own pages.

Pagefind only turns words into cases here: filters and counts come from the facet table. So each page holds the words of
one case and nothing else, and a small script beside the index says which of its records is which case.
"""

import gzip
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path, PurePosixPath

from casebook.search.documents import SearchDocument
from casebook.vocabulary import fold_words

CASES_SCRIPT = "cases.js"
"""The file of the bundle that gives the case of each record, as a call of `casebookCases`."""

_COMMAND = (sys.executable, "-m", "pagefind", "--keep-index-url", "--quiet")
_MAGIC = b"pagefind_dcd"
_ELIDED = re.compile(r"\b([cdjlmnst]|(?:jus|lors|puis)?qu)(['’])(?=[^\W\d_])", re.IGNORECASE)
_UNUSED = ("pagefind-component-ui.*", "pagefind-highlight.*", "pagefind-modular-ui.*", "pagefind-ui.*",
           "wasm.unknown.pagefind")


class IndexFailed(Exception):
    """Pagefind did not make an index, or not one that this code knows."""


def write_lean_pages(documents: Iterable[SearchDocument], folder: Path, language: str = "en") -> int:
    """Write one page for each case into `cases/` of a folder for Pagefind to read; return how many."""
    cases = folder / "cases"
    shutil.rmtree(cases, ignore_errors=True)
    cases.mkdir(parents=True)
    pages = {document.id: lean_page(document, language) for document in documents}
    for id, page in pages.items():
        (cases / f"{id}.html").write_text(page, "utf-8", newline="\n")
    return len(pages)


def lean_page(document: SearchDocument, language: str = "en") -> str:
    """The words of a case as the smallest page that Pagefind can read; headings hold no words, only their anchor."""
    return "".join((
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">',
        f"<title>{escape(document.title)}</title>",
        f'<meta data-pagefind-meta="names[content]" content="{escape(_names(document))}"></head>',
        f"<body data-pagefind-body><h1>{escape(apart(document.title))}</h1>",
        f'<p data-pagefind-weight="2">{escape(apart(document.summary))}</p>',
        *(f'<h2 id="{escape(section.anchor)}"></h2>{_paragraphs(section.text)}' for section in document.sections),
        "</body></html>\n",
    ))


def _names(document: SearchDocument) -> str:
    """The names as written and, where that differs, folded as queries are (Arabic article and letter forms)."""
    folded = (" ".join(fold_words(name)) for name in document.names)
    return " · ".join(dict.fromkeys((*document.names, *folded)))


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(apart(line))}</p>" for line in text.split("\n"))


def apart(text: str) -> str:
    """French articles apart from their words, since Pagefind takes *l'eau* for one word; twin: query.js."""
    return _ELIDED.sub(r"\1\2 ", text)


def build_index(lean: Path, out: Path, language: str = "en") -> None:
    """Make the bundle of a folder of lean pages in `out`, which is replaced; IndexFailed with Pagefind's own words.

    The stemmer of the language serves all texts, those that are not translated too.
    """
    shutil.rmtree(out, ignore_errors=True)
    asked = ("--force-language", language, "--site", str(lean.resolve()), "--output-path", str(out.resolve()))
    ran = subprocess.run((*_COMMAND, *asked), capture_output=True, text=True, encoding="utf-8", errors="replace")
    if ran.returncode or not (out / "pagefind-entry.json").is_file():
        raise IndexFailed((ran.stderr or ran.stdout).strip() or f"pagefind ended with {ran.returncode}")
    for pattern in _UNUSED:
        for path in out.glob(pattern):
            path.unlink()
    write_cases(out)


def write_cases(bundle: Path) -> None:
    """Write the script that gives the case of each record, because Pagefind's hits name only the record."""
    cases = json.dumps(dict(sorted(_cases_of(bundle))), separators=(",", ":"))
    (bundle / CASES_SCRIPT).write_text(f"casebookCases({cases});\n", "utf-8")


def _cases_of(bundle: Path) -> Iterator[tuple[str, str]]:
    for path in (bundle / "fragment").glob("*.pf_fragment"):
        raw = gzip.decompress(path.read_bytes())
        if not raw.startswith(_MAGIC):
            raise IndexFailed(f"{path.name} is not a fragment as Pagefind 1.5 writes it")
        yield path.stem, PurePosixPath(json.loads(raw.removeprefix(_MAGIC))["url"]).stem
