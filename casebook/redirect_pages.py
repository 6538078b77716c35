"""What lies at an old address: a page that leads to the new one, from disk and without scripts; a copy of small files.

No builder, menu or search knows of these pages. They are written beside those of one language when the site is made.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from casebook.case_files import FOLDER, brief_of
from casebook.catalog import Catalog
from casebook.words import Words

ENDINGS = (".bib", ".csl.json")
"""The files of a case that programs read, which follow no page; the same lies at the old address."""

_PAGE = Markup("""<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading} · {library}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={way}">
<link rel="canonical" href="{canonical}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="{assets}icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{assets}casebook.css">
</head>
<body>
<header class="mast">
<div class="wrap"><a class="brand" href="{home}">{library}</a></div></header>
<main id="main" class="wrap">
<div class="page">
<h1>{heading}</h1>
<p>{sentence}</p>
<p class="lede"><a href="{way}"{spoken}>{title}</a></p>
</div>
</main>
<script src="{assets}moved.js"></script>
</body>
</html>
""")


@dataclass(frozen=True)
class Setting:
    """What the pages of one language share: `address` is that of their folder on the web, or empty; `shared` the way
    from there to what all languages share, empty or `../`."""

    catalog: Catalog
    words: Words
    address: str = ""
    shared: str = ""


@dataclass(frozen=True)
class Title:
    """What a page is called, and its language where that is not the page's."""

    text: str
    language: str = ""


def write_redirects(setting: Setting, site: Path) -> int:
    """Write what lies at the old addresses of one language, where the new page was built; return how many pages."""
    count = 0
    for old, new, title in _moved(setting):
        if (site / new).is_file() and not (site / old).is_file():
            page = redirect_page(setting, old, new, title)
            (site / old).parent.mkdir(exist_ok=True)
            (site / old).write_text(page, "utf-8", newline="\n")
            count += 1
    for old, new in setting.catalog.redirects.get("cases", {}).items():
        for ending in ENDINGS:
            if (file := site / FOLDER / f"{new}{ending}").is_file():
                (site / FOLDER / f"{old}{ending}").write_bytes(file.read_bytes())
    return count


def redirect_page(setting: Setting, old: str, new: str, title: Title) -> str:
    """The page at the path `old` that leads to the path `new`; paths are those below the folder of the language."""
    up, say, way = "../" * old.count("/"), setting.words.say, posixpath.relpath(new, posixpath.dirname(old))
    return _PAGE.format(
        language=setting.words.language, direction=setting.words.direction, library=setting.catalog.library,
        heading=say("This page has a new address"),
        sentence=say("You are led there at once; if not, follow this link:"),
        title=title.text, spoken=Markup(' lang="{}"').format(title.language) if title.language else "",
        way=way, canonical=setting.address + new if setting.address else way, home=f"{up}index.html",
        assets=f"{up}{setting.shared}assets/casebook/")


def old_pages(catalog: Catalog) -> frozenset[str]:
    """The paths of old pages below the folder of a language; no pages of the library."""
    return frozenset(f"{section}/{old}.html" for section, moves in catalog.redirects.items() for old in moves)


def _moved(setting: Setting) -> Iterator[tuple[str, str, Title]]:
    """Old and new path of each page that was moved, with the title of the new one."""
    for section, moves in setting.catalog.redirects.items():
        for old, new in moves.items():
            title = _title(setting, section, new)
            yield f"{section}/{old}.html", f"{section}/{new}.html", title
            if section == "cases":
                yield f"{FOLDER}/{old}.html", f"{FOLDER}/{new}.html", title
                yield brief_of(old), brief_of(new), title


def _title(setting: Setting, section: str, id: str) -> Title:
    catalog, language = setting.catalog, setting.words.language
    if section == "cases":
        case = catalog.cases[id]
        spoken = case.language_of(case.study.title)
        return Title(case.study.title, spoken if spoken != language else "")
    if section == "places":
        return Title(catalog.places[id].name.get(language))
    return Title(catalog.vocabulary.label(section, id, language))
