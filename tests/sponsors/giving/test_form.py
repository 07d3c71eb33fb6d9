"""The form of giving: what it takes, what it refuses, and that nothing typed is lost."""

import pytest

from sponsors.giving.forms import GiftForm
from sponsors.models import Donation, Payment
from tests.sponsors.giving.world import FORM, filled_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wired(giving):
    return giving


def send(reader, **changed):
    return reader.post(FORM, filled_in(**changed))


def errors(**changed):
    return GiftForm(filled_in(**changed)).errors


def amount(**changed):
    form = GiftForm(filled_in(**changed))
    assert form.is_valid(), form.errors
    return form.cleaned_data["amount"]


@pytest.mark.parametrize(
    ("preset", "own", "currency", "minor"),
    [
        ("25", "", "usd", 2500),
        ("", "15", "usd", 1500),
        ("own", "15.5", "usd", 1550),
        ("own", "15,50", "eur", 1550),
        ("25", "25.00", "usd", 2500),
        ("own", "$15", "usd", 1500),
        ("25", "$25", "usd", 2500),
        ("own", "500", "jpy", 500),
        ("own", "1.500", "kwd", 1500),
    ],
)
def test_amounts_are_whole_minor_units(preset, own, currency, minor):
    assert amount(preset=preset, own=own, currency=currency) == minor


@pytest.mark.parametrize(
    "own",
    [
        "-5",
        "0",
        "1e400",
        "NaN",
        "inf",
        "٥٠",
        "9223372036854775808",
        "15.005",
        "1,500",
        "4.99",
        "25000.01",
        "€20",
        "0x10",
        "1 5",
    ],
)
def test_what_is_no_amount_or_out_of_limits_is_refused(reader, own):
    response = send(reader, preset="own", own=own)

    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_own_error"' in page
    assert not Donation.objects.exists()


def test_an_amount_of_ones_own_making_in_place_of_an_offered_one_meets_the_limits():
    assert "preset" in errors(preset="0.01")
    assert "preset" in errors(preset="99999999")


def test_thousands_are_explained(reader):
    page = send(reader, preset="own", own="1,500").content.decode()

    assert "enter 1500, not 1,500" in page


def test_a_name_is_one_line_and_leads_nowhere():
    form = GiftForm(filled_in(name="Ada\r\nBcc: z@z.example"))
    assert form.errors["name"] == ["A name only, please: no addresses."]

    form = GiftForm(filled_in(name="Ada\r\n Lovelace", address="Lane 1\r\nTown"))
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Ada Lovelace"
    assert form.cleaned_data["address"] == "Lane 1\nTown"


def test_no_amount_at_all():
    assert errors(preset="")["preset"] == ["Choose or enter an amount."]


def test_two_amounts_are_asked_about_not_guessed():
    (error,) = errors(preset="25", own="30")["own"]

    assert "You chose $25 and entered another amount" in error


@pytest.mark.parametrize("field", ["currency", "interval"])
def test_what_is_not_offered_is_refused(field):
    assert field in errors(**{field: "xxx"})


def test_nothing_typed_is_lost_when_something_is_wrong(reader):
    typed = {
        "own": "15.55",
        "preset": "own",
        "email": "not-an-address",
        "dedication_kind": "memory",
        "dedication_name": "Grandmother Ada",
        "is_anonymous": "no",
        "public_name": "Ruth & Samuel",
        "may_be_listed": "on",
        "message": "Thank you for the page",
        "name": "Ruth Bader",
        "address": "1 Main Street",
        "interval": "yearly",
        "currency": "eur",
    }

    page = send(reader, **typed).content.decode()

    for text in ("15.55", "Grandmother Ada", "Ruth &amp; Samuel", "1 Main Street"):
        assert text in page
    assert '<option value="memory" selected>' in page
    assert '<option value="eur" selected>' in page
    assert 'value="yearly" checked' in page.replace(' id="id_interval_2"', "").replace(
        " required", ""
    )
    assert '<details class="extras" open>' in page


def test_errors_stand_at_the_top_and_at_their_field(reader):
    page = send(reader, email="").content.decode()

    assert '<a href="#id_email">Your e-mail: Enter an e-mail address' in page
    assert 'aria-describedby="id_email_helptext id_email_error"' in page


def test_anonymous_unless_told_otherwise(reader):
    send(reader, public_name="Typed, then changed my mind", may_be_listed="on")

    gift = Donation.objects.get()
    assert (gift.is_anonymous, gift.public_name) == (True, "")
    assert gift.may_be_listed_at is None


def test_a_name_with_consent(reader):
    send(reader, is_anonymous="no", public_name="Ada", may_be_listed="on")

    gift = Donation.objects.get()
    assert (gift.is_anonymous, gift.public_name) == (False, "Ada")
    assert gift.may_be_listed_at is not None


@pytest.mark.parametrize("name", ["", "http://pills.example", "me@example.org"])
def test_a_public_name_is_a_name(name):
    assert "public_name" in errors(is_anonymous="no", public_name=name)


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [("memory", "", "dedication_name"), ("", "Ada", "dedication_kind")],
)
def test_half_a_dedication_is_asked_about(kind, name, field):
    assert field in errors(dedication_kind=kind, dedication_name=name)


def test_null_bytes_and_invisible_signs_do_no_harm(reader):
    response = send(reader, message="a\x00b\u202ec", name="\x00", own="\x00")

    assert response.status_code == 303
    assert Donation.objects.get().message == "abc"


def test_other_amounts_are_shown_without_a_script_and_nothing_is_begun(reader):
    page = send(reader, show="1", currency="jpy", own="700", email="x").content.decode()

    assert "¥3,000" in page
    assert 'value="700"' in page
    assert "There is a problem" not in page
    assert not Donation.objects.exists()


def test_gift_aid_is_asked_for_in_the_uk_alone(reader, settings):
    assert "Gift Aid" not in reader.get(FORM).content.decode()
    settings.TAX_SCHEME = "uk"
    assert "I am a UK taxpayer" in reader.get(FORM).content.decode()

    assert set(errors(gift_aid="on")) == {"name", "address"}
    send(reader, gift_aid="on", name="Ada Lovelace", address="1 Main St, N1 9GU")

    signed = Donation.objects.get().gift_aid
    assert (signed["name"], signed["address"]) == ("Ada Lovelace", "1 Main St, N1 9GU")
    assert "UK taxpayer" in signed["wording"]


def test_a_machine_is_thanked_and_gives_nothing(reader):
    response = send(reader, website="https://pills.example")

    assert response.url.startswith("/donate/thanks/")
    assert not Payment.objects.exists()


def test_without_a_key_the_page_says_so(reader, settings):
    settings.STRIPE_SECRET_KEY = ""

    for page in (reader.get(FORM), send(reader)):
        assert "Paying online is not possible at present" in page.content.decode()
        assert "<form" not in page.content.decode().split("<main")[1]
    assert not Donation.objects.exists()


def test_the_form_is_private_and_names_no_price_of_a_tier(reader):
    response = reader.get(FORM)

    assert response["Cache-Control"] == "private, no-store"
    assert response.content.decode().count("<h1") == 1
