"""The command `casebook review` without its printing: both sides read, compared, looked up, and the card written."""

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from casebook.catalog import Case, Catalog
from casebook.document import Document
from casebook.loading import (
    CASES_FOLDER,
    REDIRECTS_FILE,
    SHARED_FILES,
    case_files,
    check_files,
    digest_of,
    load_catalog,
    load_context,
    shown_path,
)
from casebook.model import CaseStudy
from casebook.problems import Problem, shorten
from casebook.project import Project, today
from casebook.redirects import Moves
from casebook.references import catalog_with_new_ids, document_with_new_ids
from casebook.review.card import Card, Library, make_card, with_tried
from casebook.review.duplicates import alike_in
from casebook.review.proposals import as_if_moved, proposals_in
from casebook.review.revision import NoRevision, Repository
from casebook.review.showing import card_as_html, card_as_markdown, card_as_text
from casebook.review.trying import try_addresses
from casebook.search.whoosh_index import open_index
from casebook.source import MAX_CASE_BYTES, MAX_SHARED_BYTES, load_document, read_bytes
from casebook.translation import Translation, make_translation, name_parts
from casebook.views.view import Site, View
from casebook.words import Words

MOST_TRIED = 150
"""So many addresses are tried; a contribution with more is read in parts."""


class WrongUsage(Exception):
    """What was asked for cannot be done; its text is one line."""


@dataclass(frozen=True)
class Reviewed:
    """The card, and both sides of what it compares."""

    card: Card
    after: Library


def review(project: Project, base: str, words: Words, head: str = "", tries_links: bool = False) -> Reviewed:
    """Compare the working tree, or the revision `head`, with what it comes from of the revision `base`."""
    repository = Repository(project.root)
    try:
        with tempfile.TemporaryDirectory(prefix="casebook-review-") as made:
            return _review(project, repository, base, head, Path(made), tries_links)
    except NoRevision as error:
        raise WrongUsage(_why_not(error, words)) from None


def write_card(found: Reviewed, words: Words, form: str) -> str:
    """The card as text, Markdown or HTML."""
    view = View(Site(found.after.catalog, words), "review.html")
    if form == "html":
        return card_as_html(view, found.card)
    return card_as_markdown(view, found.card) if form == "markdown" else card_as_text(view, found.card)


def _review(project: Project, repository: Repository, base: str, head: str, made: Path,
            tries_links: bool) -> Reviewed:
    newer = repository.commit_of(head or "HEAD")
    commit = repository.common(repository.commit_of(base), newer)
    old = _folder(repository, commit, made / "base")
    new = _folder(repository, newer, made / "head") if head else shown_path(project.cases)
    names = list(_differing(old, new))
    catalog, problems = load_catalog(new, today())
    documents = _documents(new, names)
    after = Library(as_if_moved(catalog, documents, problems), documents, _placed(problems),
                    {name: proposals_in(document.data, catalog) for name, document in documents.items()})
    before = _library_before(old, names, after.catalog)
    card = make_card(base, commit[:12], before, after, repository.other_files(commit, head and newer))
    card = _with_alike(card, after.catalog, project.cache / "review")
    if tries_links:
        card = with_tried(card, try_addresses([link.address for link in card.links][:MOST_TRIED]))
    return Reviewed(card, after)


def _folder(repository: Repository, commit: str, folder: Path) -> Path:
    cases = folder / CASES_FOLDER
    cases.mkdir(parents=True)
    repository.write_cases(commit, cases)
    return cases


def _differing(old: Path, new: Path) -> Iterator[str]:
    """The names of the files whose bytes differ; the ends of lines are those of the machine."""
    for name in sorted({path.name for folder in (old, new) for path in case_files(folder)}):
        if _bytes(old / name) != _bytes(new / name):
            yield name


def _bytes(file: Path) -> bytes:
    found = read_bytes(file, MAX_SHARED_BYTES) if file.exists() or file.is_symlink() else b""
    return found.replace(b"\r\n", b"\n") if isinstance(found, bytes) else repr(found).encode()


def _placed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems with their files as the project has them, wherever these were read."""
    return tuple(replace(problem, file=f"{CASES_FOLDER}/{problem.file.rsplit('/', 1)[-1]}") for problem in problems)


def _documents(folder: Path, names: list[str]) -> dict[str, Document]:
    limit = {name: MAX_SHARED_BYTES if name in SHARED_FILES else MAX_CASE_BYTES for name in names}
    return {name: load_document(folder / name, limit[name])[0] for name in names
            if (folder / name).exists() or (folder / name).is_symlink()}


def _library_before(folder: Path, names: list[str], after: Catalog) -> Library:
    """The older side. What did not change is taken from the newer one, so that only the rest is checked again."""
    documents = _documents(folder, names)
    ids = {path.name.removesuffix(".yml") for path in case_files(folder)}
    problems = check_files([folder / name for name in documents], folder, today()) if documents else []
    wrong = {problem.file.rsplit("/", 1)[-1] for problem in problems if problem.level == "error"}
    context, shared = load_context(folder, ids, today())
    moves = _moves_since({"cases": ids, "places": shared.places, **context.vocabulary.facets}, after)
    now = {name: document_with_new_ids(document, moves) for name, document in documents.items()}
    valid = {name: document for name, document in now.items() if name not in wrong}
    cases = {id: case for id, case in after.cases.items() if id in ids and f"{id}.yml" not in documents}
    cases |= {name.removesuffix(".yml"): Case(name.removesuffix(".yml"), CaseStudy.model_validate(document.data),
                                              digest_of(document))
              for name, document in valid.items() if not name.startswith("_") and not name_parts(name)}
    catalog = Catalog(dict(sorted(cases.items())), shared.places, context.vocabulary,
                      translations=_translations_before(folder, documents, after))
    touched = {name for name, document in now.items() if document.data != documents[name].data}
    return Library(catalog_with_new_ids(catalog, moves), now, _placed(problems), moves=moves,
                   renamed_in=frozenset({*touched, REDIRECTS_FILE} if moves else ()))


def _moves_since(known: Mapping[str, Collection[str]], after: Catalog) -> Moves:
    """What had another id, by section: there is a way from the old address to the new one."""
    found = {section: {old: new for old, new in moves.items()
                       if old in known.get(section, ()) and new not in known.get(section, ())}
             for section, moves in after.redirects.items()}
    return {section: moves for section, moves in found.items() if moves}


def _translations_before(folder: Path, documents: dict[str, Document],
                         after: Catalog) -> dict[str, dict[str, Translation]]:
    """Those that were there, as they were with their originals of then."""
    found: dict[str, dict[str, Translation]] = {}
    for path in case_files(folder):
        id, language = name_parts(path.name) or ("", "")
        known = after.translations.get(language, {}).get(id)
        if id and (path.name in documents or f"{id}.yml" in documents):
            known = _translation(folder, id, language)
        if id and known:
            found.setdefault(language, {})[id] = known
    return found


def _translation(folder: Path, id: str, language: str) -> Translation | None:
    original, texts = (load_document(folder / name)[0] for name in (f"{id}.yml", f"{id}.{language}.yml"))
    is_sound = original.is_complete and texts.is_complete and isinstance(texts.data.get("translates"), str)
    return make_translation(language, original.data, texts.data) if is_sound else None


def _with_alike(card: Card, catalog: Catalog, cache: Path) -> Card:
    """With near-duplicates of the new cases; the index is made only where there are some."""
    if not any(report.case for report in card.new):
        return card
    index = open_index(cache, catalog)
    return replace(card, new=tuple(
        replace(report, alike=alike_in(index, catalog, report.id)) if report.case else report for report in card.new))


def _why_not(error: NoRevision, words: Words) -> str:
    say = words.say
    return {
        "no-git": say("git is not installed; a review compares two of its revisions."),
        "no-repository": say("This is no repository of git; a review compares two of its revisions."),
        "unknown": say('git does not know the revision "%(name)s"; try main, origin/main or the id of a commit.') % {
            "name": shorten(error.name)},
        "cut-off": say('The history of this copy is cut off before "%(name)s"; run git fetch --unshallow first.') % {
            "name": shorten(error.name)},
    }[error.reason]
