"""Bring an old page in: a draft, its references and a list of findings, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.drafting import PublishingError, TextRefused, save_draft
from articles.models import Article, Audience, PageImport, Reference, Revision, Subject
from articles.references import formats
from articles.references.records import Finding, Severity
from portal.accounts.models import User

from .library import Shelf, shelve
from .markdown import rename_citations
from .parts import PageParts
from .reading import PageText, UnreadablePage, read_page
from .splitting import split_page
from .subjects import find_subject, make_subject

ATTEMPTS = 3
LOCK = 7_205_759  # any number that nothing else locks


class NotAllowed(PublishingError):
    message = gettext_lazy("Your account may not bring in pages or references.")


@dataclass(frozen=True)
class ImportResult:
    """What an import made; `is_repeat` when the same text had been brought in before."""

    article: Article
    revision: Revision
    page_import: PageImport
    findings: tuple[Finding, ...] = ()
    is_repeat: bool = False
    is_new_subject: bool = False
    references_created: tuple[Reference, ...] = ()
    references_found: tuple[Reference, ...] = ()


def import_page(
    *, source: bytes | str, audience: str | None, by: User, filename: str = ""
) -> ImportResult:
    """Make a draft from an old page. Raises UnreadablePage; then nothing is stored.

    Imports are put in a queue by a lock; a reference that somebody types in the admin at the
    same moment makes the database refuse, and the import begins again.
    """
    if not by.has_perm("articles.change_article"):
        raise NotAllowed
    text = read_page(source)
    parts = split_page(text.text, is_markdown=text.is_markdown)
    edition = _edition(parts, audience)
    _require_content(parts)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _store(text, parts, edition, by, filename)
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError  # the loop returns or raises


def add_references(*, text: str, by: User) -> Shelf:
    """Put pasted references into the library: RIS, BibTeX, CSL-JSON, NBIB or free text.

    Raises FormatError if there is none in it. Works that the library has are found, not
    doubled; what was guessed while reading stands in the findings.
    """
    if not by.has_perm("articles.add_reference"):
        raise NotAllowed
    records = [
        replace(record, citekey=str(number))
        for number, record in enumerate(formats.read(text), start=1)
    ]
    with transaction.atomic():
        _queue()
        shelf = shelve(records)
    for record in records:
        key = shelf.keys[record.citekey]
        shelf.findings += [
            replace(finding, message=f"{key}: {finding.message}")
            for finding in record.findings
        ]
    return shelf


def _edition(parts: PageParts, audience: str | None) -> Audience:
    chosen = audience or parts.audience
    if chosen not in Audience.values:
        raise UnreadablePage(
            _("Say which edition the page is for: lay or professional.")
        )
    return Audience(chosen)


def _require_content(parts: PageParts) -> None:
    if not parts.title:
        raise UnreadablePage(
            _("No title was found. Put the page title on the first line by itself.")
        )
    if not (parts.body or parts.references or parts.caption):
        raise UnreadablePage(_("There is nothing below the title of this page."))


def _store(
    text: PageText, parts: PageParts, edition: Audience, by: User, filename: str
) -> ImportResult:
    """Everything that an import writes, inside one transaction."""
    _queue()
    digest = sha256(text.text.strip().encode()).hexdigest()
    subject = find_subject(parts.title)
    if subject and (repeat := _repeat(subject, edition, digest)):
        return repeat
    findings = [*text.findings, *_about_edition(parts, edition), *parts.findings]
    is_new_subject = subject is None
    if subject is None:
        subject, about_subject = make_subject(parts.title)
        findings.append(about_subject)
    article, _created = Article.objects.get_or_create(subject=subject, audience=edition)
    base = article.revisions.order_by("-number").first()
    shelf = shelve(parts.references)
    body, about_body = _body(parts, shelf)
    findings += [*_about_base(base), *shelf.findings, *about_body]
    revision = _save(article, base, by, parts.title, body, filename)
    return ImportResult(
        article=article,
        revision=revision,
        page_import=_record(revision, text, digest, parts, findings, filename),
        findings=tuple(findings),
        is_new_subject=is_new_subject,
        references_created=tuple(shelf.created),
        references_found=tuple(shelf.found),
    )


def _queue() -> None:
    """Wait until nobody else is importing; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _record(
    revision: Revision,
    text: PageText,
    digest: str,
    parts: PageParts,
    findings: list[Finding],
    filename: str,
) -> PageImport:
    return PageImport.objects.create(
        article=revision.article,
        revision=revision,
        filename=filename[:255],
        source=text.text,
        digest=digest,
        unplaced="\n\n".join(parts.unplaced),
        findings=[finding.as_json() for finding in findings],
        suggestions=_suggestions(parts),
        imported_by=revision.saved_by,
    )


def _about_base(base: Revision | None) -> list[Finding]:
    if base is None:
        return []
    message = _("The page already has a text (revision %(number)d): compare the two.")
    return [Finding("has-text", message % {"number": base.number})]


def _repeat(subject: Subject, edition: Audience, digest: str) -> ImportResult | None:
    """The earlier import of the same text."""
    earlier = (
        PageImport.objects.filter(
            article__subject=subject, article__audience=edition, digest=digest
        )
        .select_related("article__subject", "revision")
        .first()
    )
    if earlier is None:
        return None
    message = _("This text was imported before; nothing was changed.")
    return ImportResult(
        article=earlier.article,
        revision=earlier.revision,
        page_import=earlier,
        findings=(Finding("repeat", message, Severity.INFO),),
        is_repeat=True,
    )


def _about_edition(parts: PageParts, edition: Audience) -> list[Finding]:
    if not parts.audience or parts.audience == edition:
        return []
    message = _("The title says “%(said)s”, but the page was imported as “%(chosen)s”.")
    values = {"said": parts.audience, "chosen": edition.value}
    return [Finding("edition-differs", message % values)]


def _body(parts: PageParts, shelf: Shelf) -> tuple[str, list[Finding]]:
    """The text with the library's citekeys; works that it does not cite stand at its end."""
    body = rename_citations(parts.body, shelf.keys)
    loose = [key for key in shelf.citekeys if not _cites(body, key)]
    if not loose:
        return body, []
    cited = " ".join(f"[@{key}]" for key in loose)
    line = _("Imported references to place: %(citations)s") % {"citations": cited}
    message = _(
        "Link each number and statement to its reference, then delete the last line."
    )
    finding = Finding(
        "references-to-place", message, Severity.MISSING, ", ".join(loose)
    )
    return f"{body}\n\n{line}".strip(), [finding]


def _cites(body: str, key: str) -> bool:
    return any(mark in body for mark in (f"@{key}]", f"@{key};", f"@{key},"))


def _save(
    article: Article,
    base: Revision | None,
    by: User,
    title: str,
    body: str,
    filename: str,
) -> Revision:
    note = _("Imported from an old page")
    try:
        return save_draft(
            article=article,
            base=base,
            by=by,
            title=title,
            summary="",
            body=body,
            note=f"{note} ({filename})"[:300] if filename else note,
        )
    except TextRefused as refusal:
        problems = [problem for found in refusal.problems.values() for problem in found]
        said = "; ".join(problem.message for problem in problems[:3])
        message = _("The text cannot become a page: %(problems)s") % {"problems": said}
        raise UnreadablePage(message) from refusal


def _suggestions(parts: PageParts) -> dict[str, object]:
    """What needs a person's decision before it can be a row of its own."""
    return {
        "caption": parts.caption,
        "evidence": [
            {"code": status.code, "wording": status.wording}
            for status in parts.evidence
        ],
        "quotations": [
            {"text": quotation.text, "citekey": quotation.citekey}
            for quotation in parts.quotations
        ],
    }
