"""The sponsors of the demonstration: shown as they will look, and kept apart from the text."""

import pytest
from django.db import transaction
from PIL import Image

from portal.demo import sponsoring
from portal.demo.accounts import load_accounts
from portal.demo.sponsor_logos import MARKS
from sponsors.models import LedgerEntry, Sponsor, Sponsorship
from sponsors.sponsorship import firewall, placements, sponsorships

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    load_accounts()
    return sponsoring.load_sponsors()


def states():
    return sorted(str(sponsorships.state_of(one)) for one in Sponsorship.objects.all())


def test_five_are_shown_one_waits_and_one_has_to_pay(loaded, reader):
    placements.forget()

    assert loaded == 7
    assert states() == ["active"] * 5 + ["applied", "approved"]
    text = reader.get("/sponsors/").content.decode()
    shown = [one.name for one in sponsoring.EXAMPLES if f'alt="{one.name}"' in text]
    assert shown == [one.name for one in sponsoring.EXAMPLES if one.state == "active"]
    footer = reader.get("/about/").content.decode()
    assert 'alt="Larkspur Instruments"' in footer
    assert "Quay Street Bakery" not in footer
    assert LedgerEntry.objects.count() == 5


def test_loaded_twice_they_are_there_once(loaded):
    with transaction.atomic():
        assert sponsoring.load_sponsors() == 0

    assert Sponsor.objects.count() == 7


def test_nobody_of_the_demonstration_is_on_both_sides_of_the_wall(loaded):
    wall = firewall.look()

    assert wall.holds
    assert (wall.sponsors, wall.contacts) == (6, 6)


def test_logos_are_drawn_and_differ(loaded):
    pictures = set()
    for one in Sponsorship.objects.all():
        with one.logo.open() as file, Image.open(file) as picture:
            assert (picture.format, picture.height) == ("PNG", 112)
            assert picture.getextrema()[3][1] == 255
            pictures.add(picture.tobytes())

    assert len(pictures) == 7
    assert {one.mark for one in sponsoring.EXAMPLES} == set(MARKS)


def test_who_acts_for_them_can_log_in_and_pay(loaded, client):
    user = Sponsor.objects.first().contacts.get().user
    client.force_login(user)
    waiting = Sponsorship.objects.get(paid_at=None, approved_at__isnull=False)

    text = client.get(f"/sponsors/mine/{waiting.pk}/").content.decode()

    assert user.email == "sponsor@example.org"
    assert "Pay $500 once" in text
