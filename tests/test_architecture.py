"""The rules of the house: who may import whom, who prints, who starts processes, how long a function may be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "casebook"
FLOORS = (
    ("problems", "offline.zipping", "offline.icon",
     "offline.packing", "offline.shared_frame", "offline.side_by_side", "offline.zim_date"),
    ("document", "values", "data_scripts", "typography", "missing", "csv_text", "export.edition", "engine"),
    ("source", "model"),
    ("vocabulary", "questions", "advice", "translation"),
    ("validation.rules", "validation.selecting", "validation.praise", "redirects"),
    ("validation.context",),
    ("validation.records", "validation.terms", "validation.texts"),
    ("validation.citations", "validation.shared", "validation.questions", "validation.advice",
     "validation.translations", "validation.writing", "validation.proposals", "validation.redirects"),
    ("validation.cases", "validation.copies"),
    ("validation", "catalog"),
    ("export.history", "schema", "fields"),
    ("export.columns", "export.dump", "export.skos", "export.cff"),
    ("export.tables",),
    ("export.package",),
    ("export.files",),
    ("loading", "annotated"),
    ("comparison.records",),
    ("comparison.facts",),
    ("comparison.rows", "comparison.sheets", "comparison.choosing"),
    ("comparison.comparing", "comparison.overview"),
    ("comparison", "similarity"),
    ("text", "words", "formatting", "fixing", "splicing", "one_file", "world_map", "lineage", "timeline",
     "markdown_views"),
    ("citing", "search.documents", "search.words", "search.highlights", "export.feeds", "export.linked"),
    ("export.writing",),
    ("search.query", "search.pagefind", "situations"),
    ("search.spelling",),
    ("search.whoosh_index", "search.facets", "search.twins"),
    ("search.command",),
    ("views.view", "views.frame", "views.brief", "views.form_words"),
    ("views.lineage", "views.case_facts", "views.tables"),
    ("views.findings", "views.timeline", "views.matrices", "views.world", "views.cases", "views.lists",
     "views.obstacles", "views.advice", "views.situations", "views.coverage", "views.changes", "views.data_page",
     "views.editions", "views.form", "views.fields"),
    ("views.terms", "views.comparisons", "views.compare_page", "views.home"),
    ("views.places",),
    ("views.macros", "views.sheets", "views.comparison_text"),
    ("handbook.book", "handbook.essays", "office.tables", "references"),
    ("review.blocks", "review.changes", "review.duplicates", "review.proposals", "review.revision", "review.trying"),
    ("review.card", "review.naming", "review.page"),
    ("review.checklist", "review.new_entries"),
    ("review.showing",),
    ("handbook.writing", "office.workbook", "office.letter"),
    ("handbook.joining", "handbook.epub", "office.asking"),
    ("handbook.pdf",),
    ("pages", "case_files", "links", "translating", "starting", "project", "minify", "browser_rules", "compare_data"),
    ("review.command",),
    ("form_rules", "proposing", "offline.page_edits", "redirect_pages", "renaming", "yaml_reader", "offline.single",
     "issue_form"),
    ("offline.site_copy", "offline.kiwix", "generating"),
    ("standard", "offline.making"),
    ("building", "authoring", "founding"),
    ("offline.command",),
    ("hook",),
    ("cli.common",),
    ("cli.changing",),
    ("cli.content", "cli.site", "cli.reading"),
    ("cli",),
)
"""From the ground up. A room imports only what stands on a floor below its own; what a folder offers to others, in its
`__init__.py`, is a room too."""

PRINTING = {"cli", "cli.changing", "cli.common", "cli.content", "cli.site", "cli.reading"}
STARTING = {"cli.site", "building", "project", "search.pagefind", "offline.kiwix", "review.revision"}
"""`project` asks git for the date of the last commit, and what changed in the case studies."""

LONGEST = 40
FILES = sorted(PACKAGE.rglob("*.py"))
ROOMS = [path for path in FILES if path.name != "__init__.py" or "import" in path.read_text("utf-8")]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def floor_of(room: str) -> int:
    found = [number for number, floor in enumerate(FLOORS) if room in floor]
    assert found, f"casebook.{room} has no floor yet: give it one in FLOORS"
    return found[0]


def imports_of(tree: ast.AST) -> Iterator[str]:
    """The rooms that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from filter(None, map(room_of, names))
        elif isinstance(node, ast.Import):
            yield from filter(None, (room_of(alias.name) for alias in node.names))


def room_of(name: str) -> str:
    """`search.query` for casebook.search.query and for what is imported from it; nothing for what is not ours."""
    package, _, inner = name.partition(".")
    while package == "casebook" and inner:
        path = PACKAGE / inner.replace(".", "/")
        if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file():
            return inner
        inner = inner.rpartition(".")[0]
    return ""


def calls_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def libraries_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).split(".")[0]


def trees() -> Iterator[tuple[str, ast.Module]]:
    return ((name_of(path), ast.parse(path.read_text("utf-8"))) for path in ROOMS)


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_a_room_imports_only_what_stands_below_it(path: Path) -> None:
    own = floor_of(name_of(path))
    above = {room for room in imports_of(ast.parse(path.read_text("utf-8"))) if floor_of(room) >= own}
    assert not above, f"casebook.{name_of(path)} must not know of {above}"


def test_every_floor_names_rooms_that_exist() -> None:
    assert {room for floor in FLOORS for room in floor} == {name_of(path) for path in ROOMS}


def test_macros_py_and_hook_py_are_the_only_ways_in_for_the_builders() -> None:
    for name, room in (("macros.py", "authoring"), ("hook.py", "hook")):
        assert set(imports_of(ast.parse((ROOT / name).read_text("utf-8")))) == {room}


def test_only_the_command_line_prints_and_ends_the_process() -> None:
    forbidden = {"print", "exit", "quit", "sys.exit", "os._exit", "sys.stdout.write", "sys.stderr.write", "breakpoint"}
    found = {(room, call) for room, tree in trees() for call in calls_of(tree) if call in forbidden}
    found |= {(room, "SystemExit") for room, tree in trees() for node in ast.walk(tree)
              if isinstance(node, ast.Name) and node.id == "SystemExit"}
    assert {row for row in found if row[0] not in PRINTING} == set()


def test_only_the_edge_starts_processes() -> None:
    found = {room for room, tree in trees() for call in calls_of(tree)
             if call.startswith(("subprocess.", "os.exec", "os.system", "os.spawn", "os.popen"))}
    assert found <= STARTING


def test_nothing_runs_text_as_code() -> None:
    forbidden = {"eval", "exec", "compile", "__import__", "pickle.loads", "pickle.load", "yaml.load", "marshal.loads"}
    found = {(room, call) for room, tree in trees() for call in calls_of(tree) if call in forbidden}
    assert found <= {("project", "yaml.load")}, "only mkdocs.yml, which is ours, is loaded with tags"


def test_one_module_knows_whoosh() -> None:
    assert {room for room, tree in trees() if "whoosh" in libraries_of(tree)} == {"search.whoosh_index"}


def test_one_module_knows_the_builder() -> None:
    assert {room for room, tree in trees() if {"mkdocs", "zensical"} & set(libraries_of(tree))} == {"hook"}


def test_no_room_below_the_edge_reads_the_clock_or_the_environment() -> None:
    clocks = {"datetime.now", "date.today", "time.time", "os.getenv"}
    found = {room for room, tree in trees() for call in calls_of(tree) if call in clocks}
    found |= {room for room, tree in trees() for node in ast.walk(tree)
              if isinstance(node, ast.Attribute) and ast.unparse(node) == "os.environ"}
    assert found <= {"project", "building", "hook", "cli", "cli.common", "cli.site"}


def test_no_function_is_longer_than_forty_lines() -> None:
    """Without its signature and docstring, which may take the room they need."""
    long = [f"{room}.{node.name}" for room, tree in trees() for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length_of(node) > LONGEST]
    assert not long


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_the_package_passes_mypy_in_strict_mode() -> None:
    assert passes("mypy", "--strict", "casebook")


def test_the_code_passes_ruff() -> None:
    assert passes("ruff", "check", "casebook", "macros.py", "hook.py", "scripts", "tests")


def passes(*command: str) -> bool:
    done = subprocess.run((sys.executable, "-m", *command), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return True
