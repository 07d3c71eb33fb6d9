"""A page on which somebody writes: form, preview, warnings, cards, and nothing ever lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.utils.html import format_html

from forums import markup
from forums.errors import (
    ForumError,
    Locked,
    NotAllowed,
    Silenced,
    TooFast,
    TooLong,
    TooMany,
)
from forums.files import keeping
from forums.reading import voices
from forums.rules.access import Access
from forums.writing import drafts, forms, mentions, posting, safety
from forums.writing.editing import ChangedMeanwhile
from forums.writing.posting import StillWaiting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.forms import BoundField
    from django.utils.safestring import SafeString

    from forums.models import Attachment, Forum, Post
    from forums.writing.forms import WordsForm

PREVIEW = "preview"
POSTED_COOKIE = "posted"  # tells draft.js which copy in the browser may go
FORBIDDEN = (NotAllowed, Silenced, Locked, StillWaiting)


class _CsrfCheck(CsrfViewMiddleware):
    """Django's check as a question: the reason of the refusal instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:  # noqa: ARG002 -- Django's
        return reason


def is_forged(request: HttpRequest) -> bool:
    """Tell what Django's check would refuse, so that a page can give the words back."""
    check = _CsrfCheck(_no_view)
    check.process_request(request)
    return bool(check.process_view(request, _no_view, (), {}))


def _no_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class Sheet:
    """What a writing page shows and takes; views make one and ask ``is_ready()``."""

    def __init__(
        self,
        request: HttpRequest,
        forum: Forum | None = None,
        *,
        about: str,
        name: str = "",
    ) -> None:
        self.request = request
        self.access = Access.of(request)
        self.forum = forum
        # What the public form kept, and what the gate kept.
        self.names = [one for one in (name, request.path) if one]
        self.draft = drafts.draft_name(self.access.user, about)
        self.preview: SafeString | None = None
        self.warnings: list[safety.Warning] = []
        self.concern = ""
        self.error: ForumError | None = None
        self.is_stale = self.is_closed = False
        self.had_files = self.takes_files = False
        self.attached: Sequence[Attachment] = ()
        self.form: WordsForm
        profile = self.access.profile
        has_seen = profile is not None and profile.safety_card_seen_at is not None
        self.needs_card = not has_seen and not self.access.moderated_ids

    @property
    def is_sent(self) -> bool:
        return self.request.method == "POST"

    @property
    def data(self) -> QueryDict | None:
        return self.request.POST if self.is_sent else None

    def initial(self, **values: Any) -> dict[str, Any]:
        """Return what stands in an untouched form: what was kept before a log-in wins."""
        if self.is_sent:
            return values
        return values | self._kept()

    def _kept(self) -> dict[str, str]:
        found = (drafts.find(self.request, name) for name in self.names)
        return next((one for one in found if one), {})

    @property
    def is_fresh(self) -> bool:
        """Tell whether a copy in the browser may be put back without losing newer words."""
        return not self.is_sent and not self._kept()

    @property
    def file_fields(self) -> list[BoundField]:
        return [
            one for one in self.form if one.name.startswith(("file_", "description_"))
        ]

    @property
    def has_file_errors(self) -> bool:
        return any(one.errors for one in self.file_fields)

    def use(self, form: WordsForm) -> None:
        """Take the form; it gets the boxes that this member needs."""
        self.form = form
        if self.needs_card:
            forms.add_card(form)

    def is_ready(self) -> bool:
        """Tell whether the form was sent to be posted, is in order, and its warnings seen."""
        if not self.is_sent:
            return False
        if self.error:
            self.form.is_valid()
            return False
        self.had_files = any(self.request.FILES.values())
        if is_forged(self.request):
            self.is_stale = True
            self.form.is_valid()
            return False
        if self.request.POST.get("action") == PREVIEW:
            if may_go_on(self.request, "forum_preview"):
                self._preview()
            else:
                self.error = TooFast()
            return False
        if not self.form.is_valid():
            return False
        return not self._warn()

    def _preview(self) -> None:
        """Show what was typed as it will look, and the form without complaints."""
        text = markup.tidy(self.request.POST.get("text", ""))
        self.preview = rendered(text, self.access)
        typed = {
            name: field.widget.value_from_datadict(self.request.POST, {}, name)
            for name, field in self.form.fields.items()
            if not name.startswith("file_")
        }
        self.form.is_bound, self.form.data = False, {}
        self.form.initial = {**self.form.initial, **typed}

    def _warn(self) -> bool:
        warnings = safety.warnings_in(forms.all_words_of(self.form))
        self.concern = safety.gravest(warnings)
        self.warnings = forms.unseen(warnings, self.form)
        return bool(self.warnings)

    def accepted(self, post: Post, text: str) -> HttpResponse:
        """Lead on to the post; forget the copies of its words."""
        if self.needs_card:
            safety.note_card_seen(self.access.user)
        for name in self.names:
            drafts.forget(self.request, name)
        if post.concern or not post.approved:
            response = redirect("forums:posted", post.pk)
        else:
            messages.success(self.request, text)
            response = redirect(post)
        token = str(self.form.cleaned_data.get("token") or "")
        response.set_cookie(
            POSTED_COOKIE,
            token,
            max_age=86_400,
            path="/forums/",
            secure=self.request.is_secure(),
            samesite="Lax",
        )
        return response

    def check(self, verb_check: Callable[..., None], subject: object) -> None:
        """Ask what may keep the member from writing here; what was sent is still shown."""
        try:
            posting.refuse_restricted(self.access)
            verb_check(subject, self.access)
        except ForumError as error:
            self.error, self.is_closed = error, True

    def rebase(self, post: Post) -> None:
        """After a change by somebody else: sending once more puts these words in place."""
        if isinstance(self.error, ChangedMeanwhile):
            now = type(post).objects.values_list("updates_count", flat=True)
            data = cast("QueryDict", self.form.data).copy()
            data["base"] = str(now.get(pk=post.pk))
            self.form.data = data

    def offer_files(self, attached: Sequence[Attachment] = ()) -> None:
        """Add places for files where this forum takes them from this member."""
        self.attached = attached
        if attached:
            forms.add_removals(self.form, attached)
        if self.forum and self.access.may("can_attach_file", self.forum):
            forms.add_files(self.form, room=keeping.MOST - len(attached))
            self.takes_files = True

    def run(
        self, verb: Callable[..., Post], *, limit: str = "", **about: Any
    ) -> Post | None:
        """Call a verb of forums/posting with what was typed; a refusal goes into the form.

        ``limit`` names a rate limit of the settings; trust.py limits new posts itself.
        Files have their own: it takes seconds to write a large picture anew.
        """
        limits = [limit, "forum_files" if self.had_files else ""]
        try:
            if not all(may_go_on(self.request, one) for one in limits if one):
                raise TooFast
            new = forms.files_of(self.form)
            if self.form.errors:
                return None
            return verb(
                by=self.access.user,
                access=self.access,
                files=new,
                concern=self.concern,
                **about,
                **forms.words_of(self.form),
            )
        except ForumError as error:
            self.error = error
            forms.refuse(self.form, error)
        return None

    def show(self, template: str, context: dict[str, Any]) -> HttpResponse:
        first = safety.cards_for(["first"]) if self.needs_card else []
        context |= {
            "form": self.form,
            "sheet": self,
            "first_card": first[0] if first else None,
            **forms.shown(self.warnings),
        }
        return render(self.request, template, context, status=self._status())

    def _status(self) -> int:
        if self.is_closed or isinstance(self.error, FORBIDDEN):
            return 403
        return 429 if isinstance(self.error, TooMany) else 200


def rendered(text: str, access: Access) -> SafeString:
    """Return a text that nobody posted yet as its readers would see it."""
    if markup.too_long(text):
        return format_html("<p>{}</p>", TooLong.message)
    html = markup.render(mentions.to_stored(text))
    return voices.fill(html, voices.collect([html], access))


def may_go_on(request: HttpRequest, action: str) -> bool:
    return bool(ratelimit.consume(request, action=action))


def shown(post: Post, access: Access) -> SafeString:
    """Return the words of a post as its page shows them."""
    html = post.content.rendered
    return voices.fill(html, voices.collect([html], access))
