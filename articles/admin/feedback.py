"""Messages from readers: the open ones first, each answered once."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator, capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.access import staff
from articles.feedback import FeedbackError, answer
from articles.models import Article, Feedback


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class OpenFilter(admin.SimpleListFilter):
    title = gettext_lazy("answered")
    parameter_name = "answered"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        return [("no", _("open")), ("yes", _("answered"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Feedback]
    ) -> QuerySet[Feedback]:
        if self.value() not in {"no", "yes"}:
            return queryset
        return queryset.filter(answered_at__isnull=self.value() == "no")


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):
    list_display = ("__str__", "edition", "beginning", "age", "answered_by")
    list_filter = (OpenFilter, "kind", "audience")
    list_select_related = ("subject", "answered_by")
    search_fields = ("subject__name", "message", "answer")
    ordering = (F("answered_at").desc(nulls_first=True), "created_at")
    actions = None

    def get_urls(self) -> list[URLPattern]:
        # Not Django's change view: that one is a transaction, and an answer is mailed.
        view = self.admin_site.admin_view(answer_view)
        own = path("<int:feedback_id>/change/", view, name="articles_feedback_change")
        return [own, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Feedback | None = None
    ) -> bool:
        return False

    @admin.display(description=gettext_lazy("edition"))
    def edition(self, feedback: Feedback) -> str:
        return feedback.get_audience_display()

    @admin.display(description=gettext_lazy("message"))
    def beginning(self, feedback: Feedback) -> str:
        return Truncator(feedback.message).chars(80) or "–"

    @admin.display(description=gettext_lazy("waits for"))
    def age(self, feedback: Feedback) -> str:
        if feedback.answered_at:
            return "–"
        return timesince(feedback.created_at, depth=1)


def answer_view(request: HttpRequest, feedback_id: int) -> HttpResponse:
    """Show a message with its page, and take the answer."""
    if not request.user.has_perm("articles.view_feedback"):
        raise PermissionDenied
    rows = Feedback.objects.select_related("subject", "revision", "answered_by")
    feedback = get_object_or_404(rows, pk=feedback_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            answer(feedback=feedback, by=staff(request), text=text)
        except FeedbackError as error:
            form.add_error("text", str(error))
        else:
            sent = _("Answered. The reader gets your answer by mail.")
            kept = _("Answered. The reader left no address, so nothing is mailed.")
            messages.success(request, sent if feedback.email else kept)
            queue = reverse("admin:articles_feedback_changelist")
            return HttpResponseRedirect(queue)
    context = {
        **admin.site.each_context(request),
        "title": capfirst(str(feedback)),
        "opts": Feedback._meta,
        "feedback": feedback,
        "article": Article.objects.select_related("subject", "published")
        .filter(subject=feedback.subject, audience=feedback.audience)
        .first(),
        "form": form,
        "may_answer": request.user.has_perm("articles.change_feedback"),
    }
    template = "admin/articles/feedback/answer.html"
    return TemplateResponse(request, template, context)
