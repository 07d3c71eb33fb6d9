"""What `make bench` measures: each module here registers functions or addresses.

Everything is told as a ratio to an empty view of the same run, because machines differ and
ratios hardly do.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Benchmark:
    """One thing to measure, as often as ``rounds`` says."""

    name: str
    run: Callable[[], object]
    rounds: int = 200


_registered: list[Callable[[], list[Benchmark]]] = []


def register(make: Callable[[], list[Benchmark]]) -> Callable[[], list[Benchmark]]:
    """Add a function that prepares its data and returns what to measure (a decorator)."""
    _registered.append(make)
    return make


def registered() -> list[Callable[[], list[Benchmark]]]:
    """Return the makers in the order they were registered: each prepares its own data."""
    return list(_registered)
