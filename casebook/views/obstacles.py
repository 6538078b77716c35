"""Begin from what is in the way: the page of obstacles, and the sentence that says how many of them moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from casebook.catalog import Case
from casebook.comparison import BalanceSheet, Use, balance_sheet, count_moves, first_to_read
from casebook.model import MechanismUse
from casebook.views.view import View


@dataclass(frozen=True)
class First:
    """The one case to read first: what the team did, and why it stands here."""

    case: Case
    use: MechanismUse
    why: str


@dataclass(frozen=True)
class Obstacle:
    """A mechanism as people meet it: what they say, how often it was in the way, whether it moved, what to read."""

    id: str
    said: Sequence[str]
    counts: Mapping[str, int]
    moved: str
    first: First | None


def render_obstacles(view: View) -> Markup:
    """All obstacles in the words of an officer, in the groups of the mechanisms."""
    terms = view.catalog.vocabulary["mechanisms"]
    sheets = {id: balance_sheet(view.catalog, id, view.catalog.cases_with("mechanisms", id)) for id in terms}
    groups: dict[str, list[Obstacle]] = {}
    for id, term in terms.items():
        groups.setdefault(term.group or "", []).append(_obstacle(view, sheets[id]))
    return view.render("obstacles.html", groups=groups, headline=_headline(view, list(sheets.values())),
                       regions=_cases_by(view, "regions"), themes=_cases_by(view, "themes"))


def _obstacle(view: View, sheet: BalanceSheet) -> Obstacle:
    said = view.term("mechanisms", sheet.mechanism).said
    counts = {"hindered": len(sheet.hindered), "mixed": len(sheet.mixed), "enabled": len(sheet.enabled)}
    phrases = [view.words.spaced(phrase) for phrase in getattr(said, view.words.language) or said.en]
    return Obstacle(sheet.mechanism, phrases, counts,
                    moved_in_words(view, sheet.in_the_way), _first(view, sheet))


def _first(view: View, sheet: BalanceSheet) -> First | None:
    found = first_to_read(view.catalog, sheet)
    if not found:
        return None
    case, move, reason = found
    use = next(use for use in view.case(case).study.mechanisms if use.mechanism == sheet.mechanism)
    return First(view.case(case), use, _why(view, move, has_response=reason == "hindered-with-response"))


def _why(view: View, move: str, *, has_response: bool) -> str:
    say = view.words.say
    if move:
        return {"gave-way": say("Here it gave way."), "eased": say("Here it eased."),
                "stayed": say("Here it stayed.")}[move]
    if has_response:
        return say("The sources say what the team did, not whether it gave way.")
    return say("The best sources; they do not say whether it gave way.")


def _headline(view: View, sheets: Sequence[BalanceSheet]) -> str:
    """In how many cases anything was in the way, how often in all, and how often it moved."""
    uses = [use for sheet in sheets for use in sheet.in_the_way]
    if not uses:
        return view.words.say("No case speaks of an obstacle yet.")
    words = {"some": view.words.number(len({use.case for use in uses})), "moves": _moves(view, uses),
             "all": view.words.number(len(view.catalog.cases)), "times": view.words.number(len(uses))}
    return view.words.say(
        "In %(some)s of %(all)s cases something was in the way, %(times)s obstacles in all: %(moves)s.") % words


def moved_in_words(view: View, uses: Sequence[Use]) -> str:
    """`Where it was in the way (7 cases), it gave way in 3 and eased in 1; for 3 the sources do not say.`"""
    if not uses:
        return ""
    cases = view.count("%(num)s case", "%(num)s cases", len(uses))
    words = {"cases": cases, "moves": _moves(view, uses)}
    return view.words.say("Where it was in the way (%(cases)s), %(moves)s.") % words


def _moves(view: View, uses: Iterable[Use]) -> str:
    say, number, found = view.words.say, view.words.number, list(uses)
    counts = count_moves(view.catalog, found)
    silent = len(found) - sum(counts.values())
    if silent == len(found):
        return say("the sources do not say whether it gave way")
    templates = {"gave-way": say("gave way in %(number)s"), "eased": say("eased in %(number)s"),
                 "stayed": say("stayed in %(number)s")}
    told = say("it %(moves)s") % {"moves": view.words.listing(
        [templates[move] % {"number": number(counts[move])} for move in counts if counts[move]])}
    if not silent:
        return told
    return say("%(moves)s; for %(number)s the sources do not say") % {"moves": told, "number": number(silent)}


def _cases_by(view: View, facet: str) -> list[tuple[str, int]]:
    """The regions or themes that have cases, with their number."""
    counts = dict.fromkeys(view.catalog.vocabulary[facet], 0)
    for case in view.catalog.cases.values():
        regions = {view.place(id).region for id in case.study.places}
        for id in regions if facet == "regions" else case.tags[facet]:
            counts[id] += 1
    return [(id, count) for id, count in counts.items() if count]
