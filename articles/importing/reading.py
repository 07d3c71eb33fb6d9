"""Bytes of an old page to clean text: encodings, line ends, stray characters, pasted HTML."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.drafting import PublishingError
from articles.references.records import Finding, Severity

from .webpages import is_html, to_markdown

MOST_BYTES = 1_000_000
MOST_CHARACTERS = 200_000  # the text of a page may have 100,000; the rest is references
MOST_LINES = 8_000
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word, OpenDocument or ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
)
LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
SPACES = re.compile(r"[\t\xa0\u2000-\u200a\u202f\u205f\u3000]")
INVISIBLE = re.compile(r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
MISREAD = re.compile(r"â€[\x80-\xbf“”˜™œ¢¦“”]|Ã[\x80-\xbf©¨¤¶¼±]")


class UnreadablePage(PublishingError):
    """Nothing can be brought in from this; the message says why and what to do."""

    message = gettext_lazy("This file cannot be read as a page.")


@dataclass(frozen=True)
class PageText:
    """The text, whether it is Markdown made from HTML, and what was mended on the way."""

    text: str
    is_markdown: bool = False
    findings: tuple[Finding, ...] = ()


def read_page(source: bytes | str) -> PageText:
    """Raises UnreadablePage."""
    check_size(len(source))
    text, findings = _decode(source) if isinstance(source, bytes) else (source, [])
    if _looks_binary(text):
        raise UnreadablePage(
            _("This is not text. Copy the text of the page and paste it.")
        )
    text, more = _mend(text)
    if not text.strip():
        raise UnreadablePage(_("The file is empty."))
    findings += more
    is_markdown = is_html(text)
    if is_markdown:
        text, more = to_markdown(text)
        findings += more
        if not text.strip():
            raise UnreadablePage(_("There is no text in this web page."))
    if len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES:
        raise UnreadablePage(
            _("This text is too long for one page; split it into parts.")
        )
    return PageText(text, is_markdown, tuple(findings))


def check_size(size: int) -> None:
    """Refuse what is too large before it is read; raises UnreadablePage."""
    if size > MOST_BYTES:
        message = _("This file is %(size).1f MB; a page can have at most 1 MB of text.")
        raise UnreadablePage(message % {"size": size / 1_000_000})


def _decode(source: bytes) -> tuple[str, list[Finding]]:
    for signature, name in SIGNATURES:
        if source.startswith(signature):
            message = _(
                "This is a %(kind)s file. Copy its text and paste it here instead."
            )
            raise UnreadablePage(message % {"kind": name})
    for mark, encoding in BYTE_ORDER_MARKS:
        if source.startswith(mark):
            return source[len(mark) :].decode(encoding, errors="replace"), []
    if encoding := _bare_utf16(source):
        return source.decode(encoding, errors="replace"), []
    try:
        return source.decode("utf-8"), []
    except UnicodeDecodeError:
        message = _(
            "The file uses an old encoding; check accents, dashes and quotation marks."
        )
        finding = Finding("old-encoding", message)
    try:
        return source.decode("cp1252"), [finding]
    except UnicodeDecodeError:
        return source.decode("latin-1"), [finding]


def _bare_utf16(source: bytes) -> str:
    """UTF-16 without a mark shows as a zero in nearly every second byte."""
    head = source[:2_000]
    if len(head) < 4:
        return ""
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if (
            head[start::2].count(0) > 0.4 * len(head)
            and head[1 - start :: 2].count(0) < 5
        ):
            return encoding
    return ""


def _looks_binary(text: str) -> bool:
    head = text[:20_000].replace("\x00", "")
    strange = len(CONTROLS.findall(head)) + head.count("\ufffd")
    return strange > max(3, len(head) // 50) or "\x00" * 8 in text[:20_000]


def _mend(text: str) -> tuple[str, list[Finding]]:
    """One kind of line end and space, no invisible characters, composed letters."""
    findings = []
    if MISREAD.search(text):
        try:
            text = text.encode("cp1252").decode("utf-8")
            message = _(
                "Letters were garbled by an earlier conversion and were restored."
            )
            findings.append(Finding("garbled", message, Severity.INFO))
        except UnicodeError:
            message = _("Some letters are garbled (“â€”, “Ã”); correct them by hand.")
            findings.append(Finding("garbled", message))
    if "\x00" in text:
        message = _("Null characters were removed; check the text for gaps.")
        findings.append(Finding("zero-characters", message))
    text = text.encode("utf-8", "replace").decode()  # no halves of letters
    text = SPACES.sub(" ", LINE_ENDS.sub("\n", text))
    text = CONTROLS.sub("", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", text), findings
