"""How to cite a case study: as plain text, BibTeX and CSL-JSON. The author is the library, never a person."""

import json
from dataclasses import dataclass

from casebook.catalog import Case
from casebook.typography import one_line
from casebook.words import Words

_LATEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})


@dataclass(frozen=True)
class Reference:
    """What a citation says of a case study. `edition` is the day of the edition; `address` may be empty."""

    id: str
    title: str
    language: str
    library: str
    author: str
    edition: str
    address: str
    place: str
    """Where it stands where no address is known: the library and the id, in words."""

    @property
    def where(self) -> str:
        return self.address or self.place


def reference_of(case: Case, words: Words, *, library: str, edition: str, address: str) -> Reference:
    """The reference to a case study in one edition of the library."""
    return Reference(
        case.id, one_line(case.study.title), case.language_of(case.study.title), library,
        words.say("%(library)s contributors") % {"library": library}, edition, address,
        place_of(case.id, words, library),
    )


def place_of(id: str, words: Words, library: str) -> str:
    """Where a case study is found without an address: `Casebook, case kumasi-container-toilets`."""
    return words.say("%(library)s, case %(id)s") % {"library": library, "id": id}


def as_text(reference: Reference, words: Words) -> str:
    """One line for a footnote."""
    return words.say("%(author)s (%(year)s). %(title)s. %(library)s, edition of %(date)s. %(where)s") % {
        "author": reference.author, "year": reference.edition[:4], "title": reference.title.rstrip("."),
        "library": reference.library, "date": words.day(reference.edition), "where": reference.where}


def as_bibtex(reference: Reference) -> str:
    """One entry that BibTeX and Biber read; the inner braces keep the capitals and the author whole."""
    fields = {
        "author": f"{{{_latex(reference.author)}}}", "title": f"{{{_latex(reference.title)}}}",
        "howpublished": _latex(reference.place), "year": reference.edition[:4],
        "month": str(int(reference.edition[5:7])), "note": _latex(f"Edition {reference.edition}"),
        "url": reference.address,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{reference.id},\n{lines}\n}}\n"


def as_csl(reference: Reference) -> str:
    """CSL-JSON, as Zotero and its like read it: a list of one item."""
    item = {
        "id": reference.id, "type": "webpage", "title": reference.title, "author": [{"literal": reference.author}],
        "container-title": reference.library, "language": reference.language,
        "issued": {"date-parts": [[int(part) for part in reference.edition.split("-")]]},
        "URL": reference.address, "note": reference.place,
    }
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=1) + "\n"


def _latex(text: str) -> str:
    return text.translate(_LATEX)
