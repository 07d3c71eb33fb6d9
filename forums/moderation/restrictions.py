"""Measures against members: warn, silence, suspend, lift; and what they mean for writing."""

from __future__ import annotations

import datetime as dt
from enum import IntEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from forums.errors import (
    AlreadyHandled,
    ForumError,
    NotAllowed,
    OutOfReach,
    OwnCase,
    ReasonMissing,
    Silenced,
)
from forums.models import Appeal, ModerationAction, Restriction
from forums.moderation import decision_tasks, log
from forums.rules.access import Access
from portal import jobs
from portal.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forums.models import Post

RIGHT = "forums.add_restriction"
ADMINISTRATORS = "Administrators"
Kind = Restriction.Kind

VERBS = {
    Kind.WARNING: ModerationAction.Verb.WARN,
    Kind.SILENCE: ModerationAction.Verb.SILENCE,
    Kind.SUSPENSION: ModerationAction.Verb.SUSPEND,
}


class Restricted(Silenced):
    """A member may not write at present; ``restriction`` says why and until when."""

    def __init__(self, restriction: Restriction) -> None:
        self.restriction = restriction
        self.reason = restriction.reason
        self.until = restriction.until
        super().__init__(f"{self.message} {end_in_words(restriction)}")


class EndsTooSoon(ForumError):
    message = gettext_lazy("The end must be in the future.")


class Rank(IntEnum):
    MEMBER = 0
    MODERATOR = 1
    ADMINISTRATOR = 2


def in_force(member: User) -> list[Restriction]:
    """Return what keeps a member from writing or entering now, the hardest first."""
    found = Restriction.objects.against(member).in_force().select_related("appeal")
    return sorted(
        found, key=lambda one: (one.kind != Kind.SUSPENSION, -one.since.timestamp())
    )


def is_shut_out(member: User) -> bool:
    """Tell whether the forums are closed to a member now."""
    against = Restriction.objects.against(member).in_force()
    return against.filter(kind=Kind.SUSPENSION).exists()


def check_may_write(user: User, known: list[Restriction] | None = None) -> None:
    """Raise Restricted (a Silenced) while a silence or suspension lasts.

    ``known`` is what ``in_force`` answered a moment ago, where somebody asked already.
    """
    for restriction in in_force(user) if known is None else known:
        raise Restricted(restriction)


def end_in_words(restriction: Restriction) -> str:
    if restriction.until is None:
        return gettext("This lasts until a moderator lifts it.")
    end = timezone.localtime(restriction.until)
    return gettext("This ends on %(day)s at %(time)s (UTC).") % {
        "day": date_format(end, "j F Y"),
        "time": date_format(end, "H:i"),
    }


def rank(user: User) -> Rank:
    if user.is_superuser or user.groups.filter(name=ADMINISTRATORS).exists():
        return Rank.ADMINISTRATOR
    if user.is_staff or Access.for_user(user).moderated_ids:
        return Rank.MODERATOR
    return Rank.MEMBER


def refuse_unless_in_reach(*, member: User, by: User) -> None:
    """Raise when ``by`` may not take measures against this member."""
    if not by.has_perm(RIGHT):
        raise NotAllowed
    if member.pk == by.pk:
        raise OwnCase
    highest = rank(by)
    if highest < Rank.ADMINISTRATOR and rank(member) >= highest:
        raise OutOfReach


@transaction.atomic
def take(
    kind: Restriction.Kind,
    *,
    member: User,
    by: User,
    reason: str,
    until: dt.datetime | None,
    post: Post | None = None,
) -> Restriction:
    """Warn, silence or suspend a member until then (None: until somebody lifts it).

    A new measure replaces one of its kind, and is what an open appeal is about from then
    on. A warning only tells and has no end.
    """
    now = timezone.now()
    until = None if kind == Kind.WARNING else until
    refuse_unless_in_reach(member=member, by=by)
    if not reason.strip():
        raise ReasonMissing
    if until is not None and until <= now:
        raise EndsTooSoon
    # Two moderators at once: the second waits here and then replaces the first's measure.
    User.objects.select_for_update(of=("self",)).get(pk=member.pk)
    replaced: list[Restriction] = []
    if kind != Kind.WARNING:
        replaced = list(
            Restriction.objects.against(member).in_force().filter(kind=kind)
        )
        _end(replaced, by, now)
    restriction = Restriction.objects.create(
        member=member,
        kind=kind,
        reason=reason.strip(),
        since=now,
        until=until,
        by=by,
        post=post,
    )
    Appeal.objects.filter(restriction__in=replaced).go_on_against(restriction)
    log.record(VERBS[kind], by=by, member=member, post=post, reason=reason)
    jobs.enqueue(decision_tasks.tell_of_measure, restriction_id=restriction.pk)
    return restriction


@transaction.atomic
def lift(*, restriction: Restriction, by: User, reason: str = "") -> None:
    """End a measure early; the member is told."""
    refuse_unless_in_reach(member=restriction.member, by=by)
    undo(restriction=restriction, by=by, reason=reason)
    jobs.enqueue(decision_tasks.tell_of_lifting, restriction_id=restriction.pk)


def undo(*, restriction: Restriction, by: User, reason: str = "") -> None:
    """End a measure inside a transaction that has its own reasons (an appeal)."""
    row = Restriction.objects.select_for_update(of=("self",)).get(pk=restriction.pk)
    if row.lifted_at is not None:
        raise AlreadyHandled
    _end([row], by, timezone.now())
    Appeal.objects.filter(restriction=row).have_come_true(by=by)
    log.record(
        ModerationAction.Verb.LIFT,
        by=by,
        member=row.member,
        post=row.post,
        reason=reason,
    )


def _end(restrictions: Iterable[Restriction], by: User, now: dt.datetime) -> None:
    ids = [one.pk for one in restrictions]
    Restriction.objects.filter(pk__in=ids).update(lifted_at=now, lifted_by=by)
