"""What people type into one line or several: cleaned of what nobody can see."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Text(forms.CharField):
    """A line, or a text in a field of several lines.

    Signs that nobody can see (null bytes included) go unsaid, and so do breaks within a line.
    """

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        if not isinstance(self.widget, forms.Textarea):
            text = " ".join(text.split())
        return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")

    def bound_data(self, data: object, initial: object) -> object:
        return data.replace("\x00", "") if isinstance(data, str) else initial


class Name(Text):
    """What somebody or something is called: it stands in mails, so it leads nowhere."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if "//" in value or "@" in value:
            raise forms.ValidationError(_("A name only, please: no addresses."))
