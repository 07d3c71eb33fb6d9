"""Mentions and quotations in the texts of the demonstration, as the forums store them."""

import re
from collections.abc import Mapping, Sequence

from forums import markup
from forums.models import Post

QUOTE = re.compile(r"\{\{quote (\d+)\}\}\n*")


def stored(text: str, ids: Mapping[str, int]) -> str:
    """Return the text with the numbers of the members it mentions."""
    return markup.to_stored(text, ids)


def with_quotes(text: str, posts: Sequence[Post]) -> str:
    """Return the text with each ``{{quote 2}}`` filled with the words of that post."""

    def fill(found: re.Match[str]) -> str:
        quoted = posts[int(found[1]) - 1]
        return markup.quote(quoted.pk, quoted.content.raw)

    return QUOTE.sub(fill, text)
