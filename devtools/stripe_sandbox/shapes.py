"""Every object that leaves the sandbox has the shape of the SDK's response class, no more."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

import stripe
from stripe._object_classes import get_object_class

from devtools.stripe_sandbox.hints import (
    Elsewhere,
    Hint,
    bare,
    choices,
    hints,
    is_optional,
    origin,
)
from devtools.stripe_sandbox.store import Json

# Optional for the SDK, but only there when somebody expands or deletes.
ONLY_WHEN_ASKED = {
    "customer": {
        "cash_balance", "deleted", "invoice_credit_balance", "sources", "subscriptions",
        "tax", "tax_ids",
    },
    "product": {"deleted"},
    "price": {"currency_options", "deleted", "tiers"},
    "plan": {"deleted", "tiers"},
    "subscription_item": {"deleted"},
    "checkout.session": {"line_items"},
    "charge": {"refunds"},
    "invoice": {"deleted", "payments"},
}  # fmt: skip
FREE = ("metadata", "previous_attributes")  # whatever keys
INTERNAL = ("_", "OBJECT_NAME")
SCALARS = (str, int, bool)


@cache
def fields(owner: type) -> dict[str, Any]:
    """Return the annotated fields of a response class, without the SDK's own matters."""
    return {
        name: hint
        for name, hint in hints(owner).items()
        if not name.startswith(INTERNAL)
    }


def response_class(kind: str) -> type:
    found: type = get_object_class("V1", kind)
    return found


def kind_of(value: dict[str, Any]) -> str:
    """Return what `object` says; in an event's data it is the object itself."""
    kind = value.get("object", "")
    return kind if isinstance(kind, str) else ""


@cache
def _nulls(owner: type, kind: str) -> tuple[str, ...]:
    """Return the fields that an object shows as null while they hold nothing.

    Of the variants beside a ``type`` (card, sepa_debit, …) only the one in use is shown.
    """
    known = fields(owner)
    left_out = ONLY_WHEN_ASKED.get(kind, set())
    return tuple(
        name
        for name, hint in known.items()
        if is_optional(hint)
        and name not in left_out
        and not ("type" in known and not kind and _nested(hint) is not None)
        and not (kind == "payment_method" and _nested(hint) is not None)
    )


def _nested(hint: Hint) -> type | None:
    """Return the SDK's class inside an annotation, if there is one."""
    for one in choices(bare(hint)):
        if isinstance(one, type) and issubclass(one, stripe.StripeObject):
            found: type = one
            return found if found is not stripe.ListObject and fields(found) else None
    return None


def complete(value: Json, owner: type | None = None) -> Json:
    """Return a copy with everything that is nullable and not given, at every depth."""
    if isinstance(value, list | tuple):
        return [complete(one, owner) for one in value]
    if not isinstance(value, dict):
        return value
    kind = kind_of(value)
    if kind == "list":
        return {**value, "data": complete(value["data"])}
    if value.get("deleted"):
        return dict(value)
    if kind:
        owner = response_class(kind)
    known = _specs(owner) if owner else {}
    nulls = dict.fromkeys(_nulls(owner, kind)) if owner else {}
    given = {
        name: one
        if name in FREE
        else complete(one, known[name].inner if name in known else None)
        for name, one in value.items()
        if not name.startswith("_")
    }
    return {**nulls, **given}


def _inner(hint: Hint) -> type | None:
    """Return the class of a field or of the members of a list."""
    for one in choices(bare(hint)):
        if origin(one) is list:
            return _nested(get_args(one)[0])
    return _nested(hint)


def is_expandable(kind: str, name: str) -> bool:
    """Tell whether a field may hold an id or the object: ``str | SomeClass`` in the SDK."""
    hint = fields(response_class(kind)).get(name)
    if hint is None:
        return False
    parts = [one for one in choices(bare(hint)) if one is not type(None)]
    if parts and origin(parts[0]) is list:
        parts = list(choices(get_args(parts[0])[0]))
    return Elsewhere in parts or name in ONLY_WHEN_ASKED.get(kind, set())


class Spec(NamedTuple):
    """What an annotation means, worked out once."""

    is_optional: bool
    members: tuple[Hint, ...]
    inner: type | None


@cache
def _specs(owner: type) -> dict[str, Spec]:
    return {
        name: Spec(is_optional(hint), choices(bare(hint)), _inner(hint))
        for name, hint in fields(owner).items()
    }


def faults(value: Json, owner: type | None = None, path: str = "") -> Iterator[str]:
    """Yield what contradicts the SDK's response classes: the gate of the sandbox."""
    if isinstance(value, list):
        for at, one in enumerate(value):
            yield from faults(one, owner, f"{path}[{at}]")
    if not isinstance(value, dict):
        return
    kind = kind_of(value)
    if kind == "list":
        yield from faults(value["data"], None, f"{path}.data")
        return
    if kind:
        owner, path = response_class(kind), path or kind
    if owner is None or value.get("deleted"):
        return
    specs = _specs(owner)
    yield from (f"{path}.{name}: no such field" for name in value.keys() - specs.keys())
    for name, spec in specs.items():
        yield from _field_faults(value, name, spec, path)


def _field_faults(
    value: dict[str, Json], name: str, spec: Spec, path: str
) -> Iterator[str]:
    one = value.get(name)
    if one is None:
        if not spec.is_optional:
            yield f"{path}.{name}: {'null' if name in value else 'missing'}"
        return
    if not any(_fits(one, member) for member in spec.members):
        yield f"{path}.{name}: {str(one)[:60]!r} is none of {str(spec.members)[:80]}"
    if name not in FREE and isinstance(one, dict | list):
        yield from faults(one, spec.inner, f"{path}.{name}")


@cache
def _plain(hint: Hint) -> tuple[str, Json]:
    """Return how a value is compared with one member of an annotation."""
    if hint in (Any, object):
        return "anything", None
    if origin(hint) is Literal:
        return "literal", frozenset(get_args(hint))
    if origin(hint) is list:
        return "list", choices(get_args(hint)[0])
    if hint in SCALARS:
        return "scalar", hint
    if getattr(hint, "__name__", "") in ("Decimal", "float"):
        return "scalar", str  # Stripe writes decimals as text
    return "object", dict


def _fits(value: Json, hint: Hint) -> bool:
    how, what = _plain(hint)
    if how == "literal":
        return isinstance(value, SCALARS) and value in what
    if how == "scalar":
        return type(value) is what
    if how == "list":
        return isinstance(value, list) and all(
            any(_fits(one, member) for member in what) for one in value
        )
    return how == "anything" or isinstance(value, dict)
