"""The macros that authors of pages call, bound to the page on which they are called."""

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from jinja2 import pass_context

from casebook.markdown_views import mark_view
from casebook.pages import find_wrong_stubs
from casebook.project import Project, address_of, load_site
from casebook.standard import find_wrong_standard_pages
from casebook.views import macros
from casebook.views.frame import LANGUAGES
from casebook.views.view import View


def register(env: Any, root: Path) -> None:
    """Offer every public macro to the pages of a project, in MkDocs and Zensical alike."""
    project, extra = Project(root), env.conf["extra"]
    if isinstance(env.conf, dict):  # Zensical, which runs no hooks; in MkDocs the hook writes the stubs after this
        check_stubs(project, extra["language"])
    for name in macros.PUBLIC:
        env.macro(_bound(name, project, extra, env.conf.get("site_url") or ""), name)


def known_of(extra: Any, site_url: str) -> dict[str, str]:
    """What the configuration of a builder knows of the site of one language, as Site takes it."""
    known = {name: extra[name] for name in ("repository", "shared", "edition") if extra.get(name)}
    folder = next(entry["folder"] for entry in LANGUAGES if entry["code"] == extra["language"])
    return {**known, "address": address_of(site_url, folder if known.get("shared") else "")}


class StaleStubs(Exception):
    """The stubs do not match the case studies: a builder that ignores hooks was started by hand."""


def check_stubs(project: Project, language: str) -> None:
    """Stop a build whose pages would be missing or old; raises StaleStubs."""
    wrong = _count_wrong_pages(project, language, load_site(project, language).catalog.fingerprint)
    if wrong:
        raise StaleStubs(f"{wrong} pages below docs/{language}/ are missing or old; use `casebook build`")


@lru_cache(maxsize=4)
def _count_wrong_pages(project: Project, language: str, fingerprint: str) -> int:
    folder = project.docs(language)
    stubs = find_wrong_stubs(load_site(project, language).catalog, language, folder)
    return len(stubs) + len(find_wrong_standard_pages(language, folder))


def _bound(name: str, project: Project, extra: Any, site_url: str) -> Callable[..., str]:
    """The macro with the view of the calling page as its first argument."""

    @pass_context
    @wraps(macros.PUBLIC[name])
    def call(context: Any, *args: Any, **options: Any) -> str:
        site = load_site(project, extra["language"], **known_of(extra, site_url))
        view = View(site, context["page"].url.lstrip("/"))
        return mark_view(str(macros.call(view, name, *args, **options)))

    return call
