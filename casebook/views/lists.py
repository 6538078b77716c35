"""Pages generated from the whole catalog: experiments, setbacks, lessons, results, things to reuse."""

from collections.abc import Sequence

from markupsafe import Markup

from casebook.catalog import Case, grade_of
from casebook.model import Experiment, Lesson, Result, Reusable
from casebook.search.facets import cut
from casebook.text import plain_text
from casebook.views.view import View


def render_experiments(view: View, cases: Sequence[Case]) -> Markup:
    """Experiments by what was put to the test; first of all, how many findings are known."""
    found = [(case, number, experiment) for case in cases
             for number, experiment in enumerate(case.study.experiments, 1)]
    groups: dict[str, list[tuple[Case, int, Experiment]]] = {id: [] for id in view.catalog.vocabulary["tests"]}
    for row in found:
        groups[row[2].tests].append(row)
    unknown = sum(1 for _, _, experiment in found if experiment.verdict == "unknown")
    return view.render("experiments.html", groups=groups, total=len(found), unknown=unknown)


def render_setbacks(view: View, cases: Sequence[Case], limit: int | None = None) -> Markup:
    """What did not work, case by case; cases whose sources name nothing are counted at the end."""
    told = [case for case in cases if case.study.setbacks]
    silent = [case for case in cases if not case.study.setbacks]
    return view.render("setbacks.html", cases=told[:limit] if limit else told, silent=[] if limit else silent,
                       first_only=bool(limit))


def render_lessons(view: View, cases: Sequence[Case], reader: str | None = None) -> Markup:
    """Lessons by the reader they are for; a lesson for several readers stands under the first."""
    groups: dict[str, list[tuple[Case, Lesson]]] = {id: [] for id in view.catalog.vocabulary["readers"]
                                                    if reader in (None, id)}
    for case in cases:
        for lesson in case.study.lessons:
            first = reader if reader in lesson.readers else lesson.readers[0]
            if first in groups and (reader is None or reader in lesson.readers):
                groups[first].append((case, lesson))
    return view.render("lessons.html", groups=groups)


def render_results(view: View, cases: Sequence[Case]) -> Markup:
    """Every result with its source, by how far it is known from outside."""
    groups: dict[str, list[tuple[Case, Result]]] = {id: [] for id in view.catalog.vocabulary["evidence"]}
    for case in cases:
        for result in case.study.results:
            groups[grade_of(result)].append((case, result))
    silent = [case for case in cases if not case.study.results]
    return view.render("results.html", groups=groups, silent=silent)


def render_reusables(view: View, cases: Sequence[Case]) -> Markup:
    """Things another place can take, by kind."""
    groups: dict[str, list[tuple[Case, Reusable]]] = {id: [] for id in view.catalog.vocabulary["reuse_kinds"]}
    for case in cases:
        for thing in case.study.reuse:
            groups[thing.kind].append((case, thing))
    return view.render("reusables.html", groups=groups)


def render_cards(view: View, cases: Sequence[Case], limit: int | None = None) -> Markup:
    """Cases as a list of cards."""
    return view.render("cards.html", cases=cases[:limit] if limit else cases)


def render_card(view: View, case: Case) -> Markup:
    """One card with a line for each mechanism, of which Explore and Start keep those that the reader asked for."""
    uses = [(use, cut(plain_text(use.how)), cut(plain_text(use.response or ""))) for use in case.study.mechanisms]
    return view.render("card.html", case=case, uses=uses)
