"""Amounts, read and shown (cases 35 and 38 to 41)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sponsors import money
from sponsors.errors import (
    NotAnAmount,
    OutOfLimits,
    Separated,
    TooPrecise,
    UnknownCurrency,
)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("15", "usd", 1500),
        ("15.5", "usd", 1550),
        ("15.50", "usd", 1550),
        ("15,50", "eur", 1550),
        (" 15,00 ", "eur", 1500),
        ("$15", "usd", 1500),
        ("$ 15.50", "usd", 1550),
        ("15 €", "eur", 1500),
        ("15€", "eur", 1500),
        ("USD 15", "usd", 1500),
        ("15 usd", "usd", 1500),
        ("KWD 1.500", "kwd", 1500),
        ("0.07", "usd", 7),
        ("500", "jpy", 500),
        ("1.500", "kwd", 1500),
        ("1,50", "kwd", 1500),
        ("007", "usd", 700),
        ("0.1", "usd", 10),
        ("0.29", "usd", 29),
        ("1.10", "usd", 110),
        ("999999999999.99", "usd", 99999999999999),
    ],
)
def test_amounts_are_read_to_the_cent(text, currency, amount):
    """Cases 38 and 41: zero, two, three decimals; nothing is rounded."""
    assert money.parse(text, currency) == amount


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-5", "+5", "0", "0.00", "NaN", "Infinity", "1e3", "1e400", "0x10",
        "١٥", "１５", "²", "1 000", "1'000", "1,000.00", "1.000,00", "15.", ".5", "15,,0",
        "15\n", "\t15", "15\u00a0", "15€", "€15", "A$15", "$$15", "$", "$15$",
        "1_000", "fifteen", "1" * 13, str(2**63), "15;DROP", "15\x00",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text):
    """Case 40."""
    with pytest.raises(NotAnAmount):
        money.parse(text, "usd")


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1.5", "jpy"), ("1,500", "jpy"), ("1.555", "usd"), ("1,500", "eur")],
)
def test_smaller_coins_than_there_are_are_refused(text, currency):
    """A thousands separator looks the same, and may not make a thousandth of a gift."""
    with pytest.raises(TooPrecise):
        money.parse(text, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("1,500", "usd"), ("1.500", "eur"), ("$1,500", "usd"), ("1,500.00", "usd"),
        ("1.500,00", "eur"), ("1 500", "sek"), ("1'500", "usd"), ("1,500,000", "jpy"),
        ("1,500", "kwd"),
    ],
)  # fmt: skip
def test_who_parts_thousands_is_told_how_to_write_them(text, currency):
    with pytest.raises(Separated, match="enter 1500, not 1,500"):
        money.parse(text, currency)


def test_a_comma_before_three_digits_could_mean_thousands():
    with pytest.raises(NotAnAmount):
        money.parse("1,500", "kwd")


@pytest.mark.parametrize(
    ("amount", "currency", "error"),
    [
        (499, "usd", OutOfLimits),
        (0, "usd", OutOfLimits),
        (-1500, "usd", OutOfLimits),
        (2_500_001, "usd", OutOfLimits),
        (2**63, "usd", OutOfLimits),
        (1500, "chf", UnknownCurrency),
        (1500, "USD", UnknownCurrency),
        (1505, "kwd", TooPrecise),
        (1550, "isk", TooPrecise),
    ],
)
def test_limits_hold_for_each_currency(settings, amount, currency, error):
    """Case 39."""
    settings.GIVING_LIMITS = dict.fromkeys(("usd", "kwd", "isk"), (500, 2_500_000))

    with pytest.raises(error):
        money.check_limits(amount, currency)


@pytest.mark.parametrize("amount", [500, 2_500_000])
def test_the_limits_themselves_are_taken(settings, amount):
    settings.GIVING_LIMITS = {"usd": (500, 2_500_000)}

    money.check_limits(amount, "usd")


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (1500, "usd", "$15.00"),
        (123456789, "eur", "€1,234,567.89"),
        (500, "jpy", "¥500"),
        (1500, "kwd", "KWD\u00a01.500"),
        (5, "gbp", "£0.05"),
        (-300, "eur", "−€3.00"),
        (0, "usd", "$0.00"),
    ],
)
def test_amounts_are_shown_for_people(amount, currency, shown):
    assert money.show(amount, currency) == shown


@given(
    st.integers(1, 10**12 - 1),
    st.sampled_from(["usd", "jpy", "kwd", "eur", "isk"]),
)
def test_what_is_shown_to_machines_reads_back_the_same(amount, currency):
    assert money.parse(money.plain(amount, currency), currency) == amount


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_a_kind_refusal(text):
    try:
        amount = money.parse(text, "usd")
    except NotAnAmount:
        return
    assert 0 < amount < 10**15
    assert set(text.strip(" ")) <= set("0123456789.,")
