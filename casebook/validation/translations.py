"""The checks of a translation against the case study that it translates."""

import re
from collections.abc import Iterator

from casebook.document import Document, children
from casebook.problems import Path, Problem
from casebook.translation import FIELDS, CaseTexts, digest_of_texts, name_parts, texts_of
from casebook.validation.context import Context
from casebook.validation.records import check_model
from casebook.validation.rules import (
    LANGUAGE_SAME,
    NO_ORIGINAL,
    OUTDATED,
    TEXT_LACKING,
    TEXT_SURPLUS,
    UNLIKE_CITATIONS,
    UNLIKE_ENTRIES,
    UNLIKE_FIGURES,
)
from casebook.validation.selecting import nearest
from casebook.validation.texts import check_text
from casebook.values import CITATION

_SEPARATOR = re.compile(r"(?<=[0-9])[ \u202f\xa0.,](?=[0-9]{3}(?![0-9]))")
_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


def check_form(original: Document, document: Document, context: Context) -> Iterator[Problem]:
    """Keys, types and lengths, and no signs that no text may hold."""
    yield from check_model(document, CaseTexts)
    yield from check_text(document, context)


def check_original(original: Document, document: Document, context: Context) -> Iterator[Problem]:
    """There is a case study to translate, in another language."""
    id, language = name_parts(document.file.rsplit("/", 1)[-1]) or ("", "")
    if id not in context.case_ids:
        yield document.problem(NO_ORIGINAL, (), found=id, nearest=nearest(id, context.case_ids))
    elif original.data.get("language") == language:
        yield document.problem(LANGUAGE_SAME, (), found=language)


def check_entries(original: Document, document: Document, context: Context) -> Iterator[Problem]:
    """Lists are as long as those of the original."""
    for key, found, limit in _unlike_lists(original, document):
        yield document.problem(UNLIKE_ENTRIES, (key,), at_key=True, found=found, limit=limit)


def check_texts(original: Document, document: Document, context: Context) -> Iterator[Problem]:
    """Where the original says something the translation does, and nowhere else."""
    wanted, found = _comparable(original, document)
    for path in wanted.keys() - found.keys() - document.values.keys():  # of an empty value the model has told
        yield document.problem(TEXT_LACKING, path)
    for path in found.keys() - wanted.keys() if original.data else ():
        yield document.problem(TEXT_SURPLUS, path)


def check_agreement(original: Document, document: Document, context: Context) -> Iterator[Problem]:
    """Each text cites the same sources and gives the same figures."""
    wanted, found = _comparable(original, document)
    for path in (path for path in found if path in wanted):
        cited, here = (sorted(set(CITATION.findall(text))) for text in (wanted[path], found[path]))
        if cited != here:
            yield document.problem(UNLIKE_CITATIONS, path, found=_marks(here), limit=_marks(cited))
        odd = figures_in(wanted[path]) ^ figures_in(found[path])
        if odd:
            yield document.problem(UNLIKE_FIGURES, path, found=", ".join(sorted(odd)))


def check_age(original: Document, document: Document, context: Context) -> Iterator[Problem]:
    """The original has not been changed since it was translated."""
    digest = digest_of_texts(original.data, document.data.keys())
    if original.data and isinstance(document.data.get("translates"), str) and document.data["translates"] != digest:
        yield document.problem(OUTDATED, ("translates",), found=digest)


TRANSLATION_CHECKS = (check_form, check_original, check_entries, check_texts, check_agreement, check_age)


def figures_in(text: str) -> set[str]:
    """The figures of a text without those of citations; `1 200`, `1,200` and `1.200` are one, `2,5` is `2.5`."""
    joined = _SEPARATOR.sub("", CITATION.sub("", text))
    return {figure.replace(",", ".") for figure in _FIGURE.findall(joined)}


def _marks(numbers: list[str]) -> str:
    return "".join(f"[{number}]" for number in numbers) or "–"


def _unlike_lists(original: Document, document: Document) -> Iterator[tuple[str, int, int]]:
    for key in FIELDS:
        before, after = original.data.get(key), document.data.get(key)
        if isinstance(before, list) and isinstance(after, list) and len(before) != len(after):
            yield key, len(after), len(before)


def _comparable(original: Document, document: Document) -> tuple[dict[Path, str], dict[Path, str]]:
    """The texts of both under the keys that are translated, but for lists of which another check tells."""
    left_out = {key for key, _, _ in _unlike_lists(original, document)}
    keys = {key for key, value in document.data.items() if isinstance(value, str) or any(True for _ in children(value))}
    wanted, found = ({path: text for path, text in texts_of(data).items() if path[0] in keys - left_out}
                     for data in (original.data, document.data))
    return wanted, found
