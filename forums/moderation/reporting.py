"""Members say that a post should not stand as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from forums.errors import ForumError
from forums.models import Post, Report

if TYPE_CHECKING:
    from portal.accounts.models import User


class OwnPost(ForumError):
    message = gettext_lazy(
        "This is your own post, so you can edit or remove it yourself."
    )


class NothingToRead(ForumError):
    message = gettext_lazy(
        "This post has already been removed; members can no longer read it."
    )


class ReportedBefore(ForumError):
    message = gettext_lazy(
        "You have already reported this post. A moderator will look at it; you do not "
        "need to do anything else."
    )


class SayWhat(ForumError):
    message = gettext_lazy("Please say in a few words what is wrong.")


@transaction.atomic
def report(*, post: Post, by: User, reason: str, note: str = "") -> Report:
    """Report a post that the member can read; one open report each."""
    refuse_unless_may_report(post=post, by=by)
    if reason == Report.Reason.OTHER and not note.strip():
        raise SayWhat
    try:
        with transaction.atomic():
            return Report.objects.create(
                post=post, reporter=by, reason=Report.Reason(reason), note=note.strip()
            )
    except IntegrityError as error:  # sent twice at once
        raise ReportedBefore from error


def refuse_unless_may_report(*, post: Post, by: User) -> None:
    """Raise what keeps somebody from reporting a post."""
    if post.poster_id == by.pk:
        raise OwnPost
    if post.removal:
        raise NothingToRead
    if Report.objects.filter(post=post, reporter=by, state=Report.State.OPEN).exists():
        raise ReportedBefore
