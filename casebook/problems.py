"""One problem in contributed content, and how problems are shown. Knows nothing of YAML, the model or the rules."""

import dataclasses
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

Level = Literal["error", "warning"]
Path = tuple[str | int, ...]
Translate = Callable[[str], str]
MAX_SHOWN = 80
MAX_PROBLEMS = 100
"""How many problems one check reports of one file; more are no help, and to look for them is work for an attacker."""


class Phrase(str):
    """A value of a message that is our own wording, and a key of its translation; shown whole."""

    __slots__ = ()


@dataclass(frozen=True)
class Rule:
    """A rule of the rule book. `message` and `remedy` are English templates, and the keys of their translations.
    `is_unfinished`: it only says that something is not there yet, which a draft may lack.
    """

    id: str
    message: str
    remedy: str
    level: Level = "error"
    is_unfinished: bool = False


@dataclass(frozen=True)
class Problem:
    """One broken rule at one place. `line` and `column` count from 1; `field` is the path of keys to the value."""

    file: str
    line: int
    column: int
    rule: Rule
    field: Path = ()
    values: dict[str, object] = dataclasses.field(default_factory=dict, hash=False)

    @property
    def level(self) -> Level:
        return self.rule.level


def message_of(problem: Problem, translate: Translate = str) -> str:
    """What is wrong, in the language of `translate`."""
    return _fill(problem.rule.message, problem.values, translate)


def remedy_of(problem: Problem, translate: Translate = str) -> str:
    """What to do about it, in the language of `translate`."""
    return _fill(problem.rule.remedy, problem.values, translate)


def field_name(path: Path) -> str:
    """A path as people write it: `methods[2].how`, counted from 1 as readers count."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{shorten(part)}" for part in path]
    return printable("".join(parts).removeprefix("."))


def printable(text: str) -> str:
    """Text on one line without control characters, and without `##[`, which GitHub's runner obeys anywhere."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(plain.split()).replace("##[", "## [")


def shorten(text: object, limit: int = MAX_SHOWN) -> str:
    """A found value, short enough for one line of a terminal and harmless there."""
    plain = printable(str(text))
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def quoted(value: object) -> str:
    """A found text between quotation marks, shortened inside them."""
    return f'"{shorten(value, MAX_SHOWN - 2)}"'


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file, line and column, each once."""
    unique = {(p.file, p.line, p.column, p.rule.id, p.field, message_of(p)): p for p in problems}
    return [unique[key] for key in sorted(unique, key=repr_key)]


def repr_key(key: tuple[object, ...]) -> tuple[object, ...]:
    """A sort key in which mixed paths of names and numbers can be compared."""
    return tuple(str(part) if isinstance(part, tuple) else part for part in key)


def of_draft(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of unfinished files: what is only not there yet is a warning."""
    return [dataclasses.replace(problem, rule=dataclasses.replace(problem.rule, level="warning"))
            if problem.rule.is_unfinished else problem for problem in problems]


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)


def report_text(problems: Iterable[Problem], translate: Translate = str) -> str:
    """One problem a paragraph: place, rule and message on the first line, the remedy below."""
    return "".join(_text_of(problem, translate) for problem in problems)


def report_github(problems: Iterable[Problem], translate: Translate = str) -> str:
    """Workflow commands that GitHub shows on the changed lines.

    The escapes are those of the runner's command syntax (docs.github.com, "Workflow commands for GitHub Actions").
    """
    return "".join(_github_of(problem, translate) for problem in problems)


def report_json(problems: Iterable[Problem], translate: Translate = str) -> str:
    """A list of objects with file, line, column, field, level, rule, message, remedy."""
    rows = [_row_of(problem, translate) for problem in problems]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


REPORTS: dict[str, Callable[[Iterable[Problem], Translate], str]] = {
    "text": report_text,
    "github": report_github,
    "json": report_json,
}


def _fill(template: str, values: dict[str, object], translate: Translate) -> str:
    return translate(template).format(**{name: _shown(value, translate) for name, value in values.items()})


def _shown(value: object, translate: Translate) -> str:
    return translate(str(value)) if isinstance(value, Phrase) else shorten(value)


def _file_of(problem: Problem) -> str:
    """The path as it may be printed; a name may hold anything but a slash, line breaks and `::` among them."""
    shown = printable(PurePath(problem.file).as_posix()).replace("::", ": :")
    return f"./{shown}" if shown.startswith(":") else shown


def _text_of(problem: Problem, translate: Translate) -> str:
    mark = f" ({translate('warning')})" if problem.level == "warning" else ""
    place = f"{_file_of(problem)}:{problem.line}:{problem.column}"
    what = f"{_named(problem)}{message_of(problem, translate)}"
    return f"{place}: {problem.rule.id}{mark}: {what}\n    {remedy_of(problem, translate)}\n"


def _github_of(problem: Problem, translate: Translate) -> str:
    place = f"file={_escape(_file_of(problem), ',:')},line={problem.line},col={problem.column}"
    text = f"{_named(problem)}{message_of(problem, translate)}\n{remedy_of(problem, translate)}"
    return f"::{problem.level} {place},title={_escape(problem.rule.id, ',:')}::{_escape(text)}\n"


def _named(problem: Problem) -> str:
    return f"{field_name(problem.field)}: " if problem.field else ""


def _escape(text: str, also: str = "") -> str:
    for sign in "%\r\n" + also:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _row_of(problem: Problem, translate: Translate) -> dict[str, object]:
    return {
        "file": _file_of(problem),
        "line": problem.line,
        "column": problem.column,
        "field": field_name(problem.field),
        "level": problem.level,
        "rule": problem.rule.id,
        "message": message_of(problem, translate),
        "remedy": remedy_of(problem, translate),
    }
