"""Changing the address of a subject without breaking a link."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models import OldSlug, Subject


@transaction.atomic
def change_address(*, subject: Subject, slug: str) -> None:
    """Give a subject a new slug; the old one keeps answering with a redirect.

    Raises ValidationError when the address belongs, or belonged, to another subject.
    """
    if slug == subject.slug:
        return
    require_free_address(slug, subject)
    OldSlug.objects.filter(subject=subject, slug=slug).delete()
    OldSlug.objects.get_or_create(subject=subject, slug=subject.slug)
    subject.slug = slug
    subject.save(update_fields=["slug"])


def require_free_address(slug: str, subject: Subject) -> None:
    """Raise ValidationError if another subject has, or had, this address."""
    taken = (
        Subject.objects.filter(slug=slug).exclude(pk=subject.pk).exists()
        or OldSlug.objects.filter(slug=slug).exclude(subject=subject.pk).exists()
    )
    if taken:
        raise ValidationError(
            {"slug": _("Another subject has, or used to have, this address.")}
        )
