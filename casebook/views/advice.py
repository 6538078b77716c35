"""The page on which the advice of documents meets the cases that bear it out or contradict it."""

from markupsafe import Markup

from casebook.advice import BEARINGS, Advice, count_standings
from casebook.views.view import View


def render_advice(view: View, question: str | None = None) -> Markup:
    """The advice by the question it answers, or that of one question; what is contradicted comes first."""
    advice = view.catalog.advice
    groups = [(id, advice.of_question(id)) for id in advice.questions if question in (None, id)]
    return view.render("advice.html", groups=[(id, rows) for id, rows in groups if rows], bearings=BEARINGS,
                       headline="" if question else headline(view, advice), is_whole=question is None)


def headline(view: View, advice: Advice) -> str:
    """How much of the advice is borne out, contradicted, or not spoken of."""
    say, counts = view.words.say, count_standings(advice)
    if not counts["all"]:
        return say("No advice has been read yet.")
    parts = [view.count("%(num)s is borne out by at least one case", "%(num)s are borne out by at least one case",
                        counts["borne_out"])]
    if counts["both"]:
        parts.append(view.count("%(num)s of these is also contradicted or limited",
                                "%(num)s of these are also contradicted or limited", counts["both"]))
    if counts["contradicted"]:
        parts.append(view.count("%(num)s is only contradicted or limited",
                                "%(num)s are only contradicted or limited", counts["contradicted"]))
    if counts["none"]:
        parts.append(view.count("%(num)s has no case yet", "%(num)s have no case yet", counts["none"]))
    total = view.count("Of %(num)s piece of advice", "Of %(num)s pieces of advice", counts["all"])
    told = f"{say(';')} ".join(parts)
    return say("%(total)s, %(parts)s.") % {"total": total, "parts": told}
