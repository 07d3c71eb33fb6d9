"""Posts in Markdown: what members write, what is stored, what others see."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forums import markup
from tests.forums.contract import inspect
from tests.forums.test_markup_security import PIECES

REL = 'rel="nofollow ugc noopener noreferrer"'
IDS = {"ann": 17, "bob-2": 18, "cy_n": 19}
HANDLES = {number: handle for handle, number in IDS.items()}


# --- What is rendered -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\r\n\r\ntwo", "<p>one</p>\n<p>two</p>"),
        ("*a* **b** ~~c~~", "<p><em>a</em> <strong>b</strong> <s>c</s></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>"),
        ("`a` b", "<p><code>a</code> b</p>"),
        ("```py\n<a>\n```", "<pre><code>&lt;a&gt;\n</code></pre>"),
        ("---", "<hr>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        # a page has one outline, and it is not the member's
        ("# Head *on*", "<p><strong>Head <em>on</em></strong></p>"),
        ("Words\n---", "<p>Words</p>\n<hr>"),
        ("#1 of all", "<p>#1 of all</p>"),
        # accidents
        ("    indented", "<p>indented</p>"),
        ("|a|b|\n|-|-|\n|c|d|", "<p>|a|b|<br>\n|-|-|<br>\n|c|d|</p>"),
        ("[a]: https://x.example", f'<p>[a]: <a href="https://x.example" {REL}>https://x.example</a></p>'),
        ("> theirs\nmine", "<blockquote>\n<p>theirs</p>\n</blockquote>\n<p>mine</p>"),
    ],
)  # fmt: skip
def test_post_is_rendered(text, html):
    assert markup.render(text).strip() == html


@pytest.mark.parametrize(
    ("text", "href", "words"),
    [
        ("[a](https://x.example)", "https://x.example", "a"),
        ("[a](mailto:a@x.example)", "mailto:a@x.example", "a"),
        ("<https://x.example>", "https://x.example", "https://x.example"),
        ("see https://x.example/a_b_c.", "https://x.example/a_b_c", "https://x.example/a_b_c"),
        ("(https://x.example/a)", "https://x.example/a", "https://x.example/a"),
        ("https://x.example/a_(b)", "https://x.example/a_(b)", "https://x.example/a_(b)"),
        ("**https://x.example**", "https://x.example", "https://x.example"),
        ("https://x.example/ä", "https://x.example/%C3%A4", "https://x.example/ä"),
        ("Https://x.example", "Https://x.example", "Https://x.example"),
        ("![a scan](https://x.example/a.png)", "https://x.example/a.png", "a scan"),
        ("![](https://x.example/a.png)", "https://x.example/a.png", "https://x.example/a.png"),
        # words that name another place give way to the truth
        ("[bank.example](https://thief.example)", "https://thief.example", "https://thief.example"),
        ("[bank.example\u200b](https://thief.example)", "https://thief.example", "https://thief.example"),
        ("[bank．example](https://thief.example)", "https://thief.example", "https://thief.example"),
        ("[\u200d](https://thief.example)", "https://thief.example", "https://thief.example"),
        ("[https://www.x.example/a](https://x.example/b)", "https://x.example/b", "https://www.x.example/a"),
    ],
)  # fmt: skip
def test_link_leads_where_it_says(text, href, words):
    assert f'<a href="{href}" {REL}>{words}</a>' in markup.render(text)


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert)", "[a](/forums/)", "[a](#top)", "[a](x.example)", "[a]()",
        "https://bank.example@thief.example", "https://bänk.example", "www.x.example",
        "javascript://x.example", "ann@x.example", "xhttp://x.example", "`https://x.example`",
    ],
)  # fmt: skip
def test_other_addresses_stay_words(text):
    assert "<a" not in markup.render(text)


def test_words_nested_too_deeply_are_still_there():
    assert "deepest" in markup.render("> " * 30 + "deepest")
    assert "deepest" in markup.render("- " * 30 + "deepest")


@pytest.mark.parametrize("block", ["- a\n", "> a\n\n", "# a\n", "1. > a\n", "---\n"])
def test_words_after_very_many_blocks_are_still_there(block):
    page = inspect(markup.render(block * 2_400 + "\nthe *last* @[17]"))

    assert page.offences == []
    assert page.text.strip().endswith("the last")


@pytest.mark.parametrize("text", ["a\u202eb", "a&#x202e;b", "a&#8238;b", "a\x08b"])
def test_signs_that_reorder_or_hide_are_left_out(text):
    assert markup.render(text) == "<p>ab</p>\n"


def test_languages_from_right_to_left_keep_their_signs():
    assert markup.render("שָׁלוֹם \u200fab") == "<p>שָׁלוֹם \u200fab</p>\n"


def test_signs_are_not_stacked_over_the_lines_around():
    assert markup.render("a" + "\u0301" * 50) == "<p>a" + "\u0301" * 4 + "</p>\n"


def test_a_text_beyond_the_limit_is_shown_as_it_was_typed():
    assert markup.render("*a* <b>\n" * 8_000).startswith("<pre>*a* &lt;b&gt;\n*a*")
    assert markup.too_long("a" * 20_001)
    assert not markup.too_long("a\r\n" * 10_000)


# --- Mentions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("@ann", "@[17]"),
        ("@Ann, @ANN: hello", "@[17], @[17]: hello"),
        ("(@bob-2) *@cy_n*", "(@[18]) *@[19]*"),
        ("@ann's scan", "@[17]'s scan"),
        ("> @ann\n- @ann", "> @[17]\n- @[17]"),
        ("@ann- and @ann_", "@[17]- and @[17]_"),
        ("@nobody", "@nobody"),
        ("@annabel @ann-other", "@annabel @ann-other"),
        ("mail@ann.example @ann@x.example", "mail@ann.example @ann@x.example"),
        ("https://x.example/@ann", "https://x.example/@ann"),
        ("`@ann` @ann `@ann", "`@ann` @[17] `@[17]"),
        ("``a ` @ann`` \\`@ann`", "``a ` @ann`` \\`@[17]`"),
        ("```\n@ann\n```\n@ann", "```\n@ann\n```\n@[17]"),
        ("> ~~~\n> @ann\n\n@ann", "> ~~~\n> @ann\n\n@[17]"),
        ("@[18]", "@[18]"),
    ],
)  # fmt: skip
def test_handles_are_stored_as_numbers(typed, stored):
    assert markup.to_stored(typed, IDS) == stored
    assert markup.to_editable(stored, HANDLES).lower() == typed.lower().replace(
        "[18]", "bob-2"
    )


def test_number_of_nobody_stays_in_the_editable_text():
    assert markup.to_editable("@[17] @[99]", HANDLES) == "@ann @[99]"


def test_candidates_are_all_that_could_be_handles():
    text = (
        "@Ann @nobody `@code` a@mail.example @ab https://x.example/@path @" + "a" * 31
    )

    assert markup.handles_in(text) == {"ann", "nobody"}


def test_mention_is_an_empty_place_for_the_name():
    assert markup.render("a @[17].") == '<p>a <span data-member="17"></span>.</p>\n'


def test_those_who_are_mentioned_are_told_once_and_not_for_a_quotation():
    text = "@[3] @[2] @[3]\n\n> @[4]\n\n`@[5]` a@[6] @[0] \\@[7]"

    assert markup.mentioned(text) == (3, 2)


def test_nobody_can_wake_up_the_whole_forum():
    assert len(markup.mentioned(" ".join(f"@[{i}]" for i in range(1, 99)))) == 20


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_what_is_edited_is_stored_as_it_was(text):
    stored = markup.to_stored(text, IDS)
    edited = markup.to_editable(stored, HANDLES)

    assert markup.to_stored(edited, IDS) == stored
    assert markup.to_stored(stored, IDS) == stored
    assert markup.to_editable(edited, HANDLES) == edited


# --- Quotations -------------------------------------------------------------------------


def test_quotation_names_the_post_by_its_number():
    assert markup.quote(345, "Hello\n\n- a") == "> [post:345]\n> Hello\n>\n> - a\n\n"


def test_answer_is_not_part_of_the_quotation():
    answer = markup.quote(345, "Hello") + "Thanks"

    assert markup.render(answer) == (
        '<blockquote data-post="345">\n<p>Hello</p>\n</blockquote>\n<p>Thanks</p>\n'
    )


def test_quotation_leaves_out_what_was_quoted_before():
    text = markup.quote(1, "old") + "new\n\n> also old\n\n- > old in a list\n- last"

    assert markup.quote(2, text) == "> [post:2]\n> new\n>\n> - last\n\n"


def test_quotation_of_nothing_is_only_the_post():
    assert markup.quote(345, "> all quoted") == "> [post:345]\n\n"


def test_long_words_are_cut_at_a_word():
    words = markup.quote(345, "word " * 400).split("\n")[1]

    assert words.endswith(" word […]")
    assert 950 < len(words) <= 1_002


def test_quoted_posts_are_listed_once():
    text = markup.quote(3, "a") + markup.quote(1, "b") + markup.quote(3, "c") + "> d"

    assert markup.quoted(text) == (3, 1)
    assert markup.quoted("[post:1]\n\n`> [post:2]`\n\n> a\n> [post:3]") == ()


def test_blanked_words_leave_every_quotation_of_them():
    text = (
        markup.quote(1, "secret")
        + "mine\n\n- > [post:2]\n  > kept\n- > [post:1]\n  > secret"
    )

    assert markup.without_quotes_of(text, {1}) == (
        "> [post:1]\n> […]\n\nmine\n\n- > [post:2]\n  > kept\n- > [post:1]\n  > […]"
    )


def test_blanked_words_within_another_quotation():
    text = "> [post:2]\n> > [post:1]\n> > secret\n>\n> kept"

    assert (
        markup.without_quotes_of(text, {1})
        == "> [post:2]\n> > [post:1]\n> > […]\n>\n> kept"
    )
    assert markup.without_quotes_of(text, {1, 2}) == "> [post:2]\n> […]"
    assert markup.without_quotes_of(text, {3}) == text


# --- Plain words ------------------------------------------------------------------------


def test_excerpt_is_the_writers_own_words():
    text = (
        markup.quote(1, "theirs")
        + "# Mine\n\n**bold** [link](https://x.example)\n- a @[17]"
    )

    assert markup.excerpt(text) == "Mine bold link a @…"
    assert markup.excerpt("one two three", 10) == "one two…"
    assert markup.excerpt("a" * 50, 10) == "a" * 9 + "…"


def test_mail_has_names_and_addresses():
    text = "Hi @[17] and @[99]\n\n> a\n\n1. [b](https://x.example)\n2. c\n   - d\n\n```\ne\n```"

    assert markup.as_plain(text, HANDLES) == (
        "Hi @ann and a former member\n\n> a\n\n1. b (https://x.example)\n2. c\n   - d\n\ne"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://x.example", True), ("[a](mailto:a@x.example)", True),
        ("`https://x.example`", False), ("a", False),
    ],
)  # fmt: skip
def test_posts_with_links_are_known(text, found):
    assert markup.has_links(text) is found
