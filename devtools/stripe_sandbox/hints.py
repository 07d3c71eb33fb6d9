"""Resolved annotations of the SDK's generated classes, which import half of their names late."""

import sys
import types
from functools import cache
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

import typing_extensions

Hint = Any  # what an annotation evaluates to: a class, a union, a Literal, …
UNIONS = (Union, types.UnionType)


def origin(hint: Hint) -> Hint:
    """Return the general type of a special one: list of list[str], Union of a | b."""
    return get_origin(hint)


class Elsewhere:
    """Stands for a class that the SDK imports for type checkers only."""

    def __class_getitem__(cls, _item: object) -> type["Elsewhere"]:
        return cls


@cache
def hints(owner: type) -> dict[str, Hint]:
    """Return field → type of a TypedDict or a class of the SDK."""
    names: dict[str, Any] = dict(vars(sys.modules[owner.__module__]))
    inner = {name: one for name, one in vars(owner).items() if isinstance(one, type)}
    while True:
        try:
            return typing_extensions.get_type_hints(
                owner, globalns=names, localns=inner, include_extras=True
            )
        except NameError as error:
            if error.name is None or error.name in names:
                raise
            names[error.name] = Elsewhere


def bare(hint: Hint) -> Hint:
    """Return the type inside NotRequired and Required."""
    while origin(hint) in (
        NotRequired,
        Required,
        typing_extensions.NotRequired,
        typing_extensions.Required,
    ):
        hint = get_args(hint)[0]
    return hint


def is_union(hint: Hint) -> bool:
    return origin(hint) in UNIONS


def choices(hint: Hint) -> tuple[Any, ...]:
    """Return the members of a union, or the type alone; an open enum counts as closed.

    The SDK writes an enum as ``Literal[...] | str``, so that new values of the API do not
    break old code. For us a value that the SDK does not list is a mistake.
    """
    if not is_union(hint):
        return (hint,)
    members = get_args(hint)
    has_literal = any(origin(one) is Literal and one != Literal[""] for one in members)
    return tuple(one for one in members if not (has_literal and one is str))


def is_optional(hint: Hint) -> bool:
    return type(None) in choices(bare(hint))
