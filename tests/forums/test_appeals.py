"""Appeals: once, decided by a second person, and undoing what was decided."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from forums.errors import AlreadyHandled, Empty, NotAllowed, OwnCase
from forums.models import Appeal, ModerationAction, Post, Restriction
from forums.moderation import appeals, decision_tasks, handling, restrictions
from forums.rules.access import Access
from tests.forum_factories import (
    allow,
    make_forum,
    make_member,
    make_post,
    make_topic,
    restrict,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db):
    """A second moderator."""
    user = make_member("second")
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def removal(by, poster=None, *, waiting=False):
    """Return the line of the log about a removed (or refused) post."""
    post = make_post(poster=poster, approved=not waiting)
    access = Access.for_user(by)
    verb = handling.refuse if waiting else handling.hide
    verb(post=post, access=access, reason="Not so.")
    return ModerationAction.objects.get(post=post)


def appeal_of(against, text="It was a quotation."):
    return appeals.appeal(
        against=against,
        by=against.post.poster
        if isinstance(against, ModerationAction)
        else against.member,
        text=text,
    )


def page_of(against):
    kind = "measure" if isinstance(against, Restriction) else "post"
    return reverse("forums:appeal", args=[kind, against.pk])


@pytest.mark.parametrize("waiting", [True, False])
def test_member_reads_the_decision_and_appeals(as_member, member, moderator, waiting):
    action = removal(moderator, member, waiting=waiting)

    page = as_member.get(page_of(action))
    assert "Not so." in page.text
    assert "Words of post" in page.text  # the own words, which nobody else sees
    as_member.post(page_of(action), {"text": "It was a quotation."})

    appeal = Appeal.objects.get()
    assert (appeal.member, appeal.action, appeal.state) == (member, action, "open")
    assert "A second moderator will decide" in as_member.get(page_of(action)).text


@pytest.mark.parametrize("kind", Restriction.Kind)
def test_measures_can_be_appealed(as_member, member, kind):
    measure = restrict(member, kind)

    as_member.post(page_of(measure), {"text": "That was not me."})

    assert Appeal.objects.get().restriction == measure


def test_one_appeal_each(as_member, member, moderator):
    action = removal(moderator, member)
    as_member.post(page_of(action), {"text": "First."})

    as_member.post(page_of(action), {"text": "Second."})

    assert Appeal.objects.get().text == "First."
    with pytest.raises(appeals.AppealedBefore):
        appeal_of(ModerationAction.objects.get())


def test_others_cannot_appeal_or_read(as_stranger, stranger, member, moderator):
    action, measure = removal(moderator, member), restrict(member)

    for against in (action, measure):
        assert as_stranger.get(page_of(against)).status_code == 404
        assert as_stranger.post(page_of(against), {"text": "x"}).status_code == 404
        with pytest.raises(NotAllowed):
            appeals.appeal(against=against, by=stranger, text="x")


def test_only_removals_can_be_appealed(as_member, member, moderator):
    post = make_post(poster=member, approved=False)
    handling.approve(post=post, access=Access.for_user(moderator))
    action = ModerationAction.objects.get()

    assert as_member.get(page_of(action)).status_code == 404
    with pytest.raises(NotAllowed):
        appeal_of(action)


def test_what_was_undone_needs_no_appeal(as_member, member, moderator):
    action = removal(moderator, member)
    handling.restore(post=action.post, access=Access.for_user(moderator))

    assert "nothing to appeal" in as_member.get(page_of(action)).text
    with pytest.raises(appeals.Undone):
        appeal_of(action)


def test_words_are_needed_and_kept(as_member, member, settings):
    measure = restrict(member)
    with pytest.raises(Empty):
        appeal_of(measure, "  ")
    assert "Please write a few words first." in as_member.post(page_of(measure)).text
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "forum_appeal": "0/d/user"
    }

    page = as_member.post(page_of(measure), {"text": "My reasons."})

    assert page.status_code == 429
    assert "My reasons." in page.text


@pytest.mark.parametrize("waiting", [True, False])
def test_granting_puts_the_post_back(moderator, second, waiting):
    appeal = appeal_of(removal(moderator, waiting=waiting))

    appeals.grant(appeal=appeal, access=Access.for_user(second), answer="Right.")

    appeal.refresh_from_db()
    post = Post.objects.get(pk=appeal.action.post_id)
    assert (post.approved, post.removal) == (True, "")
    assert (appeal.state, appeal.decided_by) == ("granted", second)
    verbs = set(ModerationAction.objects.values_list("verb", "by__handle"))
    assert {("grant", "second"), ("restore", "second")} <= verbs


def test_granting_lifts_the_measure(member, moderator, second):
    measure = restrictions.take(
        Restriction.Kind.SILENCE,
        member=member,
        by=moderator,
        reason="Noise.",
        until=None,
    )

    appeals.grant(appeal=appeal_of(measure), access=Access.for_user(second))

    restrictions.check_may_write(member)


def test_rejecting_leaves_it_and_needs_words(moderator, second):
    appeal = appeal_of(removal(moderator))
    access = Access.for_user(second)

    with pytest.raises(Empty):
        appeals.reject(appeal=appeal, access=access, answer="")
    appeals.reject(appeal=appeal, access=access, answer="We read it again.")

    appeal.refresh_from_db()
    assert (appeal.state, appeal.answer) == ("rejected", "We read it again.")
    assert Post.objects.get(pk=appeal.action.post_id).removal == "moderator"


def test_who_acted_does_not_decide(as_moderator, moderator):
    appeal = appeal_of(removal(moderator))

    with pytest.raises(appeals.SecondPersonNeeded):
        appeals.grant(appeal=appeal, access=Access.for_user(moderator))

    page = as_moderator.get(reverse("forums:appeals"))
    assert "1 appeal is against your own decision" in page.text
    decide = reverse("forums:appeal_decide", args=[appeal.pk])
    as_moderator.post(decide, {"grant": ""})
    appeal.refresh_from_db()
    assert appeal.state == "open"


def test_with_one_moderator_an_administrator_decides(moderator, administrator):
    appeal = appeal_of(removal(moderator))

    appeals.grant(appeal=appeal, access=Access.for_user(administrator))

    assert not Post.objects.get(pk=appeal.action.post_id).removal


def test_nobody_decides_about_the_own_appeal(moderator, administrator):
    appeal = appeal_of(removal(administrator, moderator))

    assert not appeals.open_for(Access.for_user(moderator)).exists()
    with pytest.raises(OwnCase):
        appeals.grant(appeal=appeal, access=Access.for_user(moderator))


def test_moderators_of_other_forums_do_not_decide(client, moderator):
    appeal, host = appeal_of(removal(moderator)), make_member()
    allow("can_approve_posts", host, make_forum())
    client.force_login(host)

    with pytest.raises(NotAllowed):
        appeals.grant(appeal=appeal, access=Access.for_user(host))
    decide = reverse("forums:appeal_decide", args=[appeal.pk])
    assert client.get(decide).status_code == 404
    assert client.post(decide, {"grant": ""}).status_code == 404


def test_hosts_of_one_forum_do_not_decide_about_members(member, moderator):
    forum = make_topic().forum
    host = make_member()
    allow("can_approve_posts", host, forum)
    appeal = appeal_of(restrict(member, by=moderator))

    with pytest.raises(NotAllowed):
        appeals.grant(appeal=appeal, access=Access.for_user(host))


def test_the_second_to_decide_is_told(moderator, second, administrator):
    appeal = appeal_of(removal(moderator))
    appeals.grant(appeal=appeal, access=Access.for_user(second))

    with pytest.raises(AlreadyHandled):
        appeals.reject(
            appeal=appeal, access=Access.for_user(administrator), answer="No."
        )


def test_undoing_a_removal_ends_the_appeal_against_it(as_member, member, moderator):
    action = removal(moderator, member)
    appeal_of(action)

    handling.restore(post=action.post, access=Access.for_user(moderator))

    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.decided_by) == ("granted", moderator)
    assert "A second moderator will decide" not in as_member.get(page_of(action)).text


def test_lifting_a_measure_ends_the_appeal_against_it(member, moderator, administrator):
    measure = restrict(member, Restriction.Kind.SILENCE, by=moderator)
    appeal_of(measure)

    restrictions.lift(restriction=measure, by=moderator)

    assert Appeal.objects.get().state == "granted"
    assert not appeals.open_for(Access.for_user(administrator)).exists()


def test_an_appeal_goes_on_against_the_measure_that_replaced_its_own(
    member, moderator, second
):
    about = {"member": member, "by": moderator, "reason": "Noise.", "until": None}
    appeal = appeal_of(restrictions.take(Restriction.Kind.SILENCE, **about))
    restrictions.take(Restriction.Kind.SILENCE, **about)

    appeals.grant(appeal=appeal, access=Access.for_user(second))

    restrictions.check_may_write(member)


def test_granting_what_was_undone_meanwhile_changes_nothing_more(moderator, second):
    appeal = appeal_of(removal(moderator))
    handling.restore(post=appeal.action.post, access=Access.for_user(moderator))
    # The second had it in hand at that moment, so restoring left it alone.
    Appeal.objects.update(state=Appeal.State.OPEN, decided_by=None, decided_at=None)

    appeals.grant(appeal=appeal, access=Access.for_user(second))

    assert ModerationAction.objects.filter(verb="restore").count() == 1


@pytest.mark.parametrize(
    ("verb", "words"), [("grant", "is visible now"), ("reject", "It stands.")]
)
def test_member_hears_the_outcome_once(moderator, second, verb, words):
    appeal = appeal_of(removal(moderator))
    getattr(appeals, verb)(
        appeal=appeal, access=Access.for_user(second), answer="Our answer."
    )

    decision_tasks.tell_appellant.func(appeal_id=appeal.pk)
    decision_tasks.tell_appellant.func(appeal_id=appeal.pk)

    (letter,) = mail.outbox
    assert letter.to == [appeal.member.email]
    assert words in letter.body
    assert "Our answer." in letter.body


def test_pages_for_the_second_moderator(as_administrator, moderator):
    appeal = appeal_of(removal(moderator))
    Appeal.objects.update(made_at=timezone.now() - dt.timedelta(hours=80))

    page = as_administrator.get(reverse("forums:appeals"))
    assert "Overdue by 8\xa0hours." in page.text
    decide = reverse("forums:appeal_decide", args=[appeal.pk])
    assert "It was a quotation." in as_administrator.get(decide).text
    refused = as_administrator.post(decide, {"reject": ""})
    assert "write an answer" in refused.text
    as_administrator.post(decide, {"grant": "", "words": "Yes."})

    appeal.refresh_from_db()
    assert (appeal.state, appeal.answer) == ("granted", "Yes.")


@pytest.mark.parametrize("waiting", [True, False])
def test_my_posts_lead_from_what_was_taken_away_to_the_appeal(
    as_member, member, moderator, waiting
):
    action = removal(moderator, member, waiting=waiting)

    page = as_member.get(reverse("forums:my_posts")).content.decode()

    assert page_of(action) in page
    assert "how to appeal" in page


def test_what_was_erased_meanwhile_is_not_put_back(moderator):
    post = make_post(removal="erased")

    handling.put_back(post=post, by=moderator, reason="")

    post.refresh_from_db()
    assert post.removal == "erased"
