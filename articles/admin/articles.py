"""Pages in the admin: the list, and the doors to writing, reviewing and history."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin import editing, previewing, reviewing
from articles.admin.forms import StartForm
from articles.admin.keeping import Kept
from articles.models import Article, Revision

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


class WaitingFilter(admin.SimpleListFilter):
    """What has to be done about a page."""

    title = _("waits for")
    parameter_name = "waits"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, "StrOrPromise"]]:
        return [
            ("review", _("a review")),
            ("publication", _("publication")),
            ("author", _("its author")),
            ("check", _("its next review (overdue)")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> QuerySet[Article]:
        newest = Revision.objects.newest()
        waiting = {
            "review": newest.submitted(),
            "publication": newest.approved(),
            "author": newest.drafts() | newest.sent_back(),
        }
        wanted = self.value()
        if wanted == "check":
            return queryset.filter(pk__in=Article.objects.due_for_review())
        if wanted in waiting:
            return queryset.filter(pk__in=waiting[wanted].values("article"))
        return queryset


@admin.register(Article)
class ArticleAdmin(Kept):
    form = StartForm
    kept_because = _(
        "A page is withdrawn, never deleted: its address still tells readers what happened."
    )
    list_display = ("subject", "audience", "newest_text", "published_on", "review_due")
    list_filter = (WaitingFilter, "audience", "subject__kind")
    search_fields = ("subject__name", "subject__synonyms", "published__title")
    list_select_related = ("subject", "published")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "articles_article_{}".format
        # Writing asks for the session itself: admin_view would drop the typed words.
        own: Iterable[URLPattern] = (
            path("<int:article_id>/change/", editing.edit, name=name("change")),
            path("<int:article_id>/newest/", editing.newest, name=name("newest")),
            path(
                "<int:article_id>/preview/",
                view(previewing.preview),
                name=name("preview"),
            ),
            path(
                "<int:article_id>/history/",
                view(reviewing.history),
                name=name("history"),
            ),
            path(
                "<int:article_id>/compare/",
                view(reviewing.compare),
                name=name("compare"),
            ),
            path(
                "<int:article_id>/withdraw/",
                view(require_POST(reviewing.withdraw)),
                name=name("withdraw"),
            ),
            path(
                "<int:article_id>/revisions/<int:number>/",
                view(reviewing.show),
                name=name("show"),
            ),
            path(
                "<int:article_id>/revisions/<int:number>/review/",
                view(reviewing.review),
                name=name("review"),
            ),
        )
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        newest = Revision.objects.newest().defer("body", "html", "text")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("revisions", newest, to_attr="newest"))
        )

    def get_changeform_initial_data(
        self, request: HttpRequest
    ) -> dict[str, str | list[str]]:
        return {name: request.GET.get(name, "") for name in ("subject", "audience")}

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(
            reverse("admin:articles_article_change", args=[obj.pk])
        )

    @admin.display(description=_("newest text"))
    def newest_text(self, article: Article) -> str:
        revision = next(iter(article.newest), None)
        return f"{revision.number}: {revision.state}" if revision else "–"

    @admin.display(description=_("published"), ordering="published__published_at")
    def published_on(self, article: Article) -> object:
        moment = article.published and article.published.published_at
        return timezone.localtime(moment).date() if moment else None
