"""Tries the web addresses of all case studies and writes what cannot be opened, as Markdown.

    python scripts/check_links.py [--report FILE] [--count FILE] [--exceptions FILE]

Polite: one request at a time to a host, a second between two, the heads of answers alone where a server allows that.
Ends with 0 whatever it finds: a page that is gone is a task for a writer, not a fault of the code. What is known to
refuse programs, and why, stands in .github/link-exceptions.yml.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from casebook.loading import case_files  # noqa: E402
from casebook.review.trying import Tried, try_addresses  # noqa: E402
from casebook.source import load_document  # noqa: E402
from casebook.validation import select  # noqa: E402

EXCEPTIONS = ROOT / ".github" / "link-exceptions.yml"
ADDRESSES = ("sources.*.url", "reuse.*.url", "contact.url")
MOST_SECONDS = 4_500.0
MAX_REPORT = 60_000
"""GitHub takes 65,536 signs of an issue."""


@dataclass(frozen=True)
class Excused:
    """Addresses that need not be reached: all of a host, or one; and why."""

    reason: str
    host: str = ""
    address: str = ""

    def covers(self, address: str) -> bool:
        name = urlsplit(address).hostname or ""
        return address == self.address or (bool(self.host) and (name == self.host or name.endswith(f".{self.host}")))


def addresses_in(folder: Path) -> dict[str, list[str]]:
    """Every web address of the case studies, with the places where it stands."""
    found: dict[str, list[str]] = {}
    for file in case_files(folder):
        document, _ = load_document(file)
        for pattern in ADDRESSES if not file.name.startswith("_") else ():
            for path, address in select(document, pattern):
                where = f"`{file.name}` line {document.position(path).line}"
                found.setdefault(address, []).append(where)
    return found


def read_exceptions(file: Path) -> list[Excused]:
    """The known exceptions; raises ValueError where one has no reason."""
    rows = (yaml.safe_load(file.read_text("utf-8")) or []) if file.is_file() else []
    for row in rows:
        if not row.get("reason") or bool(row.get("host")) == bool(row.get("address")):
            raise ValueError(f"{file}: an exception needs a reason, and either a host or an address: {row}")
    return [Excused(**row) for row in rows]


def report_of(where: Mapping[str, list[str]], tried: Mapping[str, Tried], exceptions: Iterable[Excused]) -> str:
    """What was found, the worst first."""
    known = list(exceptions)
    failing = failing_in(where, tried, known)
    late = [address for address in where if address not in tried]
    excused = [address for address, found in tried.items() if not found.is_reached and address not in failing]
    idle = [each for each in known if not any(each.covers(address) for address in excused)]
    lines = [f"{len(where)} addresses, {len(failing)} not reached, {len(excused)} more excused, {len(late)} not tried "
             "for want of time.", "",
             "Look for the page under another address or in a web archive and correct the case study. If readers can "
             "open it and only programs are refused, add it to `.github/link-exceptions.yml` with the reason.", ""]
    lines += [f"- `{address}` ({tried[address].said}): {', '.join(where[address])}" for address in sorted(failing)]
    lines += ["", "Exceptions that are no longer needed:", ""] if idle else []
    lines += [f"- `{each.host or each.address}`: {each.reason}" for each in idle]
    return _cut("\n".join(lines).rstrip() + "\n")


def failing_in(where: Mapping[str, list[str]], tried: Mapping[str, Tried], known: list[Excused]) -> set[str]:
    return {address for address in where if address in tried and not tried[address].is_reached
            and not any(each.covers(address) for each in known)}


def _cut(text: str) -> str:
    if len(text) <= MAX_REPORT:
        return text
    return text[:MAX_REPORT].rpartition("\n")[0] + "\n\nThe list is cut here; the summary of the run holds all of it.\n"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Tries the web addresses of all case studies.")
    parser.add_argument("--report", type=Path, help="the file to write; else the standard output")
    parser.add_argument("--count", type=Path, help="a file for the number of addresses that were not reached")
    parser.add_argument("--exceptions", type=Path, default=EXCEPTIONS)
    parser.add_argument("--cases", type=Path, default=ROOT / "case_studies")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    where, known = addresses_in(given.cases), read_exceptions(given.exceptions)
    tried = try_addresses(where, most_seconds=MOST_SECONDS)
    text = report_of(where, tried, known)
    if given.report:
        given.report.write_text(text, "utf-8")
    else:
        sys.stdout.write(text)
    if given.count:
        given.count.write_text(f"{len(failing_in(where, tried, known))}\n", "utf-8")


if __name__ == "__main__":
    main()
