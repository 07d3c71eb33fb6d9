"""Figures: uploads are cleaned on the way in; a used figure becomes a new version."""

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin import picking
from articles.admin.importing import back_to_page
from articles.admin.keeping import Kept
from articles.admin.reference_forms import CitekeyField
from articles.admin.references import links_to
from articles.figures import clean_upload, save_figure
from articles.illustrations import picture_of
from articles.models import Article, Figure, FigureUse, Revision


class FigureForm(forms.ModelForm):
    source = CitekeyField(label=_("Source"), required=False)

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
class FigureAdmin(Kept):
    form = FigureForm
    kept_because = _("A text shows this figure, so it cannot be deleted.")
    list_display = ("picture", "key", "caption", "credit", "version")
    list_filter = ("consent_basis",)
    search_fields = ("key", "caption", "credit")
    list_display_links = ("picture", "key")
    fields = ("picture", "where_used", *FigureForm.Meta.fields)

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
        shown = ("picture", "where_used")
        return (*shown, "key") if obj else shown

    def is_used(self, obj: Figure) -> bool:
        return FigureUse.objects.filter(figure__key=obj.key).exists()

    @admin.display(description=_("picture"))
    def picture(self, figure: Figure) -> SafeString | str:
        found = picture_of(figure) if figure.pk else None
        if found is None:
            return "–"
        return format_html(
            '<img class="thumbnail" src="{}" alt="{}" loading="lazy">',
            found.url,
            figure.alt,
        )

    @admin.display(description=_("shown by"))
    def where_used(self, figure: Figure) -> SafeString | str:
        """The pages whose newest or public text shows any version of the figure."""
        newest = Revision.objects.newest().values("pk")
        pages = Article.objects.filter(
            Q(published__figures__key=figure.key)
            | Q(revisions__in=newest, revisions__figures__key=figure.key)
        ).distinct()
        return links_to(pages.select_related("subject", "published"))

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
