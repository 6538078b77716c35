"""`CITATION.cff`: how to cite the library, as GitHub, Zenodo and reference managers read it."""

import json

from casebook.export.edition import LICENCE, Edition

_KEYWORDS = ("local government", "innovation", "case studies", "cities", "public administration")


def citation_file(edition: Edition) -> str:
    """The file of one edition; without a day it is that of the repository, which holds all of them."""
    rows = {
        "cff-version": "1.2.0", "message": "If you use these case studies, please cite them as below.",
        "type": "dataset", "title": f"{edition.library}: case studies of local-government innovation",
        "abstract": edition.description, "authors": "", "keywords": "", "license": LICENCE,
        "url": edition.address, "version": edition.day, "date-released": edition.day,
    }
    lists = {"authors": [f"  - name: {_text(edition.author)}"], "keywords": [f"  - {word}" for word in _KEYWORDS]}
    lines = [line for name, value in rows.items() if value or name in lists
             for line in ([f"{name}: {_text(value)}"] if value else [f"{name}:", *lists[name]])]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A text in quotes; YAML reads what JSON writes."""
    return json.dumps(value, ensure_ascii=False)
