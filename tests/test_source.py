"""YAML text becomes plain data with the position of every value; no bytes make the reader raise."""

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook import source
from casebook.document import Document
from casebook.problems import MAX_PROBLEMS, message_of
from casebook.source import load_document, parse_document, read_bytes

GOOD = sorted((Path(__file__).parent / "examples" / "good").glob("*.yml"))
QUICK = settings(max_examples=150, deadline=None)
LOADERS = {"compiled": yaml.CSafeLoader, "plain": yaml.SafeLoader}


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the two parsers of PyYAML; which one is there depends on the machine."""
    monkeypatch.setattr(source, "_LOADER", LOADERS[request.param])
    return str(request.param)


def read(text: str | bytes) -> tuple[Document, list[tuple[int, int, str]]]:
    """A document, and the line, column and rule of each problem."""
    raw = text.encode() if isinstance(text, str) else text
    document, problems = parse_document(raw, "x.yml")
    for problem in problems:
        message_of(problem)
    return document, [(problem.line, problem.column, problem.rule.id) for problem in problems]


# What is read ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("written", ["NO", "yes", "off", "12:30", "1.10", "0o17", "017", "1e3", "2019-01-01", ".inf",
                                     "1_000", "=", "<<", "y", "0x1F", "2019-01-01 12:00:00"])
def test_a_plain_scalar_is_the_text_that_was_written(loader: str, written: str) -> None:
    document, problems = read(f"a: {written}\n")
    assert (document.data, problems) == ({"a": written}, [])


@pytest.mark.parametrize(("written", "value"), [
    ("", None), ("~", None), ("null", None), ("NULL", None), ("nuLL", "nuLL"), ('""', ""), ("''", ""), ("'~'", "~"),
    ('"null"', "null"), ("[]", []), ("{}", {}), ("[~, a]", [None, "a"]), ("|\n  one\n  two\n", "one\ntwo\n"),
    (">-\n  one\n  two\n", "one two"), ("one\n  two", "one two"), ('"\\u00e9\\n"', "é\n"),
    ("{b: , c: d}", {"b": None, "c": "d"}),
])
def test_only_nothing_and_the_signs_for_nothing_are_nothing(loader: str, written: str, value: object) -> None:
    document, problems = read(f"a: {written}\n")
    assert (document.data, problems) == ({"a": value}, [])


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_both_parsers_read_the_same_at_the_same_places(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for parser in LOADERS.values():
        monkeypatch.setattr(source, "_LOADER", parser)
        document, problems = load_document(path)
        assert problems == []
        found.append((document.data, document.keys, document.values))
    assert found[0] == found[1]


def test_a_mark_of_the_encoding_at_the_head_is_no_part_of_the_text(loader: str) -> None:
    document, problems = read(b"\xef\xbb\xbfa: b\n")
    assert (document.data, problems) == ({"a": "b"}, [])


def test_lines_may_end_as_on_windows(loader: str) -> None:
    document, problems = read("a: |\r\n  one\r\n  two\r\nb: c\r\nb: d\r\n")
    assert document.data == {"a": "one\ntwo\n", "b": "c"}
    assert problems == [(5, 1, "yaml-duplicate-key")]


def test_the_texts_of_a_document_come_in_the_order_of_the_file() -> None:
    document, _ = read("a: one\nb:\n  - c: two\n    d: [three, ~]\n  - four\ne: five\n")
    assert document.texts == [(("a",), "one"), (("b", 0, "c"), "two"), (("b", 0, "d", 0), "three"), (("b", 1), "four"),
                              (("e",), "five")]


# Where it stands -------------------------------------------------------------------------------------------------

def place(document: Document, *path: str | int) -> tuple[int, int]:
    found = document.position(path)
    return found.line, found.column


def test_every_value_has_its_line_and_column(loader: str) -> None:
    document, _ = read("a: one\nb:\n  - c: two\n    d: [x, y]\n  -\n    e: three\n")
    assert place(document) == (1, 1)
    assert place(document, "a") == (1, 4)
    assert place(document, "b") == (3, 3)
    assert place(document, "b", 0) == (3, 5)
    assert place(document, "b", 0, "d") == (4, 8)
    assert place(document, "b", 0, "d", 1) == (4, 12)
    assert place(document, "b", 1, "e") == (6, 8)
    assert place(document, "b", 1, "e", "missing", 3) == (6, 8)
    assert place(document, "no", "such", "key") == (1, 1)


def test_columns_count_characters_and_not_bytes(loader: str) -> None:
    document, problems = read("بلد: [كوماسي, é🙂é, three]\né: 1\né: 2\n")
    assert place(document, "بلد", 2) == (1, 20)
    assert problems == [(3, 1, "yaml-duplicate-key")]


@pytest.mark.parametrize(("text", "words", "found"), [
    ("a: one two\n", "two", (1, 8)),
    ("a: 'it''s two'\n", "two", (1, 11)),
    ("a: |\n  one\n\n  and two\nb: two\n", "two", (4, 7)),
    ("a: >\n  one\n  two three\n  four\n", "three four", (3, 7)),
    ("b: two\na: one\n   two\n", "two", (3, 4)),
    ('a: "one \\u0074wo"\nb: two\n', "two", (1, 4)),
    ("é: é\na: éé two\n", "two", (2, 7)),
])
def test_words_are_found_where_they_are_written(loader: str, text: str, words: str, found: tuple[int, int]) -> None:
    position = read(text)[0].position_of(words, ("a",))
    assert (position.line, position.column) == found


# What is refused -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("text", "problems"), [
    (b"", [(1, 1, "file-empty")]),
    (b"# only a remark\n", [(1, 1, "file-empty")]),
    (b"--- \n", [(1, 1, "file-empty")]),
    (b"a: \xff\n", [(1, 4, "file-encoding")]),
    (b"b: \xc3\xa9\na: \xe9t\xe9\n", [(2, 4, "file-encoding")]),
    ("é: 1".encode("utf-16"), [(1, 1, "file-encoding")]),
    (b"a: b\x00\n", [(1, 5, "file-character")]),
    ("é\x0c: b\n", [(1, 2, "file-character")]),
    ("a: b\x85c: d\n", [(1, 5, "file-character")]),
    ("a: b\u2028c\n", [(1, 5, "file-character")]),
    ("a: b\rc: d\n", [(1, 5, "file-character")]),
    ("\ufeff\ufeffa: b\n", [(1, 1, "file-character")]),
    ('a: "\\x1b[2J"\n', [(1, 4, "file-character")]),
    ('a: "\\0"\n"b\\x7f": c\n', [(1, 4, "file-character"), (2, 1, "file-character")]),
    ("a: &x 1\nb: *x\n", [(1, 4, "yaml-anchor"), (2, 4, "yaml-anchor")]),
    ("a: !!python/object/apply:os.system [ls]\n", [(1, 4, "yaml-tag")]),
    ("? [a]\n: b\n", [(1, 3, "yaml-key")]),
    ("? {a: b}\n: c\n? {a: b}\n: c\n", [(1, 3, "yaml-key"), (3, 3, "yaml-key")]),
    ("~: b\n", [(1, 1, "yaml-key")]),
    ("a: 1\nb:\n  c: 1\n  c: 2\na: 2\n", [(4, 3, "yaml-duplicate-key"), (5, 1, "yaml-duplicate-key")]),
    ("a: 1\n'a': 2\n", [(2, 1, "yaml-duplicate-key")]),
    ("a: 1\n---\nb: 2\n", [(2, 1, "yaml-second-document")]),
    ("---\n---\nb: 2\n", [(2, 1, "yaml-second-document")]),
    ("[" * 100_000, [(1, 13, "yaml-depth")]),
    ("- " * 50_000, [(1, 25, "yaml-depth")]),
    ("text\n", [(1, 1, "yaml-not-a-map")]),
    ("[a, b]\n", [(1, 1, "yaml-not-a-map")]),
])
def test_what_has_no_place_in_a_file_is_told_where_it_stands(loader: str, text: str | bytes,
                                                             problems: list[tuple[int, int, str]]) -> None:
    assert read(text)[1] == problems


def test_half_a_character_is_refused_by_both_parsers(loader: str) -> None:
    problems = read('a: "\\ud800"\n')[1]
    assert [rule for _, _, rule in problems] == ["yaml-syntax" if loader == "compiled" else "file-character"]


def test_aliases_are_never_followed(loader: str) -> None:
    layers = "".join(f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
                     for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    document, problems = read("a: &a [x, x, x, x, x, x, x, x, x]\n" + layers)
    assert {rule for _, _, rule in problems} == {"yaml-anchor"}
    assert len(repr(document.data)) < 2000


def test_a_file_with_thousands_of_problems_tells_the_first_hundred(loader: str) -> None:
    assert len(read("a: 1\n" * 5000)[1]) == MAX_PROBLEMS


def test_what_follows_a_refused_key_is_read_and_dropped(loader: str) -> None:
    document, problems = read("[a]: {b: 1, b: 2}\nc: 3\n")
    assert document.data == {"c": "3"}
    assert problems == [(1, 1, "yaml-key"), (1, 13, "yaml-duplicate-key")]


@pytest.mark.parametrize(("text", "is_complete", "refused"), [
    ("a: b\n", True, []), ("{}\n", True, []), ("a: &b c\n", True, []), ("a: !b c\n", True, []),
    ("a: &b\n", True, [(("a",), None)]), ("a: [x, *b]\n", True, [(("a", 1), None)]),
    ("a: b\na: [c]\n", True, [(("a",), ["c"])]),
    ("<<: *b\n", False, [(("<<",), None)]), ("[a]: b\n", False, [(("",), "b")]), ('a: "\\0"\n', False, []),
    ("", False, []), ("- a\n", False, []), ("a: b: c\n", False, []), ("a: b\n---\nc: d\n", False, []),
    ("a: 1\n" * 500, False, [(("a",), "1")] * 99),
])
def test_a_file_is_complete_if_every_key_of_it_is_known(loader: str, text: str, is_complete: bool,
                                                        refused: list[tuple[Path, object]]) -> None:
    document = read(text)[0]
    assert (document.is_complete, document.refused) == (is_complete, refused)


def test_a_number_of_five_thousand_digits_is_text(loader: str) -> None:
    digits = "9" * 5000
    assert read(f"a: {digits}\n")[0].data == {"a": digits}
    assert [rule for *_, rule in read(f"%YAML {digits}.1\n---\na: b\n")[1]] == ["yaml-syntax"]


def test_a_very_long_key_is_a_key(loader: str) -> None:
    key = "k" * 90_000
    assert read(f"? {key}\n: v\n")[0].data == {key: "v"}


# Files -----------------------------------------------------------------------------------------------------------

def test_a_file_is_read_up_to_its_limit_and_not_beyond(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes(b"a: b\n")
    assert read_bytes(path, 5) == b"a: b\n"
    problem = read_bytes(path, 4)
    assert not isinstance(problem, bytes) and message_of(problem) == "the file has 5 bytes; at most 4 are read"


@pytest.mark.parametrize(("make", "message"), [
    (lambda path: path.mkdir(), "expected a file, found a folder"),
    (lambda path: path.symlink_to("/etc/passwd"), "expected a file, found a link"),
    (lambda path: os.mkfifo(path), "expected a file, found a special file"),
    (lambda path: None, "the file cannot be read: No such file or directory"),
])
def test_what_is_no_file_is_not_opened(tmp_path: Path, make: object, message: str) -> None:
    path = tmp_path / "x.yml"
    make(path)  # type: ignore[operator]
    document, problems = load_document(path)
    assert document.data == {}
    assert [message_of(problem) for problem in problems] == [message]


# Any bytes -------------------------------------------------------------------------------------------------------

YAML_SIGNS = st.text(st.sampled_from("ab:-?[]{},&*!|>'\"%@` \t\n\r#~\\\x00é\u2028\ufeff🙂0.<="), max_size=60)


@QUICK
@given(st.binary(max_size=200) | YAML_SIGNS.map(str.encode) | st.text(max_size=80).map(str.encode))
def test_no_bytes_make_the_reader_raise(raw: bytes) -> None:
    for parser in LOADERS.values():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(source, "_LOADER", parser)
            document, problems = read(raw)
        assert isinstance(document.data, dict)
        lines = raw.count(b"\n") + 1
        assert all(1 <= line <= lines + 1 and column >= 1 for line, column, _ in problems)


@QUICK
@given(st.recursive(st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
                    max_leaves=12))
def test_data_that_is_written_as_yaml_is_read_back_or_refused(data: object) -> None:
    text = yaml.safe_dump({"top": data}, allow_unicode=True, width=10_000)
    document, problems = read(text)
    assert problems or document.data == {"top": data}
