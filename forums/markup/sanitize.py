"""The last gate: of a post, only plain elements and two numbers leave the renderer."""

import re

import nh3

from .addresses import ALLOWED
from .parser import NUMBER

TAGS = {
    *("a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s"),
    *("span", "strong", "ul"),
}
ATTRIBUTES = {
    "a": {"href"},
    "blockquote": {"data-post"},
    "ol": {"start"},
    "span": {"data-member"},
}
VALUES = {
    "href": ALLOWED,
    "data-post": re.compile(NUMBER),
    "data-member": re.compile(NUMBER),
    "start": re.compile(r"[0-9]{1,9}"),
    "rel": re.compile("nofollow ugc noopener noreferrer"),
}


def _filter(_tag: str, attribute: str, value: str) -> str | None:
    pattern = VALUES.get(attribute)
    return value if pattern and pattern.fullmatch(value) else None


CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_filter,
    generic_attribute_prefixes=set(),
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener noreferrer",
)


def clean(html: str) -> str:
    return CLEANER.clean(html)
