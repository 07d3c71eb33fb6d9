"""The way of a saved text to its readers: submit, review, publish, withdraw.

Every verb locks the page's row first, so two people acting at once are put in order, and
raises a ``PublishingError`` whose text may be shown to the person.
"""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import readiness, search
from articles.checks import Finding, Severity
from articles.drafting import PublishingError, lock
from articles.models import Article, Contribution, Disclosure, Revision
from portal.accounts.models import User

REVIEW_INTERVAL = datetime.timedelta(days=2 * 365)


class NotAllowed(PublishingError):
    message = _("Your account may not do this.")


class OwnText(PublishingError):
    message = _(
        "You saved a part of this text yourself. Another person must review and "
        "publish it."
    )


class WrongStep(PublishingError):
    message = _("This is not possible at the text’s current step.")


class DisclosureMissing(PublishingError):
    message = _(
        "A reviewer is named on the page with a declaration of interests. Ask an "
        "administrator to add yours for this year."
    )


class NotReady(PublishingError):
    """The checks found errors; ``findings`` are these, for a person to mend."""

    message = _("This text cannot be published yet. Fix first:")

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        words = " ".join(finding.message for finding in self.findings)
        super().__init__(f"{self.message} {words}")


@transaction.atomic
def submit(*, revision: Revision, by: User) -> None:
    """Ask for a review of the newest text."""
    lock(revision.article)
    revision.refresh_from_db()
    _require(by.has_perm("articles.change_article"), NotAllowed)
    _require(revision.submitted_at is None, WrongStep)
    _require_newest(revision)
    _require_ready(revision)
    revision.submitted_at = timezone.now()
    revision.save(update_fields=["submitted_at"])


@transaction.atomic
def approve(*, revision: Revision, by: User, note: str = "") -> None:
    """Approve a submitted text and print the reviewer's name under it."""
    disclosure = _require_reviewer(revision, by)
    _decide(revision, by, Revision.Decision.APPROVED, note)
    Contribution.objects.create(
        revision=revision,
        person=disclosure.person,
        role=Contribution.Role.REVIEWER,
        disclosure=disclosure,
    )


@transaction.atomic
def request_changes(*, revision: Revision, by: User, note: str) -> None:
    """Send a submitted text back with a note that says what is missing."""
    _require_reviewer(revision, by)
    _require(bool(note.strip()), WrongStep, _("Say what needs to change."))
    _decide(revision, by, Revision.Decision.CHANGES_REQUESTED, note)


@transaction.atomic
def publish(
    *, revision: Revision, by: User, review_due: datetime.date | None = None
) -> None:
    """Show an approved text to readers: one pointer swap. Due for review in two years."""
    article = lock(revision.article)
    revision.refresh_from_db()
    _require(by.has_perm("articles.review_article"), NotAllowed)
    _require(
        revision.decision == Revision.Decision.APPROVED
        and revision.published_at is None,
        WrongStep,
    )
    _require_newest(revision)
    _require(not own_texts(article, by).exists(), OwnText)
    _require_ready(revision)
    now = timezone.now()
    revision.published_at = now
    revision.save(update_fields=["published_at"])
    article.published = revision
    article.review_due = review_due or (now + REVIEW_INTERVAL).date()
    article.save(update_fields=["published", "review_due"])
    search.index(article)


@transaction.atomic
def withdraw(*, article: Article, by: User, reason: str) -> None:
    """Take a page away from readers; its address answers 410 with the reason."""
    article = lock(article)
    _require(by.has_perm("articles.review_article"), NotAllowed)
    _require(bool(reason.strip()), WrongStep, _("Say why the page is being withdrawn."))
    revision = article.published
    if revision is None or revision.withdrawn_at is not None:
        raise WrongStep
    revision.withdrawn_at = timezone.now()
    revision.withdrawn_reason = reason
    revision.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    search.index(article)


def own_texts(article: Article, by: User) -> QuerySet[Revision]:
    """The texts of this person among those that a publication would add."""
    return Revision.objects.since_published(article).filter(saved_by=by)


def declaration_of(by: User) -> Disclosure | None:
    """The declaration of interests that stands under a review, this year's or the last."""
    declared = Disclosure.objects.filter(
        person__user=by, year__gte=timezone.localdate().year - 1
    )
    return declared.select_related("person").order_by("-year").first()


def _require_reviewer(revision: Revision, by: User) -> Disclosure:
    """Return the reviewer's declaration, or refuse a person who may not judge this text."""
    article = lock(revision.article)
    revision.refresh_from_db()
    _require(by.has_perm("articles.review_article"), NotAllowed)
    _require(
        revision.submitted_at is not None and revision.decided_at is None, WrongStep
    )
    _require_newest(revision)
    _require(not own_texts(article, by).exists(), OwnText)
    disclosure = declaration_of(by)
    if disclosure is None:
        raise DisclosureMissing
    return disclosure


def _decide(revision: Revision, by: User, decision: str, note: str) -> None:
    revision.reviewed_by = by
    revision.decision = decision
    revision.decision_note = note
    revision.decided_at = timezone.now()
    revision.save(
        update_fields=["reviewed_by", "decision", "decision_note", "decided_at"]
    )


def _require_newest(revision: Revision) -> None:
    newer = Revision.objects.filter(
        article=revision.article_id, number__gt=revision.number
    )
    _require(
        not newer.exists(),
        WrongStep,
        _("A newer text has been saved in the meantime; open that one."),
    )


def _require_ready(revision: Revision) -> None:
    """Ask the checks again at each step: a review date may have passed meanwhile."""
    errors = [
        finding
        for finding in readiness.findings(revision)
        if finding.severity is Severity.ERROR
    ]
    if errors:
        raise NotReady(errors)


def _require(holds: bool, error: type[PublishingError], message: object = None) -> None:
    if not holds:
        raise error(message)
