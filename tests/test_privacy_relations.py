"""Every column that points to an account is accounted for: the row goes, or it stays."""

import pytest
from django.contrib.auth import get_user_model

from portal import privacy
from tests.test_privacy_whole_database import anna, do_everything

__all__ = ["anna"]

pytestmark = pytest.mark.django_db

User = get_user_model()

# No row points to a member who left; a new table belongs into one of the two lists, and
# into docs/privacy.md.
GOES = {
    "account.EmailAddress.user",
    "accounts.ProfessionalVerification.user",
    "accounts.User_groups.user",
    "accounts.User_user_permissions.user",
    "articles.Person.user",
    "forum_conversation.Topic.subscribers",
    "forum_conversation.Topic_subscribers.user",
    "forum_permission.UserForumPermission.user",
    "forum_tracking.ForumReadTrack.user",
    "forum_tracking.TopicReadTrack.user",
    "forums.Appeal.member",
    "forums.ForumFollow.member",
    "forums.Mention.member",
    "forums.Mute.member",
    "forums.Mute.muted",
    "forums.Notification.member",
    "forums.Report.reporter",
    "forums.Restriction.member",
    "mfa.Authenticator.user",
    "sponsors.Donation.user",
    "sponsors.FirewallException.user",
    "sponsors.Receipt.user",
    "sponsors.SponsorContact.user",
    "sponsors.Sponsorship.applied_by",
    "usersessions.UserSession.user",
}
# Words and their places, a row that pages join, and what people did as staff.
STAYS = {
    "forum_conversation.Post.poster",
    "forum_conversation.Post.removed_by",
    "forum_conversation.Post.updated_by",
    "forum_conversation.Topic.poster",
    "forum_member.ForumProfile.user",
    "forum_polls.TopicPollVote.voter",
    "accounts.ProfessionalVerification.verified_by",
    "admin.LogEntry.user",
    "articles.EvidenceStatus.confirmed_by",
    "articles.EvidenceStatus.recorded_by",
    "articles.Feedback.answered_by",
    "articles.PageImport.imported_by",
    "articles.Revision.reviewed_by",
    "articles.Revision.saved_by",
    "forums.Appeal.decided_by",
    "forums.ExpertAnswer.marked_by",
    "forums.ModerationAction.by",
    "forums.ModerationAction.member",
    "forums.PostVersion.saved_by",
    "forums.Report.handled_by",
    "forums.Restriction.by",
    "forums.Restriction.lifted_by",
    "sponsors.FirewallException.allowed_by",
    "sponsors.Payment.entered_by",
    "sponsors.Payment.reviewed_by",
    "sponsors.Refund.approved_by",
    "sponsors.Refund.requested_by",
    "sponsors.Sponsorship.approved_by",
}


def relations():
    """Return name → field of every column that points to an account."""
    fields = User._meta.get_fields(include_hidden=True)
    pointing = [each for each in fields if each.auto_created and not each.concrete]
    return {
        f"{each.related_model._meta.label}.{each.field.name}": each for each in pointing
    }


def pointing_to(user):
    return {
        name
        for name, relation in relations().items()
        if relation.related_model._base_manager.filter(
            **{relation.field.name: user}
        ).exists()
    }


def test_every_relation_is_accounted_for():
    assert set(relations()) == GOES | STAYS
    assert set() == GOES & STAYS


@pytest.mark.parametrize("keep_words", [True, False])
def test_what_goes_is_gone(anna, stranger, moderator, administrator, keep_words):
    do_everything(anna, stranger, moderator, administrator)
    anna.user_permissions.add(*moderator.groups.get().permissions.all()[:1])
    assert pointing_to(anna) >= GOES

    privacy.leave(user=anna, keep_words=keep_words)

    assert pointing_to(anna) & GOES == set()
