"""Payments: a list one can search, and the way to the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sponsors.admin import entering, payment_pages
from sponsors.admin.lists import BooksAdmin, shown
from sponsors.books import searching
from sponsors.books.ledger import standing_of
from sponsors.models import Payment
from sponsors.templatetags.books import STANDINGS

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern


class LookFilter(admin.SimpleListFilter):
    title = gettext_lazy("review")
    parameter_name = "look"

    def lookups(
        self, request: HttpRequest, model_admin: ModelAdmin
    ) -> list[tuple[str, str]]:
        return [("open", _("not yet decided")), ("done", _("decided"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Payment]
    ) -> QuerySet[Payment]:
        if self.value() == "open":
            return queryset.exclude(review_reason="").filter(reviewed_at=None)
        if self.value() == "done":
            return queryset.filter(reviewed_at__isnull=False)
        return queryset


class PurposeFilter(admin.SimpleListFilter):
    title = gettext_lazy("purpose")
    parameter_name = "for"

    def lookups(
        self, request: HttpRequest, model_admin: ModelAdmin
    ) -> list[tuple[str, str]]:
        return [("gift", _("gifts")), ("sponsorship", _("sponsorships"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Payment]
    ) -> QuerySet[Payment]:
        if self.value() not in {"gift", "sponsorship"}:
            return queryset
        return queryset.filter(donation__isnull=self.value() == "sponsorship")


@admin.register(Payment)
class PaymentAdmin(BooksAdmin):
    list_display = ("created_at", "who", "sum", "standing", "method", "look")
    list_filter = (LookFilter, "method", PurposeFilter)
    list_select_related = ("donation__user", "sponsorship__sponsor")
    ordering = ("-created_at",)
    sortable_by = ("created_at", "sum")  # what has an index
    search_fields = ("pk",)  # what is searched in fact: sponsors/books/searching.py
    search_help_text = gettext_lazy(
        "E-mail, Stripe id, number of a receipt, amount (15.00) or day (2026-11-22)"
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("enter/", view(entering.enter), name="sponsors_payment_enter"),
            path(
                "<uuid:pk>/change/",
                view(payment_pages.show),
                name="sponsors_payment_change",
            ),
            path(
                "<uuid:pk>/refund/",
                view(payment_pages.refund),
                name="sponsors_payment_refund",
            ),
            path(
                "<uuid:pk>/settle/",
                view(payment_pages.settle),
                name="sponsors_payment_settle",
            ),
            path(
                "<uuid:pk>/unlist/",
                view(payment_pages.unlist),
                name="sponsors_payment_unlist",
            ),
            path(
                "<uuid:pk>/gift-aid/",
                view(payment_pages.take_gift_aid_back),
                name="sponsors_payment_gift_aid",
            ),
            path(
                "<uuid:pk>/take-back/",
                view(payment_pages.take_back),
                name="sponsors_payment_take_back",
            ),
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payment]:
        rows: QuerySet[Payment] = super().get_queryset(request)
        return rows.prefetch_related("facts", "entries")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Payment], search_term: str
    ) -> tuple[QuerySet[Payment], bool]:
        return searching.search(queryset, search_term), False

    @admin.display(description=gettext_lazy("from"))
    def who(self, payment: Payment) -> str:
        if payment.sponsorship:
            return payment.sponsorship.sponsor.name
        gift = payment.donation
        if gift is None:
            return "–"
        return gift.email or gift.name or _("no name")

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def sum(self, payment: Payment) -> str:
        return shown(payment.amount, payment.currency)

    @admin.display(description=gettext_lazy("status"))
    def standing(self, payment: Payment) -> str:
        return str(STANDINGS[standing_of(payment).status])

    @admin.display(description=gettext_lazy("review"))
    def look(self, payment: Payment) -> str:
        if not payment.review_reason:
            return "–"
        return _("decided") if payment.reviewed_at else payment.review_reason
