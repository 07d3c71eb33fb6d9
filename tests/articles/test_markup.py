"""What an editor writes and what becomes of it: words, headings, links."""

import pytest

from articles.markup import Heading, MarkupError, render
from tests.articles.library import PAIN, only_problem, rendered

# --- Words -----------------------------------------------------------------------------


def test_empty_text_renders_to_nothing():
    page = rendered("")

    assert (page.html, page.text, page.headings, page.citations) == ("", "", (), ())


def test_paragraph_with_emphasis_and_signs_is_escaped():
    page = rendered("5 < 6 & *less* **pain** “quoted” -- straight's")

    assert page.html == (
        "<p>5 &lt; 6 &amp; <em>less</em> <strong>pain</strong>"
        " “quoted” -- straight's</p>\n"
    )


def test_raw_html_is_shown_as_text():
    assert rendered("<b>bold</b>").html == "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"


def test_indented_paragraph_is_no_code_block():
    assert rendered("    pasted").html == "<p>pasted</p>\n"


def test_dashes_below_a_sentence_make_no_heading():
    page = rendered("A sentence\n---")

    assert page.html == "<p>A sentence</p>\n<hr>\n"
    assert page.headings == ()


def test_unknown_audience_is_a_programming_error():
    with pytest.raises(ValueError, match="no such audience"):
        rendered("x", audience="experts")


# --- Headings --------------------------------------------------------------------------


def test_headings_start_at_two_and_have_prefixed_unique_ids():
    page = rendered("# What it is\n\n## Über Größe\n\n# What it is\n\n# ***")

    assert page.headings[:3] == (
        Heading("s-what-it-is", 2, "What it is"),
        Heading("s-uber-groe", 3, "Über Größe"),
        Heading("s-what-it-is-2", 2, "What it is"),
    )
    assert '<h2 id="s-what-it-is">What it is</h2>' in page.html


def test_heading_ids_never_collide_with_counted_ones():
    ids = [h.id for h in rendered("# a\n\n# a-2\n\n# a\n\n# a\n\n# a-2").headings]

    assert ids == ["s-a", "s-a-2", "s-a-3", "s-a-4", "s-a-2-2"]


def test_heading_without_latin_letters_gets_an_id():
    assert rendered("# 骨腫瘍").headings == (Heading("s-section", 2, "骨腫瘍"),)


def test_deepest_heading_is_six():
    assert rendered("###### Deep").headings[0].level == 6


@pytest.mark.parametrize(
    "source",
    ["- # In a list", "> # Quoted\n>\n> Words [@tuncali2007]", "#", "# " + "x" * 201],
)
def test_heading_in_the_wrong_place_or_size_is_a_problem(source):
    assert "heading" in only_problem(source).message


# --- Links -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "attributes"),
    [
        (
            "https://a.org/x?y=1&z=2",
            'href="https://a.org/x?y=1&amp;z=2" rel="noopener"',
        ),
        ("mailto:a@b.org", 'href="mailto:a@b.org"'),
        ("/lay/chordoma/", 'href="/lay/chordoma/"'),
        ("/", 'href="/"'),
        ("#s-outcomes", 'href="#s-outcomes"'),
    ],
)
def test_allowed_links_keep_their_address(href, attributes):
    assert rendered(f"[x]({href})").html == f"<p><a {attributes}>x</a></p>\n"


def test_link_without_scheme_gets_advice():
    assert "https:// before it" in only_problem("[x](www.a.org)").message


# --- Text for search -------------------------------------------------------------------


def test_plain_text_has_all_words_and_no_numbers_of_citations():
    source = (
        "# What it is\n\nIce *grows* [@ullrick2008].\n\n::: note Mind\nRest.\n:::\n\n"
        "> Pain fell.\n> — [@callstrom2006, p. 572]\n\n"
        "Table: Signs\n\n| a |\n|---|\n| `b` |\n\n::: outcomes\n:::"
    )

    text = rendered(source, outcomes=[PAIN]).text

    assert text == (
        "What it is\nIce grows.\nMind\nRest.\nPain fell.\n"
        "Callstrom et al. Radiology 2006 p. 572\nSigns\na\nb\n"
        "17 of 19 people had less pain after 4 weeks"
    )


# --- A text inside another page --------------------------------------------------------


@pytest.mark.parametrize("source", ["# Head", "::: note\nx\n:::"])
def test_text_without_sections_has_no_headings_and_boxes(source):
    assert "cannot go" in only_problem(source, sections=False).message


def test_text_without_library_says_that_nothing_can_be_cited():
    with pytest.raises(MarkupError, match="nothing to cite here"):
        render("a [@ullrick2008]", references={}, figures=(), audience="lay")
