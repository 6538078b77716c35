"""Contributed Markdown to safe HTML with linked citations; once, and never seen again by a template engine.

The parser knows no HTML, no images, no headings; nh3 cleans what it makes, as a second wall; braces leave as entities,
so that neither Jinja nor an attribute list can wake up in them (see findings/SECURITY.md for the payloads tried).
"""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

from casebook.model import is_web_address
from casebook.source import CONTROL_SIGN

_TAGS = {"p", "ul", "ol", "li", "a", "em", "strong", "code", "span", "br", "blockquote", "s"}
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "span": {"class"}, "ol": {"start"}, "*": set()}
_GROUP = re.compile(r"((?:\[[0-9]{1,4}\])+)(?!\()([.,;:!?]*)")
_NUMBER = re.compile(r"[0-9]+")
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})
# A citation leaves the parser as an element that no text can write: its `<` would be escaped, and the one attribute
# that holds contributed text, href, has it percent-coded.
_CITE = "<s>{}</s>"
_CITED = re.compile("<s>([0-9]+)</s>")


def _citation_rule(state: StateInline, silent: bool) -> bool:
    """`[1][2].` becomes one token, with the stop, so that the marks never break away from their sentence.

    Within the words of a link, which the parser first reads silently, they stay as they are: a link holds no link.
    """
    found = None if silent or state.linkLevel else _GROUP.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    state.pending = state.pending.rstrip()
    token = state.push("citation", "", 0)
    token.meta = {"numbers": [int(number) for number in _NUMBER.findall(found[1])], "stop": found[2]}
    state.pos = found.end()
    return True


def _render_citation(self: RendererHTML, tokens: list[Token], at: int, options: object, env: object) -> str:
    meta = tokens[at].meta
    marks = "".join(_CITE.format(number) for number in meta["numbers"])
    return f'&#8239;<span class="cites">{marks}{escape(meta["stop"])}</span>'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": False})
    parser.enable(["list", "blockquote", "link", "autolink", "emphasis", "backticks", "escape", "entity", "newline"])
    parser.inline.ruler.before("link", "citation", _citation_rule)
    parser.add_render_rule("citation", _render_citation)
    parser.validateLink = is_web_address  # type: ignore[assignment, method-assign]
    return parser


_PARSER = _parser()


@lru_cache(maxsize=20_000)
def _html(text: str, inline: bool) -> str:
    """Safe HTML in which each citation is still a mark."""
    raw = _PARSER.renderInline(_sound(text)) if inline else _PARSER.render(_sound(text))
    return nh3.clean(raw, tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=_only_web, url_schemes={"http", "https"},
                     link_rel="nofollow noopener").translate(_BRACES)


def _sound(text: str) -> str:
    """Text with a visible sign for each that no page may hold; the checks let none of them through."""
    return CONTROL_SIGN.sub("\ufffd", text)


def _only_web(element: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or is_web_address(value) else None


def render_text(text: str, *, sources_at: str = "", label: str = "{}", inline: bool = True) -> Markup:
    """Contributed text as HTML.

    `sources_at` is the address of the page that lists the sources (empty: this page); `label` says to a screen reader
    what a citation is, with {} for its number; `inline` leaves out the paragraph around a single text.
    """
    def cite(found: re.Match[str]) -> str:
        number = found[1]
        name = escape(label.replace("{}", number))
        return f'<a class="cite" href="{escape(sources_at)}#s{number}" aria-label="{name}">[{number}]</a>'

    return Markup(_CITED.sub(cite, _html(text, inline)))


def plain_text(text: str) -> str:
    """The words of contributed text: no citations, no marks of emphasis, no addresses of links."""
    return _squeeze("".join(_words(text)))


def _words(text: str) -> list[str]:
    """The words of every token in the order of the text, a blank for each break."""
    found = []
    for token in _PARSER.parse(_sound(text)):
        for child in token.children or []:
            found.append(child.content if child.type in ("text", "code_inline") else
                         child.meta.get("stop", "") if child.type == "citation" else
                         " " if child.type.endswith("break") else "")
        found.append(" " if token.type == "inline" else "")
    return found


def _squeeze(text: str) -> str:
    return re.sub(r" ([.,;:])", r"\1", " ".join(text.split()))
