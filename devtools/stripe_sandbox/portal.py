"""Billing portal sessions: the page where customers change their card or cancel."""

from devtools.stripe_sandbox import catalog
from devtools.stripe_sandbox.account import Account, Params
from devtools.stripe_sandbox.errors import invalid, missing
from devtools.stripe_sandbox.rules import only
from devtools.stripe_sandbox.store import Object

LASTS = 3600  # seconds that the address of a portal session works
CONFIGURATION = "bpc_sandbox"
FLOWS = ("payment_method_update", "subscription_cancel")


def create(account: Account, given: Params) -> Object:
    only(given, "configuration", "customer", "flow_data", "locale", "return_url")
    if "customer" not in given:
        raise invalid(
            "Missing required param: customer.", "customer", "parameter_missing"
        )
    customer = catalog.existing_customer(account, given["customer"], "customer")
    if given.get("configuration", CONFIGURATION) != CONFIGURATION:
        raise missing(
            "billing_portal.configuration", given["configuration"], "configuration"
        )
    session = account.make(
        "billing_portal.session",
        "bps_",
        configuration=CONFIGURATION,
        customer=customer["id"],
        flow=_flow(account, given, customer),
        locale=given.get("locale"),
        return_url=given.get("return_url"),
    )
    session["url"] = f"{account.base}/p/session/{session['id']}"
    account.emit("billing_portal.session.created", session)
    return session


def _flow(account: Account, given: Params, customer: Object) -> Object | None:
    """Return the one thing that the page is to offer, if it is not everything."""
    if "flow_data" not in given:
        return None
    wanted = given["flow_data"]
    only(wanted, "after_completion", "subscription_cancel", "type", at="flow_data")
    if wanted["type"] not in FLOWS:
        only({wanted["type"]: ""}, *FLOWS, at="flow_data")
    flow: Object = {
        "type": wanted["type"],
        "after_completion": {"type": "portal_homepage"},
        "customer_update": None,
        "subscription_cancel": None,
    }
    after = wanted.get("after_completion", {})
    if after.get("type") == "redirect":
        flow["after_completion"] = {"type": "redirect", "redirect": after["redirect"]}
    if wanted["type"] == "subscription_cancel":
        key = wanted.get("subscription_cancel", {}).get("subscription", "")
        found = account.store.get("subscription", key, "flow_data[subscription_cancel]")
        if found["customer"] != customer["id"]:
            raise missing("subscription", key, "flow_data[subscription_cancel]")
        flow["subscription_cancel"] = {"subscription": key, "retention": None}
    return flow


def is_open(account: Account, session: Object) -> bool:
    return bool(session["created"] + LASTS > account.now())
