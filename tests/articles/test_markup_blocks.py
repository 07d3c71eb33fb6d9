"""Boxes, quotations, figures and tables."""

import pytest

from articles.markup import Heading
from tests.articles.library import button, only_problem, problems, rendered

# --- Boxes -----------------------------------------------------------------------------


def test_box_heading_stands_one_level_below_its_section():
    html = rendered("# Care\n\n::: warning When to call\nFever.\n:::").html

    assert (
        '<div class="callout callout-warning" role="note">\n'
        "<h3>When to call</h3>\n<p>Fever.</p>\n</div>"
    ) in html


@pytest.mark.parametrize(
    ("name", "title"), [("warning", "Warning"), ("note", "Good to know")]
)
def test_box_without_title_has_its_usual_one(name, title):
    assert f"<h2>{title}</h2>" in rendered(f"::: {name}\nText.\n:::").html


def test_box_headings_are_not_in_the_contents_list():
    assert rendered("::: note\nText.\n:::").headings == ()


def test_box_title_is_text():
    assert "<h2>&lt;b&gt; *x*</h2>" in rendered("::: note <b> *x*\nText.\n:::").html


@pytest.mark.parametrize(("name", "title"), [("do", "Do"), ("dont", "Do not")])
def test_do_and_dont_hold_one_list(name, title):
    html = rendered(f"::: {name}\n- rest\n- walk\n:::").html

    assert f'<div class="callout callout-{name}">\n<h2>{title}</h2>\n<ul>' in html


def test_what_is_not_known_is_a_section():
    page = rendered("# Outcomes\n\nx\n\n::: unknown\nWhether it lasts.\n:::")

    assert page.headings[-1] == Heading("s-what-is-not-known", 2, "What is not known")
    assert '<div class="callout callout-unknown">\n<h2 id="s-what-is' in page.html


def test_what_is_not_known_below_its_own_heading_says_it_once():
    page = rendered("# What is not known\n\n::: unknown\nWhether it lasts.\n:::")

    assert [heading.id for heading in page.headings] == ["s-what-is-not-known"]
    assert page.html.count("What is not known") == 1


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        (
            "::: warnng\nx\n:::",
            1,
            "There is no box called “warnng”. Use one of: warning.",
        ),
        ("::: note\nx", 1, "never closed"),
        ("::: do\ntext\n:::", 1, "one list"),
        ("::: dont\n- a\n\ntext\n:::", 1, "one list"),
        ("x\n\n::: note\n:::", 3, "empty"),
        ("::: outcomes\ntext\n:::", 1, "Leave this box empty"),
        ("x\n\n:::", 3, "No box is open"),
        ("- ::: note\n  x\n  :::", 1, "cannot go inside"),
        (":::: note\n::: do\n- x\n:::\n::::", 2, "cannot go inside"),
        ("::: note Title [@ullrick2008]\nx\n:::", 1, "contain no citation"),
    ],
)
def test_wrong_box_is_a_problem_with_advice(source, line, words):
    problem = only_problem(source)

    assert problem.line == line
    assert words in problem.message


# --- Quotations ------------------------------------------------------------------------


def test_quotation_carries_its_source():
    html = rendered("> Pain fell.\n> — [@ullrick2008, p. 40]").html

    assert html == (
        '<blockquote cite="https://doi.org/10.1067/j.cpradiol.2007.05.001">\n'
        "<p>Pain fell.</p>\n"
        "<footer>Ullrick et al., <cite>Curr Probl Diagn Radiol</cite> 2008, p. 40"
        f'<span class="cite">[{button(1, 1, "Ullrick 2008")}]</span></footer>'
        "</blockquote>\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        "> Pain fell.\n>\n> — [@callstrom2006, p. 572]",
        "> Pain fell. [@callstrom2006, p. 572]",
        "> Pain fell. [@callstrom2006, p. 572].",
        "> Pain fell.\n> -- [@callstrom2006, p. 572]",
        "> Pain fell.\n> [@callstrom2006, p. 572]",
    ],
)
def test_quotation_ends_with_its_citation_in_any_layout(source):
    html = rendered(source).html

    assert html.startswith("<blockquote>\n<p>Pain fell.</p>\n")
    assert html.count("<p>") == 1
    assert "<cite>Radiology</cite> 2006, p. 572<span" in html


def test_quotation_without_journal_names_the_work():
    html = rendered("> Words. [@genereviews-hmo]").html

    assert "<footer>GeneReviews 2020<span" in html


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("> Pain fell.", 1, "must end with its source"),
        ("x\n\n> Pain\n> fell.", 4, "must end with its source"),
        ("> - a list [@ullrick2008]", 1, "must end with its source"),
        ("> Pain [@ullrick2008; @tuncali2007]", 1, "must end with its source"),
        ("> a\n> — Callstrom, [@callstrom2006]", 2, "Leave only the citation"),
        (
            "> a [@tuncali2007]\n> > b\n> > [@tuncali2007]",
            1,
            "inside another quotation",
        ),
        ("> — [@callstrom2006]", 1, "is empty"),
    ],
)
def test_quotation_without_clear_source_is_a_problem(source, line, words):
    problem = only_problem(source)

    assert problem.line == line
    assert words in problem.message


# --- Figures ---------------------------------------------------------------------------


def test_figure_is_a_placeholder_with_its_key():
    page = rendered("a\n\n![](figure:ice-ball)\n\nb\n\n![](figure:probe)")

    assert page.html == (
        '<p>a</p>\n<figure data-key="ice-ball"></figure>\n'
        '<p>b</p>\n<figure data-key="probe"></figure>'
    )
    assert page.figures == ("ice-ball", "probe")


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a\n\n![](figure:ice-bal)", 3, "Did you mean “ice-ball”?"),
        ("text ![](figure:probe)", 1, "by itself"),
        ("- ![](figure:probe)", 1, "by itself"),
        ("| a |\n|---|\n| ![](figure:probe) |", 3, "by itself"),
        ("![](figure:probe)\n![](figure:ice-ball)", 1, "by itself"),
        ("![](https://a.org/x.png)", 1, "library"),
        ("# ![](figure:probe)", 1, "by itself"),
        ("![words](figure:probe)", 1, "Leave the brackets of a figure empty"),
        ("![](figure:probe)\n\n![](figure:probe)", 3, "already on this page"),
    ],
)
def test_any_other_picture_is_a_problem(source, line, words):
    problem = problems(source)[0]

    assert problem.line == line
    assert words in problem.message


# --- Tables ----------------------------------------------------------------------------


def test_table_has_scopes_alignment_and_a_named_scrolling_region():
    html = rendered("| Finding | n |\n|:--|--:|\n| Smaller | 5 |").html

    assert html == (
        '<div class="table" role="region" tabindex="0" aria-label="Table 1"><table>\n'
        '<thead>\n<tr>\n<th scope="col" class="align-left">Finding</th>\n'
        '<th scope="col" class="align-right">n</th>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<td class="align-left">Smaller</td>\n'
        '<td class="align-right">5</td>\n</tr>\n</tbody>\n</table></div>\n'
    )


def test_empty_corner_of_a_table_is_no_heading():
    html = rendered("| | One visit |\n| --- | --- |\n| Dose | 8 gray |").html

    assert "<tr><td></td><th" in html.replace("\n", "")


def test_paragraph_before_a_table_becomes_its_caption():
    html = rendered("Table: After *ablation*\n\n| a |\n|---|\n| b |").html

    assert 'aria-label="After ablation"' in html
    assert "<caption>After <em>ablation</em></caption>" in html
    assert "<p>" not in html
