"""``manage.py demo``: the demonstration content, for development only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.loading import load_all


class Command(BaseCommand):
    help = "Add the demonstration content. Running it again changes nothing."

    def handle(self, *_args: str, **options: Any) -> None:
        if settings.ENVIRONMENT not in {"development", "test"}:
            raise CommandError(
                "Demonstration content has log-ins with a public password. It is only "
                "loaded with ENVIRONMENT=development."
            )
        added = {kind: count for kind, count in load_all().items() if count}
        if added:
            words = ", ".join(f"{count} {kind}" for kind, count in added.items())
            self.stdout.write(f"Demonstration content added: {words}.")
        elif options["verbosity"] > 1:
            self.stdout.write("The demonstration content is already there.")
