"""Appeals: a member asks a second moderator to look at a removal or a measure again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from forums.errors import AlreadyHandled, Empty, ForumError, NotAllowed, OwnCase
from forums.models import Appeal, ModerationAction, Restriction
from forums.moderation import decision_tasks, handling, log, restrictions
from portal import jobs

if TYPE_CHECKING:
    from forums.rules.access import Access
    from portal.accounts.models import User

AGAINST = (ModerationAction.Verb.HIDE, ModerationAction.Verb.REFUSE)


class AppealedBefore(ForumError):
    message = gettext_lazy(
        "You have already appealed this decision. You can appeal only once."
    )


class Undone(ForumError):
    message = gettext_lazy(
        "This decision has already been undone, so there is nothing to appeal."
    )


class SecondPersonNeeded(NotAllowed):
    message = gettext_lazy(
        "You made this decision yourself, so a second moderator decides the appeal."
    )


def open_for(access: Access) -> QuerySet[Appeal]:
    """Open appeals that this person may decide, the oldest first.

    Never the own ones, never those against the own acts: administrators are the second
    person where there is one moderator only.
    """
    user = access.user
    about_posts = Q(action__topic__forum__in=access.moderated_ids) & ~Q(action__by=user)
    about_members = Q(restriction__isnull=False) & ~Q(restriction__by=user)
    decidable = about_posts
    if user.has_perm(restrictions.RIGHT):
        decidable |= about_members
    return (
        Appeal.objects.filter(decidable, state=Appeal.State.OPEN)
        .exclude(member=user)
        .select_related("member", "action__post", "action__by", "restriction__by")
        .order_by("made_at")
    )


def appealable_action(*, pk: int, member: User) -> ModerationAction | None:
    """Return the removal or refusal of one of the member's own posts."""
    return (
        ModerationAction.objects.select_related("post__topic", "by", "appeal")
        .filter(pk=pk, verb__in=AGAINST, post__poster=member)
        .first()
    )


def appealable_restriction(*, pk: int, member: User) -> Restriction | None:
    found = Restriction.objects.against(member).select_related("by", "appeal", "post")
    return found.filter(pk=pk).first()


def existing(against: ModerationAction | Restriction) -> Appeal | None:
    found: Appeal | None = getattr(against, "appeal", None)
    return found


def is_standing(against: ModerationAction | Restriction) -> bool:
    """Tell whether there is still something to undo."""
    if isinstance(against, Restriction):
        return against.lifted_at is None
    post = against.post
    removal = handling.REMOVALS[ModerationAction.Verb(against.verb)]
    return post is not None and post.removal == removal


@transaction.atomic
def appeal(*, against: ModerationAction | Restriction, by: User, text: str) -> Appeal:
    """Ask for a second look, once; works for suspended members, too."""
    _refuse_unless_own(against, by)
    if not text.strip():
        raise Empty
    if existing(against):
        raise AppealedBefore
    if not is_standing(_as_it_is_now(against)):
        raise Undone
    key = "restriction" if isinstance(against, Restriction) else "action"
    try:
        with transaction.atomic():
            return Appeal.objects.create(member=by, text=text.strip(), **{key: against})
    except IntegrityError as error:  # sent twice at once
        raise AppealedBefore from error


def _as_it_is_now(
    against: ModerationAction | Restriction,
) -> ModerationAction | Restriction:
    if isinstance(against, Restriction):
        return Restriction.objects.get(pk=against.pk)
    return ModerationAction.objects.select_related("post").get(pk=against.pk)


def _refuse_unless_own(against: ModerationAction | Restriction, by: User) -> None:
    if isinstance(against, Restriction):
        is_own = against.member_id == by.pk
    else:
        post = against.post
        is_own = (
            against.verb in AGAINST and post is not None and post.poster_id == by.pk
        )
    if not is_own:
        raise NotAllowed


@transaction.atomic
def grant(*, appeal: Appeal, access: Access, answer: str = "") -> None:
    """Agree with the member and undo the act."""
    row = _decide(appeal, access, Appeal.State.GRANTED, answer)
    by = access.user
    if row.restriction and row.restriction.lifted_at is None:
        restrictions.undo(restriction=row.restriction, by=by, reason=answer)
    elif row.action and row.action.post and is_standing(row.action):
        handling.put_back(post=row.action.post, by=by, reason=answer)


@transaction.atomic
def reject(*, appeal: Appeal, access: Access, answer: str) -> None:
    """Let the decision stand; the member is told why."""
    if not answer.strip():
        raise Empty
    _decide(appeal, access, Appeal.State.REJECTED, answer)


def _decide(appeal: Appeal, access: Access, state: Appeal.State, answer: str) -> Appeal:
    row = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("action__post__topic", "action__by", "restriction", "member")
        .get(pk=appeal.pk)
    )
    if row.state != Appeal.State.OPEN:
        raise AlreadyHandled
    if row.member_id == access.user.pk:
        raise OwnCase
    if _actor_id(row) == access.user.pk:
        raise SecondPersonNeeded
    if not open_for(access).filter(pk=row.pk).exists():
        raise NotAllowed
    row.state, row.answer = state, answer.strip()
    row.decided_by, row.decided_at = access.user, timezone.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    is_granted = state == Appeal.State.GRANTED
    verbs = ModerationAction.Verb
    log.record(
        verbs.GRANT_APPEAL if is_granted else verbs.REJECT_APPEAL,
        by=access.user,
        member=row.member,
        post=row.action.post if row.action else None,
        reason=answer,
    )
    jobs.enqueue(decision_tasks.tell_appellant, appeal_id=row.pk)
    return row


def _actor_id(appeal: Appeal) -> int | None:
    against = appeal.restriction or appeal.action
    return against.by_id if against else None


def visible_to(access: Access) -> QuerySet[Appeal]:
    """Appeals that this person may read, decided ones included."""
    about = Q(action__topic__forum__in=access.moderated_ids)
    if access.user.has_perm(restrictions.RIGHT):
        about |= Q(restriction__isnull=False)
    return Appeal.objects.filter(about).select_related(
        "member",
        "decided_by",
        "action__by",
        "action__post__topic",
        "restriction__by",
        "restriction__post__topic",
    )


def open_for_others(access: Access) -> int:
    """Count open appeals that somebody else has to decide: against own acts, or own ones."""
    still_open = visible_to(access).filter(state=Appeal.State.OPEN)
    return still_open.exclude(pk__in=open_for(access).values("pk")).count()
