"""Refuses requests that the SDK's own TypedDicts do not allow, in Stripe's words."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl

from stripe import RequestOptions
from typing_extensions import is_typeddict

from devtools.stripe_sandbox.errors import ApiError, invalid
from devtools.stripe_sandbox.hints import (
    Elsewhere,
    Hint,
    bare,
    choices,
    hints,
    is_union,
    origin,
)
from devtools.stripe_sandbox.store import Json

OPTIONS = hints(RequestOptions)
# What JSON could not hold either: 64 bits with sign.
LARGEST = 2**63 - 1
KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
DEEPEST = 12


def decode(query: bytes) -> dict[str, Any]:
    """Turn ``a[b][0][c]=v`` into nested dicts and lists: the SDK's encoding backwards."""
    root: dict[str, Any] = {}
    try:
        pairs = parse_qsl(
            query.decode(), keep_blank_values=True, strict_parsing=bool(query)
        )
    except ValueError:
        raise invalid("The request is not form-encoded UTF-8.") from None
    for key, value in pairs:
        found = KEY.fullmatch(key)
        path = [found[1], *re.findall(r"\[([^\]]*)\]", found[2])] if found else []
        if not path or len(path) > DEEPEST:
            raise invalid(f"Invalid parameter name: {key[:80]}", key[:80])
        _place(root, path, value, key)
    return {name: _lists(one) for name, one in root.items()}


def _place(root: dict[str, Any], path: Sequence[str], value: str, key: str) -> None:
    *parents, last = path
    here = root
    for name in parents:
        here = here.setdefault(name or str(len(here)), {})
        if not isinstance(here, dict):
            raise invalid(f"Invalid parameter name: {key[:80]}", key[:80])
    name = last or str(len(here))
    if name in here:
        raise invalid(f"Parameter given twice: {key}", key)
    here[name] = value


def _lists(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    nested = {name: _lists(one) for name, one in value.items()}
    if nested and all(name.isdigit() for name in nested):
        return [nested[name] for name in sorted(nested, key=int)]
    return nested


def check(given: Mapping[str, Any], contract: type) -> dict[str, Any]:
    """Return the request with its values in their types.

    Raises:
        ApiError: for what is unknown, missing or of the wrong type, naming the parameter.
    """
    return _typed_dict(given, contract, "")


def _inside(path: str, name: str | int) -> str:
    return f"{path}[{name}]" if path else str(name)


def _typed_dict(value: Json, contract: type, path: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise invalid("Invalid object", path)
    known = parameters(contract)
    unknown = [name for name in value if name not in known]
    if unknown:
        raise _unknown(unknown, known, path)
    required: frozenset[str] = getattr(contract, "__required_keys__", frozenset())
    for name in sorted(required - value.keys()):
        param = _inside(path, name)
        raise invalid(f"Missing required param: {param}.", param, "parameter_missing")
    return {
        name: _value(one, known[name], _inside(path, name))
        for name, one in value.items()
    }


@cache
def parameters(contract: type) -> dict[str, Any]:
    """Return the parameters of a TypedDict; some list the SDK's call options beside them."""
    own = hints(contract)
    if OPTIONS.keys() <= own.keys():
        return {name: hint for name, hint in own.items() if name not in OPTIONS}
    return own


def _unknown(names: Sequence[str], known: Mapping[str, Any], path: str) -> ApiError:
    params = [_inside(path, name) for name in names]
    text = f"Received unknown parameter{'s' if len(params) > 1 else ''}: {', '.join(params)}"
    if near := difflib.get_close_matches(names[0], known, 1):
        text += f". Did you mean {near[0]}?"
    return invalid(text, params[0], "parameter_unknown")


def _value(value: Json, hint: Hint, path: str) -> Json:
    hint = bare(hint)
    if hint in (Any, Elsewhere, object):
        return value
    if is_union(hint):
        return _one_of(value, hint, path)
    if origin(hint) is Literal:
        return _literal(value, get_args(hint), path)
    if origin(hint) in (list, Sequence):
        return _list(value, get_args(hint)[0], path)
    if origin(hint) in (dict, Mapping):
        return _dict(value, get_args(hint)[1], path)
    if is_typeddict(hint):
        return _typed_dict(value, hint, path)
    return SCALARS[hint](value, path)


def _one_of(value: Json, hint: Hint, path: str) -> Json:
    """Return what the first fitting member of the union makes of it."""
    members = [one for one in choices(hint) if one not in (Elsewhere, type(None))]
    refusals: list[ApiError] = []
    for member in sorted(members, key=lambda one: one is str):
        try:
            return _value(value, member, path)
        except ApiError as error:
            refusals.append(error)
    # The deepest complaint is about the member that fits best.
    raise max(refusals, key=lambda one: str(one.error.get("param", "")).count("["))


def _literal(value: Json, allowed: Sequence[Any], path: str) -> Json:
    if value in allowed:
        return value
    *most, last = (str(one) for one in allowed)
    listed = f"one of {', '.join(most)}, or {last}" if most else last or "empty"
    name = path.rpartition("[")[2].rstrip("]") or path
    raise invalid(f"Invalid {name}: must be {listed}", path)


def _list(value: Json, inner: Hint, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise invalid("Invalid array", path)
    return [_value(one, inner, _inside(path, at)) for at, one in enumerate(value)]


def _dict(value: Json, inner: Hint, path: str) -> dict[str, Any]:
    if isinstance(value, list):  # metadata whose keys are all digits
        value = {str(at): one for at, one in enumerate(value)}
    if not isinstance(value, dict):
        raise invalid("Invalid object", path)
    return {
        name: _value(one, inner, _inside(path, name)) for name, one in value.items()
    }


def _integer(value: Json, path: str) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,19}", value):
        raise invalid(f"Invalid integer: {value}", path, "parameter_invalid_integer")
    if not -LARGEST <= int(value) <= LARGEST:
        raise invalid(f"Invalid integer: {value}", path, "parameter_invalid_integer")
    return int(value)


def _boolean(value: Json, path: str) -> bool:
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", path)
    return bool(value == "true")


def _string(value: Json, path: str) -> str:
    if not isinstance(value, str):
        raise invalid(f"Invalid string: {value}", path)
    if len(value) > 5000:
        raise invalid("Invalid string: at most 5000 characters", path)
    return value


def _decimal(value: Json, path: str) -> str:
    """Return a decimal as it was written: no amount ever becomes a float here."""
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        raise invalid(f"Invalid decimal: {value}", path)
    return value


class _Scalars(dict[Any, Callable[[Any, str], Any]]):
    def __missing__(self, hint: Hint) -> Callable[[Any, str], Any]:
        return (
            _decimal
            if getattr(hint, "__name__", "") in ("float", "Decimal")
            else _string
        )


SCALARS = _Scalars({int: _integer, bool: _boolean, str: _string})
