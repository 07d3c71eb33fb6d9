"""Pages about members, and what a member decides: whom to mute, what to follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.errors import ForumError
from forums.models import ForumFollow, ForumProfile
from forums.reading import fetching, listing, muting
from forums.reading.pages import POSTS, open_page
from forums.rules.access import Access
from forums.telling import subscriptions
from forums.views.leading import back
from portal.accounts.models import User
from portal.accounts.professionals import badge_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

RECENT = 5


def _member_or_404(pk: int) -> User:
    """Return somebody who can be looked up: not who left or never wrote a name down."""
    members = User.objects.select_related("professional", "forum_profile")
    return get_object_or_404(members, pk=pk, anonymised_at__isnull=True)


@require_safe
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Who a member is to the others, and what the reader may read of their posts."""
    access = Access.of(request)
    found = _member_or_404(pk)
    posts = fetching.in_lists(fetching.posts_of_member(found, access))
    shown = list(posts[: RECENT + 1])
    context = {
        "member": found,
        "profile": getattr(found, "forum_profile", None) or ForumProfile(user=found),
        "badge": badge_of(found),
        "posts": shown[:RECENT],
        "has_more": len(shown) > RECENT,
        "is_self": found == access.user,
        "is_muted": muting.mutes(member=found, by=access.user),
        "moderates": bool(access.moderated_ids),
    }
    return render(request, "forums/member.html", context)


@require_safe
def member_posts(request: HttpRequest, pk: int) -> HttpResponse:
    access = Access.of(request)
    found = _member_or_404(pk)
    posts = fetching.in_lists(fetching.posts_of_member(found, access))
    page = open_page(posts, request.GET.get("page"), POSTS)
    context = {"member": found, "page_obj": page, "posts": page.object_list}
    return render(request, "forums/member_posts.html", context)


@require_POST
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    """Fold a member's posts for the reader, or (``stop`` in the form) show them again."""
    found = _member_or_404(pk)
    by = Access.of(request).user
    name = {"handle": found.handle}
    try:
        if "stop" in request.POST:
            muting.unmute(member=found, by=by)
            messages.success(
                request, _("You will see posts by %(handle)s again.") % name
            )
        else:
            muting.mute(member=found, by=by)
            words = _(
                "Posts by %(handle)s now stay closed until you open them. Nobody is told."
            )
            messages.success(request, words % name)
    except ForumError as error:
        messages.error(request, str(error))
    return back(request, reverse("forums:member", args=[found.pk]))


@require_safe
def my_posts(request: HttpRequest) -> HttpResponse:
    access = Access.of(request)
    posts = fetching.in_lists(fetching.own_posts(access))
    page = open_page(posts, request.GET.get("page"), POSTS)
    context = {"page_obj": page, "posts": page.object_list}
    return render(request, "forums/my_posts.html", context)


@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """The discussions and forums whose news the member gets."""
    access = Access.of(request)
    topics = access.topics().filter(subscribers=access.user)
    page = open_page(
        topics.order_by("-last_post_on", "-pk"),
        request.GET.get("page"),
        rows=fetching.listed(access.topics(), access),
    )
    followed = ForumFollow.objects.filter(member=access.user)
    ids = set(followed.values_list("forum", flat=True))
    context = {
        "page_obj": page,
        "rows": listing.rows(page.object_list, access),
        "forums": [forum for forum in access.forums if forum.pk in ids],
    }
    return render(request, "forums/following.html", context)


@require_POST
def topic_follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a discussion, or (``stop`` in the form) follow it no more."""
    access = Access.of(request)
    topic = access.topic_or_404(pk)
    if "stop" in request.POST:
        subscriptions.unfollow(by=access.user, topic=topic)
        messages.success(request, _("You no longer follow this discussion."))
    else:
        subscriptions.follow(by=access.user, topic=topic)
        messages.success(request, _("You follow this discussion."))
    return back(request, topic.get_absolute_url())


@require_POST
def forum_follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Hear of new discussions in a forum, or (``stop`` in the form) no more."""
    access = Access.of(request)
    forum = access.forum_or_404(pk)
    if not forum.is_forum:
        raise Http404
    if "stop" in request.POST:
        subscriptions.unfollow(by=access.user, forum=forum)
        messages.success(request, _("You no longer follow this forum."))
    else:
        subscriptions.follow(by=access.user, forum=forum)
        messages.success(request, _("You follow this forum."))
    return back(request, forum.get_absolute_url())
