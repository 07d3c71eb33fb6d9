"""The forms of the authenticator app and of passkeys, in the portal's words."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms import InOurWords

# What the libraries let through when the browser sends something that is no passkey.
MALFORMED = (AttributeError, InvalidSignature, KeyError, TypeError, ValueError)


class AuthenticateForm(InOurWords, base_forms.AuthenticateForm):
    help_texts = {
        "code": _("The six digits from your authenticator app, or a recovery code.")
    }


class ReauthenticateForm(InOurWords, base_forms.ReauthenticateForm):
    help_texts = AuthenticateForm.help_texts


class ActivateTOTPForm(InOurWords, totp_forms.ActivateTOTPForm):
    labels = {"code": _("The six digits the app shows now")}


class RefusesNonsense:
    """Answer nonsense in place of a passkey with a form error, not with a crash."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]  # the form beside has it
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LogInByPasskeyForm(RefusesNonsense, webauthn_forms.LoginWebAuthnForm):
    pass


class AuthenticateByPasskeyForm(
    RefusesNonsense, webauthn_forms.AuthenticateWebAuthnForm
):
    pass


class ReauthenticateByPasskeyForm(
    RefusesNonsense, webauthn_forms.ReauthenticateWebAuthnForm
):
    pass


class AddPasskeyForm(InOurWords, webauthn_forms.AddWebAuthnForm):
    labels = {
        "name": _("Name of the passkey"),
        "passwordless": _("Log in with this passkey alone, without a password"),
    }
    help_texts = {
        "name": _("So that you can tell several apart: “phone”, “security key”."),
        "passwordless": _(
            "Your device then asks for its PIN, your fingerprint or your face."
        ),
    }

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean() or {}
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class RenamePasskeyForm(InOurWords, webauthn_forms.EditWebAuthnForm):
    labels = {"name": _("Name of the passkey")}
