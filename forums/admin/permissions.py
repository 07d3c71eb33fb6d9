"""The permission editor: for everybody, a group or a person, in one forum or in all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.access import staff
from forums.models import Forum
from forums.rules import rights
from forums.rules.rights import Target
from portal.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.admin import AdminSite

NEEDED = (
    "forum_permission.change_userforumpermission",
    "forum_permission.change_groupforumpermission",
)
NOT_SAID, ALLOWED, FORBIDDEN = "", "yes", "no"
STATES = {NOT_SAID: None, ALLOWED: True, FORBIDDEN: False}

show_and_take = require_http_methods(["GET", "HEAD", "POST"])


def urls(site: AdminSite) -> list[URLPattern]:
    views = (
        ("permissions/", rules_view, "global_rules"),
        ("permissions/<slug:key>/", edit_view, "global_rules_edit"),
        ("<int:pk>/permissions/", rules_view, "rules"),
        ("<int:pk>/permissions/<slug:key>/", edit_view, "rules_edit"),
        ("<int:pk>/professionals/", require_POST(professionals_view), "professionals"),
    )
    return [
        path(address, site.admin_view(view), name=f"forum_forum_{name}")
        for address, view, name in views
    ]


def may_rule(request: HttpRequest) -> bool:
    return request.user.has_perms(NEEDED)


class PickForm(forms.Form):
    """Whose rules to edit: a group, or a person by address or public name."""

    group = forms.ModelChoiceField(
        label=gettext_lazy("A group"), queryset=Group.objects.all(), required=False
    )
    person = forms.CharField(
        label=gettext_lazy("Or a person: e-mail address or public name"),
        required=False,
        max_length=254,
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        group, words = cleaned.get("group"), str(cleaned.get("person", "")).strip()
        if bool(group) == bool(words):
            raise forms.ValidationError(
                _("Choose a group, or name a person; not both.")
            )
        person = None
        if words:
            named = Q(email__iexact=words) | Q(handle__iexact=words)
            person = User.objects.filter(named, is_active=True).first()
            if person is None:
                self.add_error("person", _("There is no such member."))
        cleaned["target"] = Target(group=group, person=person)
        return cleaned


class RulesForm(forms.Form):
    """One choice of three for each permission, with what holds if nothing is said."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, target: Target, forum: Forum | None
    ) -> None:
        super().__init__(data)
        said, otherwise = rights.rules(target, forum), rights.otherwise(target, forum)
        for name, label in rights.LABELS.items():
            unsaid = (
                _("not set (allowed)") if otherwise[name] else _("not set (forbidden)")
            )
            choices = (
                (NOT_SAID, unsaid),
                (ALLOWED, _("allowed")),
                (FORBIDDEN, _("forbidden")),
            )
            initial = {None: NOT_SAID, True: ALLOWED, False: FORBIDDEN}[said.get(name)]
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, initial=initial, required=False
            )

    def scopes(self) -> list[tuple[object, list[forms.BoundField]]]:
        return [
            (title, [self[name] for name in names]) for title, names in rights.SCOPES
        ]

    def said(self) -> dict[str, bool | None]:
        return {name: STATES[value] for name, value in self.cleaned_data.items()}


@show_and_take
def rules_view(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Whom rules are about; a form to begin with somebody else."""
    forum = _forum(request, pk)
    form = PickForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return HttpResponseRedirect(_edit_url(forum, form.cleaned_data["target"]))
    context = {
        **_context(request, forum, _("Permissions")),
        "targets": [
            (target, count, _edit_url(forum, target))
            for target, count in rights.about(forum)
        ],
        "form": form,
        "is_for_professionals": forum and rights.is_for_professionals(forum),
    }
    return TemplateResponse(request, "admin/forum/forum/rules.html", context)


@show_and_take
def edit_view(request: HttpRequest, key: str, pk: int | None = None) -> HttpResponse:
    forum = _forum(request, pk)
    target = _target(key)
    data = request.POST if request.method == "POST" else None
    form = RulesForm(data, target=target, forum=forum)
    if form.is_bound and form.is_valid():
        if rights.say(target, forum, form.said()):
            _note(request, forum, f"Permissions changed for {target.key}.")
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(_list_url(forum))
    context = {
        **_context(
            request, forum, _("Permissions of %(who)s") % {"who": _name(target)}
        ),
        "form": form,
        "back": _list_url(forum),
    }
    return TemplateResponse(request, "admin/forum/forum/rules_edit.html", context)


def professionals_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a forum to all but verified professionals, or (``open``) open it again."""
    forum = _forum(request, pk)
    if forum is None:
        raise Http404
    if "open" in request.POST:
        rights.open_to_everybody(forum)
        _note(request, forum, "Opened to everybody.")
        messages.success(request, _("Every member can read it now."))
    else:
        rights.close_to_all_but_professionals(forum)
        _note(request, forum, "Closed to all but verified professionals.")
        messages.success(
            request,
            _(
                "Only verified professionals, moderators and administrators can read it."
            ),
        )
    return HttpResponseRedirect(_list_url(forum))


def _forum(request: HttpRequest, pk: int | None) -> Forum | None:
    if not may_rule(request):
        raise PermissionDenied
    return None if pk is None else get_object_or_404(Forum, pk=pk)


def _target(key: str) -> Target:
    """Return whom an address is about: ``everybody``, ``group-3`` or ``person-17``."""
    kind, _dash, number = key.partition("-")
    if key == "everybody":
        return rights.EVERYBODY
    if not number.isdecimal() or len(number) > 18 or kind not in ("group", "person"):
        raise Http404
    if kind == "group":
        return Target(group=get_object_or_404(Group, pk=number))
    return Target(person=get_object_or_404(User, pk=number, is_active=True))


def _name(target: Target) -> str:
    who = target.group or target.person
    return str(who) if who else _("everybody who is logged in")


def _list_url(forum: Forum | None) -> str:
    if forum is None:
        return reverse("admin:forum_forum_global_rules")
    return reverse("admin:forum_forum_rules", args=[forum.pk])


def _edit_url(forum: Forum | None, target: Target) -> str:
    if forum is None:
        return reverse("admin:forum_forum_global_rules_edit", args=[target.key])
    return reverse("admin:forum_forum_rules_edit", args=[forum.pk, target.key])


def _note(request: HttpRequest, forum: Forum | None, message: str) -> None:
    """Keep who changed rules; people are named by number, so that names can be erased."""
    LogEntry.objects.create(
        user_id=staff(request).pk,
        content_type=ContentType.objects.get_for_model(Forum),
        object_id=None if forum is None else str(forum.pk),
        object_repr="All forums" if forum is None else forum.name[:200],
        action_flag=CHANGE,
        change_message=message,
    )


def _context(
    request: HttpRequest, forum: Forum | None, title: str
) -> dict[str, object]:
    return {
        **admin.site.each_context(request),
        "title": title,
        "forum": forum,
        "opts": Forum._meta,
    }
