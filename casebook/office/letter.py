"""One case study as DOCX for a council report, by python-docx: real headings, lists and tables, language, sources."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from casebook import citing
from casebook.catalog import Case, Catalog
from casebook.missing import EDITIONS, Missing
from casebook.text import render_text
from casebook.typography import one_line
from casebook.views.brief import payers_of
from casebook.views.case_facts import length_in_words, reference_of
from casebook.views.cases import evidence_in_words
from casebook.views.view import EFFECTS, Site, View, lower_first
from casebook.words import Words

_LOCALES = {"en": "en-GB", "fr": "fr-FR", "pt": "pt-PT", "ar": "ar-SA"}
_SERIF, _SANS = "Georgia", "Calibri"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def case_docx(catalog: Catalog, words: Words, case: str, *, edition: str = "", address: str = "") -> bytes:
    """A case study, by its id, as a Word file; raises Missing where python-docx is not installed.

    `edition` is the day of the edition, `address` that of this language's pages on the web.
    """
    site = Site(catalog.in_language(words.language), words, edition=edition or Site.edition, address=address)
    view = View(site, f"cases/{case}.html")
    letter = _Letter(view, view.case(case))
    letter.write()
    return letter.saved()


class _Letter:
    """The document while it is written, part by part."""

    def __init__(self, view: View, case: Case) -> None:
        self.view, self.case, self.study = view, case, case.study
        self.say = view.words.say
        self.paper = _docx().Document()
        self._set_up()

    def write(self) -> None:
        self._head()
        self._facts()
        self._prose(self.say("Challenge"), self.study.challenge)
        self._prose(self.say("Approach"), self.study.approach)
        self._experiments()
        self._mechanisms()
        self._uses(self.say("Methods"), "methods", [(use.method, use.how) for use in self.study.methods])
        self._uses(self.say("Mindsets"), "mindsets", [(use.mindset, use.how) for use in self.study.mindsets])
        self._results()
        self._list(self.say("What did not work"), self.study.setbacks,
                   self.say("The sources were read for it and name none."))
        self._lessons()
        if self.study.next_steps:
            self._prose(self.say("Next steps"), self.study.next_steps)
        if self.study.open_questions:
            self._list(self.say("Open questions"), self.study.open_questions, "")
        self._sources()

    def saved(self) -> bytes:
        held = io.BytesIO()
        self.paper.save(held)
        return _same_date(held.getvalue())

    # Parts

    def _head(self) -> None:
        view, case = self.view, self.case
        themes = ", ".join(view.label("themes", id) for id in self.study.themes)
        self._text(self.paper.add_paragraph(style="Caption"), f"{view.where(case)} · {themes}")
        self._text(self.paper.add_paragraph(style="Title"), self.study.title)
        self._text(self.paper.add_paragraph(style="Subtitle"), self.study.summary)

    def _facts(self) -> None:
        view, say, study = self.view, self.say, self.study
        unknown = say("not known from the sources")
        budget = f"{view.money(study.budget)} [{study.budget.source}]" if study.budget else unknown
        rows = [
            (say("Cost"), budget), (say("Who paid"), ", ".join(payers_of(self.case)) or unknown),
            (say("Time"), " · ".join(filter(None, (length_in_words(view, study.period), view.period(self.case))))
             or unknown),
            (say("Status"), view.label("statuses", study.status) if study.status else unknown),
            (say("Stage"), view.label("stages", study.stage) if study.stage else unknown),
            (say("Evidence"), evidence_in_words(view, self.case)),
            (say("Last checked"), view.words.day(study.checked)),
        ]
        self._table(None, rows, (4, 12))

    def _prose(self, title: str, text: str) -> None:
        self.paper.add_heading(title, 1)
        self._blocks(text)

    def _experiments(self) -> None:
        if not self.study.experiments:
            return
        say, view = self.say, self.view
        self.paper.add_heading(say("Experiments"), 1)
        for one in self.study.experiments:
            self._text(self.paper.add_heading("", 2), one.question or view.label("tests", one.tests))
            decision = view.label("decisions", one.decision)
            self._table(None, [(say("We believed"), one.assumption), (say("How it was tested"), one.how),
                               (say("We found"), f"{one.finding} ({lower_first(view.label('verdicts', one.verdict))})"),
                               (say("We decided"), decision)], (4, 12))

    def _mechanisms(self) -> None:
        say, view = self.say, self.view
        self.paper.add_heading(say("Mechanisms"), 1)
        uses = sorted(self.study.mechanisms, key=lambda use: EFFECTS.index(use.effect))
        unknown = say("not known from the sources")
        rows = [(view.label("mechanisms", use.mechanism), view.label("effects", use.effect), use.how,
                 use.response or (unknown if use.effect == "hindered" else "–")) for use in uses]
        self._table((say("Mechanism"), say("Effect"), say("How"), say("What they did")), rows, (3.2, 2, 5.6, 5.2))

    def _uses(self, title: str, facet: str, uses: Sequence[tuple[str, str]]) -> None:
        self.paper.add_heading(title, 1)
        for term, how in uses:
            paragraph = self.paper.add_paragraph(style="List Bullet")
            paragraph.add_run(self.view.label(facet, term) + self.say(":") + " ").bold = True
            self._text(paragraph, how)
        if not uses:
            self.paper.add_paragraph(self.say("The sources were read for it and show none."))

    def _results(self) -> None:
        say, view = self.say, self.view
        self.paper.add_heading(say("Results"), 1)
        rows = [(" ".join(filter(None, (view.words.number(one.value) if one.value is not None else say("no figure"),
                                        one.unit))), one.what, view.label("result_kinds", one.kind),
                 f"{view.label('reporters', one.reported_by)} [{one.source}]") for one in self.study.results]
        if rows:
            self._table((say("Figure"), say("Result"), say("Kind"), say("Reported by")), rows, (3, 7, 2.4, 3.6))
        else:
            self.paper.add_paragraph(say("No result is known from the sources."))

    def _lessons(self) -> None:
        self.paper.add_heading(self.say("Lessons"), 1)
        for lesson in self.study.lessons:
            paragraph = self.paper.add_paragraph(style="List Bullet")
            self._text(paragraph, lesson.lesson)
            paragraph.add_run(f" ({lower_first(self.view.readers(lesson.readers))})").italic = True

    def _list(self, title: str, texts: Iterable[str], if_none: str) -> None:
        self.paper.add_heading(title, 1)
        for text in texts:
            self._text(self.paper.add_paragraph(style="List Bullet"), text)
        if not texts:
            self.paper.add_paragraph(if_none)

    def _sources(self) -> None:
        say, view, words = self.say, self.view, self.view.words
        self.paper.add_heading(say("Sources"), 1)
        for source, paragraph in zip(self.study.sources, self._numbered(len(self.study.sources)), strict=True):
            when = words.day(source.date) if source.date else say("no date")
            paragraph.add_run(f"{source.title}. {source.publisher}, {when}. ")
            if source.url:
                _add_link(paragraph, source.url, source.url)
        self.paper.add_heading(say("How to cite this"), 1)
        self.paper.add_paragraph(citing.as_text(reference_of(view, self.case), words))
        self.paper.add_paragraph(say("The text is under the Creative Commons Attribution 4.0 licence."))

    # Pieces

    def _text(self, paragraph: Any, text: str) -> None:
        """One contributed text or word of ours, with its emphasis, links and the numbers of its sources."""
        _Writer(self, str(render_text(text, label="")), paragraph).run(self._foreign(text))

    def _blocks(self, text: str) -> None:
        """Contributed paragraphs and lists."""
        _Writer(self, str(render_text(text, label="", inline=False)), None).run(self._foreign(text))

    def _foreign(self, text: str) -> str:
        """The language of a contributed text where it is not that of the document."""
        held = any(text == one for one in _texts(self.study))
        language = self.case.language_of(text) if held else self.view.words.language
        return "" if language == self.view.words.language else _LOCALES[language]

    def _numbered(self, count: int) -> list[Any]:
        """So many paragraphs numbered from 1."""
        number = self.restarted()
        return [self.numbered_paragraph(number) for _ in range(count)]

    def numbered_paragraph(self, number: int) -> Any:
        from docx.oxml.ns import qn

        paragraph = self.paper.add_paragraph(style="List Number")
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().set(qn("w:val"), "0")
        properties.get_or_add_numId().set(qn("w:val"), str(number))
        return paragraph

    def restarted(self) -> int:
        """A numbered list of its own, since all paragraphs of one style otherwise count on."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        numbering = self.paper.part.numbering_part.element
        style = self.paper.styles["List Number"].element.pPr.numPr.numId.val
        number = numbering.add_num(numbering.num_having_numId(style).abstractNumId.val)
        override, start = OxmlElement("w:lvlOverride"), OxmlElement("w:startOverride")
        override.set(qn("w:ilvl"), "0")
        start.set(qn("w:val"), "1")
        override.append(start)
        number.append(override)
        return int(number.numId)

    def _table(self, head: Sequence[str] | None, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        from docx.shared import Cm

        table = self.paper.add_table(0, len(widths), style="Table Grid")
        for row in [*([head] if head else []), *rows]:
            cells = table.add_row().cells
            for at, (cell, text) in enumerate(zip(cells, row, strict=True)):
                cell.width = Cm(widths[at])
                self._text(cell.paragraphs[0], text)
                if row is head or (head is None and at == 0):
                    _embolden(cell.paragraphs[0])
        if head:
            _repeat(table.rows[0])
        self.paper.add_paragraph()

    def _set_up(self) -> None:
        from docx.shared import Cm, Pt, RGBColor

        words, paper = self.view.words, self.paper
        for section in paper.sections:
            section.page_width, section.page_height = Cm(21), Cm(29.7)
            section.left_margin = section.right_margin = Cm(2.5)
            section.top_margin = section.bottom_margin = Cm(2.3)
        for name, font, size in (("Normal", _SANS, 10.5), ("Title", _SERIF, 22), ("Subtitle", _SERIF, 13),
                                 ("Heading 1", _SERIF, 15), ("Heading 2", _SERIF, 12), ("Caption", _SANS, 9)):
            style = paper.styles[name]
            style.font.size, style.font.color.rgb = Pt(size), RGBColor(0x21, 0x1D, 0x17)
            style.font.bold = style.font.italic = False
            _set_font(style, font)
        _set_language(paper, _LOCALES[words.language])
        known, day = paper.core_properties, datetime.fromisoformat(self.view.site.edition)
        known.title, known.language = one_line(self.study.title), _LOCALES[words.language]
        known.author = known.last_modified_by = self.say("%(library)s contributors") % {"library": self.view.site.name}
        known.created = known.modified = day
        known.comments = ""


class _Writer(HTMLParser):
    """Writes the little HTML that contributed text becomes (text.py) as paragraphs and runs."""

    def __init__(self, letter: _Letter, html: str, paragraph: Any) -> None:
        super().__init__()
        self.letter, self.html, self.paragraph, self.inline = letter, html, paragraph, paragraph is not None
        self.bold = self.italic = 0
        self.lists: list[int] = []
        self.href = self.language = ""

    def run(self, language: str) -> None:
        self.language = language
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.bold += tag == "strong"
        self.italic += tag == "em"
        if tag == "a":
            href = dict(attrs).get("href") or ""
            self.href = "" if href.startswith("#") else href
        elif tag in ("ol", "ul"):
            self.lists.append(self.letter.restarted() if tag == "ol" else 0)
        elif not self.inline and (tag == "li" or (tag == "p" and not self.lists)):
            self.paragraph = self._new()
        elif tag == "br" and self.paragraph is not None:
            self.paragraph.add_run(" ")

    def handle_endtag(self, tag: str) -> None:
        self.bold -= tag == "strong"
        self.italic -= tag == "em"
        if tag == "a":
            self.href = ""
        elif tag in ("ol", "ul"):
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split("\n"))
        if self.paragraph is None or not (text.strip() or self.paragraph.runs):
            return
        if self.href:
            _add_link(self.paragraph, text, self.href)
            return
        run = self.paragraph.add_run(text)
        run.bold, run.italic = bool(self.bold) or None, bool(self.italic) or None
        if self.language:
            _mark_language(run._r.get_or_add_rPr(), self.language)

    def _new(self) -> Any:
        if not self.lists:
            return self.letter.paper.add_paragraph()
        number = self.lists[-1]
        return self.letter.numbered_paragraph(number) if number else self.letter.paper.add_paragraph(
            style="List Bullet")


# What python-docx has no name for ---------------------------------------------------------------------------------

def _texts(study: Any) -> Iterable[str]:
    """All texts of a study, so that words of ours are not taken for them."""
    if isinstance(study, str):
        yield study
    elif isinstance(study, tuple):
        for entry in study:
            yield from _texts(entry)
    elif hasattr(type(study), "model_fields"):
        for name in type(study).model_fields:
            yield from _texts(getattr(study, name))


def _add_link(paragraph: Any, text: str, href: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link, run = OxmlElement("w:hyperlink"), paragraph.add_run(text)
    link.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _embolden(paragraph: Any) -> None:
    for run in paragraph.runs:
        run.bold = True


def _repeat(row: Any) -> None:
    """The first row of a table as its heading, on every page that it covers."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _set_font(style: Any, font: str) -> None:
    from docx.oxml.ns import qn

    style.font.name = font
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), font)


def _set_language(paper: Any, language: str) -> None:
    from docx.oxml.ns import qn

    for properties in paper.styles.element.iter(qn("w:rPr")):
        for found in properties.findall(qn("w:lang")):
            found.set(qn("w:val"), language)


def _mark_language(properties: Any, language: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), language)
    properties.append(mark)


def _same_date(file: bytes) -> bytes:
    """The same file with one date on all its parts, so that the same contents are the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as found, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name in found.namelist():
            made.writestr(zipfile.ZipInfo(name, _FIRST_DAY), found.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _docx() -> Any:
    try:
        import docx
    except ImportError:
        raise Missing("python-docx", EDITIONS) from None
    return docx
