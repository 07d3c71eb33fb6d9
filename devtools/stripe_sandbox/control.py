"""The control plane: what no Stripe offers, as JSON for tests and behind the control page."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from devtools.stripe_sandbox import (
    cards,
    clock,
    deliveries,
    disputes,
    faults,
    paying,
    refunds,
    renewals,
    seeding,
)
from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.errors import ApiError, invalid
from devtools.stripe_sandbox.methods import Payer, attach, keep
from devtools.stripe_sandbox.store import Json, Object
from devtools.stripe_sandbox.web import Page, Visit

Given = dict[str, Any]
SWITCHES = {
    "webhook_url": str, "enabled_events": list,
    "hold": bool, "copies": int, "drop": list, "retry_delays": list,
    "answer_delay": float, "dunning_days": list, "dunning_end": str, "more_secrets": list,
    "settles_in": str,
}  # fmt: skip
DUNNING_ENDS = ("cancel", "unpaid", "past_due")
MOST_COPIES = 50


def config(account: Account, given: Given) -> Given:
    """Change switches; returns all of them."""
    for name, value in given.items():
        if name not in SWITCHES:
            raise invalid(f"There is no switch {name}.", name)
        if SWITCHES[name] is float and type(value) is int:
            given[name] = float(value)
        elif type(value) is not SWITCHES[name]:
            raise invalid(f"{name} is a {SWITCHES[name].__name__}.", name)
    if given.get("dunning_end", "cancel") not in DUNNING_ENDS:
        raise invalid(
            f"dunning_end is one of {', '.join(DUNNING_ENDS)}.", "dunning_end"
        )
    if not 0 <= given.get("copies", 1) <= MOST_COPIES:
        raise invalid(f"copies is between 0 and {MOST_COPIES}.", "copies")
    account.configure(**given)
    return status(account, {})


def status(account: Account, _given: Given) -> Given:
    counts = account.store.execute(
        "SELECT state, COUNT(*) FROM delivery GROUP BY state"
    )
    return {**vars(account.settings), "now": account.now(), "deliveries": dict(counts)}


def fail_next(account: Account, given: Given) -> Given:
    """Queue faults for the next API calls: {"faults": ["500", "lost"]}."""
    account.configure(fail_next=faults.check(list(given["faults"])))
    return {"fail_next": account.settings.fail_next}


def advance(account: Account, given: Given) -> Given:
    done = clock.advance(account, **{name: int(value) for name, value in given.items()})
    return {"done": done, "now": account.now()}


def _arrangement(order: str) -> Callable[[Sequence[int]], Sequence[int]]:
    def shuffled(numbers: Sequence[int]) -> Sequence[int]:
        return random.sample(numbers, len(numbers))

    def reversed_(numbers: Sequence[int]) -> Sequence[int]:
        return numbers[::-1]

    def as_they_came(numbers: Sequence[int]) -> Sequence[int]:
        return numbers

    known = {"": as_they_came, "shuffle": shuffled, "reverse": reversed_}
    if order not in known:
        raise invalid("order is shuffle or reverse, or nothing.", "order")
    return known[order]


def release(account: Account, given: Given) -> Given:
    """Deliver what was held: {"order": "shuffle" | "reverse" | "", "copies": 2}."""
    arrange, copies = _arrangement(given.get("order", "")), int(given.get("copies", 1))
    if not 0 <= copies <= MOST_COPIES:
        raise invalid(f"copies is between 0 and {MOST_COPIES}.", "copies")
    account.configure(hold=False)
    return {
        "released": deliveries.release(account, lambda all_: arrange([*all_] * copies))
    }


def resend(account: Account, given: Given) -> Given:
    with account.working():
        event = account.store.get("event", given["event"], "event")
        account.queue(event["id"])
    return {"resent": event["id"]}


def list_deliveries(account: Account, given: Given) -> list[Given]:
    rows = account.store.execute(
        "SELECT d.number, d.event, json_extract(o.body, '$.type'), d.attempts, d.state, "
        "d.result FROM delivery d JOIN object o ON o.id = d.event "
        "ORDER BY d.number DESC LIMIT ?",
        (int(given.get("limit", 100)),),
    )
    names = ("number", "event", "type", "attempts", "state", "result")
    return [dict(zip(names, row, strict=True)) for row in rows]


def dispute(account: Account, given: Given) -> Object:
    """Dispute a charge: {"charge", "amount"?, "reason"?, "status"?}."""
    options = {name: given[name] for name in ("reason", "status") if given.get(name)}
    amount = int(given["amount"]) if given.get("amount") else None
    with account.working():
        charge = account.store.get("charge", given["charge"], "charge")
        return account.show(
            disputes.open_dispute(account, charge, amount=amount, **options)
        )


def dispute_move(account: Account, given: Given) -> Object:
    with account.working():
        found = account.store.get("dispute", given["dispute"], "dispute")
        return account.show(disputes.move(account, found, given["status"]))


def fraud_warning(account: Account, given: Given) -> Object:
    with account.working():
        charge = account.store.get("charge", given["charge"], "charge")
        return account.show(disputes.warn(account, charge))


def refund(account: Account, given: Given) -> Object:
    """Refund as somebody in Stripe's Dashboard would: {"charge", "amount"?}."""
    wanted: Given = {"charge": given["charge"]}
    if given.get("amount"):
        wanted["amount"] = int(given["amount"])
    with account.working():
        return account.show(refunds.create(account, wanted))


def refund_fails(account: Account, given: Given) -> Object:
    with account.working():
        refund = account.store.get("refund", given["refund"], "refund")
        return account.show(
            refunds.fail(account, refund, given.get("reason", "declined"))
        )


def refund_succeeds(account: Account, given: Given) -> Object:
    with account.working():
        refund = account.store.get("refund", given["refund"], "refund")
        return account.show(refunds.succeed(account, refund))


def settle(account: Account, given: Given) -> Given:
    """End a delayed payment: {"payment_intent", "succeeds": true | false}."""
    with account.working():
        intent = account.store.get("payment_intent", given["payment_intent"])
        came = paying.settle(
            account, intent, succeeds=given.get("succeeds") in (True, "true")
        )
    if came is None:
        raise invalid(f"The payment is {intent['status']}, not processing.")
    return {"succeeded": came}


def renew(account: Account, given: Given) -> Given:
    """Move the clock to the end of the subscription's period, so that it renews."""
    subscription = account.store.get("subscription", given["subscription"])
    end = subscription["items"]["data"][0]["current_period_end"]
    return {
        "done": clock.advance(account, to=max(end, account.now())),
        "now": account.now(),
    }


def retry(account: Account, given: Given) -> Given:
    with account.working():
        invoice = account.store.get("invoice", given["invoice"])
        renewals.pay(account, {}, invoice["id"])
    return {"status": invoice["status"]}


def pay(account: Account, given: Given) -> Given:
    """Pay a session as the hosted page would: {"session", "number"?, "email"?, "name"?}."""
    method = cards.find(given.get("number", "4242424242424242"))
    if method is None:
        raise invalid("This is not a test number.", "number")
    payer = Payer(given.get("email", "donor@example.org"), given.get("name"))
    with account.working():
        session = account.store.get("checkout.session", given["session"], "session")
        outcome = paying.pay(account, session, method, payer)
    return {"to": outcome.to, "problem": outcome.problem}


def set_card(account: Account, given: Given) -> Given:
    """Let a subscription pay with another test number from now on."""
    method = cards.find(given["number"])
    if method is None:
        raise invalid("This is not a test number.", "number")
    with account.working():
        subscription = account.store.get("subscription", given["subscription"])
        customer = account.store.get("customer", subscription["customer"])
        saved = keep(
            account, method, Payer(customer.get("email"), customer.get("name"))
        )
        attach(account, saved, customer)
        previous = {"default_payment_method": subscription["default_payment_method"]}
        subscription["default_payment_method"] = saved["id"]
        account.emit("customer.subscription.updated", subscription, previous)
    return {"payment_method": saved["id"]}


def reset(account: Account, _given: Given) -> Given:
    account.reset()
    return {}


def seed(account: Account, given: Given) -> Given:
    """Make many paid charges at once, without events: {"charges": 100000, …}."""
    return seeding.seed(account, **given)


VERBS: dict[str, Callable[[Account, Given], Any]] = {
    one.__name__: one
    for one in (
        advance, config, dispute, dispute_move, fraud_warning, fail_next, pay, refund, refund_fails,
        refund_succeeds, release, renew, resend, reset, retry, seed, set_card, settle,
        status,
    )
} | {"deliveries": list_deliveries}  # fmt: skip


def call(account: Account, verb: str, given: Given) -> Json:
    """Do what a verb says.

    Raises:
        ApiError: there is no such verb, or something is missing.
    """
    if verb not in VERBS:
        raise invalid(f"The control plane does {', '.join(sorted(VERBS))}.", status=404)
    try:
        return VERBS[verb](account, given)
    except KeyError as error:
        raise invalid(f"Missing: {error.args[0]}", str(error.args[0])) from error


def answer(account: Account, visit: Visit, verb: str) -> Page:
    """Answer a JSON request; only programs send JSON, so no form of another site can."""
    if visit.method != "POST" or "json" not in visit.headers.get("Content-Type", ""):
        raise invalid("POST a JSON object.", status=405)
    given = json.loads(visit.body or b"{}")
    return Page(
        json.dumps(call(account, verb, given)), kind="application/json", headers={}
    )


def problem(error: ApiError) -> Page:
    body = json.dumps({"error": error.error})
    return Page(body, error.status, "application/json", {})
