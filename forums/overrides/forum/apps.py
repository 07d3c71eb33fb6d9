"""Machina's tree of forums, with our counters."""

from django.utils.translation import gettext_lazy as _
from machina.apps.forum.apps import ForumAppConfig as Stock


class ForumAppConfig(Stock):
    default = True
    name = "forums.overrides.forum"
    verbose_name = _("Forum tree")

    def ready(self) -> None:
        """Leave machina's receiver out: link forums do not count their visitors."""
