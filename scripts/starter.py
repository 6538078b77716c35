"""What `casebook init` begins with and is made from ours: the vocabulary (the closed lists, which the program knows,
and a few of our terms), the workflows that are the same, and the pins of the actions in the one that is not.

    python scripts/starter.py            write these files below casebook/starter/ anew
    python scripts/starter.py --check    only say whether they are as they would be written; exit code 1 if not
"""

import re
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
WORKFLOWS = ROOT / ".github" / "workflows"
FOLDER = ROOT / "casebook" / "starter"
THEIRS = FOLDER / "dot-github" / "workflows"
STARTER = FOLDER / "case_studies" / f"{VOCABULARY_FILE}.in"
ALIKE = ("case-from-issue.yml", "pages.yml")
OTHER = "check.yml"
_PIN = re.compile(r"(?<= uses: )([\w/-]+)@.*")
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


def starter_files() -> dict[Path, str]:
    """Every file that is made from ours."""
    alike = {THEIRS / f"{name}.in": (WORKFLOWS / name).read_text("utf-8") for name in ALIKE}
    other = THEIRS / f"{OTHER}.in"
    return {STARTER: starter_text(), **alike, other: _pinned(other.read_text("utf-8"))}


def _pinned(text: str) -> str:
    """A workflow with each action at the commit at which ours use it."""
    ours = "".join(file.read_text("utf-8") for file in sorted(WORKFLOWS.glob("*.yml")))
    pins = {pin[1]: pin[0] for pin in _PIN.finditer(ours)}
    return _PIN.sub(lambda pin: pins[pin[1]], text)


def starter_text() -> str:
    """Our vocabulary with few terms, and nothing that names the others."""
    data: dict[str, Any] = yaml.load(OURS.read_text("utf-8"), Loader=yaml.CBaseLoader)
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
    files = starter_files()
    if "--check" in sys.argv[1:]:
        sys.exit(0 if all(file.is_file() and file.read_text("utf-8") == text for file, text in files.items()) else 1)
    for file, text in files.items():
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
