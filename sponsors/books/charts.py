"""Bar charts as numbers for an SVG: what came in above the line, what went out below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT, SLOT, BAR = 100, 20, 12  # units of the drawing; the page stretches it


@dataclass(frozen=True, slots=True)
class Bar:
    """Places in the drawing, in whole units; a sum that is not 0 is at least 1 high."""

    x: int
    up_y: int
    up: int
    down_y: int
    down: int


@dataclass(frozen=True, slots=True)
class Chart:
    """``top`` and ``bottom`` are the largest sums above and below the line."""

    bars: Sequence[Bar]
    width: int
    height: int
    line: int
    bar: int
    top: int
    bottom: int

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def chart(columns: Sequence[tuple[int, int]]) -> Chart:
    """Draw pairs of what came in and what went out, neither below 0; whole numbers only."""
    top = max((one for one, _ in columns), default=0)
    bottom = max((one for _, one in columns), default=0)
    line = HEIGHT if not bottom else max(1, HEIGHT * top // (top + bottom))
    bars = []
    for number, (came, went) in enumerate(columns):
        up, down = _high(came, top, line), _high(went, bottom, HEIGHT - line)
        x = number * SLOT + (SLOT - BAR) // 2
        bars.append(Bar(x=x, up_y=line - up, up=up, down_y=line, down=down))
    return Chart(
        bars=bars,
        width=max(1, len(columns)) * SLOT,
        height=HEIGHT + (1 if bottom else 0),
        line=line,
        bar=BAR,
        top=top,
        bottom=bottom,
    )


def _high(amount: int, most: int, room: int) -> int:
    return max(1, room * amount // most) if amount > 0 and most else 0
