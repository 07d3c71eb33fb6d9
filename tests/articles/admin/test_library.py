"""Subjects, statuses, references, figures and people at the desk."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.admin.evidence import successor_url
from articles.models import (
    Article,
    Audience,
    EvidenceStatus,
    Reference,
    Subject,
)
from tests.factories import (
    make_contributor,
    make_disclosure,
    make_figure,
    make_page,
    make_reference,
    make_status,
    make_subject,
)

pytestmark = pytest.mark.django_db


def make_waiting_status(recorder):
    return make_status(
        make_subject(), recorded_by=recorder, confirmed_by=None, confirmed_at=None
    )


SUPPORTED = "# A\n\nIt works [@{}]."


def at(noun, page, *args):
    return reverse(f"admin:articles_{noun}_{page}", args=args)


def test_subject_shows_both_editions_side_by_side(as_editor):
    page = make_page(audience=Audience.LAY)

    text = as_editor.get(at("subject", "change", page.subject_id)).content.decode()

    assert "Revision 1 has been public since" in text
    assert "This edition does not exist yet." in text
    start = f"?subject={page.subject_id}&amp;audience=professional"
    assert at("article", "add") + start in text


def test_edition_is_started_from_the_subject(as_editor):
    subject = make_subject()

    response = as_editor.post(
        at("article", "add"), {"subject": subject.pk, "audience": "lay"}
    )

    article = Article.objects.get(subject=subject, audience="lay")
    assert response.url == at("article", "change", article.pk)


def test_changed_address_is_remembered_and_shown(as_editor):
    subject = make_subject(slug="old-address")
    url = at("subject", "change", subject.pk)
    form = {
        "kind": "tumor",
        "name": subject.name,
        "slug": "new-address",
        "synonyms": "",
        "relations-TOTAL_FORMS": "0",
        "relations-INITIAL_FORMS": "0",
    }

    as_editor.post(url, form)

    assert Subject.objects.get().slug == "new-address"
    assert "old-address" in as_editor.get(url).content.decode()


def test_status_is_superseded_from_the_subject_and_its_history_stays(
    as_editor, as_reviewer, editor
):
    old = make_status(make_subject(), code="experimental")
    subject = at("subject", "change", old.subject_id)
    assert "Supersede this one" in as_editor.get(subject).content.decode()
    form_url = successor_url(old)
    initial = as_editor.get(form_url).context["adminform"].form.initial
    today = timezone.localdate()
    dates = {"as_of": today, "review_by": today, "position": 0}

    response = as_editor.post(form_url, {**initial, "code": "emerging", **dates})

    assert response.url == subject
    new = EvidenceStatus.objects.get(supersedes=old)
    assert (new.recorded_by, EvidenceStatus.objects.current().get()) == (editor, old)
    as_reviewer.post(at("evidencestatus", "confirm", new.pk))
    assert EvidenceStatus.objects.current().get() == new
    assert "Earlier statuses" in as_editor.get(subject).content.decode()


def test_recorded_status_is_not_confirmed_by_its_recorder(
    as_administrator, administrator, as_editor
):
    status = make_status(make_subject(), confirmed=False, recorded_by=administrator)
    url = at("evidencestatus", "confirm", status.pk)

    for client in (as_administrator, as_editor):
        client.post(url)
        assert "another person" in as_administrator.get(url).content.decode()

    assert EvidenceStatus.objects.waiting().exists()


def test_confirmed_status_cannot_be_rewritten(as_administrator):
    status = make_status(make_subject(), code="experimental")
    url = at("evidencestatus", "change", status.pk)

    as_administrator.post(url, {"code": "established"})

    status.refresh_from_db()
    assert status.code == "experimental"


@pytest.mark.parametrize(("stands", "count"), [("now", 2), ("late", 1), ("before", 1)])
def test_statuses_are_listed_by_whether_they_stand(as_editor, stands, count):
    subject = make_subject()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    first = make_status(subject, review_by=yesterday)
    make_status(subject, supersedes=first)
    make_status(subject, review_by=yesterday)

    response = as_editor.get(at("evidencestatus", "changelist"), {"stands": stands})

    assert response.context["cl"].result_count == count


def test_reference_shows_the_pages_that_cite_it(as_editor):
    work = make_reference()
    page = make_page(body=SUPPORTED.format(work.citekey))

    text = as_editor.get(at("reference", "change", work.pk)).content.decode()

    assert str(page) in text
    assert "(public)" in text


def test_works_are_marked_as_checked_today(as_editor):
    work, other = make_reference(), make_reference()

    as_editor.post(
        at("reference", "changelist"),
        {"action": "say_checked", "_selected_action": [work.pk]},
    )

    checked = Reference.objects.filter(checked_on=timezone.localdate())
    assert list(checked) == [work]
    assert other not in checked


def test_cited_and_never_checked_works_are_found(as_editor):
    cited, checked, loose = (make_reference() for _ in range(3))
    Reference.objects.filter(pk=checked.pk).update(checked_on=timezone.localdate())
    make_page(body=f"# A\n\nIt works [@{cited.citekey}; @{checked.citekey}].")

    response = as_editor.get(at("reference", "changelist"), {"checked": "no"})

    assert list(response.context["cl"].queryset) == [cited]
    assert loose.checked_on is None


def test_figure_shows_its_picture_and_its_pages(as_editor):
    figure = make_figure()
    page = make_page(body=f"# A\n\n![](figure:{figure.key})")

    text = as_editor.get(at("figure", "change", figure.pk)).content.decode()

    assert 'class="thumbnail"' in text
    assert str(page) in text


@pytest.mark.parametrize(("declared", "expected"), [("no", "Late"), ("yes", "Early")])
def test_missing_declaration_is_marked(as_administrator, declared, expected):
    make_contributor("Early")
    late = make_contributor("Late", declared=False)
    make_disclosure(late, year=timezone.localdate().year - 1)

    response = as_administrator.get(at("person", "changelist"), {"declared": declared})

    assert [one.name for one in response.context["cl"].queryset] == [expected]


def used_things():
    work, figure, author = make_reference(), make_figure(), make_contributor()
    body = f"{SUPPORTED.format(work.citekey)}\n\n![](figure:{figure.key})"
    page = make_page(authors=[author], body=body)
    status = make_status(page.subject)
    return {
        "reference": work,
        "figure": figure,
        "person": author,
        "article": page,
        "subject": page.subject,
        "evidencestatus": status,
    }


@pytest.mark.parametrize(
    "noun", ["reference", "figure", "person", "article", "subject", "evidencestatus"]
)
def test_nobody_deletes_what_others_rest_on(as_administrator, as_editor, noun):
    thing = used_things()[noun]
    url = at(noun, "delete", thing.pk)

    response = as_administrator.post(url, {"post": "yes"}, follow=True)

    assert "deleted" in response.content.decode()
    assert type(thing).objects.filter(pk=thing.pk).exists()
    assert as_editor.post(url, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("make", [make_reference, make_figure, make_contributor])
def test_administrator_deletes_what_nobody_uses(as_administrator, make):
    thing = make(declared=False) if make is make_contributor else make()
    noun = thing._meta.model_name

    as_administrator.post(at(noun, "delete", thing.pk), {"post": "yes"})

    assert not type(thing).objects.exists()


@pytest.mark.parametrize("noun", ["reference", "figure", "person", "subject"])
def test_nothing_is_deleted_in_bulk(as_administrator, noun):
    thing = used_things()[noun]

    as_administrator.post(
        at(noun, "changelist"),
        {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"},
    )

    assert type(thing).objects.filter(pk=thing.pk).exists()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("noun", "make", "queries"),
    [
        ("subject", make_subject, 9),
        ("reference", make_reference, 8),
        ("figure", make_figure, 8),
        ("person", make_contributor, 8),
        ("evidencestatus", lambda: make_status(make_subject()), 8),
    ],
)
def test_lists_cost_the_same_for_any_number(
    as_editor, noun, make, queries, count, django_assert_num_queries
):
    for _ in range(count):
        make()
    url = at(noun, "changelist")
    as_editor.get(url)

    with django_assert_num_queries(queries):
        response = as_editor.get(url)

    assert len(response.context["cl"].result_list) == count


def test_reviewer_confirms_statuses_from_the_list(as_reviewer, editor):
    status = make_status(make_subject(), confirmed=False, recorded_by=editor)

    as_reviewer.post(
        at("evidencestatus", "changelist"),
        {"action": "confirm", "_selected_action": [status.pk]},
    )

    assert EvidenceStatus.objects.current().get() == status


def test_group_of_authors_is_kept_as_a_group(as_administrator):
    work = make_reference(authors=[{"literal": "EURAMOS collaborators"}])
    url = at("reference", "change", work.pk)
    form = as_administrator.get(url).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields}

    as_administrator.post(
        url,
        {
            **data,
            "title": "A new title",
            "relations-TOTAL_FORMS": "0",
            "relations-INITIAL_FORMS": "0",
        },
    )

    work.refresh_from_db()
    assert work.title == "A new title"
    assert work.authors == [{"literal": "EURAMOS collaborators"}]


def test_checked_works_are_found(as_editor):
    work = make_reference(checked_on=timezone.localdate())
    make_reference()

    response = as_editor.get(at("reference", "changelist"), {"checked": "yes"})

    assert list(response.context["cl"].queryset) == [work]
