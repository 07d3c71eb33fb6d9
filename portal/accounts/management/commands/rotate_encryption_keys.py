"""Encrypt every stored second factor with the first key of FIELD_ENCRYPTION_KEYS."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from portal.accounts.encryption import rotate

SECRETS = ("secret", "seed")


class Command(BaseCommand):
    help = (
        "Put a new key at the front of FIELD_ENCRYPTION_KEYS, restart, run this, then "
        "take the old key out."
    )

    def handle(self, **options: object) -> None:  # noqa: ARG002  Django's signature
        count = 0
        keys = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
        for pk in keys.values_list("pk", flat=True):
            with transaction.atomic():
                authenticator = Authenticator.objects.select_for_update().get(pk=pk)
                data = authenticator.data
                for name in SECRETS:
                    if name in data:
                        data[name] = rotate(data[name])
                authenticator.save(update_fields=["data"])
            count += 1
        self.stdout.write(f"{count} second factors are encrypted with the first key.")
