"""Entering gifts and sponsorships that were paid by check or bank transfer."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sponsors import money
from sponsors.admin.access import context, keeper, page_for
from sponsors.books import offline
from sponsors.books.ledger import standing_of
from sponsors.errors import AlreadyPaid, MoneyError
from sponsors.fields import Text
from sponsors.giving import presets
from sponsors.models import Donation, Payment, Sponsorship
from sponsors.papers import tax_years

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from portal.accounts.models import User

MOST = 10**12  # a slip of the finger, in any currency


class UsedBefore(MoneyError):
    message = gettext_lazy(
        "This form was booked before, with other words or numbers; nothing was booked now. "
        "Is this another payment? Then book it: it is sent as a new one."
    )


class EnterForm(forms.Form):
    """``key`` is made with the empty form: sent twice, it is one payment."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=[
            (one.value, one.label)
            for one in (Payment.Method.CHEQUE, Payment.Method.TRANSFER)
        ],
        widget=forms.RadioSelect,
        initial=Payment.Method.CHEQUE,
    )
    received_on = forms.DateField(
        label=gettext_lazy("Day it arrived"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    sponsorship = forms.ModelChoiceField(
        label=gettext_lazy("It pays for the sponsorship"),
        queryset=Sponsorship.objects.none(),
        required=False,
        empty_label=gettext_lazy("none: it is a gift"),
    )
    name = Text(label=gettext_lazy("Name of the donor"), max_length=200, required=False)
    address = Text(
        label=gettext_lazy("Address of the donor"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail of the donor"),
        required=False,
        help_text=gettext_lazy("The receipt is mailed there."),
    )
    note = Text(
        label=gettext_lazy("Number of the check, or words of the transfer"),
        max_length=150,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = self.fields["currency"]
        if isinstance(currency, forms.ChoiceField):
            currency.choices = [
                (one, presets.name(one)) for one in settings.GIVING_LIMITS
            ]
        unpaid = self.fields["sponsorship"]
        if isinstance(unpaid, forms.ModelChoiceField):
            unpaid.queryset = Sponsorship.objects.filter(
                approved_at__isnull=False, paid_at=None, ended_at=None
            ).select_related("sponsor", "tier")

    def clean_received_on(self) -> object:
        day = self.cleaned_data["received_on"]
        if day > tax_years.day(timezone.now()):
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean_amount(self) -> int:
        currency = self.cleaned_data.get("currency", "")
        try:
            amount = money.parse(self.cleaned_data["amount"], currency)
        except MoneyError as error:
            raise forms.ValidationError(str(error)) from error
        if amount > MOST:
            raise forms.ValidationError(_("This cannot be right."))
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("sponsorship")
        paid = (cleaned.get("amount"), cleaned.get("currency"))
        if chosen and None not in paid and paid != (chosen.amount, chosen.currency):
            price = money.show(chosen.amount, chosen.currency)
            self.add_error("amount", _("This sponsorship costs %s.") % price)
        return cleaned


@page_for("enter_payment")
def enter(request: HttpRequest) -> HttpResponse:
    """Take the form and book it; a gift gets its receipt."""
    initial = {"key": uuid.uuid4(), "received_on": tax_years.day(timezone.now())}
    form = EnterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            payment = _book(form.cleaned_data, keeper(request))
        except UsedBefore as error:
            form.add_error(None, str(error))
            form.data = {**request.POST.dict(), "key": uuid.uuid4()}
        except MoneyError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Booked. A gift has its receipt now."))
            page = reverse("admin:sponsors_payment_change", args=[payment.pk])
            return HttpResponseRedirect(page)
    own = {
        "title": _("Enter a check or transfer"),
        "opts": Payment._meta,
        "form": form,
    }
    template = "admin/sponsors/payment/enter.html"
    return TemplateResponse(request, template, context(request, **own))


@transaction.atomic
def _book(entered: dict[str, Any], by: User) -> Payment:
    """Return the payment, the one that is there if the form was sent twice."""
    purpose: Donation | Sponsorship
    if entered["sponsorship"]:
        purpose = Sponsorship.objects.select_for_update().get(
            pk=entered["sponsorship"].pk
        )
        if any(standing_of(one).net > 0 for one in purpose.payments.all()):
            raise AlreadyPaid
    else:
        words = {name: entered[name] for name in ("name", "address", "amount")}
        purpose, is_new = Donation.objects.get_or_create(
            pk=entered["key"],
            defaults={
                **words,
                "currency": entered["currency"],
                "email": entered["email"].lower(),
            },
        )
        if not is_new:
            return _sent_twice(purpose, entered)
    return offline.enter(
        purpose=purpose,
        method=entered["method"],
        amount=entered["amount"],
        currency=entered["currency"],
        received_on=entered["received_on"],
        note=entered["note"],
        by=by,
    )


def _sent_twice(gift: Donation, entered: dict[str, Any]) -> Payment:
    """Return what a form sent twice booked; raise UsedBefore if it says something else now."""
    payment = gift.payments.get()
    entry = payment.entries.earliest("pk")
    booked = {
        "name": gift.name,
        "address": gift.address,
        "email": gift.email,
        "amount": gift.amount,
        "currency": gift.currency,
        "method": payment.method,
        "note": payment.note,
        "received_on": tax_years.day(entry.occurred_at),
    }
    now = {**entered, "email": entered["email"].lower()}
    if any(now[name] != value for name, value in booked.items()):
        raise UsedBefore
    return payment
