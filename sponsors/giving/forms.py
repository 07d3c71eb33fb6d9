"""The forms of giving: what was typed stays, whatever was wrong with it."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sponsors import money
from sponsors.errors import MoneyError, OutOfLimits
from sponsors.fields import Name, Text
from sponsors.giving import gift_aid, presets
from sponsors.models import Donation, Interval
from sponsors.papers import tax_wording

if TYPE_CHECKING:
    from django.http import QueryDict

OWN = "own"  # of the offered amounts: none, the typed one


class GiftForm(forms.Form):
    """A wish to give. ``website`` is a trap: people do not see it."""

    wish = forms.UUIDField(required=False, widget=forms.HiddenInput)
    currency = forms.ChoiceField(label=_("Currency"))
    interval = forms.ChoiceField(
        label=_("How often"),
        choices=(
            (Interval.ONCE, _("Once")),
            (Interval.MONTHLY, _("Monthly")),
            (Interval.YEARLY, _("Yearly")),
        ),
        widget=forms.RadioSelect,
    )
    preset = Text(label=_("Amount"), required=False)
    own = Text(
        label=_("Another amount"),
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 20}
        ),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "data-meant": _("Did you mean this?")}
        ),
        help_text=_("We send the receipt there, and nothing that you did not ask for."),
        error_messages={
            "required": _("Enter an e-mail address: the receipt is sent there.")
        },
    )
    is_anonymous = forms.TypedChoiceField(
        label=_("Your name in public"),
        choices=(
            ("yes", _("Anonymous: only we know who gave")),
            ("no", _("You may show a name")),
        ),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    public_name = Text(
        label=_("Name to be shown"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    may_be_listed = forms.BooleanField(
        label=_("List this name on the page of donors"),
        required=False,
        help_text=_("Shown from the next day on, and never with an amount."),
    )
    dedication_kind = forms.ChoiceField(
        label=_("Dedicate this gift"), required=False, choices=Donation.Dedication
    )
    dedication_name = Name(
        label=_("Name of the person"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("It stands on your receipt and is not published."),
    )
    message = Text(
        label=_("A message to us"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "We read it and do not publish it. Please leave out medical details."
        ),
    )
    name = Name(
        label=_("Your name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = Text(
        label=_("Your postal address"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    gift_aid = forms.BooleanField(label=_("Add Gift Aid"), required=False)
    another_plan = forms.BooleanField(
        label=_("Yes, begin another one beside it"), required=False
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any] | None = None,
        knows_email: bool = False,
        running: str = "",
    ) -> None:
        """``running`` says which plan its giver has already, if asking is called for."""
        start = {
            "wish": uuid.uuid4(),
            "interval": Interval.ONCE,
            "currency": presets.currencies()[0],
        }
        super().__init__(data, initial=start | (initial or {}))
        self.running = running
        field = cast("forms.ChoiceField", self.fields["currency"])
        field.choices = [(code, presets.name(code)) for code in presets.currencies()]
        self.fields["own"].help_text = presets.limits_in_words(self.chosen_currency)
        if knows_email:
            del self.fields["email"]
        if not gift_aid.is_asked_for():
            del self.fields["gift_aid"]
        if not running:
            del self.fields["another_plan"]

    @property
    def is_trapped(self) -> bool:
        """Whether a machine filled in the field that nobody sees."""
        return bool(self.data.get("website"))

    @cached_property
    def chosen_currency(self) -> str:
        """The currency as far as it is known: that of the offered amounts."""
        value = str(self["currency"].value())
        return value if value in settings.GIVING_LIMITS else presets.currencies()[0]

    @cached_property
    def offered(self) -> list[presets.Preset]:
        return presets.offered(self.chosen_currency, str(self["interval"].value()))

    @property
    def all_offered(self) -> str:
        """What is offered in every currency and rhythm, for the script of the page."""
        return json.dumps(presets.everywhere())

    @property
    def all_limits(self) -> str:
        """What may be given in every currency, in words, for the same script."""
        return json.dumps(presets.limits_everywhere())

    @property
    def tax_words(self) -> str:
        return tax_wording.before_giving()

    @property
    def gift_aid_wording(self) -> str:
        return gift_aid.wording(settings.ORGANIZATION_NAME)

    @property
    def extras_are_open(self) -> bool:
        """Whether something optional was filled in, or needs a look."""
        return self._touched("dedication_name", "public_name", "message")

    @property
    def paper_is_open(self) -> bool:
        return gift_aid.is_asked_for() or self._touched("name", "address")

    def _touched(self, *names: str) -> bool:
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def limits(self) -> tuple[str, str]:
        return presets.limits(self.chosen_currency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._clean_amount(cleaned)
        self._clean_names(cleaned)
        self._clean_gift_aid(cleaned)
        if self.running and cleaned.get("interval") != Interval.ONCE:
            self._ask_for_another(cleaned)
        return cleaned

    def _clean_amount(self, cleaned: dict[str, Any]) -> None:
        """Take one amount; two that differ are asked about, never guessed."""
        preset, own = cleaned.get("preset", ""), cleaned.get("own", "").strip()
        typed = own if preset in ("", OWN) else preset
        if not typed:
            self.add_error(
                "own" if preset else "preset", gettext("Choose or enter an amount.")
            )
            return
        currency = self.chosen_currency
        try:
            amount = money.parse(typed, currency)
            if own and money.parse(own, currency) != amount:
                self.add_error("own", self._two_amounts(amount))
                return
            money.check_limits(amount, currency)
        except OutOfLimits:
            least, most = self.limits
            self.add_error(
                "preset" if typed == preset else "own",
                gettext("We can take from %(least)s to %(most)s here.")
                % {"least": least, "most": most},
            )
        except MoneyError as error:
            self.add_error("own" if own else "preset", str(error))
        else:
            cleaned["amount"] = amount

    def _two_amounts(self, amount: int) -> str:
        return gettext(
            "You chose %(chosen)s and entered another amount. Choose “Another amount” "
            "or empty this field."
        ) % {"chosen": presets.short(amount, self.chosen_currency)}

    def _clean_names(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("is_anonymous", True):
            cleaned.update(public_name="", may_be_listed=False)
        elif not cleaned.get("public_name"):
            self.add_error("public_name", gettext("Enter the name, or stay anonymous."))
        elif "//" in cleaned["public_name"] or "@" in cleaned["public_name"]:
            self.add_error("public_name", gettext("A name only, please: no addresses."))
        kind, name = cleaned.get("dedication_kind"), cleaned.get("dedication_name")
        if kind and not name and "dedication_name" not in self.errors:
            self.add_error("dedication_name", gettext("Enter a name."))
        elif name and not kind:
            self.add_error(
                "dedication_kind", gettext("Choose what the dedication says.")
            )

    def _clean_gift_aid(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("gift_aid"):
            return
        if " " not in cleaned.get("name", ""):
            self.add_error("name", gettext("Gift Aid needs your first and last name."))
        if not cleaned.get("address"):
            self.add_error("address", gettext("Gift Aid needs your home address."))

    def _ask_for_another(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("another_plan"):
            self.add_error("another_plan", self.running)


class AmountForm(forms.Form):
    """Another amount for a plan; its currency stays."""

    amount = forms.CharField(
        label=_("New amount"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.currency = currency

    def clean_amount(self) -> int:
        try:
            amount = money.parse(self.cleaned_data["amount"], self.currency)
            money.check_limits(amount, self.currency)
        except OutOfLimits as error:
            least, most = presets.limits(self.currency)
            raise forms.ValidationError(
                _("We can take from %(least)s to %(most)s here."),
                params={"least": least, "most": most},
            ) from error
        except MoneyError as error:
            raise forms.ValidationError(str(error)) from error
        return amount
