"""Subjects of the demonstration with their terms, statuses, relations and reader mail."""

import datetime
from typing import Any

from django.db.models import Q

from articles import evidence, feedback
from articles.models import (
    Article,
    EvidenceStatus,
    Reference,
    Subject,
    SubjectRelation,
    Term,
)
from portal.accounts.models import User
from portal.demo.files import read


def load_subjects(*, recorded_by: User, confirmed_by: User) -> set[str]:
    """Add the subjects that are missing; return their slugs.

    Their evidence is recorded by one person and confirmed by the other.
    One whose address staff changed is not missing: its old address is kept.
    """
    data = read("subjects.json")
    new = {
        words["slug"]
        for words in data["subjects"]
        if not _exists(words["slug"], words["name"])
    }
    if not new:
        return new
    terms = _load_terms(data["terms"])
    for words in data["subjects"]:
        if words["slug"] in new:
            subject = _add_subject(words, terms)
            for status in _add_statuses(subject, words["statuses"], recorded_by):
                evidence.confirm(status=status, by=confirmed_by)
    _add_relations(data["relations"], new)
    return new


def _exists(slug: str, name: str) -> bool:
    return Subject.objects.filter(
        Q(slug=slug) | Q(name=name) | Q(old_slugs__slug=slug)
    ).exists()


def _load_terms(kinds: dict[str, dict[str, str]]) -> dict[str, Term]:
    return {
        slug: Term.objects.get_or_create(
            slug=slug, defaults={"kind": kind, "name": name}
        )[0]
        for kind, names in kinds.items()
        for slug, name in names.items()
    }


def _add_subject(words: dict[str, Any], terms: dict[str, Term]) -> Subject:
    subject = Subject.objects.create(
        slug=words["slug"],
        name=words["name"],
        kind=words["kind"],
        synonyms=words["synonyms"],
        is_demo=True,
    )
    subject.terms.set(terms[slug] for slug in words["terms"])
    return subject


def _add_statuses(
    subject: Subject, statuses: list[dict[str, Any]], recorded_by: User
) -> list[EvidenceStatus]:
    """Record the statuses in their order; ``supersedes`` names an earlier indication."""
    added: dict[str, EvidenceStatus] = {}
    for words in statuses:
        source = words.get("source")
        status = EvidenceStatus(
            subject=subject,
            indication=words["indication"],
            code=words["code"],
            wording=words["wording"],
            issuing_body=words["issuing_body"],
            as_of=datetime.date.fromisoformat(words["as_of"]),
            review_by=datetime.date.fromisoformat(words["review_by"]),
            source=Reference.objects.get(citekey=source) if source else None,
            supersedes=added.get(words.get("supersedes", "")),
            position=words.get("position", 0),
            recorded_by=recorded_by,
        )
        status.full_clean()
        status.save()
        added[status.indication] = status
    return list(added.values())


def _add_relations(relations: list[list[str]], new: set[str]) -> None:
    slugs = {slug for source, _, target in relations for slug in (source, target)}
    subjects = {
        subject.slug: subject for subject in Subject.objects.filter(slug__in=slugs)
    }
    SubjectRelation.objects.bulk_create(
        SubjectRelation(subject=subjects[source], kind=kind, related=subjects[target])
        for source, kind, target in relations
        if {source, target} & new and {source, target} <= subjects.keys()
    )


def load_feedback(new: set[str], *, answered_by: User) -> int:
    """Add what readers wrote about the new subjects: one message open, one answered."""
    messages = [
        words for words in read("subjects.json")["feedback"] if words["subject"] in new
    ]
    for words in messages:
        _add_feedback(words, answered_by)
    return len(messages)


def _add_feedback(words: dict[str, str], answered_by: User) -> None:
    article = Article.objects.select_related("subject", "published").get(
        subject__slug=words["subject"], audience=words["audience"]
    )
    message = feedback.report_error(article=article, message=words["message"])
    if "answer" in words:
        feedback.answer(feedback=message, by=answered_by, text=words["answer"])
