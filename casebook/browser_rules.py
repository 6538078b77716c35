"""The one file of orders, weights and limits by which the browser computes what Python computes too.

    casebookRules({comparison: {...}, situation: {...}})     the same for all languages
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casebook import comparison, situations
from casebook.data_scripts import data_script

FILE = "rules.js"


def rules() -> dict[str, Mapping[str, Any]]:
    """The rules of each computation that exists on both sides, by the name its script knows them by."""
    return {"comparison": comparison.RULES, "situation": situations.RULES}


def rules_script() -> str:
    """The script that hands the rules over to a page."""
    return data_script("casebookRules", rules())


def write_rules(folder: Path) -> None:
    """Write the rules beside the other assets of the pages."""
    (folder / FILE).write_text(rules_script(), "utf-8", newline="\n")
