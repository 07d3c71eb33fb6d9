"""What the tests of the writing pages share."""

from django.urls import reverse

from forums.models import HelpLine


def new_url(forum):
    return reverse("forums:topic_new", args=[forum.pk, forum.slug or "forum"])


def reply_url(topic):
    return reverse("forums:reply", args=[topic.pk])


def edit_url(post):
    return reverse("forums:post_edit", args=[post.pk])


def fill_in(client, url, **values):
    """Open a writing page and send its form back, filled in."""
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value()}
    return client.post(url, {"text": "Hello."} | typed | {"action": "post"} | values)


def help_line(concern, **fields):
    fields = {
        "place": "Everywhere",
        "name": "Someone who listens",
        "phone": "123",
    } | fields
    return HelpLine.objects.create(concern=concern, position=0, **fields)
