"""Any page of the built site as one file to send on."""

import re
from pathlib import Path

from casebook.case_files import size_in_words
from casebook.one_file import make_one_file
from casebook.words import Words

FOLDER = "files"
KINDS = ("themes", "comparisons")
"""The folders of pages that are offered as one file too, beside the cases."""

_END = "</main>"
_MARKS = re.compile(r"<!--web-->.*?<!--/web-->", re.DOTALL)


def page_in_one_file(html: str, css: str, *, library: str, path: str, address: str) -> str:
    """A page as one file; `address` is its own on the web, or empty."""
    return make_one_file(_MARKS.sub("", html), css, address=address, where=f"{library}, {path.removesuffix('.html')}")


def write_single_files(folder: Path, css: str, words: Words, library: str, address: str) -> int:
    """Write every theme and comparison of one language as one file, and say so on its page; return how many."""
    pages = [page for kind in KINDS for page in sorted((folder / kind).glob("*.html"))]
    (folder / FOLDER).mkdir(exist_ok=True)
    for page in pages:
        path, html = page.relative_to(folder).as_posix(), page.read_text("utf-8")
        one = page_in_one_file(html, css, library=library, path=path, address=address and address + path)
        name = single_name(path)
        (folder / FOLDER / name).write_text(one, "utf-8", newline="\n")
        page.write_text(_offered(html, name, len(one.encode()), words), "utf-8", newline="\n")
    return len(pages)


def single_name(path: str) -> str:
    """The name of the file: `themes/mobility.html` becomes `themes-mobility.html`, so that it says what it is."""
    return path.replace("/", "-")


def _offered(html: str, name: str, size: int, words: Words) -> str:
    offer = (f'<!--web--><p class="note gap-l"><a href="../{FOLDER}/{name}" download>'
             f'{words.say("One file to send on")}</a>{size_in_words(words, size)}</p><!--/web-->\n')
    before, end, after = html.rpartition(_END)
    inside, div, rest = before.rpartition("</div>")
    return f"{inside}{offer}{div}{rest}{end}{after}"
