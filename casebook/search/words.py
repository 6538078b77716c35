"""Everything that the script of the Explore page says, by key, in the language of the caller's gettext."""

from collections.abc import Callable
from typing import Any

Say = Callable[[str], str]
SayMany = Callable[[str, str, int], str]
"""gettext and ngettext; the texts come back with their %(names)s, which the script fills in."""


def explore_words(say: Say, say_many: SayMany) -> dict[str, Any]:
    """The value of `data-words`. Messages with a number hold a text for each plural form of Intl.PluralRules."""
    def many(one: str, other: str) -> dict[str, str]:
        return {"one": say_many(one, other, 1), "other": say_many(one, other, 2)}

    return {
        "choose": say("Choose filters"),
        "facets": _facet_words(say),
        "sections": _section_words(say),
        "all": many("%(num)s case", "%(num)s cases"),
        "count": many("%(num)s of %(total)s cases", "%(num)s of %(total)s cases"),
        "sources": many("%(num)s source", "%(num)s sources"),
        "more": many("Show %(num)s more", "Show %(num)s more"),
        "remove": say(", remove"),
        "colon": say(":"),
        "has": say("has %(concepts)s"),
        "has_typed": say("has %(concepts)s, %(typed)s"),
        "none": say("No case fits all of this."),
        "without": many("Without “%(filter)s” there is %(num)s case", "Without “%(filter)s” there are %(num)s cases"),
        "failed": say("The search could not be loaded. Please reload the page, or use the lists by theme and place."),
    }


def _facet_words(say: Say) -> dict[str, str]:
    return {
        "mechanism": say("Mechanism"), "theme": say("Theme"), "method": say("Method"), "mindset": say("Mindset"),
        "place": say("Place"), "country": say("Country"), "region": say("Region"), "size": say("Size"),
        "status": say("Status"), "stage": say("Stage"), "evidence": say("Evidence"), "network": say("Network"),
    }


def _section_words(say: Say) -> dict[str, str]:
    return {
        "challenge": say("Challenge"), "approach": say("Approach"), "experiments": say("Experiments"),
        "methods": say("Methods"), "mechanisms": say("Mechanisms"), "mindsets": say("Mindsets"),
        "results": say("Results"), "setbacks": say("What did not work"), "lessons": say("Lessons"),
        "next-steps": say("Next steps"), "open-questions": say("Open questions"),
    }
