"""Everything loaded once: case studies, places and vocabulary, with look-ups and lineage both ways. No HTML."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path as FilePath
from typing import Any, TypeVar

from babel import Locale

from casebook import validation
from casebook.advice import Advice
from casebook.document import Document
from casebook.model import CaseStudy, Place, Record, Result, Term
from casebook.problems import Problem, has_errors, in_order
from casebook.questions import SelfCheck
from casebook.source import MAX_CASE_BYTES, MAX_SHARED_BYTES, load_document
from casebook.values import NONE_FOUND
from casebook.vocabulary import Vocabulary

CASES_FOLDER = "case_studies"
PLACES_FILE = "_places.yml"
VOCABULARY_FILE = "_vocabulary.yml"
QUESTIONS_FILE = "_questions.yml"
ADVICE_FILE = "_advice.yml"
"""The questions of the self-check, and the advice with its evidence; a library may have none."""

AnyRecord = TypeVar("AnyRecord", bound=Record)
_READ_FOR = ("mindsets", "setbacks")
"""Where the word none-found may stand instead of a list."""

EVIDENCE = {"evaluation": "independent", "press": "outside", "academic": "outside"}
"""The grade of a result by who states it (DESIGN, "Evidence"); every other reporter speaks for itself."""


@dataclass(frozen=True)
class Case:
    """A case study with its id and the digest of its file."""

    id: str
    study: CaseStudy
    digest: str

    @property
    def lead(self) -> str:
        """The id of the place that leads."""
        return self.study.places[0]

    @cached_property
    def tags(self) -> dict[str, tuple[str, ...]]:
        """The terms of the case by tagged facet."""
        study = self.study
        return {
            "methods": tuple(use.method for use in study.methods),
            "mechanisms": tuple(use.mechanism for use in study.mechanisms),
            "mindsets": tuple(use.mindset for use in study.mindsets),
            "themes": study.themes,
        }

    @cached_property
    def effects(self) -> dict[str, str]:
        """The effect of each mechanism."""
        return {use.mechanism: use.effect for use in self.study.mechanisms}

    @property
    def grades(self) -> tuple[str, ...]:
        """The evidence grades of its results, without repeats."""
        return tuple(dict.fromkeys(map(grade_of, self.study.results)))


@dataclass(frozen=True)
class Catalog:
    """All cases by id, all places by id, the vocabulary, the self-check; fingerprint changes when any file does."""

    cases: Mapping[str, Case] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    fingerprint: str = ""
    questions: SelfCheck | None = None
    advice: Advice = field(default_factory=Advice)

    def cases_with(self, facet: str, term: str) -> list[Case]:
        """The cases tagged with a term, in the order of their ids."""
        return [self.cases[id] for id in self._by_term.get((facet, term), ())]

    def cases_of(self, place: str) -> list[Case]:
        """The cases of a place, those it leads and those it shares."""
        return [self.cases[id] for id in self._by_place.get(place, ())]

    def learned_by(self, case_id: str) -> list[Case]:
        """The cases that learned from this one."""
        return [self.cases[id] for id in self._learners.get(case_id, ())]

    def size_of(self, place: str) -> str | None:
        """The size class of a place, unknown where its population is."""
        population = self.places[place].population
        return self.vocabulary.size_of(population.value) if population else None

    def terms_used(self, facet: str) -> dict[str, int]:
        """The terms of a tagged facet with their number of cases, most used first, then in the vocabulary's order."""
        counts = {term: len(self._by_term.get((facet, term), ())) for term in self.vocabulary[facet]}
        return dict(sorted(counts.items(), key=lambda item: -item[1]))

    @cached_property
    def _by_term(self) -> dict[tuple[str, str], list[str]]:
        return _grouped((facet, term, case.id) for case in self.cases.values()
                        for facet, terms in case.tags.items() for term in terms)

    @cached_property
    def _by_place(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for case in self.cases.values():
            for place in case.study.places:
                found.setdefault(place, []).append(case.id)
        return found

    @cached_property
    def _learners(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for case in self.cases.values():
            for step in case.study.learned_from:
                if step.case:
                    found.setdefault(step.case, []).append(case.id)
        return found


def grade_of(result: Result) -> str:
    """How far a result is known from outside: independent, outside, or the place's or a partner's own account."""
    return EVIDENCE.get(result.reported_by, "own-account")


def _grouped(rows: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for facet, term, id in rows:
        found.setdefault((facet, term), []).append(id)
    return found


# Loading ---------------------------------------------------------------------------------------------------------

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


def load_catalog(folder: FilePath, today: date) -> tuple[Catalog, list[Problem]]:
    """The catalog of a folder and all problems of all its files. Cached until a file changes."""
    return _load(folder.resolve(), shown_path(folder), fingerprint(folder), today)


@lru_cache(maxsize=4)
def _load(folder: FilePath, shown: FilePath, mark: str, today: date) -> tuple[Catalog, list[Problem]]:
    files = [path for path in case_files(shown) if not path.name.startswith("_")]
    context, shared = load_context(shown, [path.stem for path in files], today)
    documents = [load_document(path) for path in files]
    problems = [*shared.problems, *validation.check_lineage_loops(document for document, _ in documents)]
    cases: dict[str, Case] = {}
    for path, (document, found) in zip(files, documents, strict=True):
        found += _checked(validation.check_case, document, context)
        problems += found
        if not has_errors(found):
            cases[path.stem] = Case(path.stem, CaseStudy.model_validate(document.data), digest_of(document))
    return (Catalog(cases, shared.places, context.vocabulary, mark, shared.questions, shared.advice),
            in_order(problems))


def catalog_as_data(catalog: Catalog) -> dict[str, Any]:
    """A valid catalog as plain data, from which another process has the same one without checking it all again."""
    return {
        "cases": {id: {"study": _study_as_data(case.study), "digest": case.digest}
                  for id, case in catalog.cases.items()},
        "places": {id: _as_data(place) for id, place in catalog.places.items()},
        "vocabulary": {facet: {id: _as_data(term) for id, term in terms.items()}
                       for facet, terms in catalog.vocabulary.facets.items()},
        "fingerprint": catalog.fingerprint,
        "questions": _as_data(catalog.questions) if catalog.questions else None,
        "advice": _as_data(catalog.advice),
    }


def catalog_from_data(data: Mapping[str, Any]) -> Catalog:
    """The catalog that `catalog_as_data` was given."""
    return Catalog(
        {id: Case(id, CaseStudy.model_validate(case["study"]), case["digest"]) for id, case in data["cases"].items()},
        {id: Place.model_validate(place) for id, place in data["places"].items()},
        Vocabulary({facet: {id: Term.model_validate(term) for id, term in terms.items()}
                    for facet, terms in data["vocabulary"].items()}),
        data["fingerprint"],
        SelfCheck.model_validate(data["questions"]) if data["questions"] else None,
        Advice.model_validate(data["advice"]),
    )


def _study_as_data(study: CaseStudy) -> dict[str, Any]:
    """What was read and found empty is `none-found` again."""
    data = _as_data(study)
    return {**data, **{key: data[key] or NONE_FOUND for key in _READ_FOR}}


def _as_data(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_unset=True)


@dataclass(frozen=True)
class Shared:
    """The places, the questions, the advice, and the problems of the shared files."""

    places: Mapping[str, Place]
    problems: list[Problem]
    questions: SelfCheck | None = None
    advice: Advice = field(default_factory=Advice)


def load_context(folder: FilePath, case_ids: Iterable[str], today: date) -> tuple[validation.Context, Shared]:
    """What case studies are checked against, read from the two shared files of a folder."""
    terms, problems = load_document(folder / VOCABULARY_FILE, MAX_SHARED_BYTES)
    vocabulary = Vocabulary(dict(_facets_of(terms)))
    places, place_problems = load_document(folder / PLACES_FILE, MAX_SHARED_BYTES)
    english = Locale("en")
    territories, languages = map(str, english.territories), map(str, english.languages)
    context = validation.Context(
        vocabulary=vocabulary, place_ids=frozenset(places.data), case_ids=frozenset(case_ids), today=today,
        country_codes=frozenset(code for code in territories if len(code) == 2 and code.isalpha()),
        language_codes=frozenset(code for code in languages if len(code) == 2),
    )
    problems += _checked(validation.check_vocabulary, terms, context)
    problems += place_problems + _checked(validation.check_places, places, context)
    questions, question_problems = _load_questions(folder / QUESTIONS_FILE, context)
    advice, advice_problems = _load_advice(folder / ADVICE_FILE, context)
    problems += question_problems + advice_problems
    return context, Shared(dict(_valid_records(places, Place)), problems, questions, advice)


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


def _checked(check: Callable[[Document, validation.Context], list[Problem]], document: Document,
             context: validation.Context) -> list[Problem]:
    """What a check finds in a file that was read to its end; the reading may have told of other problems."""
    return check(document, context) if document.is_complete else []


def check_files(files: Iterable[FilePath], folder: FilePath, today: date) -> list[Problem]:
    """All problems of chosen files, checked against the shared files of a folder."""
    paths = list(files)
    known = [path.stem for path in (*case_files(folder), *paths) if not path.name.startswith("_")]
    context, shared = load_context(folder, known, today)
    problems: list[Problem] = []
    documents = []
    for path in paths:
        if path.name in (VOCABULARY_FILE, PLACES_FILE, QUESTIONS_FILE, ADVICE_FILE):
            problems += [problem for problem in shared.problems if problem.file.endswith(path.name)]
        elif not path.name.startswith("_"):
            document, found = load_document(path, MAX_CASE_BYTES)
            documents.append(document)
            problems += found + _checked(validation.check_case, document, context)
    return in_order([*problems, *validation.check_lineage_loops(documents)])


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
