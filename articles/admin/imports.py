"""The pages that were brought in, with their original text; read only."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin import importing
from articles.models import PageImport


@admin.register(PageImport)
class PageImportAdmin(admin.ModelAdmin):
    list_display = ("article", "filename", "imported_by", "imported_at", "is_open")
    list_select_related = ("article__subject", "imported_by")
    search_fields = ("article__subject__name", "filename")
    change_list_template = "admin/articles/pageimport/change_list.html"
    fields = (
        "draft",
        "filename",
        "imported_by",
        "imported_at",
        "what_was_found",
        "unplaced",
        "source",
    )
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "paste/", view(importing.paste_page), name="articles_pageimport_paste"
            ),
            path(
                "<int:article_id>/<int:import_id>/tick/",
                view(importing.tick_off),
                name="articles_pageimport_tick",
            ),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A page is pasted, not typed into a form of this table."""
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: PageImport | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: PageImport | None = None
    ) -> bool:
        return False

    @admin.display(description=_("something left to do"), boolean=True)
    def is_open(self, page_import: PageImport) -> bool:
        return importing.ImportBox(page_import, page_import.article).is_open

    @admin.display(description=_("draft"))
    def draft(self, page_import: PageImport) -> SafeString:
        url = reverse("admin:articles_article_change", args=[page_import.article_id])
        return format_html('<a href="{}">{}</a>', url, page_import.revision)

    @admin.display(description=_("findings"))
    def what_was_found(self, page_import: PageImport) -> SafeString:
        messages = ((found["message"],) for found in page_import.findings)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", messages))
