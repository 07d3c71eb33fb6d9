"""Disputes: what the banks of payers ask, the most urgent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sponsors.admin.lists import BooksAdmin, WordsFilter, shown
from sponsors.books.waiting import UNANSWERED
from sponsors.models import Dispute
from sponsors.templatetags.books import DISPUTES, answer_until, dispute_words

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest


class AnswerFilter(admin.SimpleListFilter):
    title = gettext_lazy("answer")
    parameter_name = "answer"

    def lookups(
        self, request: HttpRequest, model_admin: ModelAdmin
    ) -> list[tuple[str, str]]:
        return [("due", _("an answer is due"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Dispute]
    ) -> QuerySet[Dispute]:
        return (
            queryset.filter(status__in=UNANSWERED)
            if self.value() == "due"
            else queryset
        )


class StatusFilter(WordsFilter):
    words = DISPUTES


@admin.register(Dispute)
class DisputeAdmin(BooksAdmin):
    list_display = ("opened_at", "sum", "standing", "answer_until", "why", "about")
    list_display_links = None
    list_filter = (AnswerFilter, ("status", StatusFilter))
    ordering = (F("due_by").asc(nulls_last=True), "-opened_at")
    search_fields = ("remote_id",)
    search_help_text = gettext_lazy("Id of the dispute at Stripe")

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def sum(self, dispute: Dispute) -> str:
        return shown(dispute.amount, dispute.currency)

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def standing(self, dispute: Dispute) -> str:
        return dispute_words(dispute)

    @admin.display(description=gettext_lazy("reason"), ordering="reason")
    def why(self, dispute: Dispute) -> str:
        return dispute.reason.replace("_", " ") or "–"

    @admin.display(description=gettext_lazy("answer until"), ordering="due_by")
    def answer_until(self, dispute: Dispute) -> str:
        due = answer_until(dispute)
        if due is None:
            return "–"
        day = date_format(due, "DATETIME_FORMAT")
        if due < timezone.now():
            return format_html('<b class="late">{}, {}</b>', day, _("too late"))
        return format_html('<b class="late">{}</b> ({})', day, timeuntil(due, depth=1))

    @admin.display(description=gettext_lazy("payment"))
    def about(self, dispute: Dispute) -> str:
        page = reverse("admin:sponsors_payment_change", args=[dispute.payment_id])
        return format_html('<a href="{}">{}</a>', page, _("Open the payment"))
