"""The calendar of subscriptions: months keep their day, and end when a month is shorter."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta


def end_of(anchor: int, interval: str, count: int) -> int:
    """Return the second that lies this many intervals after the anchor, in UTC.

    Counted from the anchor, so that the 31st is the 28th in February and the 31st again
    in March; 29 February is 28 February in the years between.
    """
    start = datetime.fromtimestamp(anchor, UTC)
    if interval in ("day", "week"):
        days = count * (7 if interval == "week" else 1)
        return int((start + timedelta(days=days)).timestamp())
    months = start.month - 1 + count * (12 if interval == "year" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    day = min(start.day, monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())
