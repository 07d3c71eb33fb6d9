"""A member who changes the address of the account: Stripe writes to the new one (case 78)."""

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from portal.accounts.models import User
from sponsors import stripe_gateway
from sponsors.models import Plan
from sponsors.people import address_tasks, addresses
from tests.accounts.conftest import log_in, mailed_code

pytestmark = pytest.mark.django_db

NEW = "new.one@example.org"


def change_address(browser, to=NEW):
    """Change it on the pages of the account, with the code that is mailed."""
    response = browser.post("/accounts/email/", {"email": to, "action_add": ""})
    assert browser.post(response.url, {"code": mailed_code()}).status_code == 302


def jobs():
    rows = ProcrastinateJob.objects.filter(
        task_name=address_tasks.tell_address.name, status="todo"
    )
    return [row.args for row in rows]


def work():
    """Do the jobs that wait, as the worker does."""
    for given in jobs():
        address_tasks.tell_address(**given)


def known_to(sandbox):
    return {one["id"]: one["email"] for one in sandbox.objects("customer")}


@pytest.fixture
def member_browser(client, member):
    log_in(client)
    return client


def test_stripe_is_told_the_new_address_of_every_plan(giving, member, member_browser):
    plans = [
        giving.plan(browser=member_browser),
        giving.plan(browser=member_browser, preset="50", another_plan="on"),
    ]
    guest = giving.plan(browser=Client(), email="donor@example.org")
    before = known_to(giving.sandbox)

    change_address(member_browser)
    assert known_to(giving.sandbox) == before  # nothing is asked within a page
    assert jobs() == [{"user_id": member.pk}]
    work()

    theirs = {plan.customer_id: NEW for plan in plans}
    assert known_to(giving.sandbox) == {**before, **theirs}
    assert before[guest.customer_id] == "donor@example.org"
    giving.arrive()
    member.refresh_from_db()
    assert member.email == NEW  # and no event of Stripe's changes an account


def test_an_address_that_was_not_confirmed_is_told_to_nobody(giving, member_browser):
    giving.plan(browser=member_browser)

    member_browser.post("/accounts/email/", {"email": NEW, "action_add": ""})

    assert jobs() == []


def test_members_without_a_running_plan_cause_no_job(giving, member_browser):
    plan = giving.plan(browser=member_browser)
    Plan.objects.filter(pk=plan.pk).update(ended_at=plan.created_at, status="canceled")

    change_address(member_browser)

    assert jobs() == []


def test_the_address_and_the_job_are_written_together(
    giving, member, member_browser, monkeypatch
):
    """A crash before the job is written leaves the old address, not an untold new one."""
    giving.plan(browser=member_browser)

    def crash(*_args, **_ids):
        raise ConnectionResetError

    monkeypatch.setattr(address_tasks.jobs, "enqueue", crash)
    with pytest.raises(ConnectionResetError):
        change_address(member_browser)

    member.refresh_from_db()
    assert member.email == "member@example.org"


def test_changed_while_the_payment_page_was_open(giving, member, member_browser):
    session = giving.begin(browser=member_browser, interval="monthly")
    change_address(member_browser)
    assert jobs() == []
    giving.sandbox.pay(session, "4242424242424242", email="member@example.org")
    giving.arrive()

    work()

    assert list(known_to(giving.sandbox).values()) == [NEW]


def test_a_customer_deleted_at_stripe_keeps_the_others_from_nothing(
    giving, member, member_browser, stripe_client
):
    gone, kept = (
        giving.plan(browser=member_browser),
        giving.plan(browser=member_browser, preset="50", another_plan="on"),
    )
    stripe_client.v1.customers.delete(gone.customer_id)
    change_address(member_browser)

    work()

    assert known_to(giving.sandbox)[kept.customer_id] == NEW


def test_an_address_that_changes_meanwhile_is_told_last(
    giving, member, member_browser, monkeypatch
):
    """Two changes told side by side: the slower job must not put the older one back."""
    plan = giving.plan(browser=member_browser)
    told, tell = [], stripe_gateway.update_customer_email

    def slowly(*, customer, email):
        told.append(email)
        if len(told) == 1:
            User.objects.filter(pk=member.pk).update(email="third@example.org")
        return tell(customer=customer, email=email)

    monkeypatch.setattr(addresses.stripe_gateway, "update_customer_email", slowly)

    address_tasks.tell_address(user_id=member.pk)

    assert told == ["member@example.org", "third@example.org"]
    assert known_to(giving.sandbox)[plan.customer_id] == "third@example.org"


def test_nobody_is_told_of_somebody_who_left(giving, member):
    with connection.execute_wrapper(_no_update):
        address_tasks.tell_address(user_id=member.pk + 1_000)


def _no_update(execute, sql, params, many, context):
    assert sql.startswith("SELECT")
    return execute(sql, params, many, context)
