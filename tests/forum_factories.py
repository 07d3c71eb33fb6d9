"""Valid forums, topics and posts, as somebody would have left them; rights are the test's."""

import datetime
import itertools

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from forums.models import (
    Discussion,
    Forum,
    ForumPermission,
    ForumProfile,
    GroupForumPermission,
    Post,
    Report,
    Restriction,
    Topic,
    UserForumPermission,
)

_numbers = itertools.count(1)


def make_member(handle="", *, days=400, trusted=True, **fields):
    """Return a member; a trusted one has read and written enough to post without approval."""
    number = next(_numbers)
    user = get_user_model().objects.create_user(
        f"forum{number}@example.org",
        handle=handle or f"forum-person-{number}",
        date_joined=timezone.now() - datetime.timedelta(days=days),
        **fields,
    )
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    if trusted:
        trust_member(user)
    return user


def trust_member(user):
    """Give a member the reading and writing of a regular."""
    user.date_joined = timezone.now() - datetime.timedelta(days=400)
    user.save(update_fields=["date_joined"])
    ForumProfile.objects.update_or_create(
        user=user,
        defaults={
            "topics_entered": 500,
            "posts_read": 5000,
            "days_visited": 200,
            "posts_count": 50,
            "safety_card_seen_at": timezone.now(),
        },
    )
    return user


def make_forum(name="", *, parent=None, category=False, **fields):
    number = next(_numbers)
    return Forum.objects.create(
        name=name or f"Forum {number}",
        parent=parent,
        type=Forum.FORUM_CAT if category else Forum.FORUM_POST,
        **fields,
    )


def make_topic(forum=None, poster=None, *, title="", text="", subject=None, **fields):
    """Return a topic with its first post; ``fields`` are the post's."""
    number = next(_numbers)
    title = title or f"Question {number}"
    poster = poster or make_member()
    topic = Topic.objects.create(
        forum=forum or make_forum(),
        poster=poster,
        subject=title,
        type=Topic.TOPIC_POST,
        status=Topic.TOPIC_UNLOCKED,
        approved=fields.get("approved", True),
    )
    make_post(topic, poster, title=title, text=text, **fields)
    topic.refresh_from_db()
    if subject:
        Discussion.objects.create(topic=topic, subject=subject)
    return topic


def make_post(topic=None, poster=None, *, title="", text="", created=None, **fields):
    """Return a post of a topic, counted everywhere; ``created`` sets its time."""
    number = next(_numbers)
    topic = topic or make_topic()
    poster = poster or make_member()
    if fields.get("removal"):
        fields = {"removed_at": timezone.now()} | fields
    post = Post.objects.create(
        topic=topic,
        poster=poster,
        subject=title or f"Re: {topic.subject}"[:255],
        content=text or f"Words of post {number}.",
        **fields,
    )
    if created:
        Post.objects.filter(pk=post.pk).update(created=created, updated=created)
        post.refresh_from_db()
        post.topic.update_trackers()
    if post.approved and not post.removal:
        profile, _ = ForumProfile.objects.get_or_create(user=poster)
        profile.posts_count += (
            1  # a trusted member has written more than the table holds
        )
        profile.save(update_fields=["posts_count"])
    return post


def make_report(post=None, reporter=None, reason=Report.Reason.OTHER, **fields):
    return Report.objects.create(
        post=post or make_post(),
        reporter=reporter or make_member(),
        reason=reason,
        **fields,
    )


def restrict(member, kind=Restriction.Kind.SILENCE, *, days=7, by=None, **fields):
    """Restrict a member for some days; ``days=None`` means without end."""
    until = timezone.now() + datetime.timedelta(days=days) if days else None
    fields = {"reason": "Please keep to the rules.", "until": until} | fields
    return Restriction.objects.create(member=member, kind=kind, by=by, **fields)


def allow(codename, whom, forum=None, *, granted=True):
    """Write a permission row for a user, a group, or (None) every member."""
    permission, _ = ForumPermission.objects.get_or_create(codename=codename)
    row = {"permission": permission, "forum": forum, "has_perm": granted}
    if isinstance(whom, Group):
        return GroupForumPermission.objects.create(group=whom, **row)
    return UserForumPermission.objects.create(
        user=whom, authenticated_user=whom is None, **row
    )


def close_to(forum, whom=None):
    """Hide a forum from everybody (None), a group or a person."""
    for codename in ("can_see_forum", "can_read_forum"):
        allow(codename, whom, forum, granted=False)
