"""What only a browser shows of the ground floor: caches, policies, accessibility."""

import pytest

from tests.factories import make_page

pytestmark = pytest.mark.django_db(transaction=True)

ABOUT = (
    "/about/",
    "/about/editorial/",
    "/about/funding/",
    "/about/privacy/",
    "/about/accessibility/",
    "/about/forum-rules/",
)


def test_logging_in_and_out_never_shows_the_other_states_page(page, log_in, member):
    page.goto("/about/")
    assert page.get_by_role("link", name="Log in").is_visible()
    page.reload()

    log_in(member)
    page.goto("/about/")
    assert page.get_by_text("the-member").first.is_visible()
    assert page.get_by_role("link", name="Log in").count() == 0

    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Log out").click()
    page.wait_for_url("**/")
    page.goto("/about/")
    assert page.get_by_role("link", name="Log in").is_visible()
    assert page.get_by_text("the-member").count() == 0
    page.go_back()
    page.go_back()
    assert page.get_by_text("the-member").count() == 0


def test_a_reader_carries_no_cookie(page):
    make_page()

    for path in ("/", *ABOUT, "/search/?q=bone", "/lay/"):
        page.goto(path)

    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1440])
def test_home_and_the_pages_about_the_portal_are_accessible(
    page, assert_accessible, scheme, width
):
    make_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})

    for path in ("/", *ABOUT):
        page.goto(path)
        assert_accessible()
        overflow = "document.documentElement.scrollWidth > innerWidth"
        assert not page.evaluate(overflow), f"{path} scrolls sideways"


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/portal/backgroundjob/", "/admin/accounts/user/"]
)
def test_the_desk_keeps_to_the_policy_and_is_accessible(
    page, log_in, administrator, assert_accessible, path
):
    log_in(administrator)

    page.goto(path)

    assert page.get_by_role("link", name="Editorial desk").is_visible()
    assert_accessible()


def test_error_pages_are_accessible(page, assert_accessible):
    response = page.request.get("/no-such-page/")
    assert response.status == 404

    page.set_content(response.text())

    assert_accessible()
