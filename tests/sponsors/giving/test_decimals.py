"""Currencies without decimals and with three: exact on every page, mail and paper."""

import pytest
from django.utils import timezone

from sponsors.books.ledger import standing_of
from sponsors.giving import links
from sponsors.papers import pdf, receipt_papers, summaries
from tests.sponsors.papers.pdf_text import holds
from tests.sponsors.papers.posting import post

pytestmark = pytest.mark.django_db

# What is typed, booked, shown in full and on paper; a part of it, and what that leaves.
YEN = {
    "currency": "jpy",
    "typed": "5000",
    "minor": 5000,
    "full": "¥5,000",
    "plain": "JPY 5,000",
    "part": 1500,
    "back": "¥1,500",
    "left": "¥3,500",
}
DINAR = {
    "currency": "kwd",
    "typed": "12.250",
    "minor": 12_250,
    "full": "KWD\xa012.250",
    "plain": "KWD 12.250",
    "part": 2250,
    "back": "KWD\xa02.250",
    "left": "KWD\xa010.000",
}


@pytest.fixture(params=[YEN, DINAR], ids=["none", "three"])
def money(request):
    return request.param


@pytest.fixture
def plan(giving, as_member, money):
    own = {"preset": "own", "own": money["typed"], "currency": money["currency"]}
    return giving.plan(browser=as_member, **own)


def text(response):
    assert response.status_code == 200
    return response.content.decode().replace("&nbsp;", "\xa0")


def test_asked_for_booked_and_shown(giving, plan, as_member, money):
    [price] = giving.remote(plan)["items"]["data"]
    assert price["price"]["unit_amount"] == plan.amount == money["minor"]
    payment = plan.payments.get()
    assert standing_of(payment).net == money["minor"]

    for page in (
        "/account/giving/",
        f"/donate/plan/{links.token_of(plan.pk)}/",
        f"/donate/thanks/{plan.donation_id}/",
    ):
        assert money["full"] in text(as_member.get(page)), page
    form = text(as_member.get(f"/account/giving/plans/{plan.pk}/amount/"))
    assert money["full"] in form


def test_mails_papers_and_the_year(plan, as_member, money):
    mails = {mail.subject: mail for mail in post()}
    assert len(mails) == 2
    for mail in mails.values():
        assert money["full"] in mail.body
        assert money["plain"].split()[1] not in mail.subject
    receipt = plan.payments.get().receipts.get()
    paper = pdf.render(receipt_papers.of(receipt))
    for words in (money["full"], money["plain"]):
        assert holds(paper, words.replace("\xa0", " ")) or holds(paper, words)

    page = text(as_member.get(f"/account/giving/receipts/{receipt.pk}/"))
    assert money["full"] in page
    assert money["plain"] in page
    year = timezone.now().year
    assert money["full"] in text(as_member.get(f"/account/giving/summary/{year}/"))


def test_a_part_that_goes_back(giving, plan, member, money):
    post()
    payment = plan.payments.get()
    giving.sandbox.control("refund", charge=payment.charge_id, amount=money["part"])
    giving.arrive()

    bodies = {mail.subject: mail.body for mail in post()}

    assert any(money["back"] in body for body in bodies.values())
    assert any(money["left"] in body for body in bodies.values())
    [valid] = payment.receipts.filter(voided_at=None)
    assert valid.amount == money["minor"] - money["part"]
    [row] = summaries.paper(member, timezone.now().year).rows
    assert row[2:] == [money["full"], money["back"], money["left"]]
