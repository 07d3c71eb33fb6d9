"""Applying: what the form says, what it cannot say, and who gets the last place."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from sponsors.books import booking
from sponsors.errors import ChangeAtRenewal, NoPlaceLeft
from sponsors.models import Notice, Sponsor, Sponsorship
from sponsors.sponsorship import deciding, sponsorships
from tests.money_factories import make_payment, make_sponsorship, make_tier
from tests.sponsors.sponsorship.conftest import filled_in, picture

pytestmark = pytest.mark.django_db

FORM = "/sponsors/apply/gold/"


def test_an_application_from_the_form(as_member, member, tier):
    response = as_member.post(FORM, filled_in(logo=picture(), logo_alt="Bone Bank"))

    one = Sponsorship.objects.get()
    assert response.url == f"/sponsors/mine/{one.pk}/"
    assert sponsorships.state_of(one) == "applied"
    assert (one.amount, one.currency, one.applied_by) == (250_000, "usd", member)
    assert (one.sponsor.country, one.sponsor.vat_id) == ("DE", "DE123456789")
    assert one.sponsor.contacts.get().user == member
    assert (one.logo_width, one.logo_alt) == (200, "Bone Bank")
    assert Notice.objects.get().kind == "sponsor_new"


def test_an_address_without_https_passes_the_browser_and_gets_it(as_member, tier):
    form = as_member.get("/sponsors/apply/gold/").text
    as_member.post("/sponsors/apply/gold/", filled_in(website="bonebank.example"))

    assert 'type="url"' not in form
    assert Sponsor.objects.get().website == "https://bonebank.example"


def test_the_form_cannot_name_a_price_or_a_state(as_member, tier):
    as_member.post(
        FORM,
        filled_in(
            amount="1", currency="jpy", paid_at="2026-01-01", approved_at="2026-01-01"
        ),
    )

    one = Sponsorship.objects.get()
    assert (one.amount, one.currency) == (250_000, "usd")
    assert (one.paid_at, one.approved_at) == (None, None)


def test_sent_twice_it_is_one(as_member, tier):
    answers = {as_member.post(FORM, filled_in()).url for _ in range(2)}

    assert len(answers) == 1
    assert (Sponsorship.objects.count(), Sponsor.objects.count()) == (1, 1)


def test_the_same_logo_sent_twice_is_one_too(as_member, tier):
    answers = {
        as_member.post(FORM, filled_in(logo=picture(), logo_alt="Bone Bank")).url
        for _ in range(2)
    }

    assert len(answers) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"website": "https://other.example"},
        {"billing_address": "2 Main Street"},
        {"interval": "yearly"},
        {"url": "https://bonebank.example/about"},
        {"logo_alt": "Bone Bank", "logo": True},
    ],
)
def test_sent_again_with_other_words_nothing_is_said_to_be_saved(
    as_member, tier, changed
):
    as_member.post(FORM, filled_in())
    if "logo" in changed:
        changed["logo"] = picture()

    response = as_member.post(FORM, filled_in(**changed))

    page = response.content.decode()
    assert response.status_code == 409
    assert "nothing of this form was saved" in page
    assert changed.get("website", "We keep bones.") in page
    assert Sponsor.objects.get().website == "https://bonebank.example"
    assert Sponsorship.objects.count() == 1


def test_a_file_without_content_is_no_logo(as_member, tier):
    empty = SimpleUploadedFile("logo.png", b"", content_type="image/png")

    response = as_member.post(FORM, filled_in(logo=empty, logo_alt="Bone Bank"))

    assert response.status_code == 422
    assert "empty" in response.context["form"].errors["logo"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("website", "https://user:secret@bonebank.example/"),
        ("url", "https://user@bonebank.example"),
        ("website", "javascript:alert(1)"),
        ("country", "Germany"),
        ("vat_id", "<script>"),
        ("interval", "monthly"),
        ("agrees", None),
        ("url", "ftp://x.example"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(as_member, tier, field, value):
    response = as_member.post(FORM, filled_in(**{field: value}))

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Sponsorship.objects.exists()


def test_a_logo_needs_words(as_member, tier):
    response = as_member.post(FORM, filled_in(logo=picture()))

    assert "logo_alt" in response.context["form"].errors


def test_who_is_not_logged_in_comes_back_after_it(reader, tier):
    response = reader.get(FORM)

    assert response.url == f"/accounts/login/?next={FORM}"


@pytest.mark.parametrize("closed", [{"is_open": False}, {"year": 2020}])
def test_a_tier_that_is_not_offered_is_not_there(as_member, tier, closed):
    make_tier(slug="other")
    type(tier).objects.filter(pk=tier.pk).update(**closed)

    assert as_member.get(FORM).status_code == 404


def test_a_full_tier_takes_no_application(as_member, tier):
    type(tier).objects.update(capacity=1)
    make_sponsorship(tier, state="active")

    response = as_member.post(FORM, filled_in())

    assert response.status_code == 409
    assert "All places of this tier are taken." in response.content.decode()


def test_another_tier_waits_for_the_renewal(as_member, member, active):
    """Case 70."""
    silver = make_tier(slug="silver")
    application = sponsorships.Application(
        name=active.sponsor.name, website="https://a.example", interval="once"
    )

    with pytest.raises(ChangeAtRenewal):
        sponsorships.apply(tier=silver, application=application, by=member)


def test_the_name_of_another_sponsor_opens_nothing(as_stranger, stranger, active):
    as_stranger.post(FORM, filled_in(name=active.sponsor.name))

    made = Sponsorship.objects.get(applied_by=stranger)
    assert made.sponsor != active.sponsor
    assert made.sponsor.slug != active.sponsor.slug


def test_an_accepted_place_is_kept_for_thirty_days(tier):
    type(tier).objects.update(capacity=1)
    held = make_sponsorship(tier, state="approved")
    tier.refresh_from_db()
    assert sponsorships.places_left(tier) == 0

    held.approved_at -= sponsorships.PLACE_HELD_FOR
    held.save()

    assert sponsorships.places_left(tier) == 1


def test_a_place_is_kept_while_a_bank_is_at_work(tier):
    """Longer than the thirty days, until it says no."""
    type(tier).objects.update(capacity=1)
    held = make_sponsorship(tier, state="approved")
    long_ago = timezone.now() - 2 * sponsorships.PLACE_HELD_FOR
    payment = make_payment(sponsorship=held, created_at=long_ago)
    type(held).objects.update(approved_at=long_ago)
    tier.refresh_from_db()
    assert sponsorships.places_left(tier) == 1

    booking.note(payment, "processing", "cs_1", long_ago)
    assert sponsorships.places_left(tier) == 0

    booking.note(payment, "async_failed", "cs_1", timezone.now())
    assert sponsorships.places_left(tier) == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one(administrator):
    """Case 73: two are approved at the same moment."""
    tier = make_tier(capacity=1)
    outcomes = []

    def approve(one):
        try:
            deciding.approve(sponsorship=one, by=administrator)
            outcomes.append("yes")
        except NoPlaceLeft:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=approve, args=[make_sponsorship(tier)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["full", "full", "full", "yes"]
    assert Sponsorship.objects.filter(approved_at__isnull=False).count() == 1
