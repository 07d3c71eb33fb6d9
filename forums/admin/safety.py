"""Cards, help lines and watch words: moderators keep them, no release is needed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forums.models import HelpLine, SafetyCard, WatchWord

FEWEST_LETTERS = 3


@admin.register(SafetyCard)
class SafetyCardAdmin(admin.ModelAdmin):
    """The occasions are fixed, so cards are changed, never added or deleted."""

    list_display = ("title", "occasion")
    fields = ("occasion", "title", "text")
    readonly_fields = ("occasion",)
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: SafetyCard | None = None
    ) -> bool:
        return False


@admin.register(HelpLine)
class HelpLineAdmin(admin.ModelAdmin):
    # Said here, because Django 5 warns of a default that will change.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ("name", "concern", "place", "phone", "hours", "position")
    list_filter = ("concern",)
    search_fields = ("name", "place", "phone")


class WatchWordForm(forms.ModelForm):
    """Keeps out "a" and "I", which would put a card before nearly every post."""

    def clean_phrase(self) -> Any:  # noqa: ANN401  # as Django's cleaned data
        phrase = self.cleaned_data["phrase"]
        if sum(map(str.isalpha, phrase)) < FEWEST_LETTERS:
            raise forms.ValidationError(
                _("Please enter at least %(number)d letters."),
                params={"number": FEWEST_LETTERS},
            )
        return phrase


@admin.register(WatchWord)
class WatchWordAdmin(admin.ModelAdmin):
    form = WatchWordForm
    list_display = ("phrase", "concern")
    list_filter = ("concern",)
    search_fields = ("phrase",)
