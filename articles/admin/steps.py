"""Which step a text may take next, and why a person may not take it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import publishing
from articles.checks import Finding, Severity
from articles.models import Revision
from portal.accounts.models import User


@dataclass(frozen=True)
class Steps:
    """The buttons that apply, or the reasons why there is none."""

    submit: bool = False
    judge: bool = False
    publish: bool = False
    reasons: Sequence[str] = ()


def steps_for(
    revision: Revision, person: User, findings: Sequence[Finding], *, is_newest: bool
) -> Steps:
    """What this person may do with this text now."""
    if revision.published_at or revision.withdrawn_at:
        return Steps()
    if not is_newest:
        return Steps(reasons=[_("A newer text has been saved; go on from that one.")])
    if revision.submitted_at is None:
        reasons = [*_no_writer(person), *_errors(findings)]
        return Steps(submit=not reasons, reasons=reasons)
    if revision.decided_at is None:
        reasons = [*_no_reviewer(person), *_own(revision, person), *_undeclared(person)]
        return Steps(judge=not reasons, reasons=reasons)
    if revision.decision == Revision.Decision.APPROVED:
        reasons = [*_no_reviewer(person), *_own(revision, person), *_errors(findings)]
        return Steps(publish=not reasons, reasons=reasons)
    words = _(
        "Changes were requested: the next step is to save a new text based on this one."
    )
    return Steps(reasons=[words])


def _no_writer(person: User) -> list[str]:
    if person.has_perm("articles.change_article"):
        return []
    return [_("This text is waiting for its editor to ask for a review.")]


def _no_reviewer(person: User) -> list[str]:
    if person.has_perm("articles.review_article"):
        return []
    return [_("This text waits for a reviewer.")]


def _own(revision: Revision, person: User) -> list[str]:
    own = publishing.own_texts(revision.article, person)
    numbers = [
        str(number)
        for number in own.order_by("number").values_list("number", flat=True)
    ]
    if not numbers or not person.has_perm("articles.review_article"):
        return []
    words = ngettext(
        "You saved revision %(numbers)s of this text yourself; another person has to "
        "review and publish it.",
        "You saved revisions %(numbers)s of this text yourself; another person has to "
        "review and publish it.",
        len(numbers),
    )
    return [words % {"numbers": ", ".join(numbers)}]


def _undeclared(person: User) -> list[str]:
    if not person.has_perm("articles.review_article") or publishing.declaration_of(
        person
    ):
        return []
    words = _(
        "You have no declaration of interests for %(year)s. It is printed "
        "beside your name; ask an administrator to add it."
    )
    return [words % {"year": timezone.localdate().year}]


def _errors(findings: Sequence[Finding]) -> list[str]:
    count = sum(finding.severity is Severity.ERROR for finding in findings)
    if not count:
        return []
    words = ngettext(
        "%(count)s error must be fixed first; it is listed under “Checks”.",
        "%(count)s errors must be fixed first; they are listed under “Checks”.",
        count,
    )
    return [words % {"count": count}]
