"""List the accounts that were erased, and erase them again in a restored backup."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from portal import privacy
from portal.accounts.models import User

KEEP, BLANK = "keep", "blank"


class Command(BaseCommand):
    help = (
        "Prints one line for each erased account: its number and what became of the words. "
        "Keep the list beside the backups, but not in them. With --again, read such a list "
        "from the standard input, after a backup was restored and before anybody enters."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="erase who is listed")

    def handle(self, *, again: bool, **options: object) -> None:  # noqa: ARG002  Django's
        if not again:
            for user in User.objects.filter(anonymised_at__isnull=False).order_by("pk"):
                kept = privacy.preview(user)["forums"]["posts"]
                self.stdout.write(f"{user.pk} {KEEP if kept else BLANK}")
            return
        count = sum(_erase_again(line) for line in sys.stdin if line.strip())
        self.stdout.write(f"{count} accounts are erased again.")


def _erase_again(line: str) -> bool:
    number, _space, words = line.strip().partition(" ")
    if not number.isdecimal() or words not in (KEEP, BLANK):
        raise CommandError(f"Not a line of the list: {line.strip()}")
    user = User.objects.filter(pk=int(number), anonymised_at__isnull=True).first()
    if user is not None:
        try:
            privacy.erase_again(user=user, keep_words=words == KEEP)
        except privacy.CannotLeave as refusal:
            raise CommandError(f"Account {user.pk}: {refusal}") from refusal
    return user is not None
