"""What an editor writes and what becomes of it."""

import pytest

from articles.markup import (
    Cited,
    Heading,
    MarkupError,
    OutcomeRow,
    Problem,
    ReferenceLabel,
    Use,
    render,
)

LIBRARY = {
    "ullrick2008": ReferenceLabel(
        "Ullrick 2008",
        "Ullrick et al.",
        "Curr Probl Diagn Radiol",
        "2008",
        "https://doi.org/10.1067/j.cpradiol.2007.05.001",
    ),
    "callstrom2006": ReferenceLabel(
        "Callstrom 2006", "Callstrom et al.", "Radiology", "2006"
    ),
    "tuncali2007": ReferenceLabel(
        "Tuncali 2007", "Tuncali et al.", "AJR Am J Roentgenol", "2007"
    ),
    "genereviews-hmo": ReferenceLabel("GeneReviews 2020"),
}
PAIN = OutcomeRow(
    n=17,
    of=19,
    claim="people had less pain",
    citekey="tuncali2007",
    measure="pain relief",
    time_point="4 weeks",
)
FREE = OutcomeRow(533, 557, "people stayed free of symptoms", "ullrick2008")


def rendered(source, *, audience="professional", outcomes=(), **options):
    return render(
        source,
        references=LIBRARY,
        figures={"ice-ball", "probe"},
        outcomes=outcomes,
        audience=audience,
        **options,
    )


def problems(source, **options):
    with pytest.raises(MarkupError) as caught:
        rendered(source, **options)
    return list(caught.value.problems)


def only_problem(source, **options):
    [problem] = problems(source, **options)
    return problem


def button(number, occurrence, short):
    return (
        f'<button type="button" id="cite-{number}-{occurrence}"'
        f' popovertarget="ref-{number}-note"'
        f' aria-label="reference {number}: {short}">{number}</button>'
    )


# --- Words ------------------------------------------------------------------------------


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


# --- Headings ---------------------------------------------------------------------------


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


# --- Citations --------------------------------------------------------------------------


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
        3, "A citation cannot stand in a heading. Move it into the text."
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


# --- Links ------------------------------------------------------------------------------


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


# --- Boxes ------------------------------------------------------------------------------


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
        ("::: warnng\nx\n:::", 1, "There is no box “warnng”. Write one of: warning."),
        ("::: note\nx", 1, "never closed"),
        ("::: do\ntext\n:::", 1, "one list"),
        ("::: dont\n- a\n\ntext\n:::", 1, "one list"),
        ("x\n\n::: note\n:::", 3, "empty"),
        ("::: outcomes\ntext\n:::", 1, "Leave this box empty"),
        ("x\n\n:::", 3, "No box is open"),
        ("- ::: note\n  x\n  :::", 1, "cannot stand inside"),
        (":::: note\n::: do\n- x\n:::\n::::", 2, "cannot stand inside"),
        ("::: note Title [@ullrick2008]\nx\n:::", 1, "holds no citation"),
    ],
)
def test_wrong_box_is_a_problem_with_advice(source, line, words):
    problem = only_problem(source)

    assert problem.line == line
    assert words in problem.message


# --- Quotations -------------------------------------------------------------------------


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
        ("> Pain fell.", 1, "ends with its source"),
        ("x\n\n> Pain\n> fell.", 4, "ends with its source"),
        ("> - a list [@ullrick2008]", 1, "ends with its source"),
        ("> Pain [@ullrick2008; @tuncali2007]", 1, "ends with its source"),
        ("> a\n> — Callstrom, [@callstrom2006]", 2, "Leave only the citation"),
        ("> a [@tuncali2007]\n> > b\n> > [@tuncali2007]", 1, "inside a quotation"),
        ("> — [@callstrom2006]", 1, "no words"),
    ],
)
def test_quotation_without_clear_source_is_a_problem(source, line, words):
    problem = only_problem(source)

    assert problem.line == line
    assert words in problem.message


# --- Figures ----------------------------------------------------------------------------


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
        ("text ![](figure:probe)", 1, "stands alone"),
        ("- ![](figure:probe)", 1, "stands alone"),
        ("| a |\n|---|\n| ![](figure:probe) |", 3, "stands alone"),
        ("![](figure:probe)\n![](figure:ice-ball)", 1, "stands alone"),
        ("![](https://a.org/x.png)", 1, "figure library".removeprefix("figure ")),
        ("# ![](figure:probe)", 1, "stands alone"),
        ("![words](figure:probe)", 1, "Leave the brackets of a figure empty"),
        ("![](figure:probe)\n\n![](figure:probe)", 3, "already on this page"),
    ],
)
def test_any_other_picture_is_a_problem(source, line, words):
    problem = problems(source)[0]

    assert problem.line == line
    assert words in problem.message


# --- Tables -----------------------------------------------------------------------------


def test_table_has_scopes_alignment_and_a_named_scrolling_region():
    html = rendered("| Finding | n |\n|:--|--:|\n| Smaller | 5 |").html

    assert html == (
        '<div class="table" role="region" tabindex="0" aria-label="Table 1"><table>\n'
        '<thead>\n<tr>\n<th scope="col" class="align-left">Finding</th>\n'
        '<th scope="col" class="align-right">n</th>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<td class="align-left">Smaller</td>\n'
        '<td class="align-right">5</td>\n</tr>\n</tbody>\n</table></div>\n'
    )


def test_paragraph_before_a_table_becomes_its_caption():
    html = rendered("Table: After *ablation*\n\n| a |\n|---|\n| b |").html

    assert 'aria-label="After ablation"' in html
    assert "<caption>After <em>ablation</em></caption>" in html
    assert "<p>" not in html


# --- Outcomes ---------------------------------------------------------------------------


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
        (OutcomeRow(1, 2, "a\x00b", "ullrick2008"), "Result 1 holds an invisible"),
    ],
)
def test_unsound_outcome_is_a_problem(row, words):
    problem = only_problem("a", outcomes=[row])

    assert problem.line == 0
    assert words in problem.message


def test_second_outcome_box_is_a_problem():
    source = "::: outcomes\n:::\n\n::: outcomes\n:::"

    assert only_problem(source, outcomes=[PAIN]).line == 4


# --- Text for search --------------------------------------------------------------------


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


# --- A text inside another page ---------------------------------------------------------


@pytest.mark.parametrize("source", ["# Head", "::: note\nx\n:::"])
def test_text_without_sections_has_no_headings_and_boxes(source):
    assert "cannot stand" in only_problem(source, sections=False).message


def test_text_without_library_says_that_nothing_can_be_cited():
    with pytest.raises(MarkupError, match="nothing to cite here"):
        render("a [@ullrick2008]", references={}, figures=(), audience="lay")
