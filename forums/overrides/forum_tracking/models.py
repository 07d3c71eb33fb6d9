"""Machina's read tracks, with no more indexes than their pages use."""

from machina.apps.forum_tracking.models import ForumReadTrack, TopicReadTrack

__all__ = ["ForumReadTrack", "TopicReadTrack"]

# The unique pair begins with the member, and nobody asks for a time alone: without an index
# on it a mark that moves on writes one row and no index at all.
for model in (ForumReadTrack, TopicReadTrack):
    for name in ("mark_time", "user"):
        model._meta.get_field(name).db_index = False
