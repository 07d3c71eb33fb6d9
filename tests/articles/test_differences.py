"""A difference shows what was removed and added, and only as much as one needs."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.differences import Block, Piece, compare
from tests.pace import within

texts = st.lists(st.text(alphabet="ab \n", max_size=12), max_size=8).map("\n".join)


def test_compare_of_equal_texts_is_empty():
    assert compare("One.\n\nTwo.", "One.\r\n\r\nTwo.") == []


def test_compare_marks_the_changed_words():
    (block,) = compare("Success in 95% of people.", "Success in 17 of 19 people.")

    assert Piece("removed", "95%") in block.pieces
    assert Piece("added", "17") in block.pieces


def test_compare_counts_what_stayed_the_same():
    paragraphs = [f"Paragraph {number}." for number in range(9)]

    blocks = compare("\n\n".join(paragraphs), "\n\n".join([*paragraphs, "New."]))

    assert blocks == [Block(unchanged=9), Block(pieces=(Piece("added", "New."),))]


@given(texts, texts)
def test_compare_loses_no_changed_word(old, new):
    pieces = [piece for block in compare(old, new) for piece in block.pieces]

    gone = "".join(piece.text for piece in pieces if piece.kind != "added").split()
    come = "".join(piece.text for piece in pieces if piece.kind != "removed").split()
    assert set("".join(gone)) <= set("".join(old.split()))
    assert len("".join(old.split())) - len("".join(new.split())) == len(
        "".join(gone)
    ) - len("".join(come))


def test_compare_of_huge_paragraphs_ends_soon():
    with within(1):
        compare("a b " * 20_000, "b a " * 20_000)


@pytest.mark.parametrize("words", [2, 240])
def test_compare_of_a_few_words_over_and_over_ends_soon(words):
    chance = random.Random(words)  # the same each time
    old, new = (
        "\n\n".join(
            " ".join(chance.choice("ab") for _ in range(words))
            for _ in range(9_600 // words)
        )
        for _ in "ab"
    )

    with within(1.5):
        compare(old, new)


def test_compare_without_effort_shows_paragraphs_as_replaced():
    (block,) = compare("One two three", "One two four", effort=0)

    assert [piece.kind for piece in block.pieces] == ["removed", "added"]


def test_new_heading_before_a_rewritten_paragraph_is_told_apart():
    blocks = compare(
        "The needle freezes the bone.", "What it is\n\nThe probe freezes the bone."
    )

    assert [
        [(piece.kind, piece.text) for piece in block.pieces] for block in blocks
    ] == [
        [("added", "What it is")],
        [
            ("same", "The "),
            ("removed", "needle"),
            ("added", "probe"),
            ("same", " freezes the bone."),
        ],
    ]


def test_another_paragraph_is_not_compared_word_by_word():
    (gone, come) = compare("The needle freezes.", "Call us when it hurts.")

    assert [piece.kind for piece in (*gone.pieces, *come.pieces)] == [
        "removed",
        "added",
    ]
