"""Compare our books with Stripe's, repair what webhooks missed, and tell what differs."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sponsors import money
from sponsors.books import reconcile
from sponsors.errors import GivingIsOff
from sponsors.remote import StripeTrouble

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Compare our books with Stripe's; exit code 1 if something still differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=reconcile.WINDOW.days,
            help="how far back charges are compared (default: %(default)s)",
        )

    def handle(self, *_args: Any, days: int, **_options: Any) -> None:
        since = timezone.now() - dt.timedelta(days=days)
        try:
            report = reconcile.run(since=since)
        except GivingIsOff as error:
            raise CommandError("STRIPE_SECRET_KEY is not set.") from error
        except StripeTrouble as trouble:
            raise CommandError(f"Stripe: {trouble}") from trouble
        for text in report.repaired:
            self.stdout.write(f"repaired: {text}")
        for text in report.differences:
            self.stdout.write(f"DIFFERENT: {text}")
        for currency, amount in report.balances.items():
            self.stdout.write(f"balance: {money.show(amount, currency)}")
        self.stdout.write(
            f"{report.events} new events, {report.compared} things compared, "
            f"{len(report.repaired)} repaired, {len(report.differences)} different"
        )
        if report.differences:
            sys.exit(1)
