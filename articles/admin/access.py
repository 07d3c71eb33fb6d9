"""Who may do what with a page in the admin."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from articles.models import Article
from portal.accounts.models import User


def staff(request: HttpRequest) -> User:
    """Return the person behind a request that the admin let in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def editable(request: HttpRequest, article_id: int) -> Article:
    """Return a page that this person may write, else answer 403 or 404."""
    return _page(request, article_id, "articles.change_article")


def readable(request: HttpRequest, article_id: int) -> Article:
    """Return a page whose unpublished texts this person may see, else 403 or 404."""
    return _page(request, article_id, "articles.view_revision")


def _page(request: HttpRequest, article_id: int, right: str) -> Article:
    if not request.user.has_perm(right):
        raise PermissionDenied
    pages = Article.objects.with_text().with_last_correction()
    return get_object_or_404(pages, pk=article_id)
