"""Reading the data files of the demonstration; no database here."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FENCE = "---\n"


@dataclass(frozen=True)
class Version:
    """One text of a page with the note that says why it was saved."""

    body: str
    note: str
    significance: str


@dataclass(frozen=True)
class DemoPage:
    """One edition: what its front matter says, and its texts from the first to the last.

    ``waiting`` is a text that stands in the queue of the reviewers.
    """

    slug: str
    audience: str
    facts: dict[str, Any]
    published: tuple[Version, ...]
    waiting: Version | None


def read(name: str) -> dict[str, Any]:
    """Return the content of a JSON data file."""
    data: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return data


def read_pages() -> list[DemoPage]:
    """Return every page below ``pages/``, named ``<slug>.<audience>.md``.

    Professional pages come first: what patients read is written from them.
    """
    changes = read("pages/changes.json")
    paths = sorted(HERE.glob("pages/*.md"), reverse=True)
    return [_page(path, changes) for path in paths]


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the JSON between two lines of ``---``, and the body below."""
    before, front, body = text.split(FENCE, 2)
    if before:
        raise ValueError("The first line of a page has to be ---.")
    return json.loads(front), body.strip() + "\n"


def _page(path: Path, changes: dict[str, list[dict[str, Any]]]) -> DemoPage:
    slug, audience = path.stem.rsplit(".", 1)
    facts, body = split_front_matter(path.read_text(encoding="utf-8"))
    first = Version(body, facts.pop("note"), facts.pop("significance"))
    published = [first]
    for change in _changes_of(path, changes["corrected"]):
        published = [
            Version(replace(body, change["was"]), first.note, first.significance),
            Version(body, change["note"], change["significance"]),
        ]
    waiting = None
    for change in _changes_of(path, changes["waiting"]):
        text = replace(body, change["becomes"])
        waiting = Version(text, change["note"], change["significance"])
    return DemoPage(slug, audience, facts, tuple(published), waiting)


def _changes_of(path: Path, changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [change for change in changes if change["page"] == path.stem]


def replace(text: str, pairs: list[tuple[str, str]]) -> str:
    """Return the text with each passage replaced; a passage that is missing is an error."""
    for old, new in pairs:
        if old not in text:
            raise ValueError(f"The page does not contain {old!r}.")
        text = text.replace(old, new)
    return text
