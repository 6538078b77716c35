"""The spaces of French, which no writer should have to type and no line may break at."""

import re

_BEFORE_SIGN = re.compile(" (?=[;?!%])")
_IN_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def spaced(text: str, language: str) -> str:
    """A text with the spaces that its language keeps from breaking, where ordinary ones were typed."""
    if language != "fr":
        return text
    text = _IN_NUMBER.sub("\u202f", _BEFORE_SIGN.sub("\u202f", text))
    return text.replace(" :", "\xa0:").replace("« ", "«\xa0").replace(" »", "\xa0»")
