"""The ledger: every movement of money, sums by month, and the file for accountants."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.http import StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sponsors.admin.access import context, page_for
from sponsors.admin.lists import BooksAdmin, shown
from sponsors.books import exports, totals
from sponsors.models import LedgerEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern


@admin.register(LedgerEntry)
class LedgerEntryAdmin(BooksAdmin):
    list_display = ("occurred_at", "kind", "sum", "booked", "stripe_id", "about")
    list_display_links = None
    list_filter = ("kind", "occurred_at")
    ordering = ("-occurred_at",)
    sortable_by = ("occurred_at",)  # anything else would sort a million rows
    search_fields = ("stripe_id",)
    search_help_text = gettext_lazy("Id at Stripe (ch_…, re_…, txn_…)")
    change_list_template = "admin/sponsors/ledgerentry/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("totals/", view(of_the_year), name="sponsors_ledgerentry_totals"),
            path("export/", view(export), name="sponsors_ledgerentry_export"),
        ]
        return [*own, *super().get_urls()]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[LedgerEntry], search_term: str
    ) -> tuple[QuerySet[LedgerEntry], bool]:
        word = search_term.strip().replace("\x00", "")
        if not word:
            return queryset, False
        # One index each: of the balance transaction, and of kind and id.
        if word.startswith("txn_"):
            return queryset.filter(balance_transaction=word), False
        kinds = LedgerEntry.Kind.values
        return queryset.filter(stripe_id=word, kind__in=kinds), False

    @admin.display(description=gettext_lazy("amount"))
    def sum(self, entry: LedgerEntry) -> str:
        return shown(entry.amount, entry.currency)

    @admin.display(description=gettext_lazy("booked by Stripe"))
    def booked(self, entry: LedgerEntry) -> str:
        if entry.settled_amount is None:
            return "–"
        return shown(entry.settled_amount, entry.settled_currency)

    @admin.display(description=gettext_lazy("payment"))
    def about(self, entry: LedgerEntry) -> str:
        page = reverse("admin:sponsors_payment_change", args=[entry.payment_id])
        return format_html('<a href="{}">{}</a>', page, _("Open the payment"))


class PeriodForm(forms.Form):
    """From the first to the last day, both included (UTC)."""

    first = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@page_for("view_ledgerentry")
def of_the_year(request: HttpRequest) -> HttpResponse:
    """Show what came and went by month, a chart and a table for each currency."""
    year = _year(request.GET.get("year", ""))
    found = totals.of_year(year) if year else totals.of_last_year()
    own = {
        "title": _("Totals by month"),
        "opts": LedgerEntry._meta,
        "accounts": found,
        "years": totals.years(),
        "year": year,
        "balances": totals.balances(),
    }
    template = "admin/sponsors/ledgerentry/totals.html"
    return TemplateResponse(request, template, context(request, **own))


def _year(typed: str) -> int | None:
    is_year = typed.isascii() and typed.isdigit() and len(typed) == 4
    return int(typed) if is_year and int(typed) >= 2000 else None


@page_for("view_ledgerentry")
def export(request: HttpRequest) -> HttpResponseBase:
    """Hand out the ledger of some days as a CSV file, made while it is sent."""
    form = PeriodForm(request.GET or None, initial=_last_month())
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        return StreamingHttpResponse(
            exports.ledger_csv(first=first, last=last),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="ledger-{first}-{last}.csv"'
            },
        )
    own = {
        "title": _("Export for accountants"),
        "opts": LedgerEntry._meta,
        "form": form,
        "columns": exports.COLUMNS,
    }
    template = "admin/sponsors/ledgerentry/export.html"
    return TemplateResponse(request, template, context(request, **own))


def _last_month() -> dict[str, dt.date]:
    last = timezone.now().date().replace(day=1) - dt.timedelta(days=1)
    return {"first": last.replace(day=1), "last": last}
