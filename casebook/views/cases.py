"""The page of a case study and lists of cases."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from casebook import similarity
from casebook.catalog import Case, grade_of
from casebook.export.history import told_days
from casebook.export.linked import linked_data
from casebook.views import case_facts
from casebook.views.brief import brief_of, payers_of
from casebook.views.lineage import StopNames, draw_line_of
from casebook.views.view import EFFECTS, View, lower_first


def render_case(view: View, id: str) -> Markup:
    """The whole page of one case study."""
    case = view.case(id)
    return view.render(
        "case.html", case=case, country=", ".join(view.countries(case)), evidence=evidence_in_words(view, case),
        sources_by_kind=sources_by_kind(view, case), contents=_contents(view, case), uses=_by_effect(case),
        related=[(view.case(found.case), why_related(view, found)) for found in similarity.related(view.catalog, id)],
        edit_href=edit_href(view, id), brief=brief_of(case), sending=case_facts.sending_of(view, case),
        duration=case_facts.length_in_words(view, case.study.period), payers=payers_of(case),
        results_summary=case_facts.results_in_words(view, case), timeline=case_facts.timeline_of(view, case),
        drawn=draw_line_of(view, id), names=StopNames(view), linked=Markup(_linked(view, case)),
        history=history_in_words(view, case),
    )


def _linked(view: View, case: Case) -> str:
    """What programs read of the case: JSON without any sign that could end a script element."""
    return linked_data(view.catalog, case, view.site.history.get(case.id, ()), view.words, view.address)


def edit_href(view: View, id: str) -> str:
    """Where the file of a case is edited: in the repository where one is known, else the page that says how."""
    repository = view.site.repository.rstrip("/")
    return f"{repository}/edit/main/case_studies/{id}.yml" if repository else view.link("contribute.html")


def history_in_words(view: View, case: Case) -> str:
    """`added 20 November 2026, last changed 21 November 2026`; empty without git, which alone knows."""
    say, words = view.words.say, view.words
    added, changed = told_days(view.site.history.get(case.id, ()), words.language)
    told = [say("added %(date)s") % {"date": words.day(added)}] if added else []
    told += [say("last changed %(date)s") % {"date": words.day(changed)}] if changed else []
    return ", ".join(told)


def evidence_in_words(view: View, case: Case) -> str:
    """How many results are known from where; no average."""
    if not case.study.results:
        return view.words.say("no result known")
    counts = Counter(map(grade_of, case.study.results))
    known = [(grade, counts[grade]) for grade in view.catalog.vocabulary["evidence"] if counts[grade]]
    return f"{view.words.say(';')} ".join(
        f"{view.words.number(count)} × {lower_first(view.label('evidence', grade))}" for grade, count in known)


def sources_by_kind(view: View, case: Case) -> str:
    """`16 sources: 7 press, 1 authority`."""
    counts = Counter(source.kind for source in case.study.sources)
    total = view.count("%(num)s source", "%(num)s sources", sum(counts.values()))
    kinds = ", ".join(f"{view.words.number(count)} {lower_first(view.label('source_kinds', kind))}"
                      for kind, count in counts.most_common())
    return view.words.say("%(total)s: %(kinds)s") % {"total": total, "kinds": kinds}


def why_related(view: View, found: similarity.Related) -> Markup:
    """The heaviest shared facts, and one that differs, in words."""
    say = view.words.say
    reasons = f"{say(';')} ".join(_reason(view, reason) for reason in found.reasons)
    text = Markup("<span><b>{}</b> {}.").format(say("Why it is here:"), reasons)
    if found.differs:
        key, mine, theirs = found.differs
        text += Markup(" <b>{}</b> {}.").format(say("Where it differs:"), _difference(view, key, mine, theirs))
    return text + Markup("</span>")


def _reason(view: View, reason: similarity.Reason) -> str:
    say = view.words.say
    if reason.facet == "lineage":
        return say("one learned from the other")
    label = view.label(reason.facet, reason.term)
    if reason.kind == "opposite":
        return say("%(mechanism)s had the opposite effect there") % {"mechanism": label}
    names = {"methods": say("same method: %(term)s"), "mechanisms": say("same mechanism: %(term)s"),
             "mindsets": say("same mindset: %(term)s"), "themes": say("same theme: %(term)s")}
    return names[reason.facet] % {"term": label}


def _difference(view: View, key: str, mine: str, theirs: str) -> str:
    facet = {"size": "place_sizes", "region": "regions", "stage": "stages", "income-group": "income_groups"}[key]
    values = {"theirs": view.label(facet, theirs), "mine": view.label(facet, mine)}
    return view.words.say("%(theirs)s there, %(mine)s here") % values


def _by_effect(case: Case) -> Sequence[object]:
    return sorted(case.study.mechanisms, key=lambda use: EFFECTS.index(use.effect))


def _contents(view: View, case: Case) -> list[tuple[str, str]]:
    """The parts of the page in order; those without content are left out."""
    say, study = view.words.say, case.study
    parts: list[tuple[str, str, object]] = [
        ("challenge", say("Challenge"), True), ("approach", say("Approach"), True),
        ("experiments", say("Experiments"), study.experiments), ("mechanisms", say("Mechanisms"), True),
        ("methods", say("Methods and mindsets"), True), ("results", say("Results"), True),
        ("setbacks", say("What did not work"), True), ("lessons", say("Lessons"), True),
        ("next-steps", say("Next steps"), study.next_steps), ("reuse", say("What you can take"), study.reuse),
        ("lineage", say("Who learned from whom"), True),
        ("open-questions", say("Open questions"), study.open_questions),
        ("timeline", say("Timeline"), case_facts.timeline_of(view, case)), ("sources", say("Sources"), True),
    ]
    return [(id, label) for id, label, there in parts if there]
