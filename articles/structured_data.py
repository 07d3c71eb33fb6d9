"""Pages in the vocabulary of schema.org, for search engines and library tools."""

import json

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.literature import CitedWork
from articles.models import Audience, Contribution, EvidenceStatus, Subject
from articles.reading import Page

Described = dict[str, object]

# Written as in django.utils.html.json_script: no markup can begin inside the block.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

KINDS = {
    Subject.Kind.PROCEDURE: "MedicalProcedure",
    Subject.Kind.TUMOR: "MedicalCondition",
    Subject.Kind.TEST: "MedicalTest",
    Subject.Kind.CONCEPT: "MedicalEntity",
}
AUDIENCES = {Audience.LAY: "Patient", Audience.PROFESSIONAL: "Clinician"}
AUTHORS = (Contribution.Role.AUTHOR,)
REVIEWERS = (Contribution.Role.REVIEWER, Contribution.Role.PATIENT_REVIEWER)


def describe(page: Page, *, site_name: str, site_url: str) -> Described:
    """Return a MedicalWebPage; what the page does not show is not claimed here either."""
    revision, article = page.revision, page.article
    described: Described = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": revision.title,
        "description": revision.summary,
        "url": site_url + article.get_absolute_url(),
        "inLanguage": "en",
        "datePublished": _date(page.dates.published),
        "dateModified": _date(page.dates.changed),
        "lastReviewed": _date(page.dates.reviewed),
        "version": revision.number,
        "publisher": {"@type": "Organization", "name": site_name, "url": site_url},
        "audience": {
            "@type": "MedicalAudience",
            "audienceType": AUDIENCES[article.edition],
        },
        "about": _about(page),
        "author": _people(page, AUTHORS, site_url),
        "reviewedBy": _people(page, REVIEWERS, site_url),
        "citation": [_work(work) for work in page.references],
    }
    return {key: value for key, value in described.items() if value}


def as_script(described: Described) -> SafeString:
    """Wrap a description as a data block, which no browser executes."""
    text = json.dumps(described, ensure_ascii=False).translate(ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308  # escaped for a script element just above
    )


def _date(moment: object) -> str | None:
    return f"{moment:%Y-%m-%d}" if moment else None


def _about(page: Page) -> Described:
    subject = page.article.subject
    described: Described = {
        "@type": KINDS[Subject.Kind(subject.kind)],
        "name": subject.name,
    }
    if subject.synonyms:
        described["alternateName"] = subject.synonyms
    if subject.kind == Subject.Kind.PROCEDURE and page.statuses:
        described["status"] = "; ".join(_status(status) for status in page.statuses)
    return described


def _status(status: EvidenceStatus) -> str:
    body = f"{status.issuing_body}, {status.as_of:%Y-%m}"
    return f"{status.get_code_display()}: {status.indication} ({body})"


def _people(page: Page, roles: tuple[str, ...], site_url: str) -> list[Described]:
    people: list[Described] = []
    for row in page.credits:
        if row.role not in roles:
            continue
        person: Described = {
            "@type": "Person",
            "name": row.person.name,
            "url": site_url + row.person.get_absolute_url(),
        }
        if row.person.credentials:
            person["honorificSuffix"] = row.person.credentials
        if row.person.orcid:
            person["sameAs"] = f"https://orcid.org/{row.person.orcid}"
        people.append(person)
    return people


def _work(work: CitedWork) -> Described:
    reference = work.reference
    described: Described = {
        "@type": "ScholarlyArticle"
        if reference.type == reference.Type.ARTICLE
        else "CreativeWork",
        "name": reference.title,
        "datePublished": str(reference.year or ""),
        "sameAs": f"https://doi.org/{reference.doi}"
        if reference.doi
        else reference.url,
    }
    return {key: value for key, value in described.items() if value}
