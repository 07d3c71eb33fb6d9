"""The log-ins of the demonstration. Their password is public, so they exist nowhere else."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from portal.accounts.models import User

PASSWORD = "demo-password-please-change"  # noqa: S105 - public on purpose; `manage.py demo` refuses production


@dataclass(frozen=True)
class LogIn:
    email: str
    handle: str
    role: str
    group: str = ""
    is_superuser: bool = False


LOG_INS = (
    LogIn("member@example.org", "quiet-heron", "member"),
    LogIn("expert@example.org", "patient-otter", "expert"),
    LogIn("editor@example.org", "early-wren", "editor", "Editors"),
    LogIn("reviewer@example.org", "careful-lynx", "reviewer", "Reviewers"),
    LogIn("moderator@example.org", "kind-badger", "moderator", "Moderators"),
    LogIn("sponsor@example.org", "steadfast-crane", "sponsor"),
    LogIn("finance@example.org", "thrifty-vole", "finance", "Finance"),
    LogIn(
        "admin@example.org",
        "steady-ibex",
        "administrator",
        "Administrators",
        is_superuser=True,
    ),
)


def load_accounts() -> int:
    """Create the log-ins that are missing; return how many."""
    present = set(
        User.objects.filter(email__in=[one.email for one in LOG_INS]).values_list(
            "email", flat=True
        )
    )
    missing = [one for one in LOG_INS if one.email not in present]
    for one in missing:
        _create(one)
    return len(missing)


def _create(one: LogIn) -> None:
    user = User.objects.create_user(
        one.email,
        PASSWORD,
        handle=one.handle,
        is_staff=bool(one.group),
        is_superuser=one.is_superuser,
        declared_16_at=timezone.now(),
    )
    EmailAddress.objects.create(user=user, email=one.email, verified=True, primary=True)
    if one.group:
        user.groups.add(Group.objects.get(name=one.group))
