"""The expert answer of a discussion: a verified professional's, marked by asker or moderator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from forums.errors import ForumError, NotAllowed
from forums.models import ExpertAnswer, ModerationAction, Post, Topic
from forums.moderation import log
from forums.rules.access import Access
from portal.accounts.professionals import badge_of

if TYPE_CHECKING:
    from portal.accounts.models import User


class NoAnswer(ForumError):
    message = gettext_lazy("Only an answer that members can read can be marked.")


class OwnAnswer(NotAllowed):
    message = gettext_lazy("Nobody marks an answer of their own.")


class NoExpert(ForumError):
    message = gettext_lazy("The author is not a verified professional at the moment.")


def may_mark(*, topic: Topic, access: Access) -> bool:
    """Tell whether this person chooses the expert answer: who asked, or a moderator."""
    return topic.poster_id == access.user.pk or access.moderates(topic.forum)


def is_markable(post: Post, topic: Topic) -> bool:
    """Tell whether a post is a readable answer of somebody whose badge is current."""
    return _is_answer(post, topic) and badge_of(post.poster) is not None


@transaction.atomic
def mark(*, post: Post, by: User) -> ExpertAnswer:
    """Mark a post; a discussion has one expert answer, so another loses the mark."""
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=post.topic_id)
    if not may_mark(topic=topic, access=Access.for_user(by)):
        raise NotAllowed
    # As it is now: a moderator may have removed it while this waited for the topic.
    post = Post.objects.select_related("topic", "poster__professional").get(pk=post.pk)
    if not _is_answer(post, topic):
        raise NoAnswer
    if post.poster_id == by.pk:
        raise OwnAnswer
    badge = badge_of(post.poster)
    if badge is None:
        raise NoExpert
    ExpertAnswer.objects.filter(post=post).exclude(topic=topic).delete()  # it was moved
    answer, _created = ExpertAnswer.objects.update_or_create(
        topic=topic,
        defaults={
            "post": post,
            "profession": badge.profession,
            "marked_by": by,
            "marked_at": timezone.now(),
        },
    )
    _log(ModerationAction.Verb.MARK_EXPERT, post, topic, by)
    return answer


@transaction.atomic
def unmark(*, post: Post, by: User) -> None:
    if not may_mark(topic=post.topic, access=Access.for_user(by)):
        raise NotAllowed
    removed, _rows = ExpertAnswer.objects.filter(post=post).delete()
    if removed:
        _log(ModerationAction.Verb.UNMARK_EXPERT, post, post.topic, by)


def _log(verb: ModerationAction.Verb, post: Post, topic: Topic, by: User) -> None:
    """Log what a moderator decides; whom the asker thanks is the asker's business."""
    if by.pk != topic.poster_id:
        log.record(verb, by=by, member=post.poster, post=post)


def _is_answer(post: Post, topic: Topic) -> bool:
    return post.approved and not post.removal and post.pk != topic.first_post_id
