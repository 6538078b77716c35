"""Twins of Pagefind's files: the same bytes as scripts, which a page opened from disk may load where it may not fetch.

A twin calls `pagefindTwin` with the name and the bytes in base64, the smallest choice once zipped (2 % above the
originals, measured). Those of the files that every search needs stand together in one script, since each script costs
a slow phone 10 ms and Pagefind asks for them one after the other; every other file has its own, `<name>.js`.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

from casebook.search.pagefind import CASES_SCRIPT

FIRST_SCRIPT = "twins.js"
"""The twins of what every search needs, and the cases of the records."""

ASKED_SUFFIXES = frozenset({".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment", ".pagefind"})
ASKED_NAMES = frozenset({"pagefind.js", "pagefind-entry.json"})
"""What pagefind.js, version 1.5, asks for, and itself."""

_WORKER = "pagefind-worker.js"
_LEFT_ALONE = frozenset({_WORKER, CASES_SCRIPT, FIRST_SCRIPT})


class UnknownFile(Exception):
    """A file in the bundle of which nobody knows whether a page opened from disk would need its twin."""


def write_twins(bundle: Path, only: bool = False) -> int:
    """Write the twins of a bundle and return of how many files; with `only`, remove what is of use only on the web."""
    asked = list(_asked_files(bundle))
    for path in asked:
        if path.parent != bundle:
            path.with_name(f"{path.name}.js").write_text(_twin(bundle, path), "ascii")
    _write_first(bundle, [path for path in asked if path.parent == bundle])
    if only:
        for path in (*asked, bundle / _WORKER):
            path.unlink(missing_ok=True)
    return len(asked)


def _write_first(bundle: Path, files: list[Path]) -> None:
    cases = (bundle / CASES_SCRIPT).read_text("utf-8")
    (bundle / FIRST_SCRIPT).write_text("\n".join((*(_twin(bundle, path) for path in files), cases)), "utf-8")


def _twin(bundle: Path, path: Path) -> str:
    return twin_of(path.relative_to(bundle).as_posix(), path.read_bytes())


def twin_of(name: str, content: bytes) -> str:
    """The script that hands over the content of a file of the bundle."""
    return f'pagefindTwin({json.dumps(name)},"{base64.b64encode(content).decode()}")'


def _asked_files(bundle: Path) -> Iterator[Path]:
    for path in sorted(bundle.rglob("*")):
        name = path.relative_to(bundle).as_posix()
        if path.is_dir() or name in _LEFT_ALONE or _is_twin(name):
            continue
        if not _is_asked(name):
            raise UnknownFile(f"{name} is not a file that is known of Pagefind 1.5; see casebook/search/twins.py")
        yield path


def _is_asked(name: str) -> bool:
    return name in ASKED_NAMES or Path(name).suffix in ASKED_SUFFIXES


def _is_twin(name: str) -> bool:
    return name.endswith(".js") and _is_asked(name.removesuffix(".js"))
