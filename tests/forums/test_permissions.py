"""Who may do what in the forums: people × every address and verb × status.

A new address that is missing here fails the last test. What a page says is tested where it
lives; here stands only who gets it. Each visit is rolled back, so all meet the same world.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve

from tests.forums.world import make_world
from tests.html import faults

pytestmark = pytest.mark.django_db

CAST = (
    "anonymous",
    "stranger",
    "author",
    "silenced",
    "suspended",
    "expert",
    "moderator",
)

# One status for each of the cast, in that order. In braces: things of tests/forums/world.py.
TABLE = """
GET /forums/                                        302 200 200 200 403 200 200
GET /forums/unread/                                 302 200 200 200 403 200 200
GET /forums/mine/                                   302 200 200 200 403 200 200
GET /forums/following/                              302 200 200 200 403 200 200
GET /forums/settings/                               302 200 200 200 403 200 200
GET /forums/search/                                 302 200 200 200 403 200 200
GET /forums/feeds/newest.xml                        302 200 200 200 403 200 200
GET /forums/feeds/{forum}/newest.xml                302 200 200 200 403 200 200
GET /forums/feeds/{closed}/newest.xml               302 404 404 404 403 200 200
POST /forums/mark-read/                             302 302 302 302 403 302 302
POST /forums/preview/                               302 200 200 200 403 200 200

GET /forums/{forum}-open/                           302 200 200 200 403 200 200
GET /forums/{closed}-closed/                        302 404 404 404 403 200 200
POST /forums/{forum}/follow/                        302 302 302 302 403 302 302
POST /forums/{closed}/follow/                       302 404 404 404 403 302 302
GET /forums/{forum}-open/new/                       302 200 200 403 403 200 200
POST /forums/{forum}-open/new/                      302 302 302 403 403 302 302
GET /forums/{closed}-closed/new/                    302 404 404 404 403 200 200
POST /forums/{closed}-closed/new/                   302 404 404 404 403 302 302
GET /forums/ask/{page}/                             302 200 200 403 403 200 200
POST /forums/ask/{page}/                            302 302 302 403 403 302 302

GET /forums/t/{topic}-question/                     302 200 200 200 403 200 200
GET /forums/t/{closed_topic}-question/              302 404 404 404 403 200 200
GET /forums/t/{hidden_topic}-question/              302 404 404 404 403 404 200
POST /forums/t/{topic}/follow/                      302 302 302 302 403 302 302
GET /forums/t/{topic}/reply/                        302 200 200 403 403 200 200
POST /forums/t/{topic}/reply/                       302 302 302 403 403 302 302
GET /forums/t/{locked_topic}/reply/                 302 403 403 403 403 403 200
POST /forums/t/{locked_topic}/reply/                302 403 403 403 403 403 302
POST /forums/t/{closed_topic}/reply/                302 404 404 404 403 302 302

GET /forums/p/{own}/                                302 302 302 302 403 302 302
GET /forums/p/{waiting}/                            302 404 404 404 403 404 302
GET /forums/p/{refused}/                            302 404 404 404 403 404 302
GET /forums/p/{own}/edit/                           302 403 200 403 403 403 200
POST /forums/p/{own}/edit/                          302 403 302 403 403 403 302
GET /forums/p/{answer}/edit/                        302 403 403 403 403 200 200
POST /forums/p/{answer}/edit/                       302 403 403 403 403 302 302
GET /forums/p/{own}/remove/                         302 403 200 403 403 403 403
POST /forums/p/{own}/remove/                        302 403 302 403 403 403 403
POST /forums/p/{answer}/remove/                     302 403 403 403 403 302 403
GET /forums/p/{own}/posted/                         302 404 200 404 403 404 404
GET /forums/p/{own}/history/                        302 200 200 200 403 200 200
POST /forums/p/{answer}/expert/                     302 403 302 403 403 403 302
GET /forums/p/{answer}/report/                      302 200 200 200 403 200 200
POST /forums/p/{answer}/report/                     302 302 302 302 403 200 302
POST /forums/p/{waiting}/report/                    302 404 404 404 403 404 302
GET /forums/p/{answer}/report/sent/                 302 404 404 404 403 404 404
GET /forums/files/{file}/                           302 200 200 200 403 200 200

GET /forums/members/{author}/                       302 200 200 200 403 200 200
GET /forums/members/{author}/posts/                 302 200 200 200 403 200 200
POST /forums/members/{author}/mute/                 302 302 302 302 403 302 302

GET /forums/appeals/post/{action}/                  302 404 200 404 404 404 404
POST /forums/appeals/post/{action}/                 302 404 302 404 404 404 404
GET /forums/appeals/measure/{silence}/              302 404 404 200 404 404 404
POST /forums/appeals/measure/{silence}/             302 404 404 302 404 404 404
GET /forums/appeals/measure/{suspension}/           302 404 404 404 200 404 404
POST /forums/appeals/measure/{suspension}/          302 404 404 404 302 404 404

GET /forums/moderation/                             302 403 403 403 403 403 200
GET /forums/moderation/next/                        302 403 403 403 403 403 302
GET /forums/moderation/log/                         302 403 403 403 403 403 200
GET /forums/moderation/p/{answer}/                  302 403 403 403 403 403 200
POST /forums/moderation/p/{waiting}/approve/        302 403 403 403 403 403 302
POST /forums/moderation/p/{waiting}/refuse/         302 403 403 403 403 403 302
POST /forums/moderation/p/{answer}/hide/            302 403 403 403 403 403 302
POST /forums/moderation/p/{removed}/restore/        302 403 403 403 403 403 302
POST /forums/moderation/p/{answer}/dismiss/         302 403 403 403 403 403 302
POST /forums/moderation/p/{answer}/uphold/          302 403 403 403 403 403 302
GET /forums/moderation/r/{report}/                  302 403 403 403 403 403 302
GET /forums/moderation/t/{topic}/                   302 403 403 403 403 403 200
POST /forums/moderation/t/{topic}/lock/             302 403 403 403 403 403 302
POST /forums/moderation/t/{topic}/unlock/           302 403 403 403 403 403 302
POST /forums/moderation/t/{topic}/stick/            302 403 403 403 403 403 302
POST /forums/moderation/t/{topic}/unstick/          302 403 403 403 403 403 302
POST /forums/moderation/t/{topic}/move/             302 403 403 403 403 403 302
POST /forums/moderation/t/{topic}/hide/             302 403 403 403 403 403 302
POST /forums/moderation/t/{topic}/restore/          302 403 403 403 403 403 302
GET /forums/moderation/members/{author}/            302 403 403 403 403 403 200
POST /forums/moderation/members/{author}/           302 403 403 403 403 403 302
GET /forums/moderation/appeals/                     302 403 403 403 403 403 200
GET /forums/moderation/appeals/{appeal}/            302 403 403 403 403 403 200
POST /forums/moderation/appeals/{appeal}/           302 403 403 403 403 403 302
"""
ROWS = [line.split() for line in TABLE.splitlines() if line]


@pytest.fixture
def world(settings):
    # Everybody comes from one network here.
    settings.ACCOUNT_RATE_LIMITS = dict.fromkeys(
        settings.ACCOUNT_RATE_LIMITS, "1000/m/user"
    )
    return make_world()


def status(browser, world, method, shape):
    path = shape.format(**world.ids)
    with transaction.atomic():
        is_get = method == "GET"
        answer = browser.get(path) if is_get else browser.post(path, world.words)
        if answer.streaming:
            list(answer)  # read to the end, so that the file is closed
        else:
            assert faults(answer) == [], path
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("who", CAST)
def test_who_gets_what(world, who):
    browser, place = Client(), CAST.index(who)
    if who != "anonymous":
        browser.force_login(world.people[who])

    found = {
        f"{method} {path}": status(browser, world, method, path)
        for method, path, *_statuses in ROWS
    }

    assert found == {
        f"{method} {path}": int(statuses[place]) for method, path, *statuses in ROWS
    }


def test_every_address_is_in_the_table(world):
    (forums,) = [
        one
        for one in get_resolver().url_patterns
        if getattr(one, "namespace", "") == "forums"
    ]
    names = {f"forums:{key}" for key in forums.reverse_dict if isinstance(key, str)}

    met = {resolve(path.format(**world.ids)).view_name for _method, path, *_ in ROWS}

    assert met == names
