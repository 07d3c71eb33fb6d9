"""Who may do what in which forum, whatever the order of forums and rules.

Machina's own method changes its global lists while it walks the forums, so a rule on one
forum changes the answer for the next, and one global row for a user drops all defaults.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Case, Q, Value, When
from machina.apps.forum_permission import checker as stock
from machina.conf import settings as machina_settings

# Later levels win; rules for one forum win over rules for all forums.
EVERYBODY, GROUP, PERSON = range(3)


class ForumPermissionChecker(stock.ForumPermissionChecker):
    def get_perms_for_forumlist(
        self, forums: Collection[Any], perm_codenames: Collection[str] | None = None
    ) -> dict[Any, set[str]]:
        """Return the codenames granted in each forum; None stands for "everywhere"."""
        if not (self.user.is_anonymous or self.user.is_active):
            return {forum: set() for forum in forums}  # as machina's single check says
        rules = self._rules(forums, perm_codenames)
        defaults = (
            ()
            if self.user.is_anonymous
            else machina_settings.DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS
        )
        granted: dict[Any, set[str]] = {}
        for forum in forums:
            effective = dict.fromkeys(defaults, True)
            for scope in (None, forum.pk) if forum else (None,):
                for level in (EVERYBODY, GROUP, PERSON):
                    effective.update(rules.get((scope, level), {}))
            granted[forum] = {name for name, has in effective.items() if has}
        return granted

    def _rules(
        self, forums: Collection[Any], perm_codenames: Collection[str] | None
    ) -> dict[tuple[int | None, int], dict[str, bool]]:
        """Return ``{(forum id or None, level): {codename: granted}}``."""
        scope = Q(forum__isnull=True) | Q(forum__in=[one for one in forums if one])
        if perm_codenames:
            scope &= Q(permission__codename__in=perm_codenames)
        rules: dict[tuple[int | None, int], dict[str, bool]] = {}

        def add(rows: Iterable[tuple[int | None, str, bool, int]]) -> None:
            for forum_id, codename, has, level in rows:
                found = rules.setdefault((forum_id, level), {})
                # Two groups disagree: the one that grants wins.
                found[codename] = found.get(codename, False) or has

        columns = ("forum_id", "permission__codename", "has_perm", "level")
        for_users = stock.UserForumPermission.objects.filter(scope)
        if self.user.is_anonymous:
            chosen = for_users.filter(anonymous_user=True).annotate(level=Value(PERSON))
            add(chosen.values_list(*columns))
            return rules
        by_user = Case(When(user__isnull=True, then=EVERYBODY), default=PERSON)
        mine = for_users.filter(Q(user=self.user) | Q(authenticated_user=True))
        for_groups = stock.GroupForumPermission.objects.filter(
            scope, group__user=self.user
        )
        add(
            mine.annotate(level=by_user)
            .values_list(*columns)
            .union(
                for_groups.annotate(level=Value(GROUP)).values_list(*columns), all=True
            )
        )
        return rules
