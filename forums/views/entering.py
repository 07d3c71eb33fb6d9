"""Who may enter the moderation room, and which posts and topics can be worked on there."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from forums.models import Post, Topic
from forums.moderation import restrictions
from forums.rules.access import Access

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def for_moderators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 403 to whoever moderates no forum (and would not, if there were one)."""

    @wraps(view)
    def guarded(request: HttpRequest, **ids: int | str) -> HttpResponse:
        access = Access.of(request)
        if not (access.moderated_ids or access.user.has_perm(restrictions.RIGHT)):
            raise PermissionDenied
        return view(request, **ids)

    return guarded


def moderated_post(access: Access, pk: int) -> Post:
    """Return a post of a forum this person moderates; elsewhere there is nothing (404)."""
    posts = Post.objects.select_related(
        "topic__forum", "topic__first_post", "poster__professional", "removed_by"
    )
    found: Post | None = posts.filter(
        topic__forum__in=access.moderated_ids, pk=pk
    ).first()
    if found is None:
        raise Http404
    return found


def moderated_topic(access: Access, pk: int) -> Topic:
    topics = Topic.objects.select_related("forum", "first_post", "poster")
    found: Topic | None = topics.filter(forum__in=access.moderated_ids, pk=pk).first()
    if found is None:
        raise Http404
    return found
