"""What staff type into the admin about a page: its text, its numbers and its people."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.reference_forms import CitekeyField
from articles.drafting import OutcomeDraft
from articles.models import (
    Article,
    Audience,
    Contribution,
    Disclosure,
    Outcome,
    Person,
    Revision,
)
from articles.models.revisions import BODY_LIMIT

ROLES = [
    (role.value, role.label)
    for role in Contribution.Role
    if role != Contribution.Role.REVIEWER  # written by publishing.approve alone
]


class StartForm(forms.ModelForm):
    """Which edition of which subject is begun."""

    class Meta:
        model = Article
        fields = ("subject", "audience")


class TypedField(forms.CharField):
    """Words as they are stored: browsers send Windows line ends, we keep plain ones."""

    def to_python(self, value: object) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class EditorForm(forms.Form):
    """The words of a page. ``base`` is the number of the revision they were written on."""

    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("Leave out the edition; readers see it next to the title."),
    )
    summary = TypedField(
        label=_("Summary"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences, shown below the title."),
    )
    seek_help = TypedField(
        label=_("When to seek help at once"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Shown in a box above the text of the edition for patients."),
    )
    body = TypedField(
        label=_("Text"),
        max_length=BODY_LIMIT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
    )
    significance = forms.ChoiceField(
        label=_("What kind of change is this?"),
        choices=Revision.Significance.choices,
        initial=Revision.Significance.CONTENT,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What changed and why"),
        max_length=300,
        help_text=_("Readers see this in the history of the page."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        article: Article,
        initial: dict[str, object],
    ) -> None:
        super().__init__(data, initial=initial)
        if article.audience != Audience.LAY:
            del self.fields["seek_help"]

    def typed(self, name: str) -> str:
        """A field as it stands in the form, sound or not; empty if it has no such field."""
        if name not in self.fields:
            return ""
        return str(self.fields[name].to_python(self[name].value() or ""))

    def rebase(self, latest: Revision) -> None:
        """Put the typed text on top of ``latest``, keeping every typed word."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("base")] = str(latest.number)
        self.data = data


class OutcomeForm(forms.Form):
    """A claim with a number; empty rows are left out."""

    n = forms.IntegerField(label=_("Number"), min_value=0)
    of = forms.IntegerField(label=_("of"), min_value=1)
    claim = forms.CharField(
        label=_("claim"),
        max_length=300,
        help_text=_("Continues the number: “people had less pain”."),
    )
    measure = forms.CharField(
        label=_("measure"),
        max_length=200,
        required=False,
        help_text=_("How it was measured."),
    )
    time_point = forms.CharField(label=_("time point"), max_length=100, required=False)
    stance = forms.ChoiceField(
        label=_("the reference"),
        choices=Outcome.Stance.choices,
        initial=Outcome.Stance.SUPPORTS,
    )
    reference = CitekeyField(label=_("reference"))

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        n, of = cleaned.get("n"), cleaned.get("of")
        if n is not None and of is not None and n > of:
            self.add_error("n", _("The first number cannot be larger than the second."))
        return cleaned

    def draft(self) -> OutcomeDraft:
        fields = self.cleaned_data
        return OutcomeDraft(**{name: fields[name] for name in self.base_fields})


class ContributorForm(forms.Form):
    """A person and what they did for this text."""

    person = forms.ModelChoiceField(label=_("person"), queryset=Person.objects.all())
    role = forms.ChoiceField(
        label=_("role"), choices=ROLES, initial=Contribution.Role.AUTHOR
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[object, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        person = cast("forms.ModelChoiceField", self.fields["person"])
        person.choices = people  # asked once for all rows


def people_choices() -> list[tuple[object, str]]:
    """Everybody who may be named, and whose declaration of interests is missing."""
    year = timezone.localdate().year
    declared = Disclosure.objects.filter(person=OuterRef("pk"), year=year)
    missing = gettext("no declaration for %(year)s") % {"year": year}
    return [
        ("", "---------"),
        *(
            (person.pk, str(person) if person.has_declared else f"{person} – {missing}")
            for person in Person.objects.annotate(has_declared=Exists(declared))
        ),
    ]


OutcomeFormSet = forms.formset_factory(OutcomeForm, extra=1, can_delete=True)
ContributorFormSet = forms.formset_factory(ContributorForm, extra=1, can_delete=True)


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=_("Note for the author"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Required when you ask for changes."),
    )
    review_due = forms.DateField(
        label=_("Next review due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("If left empty: two years from today."),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is the page being withdrawn?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Readers who open the page will see this."),
    )
