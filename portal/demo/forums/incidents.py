"""What moderators of the demonstration have before them, and what they did already."""

import datetime as dt
from typing import Any

from forums.models import Appeal, ModerationAction, Post, Report, Restriction
from portal.accounts.models import User
from portal.demo.forums.files import read, span
from portal.demo.forums.people import People
from portal.demo.forums.talk import Named

Verb = ModerationAction.Verb
MEASURES = {"warning": Verb.WARN, "silence": Verb.SILENCE}
DECISIONS = {"upheld": Verb.UPHOLD, "dismissed": Verb.DISMISS}


def load_incidents(posts: Named, people: People, now: dt.datetime) -> None:
    """Add reports, a removal, measures, an appeal, and the log of all that."""
    data = read("incidents.json")
    moderator = people[data["moderator"]]
    lines = [
        *_reports(data["reports"], posts, people, now),
        _hide(data["hidden"], posts, moderator, now),
    ]
    measures = [
        _restrict(one, posts, people, moderator, now) for one in data["restrictions"]
    ]
    lines += [
        ModerationAction(
            verb=MEASURES[one.kind],
            member=one.member,
            post=one.post,
            topic=one.post.topic if one.post else None,
            at=one.since,
            reason=one.reason,
        )
        for one in measures
    ]
    for line in sorted(lines, key=lambda line: line.at):
        line.by = moderator
        line.save()
    Appeal.objects.create(
        member=measures[-1].member,
        restriction=measures[-1],
        text=data["appeal"]["text"],
        made_at=now - span(data["appeal"]["ago"]),
    )


def _reports(
    reports: list[dict[str, Any]], posts: Named, people: People, now: dt.datetime
) -> list[ModerationAction]:
    """Add the reports; return log lines for those that were decided."""
    moderator = people[read("incidents.json")["moderator"]]
    lines = []
    for facts in reports:
        report = Report(
            post=posts[facts["post"]],
            reporter=people[facts["by"]],
            reason=facts["reason"],
            note=facts["note"],
            reported_at=now - span(facts["ago"]),
        )
        if "state" in facts:
            report.state, report.answer = facts["state"], facts["answer"]
            report.handled_by = moderator
            report.handled_at = now - span(facts["handled"])
            lines.append(
                _line(DECISIONS[facts["state"]], report.post, report.handled_at)
            )
        report.save()
    return lines


def _hide(
    facts: dict[str, Any], posts: Named, moderator: User, now: dt.datetime
) -> ModerationAction:
    post, at = posts[facts["post"]], now - span(facts["ago"])
    Post.objects.filter(pk=post.pk).update(
        removal=Post.Removal.MODERATOR, removed_at=at, removed_by=moderator
    )
    return _line(Verb.HIDE, post, at, facts["reason"])


def _line(
    verb: ModerationAction.Verb, post: Post, at: dt.datetime, reason: str = ""
) -> ModerationAction:
    return ModerationAction(
        verb=verb,
        member=post.poster,
        post=post,
        topic=post.topic,
        at=at,
        reason=reason,
    )


def _restrict(
    facts: dict[str, Any],
    posts: Named,
    people: People,
    moderator: User,
    now: dt.datetime,
) -> Restriction:
    since = now - span(facts["ago"])
    days = facts.get("days")
    return Restriction.objects.create(
        member=people[facts["member"]],
        kind=facts["kind"],
        reason=facts["reason"],
        since=since,
        until=since + dt.timedelta(days=days) if days else None,
        by=moderator,
        post=posts.get(facts.get("post", "")),
    )
