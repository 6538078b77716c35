"""The macros that authors of pages call, bound to the page on which they are called."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from jinja2 import pass_context

from casebook.project import Project, load_site
from casebook.views import macros
from casebook.views.view import View


def register(env: Any, root: Path) -> None:
    """Offer every public macro to the pages of a project, in MkDocs and Zensical alike."""
    project, extra = Project(root), env.conf["extra"]
    for name in macros.PUBLIC:
        env.macro(_bound(name, project, extra), name)


def _bound(name: str, project: Project, extra: Any) -> Callable[..., str]:
    """The macro with the view of the calling page as its first argument."""

    @pass_context
    @wraps(macros.PUBLIC[name])
    def call(context: Any, *args: Any, **options: Any) -> str:
        site = load_site(project, extra["language"], repository=extra.get("repository") or "",
                         shared=extra.get("shared") or "")
        view = View(site, context["page"].url.lstrip("/"))
        return str(macros.call(view, name, *args, **options))

    return call
