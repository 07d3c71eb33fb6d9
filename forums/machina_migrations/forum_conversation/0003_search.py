"""The words that readers of a forum find a post by; the database alone writes them.

``search`` is unknown to Django, so that no page loads it. It holds words only while they
may be read: whatever is waiting, removed or erased leaves the index in the same statement.
Quotations of other posts and the numbers of mentions are not the post's own words, and the
subject of an answer ("Re: …") is the title of its topic.

The three words with "!" say in which stretch of posts it lies (2,000, 16,000 and 128,000
numbers long): with one of them in the question the index looks at the newest posts alone,
however common a word is (see forums/searching/search.py).
"""

from django.db import migrations

ADD = r"""
ALTER TABLE forum_conversation_post ADD COLUMN search tsvector GENERATED ALWAYS AS (
    CASE WHEN approved AND removal = '' THEN
        setweight(to_tsvector('articles_english',
            CASE WHEN subject LIKE 'Re: %' THEN '' ELSE subject END), 'A')
        || setweight(to_tsvector('articles_english', regexp_replace(
            content,
            '(^|\n)[> ]*> ?\[post:\d+\][^\n]*(\n *>[^\n]*)*|@\[\d+\]', ' ', 'g'
        )), 'B')
        || array_to_tsvector(ARRAY[
            '!a' || id / 2000, '!b' || id / 16000, '!c' || id / 128000
        ])
    END
) STORED;
-- Without a list of pending words: no search reads it, and no writer has to empty it.
CREATE INDEX post_search ON forum_conversation_post USING gin (search) WITH (fastupdate = off);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("forum_conversation", "0002_words"),
        ("articles", "0004_search"),
    ]

    operations = [
        migrations.RunSQL(
            ADD, "ALTER TABLE forum_conversation_post DROP COLUMN search;"
        ),
    ]
