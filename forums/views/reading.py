"""Pages for reading: the index, a forum, a discussion, what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.overrides.forum_tracking.handler import TrackingHandler
from forums.reading import fetching, footprints, listing
from forums.reading.pages import TOPICS, DeepInTwo, open_page
from forums.reading.topic_page import TopicPage
from forums.rules.access import Access
from forums.telling import subscriptions
from forums.views.leading import canonical, number_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    access = Access.of(request)
    return render(request, "forums/index.html", {"nodes": listing.tree(access)})


@require_safe
def forum(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A forum's discussions: announced and sticky first, then the newest."""
    access = Access.of(request)
    found = access.forum_or_404(pk)
    if found.is_link and found.link:
        return redirect(found.link)
    if to := canonical(request, found, slug):
        return to
    topics = fetching.topics_of(found, access)
    pages = DeepInTwo(
        topics,
        fetching.listed(topics, access),
        per_page=TOPICS,
        count=found.direct_topics_count + fetching.hidden_topics(found, access),
    )
    page = pages.get_page(request.GET.get("page"))
    may_start = found.is_forum and access.may("can_start_new_topics", found)
    context = {
        "forum": found,
        "above": listing.way_to(found, access),
        "nodes": listing.tree(access, found),
        "page_obj": page,
        "rows": listing.rows(page.object_list, access),
        "may_start": may_start and not access.restrictions,
        "is_followed": subscriptions.follows_forum(member=access.user, forum=found),
        "moderates": access.moderates(found),
    }
    return render(request, "forums/forum.html", context)


@require_safe
def topic(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A discussion; ``?post=`` and ``?new=1`` lead to the page with that post."""
    access = Access.of(request)
    found = fetching.topic_or_404(access, pk)
    page = TopicPage(found, access, request.GET.get("page"))
    if to := _jump(request, page) or canonical(request, found, slug):
        return to
    context = {
        "page": page,
        "topic": found,
        "forum": page.forum,
        "above": [*listing.way_to(page.forum, access), page.forum],
        "page_obj": page.pages,
    }
    response = render(request, "forums/topic.html", context)
    if request.method == "GET":
        footprints.leave(page)
    return response


def _jump(request: HttpRequest, page: TopicPage) -> HttpResponseRedirect | None:
    wanted = request.GET.get("post", "")
    post = None
    if number := number_in(wanted):
        post = page.visible.defer(*fetching.HEAVY).filter(pk=number).first()
    elif request.GET.get("new"):
        post = page.first_unread_post()
    elif not wanted:
        return None
    address = page.topic.get_absolute_url()
    if post is None:
        return HttpResponseRedirect(address)
    place = page.place_of(post)
    query = f"?{urlencode({'page': place})}" if place > 1 else ""
    return HttpResponseRedirect(f"{address}{query}#post-{post.pk}")


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of one post, which stays right whatever happens around it."""
    found = Access.of(request).post_or_404(pk)
    return redirect(f"{found.topic.get_absolute_url()}?post={pk}")


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    access = Access.of(request)
    page = open_page(
        fetching.unread_topics(access),
        request.GET.get("page"),
        rows=fetching.listed(access.topics(), access),
    )
    context = {"page_obj": page, "rows": listing.rows(page.object_list, access)}
    return render(request, "forums/unread.html", context)


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """Mark one forum (``forum`` in the form) or everything as read."""
    access = Access.of(request)
    wanted = request.POST.get("forum", "")
    if not wanted:
        TrackingHandler().mark_forums_read(access.forums, access.user)
        messages.success(request, _("Everything is marked as read."))
        return redirect("forums:index")
    forum = access.forum_or_404(number_in(wanted))
    TrackingHandler().mark_forums_read([forum], access.user)
    messages.success(request, _("This forum is marked as read."))
    return redirect(forum)
