"""What a receipt says for the tax office, where and from which amount."""

import pytest

from sponsors.giving import gift_aid
from sponsors.papers import organization, receipts
from tests.money_factories import make_donation, make_paid

pytestmark = pytest.mark.django_db


def statements(amount=30_000, currency="usd", **fields):
    payment = make_paid(make_donation(amount, currency, **fields))
    return receipts.valid_receipt(payment).frozen["statements"]


@pytest.mark.parametrize(
    ("amount", "currency", "stands"),
    [
        (24_999, "usd", False),
        (25_000, "usd", True),
        (1_000_000, "usd", True),
        (500, "jpy", True),
        (1500, "kwd", True),
    ],
)
def test_the_us_wording_stands_from_250_dollars(settings, amount, currency, stands):
    settings.TAX_SCHEME = "us"

    assert bool(statements(amount, currency)) is stands


def test_the_us_wording_names_what_the_irs_asks_for(settings):
    settings.TAX_SCHEME = "us"
    settings.ORGANIZATION_NAME = "Portal Foundation"

    [words] = statements(25_000)

    for part in ("Portal Foundation", "no goods or services", "$250.00", "received on"):
        assert part in words


def test_gift_aid_is_quoted_word_for_word_as_it_was_signed(settings):
    settings.TAX_SCHEME = "uk"
    settings.ORGANIZATION_NAME = "Portal Trust"
    signed = gift_aid.declaration(name="Ada", address="1 Street")

    claimed, quoted = statements(2000, "gbp", gift_aid=signed)

    assert "Gift Aid declaration" in claimed
    assert quoted == f"“{signed['wording']}”"
    assert "Portal Trust" in quoted


def test_without_a_declaration_no_tax_is_claimed(settings):
    settings.TAX_SCHEME = "uk"

    [words] = statements(2000, "gbp")

    assert "no tax" in words


def test_elsewhere_a_receipt_says_nothing_about_taxes(settings):
    settings.TAX_SCHEME = "none"

    assert statements(1_000_000) == []


@pytest.mark.parametrize(
    ("scheme", "missing"),
    [
        ("none", ["ORGANIZATION_ADDRESS"]),
        ("us", ["ORGANIZATION_ADDRESS", "ORGANIZATION_TAX_ID"]),
        ("uk", ["ORGANIZATION_ADDRESS", "ORGANIZATION_CHARITY_NUMBER"]),
    ],
)
def test_what_a_scheme_needs_is_told_when_missing(settings, scheme, missing):
    settings.TAX_SCHEME = scheme

    assert organization.missing() == missing
