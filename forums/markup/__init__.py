"""Posts: Markdown as members write it to safe HTML; pure, no database.

Two things are stored as numbers, so that a name that changes or goes leaves no trace:

``@[17]``
    a mention of the member with this id; typed as ``@handle`` (to_stored, to_editable)
``> [post:345]``
    the first line of a quotation of that post (quote, quoted, without_quotes_of)

In the HTML they are ``<span data-member="17"></span>`` and ``<blockquote data-post="345">``
for whoever shows the page to fill in.
"""

from .limits import LIMIT, MAX_MENTIONS, tidy, too_long
from .mentions import handles_in, mentioned, to_editable, to_stored
from .plain import SOMEBODY, as_plain, excerpt, has_links
from .quotes import quote, quoted, without_quotes_of
from .rendering import render

__all__ = [
    "LIMIT",
    "MAX_MENTIONS",
    "SOMEBODY",
    "as_plain",
    "excerpt",
    "handles_in",
    "has_links",
    "mentioned",
    "quote",
    "quoted",
    "render",
    "tidy",
    "to_editable",
    "to_stored",
    "too_long",
    "without_quotes_of",
]
