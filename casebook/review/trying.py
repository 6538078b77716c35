"""Web addresses tried over the network: one request at a time to a host, and never to this machine or its neighbours.

The addresses come from strangers: one that leads to an address that is not public, at once or by way of another, is not
asked. What a server says beyond its number is not repeated.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urljoin, urlsplit

from casebook.values import is_web_address

SECONDS = 10.0
"""So long a host may be silent."""

MOST_SECONDS = 120.0
"""So long all addresses together may take."""

BETWEEN = 1.0
"""Seconds between two requests to one host."""

MOST_HOSTS_AT_ONCE = 6
MOST_STEPS = 5
_AGENT = "Mozilla/5.0 (compatible; casebook-review; checks that sources can be opened)"
_NOT_BY_HEAD = {400, 403, 404, 405, 406, 429, 500, 501, 503}
"""Answers that some servers give to HEAD alone."""

IsAllowed = Callable[[str], bool]
"""Whether a numeric address of the network may be asked."""


@dataclass(frozen=True)
class Tried:
    """What came of it: `said` is the number of the answer with its meaning, or the kind of failure."""

    is_reached: bool
    said: str


class _NotPublic(OSError):
    """An address of this machine or of a private network."""


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return found.is_global and not found.is_multicast


def try_addresses(addresses: Iterable[str], is_allowed: IsAllowed = is_public, between: float = BETWEEN,
                  most_seconds: float = MOST_SECONDS) -> dict[str, Tried]:
    """What came of each address; those that were not asked in time are left out."""
    hosts: dict[str, list[str]] = {}
    for address in dict.fromkeys(addresses):
        if is_web_address(address):
            hosts.setdefault(urlsplit(address).hostname or "", []).append(address)
    waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    for row in hosts.values():
        waiting.put(row)
    found: dict[str, Tried] = {}
    workers = [threading.Thread(target=_work, args=(waiting, found, is_allowed, between), daemon=True)
               for _ in range(min(MOST_HOSTS_AT_ONCE, len(hosts)))]
    for worker in workers:
        worker.start()
    end = time.monotonic() + most_seconds
    for worker in workers:
        worker.join(max(0.0, end - time.monotonic()))
    return dict(found)


def _work(waiting: "queue.SimpleQueue[list[str]]", found: dict[str, Tried], is_allowed: IsAllowed,
          between: float) -> None:
    while True:
        try:
            addresses = waiting.get_nowait()
        except queue.Empty:
            return
        for at, address in enumerate(addresses):
            time.sleep(between if at else 0)
            found[address] = try_address(address, is_allowed)


def try_address(address: str, is_allowed: IsAllowed = is_public) -> Tried:
    """One address, by HEAD and, where a server does not know that, by GET of which nothing is read."""
    try:
        status = _follow("HEAD", address, is_allowed)
        if status in _NOT_BY_HEAD:
            status = _follow("GET", address, is_allowed)
    except _NotPublic:
        return Tried(False, "not-public")
    except (TimeoutError, socket.gaierror, ssl.SSLError, OSError, http.client.HTTPException, ValueError) as error:
        return Tried(False, _kind_of(error))
    return Tried(200 <= status < 300, _meaning(status))


def _follow(method: str, address: str, is_allowed: IsAllowed) -> int:
    """The number of the answer at the end of all redirections."""
    for _ in range(MOST_STEPS):
        status, onward = _ask(method, address, is_allowed)
        if not (onward and 300 <= status < 400):
            return status
        address = urljoin(address, onward)
        if not is_web_address(address):
            raise ValueError("redirected to what is no web address")
    return HTTPStatus.LOOP_DETECTED


def _ask(method: str, address: str, is_allowed: IsAllowed) -> tuple[int, str]:
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode() if not (parts.hostname or "").isascii() else parts.hostname
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(host or "", parts.port, timeout=SECONDS)
    connection._create_connection = _opener(is_allowed)  # type: ignore[attr-defined]  # its only way in
    path = quote(parts.path or "/", safe=_AS_IT_IS) + (f"?{quote(parts.query, safe=_AS_IT_IS)}" if parts.query else "")
    try:
        connection.request(method, path, headers={"User-Agent": _AGENT, "Accept": "*/*", "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location") or ""
    finally:
        connection.close()


_AS_IT_IS = "/%:@!$&'()*+,;=~-._?"


def _opener(is_allowed: IsAllowed) -> Callable[..., socket.socket]:
    """A connection to the first allowed address of a host: what was looked at is what is asked."""
    def open_connection(place: tuple[str, int], timeout: float = SECONDS, source: object = None) -> socket.socket:
        host, port = place
        numbers = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not numbers or not all(map(is_allowed, numbers)):
            raise _NotPublic(host)
        return socket.create_connection((numbers[0], port), timeout)

    return open_connection


def _kind_of(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, socket.gaierror):
        return "unknown-host"
    if isinstance(error, ssl.SSLError):
        return "certificate"
    return "refused" if isinstance(error, ConnectionError) else "no-answer"


def _meaning(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
