"""A case study in another language: a file of its texts alone, laid over the original. Knows nothing of disk.

`case_studies/<id>.fr.yml` holds the texts of some keys of `<id>.yml`, or of all, entry by entry in the same order. What
it leaves out is read in the language of the original.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casebook.document import texts_in
from casebook.model import LANGUAGES, Record, record_in
from casebook.problems import Path
from casebook.typography import one_line, spaced
from casebook.values import ID_PATTERN, NONE_FOUND, Entries, Line, Note, Prose, Summary, Title

_NAME = re.compile(rf"({ID_PATTERN})\.({'|'.join(LANGUAGES)})\.yml")


class ExperimentTexts(Record):
    question: Line | None = None
    assumption: Note
    how: Note
    finding: Note


class UseTexts(Record):
    how: Note


class MechanismTexts(Record):
    how: Note
    response: Note | None = None


class ResultTexts(Record):
    what: Note
    unit: Line | None = None


class LessonTexts(Record):
    lesson: Note


class NameTexts(Record):
    name: Line


class BudgetTexts(Record):
    funder: Line | None = None
    note: Line | None = None


class StaffingTexts(Record):
    note: Line


class LineageTexts(Record):
    place: Line | None = None
    what: Note | None = None


class ContactTexts(Record):
    role: Line


class CaseTexts(Record):
    """The texts of a case study as contributed in another language; `translates` is the digest of what they say."""

    translates: Line
    title: Title | None = None
    summary: Summary | None = None
    challenge: Prose | None = None
    approach: Prose | None = None
    experiments: Entries[ExperimentTexts] = ()
    methods: Entries[UseTexts] = ()
    mechanisms: Entries[MechanismTexts] = ()
    mindsets: Entries[UseTexts] = ()
    results: Entries[ResultTexts] = ()
    setbacks: Entries[Note] = ()
    lessons: Entries[LessonTexts] = ()
    next_steps: Prose | None = None
    partners: Entries[NameTexts] = ()
    budget: BudgetTexts | None = None
    staffing: StaffingTexts | None = None
    reuse: Entries[NameTexts] = ()
    learned_from: Entries[LineageTexts] = ()
    contact: ContactTexts | None = None
    open_questions: Entries[Note] = ()


FIELDS: Mapping[str, tuple[str, ...]] = {
    key: tuple(record.model_fields) if (record := record_in(field.annotation)) else ()
    for key, field in CaseTexts.model_fields.items() if key != "translates"
}
"""The keys of a case study that hold texts, and in which fields of their entries; the sources stay as published."""


@dataclass(frozen=True)
class Translation:
    """The texts of one case study in one language, by key. `is_stale`: the original has been changed since."""

    language: str
    data: Mapping[str, Any]
    is_stale: bool = False
    is_whole: bool = True

    @cached_property
    def texts(self) -> frozenset[str]:
        """All its texts, with the spaces of its language."""
        return frozenset(text.strip() for _, text in texts_in(self.spaced))

    @cached_property
    def spaced(self) -> Any:
        """Its data with the spaces of its language."""
        return _spaced(self.data, self.language)


def name_parts(name: str) -> tuple[str, str] | None:
    """The id and the language in the name of a translation; nothing for the name of another file."""
    found = _NAME.fullmatch(name)
    return (found[1], found[2]) if found else None


def texts_of(data: Mapping[str, Any]) -> dict[Path, str]:
    """The texts of a case study, or of its translation, that can be translated, by path in the order of the file."""
    parts = {key: value for key, value in data.items() if key in FIELDS}
    return {path: text for path, text in texts_in(parts) if _is_translated(path, text)}


def _is_translated(path: Path, text: str) -> bool:
    fields = FIELDS.get(str(path[0]))
    if fields is None or (len(path) == 1 and text == NONE_FOUND):
        return False
    return path[-1] in fields if fields else isinstance(path[-1], int) or len(path) == 1


def digest_of_texts(original: Mapping[str, Any], keys: Collection[str]) -> str:
    """What `translates` says of an original: twelve hexadecimal digits, of its texts under the keys translated."""
    texts = [(path, one_line(text)) for path, text in texts_of(original).items() if path[0] in keys]
    return hashlib.sha256(repr(sorted(texts, key=repr)).encode()).hexdigest()[:12]


def make_translation(language: str, original: Mapping[str, Any], data: Mapping[str, Any]) -> Translation:
    """A translation that was found valid, from the plain data of its file and of the original's."""
    texts = {key: value for key, value in data.items() if key != "translates"}
    return Translation(
        language, texts, is_stale=data["translates"] != digest_of_texts(original, texts.keys()),
        is_whole={path[0] for path in texts_of(original)} <= texts.keys(),
    )


def laid_over(original: Any, texts: Any) -> Any:
    """Plain data with texts in the place of those at the same paths; lists are as long as each other."""
    if isinstance(texts, Mapping):
        return {**original, **{key: laid_over(original[key], value) for key, value in texts.items()}}
    if isinstance(texts, list):
        return [laid_over(before, after) for before, after in zip(original, texts, strict=True)]
    return texts


def _spaced(value: Any, language: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _spaced(child, language) for key, child in value.items()}
    if isinstance(value, list):
        return [_spaced(child, language) for child in value]
    return spaced(value, language)
