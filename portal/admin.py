"""Background work in the admin: what waits, what failed, and trying again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import admin as procrastinate_admin
from procrastinate.contrib.django.models import ProcrastinateJob

from portal import jobs
from portal.models import BackgroundJob

# The library's page shows arguments and needs inline styles. Importing its module first
# makes sure that it stays unregistered.
LIBRARY_ADMIN = procrastinate_admin.ProcrastinateJobAdmin
admin.site.unregister(ProcrastinateJob)


@admin.register(BackgroundJob)
class JobAdmin(admin.ModelAdmin):
    list_display = ("pk", "task_name", "status", "attempts", "scheduled_at")
    list_filter = ("status", "task_name")
    ordering = ("-pk",)
    fields = list_display
    actions = ("try_again",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: BackgroundJob | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: BackgroundJob | None = None
    ) -> bool:
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    @admin.action(description=_("Try failed jobs again"), permissions=["retry"])
    def try_again(
        self, request: HttpRequest, queryset: QuerySet[BackgroundJob]
    ) -> None:
        failed = queryset.filter(status="failed")
        for job in failed:
            jobs.retry(job)
        messages.success(
            request,
            ngettext(
                "%(count)d job is back in the queue.",
                "%(count)d jobs are back in the queue.",
                len(failed),
            )
            % {"count": len(failed)},
        )
