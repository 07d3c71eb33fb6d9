"""Many paid charges at once, for measuring: no events, no pages, one transaction."""

import json
from collections.abc import Iterator
from typing import Any

from devtools.stripe_sandbox import cards, methods, payments
from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.methods import Payer
from devtools.stripe_sandbox.store import Object, identifier

MOST = 1_000_000
NUMBER = "number-of-the-payment"
Row = tuple[str, str, int, str]


def seed(
    account: Account,
    charges: int,
    amount: int = 1500,
    currency: str = "usd",
    metadata_name: str = "payment",
) -> dict[str, Any]:
    """Make this many succeeded payments, the n-th with n in its metadata.

    One is paid as any other; the rest are its copies under ids of their own.
    """
    number = min(charges, MOST)
    with account.working():
        model = _model(account, amount, currency, {metadata_name: NUMBER})
        account.store.insert(_copies(model, number))
        for one in model:
            account.store.execute("DELETE FROM object WHERE id = ?", (one["id"],))
    return {"charges": number}


def _model(
    account: Account, amount: int, currency: str, metadata: dict[str, str]
) -> list[Object]:
    """Return an intent, its charge and its movement, made without a word to anybody."""
    drop, account.settings.drop = account.settings.drop, ["*"]
    last = account.store.last()
    saved = methods.keep(account, cards.CARDS[0], Payer("donor@example.org"))
    intent = payments.new_intent(
        account, amount=amount, currency=currency, kinds=["card"], metadata=metadata
    )
    payments.attempt(account, intent, saved)
    account.settings.drop = drop
    account.store.execute(
        "DELETE FROM object WHERE kind = 'event' AND number > ?", (last,)
    )
    charge = account.store.get("charge", intent["latest_charge"])
    movement = account.store.get("balance_transaction", charge["balance_transaction"])
    return [account.store.save(one) for one in (intent, charge, movement)]


def _copies(model: list[Object], number: int) -> Iterator[Row]:
    texts = [json.dumps(one) for one in model]
    for index in range(number):
        new = {
            one["id"]: identifier(f"{one['id'].partition('_')[0]}_") for one in model
        }
        for one, text in zip(model, texts, strict=True):
            for old, key in new.items():
                text = text.replace(old, key)
            body = text.replace(NUMBER, str(index))
            yield new[one["id"]], one["object"], one["created"], body
