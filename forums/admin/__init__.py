"""The forums in the Django admin."""

from forums.admin import moderating, safety, tree

__all__ = ["moderating", "safety", "tree"]
