"""Names come late: who is mentioned and whose words are quoted, as things stand today."""

import pytest
from django.utils import timezone

from forums import markup
from forums.reading import voices
from forums.rules.access import Access
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def access():
    return Access.for_user(factories.make_member())


def shown(text, access):
    html = markup.render(text)
    return voices.fill(html, voices.collect([html], access))


def quote(post):
    return markup.quote(post.pk, post.content.raw)


def test_mention_is_a_link_with_the_handle_of_today(access):
    ann = factories.make_member("ann-lee")

    html = shown(f"Ask @[{ann.pk}].", access)

    assert f'<a class="mention" href="/forums/members/{ann.pk}/">@ann-lee</a>' in html


def test_whoever_left_has_no_name(access):
    gone = factories.make_member("gone-girl")
    gone.anonymised_at, gone.is_active = timezone.now(), False
    gone.save()

    html = shown(f"Ask @[{gone.pk}] and @[999999].", access)

    assert html == "<p>Ask a former member and a former member.</p>\n"


def test_mention_inside_a_link_is_no_link_in_a_link():
    found = voices.Voices(handles={7: "ann"})
    html = '<p><a href="https://example.org">see <span data-member="7"></span></a></p>'

    assert voices.fill(html, found) == (
        '<p><a href="https://example.org">see @ann</a></p>'
    )


def test_quote_says_whose_words_it_are_and_leads_there(access):
    ann = factories.make_member("ann-lee")
    post = factories.make_post(poster=ann, text="Ice helped me.")

    html = shown(quote(post) + "\n\nThank you.", access)

    assert f'<a href="/forums/p/{post.pk}/">ann-lee wrote:</a>' in html
    assert "Ice helped me." in html
    assert "Thank you." in html


@pytest.mark.parametrize("removal", ["author", "moderator", "erased"])
def test_words_of_a_removed_post_are_gone_from_quotations_too(access, removal):
    post = factories.make_post(text="Ice helped me.")
    answer = quote(post) + "\n\nThank you."
    post.removal, post.removed_at = removal, timezone.now()
    post.save()

    html = shown(answer, access)

    assert "(The quoted post was removed.)" in html
    assert "Ice" not in html
    assert "Thank you." in html
    assert "wrote" not in html


def test_quotation_from_a_forum_that_the_reader_may_not_read_stays_there(access):
    secret = factories.make_forum()
    factories.close_to(secret)
    post = factories.make_post(factories.make_topic(secret), text="Among ourselves.")

    html = shown(quote(post) + "\n\nSo they say.", access)

    assert "(The quoted post is not shown.)" in html
    assert "ourselves" not in html
    assert str(post.pk) not in html
    assert "So they say." in html


def test_quotation_of_a_post_that_waits_is_not_shown(access):
    post = factories.make_post(text="Buy this.", approved=False)

    assert "Buy this" not in shown(quote(post), access)


def test_quotations_within_a_removed_one_go_with_it_and_the_rest_stays():
    html = (
        '<blockquote data-post="1"><p>a</p><blockquote><p>b</p></blockquote>'
        '<p>c</p></blockquote><p>d</p><blockquote data-post="2"><p>e</p></blockquote>'
    )
    found = voices.Voices({5: "eve"}, {2: voices.Quoted(5, was_removed=False)})

    filled = voices.fill(html, found)

    assert [sign for sign in "abcde" if f"<p>{sign}</p>" in filled] == ["d", "e"]
    assert filled.count("<blockquote") == filled.count("</blockquote>") == 2


def test_typed_placeholders_stay_words(access):
    html = shown('<span data-member="1"></span> <blockquote data-post="1">', access)

    assert "&lt;span" in html
    assert "former" not in html


def test_handle_is_escaped_whatever_it_is():
    html = voices.fill(
        '<p><span data-member="1"></span></p>', voices.Voices({1: "<b>x</b>"})
    )

    assert "<b>" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_names_of_a_page_cost_two_queries(access, count, django_assert_num_queries):
    posts = [factories.make_post() for _ in range(count)]
    others = [factories.make_member() for _ in range(count)]
    texts = [
        f"@[{other.pk}]\n\n{quote(post)}"
        for other, post in zip(others, posts, strict=True)
    ]
    pages = [markup.render(text) for text in texts]
    assert access.forum_ids

    with django_assert_num_queries(2):  # quoted posts with authors · handles
        found = voices.collect(pages, access)

    people = [post.poster for post in posts] + others
    assert found.handles == {person.pk: person.handle for person in people}


def test_known_names_are_not_looked_up_again(access, django_assert_num_queries):
    with django_assert_num_queries(0):
        found = voices.collect(['<span data-member="7"></span>'], access, {7: "ann"})

    assert found.handles == {7: "ann"}


def test_no_ids_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert voices.names([]) == {}
