"""The words of the frame around every page: menus, footer, the two small buttons."""

from collections.abc import Callable, Iterable, Mapping

from casebook.words import Words

LANGUAGES = ({"code": "en", "name": "English", "folder": ""}, {"code": "fr", "name": "Français", "folder": "fr/"})
"""The languages of the interface with their own name and folder; English stands at the root."""


def frame_words(words: Words, *, edition: str) -> Mapping[str, object]:
    """Everything that theme/main.html says, for `extra.words` of the builders' configuration."""
    say = words.say
    return {
        "language": words.language, "direction": words.direction, "skip": say("Skip to content"),
        "main_menu": say("Main"), "more": say("More"), "search": say("Search"), "search_label": say("Search the cases"),
        "search_hint": say("A city or a problem"), "light": say("Light"), "dark": say("Dark"),
        "promise": say("Every figure names its source and who reported it. "
                       "What the sources do not say is shown as not known."),
        "not_found": say("This page does not exist"),
        "not_found_help": say("It may have moved, or the address may be mistyped. Search the cases, or begin at home."),
        "edition": edition, "menu": _items(say, MENU), "more_menu": _items(say, MORE), "foot_menu": _items(say, FOOT),
    }


def _(message: str) -> str:
    """Marks a message for the catalogues."""
    return message


MENU = (("explore.html", _("Explore")), ("comparisons.html", _("Compare")), ("mechanisms.html", _("Mechanisms")))
MORE = (("matrices.html", _("Matrices")), ("methods.html", _("Methods")), ("mindsets.html", _("Mindsets")),
        ("themes.html", _("Themes")), ("places.html", _("Places")), ("experiments.html", _("Experiments")),
        ("setbacks.html", _("What did not work")), ("lessons.html", _("Lessons by reader")),
        ("results.html", _("Results")), ("reusables.html", _("Reusable things")),
        ("lineage.html", _("Who learned from whom")), ("coverage.html", _("Coverage")),
        ("contribute.html", _("Contribute")))
FOOT = (("about.html", _("About")), ("accessibility.html", _("Accessibility")), ("vocabulary.html", _("Vocabulary")),
        ("macros.html", _("Macros for authors")), ("contribute.html", _("Suggest a correction")))


def _items(say: Callable[[str], str], rows: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"path": path, "label": say(message)} for path, message in rows]
