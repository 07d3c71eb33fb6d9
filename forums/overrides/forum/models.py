"""The forum: machina's, with counters that hold under concurrency."""

from django.urls import reverse
from machina.apps.forum.abstract_models import AbstractForum

from forums import counting


class Forum(AbstractForum):
    class Meta(AbstractForum.Meta):
        pass

    def get_absolute_url(self) -> str:
        return reverse("forums:forum", args=[self.pk, self.slug or "forum"])

    def update_trackers(self) -> None:
        """Recount, under the row's lock, writing the counters alone."""
        counting.recount_forum(self)
