"""Subjects with their editions side by side, their evidence and their neighbours."""

from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles import search
from articles.admin.evidence import is_superseded, successor_url
from articles.admin.keeping import Kept
from articles.models import (
    Audience,
    Subject,
    SubjectRelation,
    Term,
)
from articles.subjects import change_address, require_free_address


class SubjectForm(forms.ModelForm):
    class Meta:
        model = Subject
        fields = ("kind", "name", "slug", "synonyms", "terms", "is_demo")
        widgets = {
            "terms": forms.CheckboxSelectMultiple,
            "synonyms": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        slug = self.cleaned_data.get("slug")
        if slug:
            try:
                require_free_address(slug, self.instance)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


class SubjectRelationInline(admin.StackedInline):
    model = SubjectRelation
    fk_name = "subject"
    extra = 0


@admin.register(Subject)
class SubjectAdmin(Kept):
    form = SubjectForm
    list_display = ("name", "kind", "lay_page", "professional_page")
    list_filter = ("kind", "terms")
    search_fields = ("name", "synonyms", "slug")
    readonly_fields = ("editions", "evidence", "old_addresses")
    inlines = (SubjectRelationInline,)
    kept_because = _("This subject has pages, so it cannot be deleted.")
    fieldsets = (
        (_("Its pages"), {"fields": ("editions",)}),
        (_("How sure the evidence is"), {"fields": ("evidence",)}),
        (
            _("What the pages are about"),
            {
                "fields": (
                    "kind",
                    "name",
                    "slug",
                    "old_addresses",
                    "synonyms",
                    "terms",
                    "is_demo",
                )
            },
        ),
    )

    def is_used(self, obj: Subject) -> bool:
        return obj.articles.exists()

    def get_readonly_fields(
        self, request: HttpRequest, obj: Subject | None = None
    ) -> tuple[str, ...]:
        """The label “not reviewed by a clinician” is not the author's to take off."""
        may = request.user.has_perm("articles.review_article")
        return self.readonly_fields if may else (*self.readonly_fields, "is_demo")

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Subject | None = None
    ) -> dict[str, Sequence[str]]:
        """An address that exists is changed on purpose only."""
        return {} if obj else {"slug": ("name",)}

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

    @admin.display(description=_("statuses"))
    def evidence(self, subject: Subject) -> str:
        """What readers see today, each with the way to its successor, and what was."""
        if subject._state.adding:
            return str(_("Save the subject first; then say how sure the evidence is."))
        statuses = subject.evidence_statuses.select_related("superseded_by")
        current = [
            (status, successor_url(status))
            for status in statuses
            if not is_superseded(status)
        ]
        past = [status for status in statuses if is_superseded(status)]
        return render_to_string(
            "admin/articles/subject/evidence.html",
            {"subject": subject, "current": current, "past": past},
        )

    @admin.display(description=_("old addresses"))
    def old_addresses(self, subject: Subject) -> str:
        if subject._state.adding:
            return "–"
        return ", ".join(subject.old_slugs.values_list("slug", flat=True)) or "–"

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
        for article in obj.articles.published():
            search.index(article)  # readers may look for the new names


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    list_display = ("name", "kind")
    list_filter = ("kind",)
    search_fields = ("name",)
    prepopulated_fields: ClassVar = {"slug": ("name",)}
