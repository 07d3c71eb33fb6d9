"""The words of rendered posts around what somebody looked for, marked and safe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.search import CONFIG, START, STOP, UNWANTED
from forums.markup import SOMEBODY

# PostgreSQL takes "<" in plain words for the beginning of an element, and leaves it out. The
# spaces keep a stand-in apart from the words beside it: some versions take it for a letter.
HIDE = str.maketrans({"<": " \ue002 ", ">": " \ue003 ", "\ue002": None, "\ue003": None})
LESS, MORE = re.compile(" ?\ue002 ?"), re.compile(" ?\ue003 ?")
WORD = re.compile(r"\w")
LONGEST = 6_000  # characters of a post that are searched for an excerpt
CUT = " … "  # between two places of one post
OPTIONS = (
    f"StartSel={START}, StopSel={STOP}, MinWords=12, MaxWords=32, ShortWord=0, "
    f'MaxFragments=2, FragmentDelimiter="{CUT}"'
)
AROUND = """
    SELECT ts_headline(%s::regconfig, post.words, asked.query, %s)
    FROM unnest(%s::text[]) WITH ORDINALITY AS post(words, place),
        websearch_to_tsquery(%s::regconfig, %s) AS asked(query)
    ORDER BY post.place
"""


def around(rendered: Sequence[str], question: str) -> list[SafeString]:
    """Return an excerpt of each rendered post: around the matches, or how it begins."""
    texts = [own_words(html).translate(HIDE) for html in rendered]
    shortened = [text[:LONGEST] for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(AROUND, [CONFIG, OPTIONS, shortened, CONFIG, question])
        found = [words for (words,) in cursor.fetchall()]
    return [
        marked(with_dots(words, text)) for words, text in zip(found, texts, strict=True)
    ]


def with_dots(headline: str, text: str) -> str:
    """Put dots where a headline begins or ends amid the text that it comes from."""
    bare = headline.replace(START, "").replace(STOP, "").strip()
    places = [place for place in bare.split(CUT) if place]
    if not places:  # nothing but a quotation, and the title matches
        return headline
    before, _first, _rest = text.partition(places[0])
    _rest, _last, after = text.rpartition(places[-1])
    begins_amid, ends_amid = WORD.search(before), WORD.search(after)
    return f"{'… ' if begins_amid else ''}{headline}{' …' if ends_amid else ''}"


def marked(headline: str) -> SafeString:
    """Escape first, then turn the signs around matches into elements."""
    words = MORE.sub(">", LESS.sub("<", headline))
    html = escape(words).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(html)  # noqa: S308  # escaped just above


def own_words(html: str) -> str:
    """Return the text of a rendered post without what it quotes of other posts."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.words).translate(UNWANTED).split())


class _Reader(HTMLParser):
    """Collects text; what the cleaner lets through is well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.quotation = 0  # how deep in one

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span" and "data-member" in dict(attrs):
            self.handle_data(SOMEBODY)
        if tag == "blockquote" and (self.quotation or dict(attrs).get("data-post")):
            self.quotation += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self.quotation:
            self.quotation -= 1
        if tag in {"p", "li", "pre", "blockquote"}:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.quotation:
            self.words.append(data)
