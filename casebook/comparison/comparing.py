"""Two to four cases or places side by side: the findings first."""

from collections.abc import Iterable, Iterator, Sequence

from casebook.catalog import Catalog
from casebook.comparison.facts import Tag, Tags, citations_in, common, kind_of, position_of, side_of, tags_of_subject
from casebook.comparison.records import (
    FACET_ORDER,
    KINDS,
    LOUD,
    MOST_QUIET,
    QUIET,
    UNKNOWN,
    Comparison,
    Evidence,
    Finding,
    Side,
    Subject,
    UnknownId,
)
from casebook.comparison.rows import groups_of
from casebook.model import Experiment
from casebook.problems import field_name
from casebook.validation import nearest


def find_subjects(catalog: Catalog, ids: Iterable[str]) -> tuple[Subject, ...]:
    """The cases and places of a list of ids, each once, in the order given; an id of both kinds is the case."""
    return tuple(_subject(catalog, id) for id in dict.fromkeys(ids))


def _subject(catalog: Catalog, id: str) -> Subject:
    if id in catalog.cases:
        return Subject("case", id, (id,))
    if id in catalog.places:
        return Subject("place", id, tuple(case.id for case in catalog.cases_of(id)))
    raise UnknownId(id, nearest(id, [*catalog.cases, *catalog.places]))


def compare(catalog: Catalog, ids: Iterable[str]) -> Comparison:
    """Two to four cases or places side by side: the findings first, then every row."""
    subjects = find_subjects(catalog, ids)
    tags = {subject.id: tags_of_subject(catalog, subject) for subject in subjects}
    found = [*_term_findings(subjects, tags), *_verdict_findings(catalog, subjects), *_unknowns(catalog, subjects)]
    findings = tuple(sorted(found, key=lambda finding: _rank(catalog, finding)))
    return Comparison(subjects, findings, groups_of(catalog, subjects, tags, findings))


def told(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of the findings that are said in words: all loud ones, the first quiet ones, what is not known."""
    found = list(findings)
    loud = [finding for finding in found if finding.kind in LOUD]
    quiet = [finding for finding in found if finding.kind in QUIET][:MOST_QUIET]
    return (*loud, *quiet, *(finding for finding in found if finding.kind == "unknown"))


def _term_findings(subjects: Sequence[Subject], tags: Tags) -> Iterator[Finding]:
    carried: dict[tuple[str, str], dict[str, list[Tag]]] = {}
    for subject in subjects:
        for tag in tags[subject.id]:
            carried.setdefault((tag.facet, tag.term), {}).setdefault(subject.id, []).append(tag)
    for (facet, term), holders in carried.items():
        sides = tuple(side_of(subject, found) for subject, found in holders.items())
        kind = kind_of([side.value for side in sides], len(subjects))
        if kind:
            yield Finding(kind, facet, term, sides)


def _verdict_findings(catalog: Catalog, subjects: Sequence[Subject]) -> Iterator[Finding]:
    """The same test with the other verdict: all known verdicts of one say supported, all of another refuted."""
    sides: dict[str, list[Side]] = {}
    for subject in subjects:
        known: dict[str, list[tuple[str, Evidence]]] = {}
        for experiment, evidence in experiments_of(catalog, subject):
            if experiment.verdict != UNKNOWN:
                known.setdefault(experiment.tests, []).append((experiment.verdict, evidence))
        for tests, found in known.items():
            value = common(verdict for verdict, _ in found)
            sides.setdefault(tests, []).append(Side(subject.id, value, tuple(evidence for _, evidence in found)))
    for tests, held in sides.items():
        if {"supported", "refuted"} <= {side.value for side in held}:
            yield Finding("other-verdict", "experiments", tests, tuple(held))


def experiments_of(catalog: Catalog, subject: Subject) -> Iterator[tuple[Experiment, Evidence]]:
    for id in subject.cases:
        for index, experiment in enumerate(catalog.cases[id].study.experiments):
            cited = citations_in(experiment.how, experiment.finding)
            yield experiment, Evidence(id, field_name(("experiments", index)), cited)


def _unknowns(catalog: Catalog, subjects: Sequence[Subject]) -> Iterator[Finding]:
    """Who has no results at all, and whose experiments all have an unknown verdict."""
    silent = tuple(Side(subject.id, "", ()) for subject in subjects
                   if not any(catalog.cases[id].study.results for id in subject.cases))
    if silent:
        yield Finding("unknown", "results", "", silent)
    untold = []
    for subject in subjects:
        found = list(experiments_of(catalog, subject))
        if found and all(experiment.verdict == UNKNOWN for experiment, _ in found):
            untold.append(Side(subject.id, UNKNOWN, tuple(evidence for _, evidence in found)))
    if untold:
        yield Finding("unknown", "experiments", "", tuple(untold))


def _rank(catalog: Catalog, finding: Finding) -> tuple[int, int, int, int]:
    """By kind, then facet, then rarer terms, then the order of the vocabulary."""
    rarity = len(catalog.cases_with(finding.facet, finding.term))
    return (KINDS.index(finding.kind), FACET_ORDER.index(finding.facet), rarity,
            position_of(catalog, "tests" if finding.facet == "experiments" else finding.facet, finding.term))
