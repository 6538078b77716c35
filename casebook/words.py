"""The words that readers see, through gettext: message catalogues, names of countries and languages, numbers, dates."""

import gettext
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from casebook.model import RIGHT_TO_LEFT
from casebook.typography import spaced

FOLDER = Path(__file__).parent / "locale"
INTERFACE_LANGUAGES = ("en", "fr")
"""The languages of the interface; the vocabulary and the search know two more."""

_SPELLING = {"en": "en_GB"}
"""Whose dates and lists a language follows: British English, as the texts do."""


Say = Callable[[str], str]
SayMany = Callable[[str, str, int], str]
"""gettext and ngettext; the texts come back with their %(names)s, which a script fills in."""


def plural_forms(say_many: SayMany) -> Callable[[str, str], dict[str, str]]:
    """A message with a number as a script needs it: a text for each plural form of Intl.PluralRules."""
    return lambda one, other: {"one": say_many(one, other, 1), "other": say_many(one, other, 2)}


@dataclass(frozen=True)
class Words:
    """What is said in one language of the interface."""

    language: str

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @cached_property
    def translations(self) -> gettext.NullTranslations:
        return load_translations(self.language)

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(_SPELLING.get(self.language, self.language))

    def say(self, message: str) -> str:
        """The message in this language."""
        return self.translations.gettext(message)

    def say_many(self, one: str, many: str, count: int) -> str:
        """The singular or plural message, with %(num)s filled in."""
        return self.translations.ngettext(one, many, count) % {"num": self.number(count)}

    def country(self, code: str) -> str:
        return str(self.locale.territories.get(code, code))

    def language_name(self, code: str) -> str:
        return str(self.locale.languages.get(code, code))

    def number(self, value: int | Decimal) -> str:
        return _number(value, self.locale)

    def spaced(self, text: str) -> str:
        """A text of the vocabulary with the spaces that its language keeps from breaking."""
        return spaced(text, self.language)

    def day(self, text: str) -> str:
        """`2019`, `2019-03` or `2019-03-31` in words, no more precise than given."""
        return _day(text, self.locale)

    def years(self, start: str, end: str) -> str:
        """The years from one date to another; the end is empty while it runs or where it is not known."""
        first, last = start[:4], end[:4]
        if last and last != first:
            return f"{first}–{last}"
        return first if last else self.say("since %(start)s") % {"start": first}

    def listing(self, items: Sequence[str]) -> str:
        """`a, b and c`; no comma before the English and; in French commas alone where an item holds an `et`."""
        if self.language == "fr" and any(" et " in item for item in items):
            return ", ".join(items)
        return format_list(list(items), locale=self.locale)


@lru_cache(maxsize=10_000)  # a page says the day of its edition and of its period again and again
def _day(text: str, locale: Locale) -> str:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return text
    day = date(*[*parts, 1][:3])
    if len(parts) == 2:
        return format_skeleton("yMMMM", day, locale=locale)
    said = format_date(day, "long", locale=locale)
    return said.replace("1 ", "1er ", 1) if locale.language == "fr" and day.day == 1 else said  # which CLDR has not


@lru_cache(maxsize=10_000, typed=True)  # small numbers stand on every page
def _number(value: int | Decimal, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


@lru_cache(maxsize=8)
def load_translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, compiled in memory; English is its own catalogue."""
    file = FOLDER / language / "LC_MESSAGES" / "casebook.po"
    if not file.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
