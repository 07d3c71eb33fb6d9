"""Whether the counters of topics, forums and members say what the tables hold."""

from django.db import connection

TOPICS = """
    SELECT count(*) FROM forum_conversation_topic AS topic
    LEFT JOIN (
        SELECT topic_id,
            count(*) FILTER (WHERE approved) AS posts,
            (array_agg(id ORDER BY created, id))[1] AS first,
            (array_agg(id ORDER BY created DESC, id DESC) FILTER (WHERE approved))[1] AS last,
            max(created) FILTER (WHERE approved) AS last_on
        FROM forum_conversation_post GROUP BY topic_id
    ) AS real ON real.topic_id = topic.id
    LEFT JOIN forum_conversation_post AS opening ON opening.id = real.first
    WHERE (topic.posts_count, topic.first_post_id, topic.last_post_id, topic.last_post_on,
           topic.approved, topic.subject)
        IS DISTINCT FROM (coalesce(real.posts, 0), real.first, real.last, real.last_on,
                          opening.approved, opening.subject)
"""
FORUMS = """
    SELECT count(*) FROM forum_forum AS forum
    LEFT JOIN (
        SELECT forum_id, count(*) AS topics, sum(posts_count) AS posts,
            (array_agg(last_post_id ORDER BY last_post_on DESC NULLS LAST))[1] AS last,
            max(last_post_on) AS last_on
        FROM forum_conversation_topic WHERE approved GROUP BY forum_id
    ) AS real ON real.forum_id = forum.id
    WHERE (forum.direct_topics_count, forum.direct_posts_count, forum.last_post_id,
           forum.last_post_on)
        IS DISTINCT FROM (coalesce(real.topics, 0), coalesce(real.posts, 0), real.last,
                          real.last_on)
"""
MEMBERS = """
    SELECT count(*) FROM forum_member_forumprofile AS profile
    LEFT JOIN (
        SELECT poster_id, count(*) AS posts FROM forum_conversation_post
        WHERE approved AND removal = '' GROUP BY poster_id
    ) AS real ON real.poster_id = profile.user_id
    WHERE profile.posts_count IS DISTINCT FROM coalesce(real.posts, 0)
"""


def wrong() -> dict[str, int]:
    """Return how many rows of each kind have a wrong counter; nothing when all is right."""
    found = {}
    with connection.cursor() as cursor:
        for what, question in (
            ("topics", TOPICS),
            ("forums", FORUMS),
            ("members", MEMBERS),
        ):
            cursor.execute(question)
            (count,) = cursor.fetchone()
            if count:
                found[what] = count
    return found
