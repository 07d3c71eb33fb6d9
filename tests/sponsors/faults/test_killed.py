"""kill -9 of real processes: web server, worker, reconciliation."""

import re
import threading
from email import message_from_bytes

import pytest
import requests
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from portal import jobs
from sponsors.books import ledger, reconcile, refunds
from sponsors.hearing import event_reading
from sponsors.models import (
    Cursor,
    Donation,
    LedgerEntry,
    Notice,
    Payment,
    Receipt,
    Refund,
)
from tests.sponsors.conftest import Till, books, deliver, statuses
from tests.sponsors.faults.post_office import PostOffice
from tests.sponsors.faults.processes import PATIENCE, kill, until
from tests.sponsors.giving.world import filled_in

pytestmark = pytest.mark.slow

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
GIFTS = 8


@pytest.fixture
def post_office():
    made = PostOffice()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("moment", "mails_of_the_killed"), [("on_greeting", 0), ("on_mail", 1)]
)
def test_a_killed_worker_leaves_its_mail_to_the_next(
    stripe, portal, post_office, moment, mails_of_the_killed
):
    """Case 30: none is lost; one that was taken unheard comes again, with the same number."""
    Till(stripe).give()
    worker = portal.start(
        "-m", "tests.sponsors.faults.mailing", **post_office.environment
    )
    setattr(post_office, moment, lambda: kill(worker))
    until(lambda: worker.poll() is not None)
    setattr(post_office, moment, lambda: None)
    assert len(post_office.mails) == mails_of_the_killed
    assert Notice.objects.get().sent_at is None

    forget_the_dead()
    portal.start("-m", "tests.sponsors.faults.mailing", **post_office.environment)
    until(lambda: Notice.objects.get().sent_at)

    assert len(post_office.mails) == mails_of_the_killed + 1
    assert len({receipt_in(mail) for mail in post_office.mails}) == 1
    assert Receipt.objects.count() == 1


def is_idle():
    under_way = ProcrastinateJob.objects.filter(status__in=("todo", "doing"))
    return not under_way.exists()


def forget_the_dead():
    """What the sweep does a minute after a worker fell silent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 min'"
        )
    jobs.retry_stalled()


def receipt_in(mail):
    """Return the bytes of the PDF in a mail."""
    [paper] = [
        part
        for part in message_from_bytes(mail).walk()
        if part.get_content_type() == "application/pdf"
    ]
    return paper.get_payload(decode=True)


@pytest.mark.parametrize("is_paid_meanwhile", [False, True])
def test_a_web_server_killed_before_it_kept_the_page_of_a_gift(
    stripe, portal, is_paid_meanwhile
):
    """Case 7: Stripe has made the page, nobody here has its id."""
    stripe.control("config", answer_delay=60)
    server = portal.serve(processes=1)
    browser, form = open_form(portal)
    stripe.control("fail_next", faults=["lost", "timeout"])
    clicking = threading.Thread(target=click, args=(browser, portal, form))
    clicking.start()
    until(lambda: not stripe.control("status")["fail_next"])
    kill(server)
    clicking.join()
    [session] = stripe.objects("checkout.session")
    assert Payment.objects.get().session_id is None

    if is_paid_meanwhile:
        stripe.pay(session["id"])
        for webhook in stripe.webhooks():
            deliver(webhook)
        event_reading.read_all_new()
    else:
        portal.serve(processes=1)
        answer = click(browser, portal, form)
        assert (answer.status_code, answer.headers["Location"]) == (303, session["url"])

    payment = Payment.objects.get()
    assert payment.session_id == session["id"]
    assert books(payment)["status"] == ("paid" if is_paid_meanwhile else "created")
    assert (Donation.objects.count(), len(stripe.objects("checkout.session"))) == (1, 1)


def test_a_web_server_that_was_down_hears_of_it_later(stripe, portal):
    """Case 9: Stripe finds the door closed, and tries again until somebody opens."""
    till = Till(stripe)
    payment = till.begin()
    stripe.control("config", webhook_url=portal.hook, retry_delays=[0.2] * 300)
    till.pay(payment)
    until(lambda: any(one["attempts"] > 1 for one in stripe.control("deliveries")))
    assert statuses() == set()

    portal.serve()
    portal.work()
    stripe.wait(PATIENCE)
    until(lambda: statuses() == {"done"})

    assert books(payment)["receipts"] == [1500]


def open_form(portal):
    """Open the form of giving in a new browser; return it and what it will send."""
    browser = requests.Session()
    browser.trust_env = False  # no proxy between two processes of this machine
    page = browser.get(f"{portal.url}/donate/", timeout=120)
    token = TOKEN.search(page.text)[1]
    return browser, {**filled_in(), "csrfmiddlewaretoken": token}


def click(browser, portal, form):
    try:
        return browser.post(
            f"{portal.url}/donate/", form, timeout=120, allow_redirects=False
        )
    except requests.ConnectionError:
        return None


def test_a_worker_killed_while_it_sends_a_refund_sends_it_once(
    stripe, portal, administrator
):
    """Stripe has made it, nobody here heard: the next worker asks with the same key."""
    payment = Till(stripe).give()
    stripe.control("config", answer_delay=60)
    worker = portal.work()
    until(lambda: Notice.objects.get().sent_at)
    until(
        is_idle
    )  # a job of the night might meet the faults that are meant for the refund
    stripe.control("fail_next", faults=["lost", "timeout"])
    reason = Refund.Reason.REQUESTED
    refunds.request(payment=payment, amount=500, by=administrator, reason=reason)
    until(lambda: not stripe.control("status")["fail_next"])
    kill(worker)
    assert Refund.objects.get().remote_id is None

    forget_the_dead()
    portal.work()
    until(lambda: Refund.objects.get().status == "succeeded")

    assert [one["amount"] for one in stripe.objects("refund")] == [500]
    assert (books(payment)["net"], books(payment)["receipts"]) == (1000, [1000])


def unheard(stripe):
    """Return gifts that were paid one second after the other, but not heard of."""
    till = Till(stripe)
    stripe.control("config", drop=["*"])
    payments = [till.begin(email=f"d{number}@example.org") for number in range(GIFTS)]
    for payment in payments:
        till.pay(payment)
        stripe.advance(seconds=1)
    return payments


def assert_all_is_booked_once(payments):
    assert {books(payment)["status"] for payment in payments} == {"paid"}
    assert LedgerEntry.objects.count() == 2 * GIFTS
    assert Receipt.objects.count() == Notice.objects.count() == GIFTS
    assert ledger.wrong_totals() == []
    assert statuses() == {"done"}


def test_a_killed_reconciliation_is_done_again_from_the_same_place(stripe, portal):
    payments = unheard(stripe)
    with transaction.atomic():  # whoever books the last gift waits for its row
        Payment.objects.select_for_update().get(pk=payments[-1].pk)
        process = portal.start("manage.py", "stripe_reconcile")
        until(lambda: LedgerEntry.objects.count() >= 3)
        kill(process)
    assert 3 <= LedgerEntry.objects.count() < 2 * GIFTS
    assert Cursor.objects.count() == 0

    code, said = portal.manage("stripe_reconcile")

    assert (code, "0 different" in said) == (0, True), said
    assert_all_is_booked_once(payments)
    assert reconcile.run().events == 0


def test_two_reconciliations_at_once_book_everything_once(stripe, portal):
    """Case 86, as two processes."""
    payments = unheard(stripe)

    both = [portal.start("manage.py", "stripe_reconcile") for _run in range(2)]

    codes = [process.wait(PATIENCE) for process in both]
    assert codes == [0, 0], portal.log.read_text()
    assert_all_is_booked_once(payments)
