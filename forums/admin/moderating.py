"""Moderation in the admin: to be looked up, not to be changed; canned replies are edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from machina.apps.forum_conversation.forum_polls import admin as polls_admin

from forums.models import Appeal, CannedReply, ModerationAction, Report, Restriction

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

# Polls are off (docs/adr/0007). Imported first, and thereby registered, so that they stay
# unregistered.
for model in (
    polls_admin.TopicPoll,
    polls_admin.TopicPollOption,
    polls_admin.TopicPollVote,
):
    admin.site.unregister(model)


class ReadOnly(admin.ModelAdmin):
    """Rows that only the verbs of the moderation room write."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False


@admin.register(Report)
class ReportAdmin(ReadOnly):
    list_display = ("reason", "state", "reported_at", "reporter", "handled_by")
    list_filter = ("state", "reason")
    list_select_related = ("reporter", "handled_by")
    search_fields = ("reporter__email", "reporter__handle", "note")
    date_hierarchy = "reported_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """Leave out reports of one's own posts: nobody learns who reported them."""
        return super().get_queryset(request).exclude(post__poster=request.user.pk)


@admin.register(Restriction)
class RestrictionAdmin(ReadOnly):
    list_display = ("member", "kind", "since", "until", "lifted_at", "by")
    list_filter = ("kind",)
    list_select_related = ("member", "by")
    search_fields = ("member__email", "member__handle", "reason")
    date_hierarchy = "since"


@admin.register(ModerationAction)
class ModerationActionAdmin(ReadOnly):
    list_display = ("at", "verb", "by", "member", "reason")
    list_filter = ("verb",)
    list_select_related = ("by", "member")
    search_fields = ("member__email", "member__handle", "by__handle")
    date_hierarchy = "at"


@admin.register(Appeal)
class AppealAdmin(ReadOnly):
    list_display = ("member", "made_at", "state", "decided_by", "decided_at")
    list_filter = ("state",)
    list_select_related = ("member", "decided_by")
    search_fields = ("member__email", "member__handle")


@admin.register(CannedReply)
class CannedReplyAdmin(admin.ModelAdmin):
    list_display = ("title", "fits")
    list_filter = ("fits",)
    search_fields = ("title", "text")
