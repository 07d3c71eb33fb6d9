"""The forms of the moderation room, of reports and of appeals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from forums.models import CannedReply, Forum, ModerationAction, Report, Restriction
from forums.writing.forms import ForumChoice, Typed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.utils.functional import _StrOrPromise as StrOrPromise

Fits = CannedReply.Fits
LONGEST = 2000
DAYS = (1, 3, 7, 14, 30, 90, 365)
OPEN_END = "open"


class WithTexts(forms.Select):
    """A list whose options bring the words for the script along."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        reply = getattr(option["value"], "instance", None)
        if reply is not None:
            option["attrs"]["data-text"] = reply.text
        return option


class ByDecision(ModelChoiceIterator):
    """Canned replies in groups: what fits the decision at hand first."""

    field: CannedChoice

    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        replies = list(self.queryset)
        for fits in sorted(Fits, key=lambda one: one != self.field.fits):
            found = [self.choice(one) for one in replies if one.fits == fits]
            if found:
                yield fits.label, found


class CannedChoice(forms.ModelChoiceField):
    """Words used often; a script puts them into the text box, without it they go before it."""

    iterator = ByDecision
    fits = Fits.ANY

    def label_from_instance(self, obj: CannedReply) -> str:
        return str(obj.title)


class Needed(Typed):
    """Words that are needed, unless a canned reply says it all; the verb asks for them."""

    def validate(self, value: object) -> None:
        """Let an empty box pass; it is still not called optional."""


class WordsForm(forms.Form):
    """Words for a member, taken from the canned replies, written, or both."""

    are_words_needed = False
    fits = Fits.ANY
    canned = CannedChoice(
        label=_("Start from a canned reply"),
        queryset=CannedReply.objects.none(),
        required=False,
        empty_label=_("none"),
        widget=WithTexts,
    )
    words = Typed(
        label=_("Your words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, label: StrOrPromise = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.are_words_needed:
            self.fields["words"] = Needed(
                max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
            )
        field = self.fields["canned"]
        if isinstance(field, CannedChoice):
            field.queryset = CannedReply.objects.all()
            field.fits = self.fits
        if label:
            self.fields["words"].label = label

    def text(self) -> str:
        """Return the chosen words and the written ones."""
        canned = self.cleaned_data.get("canned")
        written = self.cleaned_data.get("words", "").strip()
        chosen = canned.text if canned else ""
        return f"{chosen}\n\n{written}".strip()


class RefuseForm(WordsForm):
    """Why a post cannot stand; its author reads it."""

    are_words_needed = True
    fits = Fits.REMOVAL
    prefix = "refuse"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        label = _("Reason, as the author will read it")
        super().__init__(*args, label=label, **kwargs)


class StandForm(WordsForm):
    """What those who reported a post are told when it can stand; its author, if nobody did."""

    fits = Fits.REPORT
    prefix = "stand"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        label = _("A message to those who reported it")
        super().__init__(*args, label=label, **kwargs)

    def speak_to_author(self) -> None:
        """Offer what suits the author of a post that nobody reported."""
        self["words"].label = _("A word to the author")
        field = self.fields["canned"]
        if isinstance(field, CannedChoice):
            field.fits = Fits.STANDING


class ReasonForm(forms.Form):
    """A note for the log, which the other moderators read."""

    words = Typed(label=_("Why (for the log)"), required=False, max_length=500)

    def text(self) -> str:
        return str(self.cleaned_data.get("words", "")).strip()


class MoveForm(ReasonForm):
    to = ForumChoice(
        label=_("Move it to"), queryset=Forum.objects.none(), empty_label=None
    )
    is_confirmed = forms.BooleanField(required=False)
    field_order = ["to", "words", "is_confirmed"]

    def __init__(self, *args: Any, choices: Collection[int], **kwargs: Any) -> None:
        # Beside another form with a field of that name.
        super().__init__(*args, **kwargs | {"auto_id": "id_move_%s"})
        field = self.fields["to"]
        if isinstance(field, ForumChoice):
            field.queryset = Forum.objects.filter(pk__in=choices, type=Forum.FORUM_POST)

    def ask_to_confirm(self, consent: StrOrPromise) -> None:
        """Show the box; only a move that changes who may read needs it."""
        self["is_confirmed"].label = consent
        self.needs_confirmation = True


class MeasureForm(WordsForm):
    """A measure against a member: what, how long, why."""

    are_words_needed = True
    fits = Fits.MEASURE
    prefix = "measure"
    kind = forms.ChoiceField(
        label=_("Measure"),
        choices=(
            (
                Restriction.Kind.WARNING,
                _("Warn: tell the member; they can still read and write"),
            ),
            (Restriction.Kind.SILENCE, _("Silence: they can read, but not write")),
            (Restriction.Kind.SUSPENSION, _("Suspend: they cannot enter the forums")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a measure.")},
    )
    length = forms.ChoiceField(
        label=_("For how long (not for a warning)"),
        choices=(
            *(
                (str(days), ngettext_lazy("%d day", "%d days", days) % days)
                for days in DAYS
            ),
            (OPEN_END, _("until a moderator lifts it")),
        ),
        initial="7",
    )
    field_order = ["kind", "length", "canned", "words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        label = _("Reason, as the member will read it")
        super().__init__(*args, label=label, **kwargs)

    def until(self) -> dt.datetime | None:
        """Return the end; None is without end."""
        length = self.cleaned_data["length"]
        if length == OPEN_END:
            return None
        return timezone.now() + dt.timedelta(days=int(length))


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Report.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong.")},
    )
    note = Typed(
        label=_("Anything else the moderators should know"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AppealForm(forms.Form):
    text = Typed(
        label=_("Why it should be decided differently"),
        max_length=LONGEST,
        error_messages={"required": _("Please write a few words first.")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )


class DecisionForm(WordsForm):
    """What the member who appealed is told."""

    fits = Fits.APPEAL

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        label = _("Your answer to the member")
        super().__init__(*args, label=label, **kwargs)


class LogFilter(forms.Form):
    verb = forms.ChoiceField(
        label=_("Action"),
        required=False,
        choices=(("", _("all")), *ModerationAction.Verb.choices),
    )
    by = Typed(label=_("Moderator’s public name"), required=False, max_length=40)
    member = Typed(label=_("Member’s public name"), required=False, max_length=40)
