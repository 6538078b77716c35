"""A revision of the project, as git holds it: its case studies put into a folder, and which other files differ.

Objects are read one by one and never checked out, so that nothing in a revision (attributes, filters, links, hooks) has
any effect, and no code of it runs.
"""

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from casebook.loading import CASES_FOLDER

Reason = Literal["no-git", "no-repository", "unknown", "cut-off"]
_QUIET = ("--no-ext-diff", "--no-textconv", "--no-renames", "--no-color")
_FILE_MODES = ("100644", "100755")


class NoRevision(Exception):
    """Why a revision cannot be read, and what it was called."""

    def __init__(self, reason: Reason, name: str = "") -> None:
        super().__init__(reason, name)
        self.reason, self.name = reason, name


@dataclass(frozen=True)
class Repository:
    """The folder of a project within a repository of git."""

    root: Path

    def commit_of(self, name: str) -> str:
        """The full id of the commit that a name means; raises NoRevision."""
        if self._git("rev-parse", "--is-inside-work-tree").returncode:
            raise NoRevision("no-repository")
        asked = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if asked.returncode:
            raise NoRevision("cut-off" if self.is_cut_off() else "unknown", name)
        return asked.stdout.decode().strip()

    def common(self, base: str, head: str) -> str:
        """The commit from which both come, so that what others did since is not taken for a change of this one."""
        asked = self._git("merge-base", base, head)
        if asked.returncode == 0:
            return asked.stdout.decode().split()[0]
        if self.is_cut_off():
            raise NoRevision("cut-off", base)
        return base

    def is_cut_off(self) -> bool:
        """Whether this is a shallow clone."""
        return self._git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def cases_at(self, commit: str) -> dict[str, str]:
        """The files of case_studies/ in a commit, each with the id of its content; links are left out."""
        listed = self._git("ls-tree", "-z", commit, "--", f"{CASES_FOLDER}/").stdout.decode("utf-8", "replace")
        rows = (row.partition("\t") for row in listed.split("\0") if row)
        return {path.rpartition("/")[2]: mark.split()[2] for mark, _, path in rows if mark.split()[0] in _FILE_MODES}

    def write_cases(self, commit: str, folder: Path) -> None:
        """Put the files of case_studies/ of a commit into a folder."""
        files = {name: id for name, id in self.cases_at(commit).items() if not name.startswith(".")}
        for name, content in self._contents(files):
            (folder / name).write_bytes(content)

    def _contents(self, files: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        told = self._git("cat-file", "--batch", given="".join(f"{id}\n" for id in files.values()).encode()).stdout
        at = 0
        for name in files:
            end = told.find(b"\n", at)
            if end < 0 or told[at:end].endswith(b" missing"):
                raise NoRevision("cut-off", name)
            size = int(told[at:end].split()[-1])
            yield name, told[end + 1:end + 1 + size]
            at = end + 1 + size + 1

    def other_files(self, commit: str, head: str = "") -> list[tuple[str, str]]:
        """The files beside the case studies that differ, each with the letter of git: A, M or D."""
        asked = self._git("diff", *_QUIET, "--name-status", "-z", "--relative", commit, *([head] if head else []), "--")
        told = asked.stdout.decode("utf-8", "replace").split("\0")
        found = list(zip(told[1::2], told[0::2], strict=False))
        if not head:
            new = self._git("ls-files", "--others", "--exclude-standard", "-z").stdout.decode("utf-8", "replace")
            found += [(path, "A") for path in new.split("\0") if path]
        return sorted((path, letter) for path, letter in found if not _is_case(path))

    def _git(self, *command: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(["git", "--no-optional-locks", *command], cwd=self.root, input=given,
                                  capture_output=True, check=False)
        except FileNotFoundError:
            raise NoRevision("no-git") from None


def _is_case(path: str) -> bool:
    """Whether a file is told of elsewhere on the card, or is our own cache."""
    folder, _, name = path.rpartition("/")
    return (folder == CASES_FOLDER and not name.startswith(".")) or path.startswith(".casebook/")
