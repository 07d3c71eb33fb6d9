"""How a payment stands does not depend on order or number of what was heard."""

from itertools import permutations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sponsors.books.ledger import Status, status


class Row(NamedTuple):
    kind: str
    stripe_id: str
    amount: int = 0
    currency: str = "usd"


def fact(kind, key="cs"):
    return Row(kind, key, 0, "")


CHARGE = Row("charge", "ch", 1500)
FEE = Row("fee", "txn", -74)
PART, REST = Row("refund", "re1", -500), Row("refund", "re2", -1000)
PART_BACK = Row("refund_reversal", "re1", 500)
TAKEN, GIVEN_BACK = Row("dispute", "txn2", -1500), Row("dispute_reversal", "txn3", 1500)
DONE, DISPUTED, CLOSED = (
    fact("completed"),
    fact("disputed", "du"),
    fact("dispute_closed", "du"),
)
LOST, EXPIRED, LATE = fact("dispute_lost", "du"), fact("expired"), fact("processing")
FAILED, DECLINED = fact("async_failed"), fact("declined", "ch0")

# What happened → how it stands: status, net, refundable.
SCENARIOS = {
    "nothing": ([], "created", 0, 0),
    "left": ([EXPIRED], "expired", 0, 0),
    "declined": ([DECLINED], "created", 0, 0),
    "44 declined, then paid": ([DECLINED, DONE, CHARGE, FEE], "paid", 1500, 1500),
    "45 expired, then on its way": ([EXPIRED, DONE, LATE], "processing", 0, 0),
    "45 expired, then failed": ([EXPIRED, DONE, LATE, FAILED], "failed", 0, 0),
    "45 expired, then paid": ([EXPIRED, DONE, LATE, CHARGE], "paid", 1500, 1500),
    "47 failed later": ([DONE, LATE, FAILED], "failed", 0, 0),
    "48 paid later": ([DONE, LATE, CHARGE, FEE], "paid", 1500, 1500),
    "49 nothing due": ([DONE, fact("nothing_due")], "paid", 0, 0),
    "52 partial refund": ([DONE, CHARGE, FEE, PART], "partially_refunded", 1000, 1000),
    "53 partial and rest": ([DONE, CHARGE, FEE, PART, REST], "refunded", 0, 0),
    "56 refund came back": ([DONE, CHARGE, PART, PART_BACK], "paid", 1500, 1500),
    "58 disputed": ([DONE, CHARGE, DISPUTED, TAKEN], "disputed", 0, 0),
    "58 opened": ([DONE, CHARGE, DISPUTED], "paid", 1500, 0),
    "59 lost": ([DONE, CHARGE, DISPUTED, TAKEN, CLOSED, LOST], "lost", 0, 0),
    "59 won": ([CHARGE, DISPUTED, TAKEN, CLOSED, GIVEN_BACK], "paid", 1500, 1500),
    "60 dispute of a part": (
        [CHARGE, DISPUTED, Row("dispute", "txn4", -600)],
        "disputed",
        900,
        0,
    ),
    "61 dispute of a refunded charge": (
        [CHARGE, PART, DISPUTED, Row("dispute", "txn5", -1000)],
        "disputed",
        0,
        0,
    ),
    "59 appeal won": (
        [CHARGE, DISPUTED, TAKEN, CLOSED, LOST, GIVEN_BACK],
        "paid",
        1500,
        1500,
    ),
    "62 dispute before the charge": ([DISPUTED, TAKEN], "processing", -1500, 0),
    "offline": ([Row("offline", "cheque:1", 1500)], "paid", 1500, 1500),
}


def stand(rows):
    facts = [row for row in rows if not row.currency]
    return status(facts, [row for row in rows if row.currency])


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_order_gives_the_same_standing(name):
    """Every permutation of up to six things that happened."""
    rows, word, net, refundable = SCENARIOS[name]

    standings = {stand(order) for order in permutations(rows)}

    assert len(standings) == 1
    found = standings.pop()
    assert (found.status, found.net, found.refundable) == (word, net, refundable)


@given(st.data(), st.sampled_from(sorted(SCENARIOS)))
def test_repeating_things_in_any_order_changes_nothing(data, name):
    """Cases 1 to 4: doubled, tripled, shuffled, reversed."""
    rows, word, net, _refundable = SCENARIOS[name]
    more = data.draw(st.lists(st.sampled_from(rows))) if rows else []

    found = stand(data.draw(st.permutations([*rows, *more])))

    assert (found.status, found.net) == (word, net)


ODD = [Row("refund", "re3", -500, "eur"), Row("charge", "ch2", 500, "jpy")]
ANYTHING = st.lists(
    st.sampled_from([*ODD, *(row for rows, *_ in SCENARIOS.values() for row in rows)]),
    max_size=12,
)


@given(ANYTHING)
def test_whatever_happened_the_parts_add_up(rows):
    found = stand(rows)

    assert found.net == found.paid - found.refunded - found.disputed
    assert 0 <= found.refundable <= max(found.net, 0)
    assert isinstance(found.status, Status)


@given(ANYTHING, st.data())
def test_any_rows_fold_the_same_in_any_order(rows, data):
    assert stand(rows) == stand(data.draw(st.permutations(rows)))


def test_another_amount_or_currency_needs_a_look():
    """Cases 36 and 37."""
    other = [CHARGE, Row("refund", "re", -500, "eur")]

    assert stand([CHARGE, fact("mismatch", "ch")]).needs_review
    assert stand(other).needs_review
    assert not stand([CHARGE]).needs_review


def test_fees_in_another_currency_do_not_mix_in():
    found = stand([CHARGE, Row("fee", "txn", -100, "eur")])

    assert (found.net, found.currency, found.needs_review) == (1500, "usd", False)
