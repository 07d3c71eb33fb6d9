"""Deleting a customer, which ends everything that customer pays for."""

from devtools.stripe_sandbox import catalog, subscriptions
from devtools.stripe_sandbox.account import Account, Params
from devtools.stripe_sandbox.store import Object


def delete_customer(account: Account, _given: Params, key: str) -> Object:
    """Cancel the subscriptions, then leave a tombstone; charges keep the id."""
    customer = catalog.existing_customer(account, key)
    for subscription in account.store.all("subscription", customer=key):
        if subscription["status"] not in subscriptions.ENDED:
            subscriptions.end(account, subscription, "cancellation_requested")
    account.emit("customer.deleted", customer)
    customer["deleted"] = True
    account.store.save(customer)
    return {"id": key, "object": "customer", "deleted": True}
