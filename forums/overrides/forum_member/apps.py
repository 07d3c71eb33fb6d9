"""Machina's profile of a member."""

from machina.apps.forum_member.apps import ForumMemberAppConfig as Stock


class ForumMemberAppConfig(Stock):
    default = True
    name = "forums.overrides.forum_member"

    def ready(self) -> None:
        """Leave machina's receivers out: they cost six queries a post; counting.py counts."""
