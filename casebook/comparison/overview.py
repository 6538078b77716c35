"""Many cases at once: matrices, opposite effects, and what the library lacks. Linear in the tags."""

from collections import Counter
from collections.abc import Iterable, Iterator

from casebook.catalog import Case, Catalog, grade_of
from casebook.comparison.facts import citations_in, common, effects_of, place_facts, position_of
from casebook.comparison.records import (
    FEW_CASES,
    UNKNOWN,
    Columns,
    Coverage,
    Evidence,
    Finding,
    Matrix,
    MatrixCell,
    Side,
)
from casebook.comparison.sheets import use_of
from casebook.problems import field_name
from casebook.vocabulary import TAGGED


def matrix(catalog: Catalog, facet: str, cases: Iterable[Case], columns: Columns) -> Matrix:
    """Which term is found in which column. Regions and themes stand in the order of the vocabulary, cases as given."""
    held: dict[tuple[str, str], list[tuple[str, str]]] = {}
    seen: dict[str, None] = {}
    counts: Counter[str] = Counter()
    for case in cases:
        effects = effects_of(case, facet)
        counts.update(effects.keys())
        for column in columns_of(catalog, case, columns):
            seen[column] = None
            for term, effect in effects.items():
                held.setdefault((term, column), []).append((case.id, effect))
    cells = {key: MatrixCell(common(effect for _, effect in found), tuple(id for id, _ in found))
             for key, found in held.items()}
    rows = sorted(counts, key=lambda term: (-counts[term], position_of(catalog, facet, term)))
    return Matrix(facet, columns, tuple(rows), _in_column_order(catalog, seen, columns), cells)


def columns_of(catalog: Catalog, case: Case, columns: Columns) -> list[str]:
    if columns == "cases":
        return [case.id]
    if columns == "places":
        return list(case.study.places)
    if columns == "themes":
        return list(case.study.themes)
    key = {"countries": "country", "regions": "region"}[columns]
    return list(dict.fromkeys(value for id in case.study.places for value in place_facts(catalog, id, key)))


def _in_column_order(catalog: Catalog, found: Iterable[str], columns: Columns) -> tuple[str, ...]:
    if columns == "cases":
        return tuple(found)
    if columns in ("regions", "themes"):
        return tuple(sorted(found, key=lambda id: position_of(catalog, columns, id)))
    return tuple(sorted(found))


def opposites(catalog: Catalog, cases: Iterable[Case], limit: int) -> tuple[Finding, ...]:
    """The mechanisms that enabled at least one case and hindered another, the most balanced first; every side named."""
    held: dict[str, list[tuple[Case, str]]] = {}
    for case in cases:
        for mechanism, effect in case.effects.items():
            held.setdefault(mechanism, []).append((case, effect))
    ranked = sorted((_imbalance(catalog, mechanism, Counter(effect for _, effect in found)), mechanism)
                    for mechanism, found in held.items() if {"enabled", "hindered"} <= {effect for _, effect in found})
    return tuple(_opposite(mechanism, held[mechanism]) for _, mechanism in ranked[:limit])


def _imbalance(catalog: Catalog, mechanism: str, counts: Counter[str]) -> tuple[int, int, int]:
    """Less is more balanced: the smaller of the two counts should be large, and the two near each other."""
    hindered, enabled = counts["hindered"], counts["enabled"]
    return -min(hindered, enabled), abs(hindered - enabled), position_of(catalog, "mechanisms", mechanism)


def _opposite(mechanism: str, found: Iterable[tuple[Case, str]]) -> Finding:
    sides = []
    for case, effect in found:
        use = use_of(case, "mechanisms", mechanism)
        cited = citations_in(case.study.mechanisms[use.index].how)
        sides.append(Side(case.id, effect, (Evidence(case.id, field_name(("mechanisms", use.index)), cited),)))
    return Finding("opposite", "mechanisms", mechanism, tuple(sides))


def coverage(catalog: Catalog) -> Coverage:
    """Counts of what there is and what is missing: every theme, region, size and grade is named, zeros too."""
    cases, vocabulary = list(catalog.cases.values()), catalog.vocabulary
    pairs = Counter((theme, region) for case in cases for theme in case.study.themes
                    for region in columns_of(catalog, case, "regions"))
    sizes = Counter(size for case in cases for size in _sizes_of(catalog, case))
    grades = Counter(grade_of(result) for case in cases for result in case.study.results)
    return Coverage(
        theme_regions={(theme, region): pairs[theme, region]
                       for theme in vocabulary["themes"] for region in vocabulary["regions"]},
        sizes={size: sizes[size] for size in (*vocabulary["place_sizes"], UNKNOWN)},
        countries=_counted(country for case in cases for country in columns_of(catalog, case, "countries")),
        regions={region: sum(region in columns_of(catalog, case, "regions") for case in cases)
                 for region in vocabulary["regions"]},
        themes={theme: len(catalog.cases_with("themes", theme)) for theme in vocabulary["themes"]},
        languages=_languages(catalog),
        grades={grade: grades[grade] for grade in dict.fromkeys((*vocabulary["evidence"], *grades))},
        without_results=tuple(case.id for case in cases if not case.study.results),
        without_independent=tuple(case.id for case in cases if "independent" not in case.grades),
        rare_terms=tuple(_rare_terms(catalog)),
    )


def _languages(catalog: Catalog) -> dict[str, tuple[int, int]]:
    """How many cases can be read in each language, whole and in part."""
    originals = _counted(case.study.language for case in catalog.cases.values())
    languages = dict.fromkeys((*originals, *catalog.translations))
    found = {}
    for language in languages:
        wholes = [translation.is_whole for translation in catalog.translations.get(language, {}).values()]
        found[language] = (originals.get(language, 0) + sum(wholes), len(wholes) - sum(wholes))
    return found


def _rare_terms(catalog: Catalog) -> Iterator[tuple[str, str, int]]:
    """By facet, the fewest cases first."""
    for facet in TAGGED:
        for term, count in sorted(catalog.terms_used(facet).items(), key=lambda item: item[1]):
            if count < FEW_CASES:
                yield facet, term, count


def _counted(values: Iterable[str]) -> dict[str, int]:
    """Most frequent first, then by name."""
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def _sizes_of(catalog: Catalog, case: Case) -> set[str]:
    return {size for id in case.study.places for size in place_facts(catalog, id, "size") or (UNKNOWN,)}
