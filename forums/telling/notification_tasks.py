"""Jobs that tell members of posts; each may run twice or side by side and looks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from forums.models import Notification, Post
from forums.telling import delivery, digest, recipients
from portal.jobs import enqueue, every, task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BATCH = 100  # recipients of one job
MENTION = Notification.Kind.MENTION
FEW = 20  # overviews that a worker has in hand at a time


@task
@transaction.atomic
def fan_out(post_id: int) -> None:
    """Note down who is to hear of a post and leave the mails to jobs of a hundred each."""
    post = _locked(post_id)
    if post is None:
        return
    # A change may name somebody before this has run: those are no sign of a first run.
    if Notification.objects.filter(post=post).exclude(kind=MENTION).exists():
        return
    _note(post, recipients.recipients(post))


@task
@transaction.atomic
def tell_mentioned(post_id: int) -> None:
    """Likewise for those alone whom a changed post names and who have not heard of it."""
    post = _locked(post_id)
    if post is None:
        return
    known = set(Notification.objects.filter(post=post).values_list("member", flat=True))
    found = recipients.recipients(post)
    _note(
        post,
        {
            member: kind
            for member, kind in found.items()
            if kind == MENTION and member not in known
        },
    )


def _locked(post_id: int) -> Post | None:
    """Return a post that members can read, if it is young enough to be told of.

    The lock makes a second run, or one side by side, find what the first has written. What
    it wrote for older posts is forgotten: nobody is told of those any more.
    """
    return (
        Post.objects.readable()
        .select_for_update(no_key=True, of=("self",))
        .select_related("topic")
        .filter(pk=post_id, created__gte=timezone.now() - delivery.KEPT)
        .first()
    )


def _note(post: Post, found: dict[int, Notification.Kind]) -> None:
    Notification.objects.bulk_create(
        [
            Notification(member_id=member, post=post, kind=kind)
            for member, kind in found.items()
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )
    noted = Notification.objects.filter(post=post, member__in=found).order_by("pk")
    for ids in _batches(noted.values_list("pk", flat=True)):
        enqueue(mail_batch, post_id=post.pk, first_id=ids[0], last_id=ids[-1])


@task
def mail_batch(post_id: int, first_id: int, last_id: int) -> None:
    """Mail what a hundred members are to hear of a post, and what else waits for them."""
    noted = Notification.objects.filter(
        post=post_id, pk__range=(first_id, last_id), mailed_at__isnull=True
    )
    delivery.deliver([*noted.values_list("member", flat=True)])


@every("*/5 * * * *")
def mail_what_waited() -> None:
    """Send together what came while somebody had just got a mail, and what failed."""
    for member_ids in _batches(delivery.members_due()):
        delivery.deliver(member_ids)


@every("53 3 * * *")
def forget_notifications() -> None:
    """Forget, each night, who was told of what a month ago."""
    delivery.forget()


@every("*/30 7-11 * * 1")
@transaction.atomic
def weekly_overviews() -> None:
    """Begin on Monday at seven; the later runs send what the mail server did not take."""
    ids = digest.waiting().order_by("pk").values_list("pk", flat=True)
    for batch in _batches(ids):
        enqueue(overview_batch, first_id=batch[0], last_id=batch[-1])


@task
def overview_batch(first_id: int, last_id: int) -> None:
    """Mail this week's overview to a hundred members (by the ids of their profiles)."""
    ids = digest.waiting().filter(pk__range=(first_id, last_id)).order_by("pk")
    for few in _batches(ids.values_list("pk", flat=True), FEW):
        digest.send(few)


def _batches(ids: Iterable[int], size: int = BATCH) -> Iterator[Sequence[int]]:
    numbers = list(ids)
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
