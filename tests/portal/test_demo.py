"""The demonstration in the database: idempotent, and careful with what staff edited."""

import datetime

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from articles.drafting import save_draft
from articles.models import (
    Article,
    EvidenceStatus,
    Feedback,
    Person,
    Reference,
    Revision,
    Subject,
)
from articles.subjects import change_address
from portal.accounts.models import User
from portal.demo.accounts import LOG_INS, PASSWORD
from portal.demo.loading import load_all

CRYO = "cryoablation-of-bone-metastases"


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    """Load once for the module; each test rolls its own changes back on top of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_all()
        transaction.set_rollback(True)


@pytest.fixture
def demo(_loaded, db):
    return _loaded


def count_rows():
    return {
        model._meta.label: model.objects.count()
        for label in ("articles", "accounts", "account")
        for model in apps.get_app_config(label).get_models()
    }


def test_demo_publishes_both_editions_of_all_subjects_but_one(demo):
    assert demo["subjects"] == 5
    assert demo["pages"] == 9
    assert Article.objects.published().count() == 9
    assert not Subject.objects.filter(is_demo=False).exists()


def test_demo_has_an_edition_to_ask_for(demo, client):
    page = client.get("/lay/biopsy-of-bone/").content.decode()

    assert "There is no edition for professionals yet." in page
    assert client.get("/pro/biopsy-of-bone/ask/").status_code == 200


def test_demo_run_again_adds_nothing(demo, django_assert_max_num_queries):
    before = count_rows()

    with django_assert_max_num_queries(30):
        added = load_all()

    assert not any(added.values())
    assert count_rows() == before


def test_demo_run_again_keeps_what_staff_changed(demo):
    Reference.objects.filter(citekey="ryan2022").update(title="Mended title")
    Person.objects.filter(slug="jonah-pell").update(biography="Mended")
    subject = Subject.objects.get(slug=CRYO)
    change_address(subject=subject, slug="cryoablation")
    User.objects.get(email="editor@example.org").groups.clear()

    load_all()

    assert Reference.objects.get(citekey="ryan2022").title == "Mended title"
    assert Person.objects.get(slug="jonah-pell").biography == "Mended"
    assert Subject.objects.count() == 5
    assert not User.objects.get(email="editor@example.org").groups.exists()


def test_demo_run_again_keeps_a_text_saved_by_an_editor(demo):
    article = Article.objects.get(subject__slug=CRYO, audience="lay")
    saved = save_draft(
        article=article,
        base=article.published,
        by=User.objects.get(email="editor@example.org"),
        title="Another title",
        summary="",
        body="Another text.",
        note="Tried something",
    )

    load_all()

    assert article.revisions.latest() == saved


def test_demo_completes_what_is_missing(demo):
    Person.objects.filter(slug="perpetua-linden").delete()

    added = load_all()

    assert added["people"] == 1
    assert sum(added.values()) == 1


def test_demo_pages_were_reviewed_by_another_person(demo):
    for revision in Revision.objects.published():
        assert revision.reviewed_by != revision.saved_by
        assert revision.contributions.filter(
            role="reviewer", person__user=revision.reviewed_by
        ).exists()


def test_demo_credits_only_people_marked_as_invented(demo):
    assert Person.objects.credited().count() >= 7
    assert not Person.objects.filter(is_invented=False).exists()


def test_demo_shows_a_reviewer_with_an_interest(demo):
    revision = Article.objects.get(
        subject__slug="radiofrequency-ablation-of-osteoid-osteoma", audience="lay"
    ).published

    disclosure = revision.contributions.get(role="reviewer").disclosure

    assert "electrodes" in disclosure.text
    assert disclosure.year == timezone.localdate().year


def test_demo_has_a_history_to_show(demo):
    article = Article.objects.get(subject__slug=CRYO, audience="professional")

    history = article.revisions.visible().order_by("number")

    assert [revision.significance for revision in history] == ["content", "outdates"]


def test_demo_leaves_work_for_the_reviewer(demo):
    waiting = Revision.objects.submitted().get()

    assert waiting.article.subject.slug == "giant-cell-tumor-of-bone"
    assert waiting.article.published.number == waiting.number - 1


def test_demo_has_one_open_and_one_answered_message(demo):
    assert Feedback.objects.count() == 2
    assert Feedback.objects.open().count() == 1


def test_demo_shows_late_and_superseded_statuses(demo):
    assert any(status.is_late for status in EvidenceStatus.objects.current())
    assert EvidenceStatus.objects.filter(superseded_by__isnull=False).count() == 1


def test_demo_shows_later_reports_and_a_retraction(demo):
    works = Reference.objects.with_health()

    assert works.get(citekey="callstrom2006").final_reports[0]["citekey"] == (
        "callstrom2013"
    )
    assert works.get(citekey="example-retracted").health == Reference.Health.FLAGGED
    assert works.get(citekey="ryan2022").health == Reference.Health.UNKNOWN


@pytest.mark.parametrize("one", LOG_INS, ids=lambda one: one.role)
def test_demo_log_in_works(demo, client, one):
    assert client.login(username=one.email, password=PASSWORD)

    user = User.objects.get(email=one.email)
    assert user.is_staff == bool(one.group)
    assert user.is_superuser == (one.role == "administrator")


def test_demo_reviewer_may_review_and_editor_may_not(demo):
    editor, reviewer = (
        User.objects.get(email=f"{role}@example.org") for role in ("editor", "reviewer")
    )

    assert reviewer.has_perm("articles.review_article")
    assert not editor.has_perm("articles.review_article")


def test_demo_pages_are_due_in_the_future_when_written(demo):
    due = Article.objects.published().values_list("review_due", flat=True)

    assert min(due) >= datetime.date(2027, 9, 1)
