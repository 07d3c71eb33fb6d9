"""The rules of the permission editor in words that people understand, and how they add up.

A rule says of one permission that it is allowed or forbidden to everybody, to a group or to
a person, in one forum or in all of them. Nothing said is the third state: the next wider
rule holds (forums/overrides/forum_permission/checker.py says which).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forums.models import (
    ForumPermission,
    GroupForumPermission,
    UserForumPermission,
)
from portal.accounts.professionals import GROUP as PROFESSIONALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model, QuerySet

    from forums.models import Forum
    from portal.accounts.models import User

READ = ("can_see_forum", "can_read_forum")
SCOPES = (
    (
        _("Reading"),
        {
            "can_see_forum": _("See that the forum exists"),
            "can_read_forum": _("Read its discussions"),
            "can_download_file": _("Open attached files"),
        },
    ),
    (
        _("Writing"),
        {
            "can_start_new_topics": _("Start discussions"),
            "can_reply_to_topics": _("Answer"),
            "can_edit_own_posts": _("Edit own posts"),
            "can_delete_own_posts": _("Remove own posts"),
            "can_attach_file": _("Attach images and PDFs"),
            "can_post_without_approval": _("Post without waiting for approval"),
        },
    ),
    (
        _("Moderating"),
        {
            "can_approve_posts": _(
                "Work through the queue: approve, refuse, settle reports"
            ),
            "can_delete_posts": _("Remove and restore posts and discussions"),
            "can_edit_posts": _("Edit what others wrote"),
            "can_lock_topics": _("Close discussions to new answers"),
            "can_move_topics": _("Move discussions to another forum"),
            "can_post_stickies": _("Keep discussions at the top"),
            "can_post_announcements": _("Post announcements"),
            "can_reply_to_locked_topics": _("Answer in closed discussions"),
        },
    ),
)
LABELS = {name: label for _scope, names in SCOPES for name, label in names.items()}
INSIDERS = (PROFESSIONALS, "Moderators", "Administrators")


@dataclass(frozen=True)
class Target:
    """Whom rules are about: a group, a person, or (neither) every member."""

    group: Group | None = None
    person: User | None = None

    @property
    def key(self) -> str:
        if self.group:
            return f"group-{self.group.pk}"
        return f"person-{self.person.pk}" if self.person else "everybody"

    @property
    def model(self) -> type[Model]:
        found: type[Model] = GroupForumPermission if self.group else UserForumPermission
        return found

    @property
    def columns(self) -> dict[str, Any]:
        if self.group:
            return {"group": self.group}
        is_everybody = self.person is None
        return {"user": self.person, "authenticated_user": is_everybody}

    def rows(self, forum: Forum | None) -> QuerySet[Any]:
        return self.model._default_manager.filter(forum=forum, **self.columns)


EVERYBODY = Target()


def rules(target: Target, forum: Forum | None) -> dict[str, bool]:
    """Return what is said; of two rows that disagree (old data) the one that grants."""
    found: dict[str, bool] = {}
    rows = target.rows(forum).values_list("permission__codename", "has_perm")
    for codename, has in rows:
        found[codename] = found.get(codename, False) or has
    return found


def otherwise(target: Target, forum: Forum | None) -> dict[str, bool]:
    """Return what holds for each permission where these rules say nothing."""
    groups = [target.group] if target.group else []
    if target.person:
        groups = list(target.person.groups.all())
    levels: list[list[Target]] = [[EVERYBODY], [Target(group=one) for one in groups]]
    if target.person:
        levels.append([target])
    defaults = settings.MACHINA_DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS
    found = {name: name in defaults for name in LABELS}
    for scope in (None, forum) if forum else (None,):
        for level in levels:
            said: dict[str, bool] = {}
            for one in level:
                if one == target and scope == forum:
                    continue
                for name, has in rules(one, scope).items():
                    said[name] = said.get(name, False) or has
            found |= {name: has for name, has in said.items() if name in found}
    return found


@transaction.atomic
def say(target: Target, forum: Forum | None, said: Mapping[str, bool | None]) -> bool:
    """Replace the rules by these (None: nothing said); tell whether that is a change."""
    before = rules(target, forum)
    after = {name: has for name, has in said.items() if has is not None}
    named = {name for name in said if name in before}
    if {name: before[name] for name in named} == after:
        return False
    target.rows(forum).filter(permission__codename__in=said).delete()
    permissions = {
        name: ForumPermission.objects.get_or_create(codename=name)[0] for name in after
    }
    for name, has in after.items():
        row = {"permission": permissions[name], "forum": forum, "has_perm": has}
        target.model._default_manager.create(**row, **target.columns)
    return True


def about(forum: Forum | None) -> list[tuple[Target, int]]:
    """Return whom rules of a forum are about, each with the number of rules."""
    counts: dict[Target, int] = {EVERYBODY: 0}
    groups = GroupForumPermission.objects.filter(forum=forum).select_related("group")
    people = UserForumPermission.objects.filter(forum=forum, anonymous_user=False)
    for row in groups.order_by("group__name"):
        target = Target(group=row.group)
        counts[target] = counts.get(target, 0) + 1
    for row in people.select_related("user").order_by("user__handle"):
        target = Target(person=row.user)
        counts[target] = counts.get(target, 0) + 1
    return list(counts.items())


def is_for_professionals(forum: Forum) -> bool:
    """Tell whether a forum is closed to everybody and open to verified professionals."""
    closed = rules(EVERYBODY, forum).get("can_read_forum") is False
    group = Group.objects.filter(name=PROFESSIONALS).first()
    return (
        closed
        and group is not None
        and rules(Target(group=group), forum).get("can_read_forum", False)
    )


@transaction.atomic
def close_to_all_but_professionals(forum: Forum) -> None:
    """Let verified professionals and those who look after the forums in, and nobody else."""
    say(EVERYBODY, forum, dict.fromkeys(READ, False))
    for group in Group.objects.filter(name__in=INSIDERS):
        say(Target(group=group), forum, dict.fromkeys(READ, True))


@transaction.atomic
def open_to_everybody(forum: Forum) -> None:
    """Take the closing back; other rules stay."""
    say(EVERYBODY, forum, dict.fromkeys(READ))
    for group in Group.objects.filter(name__in=INSIDERS):
        say(Target(group=group), forum, dict.fromkeys(READ))
