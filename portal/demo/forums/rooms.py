"""The six forums of the demonstration, and who may read the one for professionals."""

from typing import Any

from django.contrib.auth.models import Group

from forums.models import (
    Forum,
    ForumPermission,
    GroupForumPermission,
    UserForumPermission,
)
from portal.accounts.professionals import GROUP
from portal.demo.forums.files import read

RIGHTS = ("can_see_forum", "can_read_forum", "can_start_new_topics")
READERS = (GROUP, "Moderators", "Administrators")


def load_rooms() -> dict[str, Forum]:
    """Add categories and forums; return the forums by the name of their file."""
    forums = {}
    for category in read("rooms.json")["categories"]:
        parent = Forum.objects.create(name=category["name"], type=Forum.FORUM_CAT)
        for words in category["forums"]:
            forums[words["file"]] = _add(words, parent)
    return forums


def _add(words: dict[str, Any], parent: Forum) -> Forum:
    forum: Forum = Forum.objects.create(
        name=words["name"],
        description=words["description"],
        parent=parent,
        type=Forum.FORUM_POST,
    )
    if words.get("closed"):
        _close(forum)
    return forum


def _close(forum: Forum) -> None:
    """Let nobody in but verified professionals and those who moderate."""
    rights = [
        ForumPermission.objects.get_or_create(codename=right)[0] for right in RIGHTS
    ]
    UserForumPermission.objects.bulk_create(
        UserForumPermission(
            permission=right, forum=forum, authenticated_user=True, has_perm=False
        )
        for right in rights
    )
    GroupForumPermission.objects.bulk_create(
        GroupForumPermission(permission=right, forum=forum, group=group, has_perm=True)
        for right in rights
        for group in Group.objects.filter(name__in=READERS)
    )
