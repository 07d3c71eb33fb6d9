"""Machina's topics and posts, with what our forums need to know about them."""

from machina.apps.forum_conversation.apps import ForumConversationAppConfig as Stock


class ForumConversationAppConfig(Stock):
    default = True
    name = "forums.overrides.forum_conversation"

    def ready(self) -> None:
        """Leave machina's receiver out: forums/views/reading.py counts views."""
