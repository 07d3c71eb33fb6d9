"""The mail of the weekly overview: titles if the member wants them, else numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from forums.telling import mails, unsubscribing
from forums.telling.unsubscribing import What

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.core.mail import EmailMultiAlternatives

    from forums.telling.digest_choice import Missed
    from portal.accounts.models import User


def overview(
    member: User, missed: Sequence[Missed], monday: dt.datetime
) -> EmailMultiAlternatives:
    """Return one member's overview of the week that ended on this Monday."""
    titles = member.forum_profile.titles_in_mails
    stop = unsubscribing.address(member.pk, What.DIGEST)
    name = salted_hmac("forums.digest_mails", f"{member.pk} {monday:%Y-%m-%d}")
    return mails.build(
        member,
        "forums/mail/digest",
        {
            "lines": [(one, _address(one)) for one in missed] if titles else [],
            "numbers": Counter(one.reason.name.lower() for one in missed),
            "count": len(missed),
            "unread_address": f"{settings.SITE_URL}{reverse('forums:unread')}",
            "settings_address": f"{settings.SITE_URL}{reverse('forums:forum_settings')}",
            "stop": stop,
        },
        {
            "Message-ID": f"<{name.hexdigest()[:32]}@{mails.host()}>",
            **mails.list_headers("weekly.forums", stop),
        },
    )


def _address(one: Missed) -> str:
    """Return an address by number: titles do not belong into the logs of mail servers."""
    path = reverse("forums:post", args=[one.topic.first_post_id])
    return f"{settings.SITE_URL}{path}"
