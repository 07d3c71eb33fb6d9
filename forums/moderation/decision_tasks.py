"""Jobs that tell members what moderators decided; each may run twice and looks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forums.models import Appeal, Letter, ModerationAction, Report, Restriction
from forums.moderation import mails
from forums.rules.readership import readers
from portal.jobs import task

if TYPE_CHECKING:
    from collections.abc import Callable


@task
def tell_of_measure(restriction_id: int) -> None:
    found = _restriction(restriction_id)
    if found:
        _once(f"measure:{found.pk}", lambda: mails.measure(found))


@task
def tell_of_lifting(restriction_id: int) -> None:
    found = _restriction(restriction_id)
    if found:
        _once(f"lifting:{found.pk}", lambda: mails.lifting(found))


def _restriction(pk: int) -> Restriction | None:
    found = Restriction.objects.select_related("member")
    return found.filter(pk=pk, member__is_active=True).first()


@task
def tell_author(action_id: int) -> None:
    """Tell the author of a post what was decided about it, and how to appeal."""
    actions = ModerationAction.objects.select_related("post__poster", "post__topic")
    found = actions.filter(pk=action_id, post__poster__is_active=True).first()
    author = found.post.poster if found and found.post else None
    if found and author:
        _once(f"action:{found.pk}", lambda: mails.post_moderated(found, author))


@task
def tell_asker(action_id: int) -> None:
    """Tell whoever began a discussion that it was moved, unless they cannot read it there."""
    actions = ModerationAction.objects.select_related(
        "topic__poster", "topic__first_post", "topic__forum"
    )
    found = actions.filter(pk=action_id, topic__poster__is_active=True).first()
    topic = found.topic if found else None
    if found is None or topic is None or topic.first_post.removal:
        return
    asker = topic.poster
    if asker.pk != found.by_id and readers({topic.forum_id}, [asker.pk]):
        _once(f"action:{found.pk}", lambda: mails.topic_moved(topic, asker))


@task
def tell_reporter(report_id: int) -> None:
    """Tell whoever reported a post what became of it."""
    found = (
        Report.objects.select_related("reporter", "post")
        .exclude(state=Report.State.OPEN)
        .filter(pk=report_id, reporter__is_active=True)
        .first()
    )
    if found and found.reporter:
        reporter = found.reporter
        _once(
            f"report:{found.pk}",
            lambda: mails.report_answer(found, reporter),
        )


@task
def tell_appellant(appeal_id: int) -> None:
    found = (
        Appeal.objects.select_related("member", "restriction", "action__post")
        .exclude(state=Appeal.State.OPEN)
        .filter(pk=appeal_id, member__is_active=True)
        .first()
    )
    if found:
        _once(f"appeal:{found.pk}", lambda: mails.appeal_answer(found))


def _once(about: str, send: Callable[[], None]) -> None:
    """Send a mail unless a job before this one did."""
    if not Letter.objects.filter(about=about).exists():
        send()
        Letter.objects.get_or_create(about=about)
