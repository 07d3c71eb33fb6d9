"""Remove the second factor of a person who lost it; a second administrator answers for it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.models import User
from portal.accounts.staff import StaffError, reset_second_factor


class Command(BaseCommand):
    help = (
        "Removes all second factors of an account, ends its sessions, writes it into the "
        "log of the admin and tells the person by mail. Check who is asking first: by a "
        "call to a number you knew before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="address of the account")
        parser.add_argument("--by", required=True, help="address of the administrator")
        parser.add_argument("--reason", required=True, help="why, for the log")

    def handle(
        self,
        *,
        email: str,
        by: str,
        reason: str,
        **options: object,  # noqa: ARG002  Django's signature
    ) -> None:
        user, administrator = self._account(email), self._account(by)
        try:
            reset_second_factor(user=user, by=administrator, reason=reason)
        except StaffError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The second factor of {email} is removed; a mail says so.")

    def _account(self, email: str) -> User:
        try:
            return User.objects.get_by_natural_key(email)
        except User.DoesNotExist:
            raise CommandError(
                f"There is no account with the address {email}."
            ) from None
