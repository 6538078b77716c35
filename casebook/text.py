"""Contributed Markdown to safe HTML with linked citations; once, and never seen again by a template engine.

The parser knows no HTML, no images, no headings; nh3 cleans what it makes, as a second wall; braces leave as entities,
so that neither Jinja nor an attribute list can wake up in them (see findings/SECURITY.md for the payloads tried).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

from casebook.source import CONTROL_SIGN
from casebook.values import CITATION, is_web_address

_TAGS = {"p", "ul", "ol", "li", "a", "em", "strong", "code", "span", "br", "blockquote", "s"}
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "span": {"class"}, "ol": {"start"}, "*": set()}
_GROUP = re.compile(rf"(?P<numbers>(?:{CITATION.pattern})+)(?P<stop>[.,;:!?]*)")
_CITATIONS = re.compile(rf"(?<!\s)[^\S\n]*(?:{CITATION.pattern})+")
_MARKDOWN = re.compile(r"[*_`\[\]<>\\&\n]")
_LIST = re.compile(r"(?:[-+]|\d+[.)])(?:\s|$)")
_BLOCK = re.compile(r"(?:[-+*]|\d+[.)])(?:\s|$)|>")
"""How a list or a quotation begins."""

_BLANKS = re.compile(r"[^\S\n]+")
# A citation leaves the parser as an element that no text can write: its `<` would be escaped, and the one attribute
# that holds contributed text, href, has it percent-coded.
_CITE = "<s>{}</s>"
_CITED = re.compile("<s>([0-9]+)</s>")
_ORDINARY = r"[^\\`*_<>&\[\]\x00-\x1f\x7f-\xa0\ufeff]*"
_PLAIN = re.compile(rf"{_ORDINARY}(?:{CITATION.pattern}{_ORDINARY})*")
"""Text on one line that holds no Markdown but citations, as most notes do, and nothing that HTML has to escape."""


def _citation_rule(state: StateInline, silent: bool) -> bool:
    """`[1][2].` becomes one token, with the stop, so that the marks never break away from their sentence.

    Within the words of a link, which the parser first reads silently, they stay as they are: a link holds no link.
    """
    found = None if silent or state.linkLevel else _GROUP.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    state.pending = state.pending.rstrip()
    token = state.push("citation", "", 0)
    token.meta = {"marks": _marks(found["numbers"]), "stop": found["stop"]}
    state.pos = found.end()
    return True


def _render_citation(self: RendererHTML, tokens: list[Token], at: int, options: object, env: object) -> str:
    return _cites(**tokens[at].meta)


def _marks(numbers: str) -> str:
    return "".join(_CITE.format(int(number)) for number in CITATION.findall(numbers))


def _cites(marks: str, stop: str) -> str:
    return f'\u202f<span class="cites">{marks}{stop}</span>'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": False})
    parser.enable(["list", "blockquote", "link", "autolink", "emphasis", "backticks", "escape", "entity", "newline"])
    parser.inline.ruler.before("link", "citation", _citation_rule)
    parser.add_render_rule("citation", _render_citation)
    parser.validateLink = is_web_address  # type: ignore[assignment, method-assign]
    return parser


_PARSER = _parser()


@lru_cache(maxsize=64)  # a page shows some texts whole, and their words in its brief
def _parsed(text: str, inline: bool) -> list[Token]:
    """The tokens of a text, which nobody changes."""
    return _PARSER.parseInline(text) if inline else _PARSER.parse(text)


@lru_cache(maxsize=100_000)
def _html(text: str, inline: bool) -> str:
    """Safe HTML in which each citation is still a mark."""
    sound = _sound(text)
    if inline and _PLAIN.fullmatch(sound):
        return _without_braces(_plain_html(sound))
    raw = _PARSER.renderer.render(_parsed(sound, inline), _PARSER.options, {})
    cleaner = _CLEANER if "href" in raw else _CLEANER_WITHOUT_LINKS
    return _without_braces(cleaner.clean(raw))


def _without_braces(html: str) -> str:
    return html.replace("{", "&#123;").replace("}", "&#125;")


def _plain_html(text: str) -> str:
    """What parser and cleaner make of a text without Markdown, ten times faster."""
    parts, at = [], 0
    for group in _GROUP.finditer(text):
        parts += [text[at : group.start()].rstrip(), _cites(_marks(group["numbers"]), group["stop"])]
        at = group.end()
    return "".join((*parts, text[at:]))


def _sound(text: str) -> str:
    """Text with a visible sign for each that no page may hold; the checks let none of them through."""
    return CONTROL_SIGN.sub("\ufffd", text)


def _only_web(element: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or is_web_address(value) else None


_CLEANER = nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=_only_web, url_schemes={"http", "https"},
                       link_rel="nofollow noopener")
_CLEANER_WITHOUT_LINKS = nh3.Cleaner(tags=_TAGS, attributes={**_ATTRIBUTES, "a": set()},
                                    link_rel="nofollow noopener")
"""Made once: making it took twice as long as cleaning a note. The second asks nothing back of each attribute, and lets
no address through."""


def render_text(text: str, *, sources_at: str = "", label: str = "{}", inline: bool = True) -> Markup:
    """Contributed text as HTML.

    `sources_at` is the address of the page that lists the sources (empty: this page); `label` says to a screen reader
    what a citation is, with {} for its number (empty: the style sheet says it); `inline` leaves out the paragraph
    around a single text.
    """
    def cite(found: re.Match[str]) -> str:
        number = found[1]
        name = f' aria-label="{escape(label.replace("{}", number))}"' if label else ""
        return f'<a class="cite" href="{escape(sources_at)}#s{number}"{name}>[{number}]</a>'

    return Markup(_CITED.sub(cite, _html(text, inline)))


# Without marks ---------------------------------------------------------------------------------------------------

_MARK = "\0"
"""Stands for a citation until the blank before it is gone; no sound text holds it."""


@lru_cache(maxsize=100_000)  # the tables, the index and the cards ask for the same texts
def plain_text(text: str) -> str:
    """The words of contributed text, one block a line: no citations, no marks of emphasis, no addresses of links."""
    sound = unicodedata.normalize("NFC", _sound(text)).strip()
    plain = _CITATIONS.sub("", sound)
    if not (_MARKDOWN.search(plain) or _LIST.match(sound)):  # most notes: 20 times faster
        return _BLANKS.sub(" ", plain).strip()
    is_line = not ("\n" in sound or _BLOCK.match(sound))
    blocks = (_words(token.children or []) for token in _parsed(sound, is_line) if token.type == "inline")
    return "\n".join(filter(None, blocks))


def _words(tokens: Iterable[Token]) -> str:
    """The words of one block."""
    words = "".join(" " if token.type.endswith("break") else
                    _MARK + token.meta["stop"] if token.type == "citation" else token.content for token in tokens)
    return re.sub(f" ?{_MARK}", "", " ".join(words.split())).strip()
