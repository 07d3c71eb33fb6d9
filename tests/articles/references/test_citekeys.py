"""Keys that people can type."""

import pytest

from articles.models.references import citekey_validator
from articles.references.citekeys import new_citekey
from articles.references.records import Name, ParsedReference


def key(name="Callstrom", year=2006, taken=(), **fields):
    authors = (Name(name, "M."),) if name else ()
    return new_citekey(ParsedReference(authors=authors, year=year, **fields), taken)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Callstrom", "callstrom2006"),
        ("Szumera-Ciećkiewicz", "szumeracieckiewicz2006"),
        ("van der Berg", "vanderberg2006"),
        ("Łacko", "lacko2006"),
        ("Őry", "ory2006"),
        ("Größe", "grosse2006"),
        ("李", "work2006"),
    ],
)
def test_author_and_year(name, expected):
    assert key(name) == expected
    citekey_validator(expected)


def test_second_work_of_a_year_gets_a_letter():
    assert key(taken={"callstrom2006"}) == "callstrom2006b"
    assert key(taken={"callstrom2006", "callstrom2006b"}) == "callstrom2006c"


def test_letters_do_not_run_out():
    taken = {
        "callstrom2006",
        *(f"callstrom2006{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"),
    }

    assert key(taken=taken) == "callstrom2006aa"


def test_without_a_year_the_letter_is_set_apart():
    assert key(year=None, taken={"callstrom"}) == "callstrom-b"


def test_without_author_the_title_speaks():
    assert key("", title="On Osteosarcoma of the jaw") == "osteosarcoma2006"
    assert key("", title="") == "work2006"


def test_long_group_names_are_cut():
    generated = key("Prophylactic Antibiotic Regimens in Tumor Surgery Investigators")

    assert len(generated) <= 60
    citekey_validator(generated)
