"""A member takes the data along and leaves, keeping the words for others."""

import json
import zipfile

import pytest
from django.contrib.auth import get_user_model

from tests.forum_factories import make_member, make_post, make_topic
from tests.journeys.test_passkey import log_in

pytestmark = pytest.mark.django_db(transaction=True)

User = get_user_model()


def test_leaving_with_kept_words(page, member, mailoutbox, tmp_path):
    topic = make_topic(poster=member, title="My knee", text="Ice helped me.")
    answer = make_post(topic, make_member("birch-tree"), text="Thanks, the-member!")
    log_in(page, member.email)

    page.goto("/account/")
    page.get_by_role("link", name="Your data", exact=True).first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    download.value.save_as(tmp_path / "mine.zip")
    archive = zipfile.ZipFile(tmp_path / "mine.zip")
    data = json.loads(archive.read("data.json"))
    assert data["forums"]["posts"][0]["text"] == "Ice helped me."

    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("Keep my words, without my name").check()
    page.get_by_label("Your public name").fill("the-member")
    page.get_by_role("button", name="Delete my account for good").click()
    page.get_by_role("heading", name="Your account has been deleted").wait_for()

    page.goto("/account/")
    page.wait_for_url("**/accounts/login/**")
    answer.refresh_from_db()
    assert answer.content.raw == "Thanks, a former member!"
    assert topic.posts.order_by("pk").first().content.raw == "Ice helped me."
    assert User.objects.get(pk=member.pk).anonymised_at
    assert [each.subject for each in mailoutbox][-1] == "Your account has been deleted"
