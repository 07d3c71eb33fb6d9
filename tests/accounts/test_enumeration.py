"""Nothing tells whether an address has an account: not the page, the mail, nor the time.

On a site about an illness, being a member is health information.
"""

import re
import time

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.accounts.conftest import give_app, log_in, sign_up
from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db

User = get_user_model()

TAKEN, NEW = "taken@example.org", "other@example.org"  # of one length


class SlowHasher(PBKDF2PasswordHasher):
    """Slow enough to be seen in the time of an answer, quick enough for a test."""

    iterations = 150_000


def request_code(client, email):
    return client.post("/accounts/login/code/", {"email": email, "next": "/a-z/"})


def request_reset(client, email):
    return client.post("/accounts/password/reset/", {"email": email})


def wrong_log_in(client, email):
    return log_in(client, email, "not-the-password-at-all")


FLOWS = {
    "sign-up": sign_up,
    "log-in": wrong_log_in,
    "reset": request_reset,
    "code": request_code,
}


def confirmed(email):
    user = User.objects.create_user(email, PASSWORD)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def protected(email):
    give_app(confirmed(email))


def closed(email):
    User.objects.filter(pk=confirmed(email).pk).update(is_active=False)


def never_confirmed(email):
    sign_up(Client(), email)
    cache.clear()


OWNERS = [confirmed, protected, closed, never_confirmed]


def seen(response, email):
    """Return all a stranger sees of an answer, without what differs each time."""
    text = response.content.decode().replace(email, "ADDRESS")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", text)
    headers = {k: v.replace(email, "ADDRESS") for k, v in response.headers.items()}
    for changing in ("X-Request-ID", "Expires", "Set-Cookie"):
        headers.pop(changing, None)
    cookies = {name: morsel["max-age"] for name, morsel in response.cookies.items()}
    return response.status_code, headers, cookies, text


def walk(flow, email):
    """Go through a flow as somebody who cannot read the mail; return what was seen."""
    client, steps = Client(), []
    response = flow(client, email)
    steps.append(seen(response, email))
    if response.status_code == 302:
        page = response.url
        steps.append(seen(client.get(page), email))
        for answer in (
            {"action": "resend"},
            {"code": ""},
            *[{"code": "BCDF-GHJK"}] * 4,
        ):
            response = client.post(page, answer)
            steps.append(seen(response, email))
            if response.status_code == 302:
                steps.append(seen(client.get(response.url), email))
    return steps


@pytest.mark.parametrize("owner", OWNERS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_a_stranger_sees_the_same_with_and_without_an_account(flow, owner):
    owner(TAKEN)
    mail.outbox.clear()

    taken = walk(flow, TAKEN)
    # A wait, so that the rate limits by network address start anew.
    cache.clear()
    new = walk(flow, NEW)

    assert taken == new


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_one_mail_goes_out_with_and_without_an_account(flow):
    confirmed(TAKEN)

    flow(Client(), TAKEN)
    flow(Client(), NEW)

    sent = [m.to[0] for m in mail.outbox]
    assert sent in ([], [TAKEN, NEW])


def test_the_mail_to_a_member_tells_that_there_is_an_account():
    confirmed(TAKEN)

    sign_up(Client(), TAKEN)

    assert mail.outbox[0].subject == "You already have an account"
    assert "/accounts/login/code/" in mail.outbox[0].body
    assert User.objects.count() == 1


def test_a_changed_address_does_not_tell_either(logged_in):
    confirmed(TAKEN)

    def change(email):
        answers = [
            logged_in.post("/accounts/email/", {"email": email, "action_add": ""}),
            logged_in.get("/accounts/confirm-email/"),
            logged_in.get("/accounts/email/"),
        ]
        return [seen(answer, email) for answer in answers]

    assert change(TAKEN) == change(NEW)


def seconds(flow, email):
    client = Client()
    started = time.perf_counter()
    flow(client, email)
    elapsed = time.perf_counter() - started
    cache.clear()
    return elapsed


def differ(first, second):
    return max(first, second) > 1.5 * min(first, second) + 0.015


@pytest.fixture
def measure(settings):
    """Return the shortest answers with and without an account, in turns.

    The shortest of several, because the others met a busy machine; on a very busy one all
    of them did, so a difference is looked at three times.
    """
    settings.PASSWORD_HASHERS = [f"{__name__}.SlowHasher"]

    def measured(flow):
        seconds(flow, "warm@example.org")
        pairs = []
        for look in range(3):
            for n in range(6 * look, 6 * look + 6):
                confirmed(f"taken{n}@example.org")
                taken = seconds(flow, f"taken{n}@example.org")
                pairs.append((taken, seconds(flow, f"other{n}@x.org")))
            shortest = tuple(min(times) for times in zip(*pairs, strict=True))
            if not differ(*shortest):
                break
        return shortest

    return measured


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_the_answer_takes_as_long_with_and_without_an_account(measure, flow):
    taken, new = measure(flow)

    assert not differ(taken, new), (
        f"with {taken * 1000:.0f} ms, without {new * 1000:.0f} ms"
    )


def test_the_clock_would_see_a_sign_up_that_skips_the_work(measure, monkeypatch):
    monkeypatch.setattr("portal.accounts.forms.make_password", lambda password: None)

    assert differ(*measure(sign_up))
