"""What macros write passes through Python-Markdown as it is, and what stands beside it is still Markdown."""

import markdown  # type: ignore[import-untyped]
import pytest

from casebook.markdown_views import mark_view

VIEW = '<div class="view">\n<p>5 * 3 * 2 and *stars*, <b>\n\nafter a blank line</b> &amp; {braces}</p>\n</div>'


def converted(text: str, *extensions: str) -> str:
    return str(markdown.markdown(text, extensions=[*extensions, "attr_list", "toc", "casebook.markdown_views"]))


def test_a_view_is_not_changed_by_a_single_byte() -> None:
    assert converted(mark_view(VIEW)) == VIEW


def test_what_stands_around_views_is_markdown() -> None:
    text = f"# Title\n\nWords with *stress*.\n\n{mark_view(VIEW)}\n\n{mark_view('<article>Two</article>')}\n\nAn end."
    assert converted(text) == "\n".join((
        '<h1 id="title">Title</h1>', "<p>Words with <em>stress</em>.</p>", VIEW, "<article>Two</article>",
        "<p>An end.</p>"))


def test_a_view_needs_no_blank_lines_around_it() -> None:
    assert converted(f"Before\n{mark_view(VIEW)}\nafter") == f"<p>Before</p>\n{VIEW}\n<p>after</p>"


def test_html_within_a_line_stays_within_it() -> None:
    link = mark_view('<a href="cases/kumasi.html">Kumasi</a>')
    assert converted(f"See {link} first.") == '<p>See <a href="cases/kumasi.html">Kumasi</a> first.</p>'


@pytest.mark.parametrize("text", [f"See {mark_view('<div>it</div>')} first.", f"- {mark_view('<div>it</div>')}"])
def test_a_view_inside_other_text_leaves_no_mark(text: str) -> None:
    found = converted(text)
    assert "<div>it</div>" in found
    assert "view" not in found


def test_a_text_that_looks_like_the_place_of_a_view_is_only_text() -> None:
    place = "<p>casebook0view0</p>"
    assert converted("casebook0view0") == place
    assert converted(mark_view(f"<div>{place}</div>")) == f"<div>{place}</div>"


def test_one_converter_may_read_many_pages() -> None:
    converter = markdown.Markdown(extensions=["casebook.markdown_views"])
    pages = [converter.reset().convert(mark_view(f"<div>{name}</div>")) for name in ("one", "two")]
    assert pages == ["<div>one</div>", "<div>two</div>"]
