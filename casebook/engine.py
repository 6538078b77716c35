"""The program as a file to keep with a library, so that it can be built when nobody offers the program any more: a
wheel made of what is installed, and the versions of the libraries with which it ran. Reads what is installed; writes
nothing.
"""

import base64
import hashlib
import re
import zipfile
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from io import BytesIO
from pathlib import Path

PROGRAM = "casebook"
EXTRAS = frozenset({"editions"})
"""What a library may want of the program beside the rest: requirements-editions.txt."""

FOLDER = "engine"
VERSIONS = f"{FOLDER}/versions.txt"
WHEEL = re.compile(rf"{PROGRAM}-[\w.+!]+-py3-none-any\.whl")
REQUIREMENTS = "requirements.txt"

_PACKAGE = Path(__file__).parent
_IN_WHEELS = "Wheel-Version: 1.0\nGenerator: casebook\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_NO_PART = re.compile(r"(^|/)(__pycache__/|\.)|\.(mo|orig|part|pyc)$")
"""What Python, editors and an unfinished writing leave beside the files of the program."""

_DAY = (1980, 1, 1, 0, 0, 0)
"""One day for all, so that the same program is the same file; the oldest that a zip can name."""

_READABLE = 0o100644 << 16

_REQUIREMENT = re.compile(r"([\w.-]+)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"extra\s*==\s*[\"']([\w.-]+)[\"']")
_HEAD = """\
# The libraries of the program, in the versions with which it was tried. `casebook upgrade` writes this file anew.
"""


class NoEngine(Exception):
    """A folder whose requirements name no file of the program: it was not begun by `casebook init`."""


def program_version() -> str:
    """The version of the program that is installed."""
    return _installed(PROGRAM).version


def engine_files() -> dict[str, bytes]:
    """What lies in engine/ of a library, by its path: the program and the versions of its libraries."""
    return {f"{FOLDER}/{wheel_name()}": wheel(), VERSIONS: versions_of_libraries().encode()}


def upgraded(requirements: str, held: Iterable[str]) -> dict[str, bytes | None]:
    """What changes in a library when this program takes the place of the one it holds: files by their path, None for
    those that go. `requirements` is its requirements.txt, `held` are the names in its engine/. Raises NoEngine."""
    text, count = WHEEL.subn(wheel_name(), requirements)
    if not count:
        raise NoEngine
    gone: dict[str, bytes | None] = {f"{FOLDER}/{name}": None for name in held if WHEEL.fullmatch(name)}
    return {**gone, **engine_files(), REQUIREMENTS: text.encode()}


def wheel_name() -> str:
    return f"{PROGRAM}-{program_version()}-py3-none-any.whl"


def wheel() -> bytes:
    """The installed program as a wheel, whether it was installed from one or from its sources."""
    about = f"{PROGRAM}-{program_version()}.dist-info"
    names = {path: path.relative_to(_PACKAGE).as_posix() for path in sorted(_PACKAGE.rglob("*")) if path.is_file()}
    package = {f"{PROGRAM}/{name}": path.read_bytes() for path, name in names.items() if not _NO_PART.search(name)}
    files = {**package, **{f"{about}/{name}": text.encode() for name, text in _said(_installed(PROGRAM)).items()}}
    return _zip_of({**files, f"{about}/RECORD": _record(files, f"{about}/RECORD")})


def _installed(name: str) -> Distribution:
    """What is installed under a name, and not what a build left beside the sources."""
    return next((one for one in distributions(name=name) if one.read_text("METADATA")), None) or distribution(name)


def _said(installed: Distribution) -> Mapping[str, str]:
    """What the program says of itself; beside sources some of it has another name or is not there."""
    names = ("entry_points.txt", "top_level.txt", *(
        f"licenses/{name}" for name in installed.metadata.get_all("License-File") or ()))
    found = {name: installed.read_text(name) for name in names}
    metadata = installed.read_text("METADATA") or installed.read_text("PKG-INFO") or ""
    return {"METADATA": metadata, "WHEEL": _IN_WHEELS, **{name: text for name, text in found.items() if text}}


def _record(files: Mapping[str, bytes], name: str) -> bytes:
    """The list of the files with their digests, as an installer checks them."""
    lines = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in sorted(files.items())]
    return "\n".join([*lines, f"{name},,", ""]).encode()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _zip_of(files: Mapping[str, bytes]) -> bytes:
    """Without libdeflate, which saves 5 % here and takes six times as long."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.external_attr = _READABLE
            wheel.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


# The libraries ---------------------------------------------------------------------------------------------------

def versions_of_libraries() -> str:
    """Constraints for pip: every library that the program needs here, directly or not, in its installed version."""
    found, seen, ahead = dict[str, str](), set[tuple[str, str]](), [(PROGRAM, extra) for extra in ("", *EXTRAS)]
    while ahead:
        name, extra = ahead.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            library = _installed(name)
        except PackageNotFoundError:
            continue  # of another system, or of an extra that is not installed
        found[name] = library.version
        ahead += [one for text in library.requires or () for one in _asked(text, extra)]
    del found[PROGRAM]
    return _HEAD + "".join(f"{name}=={number}\n" for name, number in sorted(found.items()))


def _asked(requirement: str, extra: str) -> list[tuple[str, str]]:
    """The library that a requirement asks for, once for each of its extras; nothing if it holds for another extra."""
    only, found = _EXTRA.search(requirement), _REQUIREMENT.match(requirement)
    if not found or (only and only[1]) != (extra or None):
        return []
    name = re.sub(r"[-_.]+", "-", found[1]).lower()
    return [(name, each.strip()) for each in ("", *(found[2] or "").split(","))]
