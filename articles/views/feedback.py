"""Readers write to the editors: an error on a page, a wish for an edition."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from articles import feedback
from articles.forms import EditionWishForm, ErrorReportForm, ReaderForm
from articles.models import Article, Audience
from articles.views.addresses import of_page, of_page_to_read, without_page

readable_and_postable = require_http_methods(["GET", "HEAD", "POST"])


@readable_and_postable
@of_page
def report_error(request: HttpRequest, article: Article) -> HttpResponse:
    """Take a report about the text that is published now."""
    form = ErrorReportForm(request.POST if request.method == "POST" else None)
    context = {"article": article, "form": form, "is_demo": article.subject.is_demo}
    if not may_store(request, form):
        return show(request, "articles/report_error.html", context)
    if not form.is_trapped:
        feedback.report_error(
            article=article,
            message=form.cleaned_data["message"],
            email=form.cleaned_data["email"],
        )
    return redirect("articles:feedback_sent", article.edition, article.subject.slug)


@readable_and_postable
def ask_edition(request: HttpRequest, edition: Audience, slug: str) -> HttpResponse:
    """Take the wish for the edition of this address; one that exists is shown instead."""
    pages = Article.objects.published().at(slug).with_titles()
    existing = pages.for_audience(edition.other).first()
    if pages.for_audience(edition).exists():
        return redirect("articles:article", edition, slug)
    if existing is None:
        return without_page(request, edition, slug)
    form = EditionWishForm(request.POST if request.method == "POST" else None)
    context = {
        "existing": existing,
        "missing": edition,
        "form": form,
        "is_demo": existing.subject.is_demo,
    }
    if not may_store(request, form):
        return show(request, "articles/ask_edition.html", context)
    if not form.is_trapped:
        feedback.ask_for_edition(
            subject=existing.subject,
            audience=edition,
            message=form.cleaned_data["message"],
            email=form.cleaned_data["email"],
        )
    return redirect("articles:feedback_sent", existing.edition, slug)


@of_page_to_read
def thanks(request: HttpRequest, article: Article) -> HttpResponse:
    context = {"article": article, "is_demo": article.subject.is_demo}
    return render(request, "articles/feedback_sent.html", context)


def may_store(request: HttpRequest, form: ReaderForm) -> bool:
    """Whether a form was sent, is in order, and its network did not send too many."""
    if not form.is_bound or not form.is_valid():
        return False
    if ratelimit.consume(request, action="feedback"):
        return True
    form.is_throttled = True
    return False


def show(
    request: HttpRequest, template: str, context: dict[str, object]
) -> HttpResponse:
    """Show a form, with all that was typed."""
    form = context["form"]
    status = 429 if isinstance(form, ReaderForm) and form.is_throttled else 200
    return render(request, template, context, status=status)
