"""Subjects with their editions side by side, their evidence and their neighbours."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles.admin.importing import back_to_page
from articles.models import (
    Audience,
    EvidenceStatus,
    Subject,
    SubjectRelation,
    Term,
)
from articles.subjects import change_address, require_free_address


class SubjectForm(forms.ModelForm):
    class Meta:
        model = Subject
        fields = ("kind", "name", "slug", "synonyms", "terms", "is_demo")

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        slug = self.cleaned_data.get("slug")
        if slug:
            try:
                require_free_address(slug, self.instance)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


class EvidenceStatusInline(admin.StackedInline):
    model = EvidenceStatus
    extra = 0
    autocomplete_fields = ("source",)
    raw_id_fields = ("supersedes",)


class SubjectRelationInline(admin.TabularInline):
    model = SubjectRelation
    fk_name = "subject"
    extra = 0
    autocomplete_fields = ("related",)


@admin.register(Subject)
class SubjectAdmin(admin.ModelAdmin):
    form = SubjectForm
    list_display = ("name", "kind", "lay_page", "professional_page")
    list_filter = ("kind", "terms")
    search_fields = ("name", "synonyms", "slug")
    prepopulated_fields: ClassVar = {"slug": ("name",)}
    filter_horizontal = ("terms",)
    readonly_fields = ("editions",)
    inlines = (EvidenceStatusInline, SubjectRelationInline)
    fieldsets = (
        (None, {"fields": ("editions",)}),
        (
            _("What the pages are about"),
            {"fields": ("kind", "name", "slug", "synonyms", "terms", "is_demo")},
        ),
    )

    @admin.display(description=_("editions"))
    def editions(self, subject: Subject) -> str:
        """Both editions side by side: what is public, what waits, where to write."""
        if subject._state.adding:
            return str(_("Save the subject first; then write its pages here."))
        articles = {
            article.audience: article
            for article in subject.articles.select_related("published", "subject")
        }
        sides = [
            {
                "audience": audience,
                "article": article,
                "latest": article.revisions.first() if article else None,
            }
            for audience in Audience
            for article in [articles.get(audience)]
        ]
        return render_to_string(
            "admin/articles/subject/editions.html", {"subject": subject, "sides": sides}
        )

    @admin.display(description=_("for patients"), boolean=True)
    def lay_page(self, subject: Subject) -> bool:
        return Audience.LAY in subject.public_editions

    @admin.display(description=_("for professionals"), boolean=True)
    def professional_page(self, subject: Subject) -> bool:
        return Audience.PROFESSIONAL in subject.public_editions

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subject]:
        return Subject.objects.with_public_editions().order_by(
            *self.get_ordering(request)
        )

    def save_model(
        self,
        request: HttpRequest,
        obj: Subject,
        form: forms.ModelForm,
        change: bool,
    ) -> None:
        new_slug = obj.slug
        if change and "slug" in form.changed_data:
            obj.slug = form.initial["slug"]
            change_address(subject=obj, slug=new_slug)
        super().save_model(request, obj, form, change)


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    list_display = ("name", "kind")
    list_filter = ("kind",)
    search_fields = ("name",)
    prepopulated_fields: ClassVar = {"slug": ("name",)}


@admin.register(EvidenceStatus)
class EvidenceStatusAdmin(admin.ModelAdmin):
    list_display = (
        "subject",
        "indication",
        "code",
        "issuing_body",
        "as_of",
        "review_by",
    )
    list_filter = ("code", "review_by")
    search_fields = ("subject__name", "indication", "issuing_body")
    autocomplete_fields = ("subject", "source", "supersedes")
    date_hierarchy = "as_of"

    def response_add(
        self,
        request: HttpRequest,
        obj: EvidenceStatus,
        post_url_continue: str | None = None,
    ) -> HttpResponse:
        """Whoever came from an imported page goes back to it."""
        return back_to_page(request) or super().response_add(
            request, obj, post_url_continue
        )
