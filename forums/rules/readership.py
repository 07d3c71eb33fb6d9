"""Who of many members may read a forum: access.py's answer for thousands in four queries."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q

from forums.models import Forum, GroupForumPermission, UserForumPermission

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

READ = "can_read_forum"

# forum (None: all forums) → group or member (None: every member) → granted
Rules = dict[int | None, dict[int | None, bool]]


def readers(
    forum_ids: Collection[int], member_ids: Collection[int]
) -> set[tuple[int, int]]:
    """Return (forum, member) for each pair in which the member may read the forum now.

    As in the forums themselves: a rule for the member goes before one for a group, that
    before one for everybody, rules for a forum before rules for all of them, and whoever
    may not read a forum may not read those below it.
    """
    lines = _lines(forum_ids)
    places = {forum for line in lines.values() for forum in line}
    of_groups, of_members = _rules(places, member_ids)
    groups = _memberships(of_groups, member_ids)
    may_all = set(
        get_user_model()
        .objects.filter(pk__in=member_ids, is_superuser=True)
        .values_list("pk", flat=True)
    )

    def may(member: int, forum: int) -> bool:
        granted = READ in settings.MACHINA_DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS
        for scope in (None, forum):
            granted = of_members[scope].get(None, granted)
            mine = groups[member] & of_groups[scope].keys()
            if mine:
                granted = any(of_groups[scope][group] for group in mine)
            granted = of_members[scope].get(member, granted)
        return granted

    return {
        (forum, member)
        for forum, line in lines.items()
        for member in member_ids
        if member in may_all or all(may(member, place) for place in line)
    }


def _lines(forum_ids: Collection[int]) -> dict[int, list[int]]:
    """Return each forum that exists with itself and everything above it."""
    parents = dict(Forum.objects.order_by().values_list("pk", "parent_id"))

    def upwards(forum: int | None) -> Iterator[int]:
        while forum is not None:
            yield forum
            forum = parents[forum]

    return {forum: list(upwards(forum)) for forum in {*forum_ids} & parents.keys()}


def _rules(
    forum_ids: Collection[int], member_ids: Collection[int]
) -> tuple[Rules, Rules]:
    """Return what is granted or refused to groups, and to members."""
    about = Q(permission__codename=READ) & (
        Q(forum__isnull=True) | Q(forum__in=forum_ids)
    )
    for_whom = Q(user__in=member_ids) | Q(authenticated_user=True)
    of_groups: Rules = defaultdict(dict)
    of_members: Rules = defaultdict(dict)
    columns = ("forum_id", "has_perm")
    for rules, rows in (
        (of_groups, GroupForumPermission.objects.values_list("group_id", *columns)),
        (
            of_members,
            UserForumPermission.objects.filter(for_whom).values_list(
                "user_id", *columns
            ),
        ),
    ):
        for whom, forum, granted in rows.filter(about):
            # Two rows disagree: the one that grants wins.
            rules[forum][whom] = rules[forum].get(whom, False) or granted
    return of_groups, of_members


def _memberships(
    of_groups: Rules, member_ids: Collection[int]
) -> defaultdict[int, set[int]]:
    """Return the groups with rules that each member is in."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    ruled = {group for rules in of_groups.values() for group in rules}
    if ruled:
        rows = get_user_model().groups.through.objects.filter(
            user__in=member_ids, group__in=ruled
        )
        for member, group in rows.values_list("user_id", "group_id"):
            found[member].add(group)
    return found
