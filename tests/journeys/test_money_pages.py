"""Every page about money: accessible, fitting a phone, large enough to press, also enlarged."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sponsors.books import closing
from sponsors.giving import card_links, links
from sponsors.models import Dispute, Goal, Notice, Plan, Refund, StripeEvent
from tests.html import Checker
from tests.journeys.test_giving_pages import stripe
from tests.money_factories import (
    make_contact,
    make_donation,
    make_offline,
    make_paid,
    make_plan,
    make_sponsor,
    make_sponsorship,
    make_tier,
)

__all__ = ["stripe"]

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Maximiliane-Alexandra Donaudampfschifffahrtsgesellschaftskapitänswitwe"
LISTS = (
    *("payment", "ledgerentry", "refund", "dispute", "stripeevent", "goal"),
    *("sponsorship", "sponsor", "tier"),
)
FAULTS = """() => {
  const root = document.querySelector("main, #content"), faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push("scrolls sideways");
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  const pressed = "button, select, summary, a.button, input:not([type=hidden])";
  for (const one of root.querySelectorAll(pressed)) {
    const place = one.matches("[type=radio], [type=checkbox]") ? one.labels?.[0] ?? one : one;
    const { width, height } = place.getBoundingClientRect();
    if (width && height && height < 43.5 && !one.closest(".visually-hidden"))
      faults.push(`${Math.round(height)} px high: ${one.outerHTML.slice(0, 80)}`);
  }
  for (const one of root.querySelectorAll("td, th")) {
    const { width } = one.getBoundingClientRect();
    if (width && width < 40 && one.innerText.length > 4)
      faults.push(`${Math.round(width)} px wide: ${one.outerHTML.slice(0, 80)}`);
  }
  return faults;
}"""


def faults(tab, *, small=True):
    tab.wait_for_load_state("networkidle")
    rules = Axe().run(tab, options={"preload": False}).response["violations"]
    found = [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in rules
        for node in rule["nodes"]
    ]
    measured = tab.evaluate(FAULTS)
    return found + [one for one in measured if small or "px high" not in one]


def look_at(tab, addresses, **options):
    found = {}
    for address in addresses:
        response = tab.goto(address)
        if trouble := Checker(response.text()).faults + faults(tab, **options):
            found[address] = trouble
    return found


@transaction.atomic
def gifts_of(member):
    """A year of gifts, a plan in each state, and what is public of it; member's addresses."""
    now = timezone.now()
    own = {"user": member, "email": member.email}
    running = make_plan(make_donation(2000, interval="monthly", **own))
    for state in ({"paused_at": now}, {"past_due_since": now}, {"ended_at": now}):
        plan = make_plan(make_donation(2000, interval="monthly", **own), **state)
        make_paid(plan.donation, plan=plan)
    gift = make_donation(10_000, **own, dedication_kind="memory", dedication_name=LONG)
    receipt = make_paid(gift).receipts.get()
    for number in range(18):
        at = now - datetime.timedelta(days=40 + 31 * (number // 6))
        names = {"public_name": LONG, "is_anonymous": False, "may_be_listed_at": at}
        make_paid(make_donation(1500 + number, **names), at=at)
    closing.close()
    token = links.plan_address(running.pk).rstrip("/").rpartition("/")[2]
    failed = Notice.objects.create(
        kind=Notice.Kind.RENEWAL_FAILED,
        about="x",
        plan=Plan.objects.get(past_due_since__isnull=False),
    )
    return [
        card_links.address(failed),
        "/account/giving/",
        f"/account/giving/receipts/{receipt.pk}/",
        f"/account/giving/summary/{now.year}/",
        reverse("sponsors:plan_amount", args=[running.pk]),
        "/donate/claim/",
        f"/donate/plan/{token}/",
    ]


PUBLIC = (
    "/donate/",
    "/donate/donors/",
    "/donate/plan/unknown/",
    "/donate/thanks/04db3903-bf22-4a65-9403-b3ae8ad1af86/",
    "/donate/cancelled/04db3903-bf22-4a65-9403-b3ae8ad1af86/",
    "/about/books/",
    "/about/funding/",
    "/sponsors/",
)
SCREENS = pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])


def screen(width, scheme):
    return {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}


@SCREENS
@pytest.mark.usefixtures("stripe")
def test_what_givers_and_sponsors_see(desk, member, width, scheme):
    addresses = gifts_of(member)
    tier = make_tier(slug="gold", capacity=3)
    for state in ("applied", "approved", "active", "rejected"):
        sponsor = make_sponsor(name=f"{LONG} {state}")
        make_contact(sponsor, user=member, email=member.email, role="owner")
        one = make_sponsorship(tier, sponsor, state=state)
        addresses.append(reverse("sponsors:sponsorship", args=[one.pk]))
    tab = desk(member, **screen(width, scheme))

    found = look_at(
        tab, [*PUBLIC, *addresses, "/sponsors/mine/", "/sponsors/apply/gold/"]
    )

    assert found == {}


def page(name, *args):
    return reverse(f"admin:sponsors_{name}", args=args)


def event_given_up(now):
    return StripeEvent.objects.create(
        event_id="evt_1",
        type="customer.subscription.trial_will_end",
        livemode=False,
        created=now,
        body=b"{}",
        error=LONG,
    )


@transaction.atomic
def books_of(finance):
    """One of everything that stands on the desk; the addresses of what is not a list."""
    now = timezone.now()
    month = now.date().replace(day=1)
    paid = make_paid(make_donation(name=LONG, message="<b>Hello</b>"))
    make_offline(entered_by=finance)
    refund = Refund.objects.create(
        payment=paid,
        amount=100,
        currency="usd",
        requested_by=finance,
        reason="duplicate",
    )
    Dispute.objects.create(
        payment=paid,
        remote_id="dp_1",
        amount=1500,
        currency="usd",
        status="needs_response",
        due_by=now,
        opened_at=now,
        synced_at=now,
    )
    event = event_given_up(now)
    applied = make_sponsorship(sponsor=make_sponsor(name=LONG, about=LONG))
    goal = Goal.objects.create(
        title=LONG, amount=1000, currency="usd", first_month=month, last_month=month
    )
    return [
        page("ledgerentry_totals"),
        page("ledgerentry_export"),
        page("payment_change", paid.pk),
        page("payment_refund", paid.pk),
        page("payment_enter"),
        page("refund_change", refund.pk),
        page("stripeevent_change", event.pk),
        page("sponsorship_change", applied.pk),
    ], [page("goal_change", goal.pk), page("tier_add")]


@SCREENS
def test_the_desk_of_finance(desk, finance, member, width, scheme):
    gifts_of(member)
    own, stock = books_of(finance)
    tab = desk(finance, **screen(width, scheme))

    found = look_at(tab, own)
    found |= look_at(
        tab, [*stock, *(page(f"{noun}_changelist") for noun in LISTS)], small=False
    )

    assert found == {}
