"""Who may enter the admin, and how a lost second factor is replaced."""

import logging

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User

log = logging.getLogger(__name__)

ADMINISTRATORS = "Administrators"


class StaffError(Exception):
    """A step of staff work that is refused; the message is for people."""


def may_enter_admin(request: HttpRequest) -> bool:
    """Whether this is staff who, where that is demanded, gave the second proof."""
    user = request.user
    is_staff = isinstance(user, User) and user.is_active and user.is_staff
    return is_staff and missing_proof(request) is None


def missing_proof(request: HttpRequest) -> str | None:
    """Return the page on which staff give the proof that the admin still lacks, or None.

    The proof must be given in this very session: one that began with a password alone,
    before the factor was set up, may be somebody else's.
    """
    if not settings.STAFF_NEED_SECOND_FACTOR:
        return None
    if not is_mfa_enabled(request.user):
        return reverse("mfa_index")
    records = get_authentication_records(request, request.user)
    if any(record["method"] == "mfa" for record in records):
        return None
    has_app = is_mfa_enabled(request.user, types=[Authenticator.Type.TOTP])
    page = reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")
    return f"{page}?{urlencode({'next': reverse('admin:index')})}"


def reset_second_factor(*, user: User, by: User, reason: str) -> None:
    """Remove all second factors of a person who lost them, and end their sessions.

    Raises ``StaffError`` unless ``by`` is another administrator and a reason is given.
    """
    _refuse_unless_second_administrator(user=user, by=by, reason=reason)
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        for session in UserSession.objects.filter(user=user):
            session.end()
        LogEntry.objects.log_actions(
            user_id=by.pk,
            queryset=[user],
            action_flag=CHANGE,
            change_message=f"Second factor reset: {reason}",
            single_object=True,
        )
    log.warning("second factor of account %d reset by account %d", user.pk, by.pk)
    context = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "by": by,
        "reason": reason,
    }
    send_mail(
        render_to_string("emails/second_factor_reset_subject.txt", context).strip(),
        render_to_string("emails/second_factor_reset_message.txt", context),
        None,
        [user.email],
    )


def _refuse_unless_second_administrator(*, user: User, by: User, reason: str) -> None:
    if by.pk == user.pk:
        raise StaffError(_("Nobody resets their own second factor: ask a colleague."))
    is_administrator = by.is_superuser or by.groups.filter(name=ADMINISTRATORS).exists()
    if not (by.is_active and by.is_staff and is_administrator):
        raise StaffError(_("Only an administrator may do this."))
    if not reason.strip():
        raise StaffError(_("Please give the reason: it is written into the log."))
