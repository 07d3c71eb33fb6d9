"""A sponsor with a person who acts for it, and a portal that shows logos at once."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sponsors import placements
from tests.money_factories import (
    make_contact,
    make_sponsor,
    make_sponsorship,
    make_tier,
)


def picture(size=(200, 100), kind="PNG", name="logo.png", **options):
    """Return an upload with a picture in it."""
    content = io.BytesIO()
    Image.new("RGB", size, "navy").save(content, format=kind, **options)
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")


def filled_in(**changed):
    """Return what a browser sends when an organization applies."""
    said = {
        "name": "Bone Bank",
        "website": "https://bonebank.example",
        "contact_name": "Ada",
        "about": "We keep bones.",
        "interval": "once",
        "billing_address": "1 Main Street",
        "country": "de",
        "vat_id": "de 123456789",
        "agrees": "on",
        **changed,
    }
    return {name: value for name, value in said.items() if value is not None}


def show(sponsorship, *spots):
    """Give a sponsorship its places, and have every page look again."""
    for spot in spots or ("sponsors", "home", "footer"):
        sponsorship.placements.create(spot=spot)
    placements.forget()
    return sponsorship


@pytest.fixture
def tier(db):
    return make_tier(slug="gold", name="Gold", amount=250_000)


@pytest.fixture
def sponsor(db, member):
    """An organization; the member decides for it."""
    sponsor = make_sponsor(name="Bone Bank", website="https://bonebank.example")
    make_contact(sponsor, user=member, email="ada@bonebank.example", role="owner")
    return sponsor


@pytest.fixture
def approved(tier, sponsor):
    return make_sponsorship(tier, sponsor, state="approved")


@pytest.fixture
def active(tier, sponsor):
    return make_sponsorship(tier, sponsor, state="active")
