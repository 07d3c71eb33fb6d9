"""`manage.py forum_recount [--dry-run]`: are all counters right? If not, put them right."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forums import recounting


class Command(BaseCommand):
    help = "Count topics, forums and members anew; exits with 1 if a counter was wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what is wrong and change nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        wrong = 0
        for difference in recounting.differences():
            wrong += 1
            self.stdout.write(
                f"{difference.what} {difference.pk}: "
                f"stored {_words(difference.stored)}, counted {_words(difference.real)}"
            )
            if not options["dry_run"]:
                recounting.repair(difference)
        if not wrong:
            self.stdout.write("All counters are right.")
            return
        done = "found" if options["dry_run"] else "put right"
        raise CommandError(f"{wrong} rows had wrong counters; {done}.", returncode=1)


def _words(values: tuple[Any, ...]) -> str:
    return ", ".join(str(value) for value in values)
