"""Delete the account of somebody who asked for it and cannot do it alone."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from portal import privacy
from portal.accounts.models import User


class Command(BaseCommand):
    help = (
        "Erases a member as the button on /account/data/ does, and mails the good-bye. Make "
        "sure that the address is theirs: let them write to you from it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="address of the account")
        words = parser.add_mutually_exclusive_group(required=True)
        words.add_argument(
            "--keep-words", action="store_true", help="posts stay, without a name"
        )
        words.add_argument(
            "--blank-words", action="store_true", help="posts are emptied"
        )

    def handle(self, *, email: str, keep_words: bool, **options: object) -> None:  # noqa: ARG002  Django's
        try:
            user = User.objects.get_by_natural_key(email)
            privacy.leave(user=user, keep_words=keep_words)
        except User.DoesNotExist:
            raise CommandError("There is no account with this address.") from None
        except privacy.CannotLeave as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Account {user.pk} is erased.")
