"""Machina's permissions, read in an order-free way."""

from machina.apps.forum_permission.apps import ForumPermissionAppConfig as Stock


class ForumPermissionAppConfig(Stock):
    default = True
    name = "forums.overrides.forum_permission"
