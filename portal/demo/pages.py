"""Pages of the demonstration, saved, reviewed and published by the portal's own verbs."""

import datetime
from typing import Any

from articles import publishing
from articles.drafting import OutcomeDraft, save_draft
from articles.models import Article, Person, Reference, Revision, Subject
from portal.accounts.models import User
from portal.demo.files import DemoPage, Version, read_pages

EDITOR = "editor@example.org"
REVIEWER = "reviewer@example.org"


def load_pages(new_subjects: set[str]) -> int:
    """Write the pages of the new subjects; return how many. Other pages are left alone."""
    if not new_subjects:
        return 0
    pages = [page for page in read_pages() if page.slug in new_subjects]
    for page in pages:
        _write(page)
    return len(pages)


def _write(page: DemoPage) -> None:
    article = Article.objects.create(
        subject=Subject.objects.get(slug=page.slug), audience=page.audience
    )
    reviewer = User.objects.get(email=page.facts.get("reviewer", REVIEWER))
    due = datetime.date.fromisoformat(page.facts["review_due"])
    base = None
    for version in page.published:
        base = _save_and_submit(article, base, page.facts, version)
        publishing.approve(revision=base, by=reviewer)
        publishing.publish(revision=base, by=reviewer, review_due=due)
    if page.waiting:
        _save_and_submit(article, base, page.facts, page.waiting)


def _save_and_submit(
    article: Article, base: Revision | None, facts: dict[str, Any], version: Version
) -> Revision:
    editor = User.objects.get(email=EDITOR)
    revision = save_draft(
        article=article,
        base=base,
        by=editor,
        title=facts["title"],
        summary=facts["summary"],
        body=version.body,
        seek_help=facts.get("seek_help", ""),
        note=version.note,
        significance=version.significance,
        outcomes=_outcomes(facts["outcomes"]),
        contributors=_contributors(facts["contributors"]),
    )
    publishing.submit(revision=revision, by=editor)
    return revision


def _outcomes(rows: list[dict[str, Any]]) -> list[OutcomeDraft]:
    works = Reference.objects.in_bulk(
        [row["citekey"] for row in rows], field_name="citekey"
    )
    return [
        OutcomeDraft(
            reference=works[row["citekey"]],
            **{name: value for name, value in row.items() if name != "citekey"},
        )
        for row in rows
    ]


def _contributors(rows: list[list[str]]) -> list[tuple[Person, str]]:
    people = Person.objects.in_bulk([slug for slug, _ in rows], field_name="slug")
    return [(people[slug], role) for slug, role in rows]
