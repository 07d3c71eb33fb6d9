"""Typing errors are flagged, words are not."""

import pytest

from articles.importing.typos import find_typos


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("insertead", "inserted"),
        ("caner", "cancer"),
        ("porblems", "problems"),
        ("treatmnet", "treatment"),
        ("diagosis", "diagnosis"),
    ],
)
def test_slips(typed, meant):
    assert find_typos(f"The {typed} of the bone") == [(typed, meant)]


def test_form_for_from_is_told_by_its_neighbors():
    assert find_typos("a lesion form renal cancer") == [
        ("lesion form renal", "lesion from renal")
    ]
    assert find_typos(
        "tumors form in bone; a form of cancer; lesions form of late"
    ) == [("tumors form in", "tumors from in")]


@pytest.mark.parametrize(
    "text",
    [
        "patients treated with guided ablations improve typically and similarly",
        "Karzinom Ablazion",
        "though thorough through casual causal trial trail",
        "cryoablated diagnoses studied studies study treating treats",
    ],
)
def test_words_are_left_alone(text):
    assert find_typos(text) == []
