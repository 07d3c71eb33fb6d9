"""The pages on which sponsorships are decided and looked after, as a browser sees them."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe

from sponsors.models import FirewallException
from sponsors.sponsorship import sponsorships
from tests.money_factories import make_contact, make_sponsorship, make_tier
from tests.sponsors.sponsorship.conftest import picture

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = [
    pytest.param({"width": 390, "height": 844}, "light", id="phone, light"),
    pytest.param({"width": 1280, "height": 900}, "dark", id="wide, dark"),
]


@pytest.fixture
def waiting(editor, member):
    """An application with a logo, a conflict, and an exception to end."""
    one = make_sponsorship(make_tier(capacity=2), logo_alt="A logo")
    one.logo.save("logo.png", picture((640, 120)))
    one.sponsor.about = "We make " + "very " * 40 + "long descriptions."
    one.sponsor.website = "https://a-rather-long-address.of-a-sponsor.example/about/us"
    one.sponsor.save()
    make_contact(one.sponsor, user=editor, email="ed@example.com", name="Ed")
    FirewallException.objects.create(
        sponsor=one.sponsor, user=member, reason="Writes about bikes only."
    )
    return one


@pytest.fixture
def running(member):
    """A sponsorship in its days of grace, with another logo to look at."""
    day = datetime.timedelta(days=1)
    today = sponsorships.today()
    one = make_sponsorship(
        state="active",
        logo_alt="A logo",
        starts_on=today - 366 * day,
        ends_on=today - day,
        grace_until=today + 9 * day,
    )
    make_contact(one.sponsor, user=member, email="ada@example.net", name="Ada")
    sponsorships.change_logo(
        sponsorship=one, logo=picture(), alt="New", url="https://new.example"
    )
    return one


def look_at(tab, path):
    """Fail with a readable list if a page breaks a rule of axe or is wider than the screen."""
    tab.goto(path)
    broken = [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in Axe().run(tab).response["violations"]
        for node in rule["nodes"]
    ]
    assert broken == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_the_pages_fit_and_break_no_rule(
    desk, administrator, member, waiting, running, viewport, scheme
):
    options = {"viewport": viewport, "color_scheme": scheme}
    ours, theirs = desk(administrator, **options), desk(member, **options)

    for one in (waiting, running):
        look_at(ours, f"/admin/sponsors/sponsorship/{one.pk}/change/")
    look_at(theirs, f"/sponsors/mine/{running.pk}/")
    look_at(theirs, "/sponsors/mine/")

    assert (
        "Your logo stays until" in theirs.goto(f"/sponsors/mine/{running.pk}/").text()
    )


def test_an_exception_is_ended_where_it_is_listed(desk, administrator, waiting):
    ours = desk(administrator)
    ours.goto(f"/admin/sponsors/sponsorship/{waiting.pk}/change/")
    assert ours.get_by_role("button", name="Accept").is_disabled()

    ours.get_by_text("End it").click()
    ours.get_by_label("Why it ends, in public").fill("Writes again.")
    ours.get_by_role("button", name="End the exception").click()

    ours.get_by_text("The exception has ended; it stays listed as past.").wait_for()
    assert "Writes again." in ours.locator("#content").inner_text()
