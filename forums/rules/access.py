"""What one person may do in the forums: the second layer, behind the gate.

The rules of all forums are read once, in two queries, and every answer comes from them.
Hidden things answer 404; what is visible but forbidden raises NotAllowed or answers 403.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.http import Http404
from machina.core.loading import get_class

from forums.models import Forum, ForumProfile, Post, Topic

if TYPE_CHECKING:
    from django.http import HttpRequest

    from forums.models import Restriction
    from forums.overrides.forum_conversation.querysets import TopicQuerySet
    from portal.accounts.models import User

PermissionHandler = get_class("forum_permission.handler", "PermissionHandler")


@dataclass(eq=False)
class Access:
    """The rights of ``user``; make one per request and keep it (it caches)."""

    user: User
    handler: Any
    # What the gate found that keeps the person from writing; None: nobody has looked.
    restrictions: list[Restriction] | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Access:
        """Return the rights of the person behind a request that passed the gate."""
        if not hasattr(request, "forum_access"):
            handler = getattr(request, "forum_permission_handler", None)
            access = cls(cast("User", request.user), handler or PermissionHandler())
            access.restrictions = getattr(request, "forum_restrictions", None)
            request.forum_access = access  # type: ignore[attr-defined]  # kept with it
        return cast("Access", request.forum_access)  # type: ignore[attr-defined]  # ditto

    @classmethod
    def for_user(cls, user: User) -> Access:
        """Return the rights of somebody who is not here (mails, jobs)."""
        return cls(user, PermissionHandler())

    @cached_property
    def profile(self) -> ForumProfile | None:
        """What the forums know about the person; who never came has none."""
        rows = ForumProfile.objects.filter(user=self.user.pk)
        return cast("ForumProfile | None", rows.first())

    @cached_property
    def _tree(self) -> list[Forum]:
        """All forums, parents before their children."""
        return cast("list[Forum]", self.handler._get_all_forums())

    @cached_property
    def _rights(self) -> dict[Forum, set[str]]:
        """The codenames that permission rows and defaults grant in each forum."""
        checker = self.handler._get_checker(self.user)
        return cast(
            "dict[Forum, set[str]]", checker.get_perms_for_forumlist(self._tree)
        )

    def _has(self, right: str, forum: Forum) -> bool:
        if self.user.is_superuser or not self.user.is_active:
            return self.user.is_superuser and self.user.is_active
        return right in self._rights.get(forum, ())

    @cached_property
    def forums(self) -> list[Forum]:
        """All forums the person may read, in the order of the tree; so are their parents."""
        found: dict[int, Forum] = {}
        for forum in self._tree:
            is_reachable = forum.parent_id is None or forum.parent_id in found
            if is_reachable and self._has("can_read_forum", forum):
                found[forum.pk] = forum
        return list(found.values())

    @cached_property
    def forum_ids(self) -> set[int]:
        return {forum.pk for forum in self.forums}

    def may(self, right: str, forum: Forum) -> bool:
        """Tell whether a machina permission (``can_…``) holds in a readable forum."""
        return forum.pk in self.forum_ids and self._has(right, forum)

    def moderates(self, forum: Forum) -> bool:
        return self.may("can_approve_posts", forum)

    @cached_property
    def moderated_ids(self) -> set[int]:
        """Ids of the forums whose queue the person may work on."""
        return {forum.pk for forum in self.forums if self.moderates(forum)}

    def topics(self) -> TopicQuerySet:
        """All topics the person may see."""
        readable = Topic.objects.filter(forum__in=self.forum_ids)
        visible = readable.visible_to(self.user)
        if not self.moderated_ids:
            return visible
        return visible | readable.filter(forum__in=self.moderated_ids)

    def forum_or_404(self, pk: int) -> Forum:
        for forum in self.forums:
            if forum.pk == pk:
                return forum
        raise Http404

    def topic_or_404(self, pk: int) -> Topic:
        """Return a topic the person may see, with its forum."""
        found = (
            Topic.objects.select_related("forum", "first_post")
            .filter(forum__in=self.forum_ids)
            .filter(pk=pk)
            .first()
        )
        if found is None or not self._may_see(found.first_post, found):
            raise Http404
        return cast("Topic", found)

    def post_or_404(self, pk: int) -> Post:
        """Return a post the person may see (a tombstone counts), with topic and forum."""
        found = (
            Post.objects.select_related("topic__forum", "topic__first_post", "poster")
            .filter(topic__forum__in=self.forum_ids)
            .filter(pk=pk)
            .first()
        )
        if found is None or not (
            self._may_see(found.topic.first_post, found.topic)
            and self._may_see(found, found.topic)
        ):
            raise Http404
        return cast("Post", found)

    def _may_see(self, post: Post | None, topic: Topic) -> bool:
        if post is None or post.approved:
            return True
        own = post.poster_id == self.user.pk and not post.removal
        return own or self.moderates(topic.forum)
