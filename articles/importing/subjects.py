"""Find the subject of an old page by any of its names, or make it."""

from __future__ import annotations

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.models import Subject
from articles.references.journals import folded
from articles.references.records import Finding, Severity

LONGEST_SLUG = 100
TUMOR_ENDINGS = ("oma", "omas", "sarcoma", "tumor", "tumors", "cyst", "cysts")


def find_subject(title: str) -> Subject | None:
    """By name, address, old address or synonym, without regard to case."""
    slug = slug_for(title)
    query = Q(name__iexact=title) | Q(slug=slug) | Q(old_slugs__slug=slug)
    if match := Subject.objects.filter(query).order_by("pk").first():
        return match
    wanted = folded(title)
    for subject in Subject.objects.exclude(synonyms=[]):
        if wanted in map(folded, subject.synonyms):
            return subject
    return None


def make_subject(title: str) -> tuple[Subject, Finding]:
    words = title.lower().split()
    kind = (
        Subject.Kind.TUMOR
        if words[-1].endswith(TUMOR_ENDINGS)
        else Subject.Kind.PROCEDURE
    )
    subject = Subject.objects.create(name=title, slug=slug_for(title), kind=kind)
    message = _("A new subject was created: check its kind (%(kind)s) and add terms.")
    values = {"kind": subject.get_kind_display()}
    return subject, Finding("subject-new", message % values, Severity.MISSING, title)


def slug_for(title: str) -> str:
    """An address for the title; one that has no Latin letters gets its code points."""
    slug = slugify(title) or "-".join(
        f"{ord(letter):x}" for letter in title if letter.strip()
    )
    if len(slug) <= LONGEST_SLUG:
        return slug
    return slug[:LONGEST_SLUG].rpartition("-")[0] or slug[:LONGEST_SLUG]
