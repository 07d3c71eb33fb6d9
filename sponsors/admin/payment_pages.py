"""One payment in the admin: all that is known of it, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sponsors import money
from sponsors.admin.access import context, keeper, page_for
from sponsors.books import offline, refunds, reviewing
from sponsors.books.ledger import Standing, standing_of
from sponsors.errors import ChangedMeanwhile, MoneyError
from sponsors.giving import gift_aid, presets, unlisting
from sponsors.models import Payment, Refund
from sponsors.papers import pdf

if TYPE_CHECKING:
    import uuid
    from typing import Any

    from django.http import HttpRequest, HttpResponse

ROWS = (
    "facts",
    "entries",
    "receipts",
    "invoices",
    "refunds__requested_by",
    "refunds__approved_by",
    "disputes",
)


class RefundForm(forms.Form):
    """How much goes back, and why. ``currency`` is the payment's.

    ``seen`` is what could go back when the form was made, in minor units.
    """

    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=Refund.Reason, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For colleagues; the donor does not see it."),
    )

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, left: int, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left, self.currency = left, currency
        self.fields["amount"].help_text = _("At most %(amount)s can go back.") % {
            "amount": money.show(left, currency)
        }

    def clean_amount(self) -> int:
        try:
            amount = money.parse(self.cleaned_data["amount"], self.currency)
        except MoneyError as error:
            raise forms.ValidationError(str(error)) from error
        if amount > self.left:
            raise forms.ValidationError(_("That is more than can go back."))
        return amount


class NoteForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Note"), max_length=100)


def payment_or_404(pk: uuid.UUID) -> Payment:
    rows = Payment.objects.select_related(
        "donation__user",
        "sponsorship__sponsor",
        "sponsorship__tier",
        "plan",
        "reviewed_by",
        "entered_by",
    )
    return get_object_or_404(rows.prefetch_related(*ROWS), pk=pk)


@page_for("view_payment")
def show(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show facts, ledger, receipts, refunds and disputes, and the steps one may take."""
    payment = payment_or_404(pk)
    standing = standing_of(payment)
    left = refunds.left(payment, standing)
    is_offline = payment.method != Payment.Method.STRIPE
    may_decide = request.user.has_perm("sponsors.refund_payment")
    gift = payment.donation if may_decide else None
    own = {
        "title": _("Payment of %(amount)s")
        % {"amount": money.show(payment.amount, payment.currency)},
        "opts": Payment._meta,
        "payment": payment,
        "standing": standing,
        "left": left,
        "may_refund": may_decide and bool(left and payment.charge_id),
        "may_take_back": is_offline
        and standing.net > 0
        and request.user.has_perm("sponsors.enter_payment"),
        "may_unlist": gift is not None and unlisting.of_giver(gift).exists(),
        "may_take_gift_aid_back": gift is not None and gift_aid.of_giver(gift).exists(),
        "may_settle": may_decide and payment.review_reason and not payment.reviewed_at,
        "has_boxes": _has_boxes(payment),
        "form": NoteForm(),
    }
    template = "admin/sponsors/payment/page.html"
    return TemplateResponse(request, template, context(request, **own))


def _has_boxes(payment: Payment) -> bool:
    """Whether the PDF of its receipt or invoice lacks letters of a name or an address."""
    words: list[str] = []
    if gift := payment.donation:
        words = [gift.name, gift.address, gift.dedication_name]
    elif payment.sponsorship:
        sponsor = payment.sponsorship.sponsor
        words = [sponsor.name, sponsor.billing_name, sponsor.billing_address]
    return pdf.lacks_letters(" ".join(words))


@page_for("refund_payment")
def refund(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for a refund; a job sends it, above the limit after a second person agreed."""
    payment = payment_or_404(pk)
    standing = standing_of(payment)
    form = _refund_form(request, payment, standing)
    if request.method == "POST" and form.is_valid():
        try:
            asked = refunds.request(
                payment=payment,
                amount=form.cleaned_data["amount"],
                by=keeper(request),
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                seen=form.cleaned_data["seen"],
            )
        except ChangedMeanwhile as error:
            messages.warning(request, str(error))
            return _back(payment)
        except MoneyError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _asked_for(asked))
            return _back(payment)
    own = {
        "title": _("Refund"),
        "opts": Payment._meta,
        "payment": payment,
        "standing": standing,
        "form": form,
    }
    template = "admin/sponsors/payment/refund.html"
    return TemplateResponse(request, template, context(request, **own))


def _refund_form(
    request: HttpRequest, payment: Payment, standing: Standing
) -> RefundForm:
    left, currency = refunds.left(payment, standing), standing.currency
    initial = {"amount": presets.typed(left, currency), "seen": left} if left else {}
    return RefundForm(
        request.POST or None,
        left=left,
        currency=currency or payment.currency,
        initial=initial,
    )


def _asked_for(asked: Refund) -> str:
    if asked.needs_approval:
        return _("Asked for. Somebody else must approve it before the money goes back.")
    return _("The money goes back within a minute; this page shows when it did.")


@page_for("refund_payment")
def settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Decide that a payment is in order; its receipt follows."""
    payment = payment_or_404(pk)
    if form := _note(request):
        try:
            reviewing.settle(
                payment=payment, by=keeper(request), note=form.cleaned_data["note"]
            )
        except MoneyError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Decided: this payment is in order."))
    return _back(payment)


@page_for("refund_payment")
def unlist(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the names of whoever paid off the page of donors."""
    payment = payment_or_404(pk)
    if request.method == "POST" and payment.donation:
        unlisting.take_off(unlisting.of_giver(payment.donation))
        messages.success(request, _("No name of this donor is listed any more."))
    return _back(payment)


@page_for("refund_payment")
def take_gift_aid_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that whoever paid takes their Gift Aid declaration back."""
    payment = payment_or_404(pk)
    if request.method == "POST" and payment.donation:
        gift_aid.take_back(gift_aid.of_giver(payment.donation))
        messages.success(request, _("Noted: no Gift Aid on what comes from today on."))
    return _back(payment)


@page_for("enter_payment")
def take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Book that a check bounced or was entered wrongly."""
    payment = payment_or_404(pk)
    if form := _note(request):
        try:
            offline.take_back(
                payment=payment, note=form.cleaned_data["note"], by=keeper(request)
            )
        except MoneyError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("Taken back by a new entry; the receipt is void.")
            )
    return _back(payment)


def _note(request: HttpRequest) -> NoteForm | None:
    """Return the sound form of a button that needs a reason."""
    form = NoteForm(request.POST)
    if request.method == "POST" and form.is_valid():
        return form
    messages.error(request, _("Say why, in a few words. Nothing was changed."))
    return None


def _back(payment: Payment) -> HttpResponse:
    return HttpResponseRedirect(
        reverse("admin:sponsors_payment_change", args=[payment.pk])
    )
