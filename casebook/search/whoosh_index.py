"""The full-text index of the command line; the only module that knows Whoosh.

A Whoosh index holds pickles, so it is only ever opened if this program wrote it: a stamp beside it names the catalog
and holds the digest of every file, and an index whose stamp does not fit is built anew.
"""

import hashlib
import json
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from casebook.catalog import Catalog
from casebook.search.documents import SearchDocument, document_of, documents_of, text_of
from casebook.search.highlights import Found, Fragment, fragments_of
from casebook.search.query import split_query
from casebook.vocabulary import fold_words

with warnings.catch_warnings():  # Whoosh 2.7.4 is of 2016: invalid escapes in its strings, a comparison with `is`
    warnings.simplefilter("ignore")
    from whoosh import fields, index, query  # type: ignore[import-untyped]
    from whoosh.analysis import Filter, RegexTokenizer, StemFilter  # type: ignore[import-untyped]
    from whoosh.codec import whoosh3  # type: ignore[import-untyped]  # noqa: F401, else imported later with a warning

SCHEMA_VERSION = 2
"""To be raised with every change of the schema or of what is put in."""

FIELDS = {"title": 4.0, "summary": 2.0, "text": 1.0}
"""The stemmed fields with their weight; `text` holds all the words of a case, those of title and summary too."""

_STAMP = "stamp.json"
_LETTERS = r"[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670])*"
_MIN_PREFIX = 3


@dataclass(frozen=True)
class Hit:
    """A case whose text was found, and where."""

    id: str
    score: float
    highlights: tuple[Fragment, ...] = ()


@dataclass(frozen=True)
class Index:
    """An open index and the catalog that it was built from."""

    engine: Any
    catalog: Catalog


class FoldFilter(Filter):  # type: ignore[misc]
    """Folds words as the vocabulary does: case, accents, Arabic letter forms and article."""

    def __call__(self, tokens: Iterable[Any]) -> Iterator[Any]:
        for token in tokens:
            token.text = _folded(token.text)
            if token.text:
                yield token


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return "".join(fold_words(word))


_EXACT = RegexTokenizer(_LETTERS) | FoldFilter()
_STEMMED = RegexTokenizer(_LETTERS) | FoldFilter() | StemFilter(cachesize=50_000)
_SCHEMA = fields.Schema(
    id=fields.ID(stored=True),
    **{name: fields.TEXT(analyzer=_STEMMED, phrase=False, field_boost=boost) for name, boost in FIELDS.items()},
    exact=fields.TEXT(analyzer=_EXACT, phrase=True),
)


# Building --------------------------------------------------------------------------------------------------------

def open_index(folder: Path, catalog: Catalog) -> Index:
    """The index of a catalog in a cache folder, built anew when it is missing, stale or damaged."""
    mark = _mark_of(catalog)
    place = folder / f"whoosh-{mark}"
    if not _is_whole(place, mark):
        _build(folder, place, mark, documents_of(catalog))
    return Index(index.open_dir(str(place)), catalog)


def _mark_of(catalog: Catalog) -> str:
    cases = sorted((case.id, case.digest, str(case.translation)) for case in catalog.cases.values())
    return hashlib.sha256(repr((SCHEMA_VERSION, catalog.fingerprint, cases)).encode()).hexdigest()[:16]


def _is_whole(place: Path, mark: str) -> bool:
    try:
        stamp = json.loads((place / _STAMP).read_text("utf-8"))
        return bool(stamp == {"mark": mark, "files": _digests(place)})
    except (OSError, ValueError):
        return False


def _digests(place: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(place.iterdir()) if path.name != _STAMP and not path.name.endswith("_WRITELOCK")}


def _build(folder: Path, place: Path, mark: str, documents: Iterable[SearchDocument]) -> None:
    """Write the index beside its place and move it there when it is whole; older ones go."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".whoosh-", dir=folder) as made:
        new = Path(made) / "index"
        new.mkdir()
        _write(new, documents)
        stamp = {"mark": mark, "files": _digests(new)}
        (new / _STAMP).write_text(json.dumps(stamp), "utf-8")
        for old in folder.glob("whoosh-*"):
            old.rename(Path(made) / f"old-{old.name}")
        new.rename(place)


def _write(place: Path, documents: Iterable[SearchDocument]) -> None:
    engine = index.create_in(str(place), _SCHEMA)
    writer = engine.writer(limitmb=256)
    for document in documents:
        text = text_of(document)
        writer.add_document(id=document.id, title=document.title, summary=document.summary, text=text, exact=text)
    writer.commit()
    engine.close()


# Searching -------------------------------------------------------------------------------------------------------

def search(index: Index, text: str, limit: int | None = 10) -> list[Hit]:
    """The best hits of a query in order, with highlights. Nothing is raised for any text."""
    return [Hit(id, score, highlights_of(index, text, id)) for id, score in find_ids(index, text)[:limit]]


def find_ids(index: Index, text: str, settled: frozenset[str] = frozenset()) -> list[tuple[str, float]]:
    """The ids and scores of all cases whose text matches a query, best first.

    `settled` words belong to a concept: where no text holds one as it is, none matches (else the stem of the French
    *marchés* would find the month of March).
    """
    with index.engine.searcher() as searcher:
        plan = _plan_of(searcher.reader(), text, settled)
        found = searcher.search(plan.query, limit=None)
        return [(hit["id"], round(hit.score, 4)) for hit in found]


def highlights_of(index: Index, text: str, id: str, limit: int = 2) -> tuple[Fragment, ...]:
    """Where the words of a query stand in a case: at most `limit` fragments, in the order of the page."""
    with index.engine.searcher() as searcher:
        plan = _plan_of(searcher.reader(), text)
    document = document_of(index.catalog, index.catalog.cases[id])
    parts = [("summary", document.summary), *((part.heading, part.text) for part in document.sections)]
    found = [piece for name, part in parts for piece in fragments_of(name, part, list(_found_in(part, plan)), limit)]
    best = sorted(range(len(found)), key=lambda place: (-found[place][0], place))[:limit]
    return tuple(found[place][1] for place in sorted(best))


TELLING_WORDS = 60
"""By so many of its words a case is compared with others: those that are frequent in it and rare elsewhere."""


def like(index: Index, id: str) -> list[tuple[str, float]]:
    """The other cases with the telling words of one, the most like first; 1 would be the case itself."""
    text = text_of(document_of(index.catalog, index.catalog.cases[id]))
    with index.engine.searcher() as searcher:
        words = searcher.key_terms_from_text("text", text, numterms=TELLING_WORDS, normalize=True)
        wanted = query.Or([query.Term("text", word, boost=weight) for word, weight in words])
        scores = {hit["id"]: hit.score for hit in searcher.search(wanted, limit=None)}
    whole = scores.pop(id, 0.0)
    return [(other, round(score / whole, 4)) for other, score in scores.items()] if whole else []


@dataclass(frozen=True)
class _Plan:
    """A query as Whoosh takes it, and which words of a text it marks."""

    query: Any
    stems: frozenset[str]
    prefixes: tuple[str, ...]


def _plan_of(reader: Any, text: str, settled: frozenset[str] = frozenset()) -> _Plan:
    words, phrases = split_query(text)
    used = [word if word in settled else _used_word(reader, word) for word in words]
    parts = [_word_query(word, is_held=word not in settled or reader.doc_frequency("exact", word)) for word in used]
    parts += [query.Phrase("exact", phrase.split()) for phrase in phrases]
    marked = [word for word in (*used, *" ".join(phrases).split()) if not word.endswith("*")]
    return _Plan(
        query.And(parts) if parts else query.NullQuery,
        frozenset(map(_stem, marked)),
        tuple(word.rstrip("*") for word in used if word.endswith("*")),
    )


def _used_word(reader: Any, typed: str) -> str:
    """The word to look for: as typed, or where no text holds it as the beginning of others."""
    if typed.endswith("*") or len(typed) < _MIN_PREFIX or reader.doc_frequency("text", _stem(typed)):
        return typed
    return f"{typed}*" if any(True for _ in reader.expand_prefix("exact", typed)) else typed


def _word_query(word: str, is_held: bool) -> Any:
    if not is_held:
        return query.NullQuery
    if word.endswith("*"):
        return query.Prefix("exact", word.rstrip("*"))
    return query.Or([query.Term(name, _stem(word)) for name in FIELDS])


@lru_cache(maxsize=5_000)
def _stem(word: str) -> str:
    return "".join(token.text for token in _STEMMED(word))


def _found_in(text: str, plan: _Plan) -> Iterator[Found]:
    for token in _EXACT(text, chars=True):
        stem = _stem(token.text)
        if stem in plan.stems or token.text.startswith(plan.prefixes):
            yield token.startchar, token.endchar, stem
