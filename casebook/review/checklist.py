"""The questions of a review (CONTRIBUTING, "Review"), each with what the checker already answered."""

from collections import Counter
from collections.abc import Iterator

from casebook.problems import Problem
from casebook.review.blocks import Entry, Items, Span
from casebook.review.card import Card
from casebook.values import NONE_FOUND
from casebook.views.view import View


def checklist_of(view: View, card: Card) -> Items:
    """The questions with boxes to tick."""
    say = view.words.say
    rows = (
        (say("Does each claim stand in the source it cites?"), _claims(view, card)),
        (say("Is who states a figure right, and is an estimate called an estimate?"), _results(view, card)),
        (say("Does the effect of each mechanism follow from its note?"), _mechanisms(view, card)),
        (say("Could someone follow each lesson on Monday?"), _lessons(view, card)),
        (say("Is anything unknown told as known?"), _unknown(view, card)),
        (say("Would a colleague with little English understand it?"), _wording(view, card)),
        (say("Does the page read well on a phone?"), ()),
        (say("Can others open its sources?"), _sources(view, card)),
        (say("Does it name setbacks, hold no personal data and advertise nothing?"), _refused(view, card)),
    )
    return Items(tuple(Entry((Span("strong", question),), tuple(Entry((Span("plain", text),)) for text in answers))
                       for question, answers in rows), is_checklist=True)


def _found(card: Card, *rules: str) -> list[Problem]:
    return [problem for problem in card.problems if problem.rule.id in rules]


def _claims(view: View, card: Card) -> Iterator[str]:
    figures = len(_found(card, "figure-without-citation", "figure-only-in-summary"))
    yield view.count("%(num)s figure without a source", "%(num)s figures without a source", figures)
    sources = len(_found(card, "source-not-cited"))
    yield view.count("%(num)s source that is never cited", "%(num)s sources that are never cited", sources)


def _results(view: View, card: Card) -> Iterator[str]:
    results = [result for report in card.reports if report.case for result in report.case.study.results]
    if results:
        kinds = Counter(view.label("result_kinds", result.kind) for result in results)
        who = Counter(view.label("reporters", result.reported_by) for result in results)
        yield "; ".join(", ".join(f"{count} × {label}" for label, count in counts.most_common())
                        for counts in (kinds, who))


def _mechanisms(view: View, card: Card) -> Iterator[str]:
    effects = Counter(effect for report in card.reports if report.case for effect in report.case.effects.values())
    if effects:
        yield ", ".join(f"{count} × {view.label('effects', effect)}" for effect, count in effects.most_common())
    if _found(card, "nothing-hindered"):
        yield view.words.say("a case in which nothing was in the way")


def _lessons(view: View, card: Card) -> Iterator[str]:
    lessons = sum(len(report.case.study.lessons) for report in card.reports if report.case)
    if lessons:
        yield view.count("%(num)s lesson", "%(num)s lessons", lessons)


def _unknown(view: View, card: Card) -> Iterator[str]:
    questions = sum(len(report.case.study.open_questions) for report in card.reports if report.case)
    yield view.count("%(num)s open question is named", "%(num)s open questions are named", questions)


def _wording(view: View, card: Card) -> Iterator[str]:
    long, vague = _found(card, "paragraph-long"), _found(card, "text-praise", "text-vague")
    yield view.count("%(num)s paragraph that is too long", "%(num)s paragraphs that are too long", len(long))
    yield view.count("%(num)s word of praise or without content", "%(num)s words of praise or without content",
                     len(vague))


def _sources(view: View, card: Card) -> Iterator[str]:
    tried = [link for link in card.links if link.tried]
    lost = sum(not link.tried.is_reached for link in tried if link.tried)
    if not tried:
        yield view.words.say("not tried")
    else:
        yield view.count("%(num)s address was not reached", "%(num)s addresses were not reached", lost)


def _refused(view: View, card: Card) -> Iterator[str]:
    silent = sum(report.data.get("setbacks") in (None, NONE_FOUND) for report in card.reports)
    yield view.count("%(num)s case without setbacks", "%(num)s cases without setbacks", silent)
    personal = len(_found(card, "text-email", "text-phone"))
    yield view.count("%(num)s address or number that may be personal",
                     "%(num)s addresses or numbers that may be personal", personal)
