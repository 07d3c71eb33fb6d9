"""Reference lists come numbered, run together, broken over lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.references.splitting import (
    looks_like_reference,
    parse_references,
    split_references,
)
from tests.pace import within

ONE = "Doe J, Roe AB, et al. Ice and bone. Radiology 2006;241:572-580."
TWO = "Poe C. Fire and bone, and water. Bone. 2010 Jan;3(1):4–5. doi:10.1000/xyz1."
THREE = "Ice Study Group. Air. Cancer 2011;7:8-9."
ALL = [ONE, TWO, THREE]


def stripped(pieces):
    return [piece.rstrip(".") for piece in pieces]


@pytest.mark.parametrize("glue", ["\n", " ", "\n\n", "\r\n", " \n \n "])
def test_unnumbered_lists_are_cut_where_authors_follow_a_source(glue):
    assert stripped(split_references(glue.join(ALL))) == stripped(ALL)


@pytest.mark.parametrize("mark", ["{}. ", "[{}] ", "{}) ", "({}) ", "[{}]. "])
@pytest.mark.parametrize("glue", ["\n", "\n\n"])
def test_numbered_lists(mark, glue):
    text = glue.join(mark.format(n) + text for n, text in enumerate(ALL, start=1))

    records, _findings = parse_references(f"References:\n{text}")

    assert [record.title for record in records] == [
        "Ice and bone",
        "Fire and bone, and water",
        "Air",
    ]


def test_numbers_inside_one_paragraph():
    text = " ".join(f"{n}. {text}" for n, text in enumerate(ALL, start=1))

    assert len(split_references(text)) == 3


def test_bullets():
    assert len(split_references("\n".join(f"• {text}" for text in ALL))) == 3


def test_authors_on_their_own_line_or_paragraph():
    authors = "Jane Doe, MD, and Ann B. Roe, PhD"
    text = f"{authors}\n\nIce and bone, Radiology, Volume 2, Pages 3-4 (2006)"

    (record,), _findings = parse_references(text)

    assert [name.family for name in record.authors] == ["Doe", "Roe"]


def test_author_list_broken_over_lines_is_one_reference():
    text = "Doe J, Roe AB,\nPoe C, et al. Ice and\nbone. Radiology 2006;241:572-580."

    (record,), _findings = parse_references(text)

    assert [name.family for name in record.authors] == ["Doe", "Roe", "Poe"]
    assert record.title == "Ice and bone"


@pytest.mark.parametrize("text", ALL)
def test_a_reference_looks_like_one(text):
    assert looks_like_reference(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ice is cold. In 2006, 241 patients were treated with it.",
        "Doe and Roe showed in 2006 that ice is cold.",
        "Tumors of bone",
        "",
    ],
)
def test_prose_does_not(text):
    assert not looks_like_reference(text)


def test_a_list_without_end_is_cut_and_said():
    text = "\n".join(f"Doe J, Roe K. Ice {n}. Bone 2001;{n}:3-4." for n in range(2000))

    records, findings = parse_references(text)

    assert len(records) == 400
    assert [finding.code for finding in findings] == ["list-too-long"]


GARBAGE = [
    "Doe J, ",
    "(2006) ",
    "12, ",
    "A. B. ",
    "-",
    "(",
    "10.1000/",
    "https://",
    "x\n",
]
GARBAGE += ["1. ", "[1] a", "”", "In: A ", "2001 ", "Aa Bb and ", "J.-P. "]


@pytest.mark.parametrize("unit", GARBAGE)
def test_a_megabyte_of_garbage_takes_no_time(unit):
    with within(2):
        parse_references(unit * (1_000_000 // len(unit)))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=500))
def test_nothing_but_marks_is_lost(text):
    kept = "".join("".join(split_references(text)).split())

    assert len(kept) <= len("".join(text.split()))
