"""Results with a count, for patients and for professionals."""

import pytest

from articles.markup import OutcomeRow, Use
from tests.articles.library import FREE, PAIN, button, only_problem, rendered


def test_lay_outcome_is_a_sentence_with_dots():
    html = rendered("::: outcomes\n:::", audience="lay", outcomes=[PAIN]).html

    assert html == (
        '<div class="outcomes"><div class="outcome"><p><strong class="count">17 of 19'
        "</strong> people had less pain after 4 weeks."
        f'<span class="cite">[{button(1, 1, "Tuncali 2007")}]</span></p>'
        '<p class="dots" aria-hidden="true"><span class="on">●●●●●●●●●● ●●●●●●●</span>'
        '<span class="off">○○</span></p></div></div>\n'
    )


@pytest.mark.parametrize(
    ("time_point", "words"),
    [
        ("4 weeks", "people were well after 4 weeks."),
        ("at the last visit", "people were well at the last visit."),
        ("were well", "people were well."),
        ("", "people were well."),
    ],
)
def test_time_ends_the_sentence_unless_it_is_told_already(time_point, words):
    row = OutcomeRow(1, 2, "people were well.", "ullrick2008", time_point=time_point)

    assert (
        f"</strong> {words}<span" in rendered("", audience="lay", outcomes=[row]).html
    )


@pytest.mark.parametrize(
    ("n", "of", "words", "dots"),
    [
        (533, 557, "about 96 in 100", 96),
        (1, 557, "fewer than 1 in 100", 1),
        (556, 557, "more than 99 in 100", 99),
        (0, 60, "about 0 in 100", 0),
        (60, 60, "about 100 in 100", 100),
    ],
)
def test_lay_outcome_of_many_people_is_drawn_in_a_hundred(n, of, words, dots):
    row = OutcomeRow(n, of, "people were well", "ullrick2008")

    html = rendered("", audience="lay", outcomes=[row]).html

    assert f"{n} of {of}</strong> people were well ({words})." in html
    assert (html.count("●"), html.count("○")) == (dots, 100 - dots)


def test_professional_outcomes_are_a_table():
    html = rendered("", outcomes=[PAIN, FREE]).html

    assert "<caption>Results</caption>" in html
    assert (
        '<th scope="row">Pain relief<span class="claim">people had less pain</span></th>'
        "<td>17/19 (89%)</td><td>4 weeks</td>"
    ) in html
    assert "<td>533/557 (95.7%)</td><td></td>" in html


def test_time_column_is_left_out_when_no_row_has_a_time():
    assert '<th scope="col">Time</th>' not in rendered("", outcomes=[FREE]).html


def test_outcomes_without_a_place_follow_the_first_section():
    page = rendered("# A\n\na [@ullrick2008]\n\n## A1\n\n# B\n\nb", outcomes=[PAIN])

    assert (
        page.html.index("s-a1") < page.html.index("<table>") < page.html.index('"s-b"')
    )


def test_outcome_citation_is_numbered_at_its_place():
    source = "# A\n\na [@callstrom2006]\n\n::: outcomes\n:::\n\nb [@ullrick2008]"

    page = rendered(source, outcomes=[PAIN])

    assert [c.citekey for c in page.citations] == [
        "callstrom2006",
        "tuncali2007",
        "ullrick2008",
    ]
    assert page.citations[1].uses == (Use("cite-2-1", "A"),)


def test_empty_outcome_box_without_rows_vanishes():
    assert rendered("a\n\n::: outcomes\n:::").html == "<p>a</p>\n"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (OutcomeRow(1, 2, "x", "zzz"), "No reference has the key “zzz”"),
        (OutcomeRow(3, 2, "x", "ullrick2008"), "Result 1 needs a count"),
        (OutcomeRow(0, 0, "x", "ullrick2008"), "Result 1 needs a count"),
        (OutcomeRow(1, 2, "", "ullrick2008"), "Result 1 needs a count"),
        (OutcomeRow(1, 2, "a\x00b", "ullrick2008"), "Result 1 contains an invisible"),
    ],
)
def test_unsound_outcome_is_a_problem(row, words):
    problem = only_problem("a", outcomes=[row])

    assert problem.line == 0
    assert words in problem.message


def test_second_outcome_box_is_a_problem():
    source = "::: outcomes\n:::\n\n::: outcomes\n:::"

    assert only_problem(source, outcomes=[PAIN]).line == 4
