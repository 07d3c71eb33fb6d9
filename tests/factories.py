"""Valid objects and nothing else; whatever a test is about, it says itself."""

import datetime
import itertools

from django.contrib.auth import get_user_model
from django.utils import timezone

from articles import drafting, evidence, publishing
from articles.models import (
    Article,
    Audience,
    Contribution,
    Disclosure,
    EvidenceStatus,
    Feedback,
    Figure,
    Person,
    Reference,
    ReferenceRelation,
    Subject,
    SubjectRelation,
    Term,
)

_numbers = itertools.count(1)


def make_user(**fields):
    """Return an account that may do everything; the cast of personas is for rights."""
    number = next(_numbers)
    fields = {"email": f"person{number}@example.org", "is_superuser": True} | fields
    user = get_user_model()(**fields)
    user.set_unusable_password()
    user.save()
    return user


def make_term(name="", kind=Term.Kind.BODY_SITE, **fields):
    number = next(_numbers)
    fields = {"slug": f"term-{number}"} | fields
    return Term.objects.create(name=name or f"Bone {number}", kind=kind, **fields)


def make_subject(name="", *, terms=(), **fields):
    number = next(_numbers)
    fields = {"slug": f"subject-{number}"} | fields
    subject = Subject.objects.create(name=name or f"Subject {number}", **fields)
    subject.terms.set(terms)
    return subject


def relate(subject, related, kind=SubjectRelation.Kind.ALTERNATIVE):
    return SubjectRelation.objects.create(subject=subject, related=related, kind=kind)


def make_article(subject=None, audience=Audience.LAY, **fields):
    """Return a page without any text."""
    return Article.objects.create(
        subject=subject or make_subject(), audience=audience, **fields
    )


def make_reference(citekey="", **fields):
    number = next(_numbers)
    fields = {
        "title": f"A study of freezing, part {number}",
        "authors": [{"family": "Doe", "given": "Jane A."}],
        "container_title": "Journal of Bones",
        "year": 2020,
        "volume": "12",
        "pages": "34-56",
    } | fields
    return Reference.objects.create(citekey=citekey or f"doe{number}", **fields)


def relate_references(source, kind, target):
    return ReferenceRelation.objects.create(source=source, kind=kind, target=target)


def make_figure(key="", **fields):
    """Return a figure drawn for the portal; the file is one that ships with it."""
    fields = {
        "drawing": "cryoablation-steps.svg",
        "alt": "A needle in a bone",
        "caption": "The needle is placed.",
        "credit": "Drawing for this portal",
        "licence": "CC BY 4.0",
        "consent_basis": Figure.Consent.DRAWN,
    } | fields
    return Figure.objects.create(key=key or f"figure-{next(_numbers)}", **fields)


def make_status(subject, *, confirmed=True, **fields):
    """Return a status that readers see, unless it is not confirmed."""
    today = timezone.localdate()
    fields = {
        "indication": "pain after radiotherapy",
        "code": EvidenceStatus.Code.EXPERIMENTAL,
        "issuing_body": "Society of Bones",
        "as_of": today - datetime.timedelta(days=400),
        "review_by": today + datetime.timedelta(days=300),
        "recorded_by": fields.get("recorded_by") or make_user(),
    } | fields
    status = EvidenceStatus.objects.create(subject=subject, **fields)
    if confirmed:
        evidence.confirm(status=status, by=make_user())
    return status


def make_contributor(name="", *, user=None, declared=True, **fields):
    """Return a named person who declared, this year, to have no interests."""
    number = next(_numbers)
    fields = {"slug": f"person-{number}", "credentials": "MD"} | fields
    person = Person.objects.create(name=name or f"Person {number}", user=user, **fields)
    if declared:
        make_disclosure(person)
    return person


def make_disclosure(person, year=None, text=""):
    return Disclosure.objects.create(
        person=person,
        year=year or timezone.localdate().year,
        text=text,
        none_declared=not text,
    )


def make_draft(article=None, *, by=None, **fields):
    """Save a text on top of the page's newest one."""
    article = article or make_article()
    base = article.revisions.order_by("-number").first()
    fields = {
        "title": "Freezing treatment",
        "summary": "A needle freezes a painful spot.",
        "body": "## What it is\n\nA needle freezes the bone.",
        "note": "First version",
        "base": base,
    } | fields
    # What no page may be published without:
    if not fields.get("contributors", base):
        fields["contributors"] = [(make_contributor(), Contribution.Role.AUTHOR)]
    if article.audience == Audience.LAY:
        fields.setdefault("seek_help", "Call at once if you cannot move your legs.")
    return drafting.save_draft(article=article, by=by or make_user(), **fields)


def publish(revision, *, by=None):
    """Bring a draft to its readers, reviewed and published by somebody else."""
    by = by or make_user()
    if not Person.objects.filter(user=by).exists():
        make_contributor(user=by)
    publishing.submit(revision=revision, by=revision.saved_by)
    publishing.approve(revision=revision, by=by)
    publishing.publish(revision=revision, by=by)
    revision.refresh_from_db()
    return revision


def make_page(subject=None, audience=Audience.LAY, *, authors=(), **fields):
    """Return a page that readers can see."""
    article = make_article(subject, audience)
    roles = [(person, Contribution.Role.AUTHOR) for person in authors]
    publish(make_draft(article, contributors=roles, **fields))
    return Article.objects.with_text().get(pk=article.pk)


def revise(page, **fields):
    """Publish another text of a page and return its revision."""
    fields = {"note": "Made clearer"} | fields
    return publish(make_draft(page, **fields))


def make_feedback(subject=None, **fields):
    fields = {
        "kind": Feedback.Kind.ERROR,
        "audience": Audience.LAY,
        "message": "The dose looks wrong.",
    } | fields
    return Feedback.objects.create(subject=subject or make_subject(), **fields)
