"""Goals: what donors are told that the portal needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy

from sponsors.admin.lists import shown
from sponsors.admin.typed import TypedAmountForm
from sponsors.giving import goals
from sponsors.models import Goal

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest


class GoalForm(TypedAmountForm):
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
