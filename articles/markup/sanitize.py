"""The last gate: only the elements and attributes of our own pages leave the renderer."""

import re

import nh3

ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "rel"},
    "blockquote": {"cite"},
    "button": {"type", "id", "popovertarget", "aria-label"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "figure": {"data-key"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
    "ol": {"start"},
    "p": {"class", "aria-hidden"},
    "span": {"class"},
    "strong": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
}
BARE = {
    "br",
    "caption",
    "cite",
    "code",
    "em",
    "footer",
    "hr",
    "li",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
}
CALLOUTS = {
    "callout",
    "callout-warning",
    "callout-note",
    "callout-do",
    "callout-dont",
    "callout-unknown",
}
ALIGNED = {"left", "center", "right"}
CLASSES: dict[str, set[str]] = {
    "div": {"table", "outcomes", "outcome", *CALLOUTS},
    "p": {"claim", "dots"},
    "span": {"cite", "claim", "on", "off"},
    "strong": {"count"},
    "td": {f"align-{side}" for side in ALIGNED},
    "th": {f"align-{side}" for side in ALIGNED},
}
SCHEMES = {"http", "https", "mailto"}
# Free text (labels) and what has its own list above need no pattern here.
VALUES: dict[str, re.Pattern[str]] = {
    "id": re.compile(r"cite(-\d+){2,3}|s-[\w-]+"),
    "popovertarget": re.compile(r"ref-\d+-note|refs-\d+-\d+-note"),
    "cite": re.compile(r"https?://[^\s/]\S*"),
    "href": re.compile(r"(?:https?://[^\s/\\]|mailto:[^\s]|#|/(?![/\\]))\S*|/"),
    "rel": re.compile(r"noopener"),
    "role": re.compile(r"region|note"),
    "tabindex": re.compile(r"0"),
    "scope": re.compile(r"col|row"),
    "type": re.compile(r"button"),
    "aria-hidden": re.compile(r"true"),
    "start": re.compile(r"\d{1,9}"),
    "data-key": re.compile(r"[\w.-]+"),
}


def _filter(_tag: str, attribute: str, value: str) -> str | None:
    pattern = VALUES.get(attribute)
    return value if pattern is None or pattern.fullmatch(value) else None


CLEANER = nh3.Cleaner(
    tags={*ATTRIBUTES, *BARE},
    attributes={tag: names - {"class"} for tag, names in ATTRIBUTES.items()},
    allowed_classes=CLASSES,
    attribute_filter=_filter,
    generic_attribute_prefixes=set(),
    url_schemes=SCHEMES,
    link_rel=None,  # written by the renderer, for outside links alone
)


def clean(html: str) -> str:
    return CLEANER.clean(html)


def is_allowed_link(href: str) -> bool:
    """Whether a page may link there: the web, mail, a page of this site, a place on this page."""
    return VALUES["href"].fullmatch(href) is not None
