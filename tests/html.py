"""What an HTML checker would refuse in a page; the rules that our templates once broke."""

import re
from collections import Counter
from html.parser import HTMLParser

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
    *("source", "track", "wbr"),
}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset"),
    *("figure", "footer", "form", "h1", "h2", "h3", "h4", "header", "hr", "main"),
    *("nav", "ol", "p", "pre", "section", "table", "ul"),
}
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div"},
    "tr": {"td", "th"},
}
NOT_WITHIN_ITSELF = {"a", "button", "form", "label", "main"}
NAMELESS = {"div", "span", "p", "strong", "em", "code"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "form")
MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?"
)


class Checker(HTMLParser):
    """Reads a page or a part of one, and collects its faults."""

    def __init__(self, text):
        super().__init__()
        self.faults, self.stack = [], []
        self.ids, self.meant = Counter(), []
        self.feed(text)
        self.faults += [f"id {one} twice" for one, n in self.ids.items() if n > 1]
        self.faults += [
            f"{name} leads to no #{one}"
            for name, one in self.meant
            if one not in self.ids
        ]
        self.faults += [f"<{tag}> is never closed" for tag in self.stack]

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if len(found) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.check_place(tag)
        self.check_names(tag, found)
        self.ids.update([found["id"]] if "id" in found else [])
        for name in REFERENCES:
            self.meant += [(name, one) for one in (found.get(name) or "").split()]
        href = found.get("href") or ""
        self.meant += [("href", href[1:])] if re.match("#.", href) else []
        if tag not in VOID:
            self.stack.append(tag)

    def check_place(self, tag):
        parent = self.stack[-1] if self.stack else ""
        if tag not in CHILDREN.get(parent, {tag}):
            self.faults.append(f"<{tag}> in <{parent}>")
        if tag in BLOCKS and "p" in self.stack:
            self.faults.append(f"<{tag}> in <p>")
        if tag in NOT_WITHIN_ITSELF and tag in self.stack:
            self.faults.append(f"<{tag}> in <{tag}>")
        if tag in {"a", "button"} and {"a", "button"} & set(self.stack):
            self.faults.append(f"<{tag}> in what is pressed itself")

    def check_names(self, tag, found):
        is_hidden = tag == "input" and found.get("type") == "hidden"
        if is_hidden and any(name.startswith("aria-") for name in found):
            self.faults.append(f"hidden {found.get('name')} has an aria attribute")
        is_nameless = tag in NAMELESS or "-" in tag
        if is_nameless and "aria-label" in found and "role" not in found:
            self.faults.append(f"<{tag}> has a name but no role")
        if tag == "img" and "alt" not in found:
            self.faults.append("a picture without alt")
        if tag == "time" and not MOMENT.fullmatch(found.get("datetime") or ""):
            self.faults.append(f"time {found.get('datetime')}")

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}> closes what is not open")


def faults(response):
    """Return what is wrong with the HTML of a response; nothing if it is not HTML."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    text = response.content.decode()
    found = Checker(text).faults
    if "<html" in text and text.count("<h1") != 1:
        found.append(f"{text.count('<h1')} main headings")
    return found
