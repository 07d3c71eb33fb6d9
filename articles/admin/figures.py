"""Figures: uploads are cleaned on the way in; a used figure becomes a new version."""

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles.admin import picking
from articles.admin.importing import back_to_page
from articles.figures import clean_upload, save_figure
from articles.models import Figure


class FigureForm(forms.ModelForm):
    class Meta:
        model = Figure
        fields = (
            "key",
            "image",
            "drawing",
            "alt",
            "caption",
            "credit",
            "licence",
            "consent_basis",
            "source",
        )

    def clean_image(self) -> object:
        image = self.cleaned_data["image"]
        return clean_upload(image) if isinstance(image, UploadedFile) else image


@admin.register(Figure)
class FigureAdmin(admin.ModelAdmin):
    form = FigureForm
    list_display = ("key", "version", "caption", "credit", "licence", "consent_basis")
    list_filter = ("consent_basis",)
    search_fields = ("key", "caption", "credit")
    autocomplete_fields = ("source",)

    def get_urls(self) -> list[URLPattern]:
        choices = self.admin_site.admin_view(picking.figures)
        own = path("choices/", choices, name="articles_figure_choices")
        return [own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Figure]:
        newest = Figure.objects.current().values("pk")
        return super().get_queryset(request).filter(pk__in=newest)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Figure | None = None
    ) -> tuple[str, ...]:
        """The key ties texts to the figure; it stays once the figure exists."""
        return ("key",) if obj else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: Figure,
        form: forms.ModelForm,
        change: bool,
    ) -> None:
        shown = obj.pk
        save_figure(obj)
        if shown and obj.pk != shown:
            self.message_user(
                request,
                _(
                    "Saved as version %(version)s. Texts that show the earlier version "
                    "keep it until they are saved again."
                )
                % {"version": obj.version},
            )

    def response_add(
        self, request: HttpRequest, obj: Figure, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Whoever came from an imported page goes back to it."""
        return back_to_page(request) or super().response_add(
            request, obj, post_url_continue
        )
