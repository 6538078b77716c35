"""The card as one HTML file: its styles inside, no script, nothing that is asked for elsewhere."""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import takewhile

from markupsafe import Markup

from casebook.catalog import Case
from casebook.one_file import needed_css
from casebook.review.blocks import SIGNS, Block, Heading
from casebook.values import is_web_address
from casebook.views.cases import render_case
from casebook.views.view import Site, View
from casebook.words import INTERFACE_LANGUAGES, Words

_LEFT_OUT = re.compile(r"<!--(?:brief|use|site)-->.*?<!--/(?:brief|use|site)-->|<!--.*?-->|<script.*?</script>"
                       r'|<nav class="crumbs".*?</nav>|<div class="bar acts">.*?</div>|<aside class="side.*?</aside>',
                       re.DOTALL)
_TAG = re.compile(r"<[a-z][^<>]*>")
_NAMED = re.compile(r'(\s(?:id|for|aria-labelledby|aria-describedby)=")([^"]+)"')
_WITHIN = re.compile(r'(\shref="#)([^"]+)"')
_ELSEWHERE = re.compile(r'<a\s[^<>]*?href="(?!#|https?://)[^"]*"[^<>]*>(.*?)</a>', re.DOTALL)


def case_page(view: View, case: Case) -> str:
    """The page of a case in its own language, cut to what stands on its own; its ids begin with that of the case."""
    language = case.study.language if case.study.language in INTERFACE_LANGUAGES else view.words.language
    own = View(Site(view.catalog, Words(language), view.site.name), f"cases/{case.id}.html")
    html = _ELSEWHERE.sub(r"<span>\1</span>", _LEFT_OUT.sub("", str(render_case(own, case.id))))
    marked = _TAG.sub(lambda tag: _prefixed(tag[0], f"{case.id}-"), html)
    return f'<div lang="{language}" class="shown">{marked}</div>'


def _prefixed(tag: str, prefix: str) -> str:
    return _WITHIN.sub(rf'\1{prefix}\2"', _NAMED.sub(rf'\1{prefix}\2"', tag))


def whole_page(view: View, blocks: list[Block]) -> str:
    """The whole file."""
    body = view.render("review.html", head=list(_head(blocks)), parts=_parts(blocks), signs=SIGNS,
                       is_address=is_web_address)
    return str(view.render("review_file.html", body=body, styles=Markup(needed_css(_styles(), body)))) + "\n"


def _head(blocks: list[Block]) -> Iterator[Block]:
    """What stands before the first heading of a part."""
    return takewhile(lambda block: not _is_part(block), blocks)


def _parts(blocks: list[Block]) -> list[tuple[Heading, list[Block]]]:
    """Each heading of the second level with what stands below it."""
    found: list[tuple[Heading, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            found.append((block, []))
        elif found:
            found[-1][1].append(block)
    return found


def _is_part(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 2


@lru_cache(maxsize=1)
def _styles() -> str:
    package = files("casebook")
    of_pages = package / "theme" / "assets" / "casebook" / "casebook.css"
    return of_pages.read_text("utf-8") + (package / "review" / "card.css").read_text("utf-8")
