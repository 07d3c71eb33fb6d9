"""A renewal that fails, step by step: kind mails, another card without a log-in, or the end."""

import datetime
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from sponsors.books.ledger import standing_of
from sponsors.giving import card_links, links, plans
from sponsors.models import Notice, Plan
from tests.money_factories import make_plan
from tests.sponsors.giving.world import GOOD, RENEWALS_DECLINED
from tests.sponsors.papers.posting import html, post

pytestmark = pytest.mark.django_db

CARD_LINK = re.compile(r"http://testserver(/donate/card/\S+/)")
FAILED = "Your regular payment did not go through"
NEW_CARD = {"do": "card", "number": GOOD, "expiry": "12/34", "cvc": "123"}


@pytest.fixture
def failing(giving):
    """A guest's monthly gift whose second payment was declined; the mails are sent."""
    plan = giving.plan(number=RENEWALS_DECLINED, email="private@example.org")
    post()
    giving.sandbox.advance(days=32)
    giving.arrive()
    plan.refresh_from_db()
    return plan


@pytest.fixture
def link(failing):
    """The way to another card, as the mail tells it."""
    [mail] = post()
    return CARD_LINK.search(mail.body)[1]


def subjects():
    return [mail.subject for mail in post()]


def test_the_mail_is_kind_and_leads_to_another_card(failing):
    [mail] = post()

    assert (failing.status, mail.subject) == ("past_due", FAILED)
    assert mail.to == ["private@example.org"]
    assert "you owe us nothing" in mail.body
    [address] = CARD_LINK.findall(mail.body)
    assert f"http://testserver{address}" in html(mail)


def test_from_declined_to_paid_without_a_log_in(giving, failing, link):
    reader = Client()
    page = reader.get(link).content.decode()
    assert "$25" in page
    assert "private" not in page

    response = reader.post(link, {"do": "card"})
    assert response.status_code == 303
    status, _page, _to = giving.sandbox.open(response.url, NEW_CARD)
    assert status == 303
    assert "nothing left to do" in reader.get(link).content.decode()
    giving.sandbox.advance(days=8)
    giving.arrive()

    failing.refresh_from_db()
    assert (failing.status, failing.past_due_since) == ("active", None)
    paid = [standing_of(one).net for one in failing.payments.all()]
    assert paid == [2500, 2500]
    assert "Thank you for your gift" in subjects()
    assert "All is in order" in reader.get(link).content.decode()


def test_tried_in_vain_until_it_ends(giving, failing, link):
    """Every try that fails is told once, then the end."""
    told = []
    for _day in range(20):
        giving.sandbox.advance(days=1)
        giving.arrive()
        told += subjects()

    failing.refresh_from_db()
    assert (failing.status, failing.is_running) == ("canceled", False)
    assert set(told) == {FAILED, "Your regular payment has ended"}
    assert told.count(FAILED) <= 3
    assert told[-1] == "Your regular payment has ended"
    page = Client().get(link).content.decode()
    assert "has ended" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_looking_spends_nothing_and_asks_nobody(giving, link):
    """Mail scanners open every link."""
    for _time in range(3):
        assert "Change the card" in Client().get(link).content.decode()
    Client().head(link)

    assert giving.sandbox.objects("billing_portal.session") == []
    assert Client().post(link, {"do": "card"}).status_code == 303


def test_a_link_works_once(giving, link):
    answers = [Client().post(link, {"do": "card"}).status_code for _time in range(2)]

    assert answers == [303, 200]
    assert len(giving.sandbox.objects("billing_portal.session")) == 1


def test_a_spent_link_stays_spent_when_the_cache_is_emptied(giving, link):
    Client().post(link, {"do": "card"})
    cache.clear()

    assert Client().post(link, {"do": "card"}).status_code == 200
    assert len(giving.sandbox.objects("billing_portal.session")) == 1


def test_of_two_clicks_at_once_one_spends_the_link(giving, link):
    first, second = (card_links.read(link.split("/")[3])[0] for _click in range(2))

    assert [card_links.use(first), card_links.use(second)] == [True, False]
    assert not card_links.is_good(second)


def test_another_link_goes_to_the_giver_alone(giving, link):
    Client().post(link, {"do": "card"})

    for _time in range(3):  # a double click, and a patient stranger
        page = Client().post(link, {"do": "again", "email": "thief@example.org"})
    [mail] = post()

    assert "A new mail is on its way" in page.content.decode()
    assert mail.to == ["private@example.org"]
    another = CARD_LINK.search(mail.body)[1]
    assert another != link
    assert Client().post(another, {"do": "card"}).status_code == 303


def test_a_link_grows_old(link, settings):
    old = timezone.now() - datetime.timedelta(days=settings.PLAN_GRACE_DAYS, minutes=1)
    Notice.objects.filter(kind="renewal_failed").update(created_at=old)

    page = Client().post(link, {"do": "card"}).content.decode()

    assert "too old" in page


def test_a_link_that_led_nowhere_is_not_spent(giving, link):
    giving.sandbox.control("fail_next", faults=["500"] * 3)

    page = Client().post(link, {"do": "card"}).content.decode()

    assert "nothing was changed" in page
    assert Client().post(link, {"do": "card"}).status_code == 303


def test_nothing_but_the_card_can_be_done_by_it(giving, failing, link):
    before = giving.remote(failing)

    for verb in ("stop", "pause", "amount", "resume", ""):
        assert Client().post(link, {"do": verb, "amount": "1"}).status_code == 200

    assert giving.remote(failing) == before


def test_forged_links_and_those_of_other_mails_lead_nowhere(giving, failing, link):
    token = link.split("/")[3]
    number, seal = token.split(".")
    other = make_plan()
    begun = Notice.objects.get(kind="plan_begun")
    foreign = card_links.address(begun).split("/")[-2]
    forged = [f"{int(number) + 1}.{seal}", token[:-1], number, f"{other.pk}.{seal}"]

    for one in (*forged, foreign, links.token_of(failing.pk)):
        assert Client().post(f"/donate/card/{one}/", {"do": "card"}).status_code == 404
    assert Client().post(f"/donate/plan/{token}/", {"do": "stop"}).status_code == 404
    assert giving.sandbox.objects("billing_portal.session") == []


def test_a_plan_without_customer_says_so(link):
    Plan.objects.update(customer_id="")

    page = Client().post(link, {"do": "card"})

    assert "This plan has ended." in page.content.decode()


def test_stopped_meanwhile_there_is_nothing_to_do(failing, link):
    plans.stop_gently(plan=failing)

    assert "has ended" in Client().get(link).content.decode()
    assert "has ended" in Client().post(link, {"do": "again"}).content.decode()
    assert FAILED not in subjects()
