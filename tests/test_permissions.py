"""Who may open which page: the cast × every address that needs no argument × status.

A new address that is missing here fails the last test. What needs an argument (a page, a
revision, somebody's account) is tested where it lives.
"""

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.html import faults

CAST = (
    "reader",
    "member",
    "expert",
    "moderator",
    "editor",
    "reviewer",
    "finance",
    "administrator",
)

# One status for each of the cast, in that order.
OPEN = (200, 200, 200, 200, 200, 200, 200, 200)
MEMBERS = (302, 200, 200, 200, 200, 200, 200, 200)
READERS = (200, 302, 302, 302, 302, 302, 302, 302)
# Members are led to the door of the desk, which tells them 403.
DOOR = (302, 403, 403, 302, 302, 302, 302, 302)
STAFF = (302, 302, 302, 200, 200, 200, 200, 200)
LIBRARY = (302, 302, 302, 403, 200, 200, 403, 200)
EDITORS = (302, 302, 302, 403, 200, 403, 403, 200)
MODERATORS = (302, 302, 302, 200, 403, 403, 403, 200)
ADMINISTRATORS = (302, 302, 302, 403, 403, 403, 403, 200)
NOBODY = (302, 302, 302, 403, 403, 403, 403, 403)
# A form's target: there is nothing to see.
FORMS_ONLY = (405, 405, 405, 405, 405, 405, 405, 405)
# Moderation: on the pages of the forums, and what is kept at the desk.
MODERATORS = (302, 403, 403, 200, 403, 403, 403, 200)
TO_THE_QUEUE = (302, 403, 403, 302, 403, 403, 403, 302)
MODERATORS_DESK = (302, 302, 302, 200, 403, 403, 403, 200)
# Behind the gate: whoever is logged in; some are buttons, not pages.
BUTTONS = (302, 405, 405, 405, 405, 405, 405, 405)
# Another step comes first: the password again, a code by mail, a log-in.
NOT_YET = (302, 302, 302, 302, 302, 302, 302, 302)
# Money: those who keep the books, and nobody who writes or moderates.
FINANCE = (302, 302, 302, 403, 403, 403, 200, 200)
# Nothing there to switch off or to show.
NO_FACTOR = (302, 404, 404, 404, 404, 404, 404, 404)

TABLE = {
    OPEN: """home search about editorial_policy funding_policy privacy accessibility
        forum_rules healthz readyz robots sitemap_index articles:a_z articles:corrections
        articles:evidence articles:feed articles:people articles:topics sponsors:books
        account_inactive account_left
        account_reset_password account_password_reset_completed
        sponsors:donate sponsors:donors sponsors:sponsors""",
    MEMBERS: """forums:feed forums:following forums:forum_settings forums:index
        forums:my_posts forums:search forums:unread account:overview account:profile account_data
        account_email
        sponsors:claim sponsors:giving sponsors:mine
        account_change_password account_logout account_reauthenticate mfa_index mfa_list_webauthn
        usersessions_list""",
    READERS: "account_login account_signup account_request_login_code",
    NOT_YET: """account_leave account_complete_password_reset
        account_confirm_login_code
        account_confirm_password_reset_code account_email_verification_sent
        account_set_password mfa_activate_totp mfa_add_webauthn mfa_authenticate
        mfa_generate_recovery_codes mfa_login_webauthn mfa_reauthenticate
        mfa_reauthenticate_webauthn admin:logout admin:password_change""",
    FORMS_ONLY: "account_data_download stripe_hook sponsors:unlist sponsors:take_back_gift_aid",
    NO_FACTOR: """mfa_deactivate_totp mfa_download_recovery_codes
        mfa_view_recovery_codes""",
    DOOR: "admin:login",
    STAFF: "admin:index admin:jsi18n admin:password_change_done",
    LIBRARY: """admin:articles_article_changelist admin:articles_evidencestatus_changelist
        admin:articles_figure_changelist admin:articles_person_changelist
        admin:articles_reference_changelist admin:articles_subject_changelist
        admin:articles_term_changelist admin:articles_figure_choices
        admin:articles_reference_search admin:articles_pageimport_changelist
        admin:articles_feedback_changelist""",
    EDITORS: """admin:articles_article_add admin:articles_evidencestatus_add
        admin:articles_figure_add admin:articles_reference_add
        admin:articles_subject_add admin:articles_term_add
        admin:articles_reference_paste admin:articles_pageimport_paste""",
    MODERATORS: "forums:appeals forums:moderation_log forums:queue",
    TO_THE_QUEUE: "forums:queue_next",
    MODERATORS_DESK: """admin:accounts_professionalverification_add
        admin:accounts_professionalverification_changelist
        admin:forum_forum_changelist admin:forums_appeal_changelist
        admin:forums_cannedreply_add admin:forums_cannedreply_changelist
        admin:forums_helpline_add admin:forums_helpline_changelist
        admin:forums_moderationaction_changelist admin:forums_report_changelist
        admin:forums_restriction_changelist admin:forums_safetycard_changelist
        admin:forums_watchword_add admin:forums_watchword_changelist""",
    BUTTONS: "forums:mark_read forums:preview",
    ADMINISTRATORS: """admin:forum_forum_add admin:forum_forum_global_rules
        admin:accounts_user_changelist admin:accounts_user_add
        admin:auth_group_changelist admin:auth_group_add admin:articles_person_add
        admin:portal_backgroundjob_changelist""",
    FINANCE: """admin:sponsors_sponsor_add admin:sponsors_sponsor_changelist
        admin:sponsors_sponsorship_changelist admin:sponsors_tier_add
        admin:sponsors_tier_changelist admin:sponsors_dispute_changelist admin:sponsors_goal_add
        admin:sponsors_goal_changelist admin:sponsors_ledgerentry_changelist
        admin:sponsors_ledgerentry_export admin:sponsors_ledgerentry_totals
        admin:sponsors_payment_changelist admin:sponsors_payment_enter
        admin:sponsors_refund_changelist admin:sponsors_stripeevent_changelist""",
    NOBODY: """admin:sponsors_sponsorship_add admin:sponsors_dispute_add
        admin:sponsors_ledgerentry_add
        admin:sponsors_payment_add admin:sponsors_refund_add
        admin:sponsors_stripeevent_add admin:forums_appeal_add admin:forums_moderationaction_add
        admin:forums_report_add admin:forums_restriction_add admin:forums_safetycard_add
        admin:portal_backgroundjob_add admin:articles_pageimport_add
        admin:articles_feedback_add
        admin:autocomplete""",
}
EXPECTED = {name: row for row, names in TABLE.items() for name in names.split()}


@pytest.mark.parametrize("who", CAST)
def test_who_may_open_what(visit, who):
    browser, place = visit(who), CAST.index(who)

    found = {name: browser.get(reverse(name)) for name in EXPECTED}

    assert {name: one.status_code for name, one in found.items()} == {
        name: row[place] for name, row in EXPECTED.items()
    }
    ours = {name: one for name, one in found.items() if "admin:" not in name}
    assert {name: faults(one) for name, one in ours.items() if faults(one)} == {}


def test_every_address_is_in_the_table():
    assert set(without_argument(get_resolver())) == set(EXPECTED)


def without_argument(resolver, namespace=""):
    """Yield the name of every address that can be built without knowing anything."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = pattern.namespace
            yield from without_argument(pattern, f"{inner}:" if inner else namespace)
        elif pattern.name:
            name = f"{namespace}{pattern.name}"
            try:
                reverse(name)
            except NoReverseMatch:
                continue
            yield name
