"""A pasted web page to Markdown: text and structure only, nothing that runs or leads away."""

from __future__ import annotations

import html
import re

import nh3
from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _
from markdownify import ATX, MarkdownConverter

from articles.references.records import Finding, Severity

DEEPEST = 60  # levels of nesting; the converter calls itself once per level
TAGS = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "ul", "ol", "li", "blockquote"}
    | {
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "strong",
        "b",
        "em",
        "i",
        "sup",
        "sub",
    }
    | {
        "a",
        "img",
        "hr",
        "dl",
        "dt",
        "dd",
        "div",
        "section",
        "article",
        "main",
        "figure",
    }
    | {"nav", "header", "footer", "aside", "form", "button", "figcaption", "pre"}
)
WITH_CONTENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "select", "title"}
)
FURNITURE = ("nav", "header", "footer", "aside", "form", "button")
HTML = re.compile(
    r"<!doctype html|<(?:html|body|p|div|br|h[1-6]|table|td|ul|ol|li|span|font|article|section"
    r"|blockquote|b|i|strong|em)\b"
    r"[^<>]{0,300}>",
    re.IGNORECASE,
)
TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)")
TITLE = re.compile(r"<title[^<>]{0,100}>([^<]{1,300})</title", re.IGNORECASE)
IDENTIFIED = re.compile(r"doi\.org/|pubmed|ncbi\.nlm\.nih\.gov", re.IGNORECASE)
# Tags without an end, or with an end that pages may leave out.
OPEN_TAGS = frozenset(
    {
        "br",
        "img",
        "hr",
        "meta",
        "link",
        "input",
        "col",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
    }
    | {"th", "thead", "tbody", "option", "wbr", "source"}
)
DEEPEST_SOURCE = 500  # the cleaner takes the square of it
UNSHOWN = re.compile(
    r"<(script|style)\b[^<>]*>.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL
)


def is_html(text: str) -> bool:
    """Whether tags are more than a "<p" in a sentence about statistics."""
    return (
        len(HTML.findall(text[:50_000])) >= 2
        or text.lstrip()[:9].lower() == "<!doctype"
    )


def to_markdown(text: str) -> tuple[str, list[Finding]]:
    """The readable part of a page; its pictures and links are named in findings."""
    if _depth(text) > DEEPEST_SOURCE:
        return _words_only(text)
    title = TITLE.search(text)
    clean = nh3.clean(
        text,
        tags=set(TAGS),
        clean_content_tags=set(WITH_CONTENT),
        attributes={"a": {"href"}, "img": {"alt"}},
        link_rel=None,
    )
    if _depth(clean) > DEEPEST:
        clean = re.sub(r"</?div[^<>]*>|</?section>|</?article>", "\n", clean)
    if _depth(clean) > DEEPEST:
        return _words_only(clean)
    soup = BeautifulSoup(clean, "html.parser")
    if title and not soup.find("h1"):
        heading = soup.new_tag("h1")
        heading.string = title[1].strip()
        soup.insert(0, heading)
    findings = _strip_down(soup)
    markdown = MarkdownConverter(heading_style=ATX, bullets="-").convert_soup(soup)
    return re.sub(r"\n{3,}", "\n\n", str(markdown)), findings


def _words_only(text: str) -> tuple[str, list[Finding]]:
    bare = html.unescape(re.sub(r"<[^<>]*>", "\n", UNSHOWN.sub("", text)))
    message = _("The web page is nested too deeply; only its text was kept.")
    return re.sub(r"\s*\n\s*", "\n\n", bare), [Finding("html-too-deep", message)]


def _depth(source: str) -> int:
    deepest = level = 0
    for tag in TAG.finditer(source):
        if tag["name"].lower() not in OPEN_TAGS:
            level += -1 if tag["close"] else 1
            deepest = max(deepest, level)
    return deepest


def _strip_down(soup: BeautifulSoup) -> list[Finding]:
    """Take out the furniture of the site, pictures and link targets; number the sups."""
    findings = []
    for tag in soup.find_all(FURNITURE):
        tag.decompose()
    for image in soup.find_all("img"):
        message = _(
            "A picture was left out; upload it as a figure with its credit and consent."
        )
        findings.append(
            Finding(
                "picture-dropped", message, Severity.MISSING, _attribute(image, "alt")
            )
        )
        image.decompose()
    for link in soup.find_all("a"):
        address = _attribute(link, "href")
        if IDENTIFIED.search(address) and address not in link.get_text():
            link.append(f" {address}")
        link.unwrap()
    for raised in soup.find_all("sup"):
        if re.fullmatch(r"[\[(]?\d[\d,;\s–-]{0,20}[\])]?", raised.get_text().strip()):
            raised.string = f"[{raised.get_text().strip(' []()')}]"
        raised.unwrap()
    return findings


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value if isinstance(value, str) else ""
