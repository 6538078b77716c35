"""What may not stand in any text: HTML, template braces, odd links, e-mail addresses, invisible signs."""

import re
from collections.abc import Iterable, Iterator

from casebook.document import Document
from casebook.problems import Path, Problem, Rule
from casebook.validation.context import Context
from casebook.validation.rules import BRACES, EMAIL, HIDDEN, HTML, PHONE, SCHEME
from casebook.values import is_web_address

# Each of these reads a text once: no two parts that can match the same signs stand side by side, and what may begin
# anywhere is tied to where it can begin. 100 kB of the worst text take milliseconds (tests/test_validation.py).
_LINK = re.compile(r"\]\(\s*<?((?:[^()\s<>]|\([^()\s<>]*\))*)|<([a-z][a-z0-9+.-]*:[^<>\s]*)>", re.I)
_HTML = re.compile(r"<(?!(?:[a-z][a-z0-9+.-]*:|[\w.+-]+@[\w-]+\.)[^<>\s]*>)[a-z!/?][^<>]*>?", re.I)
_BRACES = re.compile(r"\{[{%#][^{}]*(?:[}%#]?\})?|[}%#]\}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")
_MAIL = "mailto:"
_PHONE = re.compile(r"(?:\+|\btel\.?:?\s*|\bphone:?\s*|\bt[ée]l\.?:?\s*)\d(?:[\s().-]?\d){7,}", re.I)
_HIDDEN_SIGNS = ("\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufff9-\ufffb"
                 "\U000e0000-\U000e007f")
_HIDDEN_SIGN = re.compile(f"[{_HIDDEN_SIGNS}]")
_UNUSUAL = re.compile(f"[<{{}}@+(>{_HIDDEN_SIGNS}]|tel|tél|phone", re.I)
"""Text without any of these breaks no rule of `check_text`."""

PATTERNS = {"link": _LINK, "html": _HTML, "braces": _BRACES, "email": _EMAIL, "phone": _PHONE, "hidden": _HIDDEN_SIGN,
            "unusual": _UNUSUAL}
"""For the checker of the form; so in the rooms below."""


def check_text(document: Document, context: Context) -> Iterator[Problem]:
    """What may not stand in any text: HTML, template braces, odd links, e-mail addresses, invisible signs."""
    for path, text in document.texts:
        if path[-1] in ("url", "source_url") or not _UNUSUAL.search(text) or is_web_address(text):
            continue
        readable, unlinked = without_code(text), _LINK.sub("", text)
        links, mails = _odd_links(readable)
        yield from _found(document, HTML, path, _tags_in(readable))
        yield from _found(document, BRACES, path, _BRACES.findall(text))
        yield from _found(document, SCHEME, path, links)
        yield from _found(document, EMAIL, path, (*_EMAIL.findall(unlinked), *mails))
        yield from _found(document, PHONE, path, _PHONE.findall(unlinked))
        for sign in dict.fromkeys(_HIDDEN_SIGN.findall(text)):
            yield document.problem(HIDDEN, path, at=sign, found=f"U+{ord(sign):04X}")


def _tags_in(text: str) -> list[str]:
    """What a browser might read as tags; a closing tag only where nothing opens, so that a pair is told once."""
    tags = _HTML.findall(text)
    return [tag for tag in tags if not tag.startswith("</")] or tags


def _odd_links(text: str) -> tuple[list[str], list[str]]:
    """The links that lead to no web address, and the mailboxes that links lead to."""
    links = [max(groups, key=len) for groups in _LINK.findall(text)]
    odd = [link for link in links if not is_web_address(link)]
    mails = [link[len(_MAIL):] for link in odd if link.lower().startswith(_MAIL)]
    return [link for link in odd if not link.lower().startswith(_MAIL)], mails


def _found(document: Document, rule: Rule, path: Path, values: Iterable[str]) -> Iterator[Problem]:
    """A problem for each different value, where it stands."""
    yield from (document.problem(rule, path, at=value, found=value) for value in dict.fromkeys(values))


def without_code(text: str) -> str:
    """Text without what stands between backticks: a run of them up to the next run of the same length.

    Read from the end, so that the next run of each length is known at once; runs do not pair across an empty line.
    """
    if "`" not in text:
        return text
    return "\n\n".join(map(_without_code_spans, re.split(r"\n[ \t]*\n", text)))


def _without_code_spans(paragraph: str) -> str:
    parts = re.split("(`+)", paragraph)
    ends: dict[str, int] = {}
    after: dict[int, int] = {}
    for at in range(len(parts) - 2, 0, -2):
        after[at] = ends.get(parts[at], 0)
        ends[parts[at]] = at
    kept, at = [], 0
    while at < len(parts):
        end = after.get(at, 0)
        kept.append("" if end else parts[at])
        at = (end or at) + 1
    return "".join(kept)
