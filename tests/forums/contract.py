"""The contract of a rendered post, spelled out anew: not imported from the code it judges."""

import re
from html.parser import HTMLParser

ELEMENTS = {
    *("a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s"),
    *("span", "strong", "ul"),
}
ATTRIBUTES = {
    ("a", "href"): r"[Hh][Tt][Tt][Pp][Ss]?://[A-Za-z0-9.-]+(:[0-9]+)?([/?#][^\s\"<>]*)?"
    r"|[Mm][Aa][Ii][Ll][Tt][Oo]:[^\s@?\"<>]+@[A-Za-z0-9.-]+([?][^\s\"<>]*)?",
    ("a", "rel"): r"nofollow ugc noopener noreferrer",
    ("blockquote", "data-post"): r"[1-9][0-9]{0,9}",
    ("ol", "start"): r"[0-9]{1,9}",
    ("span", "data-member"): r"[1-9][0-9]{0,9}",
}
VOID = {"br", "hr"}
REORDERING = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class Inspector(HTMLParser):
    """Reads a post as a browser would and notes all that is not in the contract."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.offences = []
        self.open = []
        self.deepest = 0
        self.text = ""

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.offences.append(f"<{tag}>")
        for name, value in attrs:
            pattern = ATTRIBUTES.get((tag, name))
            if pattern is None or not re.fullmatch(pattern, value or ""):
                self.offences.append(f"<{tag} {name}={value!r}>")
        if tag == "a" and ("a" in self.open or {"href", "rel"} != dict(attrs).keys()):
            self.offences.append("a link in a link, or without its attributes")
        if tag == "span" and not attrs:
            self.offences.append("an empty span")
        if tag not in VOID:
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.offences.append(f"</{tag}> closes what is not open")

    def handle_data(self, data):
        self.text += data
        if self.open and self.open[-1] == "span":
            self.offences.append("words where a name is filled in")
        if REORDERING.search(data):
            self.offences.append(f"a hidden sign in {data!r}")

    def handle_comment(self, data):
        self.offences.append(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment


def inspect(html):
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    if inspector.open:
        inspector.offences.append(f"left open: {inspector.open}")
    return inspector
