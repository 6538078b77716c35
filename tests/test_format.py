"""`casebook format`: nothing is lost, twice is once, keys in the order of the model, comments where they belong."""

import random
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import Ran
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.document import Document
from casebook.formatting import WIDTH, CannotFormat, comments_of, formatted
from casebook.model import CaseStudy
from casebook.source import MAX_SHARED_BYTES, load_document, parse_document

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "tests" / "examples"
FILES = sorted([*(ROOT / "case_studies").glob("*.yml"), *EXAMPLES.rglob("*.yml")])
FULL = (EXAMPLES / "good" / "full.yml").read_text("utf-8")
OK, UNTIDY, USAGE = 0, 1, 2


def read(text: str, name: str = "example.yml") -> Document:
    document, problems = parse_document(text.encode("utf-8"), name)
    assert not problems, problems
    return document


def tidy(text: str) -> str:
    """The text as `casebook format` writes it; held against what no formatting may do."""
    before = read(textwrap.dedent(text))
    after = formatted(before)
    again = read(after)
    assert again.data == before.data and comments_of(after) == comments_of(before.text)
    assert formatted(again) == after
    return after


# Nothing is lost -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_real_file_keeps_its_data_and_its_comments_and_is_stable(path: Path) -> None:
    document, problems = load_document(path, MAX_SHARED_BYTES)
    if problems:
        return
    after = formatted(document)
    again = read(after, path.name)
    assert again.data == document.data and comments_of(after) == comments_of(document.text)
    assert formatted(again) == after


SIGNS = st.sampled_from([*"abé م😀:#-?&*!|>'\"%@`{}[],~<=.\\ \n\t0129", ": ", " #", "- ", "\n\n", "  ", "NO", "12:30",
                         "1.10", "null", "---", "...", "\xa0", "word ", "https://example.org/", "[1]."])
ODD = st.lists(SIGNS, max_size=60).map("".join) | st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"), max_size=200)
KEYS = st.sampled_from(["title", "summary", "methods", "period", "for", "start", "language", "odd key", "2020", "<<",
                        "yes", "a: b", "#x", "-", "é"])
DATA = st.recursive(ODD, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
                    max_leaves=12)
MANY = settings(max_examples=100, deadline=None)


@MANY
@given(data=st.dictionaries(KEYS, DATA, min_size=1, max_size=5), style=st.sampled_from(["", "|", ">", '"', "'"]),
       flow=st.sampled_from([True, False, None]), width=st.sampled_from([20, 80, 1000]))
def test_any_data_in_any_style_stays_what_it_is(data: dict[str, object], style: str, flow: bool | None,
                                                width: int) -> None:
    text = yaml.safe_dump(data, default_style=style or None, default_flow_style=flow, width=width, allow_unicode=True,
                          sort_keys=False)
    document, problems = parse_document(text.encode("utf-8"), "example.yml")
    if problems:  # such as tags that this writer puts before what looks like a number
        return
    after = formatted(document)
    again = read(after)
    assert again.data == document.data
    assert formatted(again) == after


@MANY
@given(seed=st.integers(0, 10**9), count=st.integers(1, 12))
def test_comments_anywhere_are_kept(seed: int, count: int) -> None:
    """Comments, blank lines and odd indents put into a real file at random."""
    chance = random.Random(seed)
    lines = FULL.splitlines()
    for number in range(count):
        at = chance.randrange(len(lines) + 1)
        if chance.random() < 0.5 and at < len(lines) and lines[at].strip() and not lines[at].endswith(("|", ">-")):
            lines[at] += f"  # comment {number}"
        else:
            lines.insert(at, chance.choice(["", " " * chance.randrange(9) + f"# comment {number}"]))
    document, problems = parse_document("\n".join(lines).encode(), "example.yml")
    if problems:
        return
    after = formatted(document)
    assert read(after).data == document.data and comments_of(after) == comments_of(document.text)
    assert formatted(read(after)) == after


@MANY
@given(seed=st.integers(0, 10**9))
def test_keys_in_any_order_come_back_in_the_order_of_the_model(seed: int) -> None:
    parts = [part for part in FULL.split("\n") if part]
    blocks: list[list[str]] = []
    for line in parts:
        if line[0] in " -" and blocks:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    random.Random(seed).shuffle(blocks)
    after = formatted(read("\n".join(line for block in blocks for line in block) + "\n"))
    order = [field.alias or name for name, field in CaseStudy.model_fields.items()]
    keys = list(read(after).data)
    assert keys == [key for key in order if key in keys]


# What it looks like ----------------------------------------------------------------------------------------------

def test_a_comment_moves_with_the_key_or_entry_it_belongs_to() -> None:
    assert tidy("""\
        # yaml-language-server: $schema=../schema/case.schema.json
        # Of the file.

        # About the summary.
        summary: Short.  # behind the summary
        # About the title.
        title: Market fees

        methods:
        # the first one
        - how: One market.
          method: rapid-pilot # behind the method
          # - method: staged-scaling
        # the last one
        - {method: co-design, how: x}
        # of the themes
        themes: [a,
           b]   # behind the themes
        # at the end
        """) == textwrap.dedent("""\
        # yaml-language-server: $schema=../schema/case.schema.json
        # Of the file.

        # About the title.
        title: Market fees
        # About the summary.
        summary: Short.  # behind the summary
        # of the themes
        themes: [a, b]   # behind the themes

        methods:
          # the first one
          - method: rapid-pilot  # behind the method
            # - method: staged-scaling
            how: One market.
          # the last one
          - {method: co-design, how: x}
        # at the end
        """)


def test_texts_are_plain_where_they_can_be_and_wrapped_where_they_are_long() -> None:
    long = "word " * 30
    after = tidy(f"""\
        title: "A plain title"
        summary: "{long.strip()}"
        setbacks:
          - 'colon: here'
          - 'She said "no": twice'
          - "[1] first"
          - https://example.org/{'x' * 200}
          - "{long}"
        """)
    assert after.startswith("title: A plain title\nsummary: >-\n  word word")
    assert '  - "colon: here"\n' in after and "  - 'She said \"no\": twice'\n" in after and '  - "[1] first"\n' in after
    assert f'  - "{long}"\n' in after, "a blank at the end would be lost in a block"
    short = [line for line in after.splitlines() if "example.org" not in line and not line.endswith('"')]
    assert max(map(len, short)) <= WIDTH


def test_what_looks_like_a_number_keeps_its_quotes_or_goes_without() -> None:
    text = 'title: "2020"\nsummary: 1.10\nperiod: {start: "2019-03", end: 2021}\nchallenge: NO\napproach: "no"\n'
    assert tidy(text) == text


def test_brackets_stay_where_they_fit_and_give_way_to_lines_where_not() -> None:
    long = "x" * 90
    assert tidy(f"themes: [a, b]\nmethods:\n- {{method: a, how: {long}}}\n- {{method: b, how: short}}\n") == (
        f"themes: [a, b]\nmethods:\n  - method: a\n    how: {long}\n  - {{method: b, how: short}}\n")


def test_the_lines_of_a_written_out_text_stay_as_they_are() -> None:
    text = "challenge: |\n  One [1].\n\n  - two\n    more " + "word " * 30 + "end\n"
    assert tidy(text) == text


def test_unknown_keys_and_empty_values_are_kept_for_the_checker_to_tell_of() -> None:
    assert tidy("zebra: 1\nlanguage: en\ntitle:\nthemes: []\n") == "title:\nthemes: []\nlanguage: en\nzebra: 1\n"


def test_line_ends_of_windows_are_read() -> None:
    document, _ = parse_document(b"language: en\r\ntitle: |\r\n  a\r\n  b\r\n", "example.yml")
    assert formatted(document) == "title: |\n  a\n  b\nlanguage: en\n"


def test_what_would_be_lost_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casebook.formatting._written", lambda tree: "title: other\n")
    with pytest.raises(CannotFormat):
        formatted(read("title: one\n"))


# The command -----------------------------------------------------------------------------------------------------

@pytest.fixture
def folder(tmp_path: Path) -> Path:
    cases = tmp_path / "case_studies"
    cases.mkdir()
    for name in ("_places.yml", "_vocabulary.yml"):
        (cases / name).write_text((EXAMPLES / name).read_text("utf-8"), "utf-8")
    (cases / "tidy.yml").write_text("title: one\nlanguage: en\n", "utf-8")
    (cases / "untidy.yml").write_text("language: en\ntitle: 'one' # kept\n", "utf-8")
    (cases / "broken.yml").write_text("title: [\n", "utf-8")
    return tmp_path


def test_check_names_the_files_and_changes_none(folder: Path, casebook: Callable[..., Ran]) -> None:
    before = {path: path.read_bytes() for path in (folder / "case_studies").iterdir()}
    done = casebook(folder, "format", "--check", "case_studies/tidy.yml", "case_studies/untidy.yml")
    assert (done.code, done.out) == (UNTIDY, "case_studies/untidy.yml\n")
    assert casebook(folder, "format", "--check", "case_studies/tidy.yml").code == OK
    assert {path: path.read_bytes() for path in (folder / "case_studies").iterdir()} == before


def test_format_writes_what_differs_and_leaves_what_cannot_be_read(folder: Path, casebook: Callable[..., Ran]) -> None:
    cases = folder / "case_studies"
    done = casebook(folder, "format")
    assert done.code == UNTIDY and "yaml-syntax" in done.out and "broken.yml" in done.out
    assert (cases / "broken.yml").read_text("utf-8") == "title: [\n"
    assert (cases / "untidy.yml").read_text("utf-8") == "title: one # kept\nlanguage: en\n".replace(" #", "  #")
    (cases / "broken.yml").unlink()
    shared = (cases / "_places.yml").read_bytes()
    done = casebook(folder, "format")
    assert (done.code, done.out) == (OK, "") and shared == (cases / "_places.yml").read_bytes()
    assert sorted(path.name for path in cases.iterdir() if path.name.startswith(".")) == []


def test_format_speaks_french(folder: Path, casebook: Callable[..., Ran]) -> None:
    english, french = (casebook(folder, "format", "--check", "--lang", language).err for language in ("en", "fr"))
    assert english and french and english != french


def test_format_of_a_file_that_is_not_there_is_wrong_usage(folder: Path, casebook: Callable[..., Ran]) -> None:
    done = casebook(folder, "format", "nowhere.yml")
    assert (done.code, done.out, len(done.err.splitlines())) == (USAGE, "", 1)
