"""What the frame of every page repeats, told once by a script: a tenth of the weight of a copy. Pure.

The main menu, the search field and the links of a page stay as they are; without scripts, *More* leads to the page that
the copy begins with, which lists all pages.
"""

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

FRAME, LOADER = "assets/casebook/frame.js", "assets/casebook/tray.js"
_PARTS = {
    "more": re.compile(r'<li><details class="more"><summary>(.*?)</summary>.*?</details></li>', re.DOTALL),
    "foot": re.compile(r'(?<=</p>)\s*<ul>.*?</ul>\s*(?=<p class="note">)', re.DOTALL),
    "tray": re.compile(r'<p class="sr" id="tray-said".*?</aside>\n*', re.DOTALL),
}
_FOOT = '<footer class="foot">'
_ADDRESS = re.compile(r'\b(href|data-compare)="(?!https?:)')
_ITEM = re.compile(r'<li><a href="([^"]*)"[^>]*>([^<]*)</a></li>')
_BLANK = re.compile(r"\n\s*")
_MENUS = """{const menus=%s,menu=menus[document.documentElement.lang];
const root=new URL(menu.root,document.currentScript.src);
addEventListener("DOMContentLoaded",()=>{for(const place of document.querySelectorAll("[data-rest]"))
place.outerHTML=menu[place.dataset.rest].replaceAll("{root}",new URL(".",root));
for(const link of document.querySelectorAll(".more a"))
if(link.href===location.href.split(/[?#]/)[0])link.setAttribute("aria-current","page")})}
"""
_TRAY = """{const trays=%s,tray=trays[document.documentElement.lang],from=document.currentScript;
from.insertAdjacentHTML("beforebegin",tray.tray.replaceAll("{root}",new URL(tray.root,from.src)))}
"""


@dataclass(frozen=True)
class Language:
    """A language of a copy: its code, and the folder of its pages with a slash at its end, or empty."""

    code: str
    folder: str


def share_frame(files: Mapping[str, bytes], languages: Mapping[str, Language], start: str) -> dict[str, bytes]:
    """The files of a copy, their pages without the repeated parts; `languages` are those of its pages by their path,
    `start` is the way from the folder of the copy to the page it begins with."""
    parts = {language.code: _parts_of(files, language) for language in set(languages.values())}
    pages = {name: _light(files[name].decode(), f"{start}#pages-{language.code}", name).encode()
             for name, language in languages.items()}
    menus = {code: {name: text for name, text in found.items() if name != "tray"} for code, found in parts.items()}
    trays = {code: {name: found[name] for name in ("root", "tray")} for code, found in parts.items()}
    scripts = {name: (text % _json(data)).encode() + files[name]
               for name, text, data in ((FRAME, _MENUS, menus), (LOADER, _TRAY, trays)) if name in files}
    return {**files, **pages, **scripts}


def pages_of(html: str) -> list[tuple[str, str]]:
    """The pages to which the repeated menus of a page lead, each once: address and name."""
    found = _found_in(html)
    return list(dict.fromkeys(_ITEM.findall(found["more"] + found["foot"])))


def _found_in(html: str) -> dict[str, str]:
    """The repeated parts of a page by name; empty where it has none."""
    head, foot = _split(html)
    found = {name: pattern.search(foot if name == "foot" else head) for name, pattern in _PARTS.items()}
    return {name: part[0] if part else "" for name, part in found.items()}


def _split(html: str) -> tuple[str, str]:
    """What stands before the foot of a page, and its foot."""
    head, mark, foot = html.rpartition(_FOOT)
    return head, mark + foot


def _parts_of(files: Mapping[str, bytes], language: Language) -> dict[str, str]:
    """The repeated parts as they stand on pages in the folder of a language; `{root}` is the way there."""
    homes = (f"{language.folder}{name}" for name in ("explore.html", "index.html"))
    found = _found_in(next(files[name].decode() for name in homes if name in files))
    there = {name: _ADDRESS.sub(r'\1="{root}', _BLANK.sub("", part)) for name, part in found.items()}
    return {**there, "root": f"../../{language.folder}"}


def _light(html: str, start: str, name: str) -> str:
    way = posixpath.relpath(start, posixpath.dirname(name) or ".")
    head, foot = _split(html)
    head = _PARTS["more"].sub(lambda more: f'<li data-rest="more"><a href="{way}">{more[1]}</a></li>', head, count=1)
    return _PARTS["tray"].sub("", head, count=1) + _PARTS["foot"].sub('<ul data-rest="foot"></ul>', foot, count=1)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
