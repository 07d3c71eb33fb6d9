"""Staff decides by buttons: who may, what it does, and what it never does."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from sponsors import money
from sponsors.models import FirewallException, Notice, Tier
from sponsors.sponsorship import sponsorships
from tests.money_factories import make_contact, make_sponsorship
from tests.sponsors.sponsorship.conftest import picture

pytestmark = pytest.mark.django_db

VERBS = (
    "approve",
    "reject",
    "end",
    "accept_logo",
    "decline_logo",
    "excuse",
    "end_excuse",
)


def button(one, verb):
    return reverse("admin:sponsors_sponsorship_decide", args=[one.pk, verb])


def page(one):
    return reverse("admin:sponsors_sponsorship_change", args=[one.pk])


@pytest.fixture
def applied(tier, sponsor):
    return make_sponsorship(tier, sponsor)


@pytest.fixture
def as_finance(as_moderator, moderator):
    moderator.groups.set([Group.objects.get(name="Finance")])
    return as_moderator


def state(one):
    one.refresh_from_db()
    return str(sponsorships.state_of(one))


def test_the_desk_uses_the_word_that_sponsors_read(as_finance, applied):
    before = as_finance.get(page(applied)).text
    after = as_finance.post(button(applied, "approve"), follow=True).text

    assert ">Accept</button>" in before
    assert "Accepted. The contacts are told how to pay." in after
    assert "pprove" not in re.sub(r"<[^>]*>", "", before + after)


def test_the_days_of_what_ended_early_are_those_it_had(as_finance, active):
    active.ended_at, active.end_reason = timezone.now(), "Asked for."
    active.save(update_fields=["ended_at", "end_reason"])

    text = as_finance.get(page(active)).text

    today = date_format(timezone.now())
    assert f"{today} – {today}" in text
    assert date_format(active.ends_on) not in text


def test_finance_reads_and_approves(as_finance, moderator, applied):
    text = as_finance.get(page(applied)).content.decode()
    assert "Bone Bank" in text
    assert "Nobody who edits or reviews acts for this sponsor" in text

    as_finance.post(button(applied, "approve"))

    assert state(applied) == "approved"
    assert applied.approved_by == moderator
    spots = set(applied.placements.values_list("spot", flat=True))
    assert spots == {"sponsors", "home", "footer"}
    assert Notice.objects.get().kind == "sponsor_yes"
    assert LogEntry.objects.get().user == moderator


def test_a_tier_gives_the_places_it_names(as_finance, applied):
    Tier.objects.update(on_home=False, in_footer=False)

    as_finance.post(button(applied, "approve"))

    assert [place.spot for place in applied.placements.all()] == ["sponsors"]


def test_a_no_says_why(as_finance, applied):
    as_finance.post(button(applied, "reject"), {"reason": ""})
    assert state(applied) == "applied"

    as_finance.post(button(applied, "reject"), {"reason": "You make implants."})

    assert state(applied) == "rejected"
    assert applied.reject_reason == "You make implants."


@pytest.mark.parametrize("who", ["editor", "reviewer", "moderator"])
@pytest.mark.parametrize("verb", VERBS)
def test_others_of_the_staff_may_not(visit, applied, who, verb):
    assert visit(who).post(button(applied, verb)).status_code == 403
    assert visit(who).get(page(applied)).status_code == 403
    assert state(applied) == "applied"


@pytest.mark.parametrize("verb", VERBS)
def test_a_link_decides_nothing(as_administrator, applied, verb):
    assert as_administrator.get(button(applied, verb)).status_code == 405
    assert state(applied) == "applied"


def test_an_unknown_verb_is_not_there(as_administrator, applied):
    assert as_administrator.post(button(applied, "pay")).status_code == 404


def test_excusing_is_a_button_beside_the_conflict(as_finance, applied, sponsor, editor):
    make_contact(sponsor, user=editor, email="ed@gmail.com")
    as_finance.post(button(applied, "approve"))
    assert state(applied) == "applied"

    said = {"user": editor.pk, "reason": "Writes about bikes."}
    as_finance.post(button(applied, "excuse"), said)
    as_finance.post(button(applied, "approve"))

    assert state(applied) == "approved"
    assert FirewallException.objects.get().reason == "Writes about bikes."


def test_an_exception_is_ended_beside_it(as_finance, applied, sponsor, editor):
    exception = FirewallException.objects.create(
        sponsor=sponsor, user=editor, reason="A"
    )
    said = {"exception": exception.pk, "reason": "Left us."}

    as_finance.post(button(applied, "end_excuse"), said)

    exception.refresh_from_db()
    assert (bool(exception.ended_at), exception.end_reason) == (True, "Left us.")
    assert LogEntry.objects.get().change_message.startswith("end_excuse ")


def test_an_exception_of_another_sponsor_is_not_found(as_finance, applied, editor):
    other = FirewallException.objects.create(
        sponsor=make_sponsorship().sponsor, user=editor, reason="A"
    )
    said = {"exception": other.pk, "reason": "Left us."}

    answer = as_finance.post(button(applied, "end_excuse"), said)

    assert answer.status_code == 404
    other.refresh_from_db()
    assert other.ended_at is None


@pytest.mark.parametrize("user", ["", "x", "999999", "²"])
def test_an_excuse_for_nobody_is_not_there(as_finance, applied, user):
    said = {"user": user, "reason": "A"}

    assert as_finance.post(button(applied, "excuse"), said).status_code == 404


@pytest.mark.parametrize(
    ("verb", "alt"), [("accept_logo", "New"), ("decline_logo", "")]
)
def test_a_new_logo_is_shown_once_staff_has_seen_it(as_finance, active, verb, alt):
    sponsorships.change_logo(
        sponsorship=active, logo=picture(), alt="New", url="https://new.example"
    )

    as_finance.post(button(active, verb))

    active.refresh_from_db()
    assert active.logo_alt == alt
    assert bool(active.logo) == bool(alt)
    assert active.logo_width == (200 if alt else None)
    assert active.proposed_at is None


def test_a_sold_tier_shows_what_can_still_change(as_administrator, approved):
    address = reverse("admin:sponsors_tier_change", args=[approved.tier.pk])

    form = as_administrator.get(address).context["adminform"].form

    assert set(form.fields) == {"capacity", "position", "is_open"}


def test_a_sold_tier_shows_its_price_for_people(as_administrator, approved):
    address = reverse("admin:sponsors_tier_change", args=[approved.tier.pk])

    page = as_administrator.get(address).content.decode()

    assert money.show(approved.tier.amount, approved.tier.currency) in page
    assert "minor units" not in page


def test_the_price_of_a_tier_is_typed_as_people_do(as_administrator):
    typed = {
        "year": "2031",
        "name": "Gold",
        "slug": "gold",
        "gives": "A logo.",
        "cannot_buy": "A word.",
        "currency": "usd",
        "amount": "5000.50",
        "position": "0",
    }

    response = as_administrator.post(reverse("admin:sponsors_tier_add"), typed)

    assert response.status_code == 302, response.context["adminform"].errors
    assert Tier.objects.get(year=2031).amount == 500_050


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(
    as_administrator, tier, count, django_assert_num_queries
):
    for _ in range(count):
        make_sponsorship(tier)
    address = reverse("admin:sponsors_sponsorship_changelist")

    with django_assert_num_queries(12):
        response = as_administrator.get(address)

    assert response.context["cl"].result_count == count


@pytest.mark.parametrize("wanted", ["logo", *sponsorships.State])
def test_the_list_can_be_narrowed_to_a_state(as_administrator, tier, wanted):
    for one in ("applied", "approved", "rejected", "active"):
        make_sponsorship(tier, state=one)
    address = reverse("admin:sponsors_sponsorship_changelist")

    found = as_administrator.get(address, {"state": str(wanted)}).context["cl"]

    assert [str(sponsorships.state_of(one)) for one in found.queryset] == (
        [str(wanted)] if wanted in {"applied", "approved", "rejected", "active"} else []
    )
