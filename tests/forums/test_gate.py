"""The gate: nobody outside gets further than the log-in, wherever below /forums/."""

import re
import uuid
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.urls import get_resolver, resolve, reverse

from forums.models import ForumPermission, UserForumPermission
from tests.forum_factories import make_topic

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
SAMPLES = {
    "pk": "1",
    "slug": "some-words",
    "verb": "approve",
    "kind": "measure",
    "token": "x",
}
UNKNOWN = (
    "/forums/nowhere/",
    "/forums/member/profile/1/",
    "/forums/moderation/queue/",
    "/forums/forum/1-x/topic/1-x/",
    "/forums/%2e%2e/admin/",
    "/forums//",
    "/forums/x.php",
    "/forums/é/",
    "/forums/t/99999999999999999999/",
)


ARGUMENT = re.compile(r"%\((\w+)\)s")


def paths():
    """Return one address for every pattern below /forums/."""
    resolver = next(
        one
        for one in get_resolver().url_patterns
        if getattr(one, "namespace", "") == "forums"
    )
    found = {
        shape.replace("files/%(pk)s", f"files/{uuid.UUID(int=1)}")
        for key in resolver.reverse_dict
        if isinstance(key, str)
        for possibilities, *_rest in resolver.reverse_dict.getlist(key)
        for shape, _names in possibilities
    }
    filled = (ARGUMENT.sub(lambda name: SAMPLES[name[1]], shape) for shape in found)
    return [f"/forums/{one}" for one in sorted(filled)]


PATHS = paths()


def test_the_walk_finds_every_name():
    for name in ("index", "topic", "queue", "moderate_post", "file", "forum_feed"):
        assert any(resolve(path).view_name == f"forums:{name}" for path in PATHS), name
    assert len(PATHS) > 40


@pytest.mark.parametrize("path", [*PATHS, *UNKNOWN])
def test_reading_leads_to_the_log_in_and_back(client, path):
    answer = client.get(path, {"page": 2})

    assert answer.status_code == 302
    address = urlsplit(answer.url)
    assert address.path == reverse("account_login")
    (way_back,) = parse_qs(address.query)["next"]
    assert urlsplit(way_back).query == "page=2"
    assert unquote(urlsplit(way_back).path) == unquote(path)


@pytest.mark.parametrize("method", METHODS)
def test_no_method_gets_through(client, method):
    for path in [*PATHS, *UNKNOWN]:
        answer = client.generic(method.upper(), path)
        assert answer.status_code == 302, path
        assert urlsplit(answer.url).path == reverse("account_login"), path


def test_unsafe_methods_come_back_to_a_page(client):
    path = reverse("forums:mark_read")

    plain = client.post(path)
    elsewhere = client.post(path, headers={"referer": "https://evil.example/forums/"})
    button = client.post(path, headers={"referer": "http://testserver/forums/unread/"})

    assert parse_qs(urlsplit(plain.url).query)["next"] == ["/forums/"]
    assert parse_qs(urlsplit(elsewhere.url).query)["next"] == ["/forums/"]
    assert parse_qs(urlsplit(button.url).query)["next"] == ["/forums/unread/"]


@pytest.mark.parametrize("path", ["/forums/", "/forums/nowhere/"])
def test_headers_of_everything_behind_the_gate(client, as_member, path):
    for browser in (client, as_member):
        answer = browser.get(path)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.has_header("ETag")


def test_rows_for_anonymous_visitors_open_nothing(client):
    """The permission editor writes none, but old data could hold them."""
    topic = make_topic()
    for codename in ("can_see_forum", "can_read_forum", "can_approve_posts"):
        permission, _ = ForumPermission.objects.get_or_create(codename=codename)
        UserForumPermission.objects.create(
            permission=permission, anonymous_user=True, has_perm=True
        )

    for path in (topic.get_absolute_url(), "/forums/", reverse("forums:queue")):
        assert client.get(path).status_code == 302


def test_public_pages_write_no_session_and_set_no_cookie(client):
    """S17: machina's own middleware wrote a session on every anonymous hit, anywhere."""
    for path in ("/", reverse("articles:a_z"), "/forums/", "/nowhere/"):
        answer = client.get(path)
        assert not answer.cookies
    assert not Session.objects.exists()


def test_members_pass(as_member):
    assert as_member.get("/forums/").status_code == 200
    assert as_member.get("/forums/nowhere/").status_code == 404


def test_the_path_alone_decides(client):
    """Neither more slashes nor a missing one is a way round."""
    assert client.get("/forums").status_code == 301
    assert client.get("/forumsx/").status_code == 404
    assert client.get("/", PATH_INFO="//forums/").status_code == 404
    assert client.get("/", PATH_INFO="/forums/../forums/").status_code == 302
