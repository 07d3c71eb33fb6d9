"""The forms in which members write; what is wrong is said, what was typed stays."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums import markup
from forums.errors import Empty, ForumError, TooLong
from forums.files import attachments, keeping
from forums.files.keeping import MOST, NewFile
from forums.writing import safety
from forums.writing.posting import NOTE_LIMIT, TITLE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from forums.models import Attachment, Forum


class Typed(forms.CharField):
    """A text as it was typed, but for signs that nobody can see (null bytes included)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: object) -> str:
        return markup.tidy(super().to_python(value) or "")

    def bound_data(self, data: object, initial: object) -> object:
        return markup.tidy(data) if isinstance(data, str) else initial


class WordsForm(forms.Form):
    """Text and content note; ``token`` is the form's own number, ``seen`` what was read."""

    text = Typed(
        label=_("Your text"),
        error_messages={"required": str(Empty.message)},
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    content_note = Typed(
        label=_("Content note"),
        required=False,
        help_text=_(
            "A few words shown before your post, so that others can decide whether "
            "to read it now. For example: “about dying”."
        ),
        widget=forms.TextInput(attrs={"maxlength": NOTE_LIMIT}),
    )
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict | None = None,
        *,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, files, initial={"token": uuid.uuid4()} | initial)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(str(Empty.message))
        if markup.too_long(text):
            raise forms.ValidationError(
                _(
                    "A post may have at most 20,000 characters; this one has %(count)s. "
                    "You can send the rest as an answer to your own post."
                ),
                params={"count": f"{len(text):,}"},
            )
        return text


class ReplyForm(WordsForm):
    field_order = ["text", "content_note"]


class TopicForm(WordsForm):
    title = Typed(
        label=_("Title"),
        error_messages={"required": _("Please give your discussion a title.")},
        help_text=_(
            "What it is about, in one line. Leave out names of people and clinics."
        ),
        max_length=TITLE_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["title", "text", "content_note"]


class ForumChoice(forms.ModelChoiceField):
    """A choice of forums by their names; the view gives the queryset."""

    def label_from_instance(self, obj: models.Model) -> str:
        return str(obj)


class QuestionForm(TopicForm):
    """A discussion about a page: its writer chooses the forum."""

    forum = forms.TypedChoiceField(
        label=_("Where to post it"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a forum.")},
    )
    field_order = ["title", "text", "forum", "content_note"]

    def __init__(self, *args: Any, choices: Iterable[Forum], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["forum"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(forum.pk, forum.name) for forum in choices]


class EditForm(WordsForm):
    """Changed words; ``base`` tells which state of the post they were made from."""

    reason = Typed(label=_("Reason for the change"), required=False, max_length=255)
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ["title", "text", "content_note", "reason"]

    def __init__(
        self, *args: Any, with_title: bool, by_moderator: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["token"]  # the same change twice is one change anyway
        if with_title:
            self.fields["title"] = TopicForm.base_fields["title"]
            self.order_fields(self.field_order)
        if by_moderator:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _(
                "The author and everybody who reads the history can see it."
            )


class AskForm(forms.Form):
    """A question by somebody who may have no account yet."""

    title = TopicForm.base_fields["title"]
    text = WordsForm.base_fields["text"]
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    clean_text = WordsForm.clean_text


def add_files(form: forms.Form, *, room: int = MOST) -> None:
    """Give a form places for files and what they show."""
    for number in range(1, room + 1):
        form.fields[f"file_{number}"] = forms.FileField(
            label=_("File {number}").format(number=number),
            required=False,
            widget=forms.FileInput(
                attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}
            ),
        )
        form.fields[f"description_{number}"] = Typed(
            label=_("What file {number} shows").format(number=number),
            required=False,
            widget=forms.TextInput(attrs={"maxlength": 200}),
        )


def add_removals(form: forms.Form, attached: Iterable[Attachment]) -> None:
    """Give a form a box for each file of the post, to take it off."""
    form.fields["remove_files"] = forms.MultipleChoiceField(
        label=_("Remove these files"),
        required=False,
        choices=[(str(one.pk), one.description) for one in attached],
        widget=forms.CheckboxSelectMultiple,
    )


def files_of(form: forms.Form) -> list[NewFile]:
    """Clean what was uploaded; errors are the form's."""
    found = []
    for number in range(1, MOST + 1):
        upload = form.cleaned_data.get(f"file_{number}")
        if not upload:
            continue
        description = form.cleaned_data.get(f"description_{number}", "").strip()
        if not description:
            form.add_error(f"description_{number}", str(keeping.DescriptionMissing()))
        try:
            found.append(NewFile(attachments.clean(upload), description))
        except ForumError as error:
            form.add_error(f"file_{number}", str(error))
    return found


def words_of(form: forms.Form) -> dict[str, Any]:
    """Return what a verb of posting takes from a valid form."""
    names = ("title", "text", "content_note", "token", "reason", "base", "remove_files")
    return {
        name: form.cleaned_data[name] for name in names if name in form.cleaned_data
    }


def refuse(form: forms.Form, error: ForumError) -> None:
    """Say in a form why a verb did not do it."""
    field = "text" if isinstance(error, Empty | TooLong) else None
    form.add_error(field, str(error))


def add_card(form: forms.Form) -> None:
    """Ask a member, before the first post, to have read the safety card."""
    form.fields["card"] = forms.BooleanField(
        label=_("I have read this"),
        error_messages={
            "required": _("Please read the points above this box first, then tick it.")
        },
    )


def all_words_of(form: forms.Form) -> str:
    names = ("title", "content_note", "text")
    return "\n".join(form.cleaned_data.get(name, "") for name in names)


def unseen(warnings: list[safety.Warning], form: forms.Form) -> list[safety.Warning]:
    """Return the warnings, unless the writer has just seen all of them.

    The form then says, the next time it is sent, that they were seen.
    """
    seen = set(form.cleaned_data["seen"].split())
    if all(warning.key in seen for warning in warnings):
        return []
    data = cast("QueryDict", form.data).copy()
    data["seen"] = " ".join(warning.key for warning in warnings)
    form.data = data
    return warnings


def shown(warnings: list[safety.Warning]) -> dict[str, Any]:
    """Return warnings as forums/parts/warnings.html shows them."""
    return {
        "cards": safety.cards_for(one.kind for one in warnings if not one.found),
        "personal": [words for one in warnings for words in one.found],
    }
