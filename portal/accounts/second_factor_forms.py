"""The forms of the authenticator app and of passkeys, in the portal's words."""

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms import InOurWords


class AuthenticateForm(InOurWords, base_forms.AuthenticateForm):
    help_texts = {
        "code": _("The six digits of your authenticator app, or a recovery code.")
    }


class ReauthenticateForm(InOurWords, base_forms.ReauthenticateForm):
    help_texts = AuthenticateForm.help_texts


class ActivateTOTPForm(InOurWords, totp_forms.ActivateTOTPForm):
    labels = {"code": _("The six digits that the app shows now")}


class AddPasskeyForm(InOurWords, webauthn_forms.AddWebAuthnForm):
    labels = {
        "name": _("Name of the passkey"),
        "passwordless": _("Log in with this passkey alone, without a password"),
    }
    help_texts = {
        "name": _("So that you can tell several apart: “phone”, “key ring”."),
        "passwordless": _(
            "Your device then asks for its PIN, your fingerprint or your face."
        ),
    }


class RenamePasskeyForm(InOurWords, webauthn_forms.EditWebAuthnForm):
    labels = {"name": _("Name of the passkey")}
