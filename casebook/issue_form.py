"""The issue form of GitHub, from the vocabulary and the questions of `casebook new`; and what a filled-in form says.

GitHub hands a form on as Markdown: each label as a heading, the answer below it. It is text of strangers: it is cut at
our own labels, and nothing in it is obeyed.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from casebook.catalog import Catalog
from casebook.formatting import formatted
from casebook.source import CONTROL_SIGN, parse_document
from casebook.starting import (
    Answers,
    listed,
    new_places,
    place_entry,
    place_id,
    proposed_id,
    questions_in,
    starting_file,
)
from casebook.values import NONE_FOUND, is_web_address
from casebook.vocabulary import Vocabulary, fold_words
from casebook.words import INTERFACE_LANGUAGES, Words

FOLDER = ".github/ISSUE_TEMPLATE"
LABEL = "case-study"
"""The label that every issue made with the form bears; the one that asks for a draft is set by a maintainer."""

MOST_PLACES = 10
"""So many new places become proposals; nobody writes of more."""

MAX_BODY = 100_000
"""More signs of an issue are not read; GitHub itself takes 65,536."""

_EMPTY = "_No response_"
_ADDRESS = re.compile(r"https?://[^\s<>\"`{}|\\^\[\]]+")
_AROUND = " \t-–*:;,.()<>[]"
_LONG_LINE = 400


@dataclass(frozen=True)
class Question:
    """One field of the form. `kind` is GitHub's: input, textarea or dropdown; `options` are the terms of a facet."""

    name: str
    kind: str
    label: str
    help: str = ""
    is_required: bool = False
    facet: str = ""


def form_files(vocabulary: Vocabulary, languages: Sequence[str] = INTERFACE_LANGUAGES) -> dict[str, str]:
    """The forms by the paths of their files, one for each language."""
    return {f"{FOLDER}/case{'' if language == 'en' else f'-{language}'}.yml": _form_text(Words(language), vocabulary)
            for language in languages}


def questions_of(words: Words) -> tuple[Question, ...]:
    """What the form asks, in its order."""
    say, asked = words.say, questions_in(words)
    many = say("Choose any; leave it empty if you are not sure.")
    return (
        Question("title", "input", asked["title"], say("Such as: paying market fees by phone, in one market first"),
                 True),
        Question("places", "input", asked["places"], "", True),
        Question("themes", "dropdown", say("Fields of work, one to three"), "", True, "themes"),
        Question("challenge", "textarea", asked["challenge"], say("With figures where there are any, and the number of "
                                                                  "their source in brackets: [1]."), True),
        Question("approach", "textarea", asked["approach"], say("In order, with dates."), True),
        Question("methods", "dropdown", say("Methods: how the team tried it out"), many, False, "methods"),
        Question("setback", "textarea", asked["setback"], say("As full as the results. If your sources name nothing, "
                                                              "write: %(words)s") % {"words": say("nothing found")},
                 True),
        Question("hindered", "dropdown", say("Mechanisms that were in the way"), many, False, "mechanisms"),
        Question("enabled", "dropdown", say("Mechanisms that helped"), many, False, "mechanisms"),
        Question("results", "textarea", say("What came of it?"), say("One result on each line. Say who states it.")),
        Question("lesson", "textarea", asked["lesson"], say("Something that a colleague could follow on Monday."),
                 True),
        Question("sources", "textarea", say("Sources"),
                 say("One on each line: title and web address. The first is [1]. Two or more, one of them from "
                     "outside."), True),
        Question("unknown", "textarea", say("What is not known?"), say("One question on each line.")),
    )


# The form --------------------------------------------------------------------------------------------------------

def _form_text(words: Words, vocabulary: Vocabulary) -> str:
    say = words.say
    intro = say("Half an hour is enough. Write in plain words; a colleague turns this into a case study and asks you "
                "where something is missing. Name roles, never people: no e-mail addresses, no telephone numbers.")
    form = {
        "name": say("Propose a case study"),
        "description": say("Something that was tried in a local authority, with its sources. No git needed."),
        "labels": [LABEL],
        "body": [{"type": "markdown", "attributes": {"value": intro}},
                 *(_field(question, words, vocabulary) for question in questions_of(words)), _consent(words)],
    }
    text = yaml.safe_dump(form, allow_unicode=True, sort_keys=False, width=110)
    return f"# Made by Casebook from its vocabulary; `casebook schema` writes it anew.\n{text}"


def _field(question: Question, words: Words, vocabulary: Vocabulary) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": question.label}
    if question.help:
        attributes["description"] = question.help
    if question.kind == "dropdown":
        attributes["multiple"] = True
        attributes["options"] = [f"{term.label.get(words.language)} ({id})"
                                 for id, term in vocabulary[question.facet].items()]
    return {"type": question.kind, "id": question.name, "attributes": attributes,
            "validations": {"required": question.is_required}}


def _consent(words: Words) -> dict[str, Any]:
    say = words.say
    options = (say("I agree that this text is published under the Creative Commons Attribution 4.0 licence."),
               say("The words are my own, nothing is copied from a source but its title, and no person is named."))
    return {"type": "checkboxes", "id": "consent", "attributes": {
        "label": say("Licence"), "options": [{"label": option, "required": True} for option in options]}}


# What a filled-in form says --------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Filled:
    """The answers of an issue, and the language of its form."""

    answers: Answers
    language: str


def issue_in_event(raw: bytes) -> tuple[int, str] | None:
    """The number and the text of the issue of which GitHub tells a workflow; nothing if it tells of none."""
    try:
        issue = json.loads(raw)["issue"]
        return int(issue["number"]), str(issue["body"] or "")
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def read_issue(body: str, vocabulary: Vocabulary) -> Filled:
    """The answers in the body of an issue; what is not below one of our labels is passed over."""
    text = CONTROL_SIGN.sub("", body[:MAX_BODY].replace("\r\n", "\n"))
    found = {language: _answers_below(text, questions_of(Words(language))) for language in INTERFACE_LANGUAGES}
    language = max(found, key=lambda each: len(found[each]))
    said = found[language]
    if fold_words(said.get("setback", "")) == fold_words(Words(language).say("nothing found")):
        said["setback"] = NONE_FOUND
    return Filled(_answers(said, vocabulary), language)


def _answers_below(text: str, questions: tuple[Question, ...]) -> dict[str, str]:
    """The text below each label, by the name of the question; of a label that stands twice the first counts."""
    names = {f"### {question.label}": question.name for question in questions}
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith("### "):
            lines = []  # a heading that is not ours, such as that of the licence, ends the answer too
            if (name := names.get(line.strip())) is not None:
                lines = found.setdefault(name, lines)
        else:
            lines.append(line)
    said = {name: "\n".join(each).strip() for name, each in found.items()}
    return {name: answer for name, answer in said.items() if answer and answer != _EMPTY}


def _answers(said: Mapping[str, str], vocabulary: Vocabulary) -> Answers:
    sources = list(_sources_in(said.get("sources", "")))
    first = next((url for title, url in sources if url and not title), "") if len(sources) == 1 else ""
    return Answers(
        title=_on_one_line(said.get("title", "")), places=listed(_on_one_line(said.get("places", ""))),
        challenge=said.get("challenge", ""), approach=said.get("approach", ""), setback=said.get("setback", ""),
        lesson=said.get("lesson", ""), source=first, themes=_chosen(said.get("themes", ""), vocabulary["themes"]),
        methods=_chosen(said.get("methods", ""), vocabulary["methods"]),
        hindered=_chosen(said.get("hindered", ""), vocabulary["mechanisms"]),
        enabled=_chosen(said.get("enabled", ""), vocabulary["mechanisms"]),
        results=tuple(_lines_of(said.get("results", ""))), unknown=tuple(_lines_of(said.get("unknown", ""))),
        more_sources=() if first else tuple(sources))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _chosen(answer: str, terms: Mapping[str, Any]) -> tuple[str, ...]:
    """The terms that were chosen: `Label (id), Label (id)`; the labels may hold commas and brackets."""
    return tuple(dict.fromkeys(id for id in re.findall(r"\(([a-z0-9-]+)\)", answer) if id in terms))


def _lines_of(answer: str) -> Iterator[str]:
    """The lines of an answer, without the marks of a list."""
    return filter(None, (re.sub(r"^\s*(?:[-*•]|[0-9]{1,2}[.)])\s+", "", line).strip() for line in answer.split("\n")))


def _sources_in(answer: str) -> Iterator[tuple[str, str]]:
    """Title and web address of the source on each line."""
    for line in _lines_of(answer):
        found = _ADDRESS.search(line)
        url = found[0].rstrip(".,;:!?)'") if found else ""
        url = url if is_web_address(url) else ""
        title = _on_one_line(line.replace(url, " ") if url else line).strip(_AROUND)[:_LONG_LINE]
        if title or url:
            yield title, url


# The draft -------------------------------------------------------------------------------------------------------

def draft_id(answers: Answers, catalog: Catalog, number: int, taken: Any) -> str:
    """An id that is free; `taken` says whether one is not."""
    wanted = proposed_id(answers, catalog.places) or f"issue-{number}"
    return f"{wanted}-{number}" if taken(wanted) else wanted


def draft_text(id: str, filled: Filled, catalog: Catalog, month: str) -> str:
    """The text of `<id>.yml`; a place that the library does not have is proposed at its end, to be completed."""
    words = Words(filled.language)
    text = starting_file(id, filled.answers, catalog, filled.language, month, words)
    new = {place_id(name, catalog.places): name for name in new_places(filled.answers, catalog.places)}
    entries = [_proposal(place, name, catalog, words) for place, name in list(new.items())[:MOST_PLACES] if place]
    if not entries:
        return text
    block = "".join(("\nproposed:\n  places:\n", *entries))
    return formatted(parse_document(f"{text}{block}".encode(), f"{id}.yml")[0])


def _proposal(id: str, name: str, catalog: Catalog, words: Words) -> str:
    """The same lines that a new place would have in `_places.yml`, as an entry of the list of proposals."""
    _, *lines = place_entry(id, name, catalog, words).splitlines()
    return "".join(f"{line}\n" for line in (f"    - id: {json.dumps(id)}", *(f"    {line}" for line in lines)))


def report_on(filled: Filled, catalog: Catalog, number: int, problems: str) -> str:
    """What a pull request says of the draft: what is still to be done, what the checker found, places it proposes."""
    words = Words(filled.language)
    say = words.say
    parts = [say("A draft of the answers in #%(number)s, made by `casebook from-issue`. It is not finished: somebody "
                 "reads the sources, writes the summary and the notes, and runs `casebook validate`.") % {
                     "number": number}]
    if problems:
        parts += [say("What the checker says of it now:"), _fenced(problems)]
    if new := new_places(filled.answers, catalog.places):
        parts += [say("Places that are not in `_places.yml` yet are proposed at the end of the file. Look their facts "
                      "up; a reviewer then moves them to the library with `casebook adopt`:"), _fenced("\n".join(new))]
    begin = say("The checks of a draft that a workflow opened begin when somebody adds a commit, or closes the pull "
                "request and opens it again.")
    return "\n\n".join([*parts, begin, f"Closes #{number}"]) + "\n"


def _fenced(text: str) -> str:
    """A text that Markdown does not read: no line of it can end the fence."""
    longest = max(map(len, re.findall("~+", text)), default=0)
    fence = "~" * max(3, longest + 1)
    return f"{fence}text\n{text.rstrip()}\n{fence}"
