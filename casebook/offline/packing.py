"""Many small scripts of data as a few: a copy holds fewer files, which is quicker on a stick, and zips smaller."""

import base64
import gzip
import json
import posixpath
import re
from collections.abc import Iterator, Mapping

PACK_SIZE = 200_000
"""Bytes of one pack before it is zipped: a page reads one in a few milliseconds."""

LOADER = "tray.js"
"""The script that brings `casebook.load`, and comes before all that ask for data by it."""

_PACKED = re.compile(r"(?:.*/)?(?:(?:cards|compare|words)\.\w+|fragment)/[\w.-]+\.js")
_FRAGMENT = re.compile(rb'pagefindTwin\("(fragment/[^"]+)","([^"]+)"\)\s*')
_PLAIN = b"pagefind_dcd"
"""How a file of Pagefind begins that is not compressed, which it reads as well."""

_PRELUDE = """{const packs=%s;
window.casebookPacked=address=>address.replace(/([\\w.]+)\\/([\\w.-]+)(?=\\.js$)/,(all,folder,id)=>
folder in packs?folder+"/"+(packs[folder].filter(first=>first<=id).pop()??id):all);
window.casebookFragment=(name,text)=>
pagefindTwin(name,btoa(Array.from(new TextEncoder().encode(text),sign=>String.fromCharCode(sign)).join("")))}
"""
"""The address of the pack that holds what is asked for, since packs bear the name of the first of their sorted scripts;
and what hands over a text of the index that stands in its pack as it is, which zips smaller with its neighbours."""


def packed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a copy with the scripts of cards, comparisons, words and texts of the index joined, and the loader
    told where they are."""
    folders: dict[str, dict[str, bytes]] = {}
    for name, content in files.items():
        if _PACKED.fullmatch(name):
            folders.setdefault(posixpath.dirname(name), {})[posixpath.basename(name)[:-len(".js")]] = _plain(content)
    packs = {folder: dict(_packs(dict(sorted(scripts.items())))) for folder, scripts in folders.items()}
    rest = {name: content for name, content in files.items() if not _PACKED.fullmatch(name)}
    joined = {f"{folder}/{first}.js": content for folder, found in packs.items() for first, content in found.items()}
    return _told({**rest, **joined}, packs)


def _plain(script: bytes) -> bytes:
    """A twin of a text of the index as that text; other scripts as they are."""
    found = _FRAGMENT.fullmatch(script)
    text = gzip.decompress(base64.b64decode(found[2])) if found else b""
    if not (found and text.startswith(_PLAIN)):
        return script
    return f"casebookFragment({json.dumps(found[1].decode())},{json.dumps(text.decode(), ensure_ascii=False)})".encode()


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


def _told(files: dict[str, bytes], packs: Mapping[str, Mapping[str, bytes]]) -> dict[str, bytes]:
    """With the names of the packs by that of their folder; what two languages call alike bears the language's code."""
    firsts: dict[str, list[str]] = {}
    for folder, found in packs.items():
        firsts[posixpath.basename(folder)] = sorted((*firsts.get(posixpath.basename(folder), []), *found))
    prelude = (_PRELUDE % json.dumps(firsts, separators=(",", ":"), sort_keys=True)).encode()
    loaders = [name for name in files if posixpath.basename(name) == LOADER] if packs else []
    return {**files, **{name: prelude + files[name] for name in loaders}}
