"""The goal that donors are shown, the page of donors, and the panel on every article."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from articles.models import Audience
from sponsors.giving import goals, presets
from sponsors.models import Donation, Goal
from tests.factories import make_page

pytestmark = pytest.mark.django_db


def make_goal(**fields):
    year = dt.datetime.now(dt.UTC).year
    fields = {
        "title": "Running the portal",
        "amount": 10_000,
        "currency": "usd",
        "first_month": dt.date(year, 1, 1),
        "last_month": dt.date(year, 12, 1),
        "is_shown": True,
    } | fields
    return Goal.objects.create(**fields)


def named(giving, name, **changed):
    return giving.give(
        is_anonymous="no", public_name=name, may_be_listed="on", **changed
    )


def test_progress_is_what_came_in_and_was_not_given_back(giving, stripe_client):
    make_goal()
    giving.give()
    back = giving.give(preset="50", email="b@example.org")
    stripe_client.v1.refunds.create({"charge": back.payments.get().charge_id})
    giving.give(currency="eur", email="c@example.org")
    giving.arrive()

    progress = goals.count()

    assert (progress.raised, progress.percent) == (2500, 25)
    assert progress.words == ("$25", "$100")


def test_progress_moves_in_steps_so_that_no_single_gift_shows(giving):
    make_goal(amount=50_000)  # steps of $25
    shown = []
    for number in range(4):
        giving.give(preset="own", own="12", email=f"d{number}@example.org")
        shown.append(goals.count().words[0])

    assert shown == ["$0", "$0", "$25", "$25"]


def test_more_than_the_goal_is_a_full_bar(giving):
    make_goal(amount=1000)
    giving.give()

    assert goals.count().percent == 100


@pytest.mark.usefixtures("counted_now")
def test_a_goal_that_is_reached_says_so(giving, reader):
    make_goal(amount=1000)
    giving.give()
    goals.forget()

    page = reader.get("/donate/").content.decode()

    assert "The goal of $10 is reached: at least <strong>$25</strong> came in." in page


@pytest.mark.usefixtures("counted_now", "giving")
def test_no_goal_no_bar(reader):
    assert "<progress" not in reader.get("/donate/").content.decode()
    make_goal()
    goals.forget()
    assert "<progress" in reader.get("/donate/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"currency": "USD"},
        {"first_month": dt.date(2026, 1, 2)},
        {"first_month": dt.date(2027, 1, 1), "last_month": dt.date(2026, 1, 1)},
    ],
)
def test_a_goal_is_a_sum_in_whole_months(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_goal(**wrong)


def test_one_goal_is_shown():
    make_goal()
    second = make_goal(is_shown=False)
    second.is_shown = True

    with pytest.raises(ValidationError, match="Another goal is shown already"):
        second.full_clean()


@pytest.mark.usefixtures("counted_now")
def test_the_panel_is_the_same_for_everybody_and_costs_no_query(
    visit, django_assert_num_queries
):
    make_goal()
    article = make_page(audience=Audience.LAY)
    with_goal = visit("reader").get(article.get_absolute_url()).content.decode()

    panels = {panel(visit(who), article) for who in ("reader", "member", "editor")}

    assert len(panels) == 1
    assert "the goal is <strong>$100</strong>" in panels.pop()
    assert 'href="/donate/"' in with_goal
    with django_assert_num_queries(0):
        goals.progress()


def panel(browser, article):
    page = browser.get(article.get_absolute_url()).content.decode()
    return page.split('class="panel panel-give"')[1].split("</section>")[0]


@pytest.mark.usefixtures("counted_now")
def test_the_article_stays_in_shared_caches():
    article = make_page(audience=Audience.LAY)

    response = Client().get(article.get_absolute_url())

    assert response["Cache-Control"].startswith("public")
    assert not response.cookies


def yesterday():
    Donation.objects.update(created_at=timezone.now() - dt.timedelta(days=1))


def test_donors_are_listed_with_consent_only_by_name(giving, reader):
    named(giving, "ben", email="b@example.org")
    named(giving, "Ada", email="a@example.org")
    named(giving, "Ada", email="a@example.org", preset="50")
    giving.give(is_anonymous="no", public_name="Unlisted", email="c@example.org")
    giving.give(email="d@example.org")
    giving.begin(
        is_anonymous="no", public_name="Unpaid", may_be_listed="on", email="e@e.org"
    )

    yesterday()

    response = reader.get("/donate/donors/")
    page = response.content.decode()

    assert page.index("<li>Ada</li>") < page.index("<li>ben</li>")
    assert page.count("<li>Ada</li>") == 1
    assert "Unlisted" not in page
    assert "Unpaid" not in page
    assert "$" not in page.split("<main")[1].split("</main")[0]


def test_a_name_is_not_listed_on_the_day_of_the_gift(giving, reader):
    """Beside the goal, its time would tell what was given."""
    named(giving, "Ada")

    assert "<li>Ada</li>" not in reader.get("/donate/donors/").content.decode()


def test_who_got_the_money_back_is_not_listed(giving, stripe_client, reader):
    gift = named(giving, "Ada")
    stripe_client.v1.refunds.create({"charge": gift.payments.get().charge_id})
    giving.arrive()
    yesterday()

    assert "<li>Ada</li>" not in reader.get("/donate/donors/").content.decode()


def test_a_name_with_markup_is_a_name(giving, reader):
    named(giving, "<b>Ada</b>")
    yesterday()

    page = reader.get("/donate/donors/").content.decode()

    assert "<li>&lt;b&gt;Ada&lt;/b&gt;</li>" in page


def test_the_page_of_donors_can_be_kept_by_caches():
    assert Client().get("/donate/donors/")["Cache-Control"].startswith("public")
    assert Donation.objects.count() == 0


@pytest.mark.parametrize("currency", [*presets.ONCE, "isk"])
@pytest.mark.parametrize("interval", ["once", "monthly", "yearly"])
def test_offered_amounts_can_all_be_taken(settings, currency, interval):
    least = 500 if presets.money.decimals(currency) else 5
    settings.GIVING_LIMITS = {currency: (least, 10**9)}

    offered = presets.amounts(currency, interval)

    assert len(set(offered)) == 4
    for one, amount in zip(presets.offered(currency, interval), offered, strict=True):
        assert presets.money.parse(one.value, currency) == amount
        presets.money.check_limits(amount, currency)
