"""What a member wrote, set, follows and reported, in plain names, for the member to take.

The titles of discussions are the words of whoever began them: those of others are told only
while the member may read them. One that was removed, or moved to a closed forum, has no name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

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
from forums.rules.access import Access
from portal.accounts.models import User

MENTION = re.compile(r"@\[(\d+)\]")


@dataclass(frozen=True)
class _Eyes:
    """What the member may read now, as expressions for the columns of other tables."""

    user: User
    forum_ids: set[int]

    def title(self, topic: str = "") -> Case:
        """The title of the topic at this path (``post__topic__``)."""
        own = Q((f"{topic}poster", self.user))
        open_to_all = {f"{topic}approved": True, f"{topic}forum__in": self.forum_ids}
        return self._told(own | Q(**open_to_all), f"{topic}subject")

    def forum(self) -> Case:
        return self._told(Q(forum__in=self.forum_ids), "forum__name")

    @staticmethod
    def _told(condition: Q, column: str) -> Case:
        return Case(When(condition, then=F(column)), default=Value(_("(not shown)")))


def export(user: User) -> dict[str, Any]:
    """Return everything of a member that the forums hold."""
    eyes = _Eyes(user, Access.for_user(user).forum_ids)
    return {
        "settings": _settings(user),
        "discussions_begun": _discussions(user, eyes),
        "posts": _posts(user, eyes),
        "follows": _follows(user, eyes),
        "read_until": _read(user, eyes),
        "muted_members": [
            {"public_name": mute.muted.get_display_name(), "since": mute.since}
            for mute in Mute.objects.filter(member=user).select_related("muted")
        ],
        "told_by_mail": list(
            Notification.objects.filter(member=user)
            .order_by("created_at")
            .values(
                "kind",
                "created_at",
                "mailed_at",
                discussion=eyes.title("post__topic__"),
            )
        ),
        "reports_made": list(
            Report.objects.filter(reporter=user)
            .order_by("reported_at")
            .values(
                *("reason", "note", "reported_at", "state"),
                discussion=eyes.title("post__topic__"),
            )
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


def _discussions(user: User, eyes: _Eyes) -> list[dict[str, Any]]:
    begun = Topic.objects.filter(poster=user).order_by("pk")
    columns = begun.values_list("id", "subject", "created", eyes.forum())
    return [
        {"id": pk, "subject": title, "created": created, "forum": forum}
        for pk, title, created, forum in columns
    ]


def _posts(user: User, eyes: _Eyes) -> list[dict[str, Any]]:
    posts = list(
        Post.objects.filter(poster=user)
        .annotate(discussion=eyes.title("topic__"))
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
        "discussion": post.discussion,
        # Answers repeat the title that the discussion had.
        "title": post.subject if post.topic.first_post_id == post.pk else "",
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


def _follows(user: User, eyes: _Eyes) -> dict[str, list[str]]:
    topics = Topic.objects.filter(subscribers=user).order_by("pk")
    forums = ForumFollow.objects.filter(member=user).order_by("pk")
    return {
        "discussions": list(topics.values_list(eyes.title(), flat=True)),
        "forums": list(forums.values_list(eyes.forum(), flat=True)),
    }


def _read(user: User, eyes: _Eyes) -> dict[str, list[dict[str, Any]]]:
    topics = TopicReadTrack.objects.filter(user=user).order_by("pk")
    forums = ForumReadTrack.objects.filter(user=user).order_by("pk")
    until = F("mark_time")
    return {
        "discussions": list(
            topics.values(discussion=eyes.title("topic__"), read_until=until)
        ),
        "forums": [
            {"forum": forum, "read_until": mark}
            for forum, mark in forums.values_list(eyes.forum(), until)
        ],
    }
