"""What members look for: words, and where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from forums.searching import search
from forums.searching.search import Question
from portal.accounts.models import User

if TYPE_CHECKING:
    from forums.rules.access import Access

BEST, NEWEST = "best", "newest"


class SearchForm(forms.Form):
    """Sent by GET; ``access`` tells which forums there are to choose from."""

    q = forms.CharField(
        label=_("Search for"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": search.MAX_QUERY}),
    )
    forum = forms.TypedChoiceField(
        label=_("In"), required=False, coerce=int, empty_value=None
    )
    by = forms.CharField(
        label=_("Written by"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sort = forms.ChoiceField(
        label=_("Show first"),
        required=False,
        choices=((BEST, _("the best matches")), (NEWEST, _("the newest"))),
    )
    expert = forms.BooleanField(
        label=_("Only discussions with an expert answer"), required=False
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        self.fields["forum"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("all forums")),
            *((one.pk, "– " * one.level + one.name) for one in access.forums),
        ]

    def clean_q(self) -> str:
        return search.tidy(self.cleaned_data["q"])

    def clean_by(self) -> User | None:
        """Return the member of that name; one who left has none any more."""
        name = self.cleaned_data["by"].removeprefix("@").strip().lower()
        if not name:
            return None
        members = User.objects.filter(anonymised_at__isnull=True)
        found: User | None = (
            members.alias(lower=Lower("handle")).filter(lower=name).first()
        )
        if found is None:
            raise forms.ValidationError(_("There is no member with this public name."))
        return found

    def question(self) -> Question:
        cleaned = self.cleaned_data
        chosen = cleaned["forum"]
        return Question(
            words=cleaned["q"],
            forum=self.access.forum_or_404(chosen) if chosen else None,
            by=cleaned["by"],
            only_expert_answers=cleaned["expert"],
            newest_first=cleaned["sort"] == NEWEST,
        )
