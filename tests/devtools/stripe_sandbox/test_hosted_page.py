"""The page where people pay: its forms are read and posted as a browser does."""

import threading
import urllib.error
import urllib.request

import pytest

from tests.devtools.stripe_sandbox.forms import Reader

CARD = {"email": "a@example.org", "name": "A", "expiry": "12/34", "cvc": "123"}


@pytest.fixture
def fill(stripe_sandbox):
    """Return a function that opens a page, fills in its form and sends it."""

    def fill(url, **values):
        status, page, _ = stripe_sandbox.open(url)
        assert status == 200, page
        (form,) = Reader(page).forms
        return stripe_sandbox.open(url, {**form["fields"], **CARD, **values})

    return fill


def kinds(stripe_sandbox):
    return [one.kind for one in stripe_sandbox.webhooks()]


def test_success_leads_back_with_the_session(fill, donation, stripe_client):
    session = donation(client_reference_id="7", metadata={"payment": "7"})

    status, _, to = fill(session.url, number="4242 4242 4242 4242")

    paid = stripe_client.v1.checkout.sessions.retrieve(session.id)
    assert (status, to) == (303, f"http://testserver/thanks?session_id={session.id}")
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (paid.client_reference_id, paid.metadata["payment"]) == ("7", "7")
    assert paid.customer_details.email == "a@example.org"


def test_success_tells_in_this_order(fill, donation, stripe_sandbox):
    session = donation()
    stripe_sandbox.webhooks()

    fill(session.url)

    assert kinds(stripe_sandbox) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.updated",
        "checkout.session.completed",
    ]


def test_fee_comes_after_the_charge(fill, donation, stripe_sandbox, stripe_client):
    fill(donation().url)

    events = {one.type: one for one in stripe_client.v1.events.list().data}
    told, later = events["charge.succeeded"], events["charge.updated"]
    assert told.data.object["balance_transaction"] is None
    assert later.data.object["balance_transaction"].startswith("txn_")
    assert later.data.previous_attributes["balance_transaction"] is None


@pytest.mark.parametrize(
    ("number", "code", "says"),
    [
        ("4000000000000002", "card_declined", "Your card was declined."),
        ("4000000000009995", "card_declined", "insufficient funds"),
        ("4000000000000069", "expired_card", "has expired"),
        ("4000000000000127", "incorrect_cvc", "security code is incorrect"),
        ("4000000000000119", "processing_error", "processing your card"),
    ],
)
def test_declined_card_stays_on_the_page(
    fill, donation, stripe_client, number, code, says
):
    session = donation()

    status, page, _ = fill(session.url, number=number)

    again = stripe_client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}
    )
    assert status == 422
    assert says in page
    assert Reader(page).problems() == []
    assert (again.status, again.payment_status) == ("open", "unpaid")
    assert again.payment_intent.latest_charge.failure_code == code
    assert again.payment_intent.last_payment_error.code == code


def test_declined_then_paid_is_one_intent_and_one_payment(
    fill, donation, stripe_client, stripe_sandbox
):
    session = donation()
    fill(session.url, number="4000000000000002")

    status, _, _ = fill(session.url)

    (intent,) = stripe_sandbox.objects("payment_intent")
    charges = stripe_sandbox.objects("charge")
    assert status == 303
    assert intent["status"] == "succeeded"
    assert [one["status"] for one in charges] == ["failed", "succeeded"]
    assert len(stripe_sandbox.objects("balance_transaction")) == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("email", "nobody", "Enter an e-mail address"),
        ("number", "", "Enter one of the test numbers"),
        ("number", "4111111111111111", "card number is incorrect"),
        ("number", "DE89370400440532013000", "does not fit the currency"),
        ("expiry", "13/34", "month and year"),
        ("expiry", "01/20", "in the past"),
        ("cvc", "12", "security code"),
    ],
)
def test_mistake_is_said_at_its_field(
    fill, donation, stripe_sandbox, field, value, says
):
    status, page, _ = fill(donation().url, **{field: value})

    assert status == 422
    assert f'id="{field}-error"' in page
    assert f'href="#{field}"' in page
    assert says in page
    assert Reader(page).problems() == []
    assert stripe_sandbox.objects("charge") == []


def test_eight_submits_at_once_are_one_charge(donation, stripe_sandbox):
    session, answers = donation(), []
    form = {**CARD, "number": "4242424242424242"}

    def submit():
        answers.append(stripe_sandbox.open(session.url, form)[0])

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert answers == [303] * 8  # the first pays, the others are led to the thanks too
    assert len(stripe_sandbox.objects("charge")) == 1
    assert kinds(stripe_sandbox).count("checkout.session.completed") == 1


@pytest.mark.parametrize(
    ("number", "answer", "status", "paid"),
    [
        ("4000002760003184", "complete", 303, "paid"),
        ("4000002760003184", "fail", 422, "unpaid"),
        ("4000008260003178", "complete", 422, "unpaid"),
    ],
)
def test_3d_secure(
    fill, donation, stripe_client, stripe_sandbox, number, answer, status, paid
):
    session = donation()

    stepped, _, bank = fill(session.url, number=number)
    between = stripe_client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent"]}
    )
    asked, page, _ = stripe_sandbox.open(bank)
    ended, _, _ = stripe_sandbox.open(bank, {"answer": answer})

    after = stripe_client.v1.checkout.sessions.retrieve(session.id)
    assert (stepped, asked, ended) == (303, 200, status)
    assert Reader(page).problems() == []
    assert between.payment_intent.status == "requires_action"
    assert (between.status, after.payment_status) == ("open", paid)


def test_after_the_bank_said_no_another_card_is_taken(fill, donation, stripe_sandbox):
    session = donation()
    _, _, bank = fill(session.url, number="4000002760003184")

    _, page, _ = stripe_sandbox.open(bank, {"answer": "fail"})

    assert f'<form method="post" action="/c/pay/{session.id}"' in page


def test_authentication_posted_twice_is_one_charge(fill, donation, stripe_sandbox):
    _, _, bank = fill(donation().url, number="4000002760003184")

    first = stripe_sandbox.open(bank, {"answer": "complete"})
    second = stripe_sandbox.open(bank, {"answer": "complete"})

    assert first[0] == second[0] == 303
    assert first[2] == second[2]
    assert len(stripe_sandbox.objects("charge")) == 1


def test_customers_address_is_known(stripe_client, donation, fill, stripe_sandbox):
    customer = stripe_client.v1.customers.create({"email": "known@example.org"})
    session = donation(customer=customer.id)

    _, page, _ = stripe_sandbox.open(session.url)
    fill(session.url, email="other@example.org")

    paid = stripe_client.v1.checkout.sessions.retrieve(session.id)
    assert Reader(page).forms[0]["fields"]["email"] == "known@example.org"
    assert paid.customer_details.email == "known@example.org"
    assert paid.customer == customer.id


def test_expired_page_says_so_and_leads_back(donation, stripe_client, stripe_sandbox):
    session = donation()
    stripe_client.v1.checkout.sessions.expire(session.id)

    status, page, _ = stripe_sandbox.open(session.url)
    posted, _, _ = stripe_sandbox.open(
        session.url, {**CARD, "number": "4242424242424242"}
    )

    assert (status, posted) == (410, 410)
    assert Reader(page).links == ["http://testserver/donate"]
    assert stripe_sandbox.objects("charge") == []


def test_session_expires_by_the_clock(donation, stripe_client, stripe_sandbox):
    session = donation()

    stripe_sandbox.advance(days=1, seconds=1)

    assert stripe_client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert kinds(stripe_sandbox)[-1] == "checkout.session.expired"


def test_paid_page_leads_to_the_thanks(fill, donation, stripe_sandbox):
    session = donation()
    fill(session.url)

    status, _, to = stripe_sandbox.open(session.url)

    assert (status, to) == (303, f"http://testserver/thanks?session_id={session.id}")


def test_foreign_form_is_turned_away(donation, stripe_sandbox):
    request = urllib.request.Request(
        donation().url, b"number=4242424242424242", {"Origin": "http://evil.example"}
    )

    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request, timeout=60)

    assert refusal.value.code == 403
    refusal.value.close()
    assert stripe_sandbox.objects("charge") == []


def test_nothing_to_pay(fill, donation, stripe_client, stripe_sandbox):
    session = donation(unit_amount=0)

    status, _, _ = fill(session.url)

    done = stripe_client.v1.checkout.sessions.retrieve(session.id)
    assert status == 303
    assert (done.status, done.payment_status) == ("complete", "no_payment_required")
    assert stripe_sandbox.objects("charge") == []


def test_expiring_cancels_what_was_begun(fill, donation, stripe_client, stripe_sandbox):
    session = donation()
    _, _, bank = fill(session.url, number="4000002760003184")

    stripe_client.v1.checkout.sessions.expire(session.id)
    status, _, _ = stripe_sandbox.open(bank, {"answer": "complete"})

    (intent,) = stripe_sandbox.objects("payment_intent")
    assert (status, intent["status"]) == (410, "canceled")
    assert stripe_sandbox.objects("charge") == []
