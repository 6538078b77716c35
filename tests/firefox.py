"""Firefox, driven through Marionette, the protocol that every Firefox speaks: no driver program is needed.

A message is its length, a colon and JSON: [0, id, command, parameters] there, [1, id, error, result] back. The profile
is new each time, keeps files on disk apart from each other as Firefox does by default, and reaches no network.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

NAMES = ("firefox-esr", "firefox")
DEAD_PORT = 9
PATIENCE = 60
PREFERENCES: dict[str, object] = {
    "security.fileuri.strict_origin_policy": True,
    "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": DEAD_PORT,
    "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": DEAD_PORT,
    "network.proxy.allow_hijacking_localhost": True, "network.dns.disabled": True,
    "network.captive-portal-service.enabled": False,
    "app.update.enabled": False, "browser.shell.checkDefaultBrowser": False, "browser.startup.page": 0,
    "browser.startup.homepage_override.mstone": "ignore", "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False, "browser.aboutwelcome.enabled": False,
    "extensions.update.enabled": False, "services.settings.server": "data:,#remote-settings-dummy/v1",
    "intl.locale.requested": "en-GB",
}


class FirefoxError(Exception):
    """Firefox answered with an error; its text is what Firefox says."""


class Firefox:
    """One running Firefox without a window. Use it in a with statement."""

    def __init__(self, executable: str, profile: Path) -> None:
        self.executable, self.profile = executable, profile
        self._count = 0

    def __enter__(self) -> "Firefox":
        port = free_port()
        self.profile.mkdir(parents=True)
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
                 for name, value in {**PREFERENCES, "marionette.port": port}.items())
        (self.profile / "user.js").write_text("".join(lines), "utf-8")
        command = (self.executable, "--headless", "--marionette", "--no-remote", "--profile", str(self.profile))
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(self.profile)})
        self._socket = self._connect(port)
        self._read()
        self.send("WebDriver:NewSession", {"pageLoadStrategy": "normal"})
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.send("Marionette:Quit", {"flags": ["eForceQuit"]})
        finally:
            self._socket.close()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def open(self, address: str) -> None:
        """Go to an address and wait until it is loaded."""
        self.send("WebDriver:Navigate", {"url": address})

    def run(self, script: str, *arguments: Any) -> Any:
        """The value that a script returns in the page."""
        return self.send("WebDriver:ExecuteScript", {"script": script, "args": arguments, "sandbox": None})["value"]

    def wait_for(self, script: str, *arguments: Any) -> Any:
        """The first value that a script returns which is true; fails after a while."""
        end = time.monotonic() + PATIENCE
        while not (found := self.run(script, *arguments)):
            if time.monotonic() > end:
                raise FirefoxError(f"waited in vain for: {script}")
            time.sleep(0.1)
        return found

    def send(self, command: str, parameters: dict[str, Any]) -> Any:
        self._count += 1
        text = json.dumps([0, self._count, command, parameters]).encode()
        self._socket.sendall(f"{len(text)}:".encode() + text)
        _, _, error, result = self._read()
        if error:
            raise FirefoxError(f"{command}: {error['error']}: {error['message']}")
        return result

    def _read(self) -> Any:
        length = b""
        while (sign := self._receive(1)) != b":":
            length += sign
        return json.loads(self._receive(int(length)))

    def _receive(self, size: int) -> bytes:
        parts = b""
        while len(parts) < size:
            part = self._socket.recv(size - len(parts))
            if not part:
                raise FirefoxError("Firefox has gone")
            parts += part
        return parts

    def _connect(self, port: int) -> socket.socket:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            except OSError:
                if time.monotonic() > end or self._process.poll() is not None:
                    self._process.kill()
                    raise FirefoxError(f"{self.executable} does not answer") from None
                time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def find_firefox() -> str | None:
    """The Firefox of this machine."""
    return os.environ.get("FIREFOX_PATH") or next((path for name in NAMES if (path := shutil.which(name))), None)
