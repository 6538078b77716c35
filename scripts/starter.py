"""The vocabulary with which `casebook init` begins: the closed lists, which the program knows, and a few of our terms.

    python scripts/starter.py            write casebook/starter/case_studies/_vocabulary.yml.in anew
    python scripts/starter.py --check    only say whether it is as it would be written; exit code 1 if not
"""

import sys
from pathlib import Path
from typing import Any

import yaml

from casebook.formatting import formatted
from casebook.loading import VOCABULARY_FILE
from casebook.source import parse_document
from casebook.vocabulary import TAGGED

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "case_studies" / VOCABULARY_FILE
STARTER = ROOT / "casebook" / "starter" / "case_studies" / f"{VOCABULARY_FILE}.in"
KEPT = {
    "methods": ("lean-experiment", "rapid-pilot", "staged-scaling", "co-design", "user-research", "peer-exchange"),
    "mechanisms": ("procurement", "funding", "political-leadership", "legal-framework", "institutional-capacity",
                   "staff-skills", "evaluation-and-feedback", "infrastructure-and-connectivity", "citizen-trust"),
    "mindsets": ("humility", "controlled-risk", "learning-from-failure", "willingness-to-pivot", "citizen-centred"),
    "themes": ("mobility", "land-and-planning", "waste-and-cleanliness", "water-and-sanitation", "health", "education",
               "revenue-and-tax", "service-delivery", "participation"),
}
NETWORK, NAME = "@network@", "@name@"
"""Filled in by `casebook init`."""

HEAD = """\
# The words of this library: methods, mechanisms, mindsets and themes by which cases are tagged, and closed lists.
# The terms below are a beginning: add those that you need, delete what no case uses. An id never changes.
# label: what the page shows. aliases: what people type. related: terms to read next (always in both directions).
# not_to_confuse: the term that people take for this one, and a sentence that tells the two apart; it stands with one of
# the two and is shown with both.
# attested: an official or network text that uses the label in that language.
# The lists from `effects` on are closed: the program knows their ids. Labels and definitions may change.
"""


def starter_text() -> str:
    """Our vocabulary with few terms, and nothing that names the others."""
    data: dict[str, Any] = yaml.load(OURS.read_text("utf-8"), Loader=yaml.BaseLoader)
    terms = {id for facet in TAGGED for id in KEPT[facet]}
    for facet in TAGGED:
        data[facet] = {id: _among(data[facet][id], terms) for id in KEPT[facet]}
    used = {term.get("group") for facet in TAGGED for term in data[facet].values()}
    data["groups"] = {id: group for id, group in data["groups"].items() if id in used}
    data["networks"] = {NETWORK: {"label": {"en": NAME}}}
    text = HEAD + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=None)
    return formatted(parse_document(text.encode(), VOCABULARY_FILE)[0])


def _among(term: dict[str, Any], terms: set[str]) -> dict[str, Any]:
    """A term that names no other than these."""
    kept = {**term, "related": [id for id in term.get("related", []) if id in terms]}
    if term.get("not_to_confuse", {}).get("with") not in terms:
        kept.pop("not_to_confuse", None)
    return {key: value for key, value in kept.items() if value}


def main() -> None:
    text = starter_text()
    if "--check" in sys.argv[1:]:
        sys.exit(0 if STARTER.is_file() and STARTER.read_text("utf-8") == text else 1)
    STARTER.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
