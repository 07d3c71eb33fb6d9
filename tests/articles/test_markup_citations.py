"""Citations: numbers, names, ranges, and what is no citation."""

import pytest

from articles.markup import Cited, MarkupError, Problem, Use
from tests.articles.library import button, only_problem, problems, rendered


def test_citation_is_a_numbered_button_with_a_name():
    page = rendered("Ice is visible [@ullrick2008].")

    assert page.html == (
        '<p>Ice is visible<span class="cite">['
        + button(1, 1, "Ullrick 2008")
        + "]</span>.</p>\n"
    )
    assert page.citations == (Cited("ullrick2008", 1, (Use("cite-1-1", "Beginning"),)),)


def test_numbers_follow_first_appearance_and_stay():
    page = rendered("a [@tuncali2007] b [@ullrick2008] c [@tuncali2007]")

    assert [(c.citekey, c.number) for c in page.citations] == [
        ("tuncali2007", 1),
        ("ullrick2008", 2),
    ]
    assert [use.anchor for use in page.citations[0].uses] == ["cite-1-1", "cite-1-2"]


def test_use_names_the_section_it_stands_in():
    page = rendered("# What it is\n\na [@tuncali2007]\n\n## Harms\n\nb [@tuncali2007]")

    assert [u.section for u in page.citations[0].uses] == ["What it is", "Harms"]


def test_two_works_in_a_group_stand_apart():
    html = rendered("a [@ullrick2008; @callstrom2006]").html

    first, second = button(1, 1, "Ullrick 2008"), button(2, 1, "Callstrom 2006")
    assert f"[{first}, {second}]" in html


def test_three_consecutive_numbers_collapse_to_one_button():
    page = rendered("a [@ullrick2008; @callstrom2006; @tuncali2007]")

    assert (
        '[<button type="button" id="cite-1-3-1" popovertarget="refs-1-3-note"'
        ' aria-label="references 1 to 3: Ullrick 2008, Callstrom 2006, Tuncali 2007">'
        "1–3</button>]"
    ) in page.html
    assert page.ranges == ((1, 3),)
    assert {use.anchor for cited in page.citations for use in cited.uses} == {
        "cite-1-3-1"
    }


def test_group_is_sorted_by_number_before_it_collapses():
    page = rendered(
        "a [@ullrick2008] b [@callstrom2006]"
        " c [@tuncali2007; @callstrom2006; @ullrick2008]"
    )

    assert page.ranges == ((1, 3),)


def test_locator_keeps_a_work_out_of_the_range():
    page = rendered("a [@ullrick2008; @callstrom2006, table 2; @tuncali2007]")

    assert page.ranges == ()
    assert "2</button>, table 2; <button" in page.html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("p. 12", "p. 12"), ("pp. 3-5", "pp. 3–5"), ("table 2, row 1", "table 2, row 1")],
)
def test_locator_stands_behind_the_number(typed, shown):
    page = rendered(f"a [@ullrick2008, {typed}]")

    assert f"1</button>, {shown}]</span>" in page.html
    assert page.citations[0].uses == (Use("cite-1-1", "Beginning", shown),)


def test_same_work_twice_in_a_group_counts_once():
    page = rendered("a [@ullrick2008; @ullrick2008]")

    assert len(page.citations[0].uses) == 1


def test_group_may_run_over_the_end_of_a_line():
    page = rendered("a [@ullrick2008;\n@callstrom2006]\n[@tuncali2007]")

    assert [c.number for c in page.citations] == [1, 2, 3]


def test_key_may_hold_hyphens():
    assert rendered("a [@genereviews-hmo]").citations[0].citekey == "genereviews-hmo"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "[a@b.org](http://z.org)",
            '<p><a href="http://z.org" rel="noopener">a@b.org</a></p>\n',
        ),
        (
            "[@a](https://z.org)",
            '<p><a href="https://z.org" rel="noopener">@a</a></p>\n',
        ),
        (
            "<editor@example.org>",
            '<p><a href="mailto:editor@example.org">editor@example.org</a></p>\n',
        ),
        (r"\[@ullrick2008\]", "<p>[@ullrick2008]</p>\n"),
        ("`[@ullrick2008]`", "<p><code>[@ullrick2008]</code></p>\n"),
        ("write to a@b.org", "<p>write to a@b.org</p>\n"),
    ],
)
def test_addresses_and_escapes_are_not_citations(source, html):
    assert rendered(source).html == html


@pytest.mark.parametrize(
    "source",
    [
        "- point [@ullrick2008]",
        "1. point [@ullrick2008]",
        "| a |\n|---|\n| cell [@ullrick2008] |",
        "| head [@ullrick2008] |\n|---|\n| cell |",
        "Table: Findings [@ullrick2008]\n\n| a |\n|---|\n| b |",
        "> Words.\n> — [@ullrick2008]",
        "::: note\nWords [@ullrick2008]\n:::",
        "*words [@ullrick2008]*",
    ],
)
def test_citation_works_everywhere_in_the_text(source):
    page = rendered(source)

    assert page.citations == (Cited("ullrick2008", 1, (Use("cite-1-1", "Beginning"),)),)
    assert page.html.count('id="cite-1-1"') == 1


def test_unknown_citekey_names_line_and_nearest_key():
    source = "first\n\nsecond\nthird [@tuncalli2007]"

    assert only_problem(source) == Problem(
        4, "No reference has the key “tuncalli2007”. Did you mean “tuncali2007”?"
    )


def test_all_problems_are_collected_in_the_order_of_the_text():
    found = problems("a [@zzz]\n\n![](figure:zzz)\n\n[x](javascript:1)\n\nb [@yyy]")

    assert [problem.line for problem in found] == [1, 3, 5, 7]


def test_line_is_right_inside_lists_tables_and_quotations():
    found = problems(
        "- a\n- b [@zzz]\n\n| a |\n|---|\n| b |\n| c [@zzz] |\n\n> a\n> b [@zzz]\n> — [@zzz]"
    )

    assert [problem.line for problem in found] == [2, 7, 10, 11]


def test_line_is_right_with_windows_line_ends():
    assert only_problem("a\r\n\r\nb\r\nc [@zzz]").line == 4


@pytest.mark.parametrize(
    "source",
    [
        "a [@ullrick2008 p. 3]",
        "a [see @ullrick2008]",
        "a [@ullrick2008, p. 3 and [4]]",
        "@ullrick2008 says",
        "a [@]x [@ullrick2008;]",
    ],
)
def test_what_looks_like_a_citation_but_is_none_is_a_problem(source):
    assert "looks like a citation" in only_problem(source).message


def test_citation_in_a_heading_is_a_problem():
    assert only_problem("text\n\n# Head [@ullrick2008]") == Problem(
        3, "A citation cannot go in a heading. Move it into the text."
    )


@pytest.mark.parametrize(
    "source",
    [
        "[see [@ullrick2008] there](https://a.org)",
        "[a](https://a.org and more)",
        "[two [brackets]](/lay/)",
    ],
)
def test_what_looks_like_a_link_but_is_none_is_a_problem(source):
    assert "looks like a link" in only_problem(source).message


def test_error_reads_as_sentences():
    with pytest.raises(MarkupError, match=r"^Line 1: No reference has the key “zzz”"):
        rendered("a [@zzz]")
