"""Tiers: what a sponsor can take in a year, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy

from sponsors.admin.lists import shown
from sponsors.admin.typed import TypedAmountForm
from sponsors.models import Tier
from sponsors.sponsorship import sponsorships

if TYPE_CHECKING:
    from django.db import models
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise


class TierForm(TypedAmountForm):
    class Meta:
        model = Tier
        fields = "__all__"
        help_texts: ClassVar[dict[str, StrOrPromise]] = {
            "slug": gettext_lazy("The end of the address at which people apply."),
            "capacity": gettext_lazy("How many sponsors; left empty, any number."),
            "position": gettext_lazy("Smaller numbers stand first."),
        }


@admin.register(Tier)
class TierAdmin(admin.ModelAdmin):
    """Words and price of a tier that was sold stay: the database refuses to change them."""

    form = TierForm
    list_display = ("name", "year", "price", "capacity", "taken", "is_open")
    list_filter = ("year", "is_open")
    show_facets = admin.ShowFacets.NEVER
    fields = (
        *("year", "name", "slug", "gives", "cannot_buy", "currency", "amount"),
        *("capacity", "on_home", "in_footer", "position", "is_open"),
    )
    actions = None

    @admin.display(description=gettext_lazy("price"), ordering="amount")
    def price(self, tier: Tier) -> str:
        return shown(tier.amount, tier.currency)

    @admin.display(description=gettext_lazy("places taken"))
    def taken(self, tier: Tier) -> int:
        return sponsorships.takers(tier).values("sponsor").distinct().count()

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Tier | None = None
    ) -> tuple[str, ...]:
        """What was bought is fixed; places and whether it is offered are not."""
        if obj and obj.sponsorships.filter(approved_at__isnull=False).exists():
            free = {"capacity", "position", "is_open"}
            kept = (name for name in self.fields if name not in free)
            return (*kept, "price")
        return ()

    def get_fields(
        self, request: HttpRequest, obj: Tier | None = None
    ) -> tuple[str, ...]:
        """A price that can only be read is shown as such, not in minor units."""
        if "amount" not in self.get_readonly_fields(request, obj):
            return self.fields
        shown_as = {"currency": (), "amount": ("price",)}
        return tuple(one for name in self.fields for one in shown_as.get(name, (name,)))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        typed: dict[str, Any] = super().get_changeform_initial_data(request)
        return {"year": timezone.now().year, **typed}

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Tier | None = None
    ) -> dict[str, Any]:
        return {} if obj else {"slug": ("name",)}
