"""Goals: what donors are told that the portal needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy

from sponsors import money
from sponsors.admin.lists import shown
from sponsors.errors import MoneyError
from sponsors.giving import goals, presets
from sponsors.models import Goal

if TYPE_CHECKING:
    from django.http import HttpRequest


class GoalForm(forms.ModelForm):
    """The amount is typed as people do, and kept in minor units."""

    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    amount = forms.CharField(label=gettext_lazy("Amount"), max_length=20)

    class Meta:
        model = Goal
        fields = (
            "title",
            "why",
            "currency",
            "amount",
            "first_month",
            "last_month",
            "is_shown",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = self.fields["currency"]
        if isinstance(currency, forms.ChoiceField):
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


@admin.register(Goal)
class GoalAdmin(admin.ModelAdmin):
    form = GoalForm
    list_display = ("title", "sum", "first_month", "last_month", "is_shown")
    actions = None

    def has_delete_permission(
        self, request: HttpRequest, obj: Goal | None = None
    ) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Goal, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        goals.forget()

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def sum(self, goal: Goal) -> str:
        return shown(goal.amount, goal.currency)
