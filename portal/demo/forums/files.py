"""Reading the data files of the forums; no database here.

A discussion begins with ``=== title``, a line of JSON, and its first post. An answer begins
with ``--- handle +3h`` (so long after the one before) or ``--- handle -3h`` (so long before
now), and more facts as JSON if need be. ``{{quote 2}}`` quotes the second post.
"""

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TOPIC = re.compile(r"^=== (.+)\n(\{.*\})\n", re.MULTILINE)
REPLY = re.compile(r"^--- ([a-z-]+) ([+-]\d+[mhd])(?: (\{.*\}))?\n", re.MULTILINE)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class DemoPost:
    """``facts``: name, state (waiting, hidden, removed), note, edited, expert."""

    by: str
    created: dt.datetime
    text: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DemoTopic:
    """``facts``: subject, followed_by, kind (sticky), locked."""

    title: str
    facts: dict[str, Any]
    posts: list[DemoPost]


def read(name: str) -> dict[str, Any]:
    """Return the content of a JSON data file."""
    data: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return data


def span(words: str) -> dt.timedelta:
    """Return the time that ``3h``, ``20m`` or ``2d`` names."""
    return dt.timedelta(**{UNITS[words[-1]]: int(words[:-1])})


def read_topics(name: str, now: dt.datetime) -> list[DemoTopic]:
    """Return the discussions of one file, at times that end shortly before ``now``."""
    text = (HERE / "topics" / f"{name}.md").read_text(encoding="utf-8")
    _, *parts = TOPIC.split(text)
    return [
        _topic(title, json.loads(facts), body, now)
        for title, facts, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


def _topic(title: str, facts: dict[str, Any], body: str, now: dt.datetime) -> DemoTopic:
    first, *parts = REPLY.split(body)
    time = now - dt.timedelta(days=facts["days"])
    posts = [DemoPost(facts["by"], time, first.strip(), facts)]
    replies = zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True)
    for handle, offset, more, words in replies:
        time = now + span(offset) if offset[0] == "-" else time + span(offset)
        if not posts[-1].created < time < now:
            raise ValueError(f"Time runs backward in {title!r}, at {handle} {offset}.")
        posts.append(DemoPost(handle, time, words.strip(), json.loads(more or "{}")))
    return DemoTopic(title, facts, posts)
