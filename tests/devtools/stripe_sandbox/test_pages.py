"""Billing portal and control page: forms that work without a script, marked as sandbox."""

import pytest

from tests.devtools.stripe_sandbox.forms import Reader

CARD = {"do": "card", "expiry": "12/34", "cvc": "123"}
# A clock that moves settles and renews, a disputed charge is not refunded: these come last.
ENDS_OTHERS = {"/_sandbox/do/advance", "/_sandbox/do/dispute"}
FAILS_LATER = "4000000000000341"


@pytest.fixture
def billing(plan, stripe_client):
    """Return a function that makes somebody with a plan, and the portal page of them."""

    def billing(number="4242424242424242", **flow):
        subscription = plan(number)
        session = stripe_client.v1.billing_portal.sessions.create(
            {
                "customer": subscription.customer,
                "return_url": "http://testserver/account/giving/",
                **flow,
            }
        )
        return subscription, session.url

    return billing


def again(stripe_client, subscription):
    return stripe_client.v1.subscriptions.retrieve(subscription.id)


def test_billing_page_is_sound(billing, stripe_sandbox):
    _, url = billing()

    status, page, _ = stripe_sandbox.open(url)

    assert status == 200
    assert Reader(page).problems() == []
    assert "SANDBOX – no real money" in page
    assert "http://testserver/account/giving/" in Reader(page).links
    assert "10.00 USD every month" in page


def test_what_is_not_there_leads_on(stripe_sandbox):
    status, page, _ = stripe_sandbox.open(f"{stripe_sandbox.base}/c/pay/cs_test_none")

    assert status == 404
    assert Reader(page).problems() == []
    assert "/_sandbox/" in Reader(page).links


def test_card_is_changed(billing, stripe_client, stripe_sandbox):
    subscription, url = billing()
    form = {**CARD, "number": "5555555555554444"}

    status, _, to = stripe_sandbox.open(url, form)
    _, page, _ = stripe_sandbox.open(to)

    saved = stripe_client.v1.payment_methods.retrieve(
        again(stripe_client, subscription).default_payment_method
    )
    assert (status, saved.card.last4, saved.card.brand) == (303, "4444", "mastercard")
    assert "The card was changed." in page
    assert "card ending in 4444" in page


@pytest.mark.parametrize("number", ["4000000000000002", "1234", ""])
def test_bad_card_is_said(billing, stripe_client, stripe_sandbox, number):
    subscription, url = billing()

    status, page, _ = stripe_sandbox.open(url, {**CARD, "number": number})

    same = again(stripe_client, subscription).default_payment_method
    assert status == 422
    assert 'id="number-error"' in page
    assert same == subscription.default_payment_method


def test_cancel_and_take_it_back(billing, stripe_client, stripe_sandbox):
    subscription, url = billing()
    form = {"subscription": subscription.id}

    stripe_sandbox.open(url, {**form, "do": "cancel"})
    canceled = again(stripe_client, subscription)
    stripe_sandbox.open(url, {**form, "do": "keep"})

    # As on Stripe's page: an end that is a date.
    end = subscription["items"].data[0].current_period_end
    assert (canceled.cancel_at, canceled.cancel_at_period_end) == (end, False)
    assert again(stripe_client, subscription).cancel_at is None


def test_past_due_is_paid_with_another_card(billing, stripe_client, stripe_sandbox):
    subscription, _ = billing(FAILS_LATER)
    stripe_sandbox.control("renew", subscription=subscription.id)
    invoice = stripe_sandbox.objects("invoice")[-1]
    portal = stripe_client.v1.billing_portal.sessions
    url = portal.create({"customer": subscription.customer}).url

    declined = stripe_sandbox.open(url, {"do": "paid", "invoice": invoice["id"]})
    stripe_sandbox.open(url, {**CARD, "number": "4242424242424242"})
    paid = stripe_sandbox.open(url, {"do": "paid", "invoice": invoice["id"]})

    assert (declined[0], paid[0]) == (422, 303)
    assert stripe_sandbox.objects("invoice")[-1]["status"] == "paid"
    assert stripe_sandbox.objects("invoice")[-1]["attempt_count"] == 3
    assert again(stripe_client, subscription).status == "active"


def test_other_peoples_subscription_is_out_of_reach(
    billing, stripe_client, stripe_sandbox
):
    _, url = billing()
    other, _ = billing()

    status, _, _ = stripe_sandbox.open(url, {"do": "cancel", "subscription": other.id})

    assert status == 404
    assert again(stripe_client, other).cancel_at_period_end is False


def test_page_for_the_card_alone_leads_back(billing, stripe_sandbox):
    flow = {
        "type": "payment_method_update",
        "after_completion": {
            "type": "redirect",
            "redirect": {"return_url": "http://testserver/done"},
        },
    }
    _, url = billing(flow_data=flow)

    _, page, _ = stripe_sandbox.open(url)
    _, _, to = stripe_sandbox.open(url, {**CARD, "number": "4242424242424242"})

    assert "Cancel at the end" not in page
    assert to == "http://testserver/done"


def test_billing_page_expires(billing, stripe_sandbox):
    _, url = billing()

    stripe_sandbox.advance(seconds=3601)

    assert stripe_sandbox.open(url)[0] == 410


@pytest.fixture
def busy(donation, plan, stripe_client, stripe_sandbox):
    stripe_sandbox.pay(donation().id)
    stripe_sandbox.pay(donation().id, "4000000000000259")
    stripe_sandbox.pay(donation(currency="eur").id, "DE89370400440532013000")
    plan()
    charge = stripe_sandbox.objects("charge")[0]["id"]
    stripe_client.v1.refunds.create({"charge": charge, "amount": 100})
    return stripe_sandbox


def test_control_page_is_sound(busy):
    status, page, _ = busy.open("/_sandbox/")

    assert status == 200
    assert Reader(page).problems() == []
    assert "SANDBOX – no real money" in page


def test_every_button_of_the_control_page_works(busy):
    _, page, _ = busy.open("/_sandbox/")
    tried = set()

    for form in sorted(
        Reader(page).forms, key=lambda one: one["action"] in ENDS_OTHERS
    ):
        if form["action"] in tried or form["action"].endswith("fail_next"):
            continue
        name, value = form["buttons"][0]
        chosen = {"faults": "429", "status": "lost"}
        fields = {one: chosen.get(one, given) for one, given in form["fields"].items()}
        status, text, to = busy.open(
            form["action"], {**fields, **({name: value} if name else {})}
        )
        assert status == 303, (form["action"], text)
        assert to.startswith("/_sandbox/?done=")
        tried.add(form["action"])

    assert len(tried) >= 8


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/c/pay/cs_test_none", "/p/session/bps_none", "/receipts/ch_none"],
)
def test_page_that_is_not_there(stripe_sandbox, path):
    status, page, _ = stripe_sandbox.open(path)

    assert status == 404
    assert "SANDBOX – no real money" in page
    assert Reader(page).problems() == []


def test_receipt_invoice_event_and_style_are_there(busy):
    charge = busy.objects("charge")[0]
    invoice = busy.objects("invoice")[0]
    event = busy.objects("event")[0]
    paths = [
        charge["receipt_url"],
        invoice["hosted_invoice_url"],
        invoice["invoice_pdf"],
    ]
    paths += [f"/_sandbox/events/{event['id']}", "/sandbox.css", "/healthz"]

    assert [busy.open(path)[0] for path in paths] == [200] * len(paths)


def test_control_plane_over_http(stripe_sandbox):
    told = stripe_sandbox.post_control("config", hold=True)

    assert told["hold"] is True
    assert stripe_sandbox.account.settings.hold is True


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("explode", {}),
        ("config", {"colour": "red"}),
        ("config", {"hold": "yes"}),
        ("config", {"dunning_end": "never"}),
        ("config", {"copies": 51}),
        ("resend", {}),
        ("advance", {"to": 1}),
        ("release", {"order": "sideways"}),
        ("pay", {"session": "x", "number": "1"}),
    ],
)
def test_control_that_makes_no_sense(stripe_sandbox, verb, given):
    with pytest.raises(Exception, match=r"\w+"):
        stripe_sandbox.control(verb, **given)


def test_messages_are_lost_and_found_again_by_hand(stripe_sandbox):
    there = "/_sandbox/do/config"

    stripe_sandbox.open(there, {"copies": "1", "drop": "charge.succeeded  refund.*"})
    _, page, _ = stripe_sandbox.open("/_sandbox/")
    lost = stripe_sandbox.control("status")["drop"]
    stripe_sandbox.open(there, {"copies": "1", "drop": ""})

    assert lost == ["charge.succeeded", "refund.*"]
    assert 'value="charge.succeeded refund.*"' in page
    assert stripe_sandbox.control("status")["drop"] == []
