"""Many small scripts of data as a few: a copy holds fewer files, which is quicker on a stick, and zips smaller."""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping

PACK_SIZE = 100_000
"""Bytes of one pack before it is zipped: a page reads one in a few milliseconds."""

LOADER = "tray.js"
"""The script that brings `casebook.load`, and comes before all that ask for data by it."""

_PACKED = re.compile(r"(?:.*/)?((?:cards|compare)\.\w+)/[\w-]+\.js")
_PRELUDE = """{const packs=%s;
window.casebookPacked=address=>address.replace(/([\\w.]+)\\/([\\w-]+)(?=\\.js$)/,(all,folder,id)=>
folder in packs?folder+"/"+(packs[folder].filter(first=>first<=id).pop()??id):all)}
"""
"""The address of the pack that holds what is asked for: packs bear the name of the first of their sorted scripts."""


def packed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a copy with the scripts of cards and of comparisons joined, and the loader told where they are."""
    folders: dict[str, dict[str, bytes]] = {}
    for name, content in files.items():
        if _PACKED.fullmatch(name):
            folders.setdefault(posixpath.dirname(name), {})[posixpath.basename(name)[:-len(".js")]] = content
    packs = {folder: dict(_packs(dict(sorted(scripts.items())))) for folder, scripts in folders.items()}
    rest = {name: content for name, content in files.items() if not _PACKED.fullmatch(name)}
    joined = {f"{folder}/{first}.js": content for folder, found in packs.items() for first, content in found.items()}
    return _told({**rest, **joined}, {posixpath.basename(folder): list(found) for folder, found in packs.items()})


def _packs(scripts: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Packs by the name of their first script; `scripts` are sorted by name."""
    first, content = "", b""
    for name, script in scripts.items():
        if content and len(content) + len(script) > PACK_SIZE:
            yield first, content
            content = b""
        first = first if content else name
        content += script if script.endswith(b"\n") else script + b"\n"
    if content:
        yield first, content


def _told(files: dict[str, bytes], packs: Mapping[str, list[str]]) -> dict[str, bytes]:
    prelude = (_PRELUDE % json.dumps(packs, separators=(",", ":"), sort_keys=True)).encode()
    loaders = [name for name in files if posixpath.basename(name) == LOADER] if packs else []
    return {**files, **{name: prelude + files[name] for name in loaders}}
