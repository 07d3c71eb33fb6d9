"""Asking from a page: a public form, and its other half behind the gate."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from articles.models import Article, Audience, Subject
from articles.views.addresses import without_page
from forums.rules.access import Access
from forums.views.sheets import Sheet
from forums.views.writing import show_and_take
from forums.writing import asking, drafts, forms, posting, safety


def _page(request: HttpRequest, slug: str) -> Article | HttpResponse:
    """Return a published page of the subject, or what its address answers without one."""
    if request.method == "POST":  # a redirect to the new address would lose the words
        moved = Subject.objects.filter(old_slugs__slug=slug)
        slug = moved.values_list("slug", flat=True).first() or slug
    pages = Article.objects.at(slug)
    page = pages.published().with_titles().order_by("audience").first()
    if page is not None:
        return page
    withdrawn = pages.withdrawn().first()
    edition = withdrawn.edition if withdrawn else Audience.LAY
    return without_page(request, edition, slug)


@show_and_take
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a question from anybody; posting it needs an account."""
    page = _page(request, slug)
    if isinstance(page, HttpResponse):
        return page
    subject = page.subject
    finish = reverse("forums:ask_finish", args=[slug])
    kept = drafts.find(request, asking.draft_of(subject))
    if request.user.is_authenticated and request.method != "POST":
        return redirect(finish)
    form = forms.AskForm(
        request.POST if request.method == "POST" else None, initial=kept
    )
    context = _about(subject, page) | {"form": form, "finish": finish, "kept": kept}
    if request.method != "POST":
        is_kept = bool(kept) and "change" not in request.GET
        return render(request, _template(is_kept=is_kept), context | _doors(finish))
    if not form.is_valid():
        return render(request, _template(), context)
    if not ratelimit.consume(request, action="forum_ask"):
        context["is_throttled"] = True
        return render(request, _template(), context, status=429)
    if warnings := forms.unseen(safety.warnings_in(forms.all_words_of(form)), form):
        return render(request, _template(), context | forms.shown(warnings))
    drafts.keep(request, asking.draft_of(subject), form.cleaned_data)
    return redirect(finish if request.user.is_authenticated else request.path)


def _template(*, is_kept: bool = False) -> str:
    return "forums/ask_kept.html" if is_kept else "forums/ask.html"


def _about(subject: Subject, page: Article) -> dict[str, object]:
    return {
        "subject": subject,
        "article": page,
        "is_demo": subject.is_demo,
        "draft": asking.draft_of(subject),
    }


def _doors(finish: str) -> dict[str, str]:
    """Return where log-in and sign-up are, leading back to the question."""
    query = urlencode({"next": finish})
    return {
        name: f"{reverse(view)}?{query}"
        for name, view in (("login", "account_login"), ("signup", "account_signup"))
    }


def _were_shown(warnings: list[safety.Warning], kept: dict[str, str]) -> bool:
    """Tell whether the writer has gone on past these cards on the page before."""
    concerns = {one.kind for one in warnings if not one.found}
    if not (concerns and kept):
        return False
    return concerns <= set(safety.concerns_in("\n".join(kept.values())))


@csrf_exempt  # asked by the sheet, because a refusal must give the typed words back
@show_and_take
def ask_finish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the half-written question to its writer, and post it."""
    page = _page(request, slug)
    if isinstance(page, HttpResponse):
        return page
    subject = page.subject
    access = Access.of(request)
    sheet = Sheet(request, about="", name=asking.draft_of(subject))
    sheet.draft = asking.draft_of(subject)
    choices = asking.forums_for(access)
    likely = asking.likely_forum(subject, choices)
    sheet.use(
        forms.QuestionForm(
            sheet.data,
            initial=sheet.initial(forum=likely.pk if likely else None),
            choices=choices,
        )
    )
    sheet.check(asking.refuse_unless_somewhere, choices)
    if sheet.is_ready():
        forum = access.forum_or_404(sheet.form.cleaned_data["forum"])
        post = sheet.run(posting.start_topic, forum=forum, subject=subject)
        if post:
            return sheet.accepted(post, _("Your question is posted."))
    kept = drafts.find(request, asking.draft_of(subject))
    context = _about(subject, page) | {"draft": sheet.draft}
    context["folded"] = _were_shown(sheet.warnings, kept)
    return sheet.show("forums/ask_finish.html", context)
