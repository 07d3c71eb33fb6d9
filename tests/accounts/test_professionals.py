"""Verified professionals: who may grant it, until when it shows, who is told what."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from portal.accounts import professional_tasks, professionals, tasks
from portal.accounts.models import ProfessionalVerification
from portal.accounts.professionals import badge_of, verify, withdraw

pytestmark = pytest.mark.django_db

User = get_user_model()
DAY = dt.timedelta(days=1)


def today():
    return timezone.localdate()


def make_verification(user, by, *, days=365, **fields):
    """Return a verification that ends in so many days, which may have been yesterday."""
    fields = {
        "profession": "orthopedic oncologist",
        "verified_on": today() - 400 * DAY,
        "expires_on": today() + days * DAY,
    } | fields
    return ProfessionalVerification.objects.create(user=user, verified_by=by, **fields)


def in_group(user):
    return user.groups.filter(name=professionals.GROUP).exists()


def test_a_moderator_verifies_a_member(expert, moderator):
    end = today() + 365 * DAY

    verify(
        user=expert,
        profession=" surgeon ",
        expires_on=end,
        by=moderator,
        note="Register, today",
    )

    badge = badge_of(User.objects.select_related("professional").get(pk=expert.pk))
    assert (badge.profession, badge.verified_by, badge.expires_on) == (
        "surgeon",
        moderator,
        end,
    )
    assert badge.verified_on == today()
    assert in_group(expert)
    job = ProcrastinateJob.objects.get()
    assert job.args == {"verification_id": badge.pk}


def test_the_badge_needs_no_query_when_it_was_joined(
    expert, moderator, member, django_assert_num_queries
):
    make_verification(expert, moderator)
    users = list(User.objects.select_related("professional").order_by("pk"))

    with django_assert_num_queries(0):
        badges = [user.handle for user in users if badge_of(user)]

    assert badges == [expert.handle]


@pytest.mark.parametrize(("days", "shown"), [(1, True), (0, True), (-1, False)])
def test_the_badge_shows_until_the_end_of_the_last_day(expert, moderator, days, shown):
    make_verification(expert, moderator, days=days)

    assert bool(badge_of(expert)) is shown
    assert ProfessionalVerification.objects.current().exists() is shown


def test_a_closed_account_has_no_badge(expert, moderator):
    make_verification(expert, moderator)
    expert.is_active = False
    expert.save()

    assert badge_of(expert) is None
    assert not ProfessionalVerification.objects.current().exists()


@pytest.mark.parametrize("who", ["member", "editor", "reviewer"])
def test_others_may_not_verify(request, expert, who):
    by = request.getfixturevalue(who)

    with pytest.raises(professionals.NotAllowed):
        verify(user=expert, profession="x", expires_on=today() + DAY, by=by)
    with pytest.raises(professionals.NotAllowed):
        withdraw(user=expert, by=by)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"profession": "  "}, professionals.ProfessionMissing),
        ({"days": 0}, professionals.LastDayWrong),
        ({"days": 5000}, professionals.LastDayWrong),
        ({"closed": True}, professionals.NobodyToVerify),
    ],
)
def test_what_cannot_be_verified(expert, moderator, change, error):
    change = {"profession": "surgeon", "days": 30, "closed": False} | change
    User.objects.filter(pk=expert.pk).update(is_active=not change["closed"])

    with pytest.raises(error):
        verify(
            user=expert,
            profession=change["profession"],
            expires_on=today() + change["days"] * DAY,
            by=moderator,
        )

    assert not in_group(expert)


def test_nobody_verifies_themselves(moderator):
    with pytest.raises(professionals.VerifyingOneself):
        verify(user=moderator, profession="x", expires_on=today() + DAY, by=moderator)
    with pytest.raises(IntegrityError, match="nobody_verifies_themselves"):
        make_verification(moderator, moderator)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"days": -400}, "ends_after_it_begins"),
        ({"profession": ""}, "names_profession"),
    ],
)
def test_the_database_refuses(expert, moderator, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        make_verification(expert, moderator, **fields)


def test_withdrawing_takes_badge_and_group_and_is_logged(expert, moderator):
    verify(user=expert, profession="nurse", expires_on=today() + DAY, by=moderator)

    withdraw(user=expert, by=moderator)

    assert badge_of(User.objects.get(pk=expert.pk)) is None
    assert not in_group(expert)
    assert LogEntry.objects.get().user == moderator


def test_withdrawing_what_is_not_there_tells_nobody(member, moderator):
    withdraw(user=member, by=moderator)

    assert not ProcrastinateJob.objects.exists()
    assert not LogEntry.objects.exists()


# --- The calendar -----------------------------------------------------------------------


def told_by_the_night():
    """Run the nightly job and what it enqueued; return the subjects of the mails."""
    ProcrastinateJob.objects.all().delete()
    mail.outbox.clear()
    tasks.end_verifications()
    for job in ProcrastinateJob.objects.order_by("pk"):
        professional_tasks.tell_professional(**job.args)
        professional_tasks.tell_professional(**job.args)  # jobs may run twice
    return [message.subject for message in mail.outbox]


def test_the_group_ends_with_the_last_day(expert, stranger, member, moderator):
    for user, days in ((expert, 0), (stranger, -1)):
        make_verification(user, moderator, days=days)
        user.groups.add(professionals._group())
    member.groups.add(professionals._group())  # by hand, never verified

    tasks.end_verifications()

    assert [in_group(user) for user in (expert, stranger, member)] == [
        True,
        False,
        False,
    ]


def test_a_member_is_told_once_of_each_thing(expert, moderator):
    verification = make_verification(expert, moderator, days=31)
    professional_tasks.tell_professional(verification.pk)
    professional_tasks.tell_professional(verification.pk)
    assert [each.subject for each in mail.outbox] == ["Your profession is verified"]
    assert mail.outbox[0].to == [expert.email]
    assert "orthopedic oncologist" in mail.outbox[0].body
    assert told_by_the_night() == []

    ProfessionalVerification.objects.update(expires_on=today() + 30 * DAY)
    assert told_by_the_night() == ["The verification of your profession ends soon"]
    assert told_by_the_night() == []

    ProfessionalVerification.objects.update(expires_on=today() - DAY)
    assert told_by_the_night() == ["The verification of your profession has ended"]
    assert told_by_the_night() == []


def test_renewing_begins_anew(expert, moderator):
    old = make_verification(expert, moderator, days=-1, told="ended")

    verify(
        user=expert, profession="surgeon", expires_on=today() + 365 * DAY, by=moderator
    )
    professional_tasks.tell_professional(old.pk)

    assert [each.subject for each in mail.outbox] == ["Your profession is verified"]
    assert ProfessionalVerification.objects.get().told == "verified"


def test_whom_it_was_taken_from_is_told(expert, moderator):
    professional_tasks.tell_former_professional(expert.pk)
    make_verification(expert, moderator)  # given again before the next job ran
    professional_tasks.tell_former_professional(expert.pk)

    assert [each.subject for each in mail.outbox] == [
        "Your profession is no longer shown"
    ]


# --- The admin --------------------------------------------------------------------------

ADD = "/admin/accounts/professionalverification/add/"


def typed(expert, **changes):
    return {
        "handle": expert.handle,
        "profession": "surgeon",
        "expires_on": str(today() + 90 * DAY),
        "note": "Register of physicians, today",
    } | changes


@pytest.mark.parametrize(
    ("name", "status"),
    [("member", 302), ("editor", 403), ("moderator", 200), ("administrator", 200)],
)
def test_who_may_open_the_form(visit, name, status):
    assert visit(name).get(ADD).status_code == status


def test_staff_verify_renew_and_withdraw_in_the_admin(as_moderator, expert, moderator):
    as_moderator.post(ADD, typed(expert))
    verification = ProfessionalVerification.objects.get()
    assert (verification.user, verification.verified_by) == (expert, moderator)
    assert in_group(expert)

    page = f"/admin/accounts/professionalverification/{verification.pk}/"
    later = str(today() + 300 * DAY)
    as_moderator.post(f"{page}change/", typed(expert, expires_on=later))
    verification.refresh_from_db()
    assert str(verification.expires_on) == later

    as_moderator.post(f"{page}delete/", {"post": "yes"})
    assert not ProfessionalVerification.objects.exists()
    assert not in_group(expert)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"handle": "nobody-here"}, "Nobody has this public name."),
        ({"handle": "the-moderator"}, "Nobody verifies themselves"),
        ({"expires_on": "2001-01-01"}, "must lie in the future"),
        ({"profession": ""}, "This field is required."),
    ],
)
def test_the_form_says_what_is_wrong(as_moderator, expert, changes, words):
    response = as_moderator.post(ADD, typed(expert, **changes))

    assert words in response.content.decode()
    assert not ProfessionalVerification.objects.exists()


def test_a_second_entry_is_refused(as_moderator, expert, moderator):
    make_verification(expert, moderator)

    response = as_moderator.post(ADD, typed(expert))

    assert "There is an entry already" in response.content.decode()


def test_the_member_sees_what_is_on_file(as_expert, expert, moderator):
    make_verification(expert, moderator, note="Register of physicians")

    page = as_expert.get("/account/").content.decode()

    assert "<dd>beside your public name, to other members</dd>" in page
    assert "<dd>orthopedic oncologist</dd>" in page
    assert "Register of physicians" in page
