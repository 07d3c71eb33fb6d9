"""Refunds: what was asked for, and the second person's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sponsors import money
from sponsors.admin.access import context, keeper, page_for
from sponsors.admin.lists import BooksAdmin, WordsFilter, shown
from sponsors.books import refunds
from sponsors.errors import MoneyError
from sponsors.models import Refund
from sponsors.templatetags.books import REFUNDS, refund_words

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern


class DecisionFilter(admin.SimpleListFilter):
    title = gettext_lazy("decision")
    parameter_name = "waits"

    def lookups(
        self, request: HttpRequest, model_admin: ModelAdmin
    ) -> list[tuple[str, str]]:
        return [("approval", _("waiting for a second person"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Refund]
    ) -> QuerySet[Refund]:
        if self.value() != "approval":
            return queryset
        return queryset & refunds.waiting()


class StatusFilter(WordsFilter):
    words = REFUNDS


@admin.register(Refund)
class RefundAdmin(BooksAdmin):
    list_display = ("requested_at", "sum", "reason", "requested_by", "standing")
    list_filter = (DecisionFilter, ("status", StatusFilter), "reason")
    list_select_related = ("requested_by",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(decide)
        own = path("<int:pk>/change/", view, name="sponsors_refund_change")
        return [own, *super().get_urls()]

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def sum(self, refund: Refund) -> str:
        return shown(refund.amount, refund.currency)

    @admin.display(description=gettext_lazy("status"))
    def standing(self, refund: Refund) -> str:
        return refund_words(refund)


@page_for("view_refund")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was asked for; whoever did not ask may approve or reject it."""
    rows = Refund.objects.select_related(
        "payment__donation", "payment__sponsorship__sponsor", "requested_by"
    )
    refund = get_object_or_404(rows, pk=pk)
    may = request.user.has_perm("sponsors.approve_refund")
    is_own = refund.requested_by_id == request.user.pk
    if request.method == "POST":
        # Taking back one's own wish needs no right but the one to ask.
        if may or (is_own and "reject" in request.POST):
            _decide(request, refund)
        return HttpResponseRedirect(request.path)
    is_open = refunds.waiting().filter(pk=pk).exists()
    own = {
        "title": _("Refund of %(amount)s")
        % {"amount": money.show(refund.amount, refund.currency)},
        "opts": Refund._meta,
        "refund": refund,
        "standing": refund_words(refund),
        "is_open": is_open,
        "may_approve": is_open and may and not is_own,
        "may_reject": is_open and (may or is_own),
        "is_own": is_own,
        "payment_page": reverse(
            "admin:sponsors_payment_change", args=[refund.payment_id]
        ),
    }
    template = "admin/sponsors/refund/decide.html"
    return TemplateResponse(request, template, context(request, **own))


def _decide(request: HttpRequest, refund: Refund) -> None:
    note = request.POST.get("note", "").replace("\x00", "")[:100]
    try:
        if "approve" in request.POST:
            refunds.approve(refund=refund, by=keeper(request))
            messages.success(request, _("Approved: the money goes back now."))
        elif "reject" in request.POST:
            refunds.reject(refund=refund, by=keeper(request), note=note)
            messages.success(request, _("Rejected: the money stays."))
    except MoneyError as error:
        messages.error(request, str(error))
