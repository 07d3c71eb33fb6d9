"""Amounts in forms of the admin: typed as people do, kept in minor units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from sponsors import money
from sponsors.errors import MoneyError
from sponsors.giving import presets

if TYPE_CHECKING:
    from typing import Any


class TypedAmountForm(forms.ModelForm):
    """For a model with ``amount`` and ``currency``; the currency stands first among its fields."""

    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    amount = forms.CharField(label=gettext_lazy("Amount"), max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = self.fields.get("currency")
        if isinstance(currency, forms.ChoiceField):  # not where it can only be read
            currency.choices = [
                (one, presets.name(one)) for one in settings.GIVING_LIMITS
            ]
        if self.instance.pk:
            typed = presets.typed(self.instance.amount, self.instance.currency)
            self.initial["amount"] = typed

    def clean_amount(self) -> int:
        try:
            return money.parse(
                self.cleaned_data["amount"], self.cleaned_data.get("currency", "")
            )
        except MoneyError as error:
            raise forms.ValidationError(str(error)) from error
