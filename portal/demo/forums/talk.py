"""Discussions of the demonstration, written in bulk, with counters that are right."""

import datetime as dt
from typing import Any

from django.utils.text import slugify

from articles.models import Subject
from forums import counting, markup
from forums.models import (
    Discussion,
    ExpertAnswer,
    Forum,
    Mention,
    Post,
    PostVersion,
    Quotation,
    Topic,
)
from portal.accounts.professionals import badge_of
from portal.demo.forums.files import DemoPost, DemoTopic, span
from portal.demo.forums.people import People
from portal.demo.forums.quoting import stored, with_quotes

# The posts that other data files speak of, by their name.
Named = dict[str, Post]
Pairs = list[tuple[DemoPost, Post]]

WHILE = dt.timedelta(minutes=10)  # until somebody thinks better of it


def load_talk(forum: Forum, talks: list[DemoTopic], people: People) -> Named:
    """Add the discussions of one forum; return the posts that have a name."""
    topics = Topic.objects.bulk_create(_topic(forum, talk, people) for talk in talks)
    named: Named = {}
    for topic, talk in zip(topics, talks, strict=True):
        posts = _add_posts(topic, talk, people)
        counting.recount_topic(topic)
        _add_links(topic, talk, people)
        for words, post in posts:
            _add_facts(topic, words, post, people)
            if "name" in words.facts:
                named[words.facts["name"]] = post
    return named


def _topic(forum: Forum, talk: DemoTopic, people: People) -> Topic:
    return Topic(
        forum=forum,
        poster=people[talk.posts[0].by],
        subject=talk.title,
        slug=slugify(talk.title) or "topic",
        type=Topic.TOPIC_STICKY if "kind" in talk.facts else Topic.TOPIC_POST,
        status=Topic.TOPIC_LOCKED if "locked" in talk.facts else Topic.TOPIC_UNLOCKED,
        approved=talk.facts.get("state") != "waiting",
        views_count=len(talk.title) + 13 * len(talk.posts),
    )


def _add_posts(topic: Topic, talk: DemoTopic, people: People) -> Pairs:
    ids = {handle: user.pk for handle, user in people.items()}
    texts = [stored(words.text, ids) for words in talk.posts]
    posts = Post.objects.bulk_create(
        _post(topic, words, text, people)
        for words, text in zip(talk.posts, texts, strict=True)
    )
    for post, text in zip(posts, texts, strict=True):
        if (full := with_quotes(text, posts)) != text:
            post.content = full
            post.save_words(update_fields=["content", "_content_rendered"])
    # Rows set these to now when they are saved.
    for post, words in zip(posts, talk.posts, strict=True):
        post.created = post.updated = words.created
    Post.objects.bulk_update(posts, ["created", "updated"])
    Topic.objects.filter(pk=topic.pk).update(
        created=posts[0].created, updated=posts[-1].created
    )
    _add_references(posts)
    return list(zip(talk.posts, posts, strict=True))


def _post(topic: Topic, words: DemoPost, text: str, people: People) -> Post:
    facts = words.facts
    post = Post(
        topic=topic,
        poster=people[words.by],
        subject=topic.subject if "days" in facts else f"Re: {topic.subject}"[:255],
        content=text,
        _content_rendered=markup.render(
            text
        ),  # saving does it, writing in bulk does not
        approved=facts.get("state") != "waiting",
        hold=facts.get("hold", ""),
        concern=facts.get("concern", ""),
        content_note=facts.get("note", ""),
        enable_signature=False,
    )
    if facts.get("state") == "removed":
        post.removal = Post.Removal.AUTHOR
        post.removed_at = words.created + WHILE
        post.removed_by = post.poster
    return post


def _add_references(posts: list[Post]) -> None:
    """Note who is mentioned and which posts are quoted, as posting does."""
    Mention.objects.bulk_create(
        Mention(post=post, member_id=member)
        for post in posts
        for member in markup.mentioned(post.content.raw)
    )
    Quotation.objects.bulk_create(
        Quotation(post=post, quoted_id=quoted)
        for post in posts
        for quoted in markup.quoted(post.content.raw)
    )


def _add_links(topic: Topic, talk: DemoTopic, people: People) -> None:
    """Link the discussion to its page and to those who follow it."""
    followers = {talk.posts[0].by, *talk.facts.get("followed_by", ())}
    topic.subscribers.add(*(people[handle] for handle in followers))
    slug = talk.facts.get("subject")
    subject = Subject.objects.filter(slug=slug).first() if slug else None
    if subject is None and slug:
        subject = Subject.objects.filter(old_slugs__slug=slug).first()
    if subject:
        Discussion.objects.create(topic=topic, subject=subject)


def _add_facts(topic: Topic, words: DemoPost, post: Post, people: People) -> None:
    if "edited" in words.facts:
        _edit(post, words.facts["edited"])
    if "expert" in words.facts:
        badge = badge_of(people[words.by])
        ExpertAnswer.objects.create(
            topic=topic,
            post=post,
            profession=badge.profession if badge else "",
            marked_by=people[words.facts["expert"]["by"]],
            marked_at=words.created + span(words.facts["expert"]["after"]),
        )


def _edit(post: Post, facts: dict[str, Any]) -> None:
    PostVersion.objects.create(
        post=post,
        number=1,
        text=facts["was"],
        saved_at=post.created,
        saved_by=post.poster,
    )
    edited_at = post.created + span(facts["after"])
    Post.objects.filter(pk=post.pk).update(
        edited_at=edited_at,
        updated=edited_at,
        updated_by=post.poster,
        updates_count=1,
        update_reason=facts["reason"],
    )
