"""Who may enter the admin, and how a lost second factor is replaced."""

import logging

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User

log = logging.getLogger(__name__)

ADMINISTRATORS = "Administrators"


class StaffError(Exception):
    """A step of staff work that is refused; the message is for people."""


def may_enter_admin(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the account is staff and, where that is demanded, has a second factor."""
    if not isinstance(user, User) or not (user.is_active and user.is_staff):
        return False
    return not settings.STAFF_NEED_SECOND_FACTOR or bool(is_mfa_enabled(user))


def used_second_factor(request: HttpRequest) -> bool:
    """Whether the second factor was shown in this very session.

    A session that began with a password alone, before the factor was set up, may be
    somebody else's: it must not open the admin.
    """
    if not settings.STAFF_NEED_SECOND_FACTOR:
        return True
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


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
