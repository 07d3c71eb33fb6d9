"""Which forums hold something new, without one query per unread forum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from forums.overrides.forum.models import Forum
    from portal.accounts.models import User


class ForumReadTrackManager(models.Manager):
    def get_unread_forums_from_list(
        self, forums: Iterable[Forum], user: User
    ) -> list[Forum]:
        """Return the forums with something new for the member, their parents included."""
        by_id = {forum.pk: forum for forum in forums}
        unread: set[int] = set()
        for pk in self.unread_since(by_id.values(), user):
            node: Forum | None = by_id[pk]
            while node is not None and node.pk not in unread:
                unread.add(node.pk)
                node = by_id.get(node.parent_id)
        return [forum for forum in by_id.values() if forum.pk in unread]

    def unread_since(
        self, forums: Iterable[Forum], user: User
    ) -> dict[int, dt.datetime]:
        """Return the forums with something new of their own, and up to when they are read."""
        forums = list(forums)
        ids = [forum.pk for forum in forums]
        marks = dict(
            self.filter(user=user, forum__in=ids).values_list("forum", "mark_time")
        )
        found = {}
        for forum in forums:
            seen = max(marks.get(forum.pk, user.date_joined), user.date_joined)
            if forum.last_post_on is not None and forum.last_post_on > seen:
                found[forum.pk] = seen
        return found
