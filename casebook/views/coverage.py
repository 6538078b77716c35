"""Where the library is thin: what a reader should know before drawing a conclusion from a count."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from casebook.comparison import Coverage, coverage
from casebook.views.view import View
from casebook.vocabulary import TAGGED

SCARCE = 5
"""A region or theme with fewer cases than this is named as thin."""


def render_coverage(view: View) -> Markup:
    """The gaps in words first, then every count; empty cells are named as such."""
    found = coverage(view.catalog)
    words, vocabulary = view.words, view.catalog.vocabulary
    return view.render(
        "coverage.html", found=found, gaps=list(_gaps(view, found)), themes=vocabulary["themes"],
        regions=vocabulary["regions"], translated=list(_translated(view, found)),
        rare={facet: [(id, count) for kind, id, count in found.rare_terms if kind == facet] for facet in TAGGED},
        sizes=[(_size(view, id), count) for id, count in found.sizes.items()],
        countries=sorted(((words.country(code), count) for code, count in found.countries.items()),
                         key=lambda row: (-row[1], row[0])),
        grades=[(view.label("evidence", id), view.count("%(num)s result", "%(num)s results", count))
                for id, count in found.grades.items()],
    )


def _gaps(view: View, found: Coverage) -> Iterator[tuple[str, str]]:
    """What is thin, with its tag: each true sentence that a reader of counts needs."""
    say, cases = view.words.say, len(view.catalog.cases)
    code, most = next(iter(found.countries.items()), ("", 0))
    if most * 5 > cases:
        yield say("Countries"), say("%(some)s of %(all)s cases come from one country: %(country)s.") % {
            "some": most, "all": cases, "country": view.words.country(code)}
    yield from _scarce(view, say("Regions"), "regions", found.regions)
    yield from _scarce(view, say("Themes"), "themes", found.themes)
    own, results = found.grades.get("own-account", 0), sum(found.grades.values())
    if own:
        yield say("Evidence"), say("%(own)s of %(all)s results are what the place, a partner or a supplier says of its "
                                   "own work; %(none)s of %(cases)s cases have no result from an independent "
                                   "evaluation or audit.") % {
            "own": own, "all": results, "none": len(found.without_independent), "cases": cases}
    unknown = found.sizes.get("unknown", 0)
    if unknown:
        yield say("Size of place"), view.count(
            "For %(num)s case no source was found for the number of residents.",
            "For %(num)s cases no source was found for the number of residents.", unknown)


def _scarce(view: View, tag: str, facet: str, counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The values without a case, and those with few."""
    say, listing = view.words.say, view.words.listing
    none = [view.label(facet, id) for id, count in counts.items() if not count]
    few = [f"{view.label(facet, id)} ({count})" for id, count in counts.items() if 0 < count < SCARCE]
    parts = [say("No case: %(names)s.") % {"names": listing(none)} if none else "",
             say("Fewer than five cases: %(names)s.") % {"names": listing(few)} if few else ""]
    if any(parts):
        yield tag, " ".join(filter(None, parts))


def _translated(view: View, found: Coverage) -> Iterator[tuple[str, str]]:
    """How many cases can be read in each language, whole or in part."""
    say, name = view.words.say, view.words.language_name
    for language, (whole, part) in found.languages.items():
        text = view.count("%(num)s case", "%(num)s cases", whole)
        if part:
            text += f"{say(';')} " + view.count("%(num)s in part", "%(num)s in part", part)
        yield name(language), text


def _size(view: View, id: str) -> str:
    return view.words.say("Size not known") if id == "unknown" else view.label("place_sizes", id)
