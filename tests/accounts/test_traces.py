"""An address and a public name in the words of others: what is struck out, what stays."""

import pytest
from django.contrib.auth import get_user_model

from articles.models import Feedback
from portal.accounts import traces
from tests.factories import make_subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db):
    return get_user_model().objects.create_user("anna.b@x.org", handle="anna-7")


def struck(user, text, *, with_name=True, field="message"):
    """Return what becomes of a text."""
    kind = Feedback.Kind.ERROR
    row = Feedback.objects.create(kind=kind, subject=make_subject(), message=text)
    words = traces.patterns(user, with_name=with_name)
    changed = traces.strike_out(Feedback.objects.all(), field, words=words)
    row.refresh_from_db()
    assert changed == ([row.pk] if row.message != text else [])
    return row.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anna-7", "a former member"),
        ("Thanks, Anna-7!", "Thanks, a former member!"),
        ("@anna-7: yes", "a former member: yes"),
        ("(ANNA-7) and anna-7's", "(a former member) and a former member's"),
        ("anna-7, anna-7", "a former member, a former member"),
        ("Write to Anna.B@X.org.", "Write to (address removed)."),
        ("<anna.b@x.org>", "<(address removed)>"),
        ("one\nanna-7\ntwo", "one\na former member\ntwo"),
        ("«anna-7»", "«a former member»"),
    ],
)
def test_struck_out(anna, text, expected):
    assert struck(anna, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "anna-77",
        "joanna-7",
        "anna-7-b",
        "my_anna-7",
        "jo-anna-7",
        "anna",
        "hannah.anna.b@x.org",
        "anna.b@x.org.uk",
        "anna.b@x.organic",
        "annaxb@x.org",
    ],
)
def test_somebody_or_something_else_stays(anna, text):
    assert struck(anna, text) == text


def test_a_name_that_is_a_word_stays_but_the_address_goes(anna):
    text = struck(anna, "anna-7 is anna.b@x.org", with_name=False)

    assert text == "anna-7 is (address removed)"


def test_signs_of_patterns_in_an_address_are_plain_signs(anna):
    anna.email = "a+b.c@x.org"

    assert struck(anna, "a+b.c@x.org, aab.c@x.org") == "(address removed), aab.c@x.org"


def test_what_becomes_too_long_is_cut(anna):
    subject = make_subject(name="anna-7 " * 28)  # 196 of 200 characters

    traces.strike_out(
        type(subject).objects.all(), "name", words=traces.patterns(anna, with_name=True)
    )

    subject.refresh_from_db()
    assert len(subject.name) == 200
    assert "anna-7" not in subject.name
