"""Read references as people write them: free text in, records with findings out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from . import identifiers, journals
from .authors import AuthorList, read_authors
from .names import VOCABULARY
from .records import Finding, ParsedReference, Severity
from .sources import Source, find_source

LONGEST_REFERENCE = 4_000
NUMBERING = re.compile(r"\s*(?:\[\d{1,3}\][.:]?|\(\d{1,3}\)|\d{1,3}[.)]|[•‣▪*·-])\s+")
YEAR_FIRST = re.compile(
    r"\(?(?P<year>(?:1[89]|20)\d\d)[a-z]?(?:,\s[A-Z][a-z]+)?\)?[.,:]?\s*"
)
QUOTED = re.compile(r"[\"“„«](?P<title>[^\"”“»\n]{3,500})[\"”“»][.,]?\s*")
COMMA = re.compile(r",\s+")
MOST_JOURNAL_WORDS = 10
JOURNAL_BEGINNINGS = frozenset(VOCABULARY["journal_beginnings"].split())
SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[^\W\d_])")
PUBLISHER = re.compile(
    r"[\s.,;]*(?P<place>[^\W\d_][\w ,]{1,40}):\s(?P<publisher>[^:;\d]{2,80})[;,]?\s*$"
)


@dataclass(frozen=True)
class Work:
    """Title and container as cut apart, with what was guessed on the way."""

    title: str = ""
    container: str = ""
    short: str = ""
    publisher: str = ""
    type: str = "article-journal"
    findings: tuple[Finding, ...] = ()


def parse_reference(text: str) -> ParsedReference:
    """Read one reference. Never raises: what is not found stays empty and is said."""
    raw = unicodedata.normalize("NFC", text).strip()
    if len(raw) > LONGEST_REFERENCE:
        finding = Finding(
            "too-long", _("This is too long to be one reference."), excerpt=raw[:80]
        )
        return ParsedReference(raw=raw[:LONGEST_REFERENCE], findings=(finding,))
    found = identifiers.take(_tidy(without_number(raw)))
    text = found.rest.strip()
    authors = read_authors(text)
    year, rest = _year_first(text[authors.end :], authors)
    source = find_source(rest, has_year=year is not None)
    work = _read_work(rest, source, found.url)
    record = ParsedReference(
        authors=authors.names,
        authors_truncated=authors.truncated,
        title=work.title,
        container_title=work.container,
        container_title_short=work.short,
        publisher=work.publisher,
        year=year or (source.year if source else None),
        month=source.month if source else None,
        volume=source.volume if source else "",
        issue=source.issue if source else "",
        pages=source.pages if source else "",
        doi=found.doi,
        pmid=found.pmid,
        pmcid=found.pmcid,
        registry_id=found.registry_id,
        url=found.url,
        type=work.type,
        raw=raw,
    )
    return replace(record, findings=(*work.findings, *_gaps(record)))


def without_number(text: str) -> str:
    """Without "1.", "[1]", "1)" or a bullet at the start."""
    match = NUMBERING.match(text)
    return text[match.end() :] if match else text


def _tidy(text: str) -> str:
    """One space between words; single line breaks stay, they part authors from title."""
    lines = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _year_first(rest: str, authors: AuthorList) -> tuple[int | None, str]:
    """The year of "Callstrom, M. R. (2006). Title"."""
    match = YEAR_FIRST.match(rest) if authors.names else None
    if not match:
        return None, rest
    return int(match["year"]), rest[match.end() :]


def _read_work(rest: str, source: Source | None, url: str) -> Work:
    """Cut "title journal" apart, in front of the numbers of the source."""
    head = rest[: source.start] if source else rest
    head = " ".join(head.split()).strip(" ,;(")
    if quoted := QUOTED.match(head):
        return _with_journal(quoted["title"], head[quoted.end() :])
    if re.search(r"(?:^|[.?!]\s)In:?\s(?=[A-Z])", head):
        return _chapter(head)
    if source is None or not (source.volume or source.pages):
        return _book_or_page(head, url)
    return _article(head)


def _article(head: str) -> Work:
    """ "Title. Journal", "Title, Journal" or "Title Journal": the surest reading first."""
    head = head.rstrip(" .,;:")
    sentences = [*SENTENCE_END.finditer(head)][:-4:-1]
    commas = [*COMMA.finditer(head)][:-4:-1]
    for test in (journals.is_known, journals.recognize):
        for cut in (*sentences, *commas):
            if test(head[cut.end() :]):
                return _with_journal(head[: cut.start()], head[cut.end() :])
    for cut in (*sentences[:1], *commas[:1]):
        if _is_journal_like(head[cut.end() :], after_comma=cut in commas):
            return _with_journal(head[: cut.start()], head[cut.end() :])
    if run_in := journals.at_end_of(head):
        return _with_journal(head[: run_in[0]], head[run_in[0] :], run_in=True)
    for cut in (*sentences[:1], *commas[:1]):
        if len(head[cut.end() :].split()) <= MOST_JOURNAL_WORDS:
            return _with_journal(head[: cut.start()], head[cut.end() :])
    return Work(_clean_title(head))


def _is_journal_like(text: str, *, after_comma: bool) -> bool:
    """A few words, the long ones with capitals: "Advances in Radiation Oncology"."""
    words = text.split()
    if after_comma and words[0].casefold() not in JOURNAL_BEGINNINGS:
        return False
    long_words = [word for word in words if len(word) > 3]
    return len(words) <= MOST_JOURNAL_WORDS and all(
        word[0].isupper() for word in long_words
    )


def _with_journal(title: str, container: str, *, run_in: bool = False) -> Work:
    title, container = _clean_title(title), container.strip(" .,;:")
    journal = journals.recognize(container)
    findings: list[Finding] = []
    if run_in:
        message = _("The journal “%(name)s” came directly after the title; check both.")
        findings.append(
            Finding("journal-guessed", message % {"name": container}, excerpt=title)
        )
    if journal is None:
        if container:
            message = _("“%(name)s” is not among the known journals; check the name.")
            findings.append(Finding("journal-unknown", message % {"name": container}))
        return Work(title, container, findings=tuple(findings))
    if journal.how == "near":
        message = _(
            "The page spells the journal “%(found)s”; it was read as “%(name)s”."
        )
        pair = {"found": container, "name": journal.name}
        findings.append(Finding("journal-misspelled", message % pair))
    return Work(title, journal.name, journal.short, findings=tuple(findings))


def _chapter(head: str) -> Work:
    match = re.search(r"(?:^|[.?!]\s)In:?\s(?=[A-Z])", head)
    if not match:
        return Work(_clean_title(head))
    book, publisher = _split_publisher(head[match.end() :])
    book = re.sub(r"^.{0,150}?\(?\b[Ee]d(?:s|itors?)?\b[.)]*[,:.]?\s*", "", book)
    title = _clean_title(head[: match.start() + 1])
    return Work(title, book.strip(" .,;:"), publisher=publisher, type="chapter")


def _book_or_page(head: str, url: str) -> Work:
    """Without volume and pages: a book if a publisher is named, a page if it has an address."""
    title, publisher = _split_publisher(head)
    if publisher:
        return Work(_clean_title(title), publisher=publisher, type="book")
    if url and not journals.is_known(_last_part(head)):
        return Work(_clean_title(head), type="webpage")
    if SENTENCE_END.search(head.rstrip(" .")) or journals.is_known(_last_part(head)):
        return _article(head)
    return Work(_clean_title(head))


def _last_part(head: str) -> str:
    return re.split(r"[.?!,]\s+", head.rstrip(" .,"))[-1]


def _split_publisher(text: str) -> tuple[str, str]:
    """ "Title. Geneva: WHO Press;" → the title and "WHO Press"."""
    cut = text.rfind(". ", 0, text.rfind(": ") + 1)
    match = PUBLISHER.fullmatch(text[max(cut, 0) :]) if ": " in text else None
    if not match or cut < 0:
        return text, ""
    return text[:cut], match["publisher"].strip(" .,;")


def _clean_title(text: str) -> str:
    title = " ".join(text.split()).strip(' ,;:"“”„«»')
    return title.rstrip(" .") + ("..." if title.endswith("...") else "")


def _gaps(record: ParsedReference) -> list[Finding]:
    """What the text did not say, in one finding; and authors left out by "et al."."""
    missing = [
        label
        for label, value in (
            (_("authors"), record.authors),
            (_("title"), record.title),
            (_("journal"), record.container_title or record.type != "article-journal"),
            (_("year"), record.year),
        )
        if not value
    ]
    findings = []
    if missing:
        message = _("Not found in this reference: %(parts)s.") % {
            "parts": ", ".join(missing)
        }
        findings.append(
            Finding("incomplete", message, Severity.MISSING, record.raw[:200])
        )
    if record.authors_truncated:
        message = _("“et al.”: add the missing authors.")
        findings.append(Finding("authors-truncated", message, Severity.MISSING))
    return findings
