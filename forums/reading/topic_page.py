"""A discussion as one member sees it: its posts, what each may be used for, what is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property

from articles.models import Article, Revision
from forums.models import Post
from forums.reading import voices
from forums.reading.fetching import HEAVY, files_of, with_authors
from forums.reading.pages import POSTS, Deep
from forums.writing import editing, experts, safety
from portal.accounts.professionals import badge_of

if TYPE_CHECKING:
    import datetime as dt

    from django.core.paginator import Page
    from django.utils.safestring import SafeString

    from forums.models import Attachment, ExpertAnswer, Forum, Topic
    from forums.overrides.forum_conversation.querysets import PostQuerySet
    from forums.rules.access import Access
    from portal.accounts.models import ProfessionalVerification


@dataclass
class Entry:
    """A post with what this reader may do with it."""

    post: Post
    page: TopicPage
    html: SafeString
    files: list[Attachment]

    @property
    def is_question(self) -> bool:
        return bool(self.post.pk == self.page.topic.first_post_id)

    @property
    def is_asker(self) -> bool:
        """Whether who asked wrote it: said beside answers."""
        return not self.is_question and self.post.poster_id == self.page.topic.poster_id

    @property
    def is_own(self) -> bool:
        return bool(self.post.poster_id == self.page.access.user.pk)

    @property
    def is_shown(self) -> bool:
        """Whether its words stand here for everybody, and can be answered or reported."""
        return bool(self.post.approved and not self.post.removal)

    @property
    def is_new(self) -> bool:
        mark = self.page.mark
        return bool(mark and self.post.created > mark and not self.is_own)

    @property
    def badge(self) -> ProfessionalVerification | None:
        poster = self.post.poster
        return badge_of(poster) if poster else None

    @property
    def expert(self) -> ExpertAnswer | None:
        answer = self.page.expert_answer
        return answer if answer and answer.post_id == self.post.pk else None

    @property
    def card(self) -> safety.Card | None:
        """Where to find help, beside the first post of the page that may need it."""
        return self.page.cards.get(self.post.pk)

    @property
    def may_quote(self) -> bool:
        return self.is_shown and self.page.may_reply

    @property
    def may_edit(self) -> bool:
        post, page = self.post, self.page
        if post.removal:
            return False
        if page.access.may("can_edit_posts", page.forum):
            return True
        if page.access.restrictions:
            return False
        is_in_time = timezone.now() - post.created <= editing.WINDOW
        own = self.is_own and page.access.may("can_edit_own_posts", page.forum)
        return own and not page.topic.is_locked and (is_in_time or not post.approved)

    @property
    def may_remove(self) -> bool:
        may = self.page.access.may("can_delete_own_posts", self.page.forum)
        return self.is_own and may and not self.post.removal

    @property
    def may_report(self) -> bool:
        return self.is_shown and not self.is_own

    @property
    def has_actions(self) -> bool:
        return any(
            (
                *(self.may_quote, self.may_edit, self.may_remove, self.may_report),
                *(self.may_be_marked, self.expert and self.page.may_mark),
            )
        )

    @property
    def may_be_marked(self) -> bool:
        """Whether this reader may choose it as the expert answer."""
        page = self.page
        chosen = page.may_mark and experts.is_markable(self.post, page.topic)
        return chosen and not self.is_own and self.expert is None


class TopicPage:
    """One page of a topic; ``topic`` comes from ``topic_or_404``."""

    def __init__(self, topic: Topic, access: Access, number: str | None = None) -> None:
        self.topic, self.access = topic, access
        self.forum: Forum = topic.forum
        self.moderates = access.moderates(self.forum)
        self.may_mark = experts.may_mark(topic=topic, access=access)
        self.number = number

    @property
    def mark(self) -> dt.datetime | None:
        """Up to when the member has read here, or nothing for the first visit."""
        marks = [self.topic.topic_mark, self.topic.forum_mark]
        return max((mark for mark in marks if mark), default=None)

    @cached_property
    def visible(self) -> PostQuerySet:
        posts = Post.objects.filter(topic=self.topic).order_by("created", "pk")
        found: PostQuerySet = posts.visible_to(
            self.access.user, moderates=self.moderates
        )
        return found

    @cached_property
    def pages(self) -> Page:
        count = self.topic.posts_count + self.topic.unapproved
        rows = with_authors(self.visible, self.access, self.forum)
        pages = Deep(self.visible, rows, per_page=POSTS, count=count)
        return pages.get_page(self.number)

    @property
    def posts(self) -> list[Post]:
        return list(self.pages.object_list)

    @cached_property
    def expert_answer(self) -> ExpertAnswer | None:
        return getattr(self.topic, "expert_answer", None)

    @cached_property
    def entries(self) -> list[Entry]:
        return self._entries(self.posts + self._expert_from_elsewhere)

    @cached_property
    def _expert_from_elsewhere(self) -> list[Post]:
        """The expert answer that the first page shows although it stands on another."""
        answer = self.expert_answer
        if answer is None or self.pages.number > 1:
            return []
        if answer.post_id in {post.pk for post in self.posts}:
            return []
        rows = with_authors(self.visible, self.access, self.forum)
        return list(rows.filter(pk=answer.post_id))

    @cached_property
    def expert(self) -> Entry | None:
        """The expert answer where it comes before all others: on the first page."""
        if self.pages.number > 1:
            return None
        found = (entry for entry in self.entries if entry.expert and entry.is_shown)
        return next(found, None)

    @cached_property
    def question(self) -> Entry | None:
        """The first post, on the first page."""
        first = self.entries[0] if self.entries else None
        return first if first and first.is_question else None

    @property
    def answers(self) -> list[Entry]:
        """The posts of this page in their order, without the question."""
        own = self.entries[: len(self.posts)]
        return own[1:] if self.question else own

    @cached_property
    def cards(self) -> dict[int, safety.Card]:
        """The safety cards of the page by post: each concern is answered once."""
        first = {
            entry.post.concern: entry.post.pk
            for entry in reversed(self.entries)
            if entry.post.concern and entry.is_shown
        }
        found = {pk: safety.cards_for([concern]) for concern, pk in first.items()}
        return {pk: cards[0] for pk, cards in found.items() if cards}

    def _entries(self, posts: list[Post]) -> list[Entry]:
        known = {post.poster_id: post.poster for post in posts if post.poster}
        handles = {
            pk: user.handle for pk, user in known.items() if not user.anonymised_at
        }
        found = voices.collect(
            (post.html or "" for post in posts), self.access, handles
        )
        files = files_of(posts)
        return [
            Entry(
                post, self, voices.fill(post.html or "", found), files.get(post.pk, [])
            )
            for post in posts
        ]

    @cached_property
    def subject_page(self) -> Article | None:
        """The page that this discussion is about, in the reader's edition if there is one."""
        discussion = getattr(self.topic, "discussion", None)
        if discussion is None:
            return None
        pages = Article.objects.published().filter(subject=discussion.subject_id)
        if self.expert_answer:
            corrections = Revision.objects.corrections().filter(
                article=OuterRef("pk"), published_at__gt=self.expert_answer.marked_at
            )
            pages = pages.annotate(has_changed=Exists(corrections))
        preferred = self.access.user.preferred_edition or "lay"
        found = sorted(pages, key=lambda page: page.audience != preferred)
        self.has_changed = any(getattr(page, "has_changed", False) for page in found)
        for page in found:
            page.subject = discussion.subject
        return found[0] if found else None

    @property
    def page_has_changed(self) -> bool:
        """Whether the page was corrected after the expert answer was marked."""
        return self.subject_page is not None and self.has_changed

    @cached_property
    def page_was_withdrawn(self) -> bool:
        """Whether an edition of the page was taken away after the expert answer was marked."""
        answer, about = self.expert_answer, getattr(self.topic, "discussion", None)
        if answer is None or about is None:
            return False
        editions = Article.objects.filter(subject=about.subject_id)
        return editions.filter(published__withdrawn_at__gt=answer.marked_at).exists()

    @property
    def may_reply(self) -> bool:
        if self.access.restrictions or not self.topic.approved:
            return False
        if self.topic.is_locked and not self.access.may(
            "can_reply_to_locked_topics", self.forum
        ):
            return False
        return self.access.may("can_reply_to_topics", self.forum)

    @property
    def answers_count(self) -> int:
        return max(int(self.topic.posts_count) - 1, 0)

    @property
    def is_unanswered(self) -> bool:
        return bool(self.topic.approved and self.topic.posts_count == 1)

    @property
    def first_new(self) -> Entry | None:
        """The first post of this page that the member has not read yet."""
        return next((entry for entry in self.entries if entry.is_new), None)

    @property
    def has_new_elsewhere(self) -> bool:
        """Whether what is new begins on another page."""
        newest = self.topic.last_post_on
        if not (self.mark and newest and newest > self.mark):
            return False
        first = self.first_new
        starts_here = first is not None and first is not self.entries[0]
        return not (starts_here or (first and self.pages.number == 1))

    def place_of(self, post: Post) -> int:
        """Return the number of the page on which a post stands for this reader."""
        same_moment_later = Q(created=post.created, pk__gte=post.pk)
        before = self.visible.filter(created__lte=post.created)
        return int(before.exclude(same_moment_later).count()) // POSTS + 1

    def first_unread_post(self) -> Post | None:
        posts = self.visible.defer(*HEAVY)
        if self.mark:
            posts = posts.filter(created__gt=self.mark)
        found: Post | None = posts.first()
        return found
