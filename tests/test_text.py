"""Contributed text becomes HTML in which nothing is alive but emphasis, lists, links and citations."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as parser

from casebook.text import plain_text, render_text

ELEMENTS = {"p", "ul", "ol", "li", "a", "em", "strong", "code", "span", "br", "blockquote"}
ATTRIBUTES = {("a", "href"), ("a", "rel"), ("a", "class"), ("a", "aria-label"), ("span", "class"), ("ol", "start")}
CLASSES = {"cite", "cites"}
QUICK = settings(max_examples=300, deadline=None)


def check_safe(html: str) -> None:
    """Only what is allowed is in the HTML; every link leads to the web or to a source."""
    assert "{" not in html and "}" not in html
    tree = parser.fragment_fromstring(html, create_parent="main")
    for element in tree.iterdescendants():
        assert element.tag in ELEMENTS
        for name, value in element.attrib.items():
            assert (element.tag, name) in ATTRIBUTES
            assert name != "class" or value in CLASSES
            assert name != "href" or re.match(r"https?://[^\s\"<>]+$|#s\d+$", str(value), re.I), value
        assert element.tag != "a" or not list(element.iter("a"))[1:], "a link in a link"
    check_balanced(html)


class Balance(HTMLParser):
    """Notes the elements that are open; those that HTML closes by itself are none of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open += [] if tag == "br" else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check_balanced(html: str) -> None:
    balance = Balance()
    balance.feed(html)
    balance.close()
    assert balance.open == []


def both(text: str) -> list[str]:
    return [str(render_text(text, inline=True)), str(render_text(text, inline=False))]


# What contributors may write -------------------------------------------------------------------------------------

@pytest.mark.parametrize(("text", "html"), [
    ("plain", "plain"),
    ("*a* **b** `c`", "<em>a</em> <strong>b</strong> <code>c</code>"),
    ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
    ("***a** b*", "<em><strong>a</strong> b</em>"),
    ("a*b*c and snake_case_name", "a<em>b</em>c and snake_case_name"),
    ("2 < 3 & 4 > 1", "2 &lt; 3 &amp; 4 &gt; 1"),
    ("caf&eacute; \\*not\\*", "café *not*"),
    ("[the law](https://example.org/a?b=1&c=2)",
     '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">the law</a>'),
    ("[a](https://example.org/x_(y))", '<a href="https://example.org/x_(y)" rel="nofollow noopener">a</a>'),
    ('[a](https://example.org "its title")', '<a href="https://example.org" rel="nofollow noopener">a</a>'),
    ("<https://example.org>", '<a href="https://example.org" rel="nofollow noopener">https://example.org</a>'),
    ("[*a*](https://example.org)", '<a href="https://example.org" rel="nofollow noopener"><em>a</em></a>'),
    ("المدينة *القديمة*", "المدينة <em>القديمة</em>"),
])
def test_emphasis_and_links_are_rendered(text: str, html: str) -> None:
    assert render_text(text) == html
    check_safe(html)


@pytest.mark.parametrize(("text", "html"), [
    ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
    ("one  \ntwo", "<p>one<br>\ntwo</p>\n"),
    ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
    ("1. one\n2. two\n   - three", "<ol>\n<li>one</li>\n<li>two\n<ul>\n<li>three</li>\n</ul>\n</li>\n</ol>\n"),
    ("3. three", '<ol start="3">\n<li>three</li>\n</ol>\n'),
    ("> one", "<blockquote>\n<p>one</p>\n</blockquote>\n"),
    ("# no heading\n\n---\n\n    no code\n\n| no | table |", "<p># no heading</p>\n<p>---</p>\n<p>no code</p>\n"
                                                            "<p>| no | table |</p>\n"),
])
def test_paragraphs_and_lists_are_rendered(text: str, html: str) -> None:
    assert render_text(text, inline=False) == html
    check_safe(html)


# Citations -------------------------------------------------------------------------------------------------------

def cite(number: int, at: str = "", label: str = "") -> str:
    return f'<a class="cite" href="{at}#s{number}" aria-label="{label or number}">[{number}]</a>'


def cites(*numbers: int, stop: str = "") -> str:
    return f'<span class="cites">{"".join(map(cite, numbers))}{stop}</span>'


NARROW = "\u202f"
"""The space before a citation, at which no line is broken."""


@pytest.mark.parametrize(("text", "html"), [
    ("It rained [1].", f"It rained{NARROW}{cites(1, stop='.')}"),
    ("It rained [1][2], then not [3]", f"It rained{NARROW}{cites(1, 2, stop=',')} then not{NARROW}{cites(3)}"),
    ("It rained[12]; it did [1]...", f"It rained{NARROW}{cites(12, stop=';')} it did{NARROW}{cites(1, stop='...')}"),
    ("**Rain [1].** Sun", f"<strong>Rain{NARROW}{cites(1, stop='.')}</strong> Sun"),
    ("[1](http://x.example)", '<a href="http://x.example" rel="nofollow noopener">1</a>'),
    ("[1][2](http://x.example)", f'{NARROW}{cites(1)}<a href="http://x.example" rel="nofollow noopener">2</a>'),
    ("[see [1] here](http://x.example) [2]",
     f'<a href="http://x.example" rel="nofollow noopener">see [1] here</a>{NARROW}{cites(2)}'),
    ("[[1]](http://x.example)", '<a href="http://x.example" rel="nofollow noopener">[1]</a>'),
    ("[a][1]", f"[a]{NARROW}{cites(1)}"),
    ("`[1]` \\[1] [12345] [a] [] [ 1 ] [١]", "<code>[1]</code> [1] [12345] [a] [] [ 1 ] [١]"),
    ("[0007]", f"{NARROW}{cites(7)}"),
])
def test_citations_are_linked_and_keep_their_stop(text: str, html: str) -> None:
    assert render_text(text) == html
    check_safe(html)


def test_a_line_that_begins_like_the_definition_of_a_link_is_a_citation() -> None:
    assert render_text("[1]: https://example.org\n\n[a][1]", inline=False) == (
        f"<p>{NARROW}{cites(1, stop=':')} https://example.org</p>\n<p>[a]{NARROW}{cites(1)}</p>\n")


def test_citations_lead_to_the_page_that_lists_the_sources() -> None:
    found = render_text("It rained [2].", sources_at="../cases/a.html?x=1&y", label='Source "{}"')
    assert found == (f'It rained{NARROW}<span class="cites"><a class="cite" href="../cases/a.html?x=1&amp;y#s2" '
                     'aria-label="Source &#34;2&#34;">[2]</a>.</span>')


@pytest.mark.parametrize("text", [
    "<s>5</s>", "&lt;s&gt;5&lt;/s&gt;", "`<s>5</s>`", "\ue0005\ue001", "&#xE000;5&#xE001;",
    "[a](https://x.example/<s>5</s>)",
    "[a](https://x.example/&lt;s&gt;5&lt;/s&gt;)", '[a](https://x.example "<s>5</s>")',
    '[a](https://x.example "&lt;s&gt;5&lt;/s&gt;")', "[<s>5</s>](https://x.example)", "<https://x.example/<s>5</s>>",
])
def test_the_mark_of_a_citation_cannot_be_forged(text: str) -> None:
    for html in both(text):
        assert "cite" not in html
        check_safe(html)


# What is dead ----------------------------------------------------------------------------------------------------

TARGETS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "java&#10;script:alert(1)",
    "java\nscript:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x",
    "file:///etc/passwd", "//evil.example", "/evil", "../evil", "#evil", "?evil", "", "mailto:a@example.org", "blob:x",
    "ftp://evil.example", "\\\\evil.example", "https:evil", "https:/evil", "http://user@evil.example",
    "https://evil.example\\@good.example", " javascript:alert(1)", "\x01javascript:alert(1)",
    "java\u200bscript:alert(1)", "javascript&colon;alert(1)", "%6Aavascript:alert(1)", "feed:javascript:alert(1)",
    "view-source:https://x.example", "intent://x#Intent;end", "tel:+233201234567",
]
PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">x</a>',
    "<iframe srcdoc=x>", "<svg onload=alert(1)>", "<style>*{display:none}</style>",
    '<form action=//evil.example><input></form>', '<meta http-equiv=refresh content="0;url=//evil.example">',
    "<!-- -->", "<![CDATA[x]]>", "<?php x ?>", "<base href=//x>", "<div markdown>[l](JaVaScRiPt:alert(1))</div>",
    "| a |\n|---|\n| <script>alert(1)</script> |", '![x](https://x.example/a.png){: onerror="alert(1)"}',
    '[x](https://x.example){: onclick="alert(1)"}', '{: onclick="alert(1)" style="position:fixed;inset:0"}',
    "# a {: onclick=x }", "``` {onclick=alert(1)}\nx\n```", '--8<-- "secret.txt"', "--8<--\n.git/config\n--8<--",
    ":smile: :material-account:", "<javascript:alert(1)>", "[x]: javascript:alert(1)\n\n[x] [x][] [y][x]",
    "[x]:\n  //evil.example\n\n[x]", "![x](javascript:alert(1))", "![][1]", "{{ 7*7 }}", "{% raw %}",
    "{{ config.site_name }}", "{# x #}", "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "`{{ 7*7 }}`",
    "[{{ 7*7 }}](https://x.example/{{7*7}})", "&#123;&#123; 7*7 &#125;&#125;", "\\{\\{ 7*7 \\}\\}",
    "<https://x.example/{{7*7}}>", "[x](https://x.example/%7B%7B7*7%7D%7D)",
    "[x](<https://x.example/ onclick=alert(1)>)", '[x](https://x.example/"onclick="alert(1))',
    "[x](https://x.example/'onclick='alert(1))", '[x](https://x.example "a\\" onclick=\\"alert(1)")',
    "[x](https://x.example/&quot; onclick=&quot;alert(1))", "[](https://x.example)",
    "[a [b](https://x.example) c](https://y.example)", "<a@example.org>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x>\">", "*<b*>x</b>", "**[x](javascript:alert(1)**)", "x\x00y", "\ud800",
    "&#xD800; &#0; &#x110000; &#99999999999;", "\r\n\r", "\x0c", "&nbsp&nbsp;&", "\u202e\u2066x", "\ufeff",
    "</p></div></main><h1>x</h1>", "<p><p><p>", "<xmp><s>1</s>", "<plaintext>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_was_tried_against_us_comes_out_dead(payload: str) -> None:
    for html in [*both(payload), *both(f"*a {payload} b* [1]."), *both(f"- {payload}\n\n> {payload}")]:
        check_safe(html)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("form", ["[x]({})", "[x](<{}>)", "<{}>", "[x]: {}\n\n[x]", "![x]({})", "[x]({} 'title')"])
def test_a_link_that_leads_elsewhere_than_to_the_web_is_no_link(form: str, target: str) -> None:
    for html in both(form.format(target)):
        check_safe(html)
        assert "href" not in html


def test_braces_mean_nothing_to_a_template_engine() -> None:
    assert render_text("{{ 7*7 }} `{%` [{a}](https://x.example)") == (
        "&#123;&#123; 7*7 &#125;&#125; <code>&#123;%</code> "
        '<a href="https://x.example" rel="nofollow noopener">&#123;a&#125;</a>')


MARKDOWN = st.text(st.sampled_from("[]()<>*_`{}!\\&#;:/.-+=\"'|~^ \n\t01ab@éك\x00") | st.characters(), max_size=80)
PIECES = st.lists(st.sampled_from([*PAYLOADS, *TARGETS, "[1]", "[x](", ")", "https://x.example", "\n\n", "- ", "> ",
                                   "*", "`", "1. ", "\\", "<", ">"]), max_size=8).map("".join)


@QUICK
@given(st.text() | MARKDOWN | PIECES)
@example("[" * 30 + "1" + "]" * 30)
@example("*a " * 50 + "**b " * 50)
def test_any_text_gives_html_of_allowed_elements_alone(text: str) -> None:
    for html in both(text):
        check_safe(html)
    assert isinstance(plain_text(text), str)


@pytest.mark.parametrize("piece", ["[", "[a](", "![", "*a ", "**a *", "`a ``", "<", "> ", "- ", "1. ", "[1]", "&#x",
                                   "](", "\\", "\n", "a*b**c", "[*", "<https:", "[a](https://x.example) ", "_", "&",
                                   "a  \n"])
def test_the_longest_text_is_rendered_within_two_seconds(piece: str) -> None:
    text = (piece * 12_000)[:12_000]
    check_balanced(str(render_text(text, inline=False)))
    assert any(seconds_to_read(text + stop) < 2 for stop in ("", "."))  # once more where the machine was busy


def seconds_to_read(text: str) -> float:
    start = time.process_time()
    render_text(text, inline=False)
    plain_text(text)
    return time.process_time() - start


# Without marks ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("text", "words"), [
    ("It *rained* **a lot** [1][2].", "It rained a lot."),
    ("a *b* **c** `d`", "a b c d"),
    ("In 2019 [4][12].", "In 2019."),
    ("It rained [1], then [2] stopped", "It rained, then stopped"),
    ("It *rained* [1], then\n[2] stopped", "It rained, then stopped"),
    ("It set out to test one site [1]:\n\n- alone", "It set out to test one site:\nalone"),
    ("[1] *It* rained", "It rained"),
    ("See [the law](https://example.org) and `code [1]`", "See the law and code [1]"),
    ("See [the plan](https://example.org/x?y=1) now", "See the plan now"),
    ("[1](https://example.org) of 3", "1 of 3"),
    ("[3](https://example.org/)", "3"),
    ("one\n\n- two\n- three\n\n> four", "one\ntwo\nthree\nfour"),
    ("one\ntwo\n\n- three\n- four", "one two\nthree\nfour"),
    ("1. first [1]\n2. second", "first\nsecond"),
    ("one  \ntwo\nthree", "one two three"),
    ("* one", "one"),
    ("> *one* [1]", "one"),
    ("*one* > two", "one > two"),
    ("one   two", "one two"),
    ("2 < 3 & caf&eacute;", "2 < 3 & café"),
    ("3 < 4 & 5 > 2", "3 < 4 & 5 > 2"),
    ("<b>bold</b>", "<b>bold</b>"),
    ("cafe\u0301", "café"),
    ("le prix : 3", "le prix : 3"),
    ("<https://example.org/a>", "https://example.org/a"),
    ("", ""),
    ("\ud800x", "\ufffdx"),
])
def test_plain_text_keeps_the_words_alone(text: str, words: str) -> None:
    assert plain_text(text) == words


@QUICK
@given(st.text(alphabet="ab c[]()*_`#>-1.\n<&é\\", max_size=60))
def test_plain_text_is_never_refused_and_has_no_empty_lines(text: str) -> None:
    assert all(line == line.strip() != "" for line in plain_text(text).split("\n") if plain_text(text))
