"""A sponsor with a person who acts for it, and a portal that shows logos at once."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sponsors.hearing import event_reading
from sponsors.models import Payment, Sponsorship
from sponsors.sponsorship import placements, sponsorships
from tests.money_factories import (
    make_contact,
    make_sponsor,
    make_sponsorship,
    make_tier,
)
from tests.sponsors.conftest import CARD, deliver


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


def begin(browser, one):
    """Press "Pay"; return the payment whose page it leads to."""
    response = browser.post(f"/sponsors/mine/{one.pk}/pay/", {"amount": "1"})
    assert response.status_code == 303, response.content.decode()
    return Payment.objects.latest("created_at")


def arrive(desk):
    """Have all that Stripe tells delivered and read."""
    for webhook in desk.webhooks():
        assert deliver(webhook).status_code == 200
    event_reading.read_all_new()


def state(one):
    return str(sponsorships.state_of(Sponsorship.objects.get(pk=one.pk)))


def yearly(tier, sponsor, desk, browser):
    """Return a sponsorship that is paid each year by a card that works."""
    one = make_sponsorship(tier, sponsor, state="approved", interval="yearly")
    show(one, "sponsors")
    desk.pay(begin(browser, one).session_id, CARD)
    arrive(desk)
    one.refresh_from_db()
    return one


@pytest.fixture
def desk(stripe, settings):
    settings.SITE_URL = "http://testserver"
    return stripe


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
