"""Where the portal differs from django-allauth: secrets, re-authentication, first proof."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts import encryption
from portal.accounts.models import User, neutral_handle
from portal.accounts.recency import logged_in_recently
from portal.accounts.signals import address_changed


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is already the address of your account."),
        "email_password_mismatch": _(
            "This e-mail address and password do not match. Please try again, or log in "
            "with a code by e-mail."
        ),
        "email_taken": _("Another account uses this e-mail address."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not correct. Please check the e-mail again."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _(
            "There were too many attempts. Please wait five minutes and try again."
        ),
        "rate_limited": _("That was a bit fast. Please wait a moment and try again."),
    }

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again only if the log-in is older than the time re-authentication lasts."""
        request = context.request
        required = super().is_reauthentication_required(app=app, **kwargs)
        if not required or logged_in_recently(request):
            return False
        if not self.get_reauthentication_methods(request.user):
            # Who has nothing to show but the mailbox shows that, by choosing a password.
            messages.info(request, gettext("Please choose a password first."))
            raise ImmediateHttpResponse(redirect("account_reset_password"))
        return True

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict]:
        """Say it in our words; the order (password first) stays."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code from your authenticator app"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**each, "description": words[each["id"]]} for each in methods]

    def new_user(self, request: HttpRequest) -> User:  # noqa: ARG002  the library's signature
        """Start an account under a neutral public name that nobody has."""
        user = User()
        while User.objects.filter(handle=user.handle).exists():
            user.handle = neutral_handle()
        return user

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm all or nothing: a clash of addresses leaves no half-changed account."""
        if not email_address.can_set_verified() or not _claim_address(email_address):
            messages.error(request, self.error_messages["email_taken"])
            return False
        confirmed: bool = super().confirm_email(request, email_address)
        return confirmed

    def pre_login(
        self, request: HttpRequest, user: User, **kwargs: Any
    ) -> HttpResponse | None:
        """Drop a password set by whoever signed up, when the owner of the mailbox arrives."""
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if response is None and _proved_mailbox_for_the_first_time(request, user):
            user.set_unusable_password()
            user.save(update_fields=["password"])
            messages.info(
                request,
                gettext(
                    "Your e-mail address is confirmed. To be safe, the password "
                    "chosen earlier no longer works: please choose a new one under “Your account”."
                ),
            )
        return response


def _claim_address(email_address: EmailAddress) -> bool:
    """Give the account the address it proved, unless another account has it by now.

    Whoever must hear of it does so in the same transaction; nobody else sets an address.
    """
    user = email_address.user
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(email=email_address.email)
            address_changed.send(sender=User, user=user)
    except IntegrityError:
        return False
    user.email = email_address.email
    return True


def _proved_mailbox_for_the_first_time(request: HttpRequest, user: User) -> bool:
    """Whether this log-in is the first of a signed-up account and came by mailed code.

    Whoever signed up with a stranger's address knows its password. If the stranger then
    logs in by code, that password must not open the account any more.
    """
    records = get_authentication_records(request, user)
    return (
        user.last_login is None
        and user.declared_16_at is not None
        and user.has_usable_password()
        and bool(records)
        and records[-1]["method"] == "code"
    )


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("This cannot be turned off."),
        "incorrect_code": _(
            "This code is not correct. Codes change every 30 seconds: wait for the next one."
        ),
        "unverified_email": _("Please confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.SITE_NAME}

    def build_totp_svg(self, url: str) -> str:
        """Return the picture for the middle of a page: no declaration, nothing inline."""
        svg: str = super().build_totp_svg(url)
        svg = svg[svg.index("<svg") :]
        # A light ground of its own: cameras do not read dark on dark.
        return svg.replace(">", '><path fill="#fff" d="M0 0h9999v9999H0z"/>', 1)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  theirs
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey {number}").format(number=count + 1)
