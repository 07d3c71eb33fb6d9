"""Receipts, yearly summaries and invoices: for those they belong to, and for the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from sponsors.giving import browsers
from sponsors.models import Invoice, Receipt, SponsorContact
from sponsors.papers import (
    invoice_papers,
    invoices,
    pdf,
    receipt_papers,
    receipts,
    summaries,
    tax_years,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portal.accounts.models import User
    from sponsors.papers.layout import Paper

EARLIEST = 2000
PAYING = (SponsorContact.Role.OWNER, SponsorContact.Role.BILLING)


def _member(request: HttpRequest) -> User:
    member = browsers.giver(request)
    if member is None:
        raise Http404
    return member


def _receipt(request: HttpRequest, pk: int) -> Receipt:
    """Return a receipt of one's own; those who keep the books see all of them."""
    member = _member(request)
    own = Q() if member.has_perm("sponsors.view_receipt") else Q(user=member)
    return get_object_or_404(Receipt.objects.filter(own), pk=pk)


def _invoice(request: HttpRequest, pk: int) -> Invoice:
    """Return an invoice of a sponsor that one decides or pays for."""
    member = _member(request)
    mine = SponsorContact.objects.filter(user=member, role__in=PAYING)
    own = Q(payment__sponsorship__sponsor__in=mine.values("sponsor"))
    if member.has_perm("sponsors.view_invoice"):
        own = Q()
    return get_object_or_404(Invoice.objects.filter(own), pk=pk)


def _summary(request: HttpRequest, year: int) -> Paper:
    if not EARLIEST <= year <= tax_years.of(timezone.now()):
        raise Http404
    paper = summaries.paper(_member(request), year)
    if paper is None:
        raise Http404
    return paper


def _page(request: HttpRequest, paper: Paper, name: str, key: int) -> HttpResponse:
    above = "mine" if name == "invoice" else "giving"
    title = _("Your sponsorships") if name == "invoice" else _("Your giving")
    context = {
        "paper": paper,
        "pdf": reverse(f"sponsors:{name}_pdf", args=[key]),
        "crumbs": [(reverse(f"sponsors:{above}"), title)],
    }
    return render(request, "sponsors/paper.html", context)


def _file(paper: Paper, name: str) -> HttpResponse:
    return HttpResponse(
        pdf.render(paper),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex",
        },
    )


@require_safe
@login_required
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a receipt; on paper the page says that it is a copy."""
    found = _receipt(request, pk)
    return _page(request, receipt_papers.of(found, is_copy=True), "receipt", pk)


@require_GET
@login_required
def receipt_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the PDF; each after the first is counted and marked."""
    found = receipts.hand_out(_receipt(request, pk))
    paper = receipt_papers.of(found, is_copy=found.reprints > 0)
    return _file(paper, f"receipt-{found.label}")


@require_safe
@login_required
def summary(request: HttpRequest, year: int) -> HttpResponse:
    """Show a member's gifts of a tax year."""
    return _page(request, _summary(request, year), "summary", year)


@require_GET
@login_required
def summary_pdf(request: HttpRequest, year: int) -> HttpResponse:
    paper = _summary(request, year)
    return _file(paper, f"gifts-{tax_years.name(year).replace('/', '-')}")


@require_safe
@login_required
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    found = _invoice(request, pk)
    return _page(request, invoice_papers.of(found, is_copy=True), "invoice", pk)


@require_GET
@login_required
def invoice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the PDF; each after the one in the mail is counted and marked."""
    found = invoices.hand_out(_invoice(request, pk))
    paper = invoice_papers.of(found, is_copy=found.reprints > 0)
    return _file(paper, f"invoice-{found.label}")
