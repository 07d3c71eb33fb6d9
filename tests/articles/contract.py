"""The contract of a rendered page, spelled out anew: not imported from the code it judges."""

import re
from contextlib import suppress
from html.parser import HTMLParser

from articles.markup import MarkupError, ReferenceLabel, render

ELEMENTS = {
    *[
        "a",
        "blockquote",
        "br",
        "button",
        "caption",
        "cite",
        "code",
        "div",
        "em",
        "figure",
    ],
    *["footer", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "span", "strong"],
    *["table", "tbody", "td", "th", "thead", "tr", "ul"],
}
ATTRIBUTES = {
    ("a", "href"): r"https?://.+|mailto:.+|/|/[^/\\].*|#.*",
    ("a", "rel"): r"noopener",
    ("blockquote", "cite"): r"https?://.+",
    ("button", "type"): r"button",
    ("button", "id"): r"cite-\d+(-\d+){1,2}",
    ("button", "popovertarget"): r"ref-\d+-note|refs-\d+-\d+-note",
    ("button", "aria-label"): r"references? \d.*",
    ("div", "class"): r"table( outcomes)?|outcomes?|callout callout-[a-z]+",
    ("div", "role"): r"region|note",
    ("div", "tabindex"): r"0",
    ("div", "aria-label"): r".+",
    ("figure", "data-key"): r"ice-ball",
    ("ol", "start"): r"\d+",
    ("p", "class"): r"dots",
    ("p", "aria-hidden"): r"true",
    ("span", "class"): r"cite|claim|on|off",
    ("strong", "class"): r"count",
    ("td", "class"): r"align-(left|right|center)",
    ("th", "class"): r"align-(left|right|center)",
    ("th", "scope"): r"col|row",
    **{(f"h{level}", "id"): r"s-[\w-]+" for level in range(2, 7)},
}
LIBRARY = {
    "a2001": ReferenceLabel(
        "A 2001", "A et al.", "J", "2001", "https://doi.org/10.1/x"
    ),
    "b2002": ReferenceLabel("B 2002", "B et al.", "J", "2002"),
    "c2003": ReferenceLabel("C 2003", "C et al.", "J", "2003"),
    "evil": ReferenceLabel(
        '"><script>1</script>', "<img src=x>", "<svg onload=1>", '"x', "javascript:1"
    ),
}


class Inspector(HTMLParser):
    """Reads a page as a browser would and notes all that is not in the contract."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.offences = []
        self.ids = []
        self.buttons = []

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.offences.append(f"<{tag}>")
        for name, value in attrs:
            pattern = ATTRIBUTES.get((tag, name))
            if pattern is None or not re.fullmatch(pattern, value or "", re.DOTALL):
                self.offences.append(f"<{tag} {name}={value!r}>")
            if name == "id":
                self.ids.append(value)
        if tag == "button":
            self.buttons.append(dict(attrs))

    def handle_comment(self, data):
        self.offences.append(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment


def inspect(html):
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector


def attempt(source, *, outcomes=(), audience="lay"):
    """The page, or None if it is refused."""
    with suppress(MarkupError):
        return render(
            source,
            references=LIBRARY,
            figures={"ice-ball"},
            outcomes=outcomes,
            audience=audience,
        )
    return None
