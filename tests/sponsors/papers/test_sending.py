"""One mail per fact, however often and wherever its job runs; nothing lost without mail."""

import datetime
import socket
import threading
import time
from contextlib import contextmanager
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as MemoryBackend
from django.db import connections, transaction
from django.utils import timezone

from sponsors.models import Invoice, Notice, Receipt
from sponsors.papers import invoices, receipts
from sponsors.telling import notice_tasks, sending
from tests.mail_backends import SETTING, deliver_by
from tests.money_factories import (
    make_donation,
    make_offline,
    make_paid,
    make_sponsorship,
)
from tests.sponsors.papers.posting import post
from tests.sponsors.test_races import at_once

HERE = "tests.sponsors.papers"


class Refusing(MemoryBackend):
    """A mail server that knows no such person."""

    def send_messages(self, messages):
        [message] = messages
        raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})


@pytest.mark.django_db(transaction=True)
def test_eight_jobs_at_once_send_one_mail(settings):
    deliver_by(settings, f"{HERE}.posting.SlowBackend")
    make_paid()
    key = Notice.objects.get().pk

    at_once(*[lambda: notice_tasks.send_notice(notice_id=key)] * 8)

    assert len(mail.outbox) == 1
    assert Notice.objects.get().sent_at


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_before_the_mail_leaves_it_to_the_next():
    """Case 30: what it held goes with its connection."""
    make_paid()
    key = Notice.objects.get().pk
    holding, killed = threading.Event(), threading.Event()

    def worker():
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [sending.LOCK + key])
        holding.set()
        killed.wait(60)
        connections["default"].close()

    thread = threading.Thread(target=worker)
    thread.start()
    assert holding.wait(60)
    sending.send(key)
    assert mail.outbox == []
    killed.set()
    thread.join()

    give_up = time.monotonic() + 60
    while not mail.outbox and time.monotonic() < give_up:
        sending.send(key)

    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_job_that_runs_again_sends_nothing_again():
    make_paid()
    key = Notice.objects.get().pk

    for _time in range(3):
        sending.send(key)

    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_worker_killed_after_the_mail_sends_the_same_receipt_again():
    """At least once: the number is the same, and it is no duplicate."""
    make_paid()
    [first] = post()
    Notice.objects.update(sent_at=None)

    [second] = post()

    assert second.attachments == first.attachments
    assert Receipt.objects.count() == 1


@pytest.mark.django_db
def test_mail_waits_for_a_server_that_is_down(settings):
    """Case 31: the job raises, so that it is tried again; in the end one mail is sent."""
    make_paid()
    key = Notice.objects.get().pk
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = unused.getsockname()
        with smtp_at(settings, address), pytest.raises(OSError, match="refused"):
            sending.send(key)

    assert Notice.objects.get().sent_at is None
    assert Receipt.objects.get().sent_at is None
    assert len(post()) == 1


@contextmanager
def smtp_at(settings, address):
    """The real mail back end for a while, asked at an address."""
    host, port = address
    if SETTING == "EMAIL_BACKEND":
        settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    usual = deliver_by(
        settings, "django.core.mail.backends.smtp.EmailBackend", host=host, port=port
    )
    try:
        yield
    finally:
        usual()


@pytest.mark.django_db
def test_what_a_job_gave_up_is_found_later():
    make_paid()
    now = timezone.now()
    assert list(sending.left_over()) == []

    Notice.objects.update(created_at=now - datetime.timedelta(hours=5))

    assert len(sending.left_over()) == 1


@pytest.mark.django_db
def test_an_address_that_is_refused_for_good_is_given_up(settings, caplog):
    usual = deliver_by(settings, f"{HERE}.test_sending.Refusing")
    payment = make_paid()

    post()

    usual()
    assert Notice.objects.get().sent_at
    assert "550" in caplog.text
    receipt = receipts.hand_out(receipts.valid_receipt(payment))
    assert (receipt.reprints, bool(receipt.sent_at)) == (0, True)


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_under_eight_threads():
    """Case 90: receipts and invoices, each in a series of its own."""

    def give():
        for _gift in range(3):
            with transaction.atomic():
                make_offline(make_donation())

    def sponsor():
        with transaction.atomic():
            make_offline(sponsorship=make_sponsorship(state="approved"))

    at_once(*[give] * 4, *[sponsor] * 4)

    numbers = Receipt.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 13))
    numbers = Invoice.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "rate", "vat"),
    [
        (11_900, 1900, 1900),
        (10_000, 0, 0),
        (10_000, 1900, 1597),
        (1, 1900, 0),
        (10_810, 810, 810),
        (3, 10_000, 2),
        (10**15, 2000, 166_666_666_666_667),
    ],
)
def test_the_vat_in_a_price_is_exact(amount, rate, vat):
    assert invoices.vat_in(amount, rate) == vat
