"""What readers learn about the texts a page has had."""

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

XSS = '"><script>alert(1)</script>'
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def text_of(response):
    return response.content.decode()


def test_history_tells_every_text_with_note_people_and_weight(reader):
    page = factories.make_page(note="First")
    factories.revise(page, note="Dose corrected", significance="outdates")
    factories.make_draft(page, note="Secret plans")

    text = text_of(reader.get(f"{page.get_absolute_url()}history/"))

    assert text.index("Dose corrected") < text.index("First")
    assert text.count("correction</span>") == 1
    assert "Secret plans" not in text
    assert text.count("Reviewer:") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_history_costs_the_same_for_one_and_three(
    reader, count, django_assert_num_queries
):
    page = factories.make_page()
    for _ in range(count - 1):
        factories.revise(page)

    with django_assert_num_queries(3):  # page · revisions · contributions with people
        response = reader.get(f"{page.get_absolute_url()}history/")

    assert text_of(response).count("<h2>") == count


def test_changes_mark_words_in_text_too(reader):
    page = factories.make_page(body="Success in 95% of people.\n\nSame.")
    new = factories.revise(page, body="Success in 17 of 19 people.\n\nSame.")

    url = reverse("articles:changes", args=["lay", page.subject.slug, new.number])
    text = text_of(reader.get(url))

    assert '<del><span class="visually-hidden">[removed:] </span>95%' in text
    assert '<ins><span class="visually-hidden">[added:] </span>17' in text
    assert "1 paragraph unchanged" in text


def test_changes_show_markup_as_text(reader):
    page = factories.make_page(body="Old.")
    new = factories.revise(page, body=f"New {XSS}")

    url = reverse("articles:changes", args=["lay", page.subject.slug, new.number])
    text = text_of(reader.get(url))

    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
