"""The answer box at the end of a discussion."""

from django import template

from forums.models import Topic
from forums.writing.drafts import draft_name
from forums.writing.forms import ReplyForm

register = template.Library()


@register.inclusion_tag("forums/parts/reply_form.html", takes_context=True)
def reply_form(context: template.Context, topic: Topic) -> dict[str, object]:
    """Show the box; whoever may not answer is told so by the page it leads to."""
    return {
        "topic": topic,
        "form": ReplyForm(initial={}),
        "draft": draft_name(context["user"], f"topic-{topic.pk}"),
        "csrf_token": context.get("csrf_token"),
    }
