"""Every hard case of docs/hard-cases.md has a test, and every test named there exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
TABLE = TESTS.parent / "docs" / "hard-cases.md"
ROW = re.compile(r"\| (\d+) \| ([^|]+) \| ([^|]+) \| (.+) \|")
CLAIM = re.compile(r"\bcases? (\d+(?:(?:, | and | to )\d+)*)", re.IGNORECASE)
CASES = range(1, 96)


def proofs():
    """Return number → names of tests, in the order of the table."""
    rows = [ROW.fullmatch(line) for line in TABLE.read_text().splitlines()]
    return {int(row[1]): re.findall(r"`([^`]+)`", row[4]) for row in rows if row}


@cache
def docstrings(file):
    """Return the tests of a file with what they say of themselves."""
    tree = ast.parse((TESTS / file).read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    tests = [one for one in functions if one.name.startswith("test_")]
    return {one.name: ast.get_docstring(one) or "" for one in tests}


def claimed(text):
    """Return the numbers of "Case 7", "Cases 1, 3 and 4" or "Cases 27 to 30"."""
    found = set()
    for [numbers] in (match.groups() for match in CLAIM.finditer(text)):
        for part in re.split(r", | and ", numbers):
            first, _to, last = part.partition(" to ")
            found |= set(range(int(first), int(last or first) + 1))
    return found


def test_every_case_is_proved_once_in_the_table():
    assert list(proofs()) == list(CASES)
    assert all(proofs().values())


@pytest.mark.parametrize("number", CASES)
def test_the_tests_that_prove_a_case_exist(number):
    for name in proofs()[number]:
        file, _colons, function = name.partition("::")
        assert function in docstrings(file), name


def test_tests_that_claim_a_case_name_one_that_there_is():
    files = [
        *TESTS.glob("sponsors/**/test_*.py"),
        *TESTS.glob("stripe_live/test_*.py"),
    ]
    claims = {
        f"{file.name}::{test}": claimed(said)
        for file in files
        for test, said in docstrings(file.relative_to(TESTS)).items()
    }

    assert {name for name, numbers in claims.items() if numbers - set(CASES)} == set()
    assert len({number for numbers in claims.values() for number in numbers}) > 80


def test_claims_are_read_as_people_write_them():
    assert claimed("Cases 1, 3 and 5 to 7; case 9, too.") == {1, 3, 5, 6, 7, 9}
    assert claimed("In any case: nothing.") == set()
