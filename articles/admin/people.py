"""People who write and review, with what they declare each year."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.keeping import Kept
from articles.models import Disclosure, Person

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


class DisclosureInline(admin.StackedInline):
    model = Disclosure
    extra = 0
    can_delete = False


class DeclaredFilter(admin.SimpleListFilter):
    title = _("declared interests this year")
    parameter_name = "declared"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, "StrOrPromise"]]:
        return [("no", _("missing")), ("yes", _("on file"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Person]
    ) -> QuerySet[Person]:
        if self.value() not in {"no", "yes"}:
            return queryset
        declared = Disclosure.objects.filter(year=timezone.localdate().year)
        people = declared.values("person")
        if self.value() == "yes":
            return queryset.filter(pk__in=people)
        return queryset.exclude(pk__in=people)


@admin.register(Person)
class PersonAdmin(Kept):
    list_display = (
        "name",
        "credentials",
        "affiliation",
        "user",
        "declared",
        "is_invented",
    )
    list_select_related = ("user",)
    list_filter = (DeclaredFilter, "is_invented")
    search_fields = ("name", "affiliation", "orcid")
    raw_id_fields = ("user",)
    inlines = (DisclosureInline,)
    kept_because = _("A page names this person, so the name cannot be deleted.")

    def is_used(self, obj: Person) -> bool:
        return obj.contributions.exists()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Person | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        year = timezone.localdate().year
        declared = Disclosure.objects.filter(person=OuterRef("pk"), year=year)
        people: QuerySet[Person] = super().get_queryset(request)
        return people.annotate(has_declared=Exists(declared))

    @admin.display(description=_("declared this year"), boolean=True)
    def declared(self, person: Person) -> bool:
        return bool(getattr(person, "has_declared", False))
