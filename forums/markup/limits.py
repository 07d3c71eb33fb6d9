"""How long a post may be, and which signs are taken out of it before anything else."""

import re

from articles.markup.limits import HIDDEN

LIMIT = 20_000  # characters, as typed
# A typed @ann is stored as @[1234567]: a text full of mentions may grow threefold.
MAX_STORED = 60_000
MAX_MENTIONS = 20  # members one post can notify
MAX_QUOTES = 20
MAX_ID = 10  # digits

BREAKS = re.compile(r"\r\n?")
# More signs above one another than any language needs run over the posts around.
STACKED = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def too_long(text: str) -> bool:
    return len(tidy(text)) > LIMIT


def tidy(text: str) -> str:
    """Return the text without controls and direction overrides, lines ending in \\n."""
    return STACKED.sub(r"\1", HIDDEN.sub("", BREAKS.sub("\n", text)))
