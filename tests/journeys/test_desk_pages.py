"""Every other page of the desk: within the policy, accessible, and fitting a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.factories import (
    make_contributor,
    make_feedback,
    make_figure,
    make_page,
    make_reference,
    make_status,
)

pytestmark = pytest.mark.django_db(transaction=True)

NOUNS = (
    "article",
    "evidencestatus",
    "feedback",
    "figure",
    "pageimport",
    "person",
    "reference",
    "subject",
    "term",
)


def one_of_each():
    """Something of every noun, and the addresses where it is changed."""
    figure, work, author = make_figure(), make_reference(), make_contributor()
    body = f"# A\n\nIt works [@{work.citekey}].\n\n![](figure:{figure.key})"
    subject = make_page(authors=[author], body=body).subject
    status = make_status(subject, confirmed=False, source=work)
    make_status(subject, source=work)
    feedback = make_feedback(subject)
    rows = (figure, work, author, subject, status, feedback)
    return [
        *(reverse(f"admin:articles_{noun}_changelist") for noun in NOUNS),
        *(
            reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])
            for row in rows
        ),
        reverse("admin:articles_evidencestatus_confirm", args=[status.pk]),
        *(
            reverse(f"admin:articles_{noun}_add")
            for noun in ("article", "evidencestatus", "figure", "person", "reference")
        ),
        reverse("admin:articles_subject_add"),
        reverse("admin:index"),
    ]


# A box to tick counts with its label.
LOW = """() => [...document.querySelectorAll(
    '#content :is(select, summary, textarea, .object-tools a), .submit-row input, ' +
    '#content input:not([type=checkbox], [type=radio], [type=hidden], [type=image])'
  )].filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map(one => one.name || one.textContent)"""


def violations(tab):
    found = Axe().run(tab, options={"preload": False}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (375, "dark")])
def test_pages_of_the_desk_are_accessible_and_fit(desk, administrator, width, scheme):
    addresses = one_of_each()
    tab = desk(
        administrator,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    found = {}

    for address in addresses:
        tab.goto(address)
        tab.wait_for_load_state("networkidle")
        wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth")
        trouble = [*violations(tab), *(["scrolls sideways"] if wide else [])]
        if width == 375:
            trouble += [f"lower than a finger: {one}" for one in tab.evaluate(LOW)]
        if trouble:
            found[address] = trouble

    assert found == {}
