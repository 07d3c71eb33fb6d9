"""What the form of giving says before anybody pays: limits, when money is taken, taxes, fees."""

import datetime

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.sponsors.giving.world import FORM, filled_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wired(giving):
    return giving


def test_the_least_and_the_most_are_said_before_they_are_missed(reader):
    assertContains(reader.get(FORM), "Any amount from $5 to $25,000.")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (14, "You pay {sum} today and on the 14th of each month, until you stop it."),
        (31, "on the 31st (or last) day of each month, until you stop it."),
    ],
)
def test_the_day_on_which_money_is_taken_again_is_said(reader, monkeypatch, day, words):
    now = datetime.datetime(2027, 1, day, 12, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)

    response = reader.get(FORM)

    assertContains(response, words)
    assertContains(response, "of each year, until you stop it.")
    assertContains(response, "January")


@pytest.mark.parametrize(
    ("scheme", "words"),
    [("none", "please ask your tax office"), ("us", "what the IRS asks for")],
)
def test_nothing_uncertain_is_promised_about_taxes(reader, settings, scheme, words):
    settings.TAX_SCHEME = scheme

    assertContains(reader.get(FORM), words)


def test_where_gift_aid_is_declared_its_words_are_enough(reader, settings):
    settings.TAX_SCHEME = "uk"

    assertNotContains(reader.get(FORM), "tax office")


def test_nothing_is_ticked_for_anybody(reader):
    checked = reader.get(FORM).content.decode().count(" checked")

    assert checked == 2  # "once" and "anonymous"


def test_the_currency_of_the_last_gift_is_offered_again(reader):
    reader.post(FORM, filled_in(currency="eur"))

    assertContains(reader.get(FORM), '<option value="eur" selected>')
    assertContains(reader.get(f"{FORM}?currency=usd"), '<option value="usd" selected>')


def test_what_is_wrong_has_the_focus(reader):
    response = reader.post(FORM, filled_in(email="no"))

    assertContains(response, 'role="alert" tabindex="-1" autofocus', status_code=422)
