"""The card of a reviewer in words, in the order of importance, and its three forms: text, Markdown, one HTML file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from casebook.catalog import Case
from casebook.problems import Problem, field_name, message_of, remedy_of, shorten
from casebook.review.blocks import (
    Block,
    Entry,
    Fold,
    Heading,
    Items,
    Line,
    Paragraph,
    Rendered,
    Span,
    as_markdown,
    as_text,
    spans,
)
from casebook.review.card import THIN, Card, CaseReport, Count, Link, SharedChange, Translated
from casebook.review.checklist import checklist_of
from casebook.review.duplicates import Alike, same_address
from casebook.review.naming import change_line, entry_names, whole_of
from casebook.review.new_entries import proposals_of
from casebook.review.page import case_page, whole_page
from casebook.review.proposals import number_in
from casebook.typography import one_line
from casebook.views.case_facts import results_in_words
from casebook.views.cases import sources_by_kind
from casebook.views.changes import key_names
from casebook.views.view import View, lower_first

MOST_PROBLEMS = 40
MOST_USERS = 8
MOST_LINKS = 150
MOST_FILES = 60
MOST_OTHERS = 3
_UNKNOWN = ("period", "status", "stage", "experiments", "results", "budget", "staffing", "partners", "next_steps",
            "contact")
"""The keys that a case may leave out, and that readers ask for."""


def card_as_text(view: View, card: Card) -> str:
    return as_text(blocks_of(view, card))


def card_as_markdown(view: View, card: Card) -> str:
    cut = view.words.say("The card is cut here, since GitHub shows no more; casebook review writes all of it with "
                         "--format html.")
    return as_markdown(blocks_of(view, card), (Span("strong", cut),))


def card_as_html(view: View, card: Card) -> str:
    return whole_page(view, list(blocks_of(view, card, with_pages=True)))


def blocks_of(view: View, card: Card, with_pages: bool = False) -> Iterator[Block]:
    """The whole card; with the pages of cases as the site will show them, or else with their texts."""
    say = view.words.say
    yield Heading(1, _plain(say("Review")))
    if card.is_empty:
        yield Paragraph(spans(say("Nothing differs from %(base)s."), base=_name(card.base)))
        return
    yield Paragraph(tuple(_verdict(view, card)))
    yield from _problems(view, card)
    for report in card.new:
        yield from _new_case(view, report, with_pages)
    for report in card.changed:
        yield from _changed_case(view, report, with_pages)
    yield from _removed(view, card)
    yield from _translations(view, card)
    yield from _renamed(view, card)
    yield from _shared(view, card)
    yield from _layout(view, card)
    yield from _links(view, card)
    yield from _coverage(view, card)
    yield from _files(view, card)
    yield Heading(2, _plain(say("Checklist")), "checklist")
    yield Paragraph(_plain(say("What the checker could answer stands below each question; the rest is for a person.")))
    yield checklist_of(view, card)


# Small words -----------------------------------------------------------------------------------------------------

def _plain(text: str) -> Line:
    return (Span("plain", text),)


def _name(text: str) -> Span:
    return Span("name", shorten(text))


def _said(text: Any, language: str = "") -> Span:
    return Span("said", one_line(str(text)), language)


def _labelled(view: View, label: str, line: Line) -> Entry:
    return Entry((Span("strong", label + view.words.say(":")), Span("plain", " "), *line))


def _heading(view: View, level: int, what: str, title: Line, id: str = "") -> Heading:
    """`New case: Sorting waste at the door`."""
    return Heading(level, (Span("plain", f"{what}{view.words.say(':')} "), *title), id)


def _language(report: CaseReport) -> str:
    found = report.data.get("language")
    return found if isinstance(found, str) and len(found) == 2 and found.isascii() and found.isalpha() else ""


def _title(report: CaseReport) -> Line:
    title = report.data.get("title")
    return (_said(title, _language(report)),) if isinstance(title, str) and title.strip() else (_name(report.id),)


# The verdict -----------------------------------------------------------------------------------------------------

def _verdict(view: View, card: Card) -> Iterator[Span]:
    say = view.words.say
    renamed = [report for report in card.changed if report.was]
    parts = [view.count("%(num)s new case", "%(num)s new cases", len(card.new)),
             view.count("%(num)s changed", "%(num)s changed", len(card.changed)),
             view.count("%(num)s removed", "%(num)s removed", len(card.removed))]
    if renamed:
        parts.append(view.count("%(num)s with another id", "%(num)s with another id", len(renamed)))
    if proposed := sum(number_in(report.data) for report in card.reports):
        parts.append(view.count("%(num)s new place or term proposed", "%(num)s new places or terms proposed", proposed))
    if card.renamed:
        parts.append(view.count("%(num)s place or term with another id", "%(num)s places or terms with another id",
                                len(card.renamed)))
    if card.translations:
        parts.append(view.count("%(num)s translation concerned", "%(num)s translations concerned",
                                len(card.translations)))
    yield Span("strong", f"{', '.join(parts)}.")
    errors = sum(problem.level == "error" for problem in card.problems)
    yield Span("plain", " ")
    yield Span("strong", say("%(errors)s and %(warnings)s in the changed files.") % {
        "errors": view.count("%(num)s error", "%(num)s errors", errors),
        "warnings": view.count("%(num)s warning", "%(num)s warnings", len(card.problems) - errors)})
    if card.elsewhere:
        yield Span("plain", " ")
        yield Span("strong", view.count("%(num)s error in files that were not changed.",
                                        "%(num)s errors in files that were not changed.", len(card.elsewhere)))
    yield Span("plain", " ")
    yield from spans(say("Compared with %(base)s (%(commit)s)."), base=_name(card.base), commit=_name(card.commit))


def _problems(view: View, card: Card) -> Iterator[Block]:
    for title, problems in ((view.words.say("What the checker says"), card.problems),
                            (view.words.say("Errors in files that were not changed"), card.elsewhere)):
        if problems:
            ranked = sorted(problems, key=lambda problem: problem.level)
            entries = [_problem(view, problem) for problem in ranked[:MOST_PROBLEMS]]
            yield Heading(2, _plain(title))
            yield Items((*entries, *_more(view, len(ranked) - MOST_PROBLEMS)))


def _problem(view: View, problem: Problem) -> Entry:
    say = view.words.say
    where = (_name(f"{problem.file}:{problem.line}"), Span("plain", " "))
    level = Span("strong", say("Error") if problem.level == "error" else say("Warning"))
    field = (_name(field_name(problem.field)), Span("plain", f"{say(':')} ")) if problem.field else ()
    return Entry((level, Span("plain", " "), *where, *field, _said(message_of(problem, say)), Span("plain", " · "),
                  Span("plain", remedy_of(problem, say))))


def _more(view: View, number: int) -> list[Entry]:
    return [Entry(_plain(view.count("and %(num)s more", "and %(num)s more", number)))] if number > 0 else []


# New cases -------------------------------------------------------------------------------------------------------

def _new_case(view: View, report: CaseReport, with_page: bool) -> Iterator[Block]:
    say = view.words.say
    yield _heading(view, 2, say("New case"), _title(report), f"case-{report.id}")
    yield Paragraph((*_where(view, report.case), _name(f"case_studies/{report.id}.yml")), is_note=True)
    summary = report.data.get("summary")
    if isinstance(summary, str):
        yield Paragraph((_said(summary, _language(report)),))
    if report.case:
        yield Items(tuple(_facts(view, report.case)))
    else:
        yield Paragraph(_plain(say("The file has errors, so it is not yet part of the library: it was not compared "
                                   "with other cases.")))
    yield from proposals_of(view, report, _language(report))
    yield from _claims(view, report)
    yield from _alike(view, report)
    yield from _reading(view, report, with_page)


def _where(view: View, case: Case | None) -> Line:
    if not case:
        return ()
    study = case.study
    parts = [view.where(case), view.period(case), view.label("statuses", study.status) if study.status else ""]
    return _plain(" · ".join([*filter(None, parts), ""]))


def _facts(view: View, case: Case) -> Iterator[Entry]:
    say, study = view.words.say, case.study
    lesson = study.lessons[0]
    yield _labelled(view, say("First lesson"), (
        _said(lesson.lesson, study.language), Span("plain", f" ({view.readers(lesson.readers)})")))
    yield Entry((Span("strong", say("Tagged with") + say(":")),), tuple(_tags(view, case)))
    yield _labelled(view, say("Sources"), _plain(sources_by_kind(view, case)))
    yield _labelled(view, say("Results"), _plain(_results(view, case)))
    yield _labelled(view, say("Not known from the sources"), _plain(_not_known(view, case)))
    if study.open_questions:
        yield Entry((Span("strong", say("Open questions") + say(":")),), tuple(
            Entry((_said(question, study.language),)) for question in study.open_questions))


def _tags(view: View, case: Case) -> Iterator[Entry]:
    for facet, terms in case.tags.items():
        labels = [f"{view.label(facet, term)} ({lower_first(view.label('effects', case.effects[term]))})"
                  if facet == "mechanisms" else view.label(facet, term) for term in terms]
        if labels:
            yield Entry(_plain(f"{view.kind_of(facet)[1]}{view.words.say(':')} {', '.join(labels)}"))


def _results(view: View, case: Case) -> str:
    if not case.study.results:
        return view.words.say("none")
    counts = Counter(result.reported_by for result in case.study.results)
    who = ", ".join(f"{view.words.number(count)} × {lower_first(view.label('reporters', id))}"
                    for id, count in counts.most_common())
    return view.words.say("%(results)s; stated by: %(who)s") % {"results": results_in_words(view, case), "who": who}


def _not_known(view: View, case: Case) -> str:
    names, study = key_names(view), case.study
    missing = [lower_first(names[key]) for key in _UNKNOWN if not getattr(study, key)]
    if study.period and not study.period.end:
        missing.insert(0, view.words.say("the end"))
    return ", ".join(missing) or view.words.say("nothing that readers ask for first")


def _claims(view: View, report: CaseReport) -> Iterator[Block]:
    if report.claims:
        yield Paragraph((Span("strong", view.words.say("Claims without a source, or sources without a claim")
                              + view.words.say(":")),))
        yield Items(tuple(Entry((_name(field_name(problem.field)), Span("plain", f"{view.words.say(':')} "),
                                 _said(message_of(problem, view.words.say)))) for problem in report.claims))


def _alike(view: View, report: CaseReport) -> Iterator[Block]:
    if report.alike:
        yield Paragraph((Span("strong", view.words.say("May be the same work as") + view.words.say(":")),))
        yield Items(tuple(_alike_entry(view, alike) for alike in report.alike))


def _alike_entry(view: View, alike: Alike) -> Entry:
    say, case = view.words.say, view.case(alike.case)
    percent = view.words.number(round(min(alike.likeness, 1) * 100))
    reasons = [say("%(percent)s%% of its telling words") % {"percent": percent}]
    if alike.places:
        reasons.append(say("same place: %(names)s") % {"names": view.place_names(alike.places)})
    if alike.themes:
        reasons.append(say("same theme: %(term)s") % {"term": ", ".join(view.label("themes", id)
                                                                         for id in alike.themes)})
    line: Line = (_name(alike.case), Span("plain", " "), _said(case.study.title, case.study.language),
                  Span("plain", f" ({'; '.join(reasons)})"))
    shared = _sources_at(case, alike.addresses)
    return Entry(line, (*(Entry((Span("plain", f"{say('same source')}{say(':')} "), Span("address", address)))
                          for address in shared[:MOST_OTHERS]), *_more(view, len(shared) - MOST_OTHERS)))


def _sources_at(case: Case, addresses: Sequence[str]) -> list[str]:
    return [source.url for source in case.study.sources if source.url and same_address(source.url) in addresses]


def _reading(view: View, report: CaseReport, with_page: bool) -> Iterator[Block]:
    """The case to be read: as its page, or as its texts."""
    say = view.words.say
    if with_page and report.case:
        yield Fold(_plain(say("The page as the site will show it")), (Rendered(case_page(view, report.case)),))
        return
    blocks: list[Block] = []
    for label, lines in whole_of(view, report.data, _language(report)):
        blocks += [Paragraph(label), Items(tuple(map(Entry, lines)))] if lines else []
    yield Fold(spans(say("The whole text of %(id)s"), id=_name(report.id)), tuple(blocks))


# Changed and removed cases ---------------------------------------------------------------------------------------

def _changed_case(view: View, report: CaseReport, with_page: bool) -> Iterator[Block]:
    say = view.words.say
    yield _heading(view, 2, say("Changed case"), _title(report), f"case-{report.id}")
    yield Paragraph((*_where(view, report.case), _name(f"case_studies/{report.id}.yml")), is_note=True)
    if report.was:
        is_kept = view.catalog.redirects.get("cases", {}).get(report.was) == report.id
        message = (say("Another id: %(old)s → %(new)s. The old address leads to the new page.") if is_kept else
                   say("Another id: %(old)s → %(new)s. The old address leads nowhere; casebook rename mends that."))
        yield Paragraph(spans(message, old=_name(report.was), new=_name(report.id)))
    changes = [change for change in report.changes if change.path[0] != "proposed"]
    if changes:
        yield Items(tuple(Entry(change_line(view, change, _language(report))) for change in changes))
    if len(changes) < len(report.changes) and not report.proposals:
        yield Paragraph(_plain(say("What it proposed was moved to the library, or taken back.")))
    yield from proposals_of(view, report, _language(report))
    yield from _claims(view, report)
    if with_page:
        yield from _reading(view, report, with_page)


def _removed(view: View, card: Card) -> Iterator[Block]:
    if card.removed:
        yield Heading(2, _plain(view.words.say("Removed cases")))
        yield Items(tuple(Entry((_name(report.id), Span("plain", " "), *_title(report))) for report in card.removed))


# Translations, shared files, layout ------------------------------------------------------------------------------

def _translations(view: View, card: Card) -> Iterator[Block]:
    if card.translations:
        yield Heading(2, _plain(view.words.say("Translations")))
        yield Items(tuple(_translation(view, each) for each in card.translations))


def _translation(view: View, each: Translated) -> Entry:
    say, id = view.words.say, _name(each.id)
    language = view.words.language_name(each.language)
    keys = ", ".join(lower_first(key_names(view)[key]) for key in each.keys)
    told = {
        "added": say("%(id)s: translated into %(language)s") if each.is_whole else
        say("%(id)s: translated into %(language)s in part"),
        "removed": say("%(id)s: the translation into %(language)s is gone"),
        "changed": say("%(id)s: the translation into %(language)s changed"),
        "outdated": say("%(id)s: the translation into %(language)s is now older than its original (%(keys)s)"),
    }
    line = spans(told[each.what], id=id, language=language, keys=keys)
    return Entry(line, tuple(Entry(change_line(view, change, each.language)) for change in each.changes
                             if change.path != ("translates",)))


def _renamed(view: View, card: Card) -> Iterator[Block]:
    """Places and terms with another id, with the cases that name them; nothing else of these changed there."""
    if card.renamed:
        say = view.words.say
        yield Heading(2, _plain(say("Other ids of places and terms")))
        message = say("%(field)s: %(old)s → %(new)s. The old address leads to the new page.")
        yield Items(tuple(Entry(spans(message, field=entry_names(view)[each.section], old=_name(each.old),
                                      new=_name(each.new)), (Entry(_users(view, each.users)),))
                          for each in card.renamed))


def _shared(view: View, card: Card) -> Iterator[Block]:
    say = view.words.say
    names = {"_places.yml": say("Places"), "_vocabulary.yml": say("Terms and allowed values"),
             "_advice.yml": say("Advice"), "_questions.yml": say("Questions of the page Start"),
             "_redirects.yml": say("Old ids")}
    for file in dict.fromkeys(each.file for each in card.shared):
        known = names.get(file)
        yield Heading(2, _plain(known) if known else (_name(file),))
        yield Items(tuple(_shared_entry(view, each) for each in card.shared if each.file == file))


def _shared_entry(view: View, each: SharedChange) -> Entry:
    line = change_line(view, each.change)
    if each.file not in ("_places.yml", "_vocabulary.yml"):
        return Entry(line)
    users = _users(view, each.users)
    used = users if each.users else _plain(view.words.say("no case uses it"))
    return Entry(line, (Entry(used),))


def _users(view: View, ids: Sequence[str]) -> Line:
    count = view.count("used by %(num)s case", "used by %(num)s cases", len(ids))
    return (Span("plain", f"{count}{view.words.say(':')} "), *_ids(ids, MOST_USERS))


def _ids(ids: Sequence[str], most: int) -> Line:
    found: list[Span] = []
    for id in ids[:most]:
        found += [Span("plain", ", "), _name(id)] if found else [_name(id)]
    return (*found, *([Span("plain", ", …")] if len(ids) > most else []))


def _layout(view: View, card: Card) -> Iterator[Block]:
    if card.layout:
        yield Heading(2, _plain(view.words.say("Only the layout changed")))
        yield Paragraph((Span("plain", view.words.say("Line breaks, comments or the order of keys, and no value")
                              + view.words.say(":") + " "), *_ids(card.layout, MOST_FILES)))


# Links, coverage, files ------------------------------------------------------------------------------------------

def _links(view: View, card: Card) -> Iterator[Block]:
    if card.links:
        is_tried = any(link.tried for link in card.links)
        yield Heading(2, _plain(view.words.say("New addresses")))
        if not is_tried:
            yield Paragraph(_plain(view.words.say("Not tried; casebook review --links does that.")))
        ranked = sorted(card.links, key=lambda link: bool(link.tried and link.tried.is_reached))
        yield Items((*(_link(view, link, is_tried) for link in ranked[:MOST_LINKS]),
                     *_more(view, len(ranked) - MOST_LINKS)))


def _link(view: View, link: Link, is_tried: bool) -> Entry:
    say = view.words.say
    line: list[Span] = [_name(link.host or "?"), Span("plain", " "), Span("address", link.address),
                        Span("plain", " · "), _name(f"{link.case}: {field_name(link.path)}")]
    if link.others:
        line += [Span("plain", f" · {say('also in')} "), *_ids(link.others, MOST_OTHERS)]
    if is_tried:
        line += [Span("plain", " · "), Span("strong" if not (link.tried and link.tried.is_reached) else "plain",
                                            _tried(view, link))]
    return Entry(tuple(line))


def _tried(view: View, link: Link) -> str:
    say = view.words.say
    if not link.tried:
        return say("not tried")
    if link.tried.is_reached:
        return say("reached")
    known = {"timeout": say("no answer in time"), "unknown-host": say("no such host"),
             "certificate": say("its certificate is not accepted"), "refused": say("connection refused"),
             "no-answer": say("no answer"), "not-public": say("leads to no public address")}
    return say("not reached, said: %(said)s") % {"said": known.get(link.tried.said, link.tried.said)}


def _coverage(view: View, card: Card) -> Iterator[Block]:
    counts = _telling(card.counts)
    if counts:
        yield Heading(2, _plain(view.words.say("What this does to the library")))
        yield Items(tuple(Entry(_count(view, count)) for count in counts))


def _telling(counts: Iterable[Count]) -> list[Count]:
    """The first and the last of their kind before all others; of pairs only these, where neither half says it."""
    known = list(counts)
    told = {value for count in known if len(count.values) == 1 and _is_edge(count) for value in count.values}
    found = [count for count in known if count.facet != "theme-regions"
             or (_is_edge(count) and not told.intersection(count.values))]
    return sorted(found, key=lambda count: not _is_edge(count))


def _is_edge(count: Count) -> bool:
    """Whether it is the first of its kind, or the last."""
    return not (count.before and count.after)


def _count(view: View, count: Count) -> Line:
    say = view.words.say
    name = _value_name(view, count)
    if not count.before:
        line = spans(say("First case: %(value)s"), value=Span("strong", name))
    elif not count.after:
        line = spans(say("No case any more: %(value)s"), value=Span("strong", name))
    else:
        line = spans(say("%(value)s: %(before)s → %(after)s cases"), value=name,
                     before=view.words.number(count.before), after=view.words.number(count.after))
    if count.facet in ("regions", "themes") and count.before < THIN <= count.after:
        line = (*line, Span("plain", say(" (no longer thin)")))
    return line


def _value_name(view: View, count: Count) -> str:
    first = count.values[0]
    if count.facet == "countries":
        return view.words.country(first)
    if count.facet == "theme-regions":
        return f"{view.label('themes', first)}, {view.label('regions', count.values[1])}"
    if count.facet == "mechanisms":
        return f"{view.label('mechanisms', first)}, {lower_first(view.label('effects', count.values[1]))}"
    return view.label(count.facet, first)


def _files(view: View, card: Card) -> Iterator[Block]:
    if card.files:
        say = view.words.say
        letters = {"A": say("new"), "D": say("removed")}
        entries = [Entry((_name(path), Span("plain", f" ({letters.get(letter[:1], say('changed'))})")))
                   for path, letter in card.files[:MOST_FILES]]
        yield Heading(2, _plain(say("Files beside the case studies")))
        yield Items((*entries, *_more(view, len(card.files) - MOST_FILES)))
