"""What the pages of the forums load, each in as few queries as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Left
from django.http import Http404

from forums.models import (
    Attachment,
    ExpertAnswer,
    ForumProfile,
    ForumReadTrack,
    GroupForumPermission,
    ModerationAction,
    Mute,
    Post,
    Topic,
)
from forums.overrides.forum_tracking.handler import TrackingHandler

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from forums.models import Forum
    from forums.overrides.forum_conversation.querysets import (
        PostQuerySet,
        TopicQuerySet,
    )
    from forums.rules.access import Access
    from portal.accounts.models import User

# Characters from which an excerpt is made.
BEGINNING = 2_000
# Words are loaded where they are shown, and then only as HTML.
HEAVY = ("content", "_content_rendered")
# What a moderator took away, and may have to give back after an appeal.
DECIDED = (Post.Removal.MODERATOR, Post.Removal.REFUSED)
HEAVY_LAST = tuple(f"last_post__{name}" for name in HEAVY)


def topic_or_404(access: Access, pk: int) -> Topic:
    """Return a topic with what its page says about it and about the member, in one query."""
    user = access.user
    followed = Topic.subscribers.through.objects.filter(topic=OuterRef("pk"), user=user)
    profile = ForumProfile.objects.filter(user=user)
    found = (
        TrackingHandler()
        .with_marks(access.topics(), user)
        .select_related("discussion__subject", "expert_answer", "poster")
        .annotate(
            is_followed=Exists(followed),
            visited_on=Subquery(profile.values("last_visited_on")),
            unapproved=unapproved(access),
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    found.forum = access.forum_or_404(found.forum_id)
    topic: Topic = found
    return topic


def unapproved(access: Access) -> Coalesce:
    """How many posts of a topic this reader sees besides those that its counter counts."""
    posts = Post.objects.filter(topic=OuterRef("pk"))
    own = _how_many(posts.visible_to(access.user).filter(approved=False))
    if not access.moderated_ids:
        return Coalesce(own, 0)
    every = _how_many(posts.filter(approved=False))
    moderated = When(forum__in=access.moderated_ids, then=every)
    return Coalesce(Case(moderated, default=own), 0)


def _how_many(posts: QuerySet) -> Subquery:
    return Subquery(
        posts.order_by().values("topic").annotate(n=Count("pk")).values("n")
    )


def with_authors(posts: PostQuerySet, access: Access, forum: Forum) -> PostQuerySet:
    """Load what a page shows of posts and of their authors in this forum."""
    rules = GroupForumPermission.objects.filter(
        group__user=OuterRef("poster"), permission__codename="can_approve_posts"
    )
    # A rule for this forum goes before one for all; of two groups, the one that grants wins.
    own_rules = rules.filter(forum=forum).order_by("-has_perm").values("has_perm")
    all_rules = rules.filter(forum=None).order_by("-has_perm").values("has_perm")
    muted = Mute.objects.filter(member=access.user, muted=OuterRef("poster"))
    found: PostQuerySet = (
        posts.select_related("poster__professional")
        .defer(*HEAVY)
        .annotate(
            html=F("_content_rendered"),
            is_muted=Exists(muted),
            by_moderator=Coalesce(
                Subquery(own_rules[:1]), Subquery(all_rules[:1]), False
            ),
            decision=_decision(access),
            has_files=Exists(Attachment.objects.filter(post=OuterRef("pk"))),
        )
    )
    return found


def files_of(posts: Iterable[Post]) -> dict[int, list[Attachment]]:
    """Return the attachments of posts; none are asked for where there are none."""
    with_some = [post.pk for post in posts if post.has_files]
    found: dict[int, list[Attachment]] = {}
    if with_some:
        for file in Attachment.objects.filter(post__in=with_some):
            found.setdefault(file.post_id, []).append(file)
    return found


def unread_topics(access: Access) -> TopicQuerySet:
    """Return the readable topics with something new, the newest first."""
    since = ForumReadTrack.objects.unread_since(access.forums, access.user)
    topics = access.topics().readable().filter(forum__in=since)
    if since:  # what was read everywhere need not be looked at
        topics = topics.filter(last_post_on__gt=min(since.values()))
    unread = TrackingHandler().unread(topics, access.user)
    return unread.order_by("-last_post_on", "-pk")


def listed(topics: TopicQuerySet, access: Access) -> TopicQuerySet:
    """Load what a line of a list shows of topics, marks included."""
    answered = ExpertAnswer.objects.filter(topic=OuterRef("pk")).filter(
        post__approved=True, post__removal=""
    )
    found: TopicQuerySet = (
        TrackingHandler()
        .with_marks(topics, access.user)
        .select_related("poster", "last_post__poster", "discussion__subject")
        .defer(*HEAVY_LAST)
        .annotate(has_expert=Exists(answered))
    )
    return found


def readable_posts(access: Access) -> PostQuerySet:
    """Return the posts whose words this person may read, for lists of posts."""
    found: PostQuerySet = (
        Post.objects.readable()
        .filter(topic__forum__in=access.forum_ids)
        .order_by("-created", "-pk")
    )
    return found


def _decision(access: Access) -> Subquery:
    """The id of the moderator's action that took a post of this member away."""
    against = (ModerationAction.Verb.HIDE, ModerationAction.Verb.REFUSE)
    decisions = ModerationAction.objects.filter(
        post=OuterRef("pk"),
        verb__in=against,
        post__removal__in=DECIDED,
        post__poster=access.user,
    )
    return Subquery(decisions.order_by("-pk").values("pk")[:1])


def own_posts(access: Access) -> PostQuerySet:
    """Return a member's own posts where they can still read, waiting and refused ones too.

    Not those in a discussion of somebody else's that was removed: its title went with it.
    ``decision`` is the id of the moderator's action that took a post away, if one did.
    """
    found: PostQuerySet = (
        Post.objects.filter(poster=access.user, topic__forum__in=access.forum_ids)
        .annotate(decision=_decision(access))
        .filter(Q(approved=True) | Q(removal="") | Q(decision__isnull=False))
        .filter(
            Q(topic__approved=True)
            | Q(topic__poster=access.user)
            | Q(decision__isnull=False)
        )
        .order_by("-created", "-pk")
    )
    return found


def topics_of(forum: Forum, access: Access) -> TopicQuerySet:
    """Return the topics of one forum in the order of its page; own waiting ones come first."""
    found: TopicQuerySet = (
        Topic.objects.filter(forum=forum)
        .visible_to(access.user, moderates=access.moderates(forum))
        .order_by("-type", "-last_post_on", "-pk")
    )
    return found


def hidden_topics(forum: Forum, access: Access) -> int:
    """How many topics of a forum this reader sees besides those that its counter counts."""
    return topics_of(forum, access).order_by().filter(approved=False).count()


def posts_of_member(member: User, access: Access) -> PostQuerySet:
    """Return what this reader may read of what a member wrote."""
    return readable_posts(access).filter(poster=member)


def in_lists(posts: PostQuerySet) -> PostQuerySet:
    """Load what a list of posts shows: the beginning of the words, the discussion."""
    found: PostQuerySet = (
        posts.select_related("topic__forum", "poster")
        .defer(*HEAVY)
        .annotate(beginning=Left("content", BEGINNING))
    )
    return found


def newest_topics(access: Access, forum: Forum | None = None) -> TopicQuerySet:
    """Return the topics with the newest readable posts, for feeds."""
    ids = access.forum_ids if forum is None else [forum.pk]
    found: TopicQuerySet = (
        Topic.objects.readable()
        .filter(forum__in=ids, last_post__isnull=False)
        .select_related("last_post__poster")
        .defer(*HEAVY_LAST)
        .annotate(beginning=Left("last_post__content", BEGINNING))
        .order_by("-last_post_on", "-pk")
    )
    return found
