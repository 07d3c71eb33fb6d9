"""Writing pages: a new discussion, an answer, a change, a removal, what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from forums import markup
from forums.errors import ForumError, NotAllowed
from forums.reading import histories, voices
from forums.rules.access import Access
from forums.views.leading import number_in
from forums.views.sheets import Sheet, may_go_on, rendered, shown
from forums.writing import editing, experts, forms, mentions, posting, safety

if TYPE_CHECKING:
    from forums.models import Forum, Post, Topic

show_and_take = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt  # asked by the sheet, because a refusal must give the typed words back
@show_and_take
def topic_new(request: HttpRequest, pk: int, slug: str) -> HttpResponse:  # noqa: ARG001 -- the address's
    """Open a discussion in a forum."""
    forum = Access.of(request).forum_or_404(pk)
    sheet = Sheet(request, forum, about=f"forum-{pk}")
    sheet.use(
        forms.TopicForm(sheet.data, request.FILES or None, initial=sheet.initial())
    )
    sheet.offer_files()
    sheet.check(posting.refuse_unless_may_open, forum)
    if sheet.is_ready():
        post = sheet.run(posting.start_topic, forum=forum)
        if post:
            return sheet.accepted(post, _("Your discussion is posted."))
    return sheet.show("forums/topic_new.html", {"forum": forum})


@csrf_exempt  # see above
@show_and_take
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in a discussion; ``?quote=`` begins with another post's words."""
    access = Access.of(request)
    topic = access.topic_or_404(pk)
    sheet = Sheet(request, topic.forum, about=f"topic-{pk}")
    quote = _quotation(request, access, topic) if request.method != "POST" else {}
    sheet.use(
        forms.ReplyForm(
            sheet.data, request.FILES or None, initial=sheet.initial(**quote)
        )
    )
    sheet.offer_files()
    sheet.check(posting.refuse_unless_may_reply, topic)
    if sheet.is_ready():
        post = sheet.run(posting.reply, topic=topic)
        if post:
            return sheet.accepted(post, _("Your answer is posted."))
    return sheet.show("forums/reply.html", {"topic": topic})


def _quotation(request: HttpRequest, access: Access, topic: Topic) -> dict[str, str]:
    """Return the words to begin with; none come from a forum that others may not read."""
    number = number_in(request.GET.get("quote", ""))
    if not number:
        return {}
    post = access.post_or_404(number)
    if post.removal or not post.approved:
        raise Http404
    if post.topic.forum_id != topic.forum_id:
        return {}
    text = markup.quote(post.pk, mentions.to_editable(post.content.raw))
    # Words that stood under a note do not come out uncovered.
    return {"text": text, "content_note": post.content_note}


@csrf_exempt  # see above
@show_and_take
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of a post."""
    access = Access.of(request)
    post = access.post_or_404(pk)
    sheet = Sheet(request, post.topic.forum, about=f"post-{pk}")
    opens_topic = post.topic.first_post_id == post.pk
    is_others = post.poster_id != access.user.pk
    typed = {
        "title": post.subject,
        "text": mentions.to_editable(post.content.raw),
        "content_note": post.content_note,
        "base": post.updates_count,
    }
    sheet.use(
        forms.EditForm(
            sheet.data,
            request.FILES or None,
            initial=sheet.initial(**typed),
            with_title=opens_topic,
            by_moderator=is_others,
        )
    )
    sheet.check(editing.refuse_unless_may_edit, post)
    # What files show is said in words: not to whoever may not change the post.
    sheet.offer_files([] if sheet.is_closed else list(post.files.all()))
    if sheet.is_ready():
        changed = sheet.run(editing.edit, limit="forum_post", post=post)
        if changed:
            return sheet.accepted(changed, _("Your changes are saved."))
        sheet.rebase(post)
    context = {"post": post, "opens_topic": opens_topic, "is_others": is_others}
    return sheet.show("forums/edit.html", context)


@show_and_take
def post_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take one's own words back."""
    access = Access.of(request)
    post = access.post_or_404(pk)
    error: ForumError | None = None
    try:
        editing.refuse_unless_may_remove(post, access)
        if request.method == "POST":
            editing.remove_own(post=post, by=access.user, access=access)
            messages.success(request, _("Your post is removed."))
            return redirect(_after_removal(post, access))
    except ForumError as refusal:
        error = refusal
    context = {
        "post": post,
        "error": error,
        "alone": editing.is_alone(post),
        "opens_topic": post.topic.first_post_id == post.pk,
        "words": shown(post, access),
    }
    status = 403 if error else 200
    return render(request, "forums/remove.html", context, status=status)


def _after_removal(post: Post, access: Access) -> Topic | Forum:
    """Return to the discussion, or to its forum when it went as a whole."""
    try:
        return access.topic_or_404(post.topic_id)
    except Http404:
        forum: Forum = post.topic.forum
        return forum


@require_safe
def post_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a post said before, to everybody who may read it now."""
    access = Access.of(request)
    post = access.post_or_404(pk)
    if post.removal and not access.moderates(post.topic.forum):
        raise Http404
    changes = histories.changes_of(post, access)
    names = voices.names({post.poster_id or 0})
    author = names.get(post.poster_id or 0) or _("a former member")
    context = {"post": post, "changes": changes, "author": author}
    return render(request, "forums/history.html", context)


@require_safe
def posted(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell a writer what happens now: who reads it first, and where help is."""
    access = Access.of(request)
    post = access.post_or_404(pk)
    if post.poster_id != access.user.pk or post.removal:
        raise Http404
    cards = safety.cards_for([post.concern] if post.concern else [])
    return render(request, "forums/posted.html", {"post": post, "cards": cards})


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Render a text for preview.js."""
    if not may_go_on(request, "forum_preview"):
        return HttpResponse(status=429)
    text = markup.tidy(request.POST.get("text", ""))
    context = {"preview": rendered(text, Access.of(request))}
    return render(request, "forums/parts/preview.html", context)


@require_POST
def mark_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an answer as the expert's, or take the mark away."""
    access = Access.of(request)
    post = access.post_or_404(pk)
    verb = experts.unmark if request.POST.get("unmark") else experts.mark
    try:
        verb(post=post, by=access.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except ForumError as error:
        messages.error(request, str(error))
    return redirect(post)
