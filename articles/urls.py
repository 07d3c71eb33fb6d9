"""The addresses of the pages and of everything that leads to them."""

from django.urls import include, path
from django.views.decorators.http import require_safe

from articles import converters
from articles.feeds import Changes
from articles.views import browsing, feedback, reading

converters.register()
feed = require_safe(Changes())

app_name = "articles"

page = [
    path("", reading.article, name="article"),
    path("history/", reading.history, name="history"),
    path("history/<int:number>/", reading.changes, name="changes"),
    path("r/<int:number>/", reading.revision, name="revision"),
    path("print/", reading.print_page, name="print"),
    path("references.<format:ending>", reading.export, name="references_export"),
    path("report/", feedback.report_error, name="report_error"),
    path("ask/", feedback.ask_edition, name="ask_edition"),
    path("thanks/", feedback.thanks, name="feedback_sent"),
]

urlpatterns = [
    path("a-z/", browsing.a_z, name="a_z"),
    path("topics/", browsing.topics, name="topics"),
    path("topics/<name:slug>/", browsing.topic, name="topic"),
    path("evidence/", browsing.evidence, name="evidence"),
    path("people/", browsing.people, name="people"),
    path("people/<name:slug>/", browsing.person, name="person"),
    path("corrections/", browsing.corrections, name="corrections"),
    path("references/<citekey:citekey>/", reading.reference, name="reference"),
    path(
        "references/<citekey:citekey>.<format:ending>",
        reading.reference_export,
        name="reference_export",
    ),
    path("feed/", feed, name="feed"),
    path("feed/<edition:edition>/", feed, name="edition_feed"),
    path("<edition:edition>/", browsing.portal_home, name="portal_home"),
    path("<edition:edition>/<name:slug>/", include(page)),
]
