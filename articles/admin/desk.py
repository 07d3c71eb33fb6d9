"""The editor's desk: a page, its newest text and the forms that hold what was typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import BaseFormSet
from django.http import QueryDict

from articles import drafting, markup, readiness
from articles.admin.comparing import Part, changes_between
from articles.admin.forms import (
    ContributorFormSet,
    EditorForm,
    OutcomeFormSet,
    people_choices,
)
from articles.checks import Finding
from articles.models import Article, Contribution, Revision
from portal.accounts.models import User

WORDS = ("title", "summary", "seek_help", "body")


class Desk:
    """Everything on the editor's desk: the page, its newest text and the bound forms.

    ``source`` is the text to begin with, by default the newest one; an older one is
    written on top of the newest.
    """

    def __init__(
        self,
        article: Article,
        data: QueryDict | None = None,
        source: Revision | None = None,
    ) -> None:
        self.article = article
        self.latest = (
            article.revisions.select_related("saved_by", "base")
            .order_by("-number")
            .first()
        )
        self.source = source or self.latest
        self.form = EditorForm(data, article=article, initial=self._words())
        self.outcomes: BaseFormSet = OutcomeFormSet(
            data, prefix="outcomes", initial=self._outcomes()
        )
        self.contributors: BaseFormSet = ContributorFormSet(
            data,
            prefix="contributors",
            initial=self._contributors(),
            form_kwargs={"people": people_choices()},
        )
        self.base: Revision | None = None
        self.theirs: Revision | None = None

    def is_valid(self) -> bool:
        parts = (self.form, self.outcomes, self.contributors)
        results = [part.is_valid() for part in parts]  # each part shows its errors
        return all(results)

    @property
    def is_restored(self) -> bool:
        """Whether the form holds an older text that is not saved yet."""
        return self.source != self.latest

    def save(self, by: User) -> Revision | None:
        """Store the typed text; None if it was refused, then the forms say why."""
        words = dict(self.form.cleaned_data)
        number = words.pop("base")
        self.base = self.article.revisions.filter(number=number or 0).first()
        try:
            return drafting.save_draft(
                article=self.article,
                base=self.base,
                by=by,
                outcomes=self.typed_outcomes(),
                contributors=self.typed_contributors(),
                **words,
            )
        except drafting.StaleBase as stale:
            self.form.add_error(None, str(stale))
            self.form.rebase(stale.latest)
            self.theirs = stale.latest
        except drafting.TextRefused as refused:
            for field, problems in refused.problems.items():
                self.form.add_error(
                    field, [markup.describe(problem) for problem in problems]
                )
        return None

    def render(self) -> tuple[markup.Rendered, markup.Rendered]:
        """Render what is typed, text and box; raises TextRefused."""
        return drafting.render(
            self.article,
            self.form.typed("body"),
            self.form.typed("seek_help"),
            self.typed_outcomes(),
        )

    def findings(self, page: markup.Rendered) -> list[Finding]:
        """What the checks say about the typed text that renders to ``page``."""
        author = Contribution.Role.AUTHOR
        return readiness.findings_while_typing(
            self.article,
            page,
            body=self.form.typed("body"),
            summary=self.form.typed("summary"),
            seek_help=self.form.typed("seek_help"),
            outcomes=[drafting.outcome_row(row) for row in self.typed_outcomes()],
            authors=[
                person.name
                for person, role in self.typed_contributors()
                if role == author
            ],
        )

    def typed_outcomes(self) -> list[drafting.OutcomeDraft]:
        return [form.draft() for form in _filled(self.outcomes)]

    def typed_contributors(self) -> list[tuple[Any, str]]:
        """People and what they did, each pair once."""
        pairs = [
            (form.cleaned_data["person"], form.cleaned_data["role"])
            for form in _filled(self.contributors)
        ]
        return list(dict.fromkeys(pairs))

    def their_changes(self) -> list[Part]:
        """What the other person changed since the text this one was written on."""
        return changes_between(self.base, self.theirs) if self.theirs else []

    def _words(self) -> dict[str, object]:
        if self.source is None or self.latest is None:
            return {"title": self.article.subject.name}
        words = {field: getattr(self.source, field) for field in WORDS}
        return {**words, "base": self.latest.number}

    def _outcomes(self) -> list[Mapping[str, object]]:
        if self.source is None:
            return []
        fields = ("n", "of", "claim", "measure", "time_point", "stance")
        rows = self.source.outcomes.values(*fields, "reference__citekey")
        return [{**row, "reference": row["reference__citekey"]} for row in rows]

    def _contributors(self) -> list[dict[str, object]]:
        if self.source is None:
            return []
        rows = self.source.contributions.exclude(role=Contribution.Role.REVIEWER)
        return [dict(row) for row in rows.values("person", "role")]


def _filled(formset: BaseFormSet) -> Sequence[Any]:
    """The sound rows that hold something and are not marked for removal."""
    return [
        form
        for form in formset.forms
        if form.is_valid() and (form.has_changed() or form.initial)
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]
