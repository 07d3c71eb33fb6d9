"""What moderation writes to members; one function a mail, named like its templates.

No mail quotes a post: whoever reads over a shoulder should not learn of an illness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from forums.telling import mails

if TYPE_CHECKING:
    from forums.models import Appeal, ModerationAction, Report, Restriction, Topic
    from forums.moderation.queue import Overdue
    from portal.accounts.models import User


def measure(restriction: Restriction) -> None:
    address = reverse("forums:appeal", args=["measure", restriction.pk])
    _send(
        "measure",
        restriction.member,
        {"restriction": restriction, "appeal_url": address},
    )


def lifting(restriction: Restriction) -> None:
    _send("lifting", restriction.member, {"restriction": restriction})


def post_moderated(action: ModerationAction, author: User) -> None:
    """Tell the author that a post was approved, refused, removed or restored."""
    address = reverse("forums:appeal", args=["post", action.pk])
    _send(
        f"post_{action.verb}",
        author,
        {"action": action, "post": action.post, "appeal_url": address},
    )


def topic_moved(topic: Topic, asker: User) -> None:
    """Tell whoever began a discussion where it is now; the forum's name only if wanted."""
    _send("topic_moved", asker, {"topic": topic})


def report_answer(report: Report, reporter: User) -> None:
    _send("report_answer", reporter, {"report": report})


def appeal_answer(appeal: Appeal) -> None:
    _send("appeal_answer", appeal.member, {"appeal": appeal})


def alarm(moderator: User, overdue: Overdue) -> None:
    """Tell a moderator how much waits too long; not a word of what waits."""
    _send("alarm", moderator, {"overdue": overdue})


def _send(name: str, member: User, context: dict[str, object]) -> None:
    mails.send_to(member, f"forums/mail/moderation/{name}", context)
