"""What the library offers as data: each file with its size, each column of each table with what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from casebook.export.columns import Column
from casebook.export.edition import LICENCE_NAME, LICENCE_URL
from casebook.export.files import FOLDER
from casebook.export.tables import TABLES, Table
from casebook.views.view import View


@dataclass(frozen=True)
class ShownColumn:
    """A column in the language of the page."""

    name: str
    kind: str
    description: str


def render_data(view: View) -> Markup:
    """The files, then the tables with their columns, then the feeds."""
    cases = view.catalog.cases
    return view.render(
        "data_files.html", tables=[(table, _rows(view, table), list(_columns(view, table))) for table in TABLES],
        folder=FOLDER, example=next(iter(cases), ""), count=len(cases), licence=LICENCE_URL, licence_name=LICENCE_NAME,
        themes=view.catalog.vocabulary["themes"],
    )


def _rows(view: View, table: Table) -> int:
    return sum(1 for _ in table.rows(view.catalog, view.site.history))


def _columns(view: View, table: Table) -> Iterator[ShownColumn]:
    for column in table.columns:
        yield ShownColumn(column.name, _kind(view, column), view.words.say(column.description))


def _kind(view: View, column: Column) -> str:
    """What kind of value a column holds, in words."""
    say = view.words.say
    if column.facet:
        return say("one of %(num)s ids") % {"num": len(view.catalog.vocabulary[column.facet])}
    return {"text": say("text"), "list": say("ids, with semicolons between"), "integer": say("whole number"),
            "number": say("number"), "date": say("date"), "address": say("web address")}[column.kind]
