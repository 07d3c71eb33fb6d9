"""What sponsors are told: accepted or not, paid, ends soon, ended; and invoices.

``notice.about`` begins with the id of the sponsorship, or of the contact that is invited.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings

from sponsors import money
from sponsors.giving import links
from sponsors.models import Notice, Plan, SponsorContact, Sponsorship
from sponsors.papers import invoice_papers, pdf
from sponsors.telling import emails
from sponsors.telling.emails import NobodyToTell

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Notice.Kind
Role = SponsorContact.Role
DECIDE, PAY = (Role.OWNER,), (Role.OWNER, Role.BILLING)


def tell(template: str, roles: tuple[str, ...], notice: Notice) -> None:
    """Tell some contacts how a sponsorship stands; the words are the template's."""
    sponsorship = _sponsorship(notice)
    emails.send(
        emails.contacts(sponsorship, *roles),
        template,
        {**_facts(sponsorship), "news": notice.about},
    )


def paid(notice: Notice) -> None:
    """Say thank you, unless the money is gone again."""
    if _sponsorship(notice).ended_at:
        raise NobodyToTell
    tell("sponsor_paid", (), notice)


def invoice(notice: Notice) -> None:
    """Send an invoice; one that was voided meanwhile is not sent any more."""
    bill = notice.invoice
    if bill is None or bill.voided_at or not bill.payment.sponsorship:
        raise NobodyToTell
    sponsorship = bill.payment.sponsorship
    emails.send(
        emails.contacts(sponsorship, *PAY),
        "invoice",
        {**_facts(sponsorship), "invoice": bill},
        [(f"invoice-{bill.label}.pdf", pdf.render(invoice_papers.of(bill)))],
    )


# What ``returned_money`` writes behind the id.
STAFF_NEWS = {"ended": "sponsor_gone", "back": "sponsor_back"}


def application(notice: Notice) -> None:
    """Tell staff that somebody waits for an answer, or what the way of money changed."""
    sponsorship = _sponsorship(notice)
    address = f"{settings.SITE_URL}/admin/sponsors/sponsorship/{sponsorship.pk}/change/"
    mark = notice.about.partition(":")[2].partition(":")[0]
    template = STAFF_NEWS.get(mark, "sponsor_new")
    emails.send(
        [settings.FINANCE_EMAIL],
        template,
        {"sponsorship": sponsorship, "admin": address, "mark": mark},
    )


def invite(notice: Notice) -> None:
    """Ask somebody to act for a sponsor; the name that was typed for them stays out."""
    contact = SponsorContact.objects.filter(pk=_key(notice)).first()
    if contact is None:
        raise NobodyToTell
    context = {"contact": contact, "mine": emails.page("mine")}
    emails.send([contact.email], "sponsor_invite", context)


def _key(notice: Notice) -> int:
    key, _colon, _rest = notice.about.partition(":")
    return int(key)


def _sponsorship(notice: Notice) -> Sponsorship:
    found = Sponsorship.objects.select_related("sponsor", "tier", "plan")
    sponsorship = found.filter(pk=_key(notice)).first()
    if sponsorship is None:
        raise NobodyToTell
    return sponsorship


def _plan(sponsorship: Sponsorship) -> Plan | None:
    """Return the plan that pays a sponsorship; of a later year it is an earlier one's."""
    one: Sponsorship | None = sponsorship
    while one and not hasattr(one, "plan"):
        one = one.renews
    return one.plan if one else None


def _facts(sponsorship: Sponsorship) -> dict[str, object]:
    plan = _plan(sponsorship)
    return {
        "sponsorship": sponsorship,
        "plan": plan,
        "sum": money.show(sponsorship.amount, sponsorship.currency),
        "plan_link": links.to_stop(plan),
        "mine": emails.page("sponsorship", sponsorship.pk),
    }


WRITERS: dict[Notice.Kind, Callable[[Notice], None]] = {
    Kind.INVOICE: invoice,
    Kind.SPONSOR_NEW: application,
    Kind.SPONSOR_INVITE: invite,
    Kind.SPONSOR_YES: partial(tell, "sponsor_yes", PAY),
    Kind.SPONSOR_NO: partial(tell, "sponsor_no", DECIDE),
    Kind.SPONSOR_PAID: paid,
    Kind.SPONSOR_RENEW: partial(tell, "sponsor_renew", PAY),
    Kind.SPONSOR_END: partial(tell, "sponsor_end", ()),
}
