"""The card of a reviewer as data: what is new, changed and gone, what the checker says of it, and what it does to the
library. Knows neither git nor words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from casebook.catalog import Case, Catalog
from casebook.comparison import coverage
from casebook.document import Document, texts_in
from casebook.loading import REDIRECTS_FILE
from casebook.problems import Path, Problem
from casebook.redirects import Moves
from casebook.review.changes import Change, changes_of, likeness_of
from casebook.review.duplicates import Alike, same_address
from casebook.review.proposals import Proposal
from casebook.review.trying import Tried
from casebook.translation import name_parts, texts_of
from casebook.validation.rules import FIGURE_ALONE, FIGURE_UNCITED, UNCITED
from casebook.values import is_web_address

CLAIMS = (FIGURE_UNCITED, FIGURE_ALONE, UNCITED)
"""The rules that find a claim without a source, or a source without a claim."""

RENAMED = 0.6
"""From which share of common words a case that went and one that came are the same under another id."""

THIN = 5
"""With fewer cases than this a theme or region is thin (views/coverage.py names them so)."""

_LINK = re.compile(r"\]\((https?://[^()\s]*)\)|<(https?://[^<>\s]*)>")


@dataclass(frozen=True)
class Library:
    """One side of the comparison: the valid records of all files, and the documents of those that differ, by name."""

    catalog: Catalog
    documents: Mapping[str, Document] = field(default_factory=dict, hash=False)
    problems: tuple[Problem, ...] = ()
    proposals: Mapping[str, tuple[Proposal, ...]] = field(default_factory=dict, hash=False)
    """What each file proposes, by its name."""
    moves: Moves = field(default_factory=dict, hash=False)
    """What has another id now, by section. Here all but the cases stands under the new ids, in these files."""
    renamed_in: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CaseReport:
    """A new or changed case: `case` is missing where its file has errors, but for places and terms that it proposes.
    `was` is its id before, if it had another."""

    id: str
    data: Mapping[str, Any] = field(hash=False)
    case: Case | None = None
    was: str = ""
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    alike: tuple[Alike, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def claims(self) -> tuple[Problem, ...]:
        """Claims without a source; of a changed case those that are new."""
        return tuple(problem for problem in self.problems if problem.rule in CLAIMS)


@dataclass(frozen=True)
class Translated:
    """A translation that came, changed, went, or that its original has left behind (`outdated`, with these keys)."""

    id: str
    language: str
    what: Literal["added", "changed", "removed", "outdated"]
    changes: tuple[Change, ...] = ()
    keys: tuple[str, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True)
class SharedChange:
    """What changed in places, terms, advice or questions; `users` are the cases that use it now."""

    file: str
    change: Change
    users: tuple[str, ...] = ()


@dataclass(frozen=True)
class Renamed:
    """A place or a term that has another id now, to which its old address leads; `users` are the cases that name it."""

    section: str
    old: str
    new: str
    users: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A new address, where it stands, which other cases have it, and what came of trying it."""

    address: str
    case: str
    path: Path
    others: tuple[str, ...] = ()
    tried: Tried | None = None

    @property
    def host(self) -> str:
        """As the network asks for it, so that letters of other scripts cannot pass for ours."""
        try:
            name = urlsplit(self.address).hostname or ""
            return name if name.isascii() else name.encode("idna").decode()
        except ValueError:
            return ""


@dataclass(frozen=True)
class Count:
    """How many cases have a value of a facet, or of two, before and after."""

    facet: str
    values: tuple[str, ...]
    before: int
    after: int


@dataclass(frozen=True)
class Card:
    """All that a reviewer is told, in the order in which it is told."""

    base: str
    commit: str
    new: tuple[CaseReport, ...] = ()
    changed: tuple[CaseReport, ...] = ()
    removed: tuple[CaseReport, ...] = ()
    translations: tuple[Translated, ...] = ()
    shared: tuple[SharedChange, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    layout: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    elsewhere: tuple[Problem, ...] = ()
    links: tuple[Link, ...] = ()
    counts: tuple[Count, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.removed or self.translations or self.shared or self.renamed
                    or self.layout or self.problems or self.files)

    @property
    def errors(self) -> int:
        """Errors of the changed files, and those that a change of them makes in others."""
        return sum(problem.level == "error" for problem in (*self.problems, *self.elsewhere))

    @property
    def reports(self) -> tuple[CaseReport, ...]:
        return (*self.new, *self.changed)


def make_card(base: str, commit: str, before: Library, after: Library, files: Iterable[tuple[str, str]] = ()) -> Card:
    """The card without what has to be looked up: near-duplicates and links."""
    names = {*before.documents, *after.documents}
    studies = sorted(name.removesuffix(".yml") for name in names if _is_study(name))
    renamed = dict(_renamed(studies, before, after))
    reports = [_report(id, renamed.get(id, ""), before, after) for id in studies if _file(id) in after.documents]
    new = tuple(report for report in reports if not report.was and _file(report.id) not in before.documents)
    altered = [report for report in reports if report not in new]
    shared = tuple(_shared_changes(before, after))
    translations = tuple(_translations(before, after, altered, renamed))
    changed = tuple(report for report in altered if report.changes or report.was)
    gone = tuple(CaseReport(id, before.documents[_file(id)].data) for id in studies
                 if _file(id) not in after.documents and id not in renamed.values())
    return Card(
        base, commit, new, changed, gone, translations, shared, tuple(_renames(before, after)),
        tuple(_layout(names, altered, translations, shared, before, after)), tuple(_own(after, names)),
        tuple(_caused(before, after, names)), tuple(_links(after, reports, before)),
        tuple(_counts(before.catalog, _with_unread(before.catalog, after))), tuple(files))


def with_tried(card: Card, tried: Mapping[str, Tried]) -> Card:
    return replace(card, links=tuple(replace(link, tried=tried.get(link.address)) for link in card.links))


def _is_study(name: str) -> bool:
    return name.endswith(".yml") and not name.startswith("_") and not name_parts(name)


def _file(id: str) -> str:
    return f"{id}.yml"


def _name_of(problem: Problem) -> str:
    return problem.file.rsplit("/", 1)[-1]


# Cases -----------------------------------------------------------------------------------------------------------

def _renamed(ids: Sequence[str], before: Library, after: Library) -> Iterator[tuple[str, str]]:
    """Each new id whose case stood under another id, with that id."""
    came = [id for id in ids if _file(id) not in before.documents]
    gone = [id for id in ids if _file(id) not in after.documents]
    scored = sorted(((likeness_of(before.documents[_file(old)].data, after.documents[_file(new)].data), old, new)
                     for old in gone for new in came), reverse=True)
    told = [(old, new) for old, new in before.moves.get("cases", {}).items() if old in gone and new in came]
    yield from ((new, old) for old, new in told)
    used = {id for pair in told for id in pair}
    for score, old, new in scored:
        if score >= RENAMED and not used & {old, new}:
            used |= {old, new}
            yield new, old


def _report(id: str, was: str, before: Library, after: Library) -> CaseReport:
    document = after.documents[_file(id)]
    old = before.documents.get(_file(was or id))
    known = {_mark(problem) for problem in before.problems if old and _name_of(problem) == _file(was or id)}
    problems = [problem for problem in after.problems if _name_of(problem) == _file(id) and _mark(problem) not in known]
    return CaseReport(id, document.data, after.catalog.cases.get(id), was,
                      changes_of(old.data, document.data) if old else (), tuple(problems),
                      proposals=after.proposals.get(_file(id), ()))


def _mark(problem: Problem) -> tuple[str, Path, str]:
    """A problem without its place, which every change above it moves."""
    return problem.rule.id, tuple(part for part in problem.field if isinstance(part, str)), repr(problem.values)


def _own(after: Library, names: Iterable[str]) -> Iterator[Problem]:
    known = set(names)
    return (problem for problem in after.problems if _name_of(problem) in known)


def _caused(before: Library, after: Library, names: Iterable[str]) -> Iterator[Problem]:
    """Errors of files that were not changed: something that they name has gone."""
    known = set(names)
    if not known:
        return iter(())
    return (problem for problem in after.problems if _name_of(problem) not in known and problem.level == "error")


def _layout(names: Iterable[str], altered: Iterable[CaseReport], translations: Iterable[Translated],
            shared: Iterable[SharedChange], before: Library, after: Library) -> Iterator[str]:
    """The files on both sides in which only line breaks, comments or the order of keys changed."""
    told = {_file(report.id) for report in altered if report.changes or report.was}
    told |= {f"{each.id}.{each.language}.yml" for each in translations if each.what != "outdated"}
    told |= {each.file for each in shared} | before.renamed_in
    return (name for name in sorted(names) if name in before.documents and name in after.documents and name not in told)


# Translations ----------------------------------------------------------------------------------------------------

def _translations(before: Library, after: Library, altered: Iterable[CaseReport],
                  renamed: Mapping[str, str]) -> Iterator[Translated]:
    """Those of a case with another id are compared with those of the old one."""
    now = {old: new for new, old in renamed.items()}
    found_parts = filter(None, map(name_parts, sorted({*before.documents, *after.documents})))
    for id, language in dict.fromkeys((now.get(id, id), language) for id, language in found_parts):
        old = before.documents.get(f"{renamed.get(id, id)}.{language}.yml")
        new = after.documents.get(f"{id}.{language}.yml")
        found = after.catalog.translations.get(language, {}).get(id)
        is_whole = found.is_whole if found else False
        if old and new:
            changes = changes_of(old.data, new.data)
            if changes:
                yield Translated(id, language, "changed", changes, is_whole=is_whole)
        else:
            yield Translated(id, language, "added" if new else "removed", is_whole=is_whole)
    for report in altered:
        yield from _outdated(report, before, after)


def _outdated(report: CaseReport, before: Library, after: Library) -> Iterator[Translated]:
    """The translations that fitted their original before it was changed."""
    for language, found in after.catalog.translations.items():
        now, then = found.get(report.id), before.catalog.translations.get(language, {}).get(report.was or report.id)
        if now and now.is_stale and not (then and then.is_stale):
            texts = {path[0] for path in texts_of(report.data)} & now.data.keys()
            keys = dict.fromkeys(str(change.path[0]) for change in report.changes if change.path[0] in texts)
            yield Translated(report.id, language, "outdated", keys=tuple(keys), is_whole=now.is_whole)


# Shared files ----------------------------------------------------------------------------------------------------

def _shared_changes(before: Library, after: Library) -> Iterator[SharedChange]:
    users = _users_of_terms(after.catalog) if {*before.documents, *after.documents} & {"_vocabulary.yml"} else {}
    for name in sorted({*before.documents, *after.documents}):
        if name.startswith("_") and name.endswith(".yml"):
            old, new = (side.documents.get(name) for side in (before, after))
            data = new.data if new else {}
            data = _without_moves(data, before.moves) if name == REDIRECTS_FILE else data
            for change in changes_of(old.data if old else {}, data):
                yield SharedChange(name, change, _users(after.catalog, users, name, change))


def _without_moves(table: Mapping[str, Any], told: Moves) -> dict[str, Any]:
    """The table of old ids without what is told as renamed."""
    left = {section: {old: new for old, new in moves.items() if old not in told[section]} if section in told else moves
            for section, moves in table.items()}
    return {section: moves for section, moves in left.items() if moves}


def _renames(before: Library, after: Library) -> Iterator[Renamed]:
    for section, moves in before.moves.items():
        for old, new in moves.items() if section != "cases" else ():
            users = after.catalog.cases_of(new) if section == "places" else after.catalog.cases_with(section, new)
            yield Renamed(section, old, new, tuple(case.id for case in users))


def _users(catalog: Catalog, terms: Mapping[str, Sequence[str]], name: str, change: Change) -> tuple[str, ...]:
    """The cases that use a place or a term."""
    if name == "_places.yml":
        return tuple(case.id for case in catalog.cases_of(str(change.path[0])))
    is_term = name == "_vocabulary.yml" and len(change.path) > 1
    return tuple(terms.get(str(change.path[1]), ())) if is_term else ()


def _users_of_terms(catalog: Catalog) -> dict[str, list[str]]:
    """The cases that name an id, whatever its facet."""
    found: dict[str, list[str]] = {}
    for case in catalog.cases.values():
        texts = {text for _, text in texts_in(case.study.model_dump(mode="json", exclude_none=True)) if " " not in text}
        for text in texts:
            found.setdefault(text, []).append(case.id)
    return found


# Links -----------------------------------------------------------------------------------------------------------

def _links(after: Library, reports: Iterable[CaseReport], before: Library) -> Iterator[Link]:
    """The addresses of new and changed cases that their files did not hold before, each once a case."""
    holders: dict[str, dict[str, None]] = {}
    for case in after.catalog.cases.values():
        for source in case.study.sources:
            if source.url:
                holders.setdefault(same_address(source.url), {})[case.id] = None
    for report in reports:
        old = before.documents.get(_file(report.was or report.id))
        known = {address for _, address in _addresses(old.data)} if old else set()
        seen: set[str] = set()
        for path, address in _addresses(report.data):
            if address not in known and address not in seen:
                seen.add(address)
                others = [id for id in holders.get(same_address(address), ()) if id not in (report.id, report.was)]
                yield Link(address, report.id, path, tuple(others))


def _addresses(data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for path, text in texts_in(dict(data)):
        if path[-1] == "url":
            yield path, text.strip()
        else:
            found = (one or other for one, other in _LINK.findall(text))
            yield from ((path, address) for address in found if is_web_address(address))


def _with_unread(before: Catalog, after: Library) -> Catalog:
    """The newer catalog, with cases whose file has errors now as they were: a mistake takes no case out of a count."""
    kept = {id: case for id, case in before.cases.items() if _file(id) in after.documents}
    return replace(after.catalog, cases={**kept, **after.catalog.cases})


# Coverage --------------------------------------------------------------------------------------------------------

def _counts(before: Catalog, after: Catalog) -> Iterator[Count]:
    """The counts that differ: countries, regions, themes, both of these together, mechanisms with their effect."""
    old, new = coverage(before), coverage(after)
    single = (("countries", old.countries, new.countries), ("regions", old.regions, new.regions),
              ("themes", old.themes, new.themes))
    for facet, then, now in single:
        yield from _differing(facet, {(key,): count for key, count in then.items()},
                              {(key,): count for key, count in now.items()})
    yield from _differing("theme-regions", {**old.theme_regions}, {**new.theme_regions})
    yield from _differing("mechanisms", _effects(before), _effects(after))


def _differing(facet: str, then: Mapping[Any, int], now: Mapping[Any, int]) -> Iterator[Count]:
    for key in dict.fromkeys((*now, *then)):
        if then.get(key, 0) != now.get(key, 0):
            yield Count(facet, key, then.get(key, 0), now.get(key, 0))


def _effects(catalog: Catalog) -> Counter[tuple[str, ...]]:
    return Counter((mechanism, effect) for case in catalog.cases.values() for mechanism, effect in case.effects.items())
