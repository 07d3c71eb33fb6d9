"""Reads the forms of a page as a browser does: fields, their labels and what describes them."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img"}


class Reader(HTMLParser):
    """Collects forms, ids and labels, and notices tags that do not match."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.ids, self.labels, self.faults = [], [], {}, []
        self.headings, self.described, self._open, self._button = [], [], [], None
        self.links = []
        self.feed(page)
        self.faults += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        if "id" in attrs:
            self.faults += [f"id twice: {attrs['id']}"] * (attrs["id"] in self.ids)
            self.ids.append(attrs["id"])
        if tag == "form":
            self.forms.append(
                {"action": attrs.get("action", ""), "fields": {}, "buttons": []}
            )
        elif tag == "label":
            self.labels[attrs["for"]] = True
        elif tag == "a":
            self.links.append(attrs["href"])
        elif tag in {"input", "select"}:
            self._field(attrs)
        elif tag == "button":
            self.forms[-1]["buttons"].append((attrs.get("name"), attrs.get("value")))
        elif tag == "h1":
            self.headings.append(tag)

    def _field(self, attrs):
        self.forms[-1]["fields"][attrs["name"]] = attrs.get("value", "")
        if attrs.get("type") != "hidden" and attrs["id"] not in self.labels:
            self.faults.append(f"no label: {attrs['name']}")
        self.described += attrs.get("aria-describedby", "").split()

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> in the wrong place")

    def problems(self):
        unknown = [one for one in self.described if one not in self.ids]
        headings = [] if len(self.headings) == 1 else [f"{len(self.headings)} h1"]
        return self.faults + headings + [f"describes nothing: {one}" for one in unknown]
