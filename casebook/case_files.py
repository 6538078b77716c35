"""The files that go with each case page: the page as one file to send on, how to cite it in two formats, and a page
with the one-page brief and all that is for taking along, which keeps the case page light.

A view writes one page, which a bare build leaves whole; what belongs to which page stands between comments there.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from casebook import citing
from casebook.catalog import Case, Catalog
from casebook.one_file import make_one_file
from casebook.words import Words

FOLDER = "files"
"""Below the root of each language. What lies there belongs to a case page, and no menu or search leads to it."""

_SIZE = re.compile("<!--size of this page as one file-->")
_BRIEF, _USE, _WHOLE = (
    re.compile(f"<!--{part}-->(.*)<!--/{part}-->", re.DOTALL) for part in ("brief", "use", "whole")
)
_MARKS = re.compile("<!--/?whole-->\n*")
_PLACE = {name: f"<!--{name}--><!--/{name}-->" for name in ("brief", "use")}
"""Left where a part stood, so that a copy for disks can put it back."""

_SCRIPT = re.compile(r'<script src="[^"]*/case\.js"></script>\n*')
_LINKED = re.compile(r'<script type="application/ld\+json">.*?</script>\n*', re.DOTALL)
"""What machines read of a case: it belongs to the case page, whose address it names, and to no other."""

_BLANK = re.compile("\n\n+")
_GAP = re.compile(r">\n+(?=</?(?:head|body|meta|link|title|script|header|main|footer|nav|aside|article|section|"
                  r"div|details|form|[ou]l|li|p|h[1-6])\b)")
"""The ends of lines between blocks, which no reader sees and every page pays for."""

_INSIDE = r'(?:[^<]|<(?!/?span)[^>]*>)*'
_LONE = re.compile(r'<(p|li|dd|h[1-6]|small)((?: class="[^"]*")?)><span (lang="[^"]*" dir="[^"]*")>'
                   rf'({_INSIDE}(?:<span class="cites">{_INSIDE}</span>{_INSIDE})*)</span></\1>')
"""Text of another language that fills its element, which can name the language itself."""

_ELSEWHERE = re.compile('href="#(?!main"|use"|cite"|message"|brief")')
"""What the brief leads to that stands on the case page."""


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
    sized = _SIZE.sub(size_in_words(setting.words, len(one.encode())), html)
    (site / brief_of(case.id)).write_text(brief_page(sized, case.id, setting.words), "utf-8", newline="\n")
    page.write_text(light_page(sized, case.id), "utf-8", newline="\n")


def brief_of(id: str) -> str:
    """Where the brief of a case lies."""
    return f"{FOLDER}/{id}-brief.html"


def light_page(html: str, id: str) -> str:
    """The page of a case without what stands on the page of its brief, to which its links lead."""
    brief = f"../{brief_of(id)}"
    kept = _SCRIPT.sub("", _USE.sub(_PLACE["use"], _BRIEF.sub(_PLACE["brief"], html)))
    kept = _GAP.sub(">", _BLANK.sub("\n", _LONE.sub(r"<\1\2 \3>\4</\1>", _MARKS.sub("", kept))))
    return kept.replace('href="#brief"', f'href="{brief}"').replace('href="#use"', f'href="{brief}#use"')


def brief_page(html: str, id: str, words: Words) -> str:
    """The page of the brief: title, lesson, facts and brief of the case, then what is for taking along."""
    html = _LINKED.sub("", html)
    use, case = _USE.search(html), f"../cases/{id}.html"
    found = _WHOLE.sub(lambda _: use[0].replace('href="#main"', f'href="{case}"') if use else "", html)
    found = _BRIEF.sub(lambda part: part[0].replace('href="#main"', f'href="{case}"'), found)
    found = _ELSEWHERE.sub(f'href="{case}#', found.replace(f'{case[2:]}" ', f'/{brief_of(id)}" '))
    title = f"<title>{words.say('On one page')}{words.say(':')} "
    return found.replace("<title>", title, 1).replace('<article class="view"', '<article class="view lone"', 1)


def whole_page(light: str, brief: str, id: str) -> str:
    """The page of a case as its view wrote it, from the two pages that were made of it."""
    there, case = f'href="../{brief_of(id)}', f'href="../cases/{id}.html'
    whole = light.replace(f'{there}#', 'href="#').replace(f'{there}"', 'href="#brief"')
    for name, pattern in (("use", _USE), ("brief", _BRIEF)):
        part = pattern.search(brief)
        found = part[0] if part else ""
        whole = whole.replace(_PLACE[name], found.replace(f'{case}#', 'href="#').replace(f'{case}"', 'href="#main"'))
    script = _SCRIPT.search(brief)
    return whole.replace("</body>", f"{script[0] if script else ''}</body>", 1)


def size_in_words(words: Words, size: int) -> str:
    """` (46 KB)`, rounded up to whole kilobytes."""
    return words.say(" (%(num)s\u00a0KB)") % {"num": words.number(-(-size // 1000))}


def _write_citations(setting: Setting, case: Case, site: Path) -> None:
    address = setting.address and f"{setting.address}cases/{case.id}.html"
    reference = citing.reference_of(case, setting.words, library=setting.library,
                                    edition=setting.edition, address=address)
    for ending, text in ((".bib", citing.as_bibtex(reference)), (".csl.json", citing.as_csl(reference))):
        (site / FOLDER / f"{case.id}{ending}").write_text(text, "utf-8", newline="\n")
