"""The sentences that comparisons say. Each is made from tagged data alone, in a form a colleague could repeat."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from casebook.comparison import EFFECT_ORDER, Comparison, Finding, Side, Subject
from casebook.views.view import View, lower_first
from casebook.words import Words

TESTS = "tests"
"""The facet of the vocabulary that says what an experiment put to the test."""


@lru_cache(maxsize=4)
def phrases(words: Words) -> Mapping[str, Mapping[str, str]]:
    """Every pattern that a comparison says, by what it is for; the browser fills in the same ones (compare.js)."""
    say = words.say
    return {
        "tags": {"opposite": say("Opposite"), "other-verdict": say("Other verdict"), "differs": say("Differs"),
                 "shared": say("Shared"), "some": say("In %(some)s of %(all)s"), "unknown": say("Not known")},
        "effects": {"hindered": say("hindered %(places)s"), "enabled": say("helped %(places)s"),
                    "mixed": say("cut both ways in %(places)s"),
                    "differs": say("had different effects inside %(places)s")},
        "facets": {"mechanisms": say("%(mechanism)s %(effects)s."),
                   "methods": say("%(places)s used the same method: %(term)s."),
                   "mindsets": say("%(places)s showed the same mindset: %(term)s."),
                   "themes": say("%(places)s worked on the same theme: %(term)s."),
                   "experiments": say("The same kind of test (%(test)s) was borne out in %(places)s and not in "
                                      "%(others)s.")},
        "unknown": {"results": say("No source gives a result for %(places)s."),
                    "experiments": say("No source says what the experiments in %(places)s found.")},
    }


def sentence(view: View, finding: Finding, names: Mapping[str, str]) -> str:
    """One finding in words; `names` is what each subject is called."""
    said, listing = phrases(view.words), view.words.listing
    places = listing([names[side.subject] for side in finding.sides])
    sides = by_value(finding.sides, names)
    if finding.kind == "unknown":
        return said["unknown"][finding.facet] % {"places": places}
    if finding.kind == "other-verdict":
        return said["facets"]["experiments"] % {
            "test": lower_first(view.label(TESTS, finding.term)),
            "places": listing(sides["supported"]), "others": listing(sides["refuted"])}
    label = view.label(finding.facet, finding.term)
    if finding.facet == "mechanisms":
        parts = [said["effects"][value] % {"places": listing(sides[value])} for value in EFFECT_ORDER if value in sides]
        return said["facets"]["mechanisms"] % {"mechanism": label, "effects": listing(parts)}
    return said["facets"][finding.facet] % {"places": places, "term": lower_first(label)}


def tag(view: View, finding: Finding, subjects: int) -> str:
    """The word that stands before the sentence."""
    return phrases(view.words)["tags"][finding.kind] % {"some": len(finding.sides), "all": subjects}


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
