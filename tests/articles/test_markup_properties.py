"""What holds for any text: within the contract, numbers in order, every button with its note."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markup import OutcomeRow
from tests.articles.contract import attempt, inspect

SNIPPETS = st.sampled_from(
    [
        *"[]()*_`<>!&|@#\\\"':-+=~{}$%^\t ",
        *[
            "\n",
            "\n\n",
            "# ",
            "## ",
            "- ",
            "1. ",
            "> ",
            "    ",
            "**",
            "![](figure:ice-ball)",
        ],
        *[
            "[@a2001]",
            "[@b2002, p. 3-4]",
            "[@a2001; @b2002; @c2003]",
            "[@zzz]",
            "@a2001",
        ],
        *[
            "::: note\n",
            "\n:::\n",
            "::: do\n- a\n:::\n",
            "::: unknown\n",
            "::: outcomes\n:::\n",
        ],
        *[
            "| a |\n|---|\n| b |\n",
            "Table: x\n\n",
            "[x](https://a.org)",
            "[x](javascript:1)",
        ],
        *[
            "> Words.\n> — [@c2003]\n",
            "<script>",
            "</p>",
            "&lt;",
            "&#x6a;",
            "word ",
            "é",
            "\u202e",
        ],
        *["\r\n", "\0", "<b onclick=1>", "\ufeff", "\u2028", "😀"],
    ]
)
TEXTS = st.one_of(
    st.lists(SNIPPETS, max_size=40).map("".join),
    st.text(max_size=200),
    st.lists(st.one_of(SNIPPETS, st.text(max_size=10)), max_size=30).map("".join),
)
ROWS = st.lists(
    st.builds(
        OutcomeRow,
        n=st.integers(0, 60),
        of=st.integers(0, 60),
        claim=st.text(max_size=20),
        citekey=st.sampled_from(["a2001", "b2002", "evil", "zzz"]),
    ),
    max_size=2,
)


@settings(max_examples=300, deadline=None)
@given(source=TEXTS, outcomes=ROWS, audience=st.sampled_from(["lay", "professional"]))
def test_any_text_is_rendered_within_the_contract_or_refused(
    source, outcomes, audience
):
    page = attempt(source, outcomes=outcomes, audience=audience)

    if page is not None:
        assert inspect(page.html).offences == []


GOOD = st.lists(
    st.sampled_from(
        [
            *[
                "[@a2001]",
                "[@b2002, p. 3-4]",
                "[@c2003; @b2002; @a2001]",
                "[@c2003; @a2001]",
            ],
            *[
                "words ",
                "\n\n",
                "\n\n# Section\n\n",
                "\n\n- point ",
                "\n\n::: outcomes\n:::\n\n",
            ],
            *["\n\n> Words.\n> — [@c2003]\n\n", "\n\n| a [@b2002] |\n|---|\n| b |\n\n"],
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(source=GOOD, outcomes=ROWS)
def test_numbers_run_from_one_by_first_appearance(source, outcomes):
    page = attempt(source, outcomes=outcomes)

    if page is not None:
        assert [c.number for c in page.citations] == list(
            range(1, len(page.citations) + 1)
        )
        shown = [n for button in _buttons(page) for n in _numbers(button)]
        assert list(dict.fromkeys(shown)) == [c.number for c in page.citations]


@settings(max_examples=200, deadline=None)
@given(source=GOOD, outcomes=ROWS)
def test_each_button_is_unique_and_each_use_has_its_button(source, outcomes):
    page = attempt(source, outcomes=outcomes)

    if page is not None:
        ids = inspect(page.html).ids
        anchors = {use.anchor for cited in page.citations for use in cited.uses}
        assert len(ids) == len(set(ids))
        assert anchors == {b["id"] for b in _buttons(page)}
        assert all(cited.uses for cited in page.citations)


@settings(max_examples=200, deadline=None)
@given(source=GOOD, outcomes=ROWS)
def test_each_button_opens_a_note_that_the_page_will_have(source, outcomes):
    page = attempt(source, outcomes=outcomes)

    if page is not None:
        notes = {f"ref-{cited.number}-note" for cited in page.citations}
        notes |= {f"refs-{first}-{last}-note" for first, last in page.ranges}
        assert {b["popovertarget"] for b in _buttons(page)} <= notes


def _buttons(page):
    return inspect(page.html).buttons


def _numbers(button):
    """Every reference that a button opens: "refs-2-4-note" is 2, 3 and 4."""
    ends = [int(number) for number in re.findall(r"\d+", button["popovertarget"])]
    return range(ends[0], ends[-1] + 1)
