"""Addresses of the forums; all of them lie behind the gate."""

from django.urls import include, path

from forums.views import (
    asking,
    deciding,
    feeds,
    files,
    members,
    moderating,
    preferences,
    reading,
    reporting,
    searching,
    writing,
)

app_name = "forums"

a_post = [
    path("", reading.post, name="post"),
    path("edit/", writing.post_edit, name="post_edit"),
    path("remove/", writing.post_remove, name="post_remove"),
    path("posted/", writing.posted, name="posted"),
    path("history/", writing.post_history, name="post_history"),
    path("expert/", writing.mark_expert, name="mark_expert"),
    path("report/", reporting.post_report, name="post_report"),
    path("report/sent/", reporting.post_reported, name="post_reported"),
]

a_topic = [
    path("reply/", writing.reply, name="reply"),
    path("follow/", members.topic_follow, name="topic_follow"),
]

a_member = [
    path("", members.member, name="member"),
    path("posts/", members.member_posts, name="member_posts"),
    path("mute/", members.mute, name="mute"),
]

mine = [
    path("unread/", reading.unread, name="unread"),
    path("mark-read/", reading.mark_read, name="mark_read"),
    path("mine/", members.my_posts, name="my_posts"),
    path("following/", members.following, name="following"),
    path("settings/", preferences.forum_settings, name="forum_settings"),
]

moderation = [
    path("", moderating.queue_page, name="queue"),
    path("next/", moderating.queue_next, name="queue_next"),
    path("p/<int:pk>/", moderating.post, name="moderated_post"),
    path("t/<int:pk>/", moderating.topic, name="moderated_topic"),
    path("p/<int:pk>/<slug:verb>/", moderating.moderate_post, name="moderate_post"),
    path("t/<int:pk>/<slug:verb>/", moderating.moderate_topic, name="moderate_topic"),
    path("r/<int:pk>/", moderating.report_detail, name="report"),
    path("members/<int:pk>/", deciding.member_record, name="member_record"),
    path("appeals/", deciding.appeals, name="appeals"),
    path("appeals/<int:pk>/", deciding.appeal_decide, name="appeal_decide"),
    path("log/", deciding.moderation_log, name="moderation_log"),
]

urlpatterns = [
    path("", reading.index, name="index"),
    *mine,
    path("search/", searching.search, name="search"),
    path("preview/", writing.preview, name="preview"),
    path("feeds/newest.xml", feeds.newest, name="feed"),
    path("feeds/<int:pk>/newest.xml", feeds.newest, name="forum_feed"),
    path("files/<uuid:pk>/", files.file, name="file"),
    path("ask/<slug:slug>/", asking.ask_finish, name="ask_finish"),
    path("appeals/<slug:kind>/<int:pk>/", reporting.appeal, name="appeal"),
    path("moderation/", include(moderation)),
    path("members/<int:pk>/", include(a_member)),
    path("p/<int:pk>/", include(a_post)),
    path("t/<int:pk>/", include(a_topic)),
    path("t/<int:pk>-<str:slug>/", reading.topic, name="topic"),
    path("<int:pk>/follow/", members.forum_follow, name="forum_follow"),
    path("<int:pk>-<str:slug>/", reading.forum, name="forum"),
    path("<int:pk>-<str:slug>/new/", writing.topic_new, name="topic_new"),
]
