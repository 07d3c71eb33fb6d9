"""Machina's read tracks, at the scale of a million posts."""

from machina.apps.forum_tracking.apps import ForumTrackingAppConfig as Stock


class ForumTrackingAppConfig(Stock):
    default = True
    name = "forums.overrides.forum_tracking"

    def ready(self) -> None:
        """Leave machina's receiver out: forums/views/reading.py marks what was read."""
