"""The sentences that comparisons say. Each is made from tagged data alone, in a form a colleague could repeat."""

from collections.abc import Mapping, Sequence

from casebook.comparison import Comparison, Finding, Side, Subject
from casebook.views.view import View, lower_first


def sentence(view: View, finding: Finding, names: Mapping[str, str]) -> str:
    """One finding in words; `names` is what each subject is called."""
    by_kind = {"other-verdict": _other_verdict, "unknown": _unknown}
    if finding.kind in by_kind:
        return by_kind[finding.kind](view, finding, names)
    if finding.facet == "mechanisms":
        return _mechanism(view, finding, names)
    return _shared_tag(view, finding, names)


def tag(view: View, finding: Finding, subjects: int) -> str:
    """The word that stands before the sentence."""
    say = view.words.say
    if finding.kind == "some":
        return say("In %(some)s of %(all)s") % {"some": len(finding.sides), "all": subjects}
    return {"opposite": say("Opposite"), "other-verdict": say("Other verdict"), "differs": say("Differs"),
            "shared": say("Shared"), "unknown": say("Not known")}[finding.kind]


def subject_names(view: View, comparison: Comparison) -> dict[str, str]:
    """What each subject is called: its place; where two cases share one, the title stands behind it."""
    names = {subject.id: _place_of(view, subject) for subject in comparison.subjects}
    colon = view.words.say(":")
    twice = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {id: f"{name}{colon} {lower_first(view.case(id).study.title)}" if name in twice and id in view.catalog.cases
            else name for id, name in names.items()}


def _place_of(view: View, subject: Subject) -> str:
    return view.place_name(subject.id) if subject.kind == "place" else view.short_name(view.case(subject.id))


def by_value(sides: Sequence[Side], names: Mapping[str, str]) -> dict[str, list[str]]:
    """The names on each side of a finding."""
    found: dict[str, list[str]] = {}
    for side in sides:
        found.setdefault(side.value, []).append(names[side.subject])
    return found


def _mechanism(view: View, finding: Finding, names: Mapping[str, str]) -> str:
    say, listing = view.words.say, view.words.listing
    templates = {"hindered": say("hindered %(places)s"), "enabled": say("helped %(places)s"),
                 "mixed": say("cut both ways in %(places)s"), "differs": say("had different effects inside %(places)s")}
    sides = by_value(finding.sides, names)
    parts = [templates[value] % {"places": listing(sides[value])} for value in templates if value in sides]
    label = view.label("mechanisms", finding.term)
    return say("%(mechanism)s %(effects)s.") % {"mechanism": label, "effects": listing(parts)}


def _shared_tag(view: View, finding: Finding, names: Mapping[str, str]) -> str:
    say = view.words.say
    templates = {"methods": say("%(places)s used the same method: %(term)s."),
                 "mindsets": say("%(places)s showed the same mindset: %(term)s."),
                 "themes": say("%(places)s worked on the same theme: %(term)s.")}
    places = view.words.listing([names[side.subject] for side in finding.sides])
    term = lower_first(view.label(finding.facet, finding.term))
    return templates[finding.facet] % {"places": places, "term": term}


def _other_verdict(view: View, finding: Finding, names: Mapping[str, str]) -> str:
    sides = by_value(finding.sides, names)
    words = {"test": lower_first(view.label("tests", finding.term)),
             "places": view.words.listing(sides.get("supported", [])),
             "others": view.words.listing(sides.get("refuted", []))}
    return view.words.say("The same kind of test (%(test)s) was borne out in %(places)s and not in %(others)s.") % words


def _unknown(view: View, finding: Finding, names: Mapping[str, str]) -> str:
    say = view.words.say
    places = view.words.listing([names[side.subject] for side in finding.sides])
    if finding.facet == "results":
        return say("No source gives a result for %(places)s.") % {"places": places}
    return say("No source says what the experiments in %(places)s found.") % {"places": places}


def balance(view: View, label: str, counts: Mapping[str, int]) -> str:
    """The sentence over a balance sheet: `Procurement hindered 6 cases and helped 8; in 10 it did both.`"""
    say, number = view.words.say, view.words.number
    if not any(counts.values()):
        return say("No case speaks of it yet.")
    hindered = view.count("hindered %(num)s case", "hindered %(num)s cases", counts["hindered"])
    helped = say("helped %(number)s") % {"number": number(counts["enabled"])}
    text = say("%(mechanism)s %(hindered)s and %(helped)s") % {"mechanism": label, "hindered": hindered,
                                                             "helped": helped}
    if not counts["mixed"]:
        return say("%(sentence)s.") % {"sentence": text}
    return say("%(sentence)s; in %(number)s it did both.") % {"sentence": text, "number": number(counts["mixed"])}
