"""A small forum in which everything that can happen has happened, for the permission table."""

import datetime as dt
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from forums.models import (
    Appeal,
    Attachment,
    Forum,
    ModerationAction,
    Restriction,
    Topic,
)
from forums.moderation import log
from forums.rules.rights import close_to_all_but_professionals
from portal.accounts.models import ProfessionalVerification
from tests.factories import make_page
from tests.forum_factories import (
    make_forum,
    make_member,
    make_post,
    make_report,
    make_topic,
    restrict,
    trust_member,
)
from tests.personas import make_person

Verb = ModerationAction.Verb


def make_world():
    """Return people by name, ids of things by name, and words for every form."""
    people = {
        name: make_member(name)
        for name in ("stranger", "author", "silenced", "suspended", "expert", "second")
    }
    people["moderator"] = trust_member(make_person("moderator"))
    people["second"].groups.add(Group.objects.get(name="Moderators"))
    verify(people["expert"], people["moderator"])
    things = {
        "silence": restrict(people["silenced"], by=people["second"]),
        "suspension": restrict(
            people["suspended"], Restriction.Kind.SUSPENSION, by=people["second"]
        ),
        **make_forums(people),
        **make_posts(people),
    }
    ids = {name: thing.pk for name, thing in {**people, **things}.items()}
    ids["page"] = things["page"].subject.slug
    return SimpleNamespace(people=people, ids=ids, words=words(things))


def verify(user, by):
    ProfessionalVerification.objects.create(
        user=user,
        profession="oncologist",
        verified_by=by,
        expires_on=timezone.localdate() + dt.timedelta(days=100),
    )
    user.groups.add(Group.objects.get(name="Verified professionals"))


def make_forums(people):
    closed = make_forum("Closed")
    close_to_all_but_professionals(closed)
    locked = make_topic(make_forum("Other"))
    Topic.objects.filter(pk=locked.pk).update(status=Topic.TOPIC_LOCKED)
    return {
        "closed": closed,
        "closed_topic": make_topic(closed, title="Question"),
        "locked_topic": locked,
        "hidden_topic": make_topic(
            approved=False, removal="moderator", title="Question"
        ),
        "other": locked.forum,
        "page": make_page(),
    }


def make_posts(people):
    author, second = people["author"], people["second"]
    forum = make_forum("Open")
    topic = make_topic(forum, author, title="Question")
    removed = make_post(topic, author, removal="moderator", removed_by=second)
    refused = make_post(topic, author, removal="refused", approved=False)
    about = {"by": second, "member": author, "reason": "x"}
    against = log.record(Verb.REFUSE, post=refused, **about)
    answer = make_post(topic, people["expert"])
    return {
        "forum": forum,
        "topic": topic,
        "own": topic.first_post,
        "removed": removed,
        "refused": refused,
        "answer": answer,
        "waiting": make_post(topic, approved=False, hold="newcomer"),
        "report": make_report(answer),
        "action": log.record(Verb.HIDE, post=removed, **about),
        "appeal": Appeal.objects.create(member=author, action=against, text="x"),
        "file": make_file(answer),
    }


def make_file(post, shows="A letter"):
    row = Attachment(post=post, kind="pdf", extension="pdf", description=shows, size=5)
    row.file.save("", ContentFile(b"%PDF-"), save=False)
    row.save(force_insert=True)
    return row


def words(things):
    """Return what all forms together ask for."""
    return {
        "title": "A title",
        "text": "Some words of mine.",
        "reason": "abuse",
        "note": "Look.",
        "words": "Because.",
        "refuse-words": "Because.",
        "measure-kind": "warning",
        "measure-length": "7",
        "measure-words": "Because.",
        "reject": "",
        "to": things["other"].pk,
        "forum": Forum.objects.get(name="Open").pk,
    }
