"""The tree of forums: add, change and move them; one with discussions is never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from mptt.exceptions import InvalidMove
from mptt.forms import TreeNodeChoiceField

from articles.admin.keeping import Kept
from forums import counting
from forums.admin import permissions
from forums.models import Forum, Topic

if TYPE_CHECKING:
    from django.db.models import Model


class ForumForm(forms.ModelForm):
    parent = TreeNodeChoiceField(
        label=gettext_lazy("Inside"),
        queryset=Forum.objects.all(),
        required=False,
        empty_label=gettext_lazy("(nothing: top level)"),
        level_indicator="– ",
    )

    # Said here, because Django 5 warns of a default that will change.
    link = forms.URLField(
        label=gettext_lazy("Address (only for a link)"),
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = Forum
        fields = ("type", "parent", "name", "description", "link")
        labels = {
            "type": gettext_lazy("What it is"),
        }
        help_texts = {
            "description": gettext_lazy("One or two sentences; Markdown, as in posts."),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "type" in self.fields:
            self.fields["type"] = forms.TypedChoiceField(
                label=self.fields["type"].label,
                coerce=int,
                choices=(
                    (Forum.FORUM_POST, _("a forum with discussions")),
                    (Forum.FORUM_CAT, _("a heading with forums below it")),
                    (Forum.FORUM_LINK, _("a link to another page")),
                ),
            )

    def clean_type(self) -> int:
        kind: int = self.cleaned_data["type"]
        if kind != Forum.FORUM_POST and self.instance.pk and has_topics(self.instance):
            raise ValidationError(
                _("It has discussions, so it stays a forum. Move them first.")
            )
        return kind

    def clean_parent(self) -> Forum | None:
        parent: Forum | None = self.cleaned_data["parent"]
        if parent and self.instance.pk:
            below = self.instance.get_descendants(include_self=True)
            if below.filter(pk=parent.pk).exists():
                raise ValidationError(_("A forum cannot be inside itself."))
        return parent


def has_topics(forum: Forum) -> bool:
    """Tell whether there are discussions in a forum or below it."""
    below = forum.get_descendants(include_self=True)
    return bool(Topic.objects.filter(forum__in=below).exists())


@admin.register(Forum)
class ForumAdmin(Kept):
    form = ForumForm
    fields = ("type", "parent", "name", "description", "link")
    kept_because = gettext_lazy(
        "There are discussions in this forum or inside it. Move them first; members’ words "
        "are never deleted with a forum."
    )

    def is_used(self, obj: Any) -> bool:  # noqa: ANN401  # Kept's signature
        return has_topics(obj)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<int:pk>/move/<slug:direction>/",
                self.admin_site.admin_view(require_POST(move_view)),
                name="forum_forum_move",
            ),
            *permissions.urls(self.admin_site),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The whole tree on one page, instead of Django's list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Forums"),
            "opts": self.opts,
            "forums": Forum.objects.all(),
            "may_add": self.has_add_permission(request),
            "may_change": self.has_change_permission(request),
            "may_rule": permissions.may_rule(request),
        }
        return TemplateResponse(request, "admin/forum/forum/tree.html", context)

    def save_model(
        self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if change and isinstance(obj, Forum):
            # The row was read before it was saved: posts may have come in between.
            counting.recount_forum(obj)


def move_view(request: HttpRequest, pk: int, direction: str) -> HttpResponse:
    """Move a forum up or down among its neighbors."""
    if not request.user.has_perm("forum.change_forum"):
        raise PermissionDenied
    forum = get_object_or_404(Forum, pk=pk)
    up = direction == "up"
    target = forum.get_previous_sibling() if up else forum.get_next_sibling()
    if target is not None:
        try:
            forum.move_to(target, "left" if up else "right")
        except InvalidMove:  # somebody else moved it meanwhile
            messages.warning(
                request,
                _(
                    "Somebody else changed the order in the meantime. Please look again."
                ),
            )
        else:
            messages.success(request, _("Moved: %(name)s.") % {"name": forum.name})
    return HttpResponseRedirect(reverse("admin:forum_forum_changelist"))
