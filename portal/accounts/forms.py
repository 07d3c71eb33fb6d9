"""The forms of sign-up, log-in and the account, in the portal's words."""

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.account.internal import flows
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.recency import logged_in_recently
from portal.accounts.unconfirmed import release_address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Saved = tuple[User | None, HttpResponse | None]

CODE_HELP = _("Upper or lower case, with or without the hyphen.")


class InOurWords(forms.Form):
    """Replace labels and help of a library form; labels are never placeholders."""

    labels: ClassVar[dict[str, "StrOrPromise"]] = {
        "email": _("E-mail address"),
        "login": _("E-mail address"),
        "password": _("Password"),
        "password1": _("New password"),
        "password2": _("New password again"),
        "oldpassword": _("Current password"),
        "remember": _("Keep me logged in on this device"),
        "code": _("Code"),
    }
    help_texts: ClassVar[dict[str, "StrOrPromise"]] = {
        "password1": _(
            "At least 10 characters. A few words in a row are easy to remember and hard "
            "to guess."
        )
    }
    needed: ClassVar[dict[str, "StrOrPromise"]] = {
        "email": _("Please enter your e-mail address."),
        "login": _("Please enter your e-mail address."),
        "password": _("Please enter your password."),
        "password1": _("Please choose a password."),
        "oldpassword": _("Please enter your current password."),
        "code": _("Please enter the code."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.needed:
                field.error_messages["required"] = self.needed[name]
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, field.help_text)


class LoginForm(InOurWords, allauth_forms.LoginForm):
    help_texts = {"password": ""}


class SignupForm(InOurWords, allauth_forms.SignupForm):
    """E-mail, password, old enough: no name, so nobody can probe who is a member."""

    labels = {**InOurWords.labels, "password1": _("Password")}

    old_enough = forms.BooleanField(
        error_messages={
            "required": _(
                "Only people of this age can have an account. You do not need one to "
                "read, and a parent or guardian may take part for you."
            )
        }
    )
    field_order = ["email", "password1", "old_enough"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_enough"].label = _("I am {age} or older").format(
            age=settings.MINIMUM_AGE
        )

    def try_save(self, request: HttpRequest) -> Saved:
        """Take the same time, and answer the same, whether the address is new or not."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            answered: Saved = super().try_save(request)
            return answered
        try:
            with transaction.atomic():
                saved: Saved = super().try_save(request)
        except IntegrityError:
            # Somebody else's request made an account with this address a moment ago.
            email = self.cleaned_data["email"]
            if not User.objects.filter(email=email).exists():
                raise
            return None, flows.signup.prevent_enumeration(request, email=email)
        return saved

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        user.declared_16_at = timezone.now()
        user.save(update_fields=["declared_16_at"])
        return user


class AddEmailForm(InOurWords, allauth_forms.AddEmailForm):
    labels = {**InOurWords.labels, "email": _("New e-mail address")}


class ChangePasswordForm(InOurWords, allauth_forms.ChangePasswordForm):
    help_texts = {**InOurWords.help_texts, "oldpassword": ""}


class SetPasswordForm(InOurWords, allauth_forms.SetPasswordForm):
    def clean(self) -> dict[str, Any]:
        """Refuse an old log-in: there is no current password that could be asked for."""
        if not logged_in_recently(context.request):
            raise forms.ValidationError(
                _(
                    "You logged in some time ago. Please use “Forgot your password?” "
                    "instead: the code we send proves it is you."
                ),
                code="old_log_in",
            )
        cleaned: dict[str, Any] = super().clean() or {}
        return cleaned


class ResetPasswordForm(InOurWords, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(InOurWords, allauth_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(InOurWords, allauth_forms.ReauthenticateForm):
    help_texts = {"password": ""}


class RequestLoginCodeForm(InOurWords, allauth_forms.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(InOurWords, allauth_forms.ConfirmLoginCodeForm):
    help_texts = {"code": CODE_HELP}


class ConfirmPasswordResetCodeForm(
    InOurWords, allauth_forms.ConfirmPasswordResetCodeForm
):
    help_texts = {"code": CODE_HELP}


class ConfirmEmailForm(InOurWords, allauth_forms.ConfirmEmailVerificationCodeForm):
    help_texts = {"code": CODE_HELP}

    def clean_code(self) -> str:
        """Take the address from an account that never proved it: this person just did."""
        code: str = allauth_forms.BaseConfirmCodeForm.clean_code(self)
        if self.user is None:
            raise forms.ValidationError(
                _("This sign-up is too old. Please start again."), code="forgotten"
            )
        release_address(self.email, proven_by=self.user)
        super().clean_code()
        return code


class ProfileForm(forms.ModelForm):
    """What the member may choose behind the log-in."""

    class Meta:
        model = User
        fields = ("handle", "preferred_edition")
        widgets = {"preferred_edition": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        handle = self.fields["handle"]
        # Django sends a made-up name along to compare with; ours is the member's own.
        handle.show_hidden_initial = False
        handle.widget.attrs.update(
            autocomplete="off", autocapitalize="none", spellcheck="false"
        )
        edition = self.fields["preferred_edition"]
        if isinstance(edition, forms.ChoiceField):
            edition.choices = [("", _("ask me each time")), *User.Edition.choices]

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        taken = User.objects.filter(handle__iexact=handle).exclude(pk=self.instance.pk)
        if taken.exists():
            raise forms.ValidationError(
                _("This public name is taken. Please choose another."), code="taken"
            )
        return handle
