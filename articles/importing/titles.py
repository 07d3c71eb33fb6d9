"""The title of an old page and the edition that is written behind it."""

from __future__ import annotations

import re

LONGEST = 200
EDITIONS = {
    "professional": r"pro|(?:health )?professionals?|physicians?|clinicians?|doctors?|expert",
    "lay": r"lay|lay(?:person|people|man)s?|patients?|public|families|patients? and families",
}
SUFFIX = re.compile(
    r"\s*(?:[-‐‑‒–—−:|/•·,]\s*|[(\[]\s*)(?:for\s+)?(?:"
    + "|".join(f"(?P<{audience}>{words})" for audience, words in EDITIONS.items())
    + r")(?:\s+(?:version|edition|portal|page|article|information))?\s*[)\]]?\s*\d*\s*\Z",
    re.IGNORECASE,
)


def take_edition(title: str) -> tuple[str, str]:
    """ "Ablation of bone – pro" → "Ablation of bone", "professional"."""
    match = SUFFIX.search(title)
    if not match or not match.start():
        return title.strip(), ""
    audience = next(name for name in EDITIONS if match[name])
    return title[: match.start()].strip(), audience


def is_title(text: str) -> bool:
    """A short first line that is no sentence."""
    return 2 <= len(text) <= LONGEST and not text.endswith((".", ";", ",", ":"))
