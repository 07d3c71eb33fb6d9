"""Nothing an author types becomes script, style, or a second owner of our anchors."""

import re

import pytest

from articles.markup import OutcomeRow
from articles.markup.sanitize import clean
from tests.articles.contract import attempt, inspect
from tests.articles.payloads import PAYLOADS


def test_payloads_are_at_least_sixty_and_no_two_the_same():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


AROUND = ("{}", "a {} b", "- {}", "> {}\n> — [@b2002]", "**{}**", "::: note\n{}\n:::")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_stays_harmless_wherever_it_stands(payload):
    for around in AROUND:
        page = attempt(around.format(payload))

        if page is not None:
            page = inspect(page.html)
            assert page.offences == []
            assert len(set(page.ids)) == len(page.ids)


@pytest.mark.parametrize(
    "payload",
    [p for p in PAYLOADS if re.search(r"\]\(|^<\w+:", p) and "figure" not in p],
)
def test_address_of_a_payload_never_leaves_the_allowed_schemes(payload):
    page = attempt(payload)

    html = page.html if page else ""
    links = re.findall(r'(?:href|src|cite)="([^"]*)"', html)
    assert all(re.match(r"https?://[^/]|/(?![/\\])|#|mailto:", link) for link in links)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_in_a_result_row_stays_harmless(payload):
    row = OutcomeRow(1, 2, payload, "evil", measure=payload, time_point=payload)

    for audience in ("lay", "professional"):
        page = attempt("x", outcomes=[row], audience=audience)

        assert page is None or inspect(page.html).offences == []


def test_label_of_a_reference_cannot_leave_its_attribute():
    page = attempt("a [@a2001; @b2002; @evil] b [@evil]\n\n> Words. [@evil]")

    assert inspect(page.html).offences == []
    assert "javascript" not in page.html
    assert page.html.count("<script") == 0


def test_template_code_is_only_text():
    page = attempt("{{ settings.SECRET_KEY }}")

    assert page.html == "<p>{{ settings.SECRET_KEY }}</p>\n"


# --- The gate by itself: as if the renderer had been tricked ----------------------------


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<script>alert(1)</script>x", "x"),
        ("<style>*{}</style>x", "x"),
        ('<p style="color:red" onclick="x" id="a" data-x="1">x</p>', "<p>x</p>"),
        (
            '<blockquote cite="javascript:1">x</blockquote>',
            "<blockquote>x</blockquote>",
        ),
        ('<a href="javascript:1">x</a>', "<a>x</a>"),
        ('<a href="//evil.example">x</a>', "<a>x</a>"),
        ('<a href="/\\evil.example">x</a>', "<a>x</a>"),
        ('<a target="_blank" href="/x">x</a>', '<a href="/x">x</a>'),
        ('<h2 id="main">x</h2>', "<h2>x</h2>"),
        (
            '<button type="submit" formaction="/x" popovertarget="menu">1</button>',
            "<button>1</button>",
        ),
        ('<div class="table admin" popover>x</div>', '<div class="table">x</div>'),
        ('<figure data-key="a b"></figure>', "<figure></figure>"),
        ('<div role="alert" tabindex="5">x</div>', "<div>x</div>"),
        ("<svg><script>1</script></svg><math>x</math>", "x"),
        ("<img src=x onerror=1><form><input></form>x", "x"),
        ("<!-- x --><h1>x</h1>", "x"),
        ('<p aria-label="x" aria-hidden="false">x</p>', "<p>x</p>"),
    ],
)
def test_gate_drops_what_is_not_ours(html, cleaned):
    assert clean(html) == cleaned
