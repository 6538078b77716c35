"""A page of the built site as one HTML file to send on: its styles inside, no script, no other file. Pure text.

Knows only what the frame of every page looks like (theme/main.html), so it serves any page. What makes no sense away
from the site stands in a page between `<!--site-->` and `<!--/site-->`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import urljoin

from markupsafe import escape

from casebook.typography import one_line

_ON_SITE_ALONE = re.compile("<!--site-->.*?<!--/site-->", re.DOTALL)
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile("<script.*?</script>", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(r'<a\s([^<>]*?)href="(?!#|https?://|mailto:)([^"]*)"([^<>]*)>(.*?)</a>', re.DOTALL)
"""A link to another page of the site; those within the file and to the web stay as they are."""

_PARTS = {
    "root": re.compile("<html([^>]*)>"), "title": re.compile("<title>(.*?)</title>", re.DOTALL),
    "main": re.compile("<main[^>]*>(.*)</main>", re.DOTALL),
    "brand": re.compile('<a class="brand"[^>]*>(.*?)</a>', re.DOTALL),
    "edition": re.compile('<footer class="foot">.*?<p class="note">(.*?)</p>', re.DOTALL),
}


def make_one_file(page: str, css: str, *, address: str, where: str) -> str:
    """The HTML of one file.

    `page` is the HTML of a built page, `css` the style sheet of the site; `address` is the page's own on the web, or
    empty where none is known: links to other pages then become plain text. `where` says in words where the page stands.
    """
    part = {name: _found(pattern, page) for name, pattern in _PARTS.items()}
    main = _without_site(part["main"], address)
    body = _BODY.format(brand=part["brand"], main=main.strip(), where=_where(where, address), edition=part["edition"])
    styles = needed_css(css, body)
    return _FILE.format(root=part["root"], title=part["title"], styles=styles, body=body)


_BODY = """<header class="mast"><div class="wrap"><p class="brand">{brand}</p></div></header>
<main id="main" class="wrap">
{main}
</main>
<footer class="foot"><div class="wrap"><p class="note">{where}</p><p class="note">{edition}</p></div></footer>"""

_FILE = """<!doctype html>
<html{root}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<style>{styles}</style>
</head>
<body>
{body}
</body>
</html>
"""


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    return found[1] if found else ""


def _where(where: str, address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>' if address else str(escape(where))


def _without_site(main: str, address: str) -> str:
    kept = _SCRIPT.sub("", _COMMENT.sub("", _ON_SITE_ALONE.sub("", main)))
    return _LINK.sub(lambda link: _link(link, address), kept)


def _link(link: re.Match[str], address: str) -> str:
    """A link to another page of the site leads to the web, or is plain."""
    before, href, after, words = link.groups()
    if not address:
        return f"<span>{words}</span>"
    return f'<a {before}href="{escape(urljoin(address, unescape(href)))}"{after}>{words}</a>'


# The styles that a page needs --------------------------------------------------------------------------------------

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PSEUDO = re.compile(r"::?[\w-]+\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|::?[\w-]+")
_NEED = re.compile(r"[.#\[][\w-]+")
_TYPE = re.compile("[a-z][a-z0-9]*")
_NAMES = re.compile(r' (class|id)="([^"]*)"')
_NO_TYPE = re.compile(r"\[[^\]]*\]|[.#][\w-]+")
_SIGNS = {"class": ".", "id": "#"}
_TAGS = re.compile(r"<([a-z][a-z0-9]*)")
_NESTING = ("@media", "@supports")


@dataclass(frozen=True)
class _Rule:
    """A rule of a style sheet: its selectors each with the names they need, or the rules within it."""

    prelude: str
    body: str
    selectors: tuple[tuple[str, frozenset[str]], ...] = ()
    rules: tuple["_Rule", ...] = ()


def needed_css(css: str, html: str) -> str:
    """The rules of a style sheet without those whose classes, ids or elements the HTML does not have."""
    names = {f"{_SIGNS[kind]}{name}" for kind, value in set(_NAMES.findall(html.replace("\n", " ")))
             for name in unescape(value).split()}
    attributes = {f"[{name}" for name in _attributes(css).findall(html)}
    there = frozenset(names | attributes | set(_TAGS.findall(html)) | {"html", "body"})
    return "".join([_styles(css, at, there & known) for at, (_, known) in enumerate(_runs(css))])


@lru_cache(maxsize=4)
def _attributes(css: str) -> re.Pattern[str]:
    """The attributes that a style sheet names, as they stand in an element."""
    names = {name[1:] for _, known in _runs(css) for name in known if name.startswith("[")}
    return re.compile(rf"\s({'|'.join(sorted(names))})(?==|[\s>])")


@lru_cache(maxsize=2048)
def _styles(css: str, at: int, there: frozenset[str]) -> str:
    """The rules of a run that so many names need; pages of one kind differ in the names of few runs."""
    rules, _ = _runs(css)[at]
    return "".join([_written(rule, there) for rule in rules])


_RUN = 32
"""So many rules are kept or left out together, as long as the same of their names are there."""


@lru_cache(maxsize=4)
def _runs(css: str) -> tuple[tuple[tuple[_Rule, ...], frozenset[str]], ...]:
    """The rules of a style sheet in runs, each with all that it names."""
    rules = _rules(css)
    runs = [rules[at:at + _RUN] for at in range(0, len(rules), _RUN)]
    return tuple((run, _known(run)) for run in runs)


def _known(rules: Iterable[_Rule]) -> frozenset[str]:
    """All that rules name, and the rules within them."""
    return frozenset().union(*(needs for rule in rules for _, needs in rule.selectors),
                             *(_known(rule.rules) for rule in rules if rule.rules))


def _written(rule: _Rule, there: frozenset[str]) -> str:
    if rule.selectors:  # most
        kept = [selector for selector, needs in rule.selectors if needs <= there]
        return f"{','.join(kept)}{{{rule.body}}}" if kept else ""
    inside = "".join([_written(inner, there) for inner in rule.rules]) if rule.rules else rule.body
    return f"{rule.prelude}{{{inside}}}" if inside else ""


@lru_cache(maxsize=4)
def _rules(css: str) -> tuple[_Rule, ...]:
    return tuple(_read(_CSS_COMMENT.sub("", css)))


def _read(css: str) -> Iterator[_Rule]:
    for prelude, body in _blocks(css):
        if prelude.startswith(_NESTING):
            yield _Rule(prelude, body, rules=tuple(_read(body)))
        else:
            selectors = [] if prelude.startswith("@") else _split(prelude)
            yield _Rule(prelude, body, tuple((one, _needs(one)) for one in selectors))


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """What stands before each pair of braces, and within it."""
    depth = start = opened = 0
    for at, sign in ((found.start(), found[0]) for found in re.finditer(r'"[^"]*"|\'[^\']*\'|[{}]', css)):
        if sign == "{":
            opened = at if depth == 0 else opened
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield one_line(css[start:opened]), one_line(css[opened + 1:at])
                start = at + 1


def _split(selectors: str) -> list[str]:
    """The selectors of a list; commas within brackets do not part them."""
    return [one.strip() for one in re.findall(r"(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[^,(])+", selectors)]


def _needs(selector: str) -> frozenset[str]:
    """What HTML must have for a selector to match anything, as `.class`, `#id`, `[attribute` and element; what stands
    in the brackets of `:not()`, `:is()` and their like may differ."""
    plain = _PSEUDO.sub(" ", selector)
    return frozenset(_NEED.findall(plain)) | frozenset(_TYPE.findall(_NO_TYPE.sub(" ", plain)))
