"""The tree of forums and the permission editor at the desk."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from forums.models import (
    CannedReply,
    Forum,
    Post,
    Topic,
    UserForumPermission,
)
from forums.rules import rights
from forums.rules.access import Access
from forums.rules.rights import EVERYBODY, Target
from tests.forum_factories import (
    allow,
    make_forum,
    make_member,
    make_report,
    make_topic,
    restrict,
)

pytestmark = pytest.mark.django_db

TREE = "admin:forum_forum_changelist"


def form_of(forum, **changes):
    return {
        "type": forum.type,
        "parent": forum.parent_id or "",
        "name": forum.name,
        "description": "",
        "link": "",
    } | changes


def test_tree_shows_all_forums_in_order(as_administrator):
    top = make_forum("Living with it", category=True)
    make_forum("After surgery", parent=top)

    page = as_administrator.get(reverse(TREE))

    assert page.text.index("Living with it") < page.text.index("After surgery")


def test_moderators_see_the_tree_and_change_nothing(as_moderator):
    forum = make_forum()

    page = as_moderator.get(reverse(TREE))

    assert page.status_code == 200
    for name, pk in (
        ("rules", forum.pk),
        ("rules_edit", (forum.pk, "everybody")),
        ("global_rules", ()),
    ):
        args = pk if isinstance(pk, tuple) else (pk,)
        address = reverse(f"admin:forum_forum_{name}", args=args)
        assert address not in page.text
        assert as_moderator.get(address).status_code == 403
    move = reverse("admin:forum_forum_move", args=[forum.pk, "up"])
    assert as_moderator.post(move).status_code == 403
    shut = reverse("admin:forum_forum_professionals", args=[forum.pk])
    assert as_moderator.post(shut).status_code == 403


def test_new_forum_has_an_address(as_administrator):
    as_administrator.post(
        reverse("admin:forum_forum_add"),
        {"type": Forum.FORUM_POST, "parent": "", "name": "Teens", "description": ""},
    )

    forum = Forum.objects.get()
    assert forum.get_absolute_url() == f"/forums/{forum.pk}-teens/"


def test_change_keeps_counters_right(as_administrator):
    forum = make_topic().forum
    Forum.objects.filter(pk=forum.pk).update(direct_topics_count=7)

    as_administrator.post(
        reverse("admin:forum_forum_change", args=[forum.pk]),
        form_of(forum, name="Other name"),
    )

    forum.refresh_from_db()
    assert (forum.name, forum.direct_topics_count) == ("Other name", 1)


def test_moving_up_and_down(as_administrator):
    first, second = make_forum(), make_forum()

    as_administrator.post(reverse("admin:forum_forum_move", args=[second.pk, "up"]))
    assert list(Forum.objects.all()) == [second, first]

    as_administrator.post(reverse("admin:forum_forum_move", args=[second.pk, "down"]))
    assert list(Forum.objects.all()) == [first, second]


def test_moving_needs_a_button(as_administrator):
    move = reverse("admin:forum_forum_move", args=[make_forum().pk, "up"])

    assert as_administrator.get(move).status_code == 405


def test_a_forum_does_not_stand_in_itself(as_administrator):
    forum = make_forum()
    below = make_forum(parent=forum)

    page = as_administrator.post(
        reverse("admin:forum_forum_change", args=[forum.pk]),
        form_of(forum, parent=below.pk),
    )

    assert "A forum cannot be inside itself." in page.text


def test_a_forum_with_discussions_stays_a_forum(as_administrator):
    forum = make_topic().forum

    page = as_administrator.post(
        reverse("admin:forum_forum_change", args=[forum.pk]),
        form_of(forum, type=Forum.FORUM_CAT),
    )

    assert "It has discussions, so it stays a forum." in page.text


@pytest.mark.parametrize("is_below", [True, False])
def test_a_forum_with_discussions_is_not_deleted(as_administrator, is_below):
    forum = make_forum()
    make_topic(make_forum(parent=forum) if is_below else forum)

    as_administrator.post(
        reverse("admin:forum_forum_delete", args=[forum.pk]), {"post": "yes"}
    )

    assert Topic.objects.count() == Post.objects.count() == 1
    assert Forum.objects.filter(pk=forum.pk).exists()


def test_an_empty_forum_is_deleted(as_administrator):
    forum = make_forum()

    as_administrator.post(
        reverse("admin:forum_forum_delete", args=[forum.pk]), {"post": "yes"}
    )

    assert not Forum.objects.exists()


def test_no_words_of_members_can_be_deleted_at_the_desk():
    assert not {
        model
        for model in admin.site._registry
        if model._meta.app_label
        in ("forum_conversation", "forum_polls", "forum_member")
    }


def edit(browser, target, forum, **said):
    args = [target.key] if forum is None else [forum.pk, target.key]
    name = "global_rules_edit" if forum is None else "rules_edit"
    return browser.post(reverse(f"admin:forum_forum_{name}", args=args), said)


@pytest.mark.parametrize("is_global", [True, False])
@pytest.mark.parametrize("whom", ["everybody", "group", "person"])
def test_rules_have_three_states(as_administrator, member, whom, is_global):
    forum = None if is_global else make_forum()
    target = {
        "everybody": EVERYBODY,
        "group": Target(group=Group.objects.create(name="Hosts")),
        "person": Target(person=member),
    }[whom]

    edit(as_administrator, target, forum, can_attach_file="yes", can_read_forum="no")
    assert rights.rules(target, forum) == {
        "can_attach_file": True,
        "can_read_forum": False,
    }

    edit(as_administrator, target, forum, can_attach_file="no")
    assert rights.rules(target, forum) == {"can_attach_file": False}

    edit(as_administrator, target, forum)
    assert rights.rules(target, forum) == {}


def test_two_rows_that_disagree_are_mended(as_administrator):
    """Unique keys do not hold for empty columns, so old data can say both."""
    allow("can_attach_file", None)
    allow("can_attach_file", None, granted=False)

    edit(as_administrator, EVERYBODY, None, can_attach_file="no")

    assert [row.has_perm for row in UserForumPermission.objects.all()] == [False]


def test_editor_says_what_holds_otherwise(as_administrator, member):
    forum, group = make_forum(), Group.objects.create(name="Hosts")
    member.groups.add(group)
    allow("can_attach_file", group)
    allow("can_read_forum", None, granted=False)

    found = rights.otherwise(Target(person=member), forum)

    assert (found["can_attach_file"], found["can_read_forum"]) == (True, False)
    assert found["can_reply_to_topics"]


def test_what_holds_otherwise_leaves_out_what_is_said_here():
    forum, place = make_forum(), "can_read_forum"
    rights.say(EVERYBODY, forum, {place: False})

    assert rights.otherwise(EVERYBODY, forum)[place]
    assert not rights.otherwise(Target(group=Group.objects.create()), forum)[place]


def test_a_person_is_found_by_address_or_name(as_administrator, member):
    rules = reverse("admin:forum_forum_global_rules")

    for words in (member.email.upper(), member.handle):
        answer = as_administrator.post(rules, {"person": words})
        assert answer.url.endswith(f"/permissions/person-{member.pk}/")
    assert "no such member" in as_administrator.post(rules, {"person": "x"}).text
    assert "Choose a group" in as_administrator.post(rules, {}).text


def test_what_was_changed_is_logged_without_names(as_administrator, member):
    edit(as_administrator, Target(person=member), make_forum(), can_read_forum="no")

    entry = LogEntry.objects.get()
    assert entry.change_message == f"Permissions changed for person-{member.pk}."


def test_professionals_only_and_back(as_administrator, member, moderator):
    forum, expert = make_forum(), make_member()
    expert.groups.add(Group.objects.get(name="Verified professionals"))
    shut = reverse("admin:forum_forum_professionals", args=[forum.pk])

    def readers():
        people = {"member": member, "expert": expert, "moderator": moderator}
        return {
            name
            for name, user in people.items()
            if forum.pk in Access.for_user(user).forum_ids
        }

    as_administrator.post(shut)
    assert readers() == {"expert", "moderator"}
    assert rights.is_for_professionals(forum)

    as_administrator.post(shut, {"open": ""})
    assert readers() == {"expert", "member", "moderator"}


@pytest.mark.parametrize("key", ["group-0", "person-0", "group-x", "nobody-1", "x"])
def test_unknown_targets_are_not_there(as_administrator, key):
    address = reverse("admin:forum_forum_global_rules_edit", args=[key])

    assert as_administrator.get(address).status_code == 404


@pytest.mark.parametrize(
    "noun", ["report", "restriction", "moderationaction", "appeal"]
)
def test_what_was_decided_is_read_only(as_administrator, noun):
    make_report()
    restrict(make_member())

    page = as_administrator.get(reverse(f"admin:forums_{noun}_changelist"))
    add = as_administrator.get(reverse(f"admin:forums_{noun}_add"))

    assert page.status_code == 200
    assert add.status_code == 403


def test_lists_are_searched_by_address(as_moderator, member):
    restrict(member)

    page = as_moderator.get(
        reverse("admin:forums_restriction_changelist"), {"q": member.email}
    )

    assert member.handle in page.text


def test_moderators_edit_canned_replies(as_moderator):
    as_moderator.post(
        reverse("admin:forums_cannedreply_add"),
        {"title": "Thanks", "text": "Thank you.", "fits": "any"},
    )

    assert CannedReply.objects.filter(title="Thanks").exists()


def test_the_desk_names_no_library(as_administrator):
    assert "Machina" not in as_administrator.get(reverse("admin:index")).text
