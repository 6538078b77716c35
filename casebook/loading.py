"""A folder of case studies read from disk and checked: the catalog, and all problems of all files."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path as FilePath
from typing import TypeVar

from babel import Locale

from casebook import validation
from casebook.advice import Advice
from casebook.catalog import Case, Catalog
from casebook.document import Document
from casebook.model import CaseStudy, Place, Record, Term
from casebook.problems import Problem, has_errors, in_order
from casebook.questions import SelfCheck
from casebook.redirects import Moves, Redirects
from casebook.source import MAX_CASE_BYTES, MAX_SHARED_BYTES, load_document, parse_document, read_bytes
from casebook.translation import Translation, make_translation, name_parts
from casebook.vocabulary import Vocabulary

CASES_FOLDER = "case_studies"
PLACES_FILE = "_places.yml"
VOCABULARY_FILE = "_vocabulary.yml"
QUESTIONS_FILE = "_questions.yml"
ADVICE_FILE = "_advice.yml"
"""The questions of the self-check, and the advice with its evidence; a library may have none."""

REDIRECTS_FILE = "_redirects.yml"
"""The old ids of what was renamed; there where something was."""

SHARED_FILES = (VOCABULARY_FILE, PLACES_FILE, QUESTIONS_FILE, ADVICE_FILE, REDIRECTS_FILE)

AnyRecord = TypeVar("AnyRecord", bound=Record)


def fingerprint(folder: FilePath) -> str:
    """A digest of names, sizes and times of the files in case_studies/; costs 0.3 ms for 200 files."""
    digest = hashlib.sha256()
    for path in case_files(folder):
        seen = path.lstat()
        digest.update(f"{path.name}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def case_files(folder: FilePath) -> list[FilePath]:
    """Every entry of the folder that is not hidden, sorted by name."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def load_catalog(folder: FilePath, today: date, library: str = Catalog.library) -> tuple[Catalog, list[Problem]]:
    """The catalog of a folder, by the name of its library, and all problems of all its files.

    Cached until a file changes.
    """
    return _load(folder.resolve(), shown_path(folder), fingerprint(folder), today, library)


@lru_cache(maxsize=4)
def _load(folder: FilePath, shown: FilePath, mark: str, today: date, library: str) -> tuple[Catalog, list[Problem]]:
    files = [path for path in case_files(shown) if not path.name.startswith("_")]
    originals, translated = _parted(files)
    context, shared = load_context(shown, originals, today)
    documents = {id: load_document(path) for id, path in originals.items()}
    problems = [*shared.problems, *_check_together(document for document, _ in documents.values())]
    cases: dict[str, Case] = {}
    for id, (document, found) in documents.items():
        found += _checked(validation.check_case, document, context)
        problems += found
        if not has_errors(found):
            cases[id] = Case(id, CaseStudy.model_validate(document.data), digest_of(document))
    translations, found = _load_translations(translated, {id: each for id, (each, _) in documents.items()}, context)
    catalog = Catalog(cases, shared.places, context.vocabulary, mark, shared.questions, shared.advice, translations,
                      library, shared.redirects)
    return catalog, in_order([*problems, *found])


def _parted(files: Iterable[FilePath]) -> tuple[dict[str, FilePath], list[FilePath]]:
    """The case studies by id, and their translations."""
    paths = list(files)
    return ({path.stem: path for path in paths if not name_parts(path.name)},
            [path for path in paths if name_parts(path.name)])


def _load_translations(
    files: Iterable[FilePath], originals: Mapping[str, Document], context: validation.Context,
) -> tuple[dict[str, dict[str, Translation]], list[Problem]]:
    """The valid translations by language and id, and the problems of all."""
    translations: dict[str, dict[str, Translation]] = {}
    problems: list[Problem] = []
    for path in files:
        id, language = name_parts(path.name) or ("", "")
        original = originals.get(id, Document(path.name))
        document, found = load_document(path)
        found += _checked(partial(validation.check_translation, original), document, context)
        problems += found
        if not has_errors(found):
            translations.setdefault(language, {})[id] = make_translation(language, original.data, document.data)
    return translations, problems


@dataclass(frozen=True)
class Shared:
    """The places, the questions, the advice, the old ids, and the problems of the shared files."""

    places: Mapping[str, Place]
    problems: list[Problem]
    questions: SelfCheck | None = None
    advice: Advice = field(default_factory=Advice)
    redirects: Moves = field(default_factory=dict)


def load_context(folder: FilePath, case_ids: Iterable[str], today: date) -> tuple[validation.Context, Shared]:
    """What case studies are checked against, read from the two shared files of a folder."""
    terms, problems = load_document(folder / VOCABULARY_FILE, MAX_SHARED_BYTES)
    vocabulary = Vocabulary(dict(_facets_of(terms)))
    places, place_problems = load_document(folder / PLACES_FILE, MAX_SHARED_BYTES)
    valid_places = dict(_valid_records(places, Place))
    context = make_context(vocabulary, valid_places, places.data, case_ids, today)
    moves, move_problems = _load_redirects(folder / REDIRECTS_FILE, context)
    context = replace(context, renamed=moves)
    problems += _checked(validation.check_vocabulary, terms, context)
    problems += place_problems + _checked(validation.check_places, places, context)
    questions, question_problems = _load_questions(folder / QUESTIONS_FILE, context)
    advice, advice_problems = _load_advice(folder / ADVICE_FILE, context)
    problems += question_problems + advice_problems + move_problems
    return context, Shared(valid_places, problems, questions, advice, moves)


def make_context(vocabulary: Vocabulary, places: Mapping[str, Place], place_ids: Iterable[str],
                 case_ids: Iterable[str], today: date) -> validation.Context:
    """What case studies are checked against, with the codes that the world knows."""
    english = Locale("en")
    territories, languages = map(str, english.territories), map(str, english.languages)
    return validation.Context(
        vocabulary=vocabulary, place_ids=frozenset(place_ids), case_ids=frozenset(case_ids), today=today, places=places,
        country_codes=frozenset(code for code in territories if len(code) == 2 and code.isalpha()),
        language_codes=frozenset(code for code in languages if len(code) == 2),
    )


def _load_advice(file: FilePath, context: validation.Context) -> tuple[Advice, list[Problem]]:
    """The advice and its problems; none where the library has none, or where it has errors."""
    if not file.is_file():
        return Advice(), []
    document, problems = load_document(file, MAX_SHARED_BYTES)
    problems += _checked(validation.check_advice, document, context)
    return Advice() if has_errors(problems) else Advice.model_validate(document.data), problems


def _load_questions(file: FilePath, context: validation.Context) -> tuple[SelfCheck | None, list[Problem]]:
    """The self-check and its problems; nothing where the library has none, or where it has errors."""
    if not file.is_file():
        return None, []
    document, problems = load_document(file, MAX_SHARED_BYTES)
    problems += _checked(validation.check_questions, document, context)
    return None if has_errors(problems) else SelfCheck.model_validate(document.data), problems


def _load_redirects(file: FilePath, context: validation.Context) -> tuple[Moves, list[Problem]]:
    """The old ids and their problems; none where nothing was renamed, or where the file has errors."""
    if not file.is_file():
        return {}, []
    document, problems = load_document(file, MAX_SHARED_BYTES)
    problems += _checked(validation.check_redirects, document, context)
    return {} if has_errors(problems) else Redirects.model_validate(document.data).moves, problems


def _checked(check: Callable[[Document, validation.Context], list[Problem]], document: Document,
             context: validation.Context) -> list[Problem]:
    """What a check finds in a file that was read to its end; the reading may have told of other problems."""
    return check(document, context) if document.is_complete else []


def check_files(files: Iterable[FilePath], folder: FilePath, today: date) -> list[Problem]:
    """All problems of chosen files, checked against the shared files of a folder."""
    paths = list(files)
    known, _ = _parted(path for path in (*case_files(folder), *paths) if not path.name.startswith("_"))
    context, shared = load_context(folder, known, today)
    cases, translated = _parted(path for path in paths if not path.name.startswith("_"))
    problems = [problem for path in paths if path.name in SHARED_FILES for problem in shared.problems
                if problem.file.endswith(path.name)]
    documents = {id: load_document(path, MAX_CASE_BYTES) for id, path in cases.items()}
    for document, found in documents.values():
        problems += found + _checked(validation.check_case, document, context)
    originals = {id: document for id, (document, _) in documents.items()} | _originals_of(translated, known, cases)
    _, found = _load_translations(translated, originals, context)
    others = {id: path for id, path in known.items() if id not in cases} if cases else {}
    together = _check_together((document for document, _ in documents.values()), _texts_of(others))
    return in_order([*problems, *found, *together])


def load_without_cases(folder: FilePath, today: date) -> Catalog:
    """The places and the vocabulary of a folder as a catalog, whatever the state of its case studies."""
    context, shared = load_context(folder, (), today)
    return Catalog({}, shared.places, context.vocabulary, "")


def shared_catalog(places: Document, terms: Document, today: date) -> tuple[Catalog, list[Problem]]:
    """Places and vocabulary that were read, as a catalog without cases, and all their problems."""
    catalog = Catalog({}, dict(_valid_records(places, Place)), Vocabulary(dict(_facets_of(terms))))
    context = make_context(catalog.vocabulary, catalog.places, places.data, (), today)
    return catalog, [*_checked(validation.check_places, places, context),
                     *_checked(validation.check_vocabulary, terms, context)]


Look = Callable[[FilePath, bytes], tuple[Document, list[Problem]]]


def looker_of(files: Iterable[FilePath], folder: FilePath, today: date) -> tuple[validation.Context, Look]:
    """What reads and checks the bytes of one of these files by itself, as if they were written, and what it knows."""
    known, _ = _parted(path for path in (*case_files(folder), *files) if not path.name.startswith("_"))
    context, _ = load_context(folder, known, today)

    def look(path: FilePath, raw: bytes) -> tuple[Document, list[Problem]]:
        document, problems = parse_document(raw, path.as_posix())
        return document, in_order([*problems, *_checked(_check_of(path, known), document, context)])

    return context, look


def _check_of(path: FilePath, known: Mapping[str, FilePath]) -> Callable[[Document, validation.Context], list[Problem]]:
    """The check for a file by its name."""
    if path.name in _SHARED_CHECKS:
        return _SHARED_CHECKS[path.name]
    if parts := name_parts(path.name):
        original = load_document(known[parts[0]])[0] if parts[0] in known else Document(path.name)
        return partial(validation.check_translation, original)
    return validation.check_case


_SHARED_CHECKS = {VOCABULARY_FILE: validation.check_vocabulary, PLACES_FILE: validation.check_places,
                  QUESTIONS_FILE: validation.check_questions, ADVICE_FILE: validation.check_advice,
                  REDIRECTS_FILE: validation.check_redirects}


def _check_together(documents: Iterable[Document], others: Iterable[tuple[str, str]] = ()) -> list[Problem]:
    """The problems of cases that only show beside each other."""
    cases = list(documents)
    return [*validation.check_lineage_loops(cases), *validation.check_copies(cases, others)]


def _texts_of(files: Mapping[str, FilePath]) -> Iterator[tuple[str, str]]:
    """The ids of case studies with their files as written; what cannot be read is passed over."""
    for id, path in files.items():
        raw = read_bytes(path)
        if isinstance(raw, bytes):
            yield id, raw.decode("utf-8", "replace")


def _originals_of(translated: Iterable[FilePath], known: Mapping[str, FilePath],
                  checked: Collection[str]) -> dict[str, Document]:
    """The case studies behind translations, where those are not checked themselves."""
    ids = {parts[0] for path in translated if (parts := name_parts(path.name))}
    return {id: load_document(known[id])[0] for id in ids if id in known and id not in checked}


def digest_of(document: Document) -> str:
    """A short digest of the data of a file; comments and layout do not change it."""
    return hashlib.sha256(repr(document.data).encode()).hexdigest()[:12]


def shown_path(folder: FilePath) -> FilePath:
    """The folder as messages name it: from the working folder where it lies below it."""
    resolved, here = folder.resolve(), FilePath.cwd()
    return resolved.relative_to(here) if resolved.is_relative_to(here) else folder


def _facets_of(document: Document) -> Iterator[tuple[str, dict[str, Term]]]:
    for facet, terms in document.data.items():
        if isinstance(terms, dict):
            part = Document(document.file, terms, {}, {})
            yield facet, dict(_valid_records(part, Term))


def _valid_records(document: Document, model: type[AnyRecord]) -> Iterator[tuple[str, AnyRecord]]:
    for id, value in document.data.items():
        if not any(True for _ in validation.check_model(document, model, (id,))):
            yield id, model.model_validate(value)
