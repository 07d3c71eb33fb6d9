"""How far the goal is that donors are shown: sums of the ledger, nothing about visitors.

It moves in steps, or whoever watched it would see each gift and its minute. The answer
stands on every article, so each process keeps it for a while: articles cost no query more.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db.models import Sum

from sponsors.books.ledger import FEES
from sponsors.giving import presets
from sponsors.models import Goal, LedgerTotal

KEPT_FOR = 60  # seconds
STEPS = 20  # of which the goal consists


@dataclass(frozen=True, slots=True)
class Progress:
    """``steps`` of ``STEPS`` were reached; amounts are minor units of one currency."""

    title: str
    why: str
    steps: int
    amount: int
    currency: str

    @property
    def raised(self) -> int:
        """Return what came in, rounded down to a whole step; more than the goal, perhaps."""
        return self.steps * self.amount // STEPS

    @property
    def percent(self) -> int:
        return min(100, 100 * self.steps // STEPS)

    @property
    def words(self) -> tuple[str, str]:
        """Return both amounts for people, without cents."""
        return self._short(self.raised), self._short(self.amount)

    def _short(self, amount: int) -> str:
        return presets.whole(amount, self.currency)


class _Memory:
    """What this process last counted, and until when that is good enough."""

    until = 0.0
    progress: Progress | None = None


def progress() -> Progress | None:
    """Return how far the shown goal is, up to a minute late."""
    if time.monotonic() >= _Memory.until:
        keep(count())
    return _Memory.progress


def keep(found: Progress | None, *, seconds: float = KEPT_FOR) -> None:
    _Memory.progress = found
    _Memory.until = time.monotonic() + seconds


def forget() -> None:
    _Memory.until = 0.0


def count() -> Progress | None:
    """Count now: what came in and was not given back, before fees, in the goal's currency."""
    goal = Goal.objects.filter(is_shown=True).first()
    if goal is None:
        return None
    moved = LedgerTotal.objects.filter(
        month__range=(goal.first_month, goal.last_month), currency=goal.currency
    ).exclude(kind__in=FEES)
    raised = moved.aggregate(raised=Sum("amount"))["raised"] or 0
    steps = max(0, raised) * STEPS // goal.amount
    return Progress(goal.title, goal.why, steps, goal.amount, goal.currency)
