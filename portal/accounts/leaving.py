"""The account's part of taking one's data along and of leaving for good."""

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts import traces
from portal.accounts.models import ProfessionalVerification, User

log = logging.getLogger(__name__)


def export(user: User) -> dict[str, Any]:
    """Return all that the account itself holds; secrets are named, never shown."""
    verification = ProfessionalVerification.objects.filter(user=user).first()
    return {
        "public_name": user.handle,
        "e_mail_address": user.email,
        "joined": user.date_joined,
        "last_log_in": user.last_login,
        "declared_to_be_old_enough": user.declared_16_at,
        "preferred_edition": user.preferred_edition,
        "has_password": user.has_usable_password(),
        "roles": [group.name for group in user.groups.order_by("name")],
        "addresses": list(
            EmailAddress.objects.filter(user=user).values(
                "email", "verified", "primary"
            )
        ),
        "second_factors": list(
            Authenticator.objects.filter(user=user).values(
                "type", "created_at", "last_used_at"
            )
        ),
        "sessions": list(
            UserSession.objects.filter(user=user)
            .order_by("created_at")
            .values("created_at", "last_seen_at", "ip", "user_agent")
        ),
        "verified_profession": verification and _verification(verification),
        "steps_at_the_editorial_desk": list(
            LogEntry.objects.filter(user=user)
            .order_by("action_time")
            .values("action_time", "object_repr", "change_message")
        ),
    }


def _verification(verification: ProfessionalVerification) -> dict[str, Any]:
    return {
        "profession": verification.profession,
        "checked_on": verification.verified_on,
        "last_day": verification.expires_on,
        "how_it_was_checked": verification.note,
    }


def preview(user: User) -> dict[str, int]:
    return {
        "sessions": UserSession.objects.filter(user=user).count(),
        "second_factors": Authenticator.objects.filter(user=user).count(),
    }


def anonymise(*, user: User, keep_words: bool) -> None:  # noqa: ARG001  as in all apps
    """Make the account a tombstone: it keeps its number, so that answers to it survive.

    The caller holds the row's lock, and calls this part last: the others look for the
    address and the name that are forgotten here.
    """
    end_sessions(user)
    _forget_in_log(user)
    _forget_attempts(user)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    ProfessionalVerification.objects.filter(user=user).delete()
    _bury(user)


def is_last_superuser(user: User) -> bool:
    """Whether nobody else could give people their rights."""
    superusers = User.objects.filter(is_superuser=True, is_active=True)
    return user.is_superuser and not superusers.exclude(pk=user.pk).exists()


def stays(user: User) -> bool:
    """Keep an account from leaving until this transaction ends; False if it has left."""
    active = User.objects.select_for_update(no_key=True).filter(
        pk=user.pk, is_active=True
    )
    return bool(list(active.values_list("pk", flat=True)))


def end_sessions(user: User) -> None:
    """Delete every session of a person, and those of half-done log-ins with the address.

    Not only the sessions that the member's list names: one that waits for a code holds the
    address, too, and belongs to nobody yet.
    """
    UserSession.objects.filter(user=user).delete()
    keys = [
        session.session_key
        for session in Session.objects.iterator(chunk_size=500)
        if _is_about(session.get_decoded(), user)
    ]
    Session.objects.filter(session_key__in=keys).delete()


def _is_about(data: dict[str, Any], user: User) -> bool:
    return str(data.get(SESSION_KEY, "")) == str(user.pk) or _holds(data, user.email)


def _holds(value: object, address: str) -> bool:
    if isinstance(value, dict):
        return any(_holds(each, address) for each in value.values())
    if isinstance(value, list | tuple):
        return any(_holds(each, address) for each in value)
    return isinstance(value, str) and value.lower() == address


def _forget_in_log(user: User) -> None:
    """Staff's log keeps what was done and to which account, by number alone."""
    about = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    about.update(object_repr=f"account {user.pk}")
    traces.strike_out(
        LogEntry.objects.all(),
        "object_repr",
        "change_message",
        words=traces.patterns(user, with_name=True),
    )


def _forget_attempts(user: User) -> None:
    """Drop the counts that are kept under a digest of the address."""
    host = urlsplit(settings.SITE_URL).netloc
    for action in app_settings.RATE_LIMITS:
        for rate in ratelimit.get_rates(app="allauth.account", action=action):
            if rate.per == "key":
                for key in (user.email, f"{host}:{user.email}"):
                    cache.delete(
                        ratelimit.get_cache_key(
                            HttpRequest(),
                            app="allauth.account",
                            action=action,
                            rate=rate,
                            key=key,
                        )
                    )


def _bury(user: User) -> None:
    name = f"former-{secrets.token_hex(6)}"
    user.handle = name
    user.email = f"{name}@former.invalid"
    user.set_unusable_password()
    user.preferred_edition = ""
    user.last_login = user.declared_16_at = None
    user.is_active = user.is_staff = user.is_superuser = False
    user.anonymised_at = user.date_joined = timezone.now()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    log.info("account %d is anonymised", user.pk)


def sweep() -> None:
    """End what a request that was under way when its account was buried left behind."""
    for user in User.objects.filter(
        anonymised_at__isnull=False, usersession__isnull=False
    ).distinct():
        end_sessions(user)
