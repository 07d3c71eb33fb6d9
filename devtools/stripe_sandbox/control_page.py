"""The control page: every verb of the control plane as a form, for hands."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote

from devtools.stripe_sandbox import control, disputes, faults, hosted_page, money
from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.store import Object
from devtools.stripe_sandbox.store import Page as Slice
from devtools.stripe_sandbox.web import Page, Visit, redirect, render

SHOWN = 20
NUMBERS = ("copies", "seconds", "days", "amount")


def control_page(account: Account, visit: Visit) -> Page:
    settings = account.settings
    done = parse_qs(visit.query).get("done", [""])[0]
    return render(
        "control.html",
        title="Control page",
        done=done,
        now=f"{datetime.fromtimestamp(account.now(), UTC):%d %B %Y, %H:%M:%S} UTC",
        webhook_url=settings.webhook_url or "nowhere",
        hold=settings.hold,
        held=str(control.status(account, {})["deliveries"].get("held", 0)),
        copies=str(settings.copies),
        drop=" ".join(settings.drop),
        fail_next=", ".join(settings.fail_next),
        faults=faults.WORDS.items(),
        statuses=sorted(disputes.STATUSES),
        deliveries=_deliveries(account),
        charges=_charges(account),
        subscriptions=_subscriptions(account),
        refunds=_simple(account, "refund"),
        disputes=_simple(account, "dispute"),
    )


def _newest(account: Account, kind: str) -> list[Object]:
    return account.store.page(kind, Slice(SHOWN), {})[0]


def _deliveries(account: Account) -> list[dict[str, str]]:
    found = control.list_deliveries(account, {"limit": SHOWN})
    return [{name: str(value) for name, value in one.items()} for one in found]


def _charges(account: Account) -> list[dict[str, object]]:
    return [
        {
            "id": one["id"],
            "amount": money.show(one["amount"], one["currency"]),
            "status": one["status"],
            "intent": one["payment_intent"],
            "is_pending": one["status"] == "pending",
            "is_refundable": one["status"] == "succeeded"
            and not (one["refunded"] or one["disputed"]),
            "is_disputable": one["status"] == "succeeded" and not one["disputed"],
        }
        for one in _newest(account, "charge")
    ]


def _subscriptions(account: Account) -> list[dict[str, object]]:
    return [
        {
            "id": one["id"],
            "status": one["status"],
            "until": hosted_page.day(one["items"]["data"][0]["current_period_end"]),
            "runs": one["status"] != "canceled",
        }
        for one in _newest(account, "subscription")
    ]


def _simple(account: Account, kind: str) -> list[dict[str, str]]:
    return [
        {
            "id": one["id"],
            "amount": money.show(one["amount"], one["currency"]),
            "status": one["status"],
        }
        for one in _newest(account, kind)
    ]


def event_page(account: Account, _visit: Visit, key: str) -> Page:
    event = account.store.get("event", key)
    text = json.dumps(event, indent=2)
    return render("event.html", title=event["type"], text=text, id=key)


def act(account: Account, visit: Visit, verb: str) -> Page:
    """Do what a form of the control page asks, and show the page again."""
    given: control.Given = {name: value for name, value in visit.form.items() if value}
    for name in NUMBERS:
        if name in given and given[name].isdecimal():
            given[name] = int(given[name])
    if "hold" in given:
        given["hold"] = given["hold"] == "true"
    if "drop" in visit.form:
        given["drop"] = visit.form["drop"].split()
    if "faults" in given:
        given["faults"] = [given["faults"]]
    result = control.call(account, verb, given)
    text = f"{verb.replace('_', ' ')}: {_brief(result)}"
    return redirect(f"/_sandbox/?done={quote(text)}")


def _brief(result: object) -> str:
    if isinstance(result, dict) and "object" in result:
        return f"{result['id']} is {result.get('status', 'there')}"
    if isinstance(result, dict) and len(result) < 5:
        return ", ".join(f"{name} {value}" for name, value in result.items()) or "done"
    return "done"
