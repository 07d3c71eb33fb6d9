"""Members of the demonstration: they cannot log in, and what is known of them is invented."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from forums.models import Forum, ForumFollow, ForumProfile, ForumReadTrack, Mute
from portal.accounts.models import ProfessionalVerification, User
from portal.accounts.professionals import GROUP
from portal.demo.forums.files import read

People = dict[str, User]


def address_of(handle: str) -> str:
    return f"{handle}@example.org"


def load_people(now: dt.datetime) -> People:
    """Add the members; return them and the log-ins by handle."""
    joined = read("members.json")["joined"]
    known = set(User.objects.filter(handle__in=joined).values_list("handle", flat=True))
    new = User.objects.bulk_create(
        User(
            email=address_of(handle),
            handle=handle,
            password=make_password(None),
            date_joined=now - dt.timedelta(days=days),
            declared_16_at=now - dt.timedelta(days=days),
        )
        for handle, days in joined.items()
        if handle not in known
    )
    # Accounts without a confirmed address are deleted after a week.
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in new
    )
    people = {user.handle: user for user in User.objects.filter(handle__in=joined)}
    for handle in known:
        people[handle].date_joined = now - dt.timedelta(days=joined[handle])
    User.objects.bulk_update(people.values(), ["date_joined"])
    _load_profiles(people, now)
    _load_professionals(people, now)
    return people


def _load_profiles(people: People, now: dt.datetime) -> None:
    """Give each as much reading as fits the time since they joined."""
    joined = read("members.json")["joined"]
    ForumProfile.objects.bulk_create(
        [
            ForumProfile(
                user=user,
                topics_entered=1 + joined[handle] // 2,
                posts_read=5 + joined[handle] * 3,
                days_visited=1 + joined[handle] // 4,
                last_visited_on=(now - dt.timedelta(days=len(handle) % 3)).date(),
                safety_card_seen_at=now - dt.timedelta(days=joined[handle]),
            )
            for handle, user in people.items()
        ],
        ignore_conflicts=True,
    )


def _load_professionals(people: People, now: dt.datetime) -> None:
    """Add what staff verified: badges that are good, end soon, and have ended."""
    today = timezone.localdate(now)
    group = Group.objects.get(name=GROUP)
    for one in read("members.json")["professionals"]:
        verification = ProfessionalVerification.objects.create(
            user=people[one["handle"]],
            profession=one["profession"],
            verified_by=people["steady-ibex"],
            verified_on=today - dt.timedelta(days=one["verified"]),
            expires_on=today + dt.timedelta(days=one["expires"]),
            note=one["note"],
            told=_told(one["expires"]),
        )
        if verification.is_current:
            group.user_set.add(verification.user)


def _told(days_left: int) -> str:
    """Return what the member was told, so that no mail goes out about invented people."""
    told = ProfessionalVerification.Told
    if days_left < 0:
        return told.ENDED
    return told.ENDING if days_left <= 30 else told.VERIFIED


def load_habits(people: People, now: dt.datetime) -> None:
    """Add which forums the members follow and have read, and whom they mute."""
    data = read("members.json")
    forums = {forum.name: forum for forum in Forum.objects.all()}
    ForumFollow.objects.bulk_create(
        ForumFollow(member=people[handle], forum=forums[name])
        for handle, names in data["follow_forums"].items()
        for name in names
    )
    Mute.objects.bulk_create(
        Mute(member=people[member], muted=people[muted])
        for member, muted in data["mutes"]
    )
    for handle, days in data["read_until"].items():
        tracks = ForumReadTrack.objects.bulk_create(
            ForumReadTrack(user=people[handle], forum=forum)
            for forum in forums.values()
            if not forum.is_category
        )
        # The field sets itself to now when a row is saved.
        ForumReadTrack.objects.filter(pk__in=[track.pk for track in tracks]).update(
            mark_time=now - dt.timedelta(days=days)
        )
