"""What every data file says of the edition it belongs to: name, day, licence, address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LICENCE = "CC-BY-4.0"
LICENCE_NAME = "CC BY 4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
"""Under which the content stands; the code that makes it is under the MIT licence."""


@dataclass(frozen=True)
class Edition:
    """One edition of the library: `address` is that of the site with a slash at its end, empty where none is known."""

    library: str
    description: str
    day: str
    address: str = ""

    @property
    def author(self) -> str:
        """Who is named as the author: the library, never a person."""
        return f"{self.library} contributors"

    @property
    def as_data(self) -> Mapping[str, Any]:
        """The head of every JSON file."""
        return {"library": self.library, "edition": self.day, "address": self.address or None,
                "licence": {"name": LICENCE, "title": LICENCE_TITLE, "url": LICENCE_URL}}

    def at(self, path: str) -> str:
        """The address of a file of the site; from its root where the site has none."""
        return f"{self.address}{path}"
