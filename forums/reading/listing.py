"""Lists of forums and of discussions, as one member sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forums.models import ForumReadTrack, Post
from forums.reading.fetching import HEAVY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forums.models import Forum, Topic
    from forums.rules.access import Access


@dataclass
class Node:
    """A forum of the index with what is below it; counts include the forums below."""

    forum: Forum
    is_new: bool = False
    last: Post | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def topics(self) -> int:
        return int(self.forum.direct_topics_count) + sum(
            node.topics for node in self.children
        )

    @property
    def posts(self) -> int:
        return int(self.forum.direct_posts_count) + sum(
            node.posts for node in self.children
        )

    @property
    def newest(self) -> Post | None:
        """The last post here or below."""
        found = [node.newest for node in self.children] + [self.last]
        return max(
            (post for post in found if post),
            key=lambda post: post.created,
            default=None,
        )


@dataclass(frozen=True)
class Row:
    """A discussion in a list; ``topic`` comes from ``fetching.listed``."""

    topic: Topic
    forum: Forum

    @property
    def is_new(self) -> bool:
        newest = self.topic.last_post_on
        return bool(newest and newest > self.topic.seen)

    @property
    def answers(self) -> int:
        return max(int(self.topic.posts_count) - 1, 0)

    @property
    def is_waiting(self) -> bool:
        return not self.topic.approved


def rows(topics: Iterable[Topic], access: Access) -> list[Row]:
    forums = {forum.pk: forum for forum in access.forums}
    found = []
    for topic in topics:
        topic.forum = forums[topic.forum_id]
        found.append(Row(topic, topic.forum))
    return found


def tree(access: Access, below: Forum | None = None) -> list[Node]:
    """Return the readable forums below one (or all) as a tree, with their newest posts."""
    forums = [one for one in access.forums if below is None or _is_below(one, below)]
    nodes = {forum.pk: Node(forum) for forum in forums}
    unread = ForumReadTrack.objects.get_unread_forums_from_list(forums, access.user)
    for forum in unread:
        nodes[forum.pk].is_new = True
    last = newest_posts(forums)
    top: list[Node] = []
    for forum in forums:
        node = nodes[forum.pk]
        node.last = last.get(forum.last_post_id or 0)
        parent = nodes.get(forum.parent_id or 0)
        (parent.children if parent else top).append(node)
    return top


def _is_below(forum: Forum, other: Forum) -> bool:
    return bool(forum.tree_id == other.tree_id and other.lft < forum.lft < other.rght)


def newest_posts(forums: Iterable[Forum]) -> dict[int, Post]:
    ids = [forum.last_post_id for forum in forums if forum.last_post_id]
    if not ids:
        return {}
    posts = Post.objects.filter(pk__in=ids).select_related("topic", "poster")
    return {post.pk: post for post in posts.defer(*HEAVY)}


def way_to(forum: Forum, access: Access) -> list[Forum]:
    """Return the forums above one, the highest first."""
    by_id = {one.pk: one for one in access.forums}
    found: list[Forum] = []
    parent = by_id.get(forum.parent_id or 0)
    while parent is not None:
        found.insert(0, parent)
        parent = by_id.get(parent.parent_id or 0)
    return found
