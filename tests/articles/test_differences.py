"""A difference shows what was removed and added, and only as much as one needs."""

import time

from hypothesis import given
from hypothesis import strategies as st

from articles.differences import Block, Part, compare

texts = st.lists(st.text(alphabet="ab \n", max_size=12), max_size=8).map("\n".join)


def test_compare_of_equal_texts_is_empty():
    assert compare("One.\n\nTwo.", "One.\r\n\r\nTwo.") == []


def test_compare_marks_the_changed_words():
    (block,) = compare("Success in 95% of people.", "Success in 17 of 19 people.")

    assert block.kind == "changed"
    assert Part("removed", "95%") in block.parts
    assert Part("added", "17") in block.parts


def test_compare_skips_what_is_far_from_a_change():
    lines = [f"Paragraph {number}." for number in range(9)]

    blocks = compare("\n".join(lines), "\n".join([*lines, "New."]))

    assert blocks[0] == Block("skipped", skipped=8)
    assert blocks[-1] == Block("added", (Part("added", "New."),))


@given(texts, texts)
def test_compare_loses_no_word(old, new):
    parts = [part for block in compare(old, new, context=99) for part in block.parts]

    kept = {"old": ("same", "removed"), "new": ("same", "added")}
    for text, kinds in ((old, kept["old"]), (new, kept["new"])):
        words = "".join(part.text for part in parts if part.kind in kinds).split()
        if compare(old, new):
            assert "".join(words) == "".join(text.split())


def test_compare_of_huge_paragraphs_ends_soon():
    start = time.perf_counter()

    compare("a b " * 20_000, "b a " * 20_000)

    assert time.perf_counter() - start < 1
