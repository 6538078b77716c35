"""What a field makes of the text that was written for it."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from casebook.model import CaseStudy, Lesson, Term
from casebook.values import (
    CITATION,
    MAX_ENTRIES,
    Count,
    Number,
    PartialDate,
    TermId,
    is_date,
    is_web_address,
)

NUMBER: TypeAdapter[Decimal] = TypeAdapter(Number)
COUNT: TypeAdapter[int] = TypeAdapter(Count)
DATE: TypeAdapter[str] = TypeAdapter(PartialDate)
TERM: TypeAdapter[str] = TypeAdapter(TermId)
QUICK = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize(("written", "number"), [
    ("70", 70), ("-1.5", Decimal("-1.5")), ("0", 0), ("007", 7), ("0.10", Decimal("0.10")),
    ("123456789012345678", 123456789012345678),
])
def test_a_number_is_digits_with_a_point_for_decimals(written: str, number: Decimal) -> None:
    assert NUMBER.validate_python(written) == number


@pytest.mark.parametrize("written", [
    "", " ", "1,000", "1 000", "1_000", "1e5", "+1", "70%", "½", "٧٠", "٣.٥", "0x1F", "NaN", "Infinity", "-", ".", "1.",
    ".5", "12:30", "1.2.3", "9" * 19, "9" * 5000, "0." + "1" * 18, "--1", "1\n", None, [], {}, ["1"],
])
def test_what_is_no_number_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        NUMBER.validate_python(written)


@pytest.mark.parametrize("written", ["0", "-1", "1.0", "1.5", "٣", "²", "1 ", "", "9" * 19, "9" * 5000, None, [], "a"])
def test_the_number_of_a_source_is_whole_and_at_least_one(written: object) -> None:
    assert COUNT.validate_python("12") == 12
    with pytest.raises(ValidationError):
        COUNT.validate_python(written)


@pytest.mark.parametrize("written", ["2019", "2019-03", "2019-03-31", "2024-02-29"])
def test_a_date_stays_as_precise_as_it_was_written(written: str) -> None:
    assert DATE.validate_python(written) == written


@pytest.mark.parametrize("written", [
    "", "19", "2019-3", "2019-13", "2019-02-29", "2019-00", "0000", "2019-03-31T00:00", "2019/03", " 2019", "2019\n",
    "٢٠١٩", "2019-٠٣", "March 2019", "9" * 5000, None, [], {},
])
def test_what_the_calendar_does_not_have_is_no_date(written: object) -> None:
    assert not isinstance(written, str) or not is_date(written)
    with pytest.raises(ValidationError):
        DATE.validate_python(written)


@pytest.mark.parametrize("address", [
    "https://example.org", "http://example.org/a?b=c&d=e#f", "HTTPS://EXAMPLE.ORG", "https://example.org:8080/",
    "https://fr.wikipedia.org/wiki/Séc_(bar)", "https://مثال.إختبار/صفحة", "https://medium.com/@name/x", "http://[::1]/a",
])
def test_a_web_address_may_stand_in_a_link_as_it_is(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize("address", [
    "", "example.org", "www.example.org", "//example.org", "/a", "#a", "../a",
    "ftp://example.org", "file:///etc/passwd", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)", "&#106;avascript:alert(1)",
    "data:text/html,x",
    "mailto:clerk@example.org", "https:", "https://", "https:///a", "https://?a", "https://user@example.org",
    "https://user:word@example.org", "https://example.org:0", "https://example.org:port", "https://example.org:99999",
    "https://example.org/a b", "https://example.org/\n", " https://example.org", 'https://example.org/"onclick="x',
    "https://example.org/<b>", "https://example.org/{{x}}", "https://example.org\\@evil.example", "https://[::1",
    "http://[a", "https://exam\u202eple.org", "https://exam\u200bple.org", "https://example.org/\x00",
    "https://example.org/\x1b[2J",
    "https://example.org/`id`", "https://example.org/" + "a" * 2000, "https://example.org/\ud800",
])
def test_what_could_do_anything_but_lead_to_a_web_page_is_no_web_address(address: str) -> None:
    assert not is_web_address(address)


@QUICK
@given(st.text() | st.text().map("https://".__add__) | st.from_regex(r"https?://[\[\]@:/%.\w]*", fullmatch=True))
@example("https://[v1.a]")
@example("https://\u2100.example")
def test_any_text_is_a_web_address_or_is_not(text: str) -> None:
    assert is_web_address(text) in (True, False)


@QUICK
@given(st.text() | st.from_regex(r"[-+0-9._eE]*", fullmatch=True))
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    with suppress(ValidationError):
        assert NUMBER.validate_python(text).is_finite()


def test_an_id_that_is_only_spaces_is_refused() -> None:
    with pytest.raises(ValidationError):
        TERM.validate_python("  ")


def test_a_key_is_known_by_the_name_that_contributors_write() -> None:
    assert Lesson.model_validate({"lesson": "x", "for": ["officers"]}).readers == ("officers",)
    assert Term.model_validate({"label": {"en": "x"}, "from": "5"}).from_ == 5
    with pytest.raises(ValidationError):
        Lesson.model_validate({"lesson": "x", "readers": ["officers"]})


def test_every_list_of_a_case_study_has_an_end() -> None:
    fields = CaseStudy.model_json_schema()["properties"]
    ends = {name: field["maxItems"] for name, field in fields.items() if field.get("type") == "array"}
    assert len(ends) == 15
    assert ends == {**dict.fromkeys(ends, MAX_ENTRIES), "themes": 3}


@pytest.mark.parametrize(("text", "numbers"), [
    ("a [1][2].", ["1", "2"]), ("[1](https://example.org) [2]", ["2"]), ("[12345] [a] [] [ 1 ] [١] [0]", ["0"]),
])
def test_a_citation_is_a_number_in_brackets_that_no_address_follows(text: str, numbers: list[str]) -> None:
    assert CITATION.findall(text) == numbers
