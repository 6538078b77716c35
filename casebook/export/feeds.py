"""Atom feeds: cases that are new or changed, all of them or those of a theme, in one language."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as Tree

from casebook.catalog import Case, Catalog
from casebook.export.edition import LICENCE_URL, Edition
from casebook.export.history import History, added_on, changed_on
from casebook.redirects import first_id
from casebook.typography import one_line
from casebook.words import Words

MOST = 50
"""So many cases are in a feed, those that changed last."""

_ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.UUID("5f0a4d8e-6c43-5d6b-9a51-3c1a0f0f7c11")
"""The ids of feeds and entries are made from this and their name, so that they outlive a change of address."""


@dataclass(frozen=True)
class FeedSetting:
    """What the feeds of one language share; `folder` is that of the language, such as `fr/`."""

    catalog: Catalog
    words: Words
    history: History
    edition: Edition
    folder: str


def feeds_of(setting: FeedSetting) -> dict[str, str]:
    """The feeds by their path below the folder of the language: `feed.xml`, `feeds/<theme>.xml`, and the same under the
    old ids of themes, which readers have subscribed to."""
    cases = list(setting.catalog.cases.values())
    found = {"feed.xml": _feed(setting, "feed.xml", setting.edition.library, "explore.html", cases)}
    for theme, term in setting.catalog.vocabulary["themes"].items():
        path, label = f"feeds/{theme}.xml", term.label.get(setting.words.language)
        title = setting.words.say("%(library)s: %(theme)s") % {"library": setting.edition.library, "theme": label}
        found[path] = _feed(setting, path, title, f"themes/{theme}.html", setting.catalog.cases_with("themes", theme))
    moves = setting.catalog.redirects.get("themes", {})
    return found | {f"feeds/{old}.xml": found[f"feeds/{new}.xml"] for old, new in moves.items()}


def _feed(setting: FeedSetting, path: str, title: str, page: str, cases: Iterable[Case]) -> str:
    newest = sorted(cases, key=lambda case: (_changed(setting, case), case.id), reverse=True)[:MOST]
    updated = max((_changed(setting, case) for case in newest), default=setting.edition.day)
    feed = Tree.Element("feed", {"xmlns": _ATOM, "xml:lang": setting.words.language})
    _add(feed, "title", title)
    _add(feed, "subtitle", setting.words.say("New and changed case studies"))
    _add(feed, "id", _urn(setting.folder + _first_path(setting, path)))
    _add(feed, "updated", _time(updated))
    _add(feed, "rights", LICENCE_URL)
    _add(_add(feed, "author"), "name", _author(setting))
    _link(feed, "alternate", _address(setting, path, page), "text/html")
    if setting.edition.address:
        _link(feed, "self", setting.edition.at(setting.folder + path), "application/atom+xml")
    for case in newest:
        feed.append(_entry(setting, case, path))
    Tree.indent(feed, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{Tree.tostring(feed, encoding="unicode")}\n'


def _entry(setting: FeedSetting, case: Case, path: str) -> Tree.Element:
    entry, study, language = Tree.Element("entry"), case.study, setting.words.language
    names = ", ".join(setting.catalog.places[id].name.get(language) for id in study.places)
    spoken = case.language_of(study.summary)
    _add(entry, "title", setting.words.say("%(place)s: %(title)s") % {"place": names, "title": one_line(study.title)})
    _add(entry, "id", _urn(f"{setting.folder}cases/{first_id(setting.catalog.redirects.get('cases', {}), case.id)}"))
    _add(entry, "published", _time(added_on(setting.history.get(case.id, ())) or study.checked))
    _add(entry, "updated", _time(_changed(setting, case)))
    _link(entry, "alternate", _address(setting, path, f"cases/{case.id}.html"), "text/html")
    _add(entry, "summary", one_line(study.summary), **({} if spoken == language else {"xml:lang": spoken}))
    for theme in study.themes:
        label = setting.catalog.vocabulary.label("themes", theme, language)
        Tree.SubElement(entry, "category", {"term": theme, "label": label})
    return entry


def _first_path(setting: FeedSetting, path: str) -> str:
    """The path that a feed had before its theme was renamed."""
    folder, slash, name = path.rpartition("/")
    moves = setting.catalog.redirects.get("themes", {}) if slash else {}
    return f"{folder}{slash}{first_id(moves, name.removesuffix('.xml'))}.xml"


def _changed(setting: FeedSetting, case: Case) -> str:
    return changed_on(setting.history.get(case.id, ()), setting.words.language) or case.study.checked


def _author(setting: FeedSetting) -> str:
    return setting.words.say("%(library)s contributors") % {"library": setting.edition.library}


def _address(setting: FeedSetting, feed: str, page: str) -> str:
    """The address of a page; where the site has none, the way from the feed to it."""
    if setting.edition.address:
        return setting.edition.at(setting.folder + page)
    return "../" * feed.count("/") + page


def _urn(name: str) -> str:
    return uuid.uuid5(_SPACE, name).urn


def _time(day: str) -> str:
    """A day as Atom wants it; the first of the month or the year where no more is known."""
    return f"{day}{'-01-01'[len(day) - 4:]}T00:00:00Z" if len(day) < 10 else f"{day}T00:00:00Z"


def _add(parent: Tree.Element, name: str, text: str = "", **attributes: str) -> Tree.Element:
    element = Tree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _link(parent: Tree.Element, rel: str, href: str, kind: str) -> None:
    Tree.SubElement(parent, "link", {"rel": rel, "type": kind, "href": href})
