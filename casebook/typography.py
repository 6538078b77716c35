"""The spaces of a text: one line of it, and those of French, which no writer should have to type."""

import re

_BEFORE_SIGN = re.compile(" (?=[;?!%])")
_IN_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def one_line(text: str) -> str:
    """A text on one line, with single spaces."""
    return " ".join(text.split())


def spaced(text: str, language: str) -> str:
    """A text with the spaces at which its language lets no line break, where ordinary ones were typed."""
    if language != "fr":
        return text
    text = _IN_NUMBER.sub("\u202f", _BEFORE_SIGN.sub("\u202f", text))
    return text.replace(" :", "\xa0:").replace("« ", "«\xa0").replace(" »", "\xa0»")
