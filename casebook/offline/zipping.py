"""A zip file of the same bytes from the same files, and its checksum."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import date

_READABLE = 0o644 << 16
_BY_UNIX = 3


def zip_of(files: Mapping[str, bytes], day: date) -> bytes:
    """The files in the order of their names, all of one day, as small as every unpacker can read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _READABLE, _BY_UNIX
            archive.writestr(entry, files[name])
    return out.getvalue()


def checksum(content: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def checksum_line(content: bytes, name: str) -> str:
    """What `sha256sum --check` reads."""
    return f"{checksum(content)}  {name}\n"
