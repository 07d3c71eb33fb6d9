"""The forms of sponsors. None has a field for a price or a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sponsors.fields import Name, Text
from sponsors.models import Interval, SponsorContact
from sponsors.sponsorship import logos, sponsorships

if TYPE_CHECKING:
    from django.core.files.base import ContentFile

HOW_OFTEN = (
    (Interval.ONCE.value, _("Once, for one year")),
    (Interval.YEARLY.value, _("Every year, until you stop it")),
)


def _area(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


def _without_log_in(address: str) -> None:
    """Refuse https://name:password@…: the address is shown to everybody."""
    if "@" in urlsplit(address).netloc:
        raise forms.ValidationError(
            _("Leave out the name or password before the @: this address is public.")
        )


class _Website(forms.URLField):
    default_validators = [URLValidator(schemes=["http", "https"]), _without_log_in]


def _website(**more: Any) -> forms.URLField:
    return _Website(
        assume_scheme="https",
        max_length=200,
        # A browser refuses bonebank.example in a field of type url; with us it is https.
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
        **more,
    )


class LogoForm(forms.Form):
    """A picture, what it says, and where it leads."""

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 2 MB, best 640 pixels wide or more."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    logo_alt = Text(
        label=_("The logo in words"),
        max_length=120,
        required=False,
        help_text=_("For people who cannot see it; usually just the name it shows."),
    )
    url = _website(
        label=_("Where the logo leads"),
        required=False,
        help_text=_("Left empty: your website."),
    )

    def clean_logo(self) -> ContentFile | None:
        upload = self.cleaned_data.get("logo")
        return logos.clean(upload) if isinstance(upload, UploadedFile) else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("logo") and not cleaned.get("logo_alt"):
            self.add_error("logo_alt", gettext("Say in words what the logo shows."))
        return cleaned


class ApplicationForm(LogoForm):
    name = Name(
        label=_("Organization"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    website = _website(label=_("Website"))
    contact_name = Name(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    about = Text(
        label=_("What the organization does"),
        max_length=1000,
        help_text=_("For our review: say, too, if it makes or sells drugs or devices."),
        widget=_area(4),
    )
    interval = forms.ChoiceField(
        label=_("How you want to pay"), choices=HOW_OFTEN, widget=forms.RadioSelect
    )
    billing_name = Text(
        label=_("Name on the invoice"),
        max_length=200,
        required=False,
        help_text=_("Left empty: the name of the organization."),
    )
    billing_address = Text(
        label=_("Address on the invoice"),
        max_length=500,
        widget=_area(3, autocomplete="street-address"),
    )
    country = forms.CharField(
        label=_("Country, in two letters"),
        max_length=2,
        validators=[RegexValidator(r"\A[A-Za-z]{2}\Z", _("Two letters, such as DE."))],
        widget=forms.TextInput(attrs={"autocomplete": "country"}),
    )
    vat_id = forms.CharField(
        label=_("VAT number"),
        max_length=20,
        required=False,
        validators=[
            RegexValidator(
                r"\A[A-Za-z]{2}[A-Za-z0-9+*. -]{2,18}\Z",
                _("A VAT number begins with two letters of the country."),
            )
        ],
    )
    agrees = forms.BooleanField(
        label=_(
            "We know that our money buys no say in any page, and no mention in one."
        ),
        error_messages={
            "required": _("Please confirm that your money buys no say in any page.")
        },
    )

    field_order = (
        "name", "website", "contact_name", "about", "interval", "billing_name",
        "billing_address", "country", "vat_id", "logo", "logo_alt", "url", "agrees",
    )  # fmt: skip

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_vat_id(self) -> str:
        return str(self.cleaned_data["vat_id"]).upper().replace(" ", "")

    def application(self) -> sponsorships.Application:
        """Return what a valid form says."""
        said = {**self.cleaned_data}
        said.pop("agrees")
        return sponsorships.Application(**said)


class BillingForm(forms.Form):
    billing_name = ApplicationForm.base_fields["billing_name"]
    billing_address = ApplicationForm.base_fields["billing_address"]
    country = ApplicationForm.base_fields["country"]
    vat_id = ApplicationForm.base_fields["vat_id"]
    clean_country = ApplicationForm.clean_country
    clean_vat_id = ApplicationForm.clean_vat_id


class RenewForm(forms.Form):
    """For the year after; the price is that of the tier now."""

    tier = forms.ModelChoiceField(
        label=_("Tier"),
        queryset=sponsorships.offered(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    interval = forms.ChoiceField(
        label=_("How you want to pay"), choices=HOW_OFTEN, widget=forms.RadioSelect
    )


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("They need an account here with this address, confirmed."),
    )
    name = Name(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("What they do"),
        choices=SponsorContact.Role,
        initial=SponsorContact.Role.ASSETS,  # who may decide is chosen, not overlooked
    )
