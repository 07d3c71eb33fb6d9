"""Nothing a member types becomes script, a picture from elsewhere, or part of the page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forums.markup import render
from forums.markup.sanitize import clean
from tests.forums.contract import inspect
from tests.forums.payloads import OF_FORUMS, PAYLOADS, SURROUNDINGS


def test_payloads_are_many_and_no_two_the_same():
    assert len(set(OF_FORUMS)) == len(OF_FORUMS) >= 100
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 200


@pytest.mark.parametrize("surrounding", SURROUNDINGS.values(), ids=SURROUNDINGS.keys())
def test_no_payload_is_dangerous_wherever_it_stands(surrounding):
    offences = {
        payload: found
        for payload in PAYLOADS
        if (found := inspect(render(surrounding.replace("{}", payload))).offences)
    }

    assert offences == {}


def test_the_contract_sees_what_it_forbids():
    for html in (
        "<script>1</script>",
        "<img src=x>",
        '<a href="javascript:1" rel="nofollow ugc noopener noreferrer">x</a>',
        '<a href="https://x.example">x</a>',
        '<p onclick="1">x</p>',
        '<p class="x">x</p>',
        '<span data-member="17">a name</span>',
        '<span data-member="x"></span>',
        '<blockquote data-post="1 2">x</blockquote>',
        "<p>\u202ex</p>",
        "<p>x",
        "<!-- x -->",
    ):
        assert inspect(html).offences, html


PIECES = st.sampled_from(
    [
        *"[]()*_`<>!&|@#\\\"':-+=~{}$%^\t ",
        *("\n", "\n\n", "# ", "- ", "1. ", "> ", "    ", "**", "~~", "```\n", "~~~\n"),
        *("@[17]", "@ann", "[post:345]\n", "> [post:345]\n> ", "[x](", "![x](", "](<"),
        *("https://a.example", "http://", "mailto:a@b.example", "javascript:", "&#x"),
        *("<script>", "</p>", "&lt;", "&#x6a;", "word ", "é", "\u202e", "&#x202e;"),
        *("\r\n", "\0", "<b onclick=1>", "\ufeff", "\u2028", "😀", "\ud800", "\u0301"),
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map("".join),
    st.text(max_size=200),
    st.lists(st.one_of(PIECES, st.text(max_size=10)), max_size=30).map("".join),
)


@settings(max_examples=500, deadline=None)
@given(text=TEXTS)
def test_any_text_is_rendered_within_the_contract(text):
    assert inspect(render(text)).offences == []


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_a_cleaned_post_is_clean(text):
    html = render(text)

    assert clean(html) == html


@pytest.mark.parametrize(
    "payload",
    [
        "![a](http://tracker.example/a.gif)",
        "![](http://tracker.example/a.gif)",
        "[![a](http://tracker.example/a.gif)](http://x.example)",
    ],
)
def test_pictures_from_elsewhere_are_links_at_most(payload):
    html = render(payload)

    assert "<img" not in html
    assert 'href="http://tracker.example/a.gif"' in html


def test_html_is_shown_as_it_was_typed():
    page = inspect(
        render("<script>alert(1)</script> <b>x</b> {{ settings.SECRET_KEY }}")
    )

    assert page.text == "<script>alert(1)</script> <b>x</b> {{ settings.SECRET_KEY }}\n"


# --- The gate by itself: as if the renderer had been tricked ----------------------------

REL = 'rel="nofollow ugc noopener noreferrer"'


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<script>alert(1)</script>x", "x"),
        ('<p style="color:red" onclick="x" id="a" class="b" data-x="1">x</p>', "<p>x</p>"),
        ('<a href="javascript:1">x</a>', f"<a {REL}>x</a>"),
        ('<a href="/forums/">x</a>', f"<a {REL}>x</a>"),
        ('<a href="https://a@b.example">x</a>', f"<a {REL}>x</a>"),
        ('<a href="https://x.example" rel="me">x</a>', f'<a href="https://x.example" {REL}>x</a>'),
        ('<span data-member="1x"></span>', "<span></span>"),
        ('<span data-member="01"></span>', "<span></span>"),
        ('<p data-member="17">x</p>', "<p>x</p>"),
        ('<blockquote data-post="1" cite="/">', '<blockquote data-post="1"></blockquote>'),
        ('<blockquote data-member="17">x</blockquote>', "<blockquote>x</blockquote>"),
        ('<ol start="1" type="a"><li>x</li></ol>', '<ol start="1"><li>x</li></ol>'),
        ("<h1>x</h1><table><tr><td>y</td></tr></table>", "xy"),
        ("<img src=x onerror=1><svg><path/></svg>x", "x"),
    ],
)  # fmt: skip
def test_gate_drops_what_is_not_ours(html, cleaned):
    assert clean(html) == cleaned
