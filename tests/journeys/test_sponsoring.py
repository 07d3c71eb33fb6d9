"""An organization becomes a sponsor: applies, is accepted, pays by test card, is shown."""

import pytest

from sponsors.models import Sponsorship
from sponsors.sponsorship import placements
from tests.journeys.test_giving_pages import pay, stripe
from tests.money_factories import make_tier
from tests.sponsors.sponsorship.conftest import picture

__all__ = ["stripe"]

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "ada@bonebank.example"  # of no editor's domain


@pytest.fixture
def ada(member):
    member.emailaddress_set.update(email=ADDRESS)
    type(member).objects.filter(pk=member.pk).update(email=ADDRESS)
    member.refresh_from_db()
    return member


def apply(tab):
    tab.goto("/sponsors/")
    tab.get_by_role("link", name="Apply for Gold").click()
    for name, words in (
        ("name", "Bone Bank"),
        ("website", "https://bonebank.example"),
        ("contact_name", "Ada"),
        ("about", "We keep bones."),
        ("billing_address", "1 Main Street"),
        ("country", "de"),
        ("logo_alt", "Bone Bank"),
    ):
        tab.locator(f"#id_{name}").fill(words)
    tab.get_by_label("Once, for one year").check()
    tab.locator("#id_logo").set_input_files(
        {"name": "l.png", "mimeType": "image/png", "buffer": picture().read()}
    )
    tab.get_by_label("We know that our money").check()
    tab.get_by_role("button", name="Send the application").click()
    tab.get_by_text("We read your application").first.wait_for()


@pytest.mark.usefixtures("stripe")
def test_from_the_application_to_the_shown_logo(
    desk, page, ada, administrator, assert_accessible
):
    make_tier(slug="gold", name="Gold", amount=250_000)
    theirs, ours = desk(ada), desk(administrator)
    apply(theirs)
    one = Sponsorship.objects.get()

    ours.goto(f"/admin/sponsors/sponsorship/{one.pk}/change/")
    ours.get_by_role("button", name="Accept").click()
    ours.get_by_text("Accepted. The contacts are told how to pay.").wait_for()

    theirs.goto(f"/sponsors/mine/{one.pk}/")
    theirs.get_by_role("button", name="Pay $2,500 once").click()
    theirs.wait_for_url("**/c/pay/**")
    pay(theirs)
    theirs.wait_for_url(f"**/sponsors/mine/{one.pk}/**")
    assert "active" in theirs.locator(".lede").inner_text()
    assert "Invoice" in theirs.locator("aside").inner_text()

    placements.forget()
    for path in ("/sponsors/", "/"):
        page.goto(path)
        logo = page.get_by_role("img", name="Bone Bank")
        assert logo.bounding_box()["width"] == 144
        assert "Sponsor" in page.locator(".logos li").inner_text()
    page.goto("/sponsors/")
    assert_accessible()
    page.goto("/about/")
    strip = page.locator(".sponsor-strip")
    assert strip.is_visible()
    page.emulate_media(media="print")
    assert not strip.is_visible()
