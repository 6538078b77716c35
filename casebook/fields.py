"""Every key of a case study with what the model, the vocabulary and the rule book say of it, as data.

The field reference, the annotated template and the issue form are written from it, so that no rule stands twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import BaseModel, BeforeValidator, StringConstraints
from pydantic.fields import FieldInfo

from casebook.model import CaseFile, record_in
from casebook.problems import Rule
from casebook.source import RULES as FILE_RULES
from casebook.validation import rules as book
from casebook.validation.cases import CASE_TERMS, ONCE
from casebook.validation.citations import SOURCE_NUMBERS
from casebook.validation.proposals import PLACES, PROPOSED_TERMS, TERMS
from casebook.validation.writing import CITING
from casebook.vocabulary import TAGGED

_SHAPES = {"check_date": "date", "parse_number": "number", "parse_count": "count", "check_address": "address"}


@dataclass(frozen=True)
class Key:
    """One key. `path` is where it stands, such as `results.*.value`; `kind` is text, date, number, count, address, id,
    record; a list of these if `is_list`. `most` and `least` count characters of a text, or entries of a list."""

    path: str
    kind: str
    description: str
    is_required: bool = False
    is_list: bool = False
    may_be_none: bool = False
    most: int = 0
    least: int = 0
    longest: int = 0
    """The most characters of an entry, where the entries of a list are texts."""

    facet: str = ""
    rules: tuple[Rule, ...] = ()
    keys: tuple["Key", ...] = ()

    @property
    def name(self) -> str:
        return self.path.removesuffix(".*").rpartition(".")[2]

    @property
    def id(self) -> str:
        return anchor(self.path)


def anchor(path: str) -> str:
    """The id of a key on the page of fields and in the form: `f-results-value`."""
    return "f-" + path.replace(".*", "").replace(".", "-").replace("_", "-")


@cache
def keys_of_case() -> tuple[Key, ...]:
    """Every key of a case study, in the order in which a file is written, with the keys below it."""
    return tuple(_keys(CaseFile, ""))


def every_key(keys: tuple[Key, ...] | None = None) -> Iterator[Key]:
    """All keys, those below others too."""
    for key in keys_of_case() if keys is None else keys:
        yield key
        yield from every_key(key.keys)


def _keys(record: type[BaseModel], above: str) -> Iterator[Key]:
    for name, found in record.model_fields.items():
        yield _key(found, f"{above}{found.alias or name}")


def _key(found: FieldInfo, path: str) -> Key:
    known = [*found.metadata, *_known_of(found.annotation)]
    functions = {each.func.__name__ for each in known if isinstance(each, BeforeValidator)}
    is_list = _is_list(found.annotation)
    record = record_in(found.annotation)
    texts = [each for each in known if isinstance(each, StringConstraints)]
    at = f"{path}.*" if is_list else path
    longest = max((text.max_length or 0 for text in texts), default=0)
    most = max((each.max_length for each in known if isinstance(each, MaxLen)), default=0)
    key = Key(path, _kind(record, functions, longest, texts), found.description or "", found.is_required(), is_list,
              "check_none_found" in functions, most if is_list else longest,
              max((each.min_length for each in known if isinstance(each, MinLen)), default=0) if is_list else 0,
              longest if is_list else 0, _FACETS.get(at, ""), (), tuple(_keys(record, f"{at}.")) if record else ())
    ranged = any(isinstance(each, Ge | Le) for each in known)
    return Key(**{**vars(key), "rules": tuple(_rules_of(key, at, ranged=ranged))})


_FACETS: Mapping[str, str] = {**CASE_TERMS, **PROPOSED_TERMS}


def _kind(record: Any, functions: set[str], longest: int, texts: list[StringConstraints]) -> str:
    shape = next((_SHAPES[name] for name in sorted(functions) if name in _SHAPES), "")
    if record or shape:
        return "record" if record else shape
    if longest:
        return "text"
    return "code" if any(text.pattern for text in texts) else "id"


def _known_of(annotation: Any) -> Iterator[Any]:
    """What stands beside the type in an annotation, at every depth but that of records."""
    for part in getattr(annotation, "__metadata__", ()):
        yield part
        yield from getattr(part, "metadata", ())
    for part in get_args(annotation):
        yield from _known_of(part)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(map(_is_list, get_args(annotation)))


# Rules -----------------------------------------------------------------------------------------------------------

FOR_FILES = (*FILE_RULES, book.ID)
"""What holds for the file as a whole."""

FOR_KEYS = (book.MISSING, book.UNKNOWN, book.SHORT, book.TEXT, book.LIST, book.MAP, book.MANY, book.LONG)
"""What holds for every key of its kind."""

FOR_TEXTS = (book.HTML, book.BRACES, book.SCHEME, book.EMAIL, book.PHONE, book.HIDDEN, book.CITED, book.CITATION_FORM,
             book.PARAGRAPH, book.PRAISES, book.VAGUE, book.COPIED)
"""What holds for every text."""

_OF_KIND: Mapping[str, Rule] = {
    "number": book.NUMBER, "count": book.COUNT, "date": book.DATE, "address": book.ADDRESS}

_OF_PATH: Mapping[str, tuple[Rule, ...]] = {
    "summary": (book.REPEATS, book.WITHOUT_LESSON, book.WITHOUT_PLACE, book.FIGURE_ALONE),
    "places.*": (book.PLACE,), "language": (book.CASE_LANGUAGE,), "period.end": (book.PERIOD,),
    "checked": (book.CHECKED, book.STALE), "mechanisms.*": (book.NOTHING_HINDERED,),
    "mechanisms.*.moved": (book.NOT_IN_THE_WAY,), "results.*.unit": (book.UNIT,), "budget.amount": (book.BUDGET,),
    "budget.currency": (book.CURRENCY,), "learned_from.*": (book.LINEAGE_EMPTY,),
    "learned_from.*.case": (book.LINEAGE, book.LOOP),
    "sources.*": (book.UNCITED, book.ONE_SOURCE, book.NO_INDEPENDENT), "sources.*.url": (book.SOURCE_TWICE,),
    f"{PLACES}.country": (book.COUNTRY,), f"{PLACES}.languages.*": (book.LANGUAGE,),
    f"{TERMS}.facet": (book.PROPOSED_FACET,),
    **{f"{path}.id": (book.KEY_ID, book.PROPOSED, book.PROPOSED_KNOWN) for path in (PLACES, TERMS)},
    **dict.fromkeys(SOURCE_NUMBERS, (book.CITED,)),
}


def _rules_of(key: Key, at: str, *, ranged: bool) -> Iterator[Rule]:
    """The rules that are a key's own, beside those for every key and every text."""
    if key.kind in _OF_KIND:
        yield _OF_KIND[key.kind]
    if ranged:
        yield book.RANGE
    if key.may_be_none:
        yield from (book.LIST_OR_NONE, book.UNANSWERED)
    if key.is_list and key.least and not key.may_be_none:
        yield book.FEW
    if key.facet:
        yield book.TERM
        yield from (book.TERM_ELSEWHERE,) if key.facet in TAGGED else ()
    yield from (book.TERM_TWICE,) if at in ONCE else ()
    yield from _OF_PATH.get(at, ())
    yield from (book.FIGURE_UNCITED,) if at in CITING else ()


def shown_message(rule: Rule, say: Any = str) -> str:
    """A message with dots where the checker names what it found."""
    return str(say(rule.message)).format_map(_Dots())


def shown_remedy(rule: Rule, say: Any = str) -> str:
    return str(say(rule.remedy)).format_map(_Dots())


class _Dots(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"
