"""Do the counters hold? Differences between what is stored and what is there, and repair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext_lazy as _

from forums import counting
from forums.models import Forum, ForumProfile, Post, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrOrPromise

NAMES = {Topic: _("topic"), Forum: _("forum"), ForumProfile: _("member")}


@dataclass(frozen=True)
class Difference:
    """A row (a member by the account's number) whose counters are wrong."""

    model: type[Topic | Forum | ForumProfile]
    pk: int
    stored: tuple[Any, ...]
    real: tuple[Any, ...]

    @property
    def what(self) -> StrOrPromise:
        return NAMES[self.model]


def differences() -> Iterator[Difference]:
    """Compare all counters, in six queries. Topics first: forums are counted from them."""
    yield from _compare(
        Topic,
        Topic.objects.values_list("pk", "posts_count", "last_post_on"),
        Post.objects.filter(approved=True)
        .order_by()
        .values_list("topic")
        .annotate(Count("pk"), Max("created")),
        (0, None),
    )
    yield from _compare(
        Forum,
        Forum.objects.order_by("pk").values_list(
            "pk", "direct_topics_count", "direct_posts_count", "last_post_on"
        ),
        Topic.objects.filter(approved=True)
        .order_by()
        .values_list("forum")
        .annotate(Count("pk"), Sum("posts_count"), Max("last_post_on")),
        (0, 0, None),
    )
    yield from _compare(
        ForumProfile,
        ForumProfile.objects.values_list("user", "posts_count"),
        Post.objects.filter(approved=True, removal="", poster__isnull=False)
        .order_by()
        .values_list("poster")
        .annotate(Count("pk")),
        (0,),
    )


def _compare(
    model: type[Topic | Forum | ForumProfile],
    stored: Any,  # noqa: ANN401 -- rows of values: a key, then counters
    counted: Any,  # noqa: ANN401 -- ditto
    nothing: tuple[Any, ...],
) -> Iterator[Difference]:
    real = {pk: tuple(values) for pk, *values in counted}
    for pk, *values in stored.iterator():
        expected = real.get(pk, nothing)
        if tuple(values) != expected:
            yield Difference(model, pk, tuple(values), expected)


def repair(difference: Difference) -> None:
    """Count the row anew, under the locks that writers take."""
    if difference.model is Topic:
        counting.recount_topic(
            Topic.objects.select_related("forum").get(pk=difference.pk)
        )
    elif difference.model is Forum:
        counting.recount_forum(Forum.objects.get(pk=difference.pk))
    else:
        counting.recount_members([difference.pk])
