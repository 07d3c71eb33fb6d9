"""The form of whoever wants to leave: what becomes of the words, and a typed confirmation."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User

KEEP, BLANK = "keep", "blank"


class LeaveForm(forms.Form):
    words = forms.ChoiceField(
        label=_("What becomes of your words"),
        choices=[
            (KEEP, _("Keep my words, without my name")),
            (BLANK, _("Blank my words and delete my files")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    confirmation = forms.CharField(label=_("Your public name"), max_length=60)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handle = user.handle
        self.fields["confirmation"].help_text = format_html(
            gettext("Type {name} to show that you mean it."),
            name=format_html("<strong>{}</strong>", user.handle),
        )
        self.fields["confirmation"].widget.attrs.update(
            autocomplete="off", autocapitalize="none", spellcheck="false"
        )

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"].strip().lstrip("@").lower()
        if typed != self.handle:
            raise forms.ValidationError(
                _("This is not your public name. Nothing was deleted."),
                code="different",
            )
        return typed

    @property
    def keep_words(self) -> bool:
        return bool(self.cleaned_data["words"] == KEEP)
