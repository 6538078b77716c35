"""The day and the id that a ZIM file bears: zimwriterfs puts the day of making and a number drawn by lot. Pure bytes.

The format is that of openzim.org: a header, entries by their pointers, clusters of content by theirs, a checksum at the
end. The day becomes a cluster of its own behind all others, to which its entry is led; the list of clusters is written
anew behind it, since it has no room to grow.
"""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, uuid5

_HEADER = struct.Struct("<IHH16sIIQQQQIIQ")
_ENTRY = struct.Struct("<HBcI")
_IN_CLUSTER = struct.Struct("<II")
_REDIRECT = 0xFFFF
_PLAIN = 1


class UnknownZim(Exception):
    """The file is not written as we know ZIM files."""


@dataclass(frozen=True)
class _Header:
    magic: int
    major: int
    minor: int
    uuid: bytes
    entries: int
    clusters: int
    entry_list: int
    title_list: int
    cluster_list: int
    kinds: int
    main: int
    layout: int
    checksum: int


def dated(zim: bytes, name: str, day: str) -> bytes:
    """The file with another day, written as 2026-11-22, and an id made of its name and that day."""
    head, body = _Header(*_HEADER.unpack_from(zim)), bytearray(zim)
    if len(zim) != head.checksum + 16:
        raise UnknownZim("the checksum is not at the end")
    place = next((at for at, entry in _entries(zim, head) if entry == b"MDate"), None)
    if place is None:
        raise UnknownZim("it names no day")
    _IN_CLUSTER.pack_into(body, place, head.clusters, 0)
    clusters = zim[head.cluster_list:head.cluster_list + 8 * head.clusters]
    cluster = struct.pack("<BII", _PLAIN, 8, 8 + len(day)) + day.encode()
    lists = head.checksum + len(cluster)
    whole = body[:head.checksum] + cluster + clusters + struct.pack("<Q", head.checksum)
    new = replace(head, uuid=uuid5(NAMESPACE_URL, f"{name}#{day}").bytes, clusters=head.clusters + 1,
                  cluster_list=lists, checksum=len(whole))
    _HEADER.pack_into(whole, 0, *vars(new).values())
    return bytes(whole + hashlib.md5(whole, usedforsecurity=False).digest())


def _entries(zim: bytes, head: _Header) -> Iterator[tuple[int, bytes]]:
    """For each entry with content where its place in a cluster is noted, and its namespace with its path."""
    for at in struct.unpack_from(f"<{head.entries}Q", zim, head.entry_list):
        kind, _, namespace, _ = _ENTRY.unpack_from(zim, at)
        place = at + _ENTRY.size
        path = place + _IN_CLUSTER.size
        if kind != _REDIRECT:
            yield place, namespace + zim[path:zim.index(b"\0", path)]
