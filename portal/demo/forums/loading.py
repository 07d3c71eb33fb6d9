"""The forums of the demonstration, once: what members do there afterward is theirs."""

from django.utils import timezone

from forums import counting
from portal.accounts.models import User
from portal.demo.forums.files import read, read_topics
from portal.demo.forums.incidents import load_incidents
from portal.demo.forums.people import address_of, load_habits, load_people
from portal.demo.forums.rooms import load_rooms
from portal.demo.forums.talk import Named, load_talk


def load_forums() -> int:
    """Add forums, members and discussions; return how many discussions.

    Nothing is added when one of the invented members is there: then it was done before,
    and moderators may have moved or removed any of it since.
    """
    handles = read("members.json")["joined"]
    if User.objects.filter(email__in=[address_of(one) for one in handles]).exists():
        return 0
    now = timezone.now()
    people = load_people(now)
    named: Named = {}
    count = 0
    for file, forum in load_rooms().items():
        talks = read_topics(file, now)
        named |= load_talk(forum, talks, people)
        count += len(talks)
    load_incidents(named, people, now)
    load_habits(people, now)
    counting.recount_members([user.pk for user in people.values()])
    return count
