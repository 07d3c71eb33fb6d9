"""Conditions that the SDK's types cannot say and that several resources share."""

from devtools.stripe_sandbox.account import Params
from devtools.stripe_sandbox.errors import invalid, not_in_sandbox
from devtools.stripe_sandbox.store import Json, Object

MOST_KEYS = 50
LONGEST_KEY = 40
LONGEST_VALUE = 500


def only(given: Params, *names: str, at: str = "") -> None:
    """Refuse what Stripe knows and the sandbox does not do, instead of ignoring it."""
    for name in given:
        if name not in names:
            param = f"{at}[{name}]" if at else name
            raise not_in_sandbox(f"parameter {param}", param)


def check_metadata(value: Json, path: str = "") -> None:
    """Refuse metadata beyond Stripe's limits, wherever it stands in a request.

    Raises:
        ApiError: more than 50 keys, a key beyond 40 or a value beyond 500 characters.
    """
    if isinstance(value, list):
        for at, one in enumerate(value):
            check_metadata(one, f"{path}[{at}]")
    if not isinstance(value, dict):
        return
    for name, one in value.items():
        param = f"{path}[{name}]" if path else name
        if name == "metadata" and isinstance(one, dict):
            _check_limits(one, param)
        else:
            check_metadata(one, param)


def _check_limits(metadata: dict[str, str], param: str) -> None:
    if len(metadata) > MOST_KEYS:
        raise invalid(f"Metadata can have up to {MOST_KEYS} keys.", param)
    for name, value in metadata.items():
        if len(name) > LONGEST_KEY:
            raise invalid(
                f"Metadata keys can be up to {LONGEST_KEY} characters.",
                f"{param}[{name}]",
            )
        if len(value) > LONGEST_VALUE:
            raise invalid(
                f"Metadata values can be up to {LONGEST_VALUE} characters, but you passed "
                f"in a value that is {len(value)} characters.",
                f"{param}[{name}]",
            )


def merge_metadata(thing: Object, given: Params) -> None:
    """Take metadata out of a request and merge it: an empty value removes its key."""
    if "metadata" not in given:
        return
    new = given.pop("metadata")
    merged = {} if new == "" else {**thing.get("metadata", {}), **new}
    thing["metadata"] = {name: value for name, value in merged.items() if value != ""}


def new_metadata(given: Params) -> dict[str, str]:
    """Take the metadata of a new object out of a request."""
    metadata = given.pop("metadata", None) or {}
    return {name: value for name, value in metadata.items() if value != ""}
