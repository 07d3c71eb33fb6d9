"""What moderators know of a member when they decide: age, trust, what was decided before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from forums.models import ForumProfile, Post, Report, Restriction
from forums.rules import trust
from portal.accounts.professionals import badge_of

if TYPE_CHECKING:
    from portal.accounts.models import ProfessionalVerification, User

TAKEN_DOWN = (Post.Removal.MODERATOR, Post.Removal.REFUSED)


@dataclass(frozen=True)
class Record:
    member: User
    level: trust.Level
    profile: ForumProfile
    badge: ProfessionalVerification | None
    measures: list[Restriction]
    taken_down: int
    waiting: int
    reports_upheld: int
    reports_made: int
    reports_made_upheld: int

    @property
    def level_in_words(self) -> str:
        return str(trust.LEVEL_NAMES[self.level])

    @property
    def in_force(self) -> list[Restriction]:
        return [one for one in self.measures if one.is_in_force]


def of(member: User) -> Record:
    """Return the record of a member: seven to ten queries, none by number of posts."""
    posts = Post.objects.filter(poster=member).aggregate(
        taken_down=Count("pk", filter=Q(removal__in=TAKEN_DOWN)),
        waiting=Count("pk", filter=Q(approved=False, removal="")),
    )
    upheld = Q(state=Report.State.UPHELD)
    against = Report.objects.filter(upheld, post__poster=member)
    made = Report.objects.filter(reporter=member).aggregate(
        all=Count("pk"), upheld=Count("pk", filter=upheld)
    )
    measures = Restriction.objects.against(member).select_related(
        "by", "lifted_by", "post", "appeal"
    )
    profile = ForumProfile.objects.filter(user=member).first()
    return Record(
        member=member,
        level=trust.level_of(member),
        profile=profile or ForumProfile(user=member),
        badge=badge_of(member),
        measures=list(measures),
        reports_upheld=against.count(),
        reports_made=made["all"],
        reports_made_upheld=made["upheld"],
        **posts,
    )
