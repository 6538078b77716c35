"""Everything that the script of the Explore page says, by key, in the language of the caller's gettext."""

from collections.abc import Callable
from typing import Any

from casebook.words import Say, SayMany, plural_forms


def explore_words(say: Say, say_many: SayMany) -> dict[str, Any]:
    """The value of `data-words`. Messages with a number hold a text for each plural form of Intl.PluralRules."""
    many = plural_forms(say_many)
    return {
        "choose": say("Choose filters"),
        "facets": _facet_words(say),
        "sections": _section_words(say),
        "all": many("%(num)s case", "%(num)s cases"),
        "count": many("%(num)s of %(total)s cases", "%(num)s of %(total)s cases"),
        "more": many("Show %(num)s more", "Show %(num)s more"),
        "remove": say(", remove"),
        "clear": say("Clear all"),
        "chosen": many("%(num)s chosen", "%(num)s chosen"),
        **_order_words(say),
        **_typing_words(say, many),
        "columns": _column_words(say),
        "colon": say(":"),
        "has": say("has %(concepts)s"),
        "has_typed": say("has %(concepts)s, %(typed)s"),
        "none": say("No case fits all of this."),
        "without": many("Without “%(filter)s” there is %(num)s case", "Without “%(filter)s” there are %(num)s cases"),
        "failed": say("The search could not be loaded. Please reload the page, or use the lists by theme and place."),
    }


def _order_words(say: Say) -> dict[str, str]:
    return {"sort_best": say("Best evidence"), "sort_match": say("Best match")}


def _typing_words(say: Say, many: Callable[[str, str], dict[str, str]]) -> dict[str, Any]:
    """What is said while the reader types, and of words that no case holds."""
    return {
        "offered": many("%(num)s filter fits. Use the arrow keys.", "%(num)s filters fit. Use the arrow keys."),
        "quoted": say("“%(word)s”"),
        "spelt": many("Shown for %(right)s. No case holds %(typed)s.", "Shown for %(right)s. No case holds %(typed)s."),
        "as_typed": say("Search for %(typed)s as typed"),
        "unknown": many("No case holds %(typed)s.", "No case holds %(typed)s."),
    }


def _column_words(say: Say) -> list[str]:
    """The heads of the columns of a saved list."""
    return [say("Title"), say("Place"), say("Country"), say("Years"), say("Status"), say("Stage"), say("Themes"),
            say("Mechanisms"), say("Methods"), say("Mindsets"), say("Evidence"), say("Address")]


def _facet_words(say: Say) -> dict[str, str]:
    return {
        "mechanism": say("Mechanism"), "theme": say("Theme"), "method": say("Method"), "mindset": say("Mindset"),
        "place": say("Place"), "country": say("Country"), "region": say("Region"), "size": say("Size"),
        "income": say("Income of the country"), "language": say("Language of the place"),
        "status": say("Status"), "stage": say("Stage"), "evidence": say("Evidence"), "network": say("Network"),
    }


def _section_words(say: Say) -> dict[str, str]:
    return {
        "challenge": say("Challenge"), "approach": say("Approach"), "experiments": say("Experiments"),
        "methods": say("Methods"), "mechanisms": say("Mechanisms"), "mindsets": say("Mindsets"),
        "results": say("Results"), "setbacks": say("What did not work"), "lessons": say("Lessons"),
        "next-steps": say("Next steps"), "open-questions": say("Open questions"),
    }
