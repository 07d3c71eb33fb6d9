"""Words of members who left: blanked where they stood, cut out where others quoted them."""

import datetime as dt
from typing import NamedTuple

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils.text import slugify
from django.utils.translation import gettext

from articles.leaving import is_word
from forums import markup
from forums.markup.limits import MAX_QUOTES
from forums.models import (
    Attachment,
    ExpertAnswer,
    Mention,
    Post,
    PostVersion,
    Quotation,
    Topic,
)
from portal.accounts import traces
from portal.accounts.models import User

LABELS = (
    "forums",
    "forum",
    "forum_conversation",
    "forum_member",
    "forum_permission",
    "forum_polls",
    "forum_tracking",
)
# A word that as many people use where the member never wrote is no name.
USERS_OF_A_WORD = 3
MANY = 1_000


def blank(posts: QuerySet[Post]) -> None:
    """Leave nothing of these posts but their place, and of what others quoted of them.

    Their files lose their descriptions now and are deleted by a job after the commit.
    """
    ids = list(posts.order_by("pk").values_list("pk", flat=True))
    # Topics before posts, as everybody locks them.
    touched = Topic.objects.filter(posts__in=ids).order_by("pk").values("pk")
    list(
        Topic.objects.filter(pk__in=touched)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .values_list("pk", flat=True)
    )
    chosen = Post.objects.filter(pk__in=ids)
    _take_titles(Topic.objects.filter(first_post__in=ids))
    PostVersion.objects.filter(post__in=ids).delete()
    ExpertAnswer.objects.filter(post__in=ids).delete()
    Mention.objects.filter(post__in=ids).delete()
    Quotation.objects.filter(post__in=ids).delete()
    Attachment.objects.filter(post__in=ids).update(description=removed())
    chosen.update(
        content="",
        _content_rendered="",
        content_note="",
        update_reason="",
        hold="",
        concern="",
        concern_seen_at=None,
        form_token=None,
        removal=Post.Removal.ERASED,
        removed_at=Coalesce("removed_at", Now()),
        removed_by=None,
    )
    cut_out(set(ids))


def removed() -> str:
    return gettext("(removed)")


def _take_titles(topics: QuerySet[Topic]) -> None:
    """Answers repeat the title of their discussion, so theirs goes, too."""
    ids = list(topics.values_list("pk", flat=True))
    Post.objects.filter(topic__in=ids).update(subject=removed())
    PostVersion.objects.filter(post__topic__in=ids).update(title="")
    Topic.objects.filter(pk__in=ids).update(subject=removed(), slug="removed")


def cut_out(ids: set[int]) -> None:
    """Leave no words of these posts where others quoted them; that they did stays."""
    _cut_out_of_long_posts(ids)
    _cut_quotations(Quotation.objects.filter(quoted__in=ids))
    _cut_out_of_versions(ids)


def _cut_quotations(quotations: QuerySet[Quotation]) -> None:
    quoting: dict[int, set[int]] = {}
    for post_id, quoted_id in quotations.values_list("post", "quoted"):
        quoting.setdefault(post_id, set()).add(quoted_id)
    for post in _held(Post.objects.filter(pk__in=quoting)):
        text = markup.without_quotes_of(post.content.raw, quoting[post.pk])
        _rewrite(post.pk, text)
    Quotation.objects.filter(
        post__in=quoting, quoted__in=set().union(*quoting.values())
    ).delete()


def _held(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Posts of others as they are now: who is changing one finishes first."""
    return posts.order_by("pk").select_for_update(of=("self",), no_key=True)


@transaction.atomic
def cut_late(*, since: dt.datetime) -> None:
    """Clean what was written from a form that was opened before its subject left."""
    recent = Post.objects.filter(Q(created__gte=since) | Q(updated__gte=since))
    for post in _held(recent.filter(content__contains="[post:")):
        ids = markup.quoted(post.content.raw)
        erased = Post.objects.filter(pk__in=ids, removal=Post.Removal.ERASED)
        text = markup.without_quotes_of(
            post.content.raw, set(erased.values_list("pk", flat=True))
        )
        if text != post.content.raw:
            _rewrite(post.pk, text)
    gone = {"saved_by__anonymised_at__isnull": False, "saved_at__gte": since}
    PostVersion.objects.filter(**gone).delete()


def _cut_out_of_long_posts(ids: set[int]) -> None:
    """Only so many quotations of a post are listed; where there are more, read the post."""
    full = (
        Quotation.objects.order_by()
        .values("post")
        .annotate(number=Count("pk"))
        .filter(number__gte=MAX_QUOTES - 1)
    )
    for post in _held(Post.objects.filter(pk__in=full.values("post"))):
        text = markup.without_quotes_of(post.content.raw, ids)
        if text != post.content.raw:
            _rewrite(post.pk, text)


def _cut_out_of_versions(ids: set[int]) -> None:
    quoting = PostVersion.objects.filter(text__contains="[post:").order_by("pk")
    for version in quoting.iterator(chunk_size=500):
        if ids.intersection(markup.quoted(version.text)):
            text = markup.without_quotes_of(version.text, ids)
            PostVersion.objects.filter(pk=version.pk).update(text=text)


def _rewrite(post_id: int, text: str) -> None:
    Post.objects.filter(pk=post_id).update(
        content=text, _content_rendered=markup.render(text)
    )


# --- The name in the words of others ----------------------------------------------------


def strike_out(user: User, named: "Named") -> None:
    """Replace address and name wherever somebody wrote them out in the forums."""
    words = traces.patterns(user, with_name=not is_ordinary(user, named.uses))
    every = (
        each for label in LABELS for each in apps.get_app_config(label).get_models()
    )
    for model in every:
        rows = model._default_manager.all()
        if model is Post and len(named.uses) < MANY:
            # Read once already: no need to go through a million posts again.
            found = Q(pk__in=[use.post for use in named.uses])
            rows = rows.filter(found | Q(poster=user) | Q(pk__gt=named.until))
        changed = traces.strike_out(rows, *_written(model), words=words)
        if model is Post:
            _render_again(changed)
        elif model is Topic:
            _address_again(changed)


class Use(NamedTuple):
    """Where somebody wrote the name or the address of a member."""

    post: int
    topic: int
    poster: int
    at: dt.datetime


class Named(NamedTuple):
    """Uses in the posts of others, up to the post with this id; the first ``MANY``."""

    uses: list[Use]
    until: int


def find_name(user: User) -> Named:
    """Go through all posts, which takes seconds for a million: do it before any lock."""
    until = Post.objects.aggregate(last=Max("pk"))["last"] or 0
    words = traces.patterns(user, with_name=True)
    others = Post.objects.exclude(poster=user).order_by()
    found = traces.naming(others, _written(Post), words)
    uses = found.values_list("pk", "topic", "poster", "created")[:MANY]
    return Named([Use(*use) for use in uses], until)


def is_ordinary(user: User, uses: list[Use]) -> bool:
    """Whether the public name is a word that people use without meaning the member.

    Else somebody could call themselves “hope” and leave, and every “hope” would be gone. It
    is a word if pages have it, if it was used before the member came, or if several people
    use it in discussions in which the member never wrote.
    """
    if is_word(user.handle) or any(use.at < user.date_joined for use in uses):
        return True
    own = Post.objects.filter(topic__in={use.topic for use in uses}, poster=user)
    at_home = set(own.values_list("topic", flat=True))
    near = {use.poster for use in uses if use.topic in at_home}
    elsewhere = {use.poster for use in uses if use.topic not in at_home}
    return len(elsewhere) >= USERS_OF_A_WORD and len(elsewhere) > len(near)


def _written(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns of a model in which somebody may have written a name."""
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField)
        and not field.choices
        and not field.name.startswith("_")
    )


def _render_again(post_ids: list[int]) -> None:
    for post in Post.objects.filter(pk__in=post_ids).order_by("pk").iterator():
        _rewrite(post.pk, post.content.raw)


def _address_again(topic_ids: list[int]) -> None:
    for pk, title in Topic.objects.filter(pk__in=topic_ids).values_list(
        "pk", "subject"
    ):
        Topic.objects.filter(pk=pk).update(slug=slugify(title)[:255])
