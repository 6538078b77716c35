"""Which office file a choice of cases, format and table asks for."""

from collections.abc import Sequence

from casebook.catalog import Catalog
from casebook.comparison import FEWEST, MOST, UnknownId
from casebook.office.letter import case_docx
from casebook.office.tables import catalog_tables, table_as_csv
from casebook.office.workbook import catalog_xlsx, comparison_xlsx
from casebook.validation import nearest
from casebook.views.comparison_text import comparison_as_csv
from casebook.views.view import Site, View
from casebook.words import Words


class WrongChoice(Exception):
    """No file can be made of this choice; its text says why."""


def office_file(catalog: Catalog, words: Words, ids: Sequence[str], format: str, table: str, *,
                edition: str = "") -> tuple[str, bytes]:
    """The name and the content of the file. Raises WrongChoice, UnknownId and Missing."""
    if format == "docx":
        return f"{_one(catalog, words, ids)}.docx", case_docx(catalog, words, ids[0], edition=edition)
    if not ids:
        return _whole(catalog, words, format, table, edition)
    if not FEWEST <= len(set(ids)) <= MOST:
        raise WrongChoice(words.say("Give two to four ids to compare, or none for the whole catalog."))
    name = f"comparison-{'-'.join(ids)}.{format}"
    if format == "xlsx":
        return name, comparison_xlsx(catalog, words, ids, edition=edition)
    view = View(Site(catalog.in_language(words.language), words), "compare.html")
    return name, comparison_as_csv(view, ids).encode()


def _one(catalog: Catalog, words: Words, ids: Sequence[str]) -> str:
    if len(ids) != 1:
        raise WrongChoice(words.say("A Word file is made of one case: give its id."))
    if ids[0] not in catalog.cases:
        raise UnknownId(ids[0], nearest(ids[0], catalog.cases), "cases")
    return ids[0]


def _whole(catalog: Catalog, words: Words, format: str, table: str, edition: str) -> tuple[str, bytes]:
    if format == "xlsx":
        return "casebook.xlsx", catalog_xlsx(catalog, words, edition=edition)
    tables = {one.name: one for one in catalog_tables(catalog, words)}
    if table not in tables:
        raise UnknownId(table, nearest(table, tables), "tables")
    return f"casebook-{table}.csv", table_as_csv(tables[table]).encode()
