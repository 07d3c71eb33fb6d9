"""How far the forums trust a member: levels, what they allow, and what waits for a moderator.

Trust is earned by reading and by posts that stand, as in Discourse's trust levels:

====================================  ==========  ========  =========
to reach                              0 newcomer  1 member  2 regular
====================================  ==========  ========  =========
age of the account                             –   1 day     30 days
days visited                                   –   3         15
topics entered                                 –   5         20
posts read                                     –   30        200
approved posts                                 –   2         15
upheld reports and measures, 90 days           –   any       none
------------------------------------  ----------  --------  ---------
posts an hour                                  4   20        40
posts a day                                   10   60        150
first two posts wait                         yes   –         –
posts with links wait                        yes   no        no
====================================  ==========  ========  =========

Moderators, verified professionals and whoever has machina's ``can_post_without_approval``
never wait; staff are not limited.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from forums.errors import TooMany
from forums.models import ForumProfile, Post, Report, Restriction
from portal.accounts.professionals import badge_of

if TYPE_CHECKING:
    from forums.models import Forum
    from forums.rules.access import Access
    from portal.accounts.models import User


class Level(IntEnum):
    NEWCOMER = 0
    MEMBER = 1
    REGULAR = 2


LEVEL_NAMES = {
    Level.NEWCOMER: gettext_lazy("newcomer"),
    Level.MEMBER: gettext_lazy("member"),
    Level.REGULAR: gettext_lazy("regular"),
}


@dataclass(frozen=True)
class Bar:
    """What it takes to reach a level; every number is a minimum."""

    age: dt.timedelta
    days_visited: int
    topics_entered: int
    posts_read: int
    approved_posts: int

    def is_cleared_by(self, profile: ForumProfile, joined: dt.datetime) -> bool:
        return (
            timezone.now() - joined >= self.age
            and profile.days_visited >= self.days_visited
            and profile.topics_entered >= self.topics_entered
            and profile.posts_read >= self.posts_read
            and profile.posts_count >= self.approved_posts
        )


@dataclass(frozen=True)
class Limits:
    hour: int
    day: int


MEMBER = Bar(dt.timedelta(days=1), 3, 5, 30, 2)
REGULAR = Bar(dt.timedelta(days=30), 15, 20, 200, 15)
LIMITS = {
    Level.NEWCOMER: Limits(hour=4, day=10),
    Level.MEMBER: Limits(hour=20, day=60),
    Level.REGULAR: Limits(hour=40, day=150),
}
# A newcomer's posts wait until this many were approved.
FIRST_POSTS = 2
CLEAN_FOR = dt.timedelta(days=90)

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)

# Written addresses as well as links; a newcomer's advertisement needs one of them. Endings
# that are words of their own ("it", "in", "so") would make every forgotten space an address.
ENDINGS = (
    "com|net|org|info|biz|io|co|shop|online|site|xyz|top|club|ru|cn|me|app|dev|link|store"
    "|pro|vip|tv|gg|ly|cc|eu|uk|de|fr|ch|nl|ca|au|click|blog|cloud|website"
)
LINK = re.compile(
    r"(?:https?|hxxps?|ftp|mailto):|//|\bwww\.|\][(\[:]|(?<=[\w.+-])@[\w-]+\.[a-z]"
    rf"|(?<=[\w-])\.(?:(?:{ENDINGS})\b|[a-z]{{2,}}/\w)",
    re.IGNORECASE,
)
WRITTEN_DOT = re.compile(r" ?[\[({] ?(?:\.|dot) ?[\])}] ?", re.IGNORECASE)
DOTS = str.maketrans("\u3002\uff61", "..")  # full stops that browsers take for dots


def level_of(user: User) -> Level:
    """Return how far a member is trusted today (at most three queries)."""
    profile = _profile(user)
    if profile is None or not MEMBER.is_cleared_by(profile, user.date_joined):
        return Level.NEWCOMER
    if REGULAR.is_cleared_by(profile, user.date_joined) and _is_clean(user):
        return Level.REGULAR
    return Level.MEMBER


def hold_for(user: User, forum: Forum, text: str, access: Access) -> str:
    """Return why a post has to wait for a moderator (a ``Post.Hold``), or ""."""
    if access.moderates(forum) or access.may("can_post_without_approval", forum):
        return ""
    profile = access.profile
    if profile is not None and MEMBER.is_cleared_by(profile, user.date_joined):
        return ""
    if badge_of(user) is not None:
        return ""
    if profile is None or profile.posts_count < FIRST_POSTS:
        return Post.Hold.NEWCOMER.value
    return Post.Hold.LINKS.value if has_link(text) else ""


def has_link(text: str) -> bool:
    """Tell whether an address stands in a text, also one that is spelled to hide itself."""
    plain = unicodedata.normalize("NFKC", text).translate(DOTS)
    shown = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return LINK.search(WRITTEN_DOT.sub(".", shown)) is not None


def check_limits(user: User) -> None:
    """Raise TooMany when the member wrote as much as the level allows."""
    if user.is_staff:
        return
    now = timezone.now()
    written = Post.objects.filter(poster=user, created__gt=now - DAY).aggregate(
        hour=Count("pk", filter=Q(created__gt=now - HOUR)), day=Count("pk")
    )
    lowest = LIMITS[Level.NEWCOMER]
    if written["hour"] < lowest.hour and written["day"] < lowest.day:
        return
    limits = LIMITS[level_of(user)]
    if written["day"] >= limits.day:
        raise TooMany(
            ngettext(
                "You have written %(count)d post within 24 hours, which is the most that "
                "your account may write. Please go on tomorrow.",
                "You have written %(count)d posts within 24 hours, which is the most that "
                "your account may write. Please go on tomorrow.",
                limits.day,
            )
            % {"count": limits.day}
        )
    if written["hour"] >= limits.hour:
        raise TooMany(
            ngettext(
                "You have written %(count)d post within an hour, which is the most that "
                "your account may write. Please go on a little later.",
                "You have written %(count)d posts within an hour, which is the most that "
                "your account may write. Please go on a little later.",
                limits.hour,
            )
            % {"count": limits.hour}
        )


def _profile(user: User) -> ForumProfile | None:
    """Return the profile as the database has it: other requests count in it."""
    found: ForumProfile | None = ForumProfile.objects.filter(user=user).first()
    return found


def _is_clean(user: User) -> bool:
    """Tell whether nothing was upheld against a member for a while."""
    since = timezone.now() - CLEAN_FOR
    return not (
        Report.objects.filter(
            post__poster=user, state=Report.State.UPHELD, handled_at__gt=since
        ).exists()
        or Restriction.objects.against(user).filter(since__gt=since).exists()
    )
