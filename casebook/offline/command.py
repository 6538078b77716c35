"""What `casebook offline` does, from its arguments to the lines it says; prints nothing itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from casebook.building import ASSETS, Options, build_site, is_current, is_site, site_address
from casebook.comparison import UnknownId, filter_cases
from casebook.missing import Missing
from casebook.offline.making import (
    KINDS,
    Job,
    Outcome,
    Plan,
    Step,
    folder_of,
    make_editions,
    write_brief,
    write_handbook,
)
from casebook.offline.single import page_in_one_file, single_name
from casebook.project import Project, write_beside
from casebook.validation import nearest
from casebook.views.editions import FOLDER
from casebook.words import Words

BOOKS = ("pdf", "epub")
_GROUPS = {"handbook": BOOKS, **{kind: (kind,) for kind in KINDS}}
Tell = Callable[..., Any]
"""Told what is begun, or nothing, and where several things are being done at once, all of them."""


class WrongUsage(Exception):
    """The arguments cannot be meant; its text says why."""


@dataclass(frozen=True)
class Wanted:
    """The arguments. `choice` holds filters by their name, as macros take them."""

    project: Project
    languages: tuple[str, ...]
    site: str = "site"
    out: Path | None = None
    address: str = ""
    only: str = ""
    cases: tuple[str, ...] = ()
    handbook: bool = False
    choice: Mapping[str, list[str]] = field(default_factory=dict)
    brief: tuple[str, ...] = ()
    file: tuple[str, ...] = ()

    @property
    def is_part(self) -> bool:
        """Whether it asks for something of chosen cases or pages, not for the editions of the library."""
        return bool(self.handbook or self.brief or self.file)


@dataclass
class Done:
    """What was written, and what was not for want of a library or program."""

    folder: Path
    files: list[tuple[str, int]] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    is_strict: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing failed; a missing program counts where its edition was asked for by name."""
        return not self.failed and not (self.is_strict and self.missing)

    def lines(self, words: Words) -> Iterator[str]:
        """What to say in the end."""
        for name, size in self.files:
            yield words.say("%(file)s (%(size)s KB)") % {"file": self.folder / name,
                                                         "size": words.number(-(-size // 1000))}
        for missing in self.missing:
            yield words.say("Left out, because %(name)s is missing; install it with: %(remedy)s") % {
                "name": missing.name, "remedy": missing.remedy}
        yield from self.failed


def run(wanted: Wanted, words: Words, tell: Tell = lambda *texts: None) -> Done:
    """Build the site if it has to be, and make what is asked for. Raises WrongUsage, ContentError and BuildError."""
    kinds = _kinds(wanted.only, words)
    plan = _plan(wanted, kinds)
    _check(wanted, plan, words)
    if not wanted.is_part or wanted.file:
        _build(wanted, words, tell)
    done = Done(plan.out, is_strict=wanted.is_part or bool(wanted.only))
    if wanted.is_part:
        plan.out.mkdir(parents=True, exist_ok=True)
        for make in (_files, _briefs, _handbooks):
            _try(make, wanted, plan, words, tell, done)
    if not wanted.is_part or wanted.only:
        whole = replace(plan, out=wanted.out or plan.site / FOLDER)
        _add(done, make_editions(whole, _progress(words, tell)), whole.out, words)
    return done


def _progress(words: Words, tell: Tell) -> Step:
    """Tells each edition once, when it is begun; beside it stand those that are under way."""
    told = set[Job]()

    def step(jobs: Sequence[Job]) -> None:
        now = " · ".join(_told(*job, words) for job in jobs)
        for job in jobs:
            if job not in told:
                tell(_told(*job, words), now)
        told.update(jobs)
        tell("", now)

    return step


def _plan(wanted: Wanted, kinds: tuple[str, ...]) -> Plan:
    root = wanted.project.root
    site = root / wanted.site
    address = wanted.address or site_address(wanted.project)
    out = wanted.out or (root / FOLDER if wanted.is_part else site / FOLDER)
    return Plan(wanted.project, site, out, wanted.languages, kinds, address and address.rstrip("/") + "/")


def _kinds(only: str, words: Words) -> tuple[str, ...]:
    asked = [part.strip() for part in only.split(",") if part.strip()]
    for name in asked:
        if name not in _GROUPS:
            raise WrongUsage(words.say('%(option)s takes %(known)s, not "%(found)s"') % {
                "option": "--only", "known": ", ".join(sorted(_GROUPS)), "found": name})
    return tuple(kind for name in asked for kind in _GROUPS[name]) or KINDS


def _check(wanted: Wanted, plan: Plan, words: Words) -> None:
    if not is_site(wanted.project, wanted.site):
        raise WrongUsage(words.say("%(folder)s is no site that could be replaced; name a new folder below the "
                                   "project.") % {"folder": wanted.site})
    for language in wanted.languages:
        if language not in wanted.project.languages:
            raise WrongUsage(words.say('%(option)s takes %(known)s, not "%(found)s"') % {
                "option": "--languages", "known": ", ".join(wanted.project.languages), "found": language})
    for id in (*wanted.cases, *wanted.brief):
        if id not in plan.catalog.cases:
            raise WrongUsage(_unknown(id, plan.catalog.cases, words))


def _unknown(id: str, known: Any, words: Words) -> str:
    return words.say('"%(value)s" is not known; nearest: %(nearest)s') % {"value": id, "nearest": nearest(id, known)}


def _build(wanted: Wanted, words: Words, tell: Tell) -> None:
    """A site that is missing or old; all its languages are built, whichever the copies hold."""
    options = Options(languages=wanted.project.languages, site=wanted.site)
    if not is_current(wanted.project, options):
        build_site(wanted.project, options, lambda text: tell(words.say(text)))


def _told(kind: str, language: str, words: Words) -> str:
    what = {"pdf": words.say("Writing the handbook (PDF)"), "epub": words.say("Writing the book (EPUB)"),
            "xlsx": words.say("Writing the workbook"), "kiwix": words.say("Writing the file for Kiwix"),
            "folder": words.say("Zipping the folder"), "brief": words.say("Writing the brief"),
            "file": words.say("Writing one file of a page")}[kind]
    return f"{what}{words.say(':')} {language}" if language else what


# Of chosen cases and pages ---------------------------------------------------------------------------------------

_Make = Callable[[Wanted, Plan, Words, Tell], Iterator[str]]


def _try(make: _Make, wanted: Wanted, plan: Plan, words: Words, tell: Tell, done: Done) -> None:
    try:
        for name in make(wanted, plan, words, tell):
            done.files.append((name, (plan.out / name).stat().st_size))
    except Missing as missing:
        done.missing.append(missing)


def _files(wanted: Wanted, plan: Plan, words: Words, tell: Tell) -> Iterator[str]:
    """Pages of the site as one file each, in each language that has them."""
    for path in wanted.file:
        tell(_told("file", path, words))
        names = [folder_of(language) + path for language in wanted.languages]
        found = [name for name in dict.fromkeys(names) if _is_below(plan.site / name, plan.site)]
        if not found:
            pages = [page.relative_to(plan.site).as_posix() for page in plan.site.rglob("*.html")]
            raise WrongUsage(_unknown(path, pages, words))
        for name in found:
            yield _one_file(plan, name)


def _is_below(page: Path, site: Path) -> bool:
    return page.is_file() and page.suffix == ".html" and site.resolve() in page.resolve().parents


def _one_file(plan: Plan, name: str) -> str:
    css = (plan.site / ASSETS / "casebook.css").read_text("utf-8")
    one = page_in_one_file((plan.site / name).read_text("utf-8"), css, library=plan.catalog.library, path=name,
                           address=plan.address and plan.address + name)
    write_beside(plan.out / single_name(name), one.encode())
    return single_name(name)


def _briefs(wanted: Wanted, plan: Plan, words: Words, tell: Tell) -> Iterator[str]:
    for id in wanted.brief:
        for language in wanted.languages:
            tell(_told("brief", language, words))
            yield write_brief(plan, language, id)


def _handbooks(wanted: Wanted, plan: Plan, words: Words, tell: Tell) -> Iterator[str]:
    from casebook.handbook.epub import handbook_epub
    from casebook.handbook.pdf import handbook_pdf

    if not wanted.handbook:
        return
    ids, what = _chosen(wanted, plan, words)
    for kind, make in (("epub", handbook_epub), ("pdf", handbook_pdf)):
        for language in wanted.languages:
            tell(_told(kind, language, words))
            yield write_handbook(plan, language, kind, make, ids, what, _title(wanted, plan, language))


def _chosen(wanted: Wanted, plan: Plan, words: Words) -> tuple[list[str], str]:
    """The ids of the cases of a handbook, and how they are named in the names of its files."""
    choice: dict[str, Any] = {name: values for name, values in wanted.choice.items() if values}
    try:
        found = [case.id for case in filter_cases(plan.catalog, **choice)]
    except UnknownId as error:
        raise WrongUsage(_unknown(error.id, [error.nearest], words)) from None
    ids = [id for id in found if not wanted.cases or id in wanted.cases]
    if not ids:
        raise WrongUsage(words.say("No case meets all of what was chosen."))
    parts = [part.replace(":", "-") for values in choice.values() for part in values]
    return ids, "-".join([*parts, *(wanted.cases if len(wanted.cases) < 4 else (f"{len(ids)}-cases",))])


def _title(wanted: Wanted, plan: Plan, language: str) -> str:
    """The names of what was chosen, in the language of the book."""
    view = plan.view(language, "")
    names = [*(view.label("themes", id) for id in wanted.choice.get("theme", ())),
             *(view.label("mechanisms", id.partition(":")[0]) for id in wanted.choice.get("mechanism", ())),
             *(view.place_name(id) for id in wanted.choice.get("place", ()))]
    return view.site.name + view.words.say(":") + " " + ", ".join(names) if names else view.site.name


def _add(done: Done, outcome: Outcome, folder: Path, words: Words) -> None:
    done.folder = folder
    done.failed += [words.say("%(work)s ended without a word; it may want memory.") % {"work": _told(*job, words)}
                    for job in outcome.ended]
    done.files += [(one.name, one.size) for one in outcome.made]
    done.missing += outcome.missing
    done.failed += outcome.failed
