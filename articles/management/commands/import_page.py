"""`manage.py import_page FILE --audience professional`: an old page becomes a draft."""

from argparse import ArgumentParser
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from articles.drafting import PublishingError
from articles.importing.reading import check_size
from articles.importing.verbs import ImportResult, import_page
from articles.models import Audience
from articles.references.records import Finding, Severity
from portal.accounts.models import User

HEADLINES = {
    Severity.MISSING: "To do",
    Severity.CHECK: "To check",
    Severity.INFO: "For your information",
}


class Command(BaseCommand):
    help = "Bring in an old page as a draft, with a list of what needs a person's eye."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="text or HTML file")
        parser.add_argument(
            "--audience",
            choices=Audience.values,
            help="edition; without it the title has to say it (“… – pro”)",
        )
        parser.add_argument("--by", metavar="EMAIL", help="the editor who brings it in")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        path: Path = options["file"]
        try:
            result = import_page(
                source=_read(path),
                audience=options["audience"],
                by=_person(options["by"]),
                filename=path.name,
            )
        except PublishingError as error:
            raise CommandError(f"{path.name}: {error}") from error
        self._report(result)

    def _report(self, result: ImportResult) -> None:
        address = reverse("admin:articles_article_change", args=[result.article.pk])
        self.stdout.write(f"{result.article}: draft, revision {result.revision.number}")
        created = [reference.citekey for reference in result.references_created]
        found = [reference.citekey for reference in result.references_found]
        self.stdout.write(f"New references: {', '.join(created) or 'none'}")
        if found:
            self.stdout.write(f"Already in the library: {', '.join(found)}")
        ordered = sorted(
            result.findings, key=lambda item: list(HEADLINES).index(item.severity)
        )
        for severity, findings in groupby(ordered, key=lambda item: item.severity):
            self.stdout.write(f"\n{HEADLINES[severity]}")
            for finding in findings:
                self._write_finding(finding)
        self.stdout.write(f"\nGo on in the admin: {settings.SITE_URL}{address}")

    def _write_finding(self, finding: Finding) -> None:
        self.stdout.write(f"  - {finding.message}")
        if finding.excerpt:
            excerpt = " ".join(finding.excerpt.split())
            self.stdout.write(
                f"      {excerpt[:160]}{'…' if len(excerpt) > 160 else ''}"
            )


def _read(path: Path) -> bytes:
    try:
        check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise CommandError(f"{path} cannot be read: {reason}.") from error


def _person(email: str | None) -> User:
    if email:
        person = User.objects.filter(email=email.lower(), is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        return person
    administrators = list(User.objects.filter(is_superuser=True, is_active=True)[:2])
    if len(administrators) != 1:
        raise CommandError("Say who brings the page in: --by EMAIL.")
    return administrators[0]
