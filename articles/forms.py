"""The forms by which readers write to the editors."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LIMIT = 5_000  # characters; Feedback.message has the same


class ReaderForm(forms.Form):
    """A message with an optional address. ``website`` is a trap: people do not see it."""

    is_throttled = False  # set when this address sent too much; nothing typed is lost

    message = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 8}),
        validators=[MaxLengthValidator(LIMIT)],
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "Only if you want an answer. We use it for that one e-mail and then delete it."
        ),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_trapped(self) -> bool:
        """Whether a machine filled in the field that nobody sees."""
        return bool(self.data.get("website"))


class ErrorReportForm(ReaderForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they come
        field = self.fields["message"]
        field.label = _("What is wrong?")
        field.help_text = _(
            "Which sentence or number, and how you know. Please leave out anything that "
            "could identify a patient."
        )


class EditionWishForm(ReaderForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they come
        field = self.fields["message"]
        field.required = False
        field.label = _("What would help you most?")
        field.help_text = _(
            "Please leave out anything that could identify a patient. We cannot give "
            "medical advice."
        )
