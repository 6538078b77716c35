"""The words of the frame around every page: menus, footer, the two small buttons."""

import json
from collections.abc import Callable, Iterable, Mapping

from casebook.words import Words, plural_forms

LANGUAGES = ({"code": "en", "name": "English", "folder": ""}, {"code": "fr", "name": "Français", "folder": "fr/"})
"""The languages of the interface with their own name and folder; English stands at the root."""


def frame_words(words: Words, *, edition: str, has_page: Callable[[str], bool] = bool) -> Mapping[str, object]:
    """Everything that theme/main.html says, for `extra.words` of the builders' configuration.

    `has_page` tells of the address of a page whether this library has it; menus leave out what is not there.
    """
    say = words.say
    menu, more, foot = ([row for row in rows if has_page(row[0])] for rows in (MENU, MORE, FOOT))
    return {
        "language": words.language, "direction": words.direction, "skip": say("Skip to content"),
        "main_menu": say("Main"), "more": say("More"), "search": say("Search"), "search_label": say("Search the cases"),
        "search_hint": say("A city or a problem"), "light": say("Light"), "dark": say("Dark"),
        "promise": say("Every figure names its source and who reported it. "
                       "What the sources do not say is shown as not known."),
        "not_found": say("This page does not exist"),
        "not_found_help": say("It may have moved, or the address may be mistyped. Search the cases, or begin at home."),
        "tray": tray_words(words), "licence": say("Content under CC BY 4.0"),
        "edition": edition, "menu": _items(say, menu), "more_menu": _items(say, more), "foot_menu": _items(say, foot),
    }


def tray_words(words: Words) -> Mapping[str, str]:
    """What stands at the foot of a page from which cases are chosen; `script` is what tray.js says, as JSON."""
    say, many = words.say, plural_forms(words.translations.ngettext)
    said = {"pick": say("Compare"), "count": many("%(num)s to compare", "%(num)s to compare"),
            "remove": say("Remove %(name)s"), "full": say("Four at most. Remove one to add another.")}
    return {"label": say("Cases and places to compare"), "show": say("Compare"), "clear_all": say("Clear"),
            "script": json.dumps(said, ensure_ascii=False)}


def _(message: str) -> str:
    """Marks a message for the catalogues."""
    return message


STALE = _("A file has an error, which the terminal shows. This is how the pages were before.")
"""What a preview says at its top meanwhile."""

MENU = (("explore.html", _("Explore")), ("compare.html", _("Compare")), ("start.html", _("Start")),
        ("obstacles.html", _("Obstacles")))
MORE = (("advice.html", _("Advice and evidence")), ("mechanisms.html", _("Mechanisms")),
        ("matrices.html", _("Matrices")), ("methods.html", _("Methods")), ("mindsets.html", _("Mindsets")),
        ("themes.html", _("Themes")), ("places.html", _("Places")), ("experiments.html", _("Experiments")),
        ("setbacks.html", _("What did not work")), ("lessons.html", _("Lessons by reader")),
        ("results.html", _("Results")), ("reusables.html", _("Reusable things")),
        ("lineage.html", _("Who learned from whom")), ("timeline.html", _("Timeline")),
        ("coverage.html", _("Coverage")), ("contribute.html", _("Contribute")),
        ("form.html", _("Write a case study")))
FOOT = (("about.html", _("About")), ("accessibility.html", _("Accessibility")), ("vocabulary.html", _("Vocabulary")),
        ("editions.html", _("Copies to take along")), ("data.html", _("Data")), ("changes.html", _("What changed")),
        ("macros.html", _("Macros for authors")), ("form.html", _("Write a case study")),
        ("contribute.html", _("Suggest a correction")))


def _items(say: Callable[[str], str], rows: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"path": path, "label": say(message)} for path, message in rows]
