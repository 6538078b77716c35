"""The parts of a handbook as HTML, alike for paper and for e-readers; only addresses and wide tables differ."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from casebook import citing
from casebook.catalog import Case, Catalog
from casebook.comparison import FEWEST as FEWEST_COMPARED
from casebook.comparison import MOST as MOST_COMPARED
from casebook.comparison import compare, told
from casebook.export.edition import LICENCE_URL
from casebook.handbook.book import GROUPINGS, Book, make_book
from casebook.handbook.essays import Essay, essay_as_html, read_essays
from casebook.text import render_text
from casebook.views import case_facts
from casebook.views.brief import payers_of
from casebook.views.cases import evidence_in_words, sources_by_kind
from casebook.views.comparisons import RowReader
from casebook.views.findings import balance, sentence, subject_names, tag
from casebook.views.view import EFFECTS, Site, View
from casebook.words import Words

NAMED_IN_SHORT = 3
"""So many mechanisms the opening of a section names."""


_CITES = re.compile('<span class="cites">(.*?)</span>')
_CITE = re.compile('</?a[^>]*>')

ELSEWHERE = "https://handbook.invalid/"
"""Stands in a PDF for the address of its other parts until they are put together; nobody can own this name."""


@dataclass(frozen=True)
class BookView(View):
    """A part of a handbook. `inside` are the ids of its cases; links to others lead to the web or are plain words.

    `files` says whether each case is a file of its own (EPUB) or many stand in one document (PDF); then `here` are the
    anchors of that document, and `pages` the numbers of the pages of all others, as far as they are known.
    """

    inside: frozenset[str] = frozenset()
    files: bool = False
    here: frozenset[str] = frozenset()
    pages: Mapping[str, int] = field(default_factory=dict)

    def case_href(self, id: str) -> str:
        """Where a case is told: in the book, else on the web; empty where neither is known."""
        if id not in self.inside:
            return self.site.address and f"{self.site.address}cases/{id}.html"
        return f"{self.file_of(id)}#{case_anchor(id)}"

    def use_href(self, id: str, facet: str, term: str) -> str:
        """Where a case speaks of one of its terms."""
        return f"{self.file_of(id)}#{use_anchor(id, facet, term)}"

    def file_of(self, id: str) -> str:
        return self.file(case_anchor(id))

    def file(self, name: str) -> str:
        """The file of a part as seen from this one; empty where it is the same."""
        if not self.files:
            return "" if name in self.here else ELSEWHERE
        return "" if f"{name}.xhtml" == self.url else f"{name}.xhtml"

    def _linked(self, text: str, case: Case, inline: bool) -> Markup:
        label = self.words.say("%(place)s, source %(number)s") % {"place": self.short_name(case), "number": "{}"}
        html = render_text(text, sources_at="", label=label if self.files else "", inline=inline)
        if not self.files:  # plain numbers: WeasyPrint breaks lines wrongly before spans, and the list is near on paper
            return Markup(_CITES.sub(lambda found: _CITE.sub("", found[1]), str(html)))
        return Markup(str(html).replace('href="#s', f'href="{self.file_of(case.id)}#{case_anchor(case.id)}-s'))


def case_anchor(id: str) -> str:
    return f"case-{id}"


def essay_anchor(name: str) -> str:
    return f"essay-{name}"


def use_anchor(id: str, facet: str, term: str) -> str:
    return f"{case_anchor(id)}-{facet}-{term}"


@dataclass(frozen=True)
class Writer:
    """Writes the parts of one handbook."""

    view: BookView
    book: Book
    essays: Sequence[Essay] = ()

    def part(self, url: str) -> "Writer":
        """The same writer for another file of the book."""
        return replace(self, view=replace(self.view, url=url))

    def placed(self, here: Iterable[str], pages: Mapping[str, int]) -> "Writer":
        """The same writer for a document with these anchors, where the pages of some others are known."""
        return replace(self, view=replace(self.view, here=frozenset(here), pages=pages))

    def cover(self) -> Markup:
        count = len(self.book.cases)
        number = self.view.count("%(num)s case study", "%(num)s case studies", count)
        return self._written("cover", number=number, licence=LICENCE_URL, edition=self.edition)

    @property
    def edition(self) -> str:
        words = self.view.words
        return words.say("Edition of %(date)s") % {"date": words.day(self.view.site.edition)}

    def contents(self) -> Markup:
        return self._written("contents")

    def how_to_read(self) -> Markup:
        return self._written("how_to_read")

    def across(self) -> Markup:
        """The mechanisms of all cases with their counts; nothing where there is one case only."""
        if len(self.book.cases) < FEWEST_COMPARED:
            return Markup("")
        rows = [(term, {effect: len(term.uses.get(effect, ())) for effect in EFFECTS})
                for term in self.book.terms["mechanisms"]]
        rows.sort(key=lambda row: (-sum(row[1].values()), -row[1]["hindered"]))
        first = [balance(self.view, self.label_of("mechanisms", term.id), counts) for term, counts in rows[:1]]
        return self._written("across", rows=rows, first=first)

    def comparison(self) -> Markup:
        """Two to four cases side by side; nothing where there are more, since no page would hold them."""
        ids = [case.id for case in self.book.cases]
        if not FEWEST_COMPARED <= len(ids) <= MOST_COMPARED:
            return Markup("")
        return render_side_by_side(self.view, ids)

    def section(self, at: int) -> Markup:
        """The opening of a theme or region: its definition, cases and tables; nothing in a book without openings."""
        if not self.book.has_openings:
            return Markup("")
        return self._written("section", section=self.book.sections[at], short=self.in_short(at))

    def in_short(self, at: int) -> Sequence[tuple[str, Mapping[str, int]]]:
        """The mechanisms that most cases of a section speak of, with their counts by effect."""
        view, cases = self.view, self.book.sections[at].cases
        found = [(id, view.effects_of(id, cases)) for id in view.catalog.vocabulary["mechanisms"]]
        met = [(id, counts) for id, counts in found if sum(counts.values()) > 1]
        return sorted(met, key=lambda row: (-sum(row[1].values()), -row[1]["hindered"]))[:NAMED_IN_SHORT]

    def case(self, case: Case) -> Markup:
        view = self.view
        return self._written(
            "case", case=case, evidence=evidence_in_words(view, case), sources_by_kind=sources_by_kind(view, case),
            duration=case_facts.length_in_words(view, case.study.period), payers=payers_of(case),
            uses=sorted(case.study.mechanisms, key=lambda use: EFFECTS.index(use.effect)),
            results_summary=case_facts.results_in_words(view, case), anchor=case_anchor(case.id),
            learners=list(view.catalog.learned_by(case.id)),
            citation=citing.as_text(case_facts.reference_of(self._on_site(case), case), view.words),
        )

    def essays_opening(self) -> Markup:
        """The list of the comparisons that people wrote; nothing where there is none."""
        return self._written("essays") if self.essays else Markup("")

    def essay(self, essay: Essay) -> Markup:
        anchors = {one.name: essay_anchor(one.name) for one in self.essays}
        told = {name: f"{self.view.file(anchor)}#{anchor}" for name, anchor in anchors.items()}
        text = essay_as_html(self.view, essay, self.view.inside, _within, self._told_in, told)
        return self._written("essay", essay=essay, text=text)

    def _told_in(self, view: View, ids: Sequence[str]) -> Markup:
        return self._written("told_in", cases=[self.view.case(id) for id in ids])

    def index(self) -> Markup:
        return self._written("index")

    def label_of(self, facet: str, id: str) -> str:
        return self.view.label(facet, id)

    def _on_site(self, case: Case) -> View:
        """The page of a case on the site, which its citation names."""
        return View(self.view.site, f"cases/{case.id}.html")

    def _written(self, template: str, **data: object) -> Markup:
        return self.view.render(f"handbook/{template}.html", book=self.book, use_anchor=use_anchor, essays=self.essays,
                                case_anchor=case_anchor, essay_anchor=essay_anchor, facet_names=self.view.kind_of,
                                **data)


def make_writer(catalog: Catalog, words: Words, ids: Sequence[str], title: str, *, grouping: str = GROUPINGS[0],
                edition: str = "", address: str = "", files: bool = False,
                comparisons: Mapping[str, str] | None = None) -> Writer:
    """The writer of a handbook in the language of `words`; `address` is that of this language's pages on the web,
    `comparisons` are pages as Markdown by their names, of which it takes those whose cases it tells."""
    site = Site(catalog.in_language(words.language), words, edition=edition or Site.edition, address=address)
    view = BookView(site, "", frozenset(ids), files)
    return Writer(view, make_book(view, ids, title, grouping), read_essays(view, comparisons or {}, view.inside))


def _within(view: View, ids: Sequence[str]) -> Markup:
    return render_side_by_side(view, ids, within=True)


def render_side_by_side(view: View, ids: Sequence[str], *, within: bool = False) -> Markup:
    """A comparison for a page across: the findings, then every row; `within` a text without a heading of its own.
    Raises UnknownId."""
    found = compare(view.catalog, ids)
    names = subject_names(view, found)
    said = [(tag(view, finding, len(found.subjects)), sentence(view, finding, names), finding.kind == "opposite")
            for finding in told(found.findings)]
    return view.render("handbook/comparison.html", comparison=found, names=names, said=said,
                       rows=RowReader(view), within=within)
