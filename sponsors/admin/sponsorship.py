"""Sponsors and their applications: staff reads them and decides, each step a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.models import User
from sponsors.admin.access import context, keeper, page_for
from sponsors.admin.lists import BooksAdmin, shown
from sponsors.errors import MoneyError
from sponsors.models import Sponsor, SponsorContact, Sponsorship
from sponsors.sponsorship import deciding, firewall, sponsorships
from sponsors.sponsorship.sponsorships import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    Verb = Callable[[Sponsorship, User, str], None]

RIGHT = "decide_sponsorship"


class ContactsInline(admin.TabularInline):
    model = SponsorContact
    fields = readonly_fields = ("name", "email", "role", "user")
    extra = 0
    can_delete = False

    def has_add_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False


@admin.register(Sponsor)
class SponsorAdmin(admin.ModelAdmin):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ("name", "website", "country")
    search_fields = ("name", "website", "contacts__email")
    fields = (
        *("name", "slug", "website", "about", "billing_name"),
        *("billing_address", "country", "vat_id"),
    )
    inlines = (ContactsInline,)
    actions = None

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(
        self, request: HttpRequest, model_admin: ModelAdmin
    ) -> list[tuple[str, str]]:
        states = [(state.value, str(state.label)) for state in State]
        return [("logo", _("new logo to look at")), *states]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Sponsorship]
    ) -> QuerySet[Sponsorship]:
        day = sponsorships.today()
        over = Q(ended_at__isnull=False) | ~sponsorships.lasts(day)
        paid = queryset.filter(paid_at__isnull=False)
        undecided = queryset.filter(approved_at=None, rejected_at=None)
        found = {
            "logo": queryset.filter(proposed_at__isnull=False),
            State.APPLIED: undecided,
            State.REJECTED: queryset.filter(rejected_at__isnull=False),
            State.APPROVED: queryset.filter(approved_at__isnull=False, paid_at=None),
            State.PAID: paid.exclude(over).filter(starts_on__gt=day),
            State.ACTIVE: paid.exclude(over).filter(starts_on__lte=day),
            State.ENDED: paid.filter(over),
        }
        return found.get(self.value() or "", queryset)


@admin.register(Sponsorship)
class SponsorshipAdmin(BooksAdmin):
    list_display = ("sponsor", "state", "tier", "price", "applied_at", "ends_on")
    list_filter = (StateFilter, "tier__year")
    list_select_related = ("sponsor", "tier")
    search_fields = ("sponsor__name", "sponsor__contacts__email")
    ordering = ("-applied_at",)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/change/", wrap(review), name="sponsors_sponsorship_change"),
            path(
                "<int:pk>/decide/<slug:verb>/",
                wrap(require_POST(decide)),
                name="sponsors_sponsorship_decide",
            ),
        ]
        return [*own, *super().get_urls()]

    @admin.display(description=gettext_lazy("price"), ordering="amount")
    def price(self, sponsorship: Sponsorship) -> str:
        return shown(sponsorship.amount, sponsorship.currency)

    @admin.display(description=gettext_lazy("state"))
    def state(self, sponsorship: Sponsorship) -> str:
        return str(sponsorships.state_of(sponsorship).label)


@require_safe
@page_for("view_sponsorship")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an application or sponsorship, what stands against it, and what can be done."""
    rows = Sponsorship.objects.select_related(
        "sponsor", "tier", "renews", "approved_by"
    )
    one = get_object_or_404(rows, pk=pk)
    state = sponsorships.state_of(one)
    may = request.user.has_perm(f"sponsors.{RIGHT}")
    contacts = one.sponsor.contacts.select_related("user")
    own = {
        "title": f"{one.sponsor} · {one.tier}",
        "opts": Sponsorship._meta,
        "one": one,
        "state": state,
        "steps": [
            v for v, states in sponsorships.STEPS.items() if may and state in states
        ],
        "contacts": contacts,
        "is_own": any(contact.user_id == request.user.pk for contact in contacts),
        "conflicts": firewall.conflicts_of(one.sponsor),
        "exceptions": one.sponsor.firewall_exceptions.select_related(
            "user", "allowed_by"
        ),
        "places": sponsorships.places_left(one.tier, without=one.sponsor),
        "kept_until": one.approved_at and one.approved_at + sponsorships.PLACE_HELD_FOR,
        "payments": one.payments.prefetch_related("entries", "facts"),
        "may": may,
    }
    template = "admin/sponsors/sponsorship/review.html"
    return TemplateResponse(request, template, context(request, **own))


def _excuse(one: Sponsorship, by: User, words: str) -> None:
    """Take ``<id of the account>: the reason``; the button of each conflict names the account."""
    key, _colon, reason = words.partition(":")
    user = get_object_or_404(
        User, pk=int(key) if key.isascii() and key.isdigit() else 0
    )
    deciding.excuse(sponsor=one.sponsor, user=user, reason=reason, by=by)


def _end_excuse(one: Sponsorship, by: User, words: str) -> None:
    """Take ``<id of the exception>: the reason``; only those of this sponsor are found."""
    key, _colon, reason = words.partition(":")
    exception = get_object_or_404(
        one.sponsor.firewall_exceptions,
        pk=int(key) if key.isascii() and key.isdigit() else 0,
    )
    deciding.end_excuse(exception=exception, reason=reason, by=by)


DONE = {
    "approve": gettext_lazy("Accepted. The contacts are told how to pay."),
    "reject": gettext_lazy("Rejected. The sponsor is told the reason."),
    "accept_logo": gettext_lazy("The new logo is shown from now on."),
    "decline_logo": gettext_lazy("The present logo stays."),
    "end": gettext_lazy("Ended. The contacts are told, with the reason."),
    "excuse": gettext_lazy("The exception is listed in public now."),
    "end_excuse": gettext_lazy("The exception has ended; it stays listed as past."),
}
# Each is about something beside the sponsorship, which a field of the form names.
ABOUT = {"excuse": "user", "end_excuse": "exception"}
VERBS: dict[str, Verb] = {
    "approve": lambda one, by, _words: deciding.approve(sponsorship=one, by=by),
    "reject": lambda one, by, words: deciding.reject(
        sponsorship=one, by=by, reason=words
    ),
    "accept_logo": lambda one, by, _words: deciding.accept_logo(sponsorship=one, by=by),
    "decline_logo": lambda one, by, _words: deciding.decline_logo(
        sponsorship=one, by=by
    ),
    "end": lambda one, by, words: deciding.end(sponsorship=one, by=by, reason=words),
    "excuse": _excuse,
    "end_excuse": _end_excuse,
}


@page_for(RIGHT)
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one step and note who did it; not in a transaction, for Stripe may be asked."""
    one = get_object_or_404(Sponsorship.objects.select_related("sponsor"), pk=pk)
    if verb not in VERBS:
        raise Http404
    by = keeper(request)
    words = request.POST.get("reason", "").replace("\x00", "").strip()
    if verb in ABOUT:
        words = f"{request.POST.get(ABOUT[verb], '')}:{words}"
    try:
        VERBS[verb](one, by, words)
    except MoneyError as error:
        messages.error(request, str(error))
    else:
        LogEntry.objects.log_actions(
            user_id=by.pk,
            queryset=[one],
            action_flag=CHANGE,
            change_message=f"{verb} {timezone.now():%Y-%m-%d}",
            single_object=True,
        )
        messages.success(request, str(DONE[verb]))
    page = reverse("admin:sponsors_sponsorship_change", args=[pk])
    return HttpResponseRedirect(page)
