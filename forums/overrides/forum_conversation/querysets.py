"""Which topics and posts a person may see, said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from portal.accounts.models import User


class TopicQuerySet(models.QuerySet):
    def readable(self) -> TopicQuerySet:
        """Topics that every reader of their forum may see."""
        return self.filter(approved=True)

    def visible_to(self, user: User, *, moderates: bool = False) -> TopicQuerySet:
        """Readable topics, and the person's own waiting ones; all for a moderator."""
        if moderates:
            return self
        own = Q(poster=user, approved=False, first_post__removal="")
        return self.filter(Q(approved=True) | own)


class PostQuerySet(models.QuerySet):
    def readable(self) -> PostQuerySet:
        """Posts whose words every reader of their forum may read (search, feeds, lists)."""
        return self.filter(approved=True, removal="", topic__approved=True)

    def visible_to(self, user: User, *, moderates: bool = False) -> PostQuerySet:
        """Posts of a topic page: tombstones included, and the person's own waiting posts."""
        if moderates:
            return self
        own = Q(poster=user, approved=False, removal="")
        return self.filter(Q(approved=True) | own)

    def waiting(self) -> PostQuerySet:
        """Posts that a moderator has still to look at, oldest first."""
        return self.filter(approved=False, removal="").order_by("created")

    def of_concern(self) -> PostQuerySet:
        """Posts with words of a crisis or emergency that no moderator has seen yet.

        They are posted like any other, so this is beside ``waiting()``; oldest first.
        """
        unseen = self.filter(concern_seen_at__isnull=True, removal="")
        return unseen.exclude(concern="").order_by("created")
