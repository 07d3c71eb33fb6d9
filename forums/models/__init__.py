"""What the forums keep: machina's tables as overridden, and our own."""

from forums.models.conversation import (
    Attachment,
    Discussion,
    ExpertAnswer,
    Mention,
    PostVersion,
    Quotation,
)
from forums.models.measures import Appeal, Restriction
from forums.models.members import ForumFollow, Mute
from forums.models.moderation import CannedReply, Letter, ModerationAction, Report
from forums.models.notifications import Notification
from forums.models.safety import HelpLine, SafetyCard, WatchWord
from forums.overrides.forum.models import Forum
from forums.overrides.forum_conversation.models import Post, Topic
from forums.overrides.forum_member.models import ForumProfile
from forums.overrides.forum_permission.models import (
    ForumPermission,
    GroupForumPermission,
    UserForumPermission,
)
from forums.overrides.forum_tracking.models import ForumReadTrack, TopicReadTrack

__all__ = [
    "Appeal",
    "Attachment",
    "CannedReply",
    "Discussion",
    "ExpertAnswer",
    "Forum",
    "ForumFollow",
    "ForumPermission",
    "ForumProfile",
    "ForumReadTrack",
    "GroupForumPermission",
    "HelpLine",
    "Letter",
    "Mention",
    "ModerationAction",
    "Mute",
    "Notification",
    "Post",
    "PostVersion",
    "Quotation",
    "Report",
    "Restriction",
    "SafetyCard",
    "Topic",
    "TopicReadTrack",
    "UserForumPermission",
    "WatchWord",
]
