"""What a member wrote, set, follows and reported, in plain names, for the member to take."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.files import File
from django.db.models import QuerySet

from forums import markup
from forums.models import (
    Appeal,
    Attachment,
    ForumFollow,
    ForumProfile,
    ForumReadTrack,
    Mute,
    Notification,
    Post,
    PostVersion,
    Report,
    Restriction,
    Topic,
    TopicReadTrack,
)
from portal.accounts.models import User

# What other tables' columns are called for the member.
NAMES = {
    "forum__name": "forum",
    "topic__subject": "discussion",
    "post__topic__subject": "discussion",
    "mark_time": "read_until",
}
MENTION = re.compile(r"@\[(\d+)\]")


def export(user: User) -> dict[str, Any]:
    """Return everything of a member that the forums hold."""
    return {
        "settings": _settings(user),
        "discussions_begun": _named(
            Topic.objects.filter(poster=user)
            .order_by("pk")
            .values("id", "subject", "forum__name", "created")
        ),
        "posts": _posts(user),
        "follows": _follows(user),
        "read_until": _read(user),
        "muted_members": [
            {"public_name": mute.muted.get_display_name(), "since": mute.since}
            for mute in Mute.objects.filter(member=user).select_related("muted")
        ],
        "told_by_mail": _named(
            Notification.objects.filter(member=user)
            .order_by("created_at")
            .values("kind", "post__topic__subject", "created_at", "mailed_at")
        ),
        "reports_made": _named(
            Report.objects.filter(reporter=user)
            .order_by("reported_at")
            .values("reason", "note", "reported_at", "state", "post__topic__subject")
        ),
        "measures": list(
            Restriction.objects.filter(member=user)
            .order_by("since")
            .values("kind", "reason", "since", "until", "lifted_at")
        ),
        "appeals": list(
            Appeal.objects.filter(member=user)
            .order_by("made_at")
            .values("text", "made_at", "state", "answer", "decided_at")
        ),
    }


def _named(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{NAMES.get(key, key): row[key] for key in row} for row in rows]


def files(user: User) -> Iterator[tuple[str, File]]:
    """Yield a name and the file for each upload; one that is missing is left out."""
    kept = _attachments(Post.objects.filter(poster=user))
    for attachment in kept.iterator(chunk_size=200):
        if attachment.file.storage.exists(str(attachment.file.name)):
            yield _file_name(attachment), attachment.file


def _attachments(posts: QuerySet[Post]) -> QuerySet[Attachment]:
    return (
        Attachment.objects.filter(post__in=posts)
        .exclude(post__removal=Post.Removal.ERASED)
        .order_by("added_at", "id")
    )


def _file_name(attachment: Attachment) -> str:
    return f"{attachment.pk}.{attachment.extension}"


def _settings(user: User) -> dict[str, Any] | None:
    left_out = {"id", "user", "avatar", "signature", "_signature_rendered"}
    names = [field.name for field in ForumProfile._meta.concrete_fields]
    wanted = [name for name in names if name not in left_out]
    found: dict[str, Any] | None = (
        ForumProfile.objects.filter(user=user).values(*wanted).first()
    )
    return found


def _posts(user: User) -> list[dict[str, Any]]:
    posts = list(
        Post.objects.filter(poster=user)
        .select_related("topic")
        .prefetch_related("versions", "files")
        .order_by("created", "pk")
    )
    texts = [post.content.raw for post in posts]
    texts += [each.text for post in posts for each in post.versions.all()]
    names = _names(texts)
    return [_post(post, names) for post in posts]


def _post(post: Post, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": post.pk,
        "discussion": post.topic.subject,
        "title": post.subject,
        "written": post.created,
        "content_note": post.content_note,
        "text": markup.to_editable(post.content.raw, names),
        "waits_for_approval": post.is_waiting,
        "removed": post.get_removal_display(),
        "earlier_versions": [_version(each, names) for each in post.versions.all()],
        "files": [
            {"file": _file_name(each), "description": each.description}
            for each in post.files.all()
        ],
    }


def _version(version: PostVersion, names: dict[int, str]) -> dict[str, Any]:
    return {
        "written": version.saved_at,
        "title": version.title,
        "text": markup.to_editable(version.text, names),
    }


def _names(texts: Iterable[str]) -> dict[int, str]:
    """Return the public names of the members that the texts mention by number."""
    ids = {int(number) for text in texts for number in MENTION.findall(text)}
    members = User.objects.filter(pk__in=ids)
    return {member.pk: member.get_display_name() for member in members}


def _follows(user: User) -> dict[str, list[str]]:
    topics = Topic.objects.filter(subscribers=user).order_by("pk")
    forums = ForumFollow.objects.filter(member=user).order_by("pk")
    return {
        "discussions": list(topics.values_list("subject", flat=True)),
        "forums": list(forums.values_list("forum__name", flat=True)),
    }


def _read(user: User) -> dict[str, list[dict[str, Any]]]:
    topics = TopicReadTrack.objects.filter(user=user).order_by("pk")
    forums = ForumReadTrack.objects.filter(user=user).order_by("pk")
    return {
        "discussions": _named(topics.values("topic__subject", "mark_time")),
        "forums": _named(forums.values("forum__name", "mark_time")),
    }
