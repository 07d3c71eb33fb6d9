"""Who acts for a sponsor finds it in the account's navigation; nobody else pays for it."""

import pytest

from tests.money_factories import make_contact

pytestmark = pytest.mark.django_db

LINK = '<a href="/sponsors/mine/"'
PAGES = ("/account/", "/accounts/email/", "/account/giving/", "/account/data/")


@pytest.mark.parametrize("path", PAGES)
def test_contacts_find_their_sponsorship(as_member, sponsor, path):
    assert LINK in as_member.get(path).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_others_do_not(as_stranger, stranger, sponsor, path):
    make_contact(sponsor, email=stranger.email)  # invited, and has not said yes

    assert LINK not in as_stranger.get(path).content.decode()


def test_it_costs_one_query(as_member, sponsor, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as captured:
        as_member.get("/account/")

    asked = [one["sql"] for one in captured if "sponsors_sponsorcontact" in one["sql"]]
    assert len(asked) == 1


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/", "/about/"]
)
def test_readers_pay_nothing_for_it(
    reader, sponsor, path, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as captured:
        reader.get(path)

    assert not [one for one in captured if "sponsorcontact" in one["sql"]]
