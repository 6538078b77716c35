"""Comparisons that people wrote, as parts of a handbook: their Markdown with its macros as pages call them.

What stands in a line (links to cases, marks of sources) is written by the same macros as on the site. A comparison of
rows becomes that of the handbook; other lists of cases, which a handbook tells in full, become links to them.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, StrictUndefined
from markdown import Markdown  # type: ignore[import-untyped]
from markupsafe import Markup

from casebook.comparison import filter_cases, find_subjects
from casebook.markdown_views import mark_view
from casebook.views import macros
from casebook.views.view import View
from casebook.vocabulary import fold

FOLDER = "comparisons"
"""Below the pages of a language."""

_FRONT = re.compile(r"---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_WITHIN = re.compile(r" *\[[^\]]*\]\(#[^)]*\)\.?")
_TO_PAGE = re.compile(r"\[([^\]]*)\]\((\.\./)?([\w/-]+)\.md((?:#[\w-]+)?)\)")
_HEADING = re.compile(r"(</?h)([1-5])\b")
_EXTENSIONS = ("tables", "attr_list", "sane_lists", "casebook.markdown_views")
"""As in mkdocs.yml, without the one that gives headings ids: parts of one document must not share any."""

IN_A_LINE = ("cite", "case_link")
Compare = Callable[[View, Sequence[str]], Markup]
Links = Callable[[View, Sequence[str]], Markup]


@dataclass(frozen=True)
class Essay:
    """A comparison that someone wrote: its name, its title, its Markdown, and the cases it names."""

    name: str
    title: str
    text: str
    cases: frozenset[str]


def read_essays(view: View, pages: Mapping[str, str], inside: Collection[str]) -> tuple[Essay, ...]:
    """The comparisons among some pages, which are Markdown by name, whose cases are all in a handbook, by their titles.
    Raises MacroError for what a macro does not know."""
    found = [_read(view, name, text) for name, text in pages.items()]
    told = [essay for essay in found if essay.cases and essay.cases <= set(inside)]
    return tuple(sorted(told, key=lambda essay: fold(essay.title)))


def _read(view: View, name: str, page: str) -> Essay:
    text = _FRONT.sub("", page, count=1)
    title = _TITLE.search(text)
    named = set[str]()

    def note(macro: str, *args: Any, **options: Any) -> str:
        ids = args[:1] if macro in IN_A_LINE else args if macro == "compare" else ()
        known = [id for id in ids if id in view.catalog.cases]
        others = [id for id in ids if id not in view.catalog.cases]
        named.update(known, (case.id for place in others for case in view.catalog.cases_of(place)))
        return macros.call(view, macro, *args, **options) if macro in IN_A_LINE else ""

    _rendered(text, note)
    return Essay(name, title[1] if title else name, text, frozenset(named))


def essay_as_html(view: View, essay: Essay, inside: Collection[str], compare: Compare, links: Links,
                  told: Mapping[str, str]) -> Markup:
    """The comparison with its headings one step lower; `compare` writes a comparison, `links` those to some cases;
    `told` are the addresses of the comparisons of the book by their names."""

    def write(macro: str, *args: Any, **options: Any) -> str:
        if macro in IN_A_LINE:
            return str(macros.call(view, macro, *args, **options))
        if macro == "compare":
            find_subjects(view.catalog, args)
            return mark_view(f"<div>{lowered(compare(view, args))}</div>")
        choice = {name: value for name, value in options.items() if name not in ("rows", "columns", "limit", "reader")}
        cases = [case.id for case in filter_cases(view.catalog, **choice) if case.id in inside]
        return mark_view(f"<div>{links(view, cases)}</div>")

    text = _TO_PAGE.sub(lambda found: _to_page(found, view, told), _WITHIN.sub("", _rendered(essay.text, write)))
    html = Markdown(extensions=list(_EXTENSIONS), output_format="xhtml").convert(text)
    return Markup(lowered(html))


def _rendered(text: str, macro: Callable[..., str]) -> str:
    environment = Environment(undefined=StrictUndefined, autoescape=False)
    known = {name: _named(macro, name) for name in macros.PUBLIC}
    return environment.from_string(text).render(known)


def _named(macro: Callable[..., str], name: str) -> Callable[..., str]:
    return lambda *args, **options: macro(name, *args, **options)


def _to_page(found: re.Match[str], view: View, told: Mapping[str, str]) -> str:
    """A link to another page of the site: to the same in the book, else to the web, else plain words."""
    words, up, page, fragment = found.groups()
    path = page if up else f"{FOLDER}/{page}"
    name = path.removeprefix(f"{FOLDER}/")
    if name in told and name != path:
        return f"[{words}]({told[name]})"
    return f"[{words}]({view.site.address}{path}.html{fragment})" if view.site.address else words


def lowered(html: str) -> str:
    """The same with each heading one step lower."""
    return _HEADING.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", html)
