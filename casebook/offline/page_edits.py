"""A page of the site as it stands in a copy: its links to what the copy leaves out, what only the web needs. Pure text.

Reads HTML as our own frame and templates write it (attributes in double quotes), as links.py does.
"""

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, unquote

from casebook.case_files import brief_of, whole_page

_LINK = re.compile(r'<a\s([^<>]*?)href="([^"]*)"([^<>]*)>(.*?)</a>', re.DOTALL)
_OUTSIDE = ("https://", "http://", "mailto:", "data:", "#")
_FOR_MACHINES = re.compile(
    r'<link rel="alternate"[^>]*>\n*|<script type="application/ld\+json">.*?</script>\n*', re.DOTALL)
"""What search engines and readers of feeds look for."""

_WEB_ALONE = re.compile("<!--web-->.*?<!--/web-->", re.DOTALL)
"""What makes sense only where there is the web: the page as one file, its data."""

_SWITCH = re.compile(r'<a href="[^"]*" lang="(\w+)" hreflang="\1">[^<]*</a>')
_EDITION = re.compile(r'(<footer class="foot">.*?<p class="note">)(.*?)(</p>)', re.DOTALL)
_BRIEF = re.compile(r"(.*)files/([\w-]+)-brief\.html")
_EMPTY_ENTRY = re.compile(r'<li>\s*<span class="gone">[^<]*</span>\s*</li>\n*'
                          r'|<span class="gone">[^<]*</span> · | · <span class="gone">[^<]*</span>')
"""What is left of a menu or a line of links whose target is not in the copy, nor known on the web."""

CITATIONS = {".bib": "application/x-bibtex", ".csl.json": "application/vnd.citationstyles.csl+json"}
"""The small files of a citation, which a copy holds within the page: one file less for each."""


@dataclass(frozen=True)
class Setting:
    """What all pages of a copy share.

    `kept` are the files of the copy; `texts` the small files that links may hold within; `address` is the site's on the
    web, with a slash at its end, or empty; `on_the_web` and `changes` are words of the page's language.
    """

    kept: frozenset[str]
    texts: Mapping[str, str]
    languages: frozenset[str]
    address: str
    edition: str
    on_the_web: str
    changes: str
    folder: str = ""


def copied_page(html: str, name: str, setting: Setting) -> str:
    """The page at the path `name` of the site as it stands in a copy."""
    plain = _FOR_MACHINES.sub("", html if setting.address else _WEB_ALONE.sub("", html))
    plain = _SWITCH.sub(lambda found: found[0] if found[1] in setting.languages else "", plain)
    linked = _LINK.sub(lambda link: _link(link, name, setting), plain)
    return with_changes(_EMPTY_ENTRY.sub("", linked), setting)


def with_brief(light: str, brief: str, id: str) -> str:
    """The page of a case with its brief in it again: on disk weight is no matter, and a page of its own costs more."""
    return whole_page(light, brief, id)


def with_changes(html: str, setting: Setting) -> str:
    """The page with a link to what changed on the web since this edition, beside its date; none without an address."""
    if not setting.address:
        return html
    href = f"{setting.address}{setting.folder}changes.html?since={setting.edition}"
    link = f' · <a href="{escape(href)}">{escape(setting.changes)}</a>'
    return _EDITION.sub(lambda foot: f"{foot[1]}{foot[2]}{link}{foot[3]}", html, count=1)


def _link(link: re.Match[str], name: str, setting: Setting) -> str:
    before, href, after, words = link.groups()
    if href.startswith(_OUTSIDE):
        return link[0]
    path, query, fragment = _parts(unescape(href))
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
    if target in setting.texts:
        return f'<a {before}href="{_data(target, setting.texts[target])}"{_named(after, target)}>{words}</a>'
    if brief := _BRIEF.fullmatch(target):
        return f'<a {before}href="{_to_brief(brief, name, fragment)}"{after}>{words}</a>'
    return link[0] if target in setting.kept else _gone(link, f"{target}{query}{fragment}", setting)


def _parts(href: str) -> tuple[str, str, str]:
    """Path, query with its mark, fragment with its mark."""
    rest, hash, fragment = href.partition("#")
    path, mark, query = rest.partition("?")
    return path, mark + query, hash + fragment


def _data(target: str, text: str) -> str:
    kind = next(kind for ending, kind in CITATIONS.items() if target.endswith(ending))
    small = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) if target.endswith("json") else text
    return f"data:{kind};charset=utf-8,{escape(small.translate(_IN_ADDRESS))}"


_IN_ADDRESS = {ord(sign): quote(sign) for sign in "%#\"<>\n\r\t"}
"""What an address must not hold as it is; words left as they are zip with those of the page."""


def _named(after: str, target: str) -> str:
    return re.sub(r"\sdownload\b(?!=)", f' download="{posixpath.basename(target)}"', after)


def _to_brief(brief: re.Match[str], name: str, fragment: str) -> str:
    case = f"{brief[1]}cases/{brief[2]}.html"
    there = "" if case == name else posixpath.relpath(case, posixpath.dirname(name) or ".")
    return f"{there}{fragment or '#brief'}"


def _gone(link: re.Match[str], target: str, setting: Setting) -> str:
    """A link to what the copy leaves out: to the web and saying so, or plain words where no address is known."""
    before, _, after, words = link.groups()
    if not setting.address:
        return f'<span class="gone">{words}</span>'
    kept = re.sub(r"\sdownload\b(?:=\"[^\"]*\")?", "", after)
    href = escape(setting.address + target)
    return f'<a {before}href="{href}"{kept}>{words}</a> <span class="note">({escape(setting.on_the_web)})</span>'


def without_site_name(html: str, library: str) -> str:
    """A page whose title does not end with the name of the library, which every hit of a search would repeat."""
    return html.replace(f" · {library}</title>", "</title>", 1)


def is_brief(name: str) -> bool:
    """Whether a file of the site is the page of a brief."""
    return bool(_BRIEF.fullmatch(name))


def brief_at(name: str) -> str:
    """Where the brief of the case page at this path lies."""
    folder, _, case = name.rpartition("cases/")
    return folder + brief_of(posixpath.splitext(case)[0])


Edit = Callable[[str, str], str]
"""From the text of a page and its path to the text it shall have."""
