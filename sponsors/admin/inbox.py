"""The inbox: what Stripe told, what became of it, and reading it again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy, ngettext

from sponsors.admin.access import context, page_for
from sponsors.admin.lists import BooksAdmin
from sponsors.hearing import inbox
from sponsors.models import StripeEvent

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

Status = StripeEvent.Status


@admin.register(StripeEvent)
class StripeEventAdmin(BooksAdmin):
    list_display = ("received_at", "type", "status", "attempts", "event_id", "trouble")
    list_filter = ("status",)
    search_fields = ("=event_id",)
    search_help_text = gettext_lazy("Id of the event (evt_…)")
    actions = ("read_again",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(show)
        own = path("<int:pk>/change/", view, name="sponsors_stripeevent_change")
        return [own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StripeEvent]:
        rows: QuerySet[StripeEvent] = super().get_queryset(request)
        return rows.defer("body")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sponsors.retry_stripeevent")

    @admin.action(description=gettext_lazy("Read again"), permissions=["retry"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[StripeEvent]) -> None:
        count = sum(inbox.retry(event=event) for event in queryset)
        messages.success(request, _again(count))

    @admin.display(description=gettext_lazy("trouble"))
    def trouble(self, event: StripeEvent) -> str:
        return event.error[:120] or "–"


def _again(count: int) -> str:
    words = ngettext(
        "%(count)d event is read again now.",
        "%(count)d events are read again now.",
        count,
    )
    return words % {"count": count}


@page_for("view_stripeevent")
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an event; its body names people and is shown only when asked for."""
    event = get_object_or_404(StripeEvent, pk=pk)
    may_retry = request.user.has_perm("sponsors.retry_stripeevent")
    if request.method == "POST" and "retry" in request.POST and may_retry:
        messages.success(request, _again(inbox.retry(event=event)))
        return HttpResponseRedirect(request.path)
    wants_body = request.method == "POST" and "body" in request.POST
    own = {
        "title": event.type,
        "opts": StripeEvent._meta,
        "event": event,
        "may_retry": may_retry and event.status in {Status.NEW, Status.DEAD},
        "has_body": bool(event.body),
        "body": _pretty(bytes(event.body)) if wants_body else "",
    }
    template = "admin/sponsors/stripeevent/show.html"
    return TemplateResponse(request, template, context(request, **own))


def _pretty(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body.decode(errors="replace")
