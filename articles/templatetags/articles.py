"""What the templates of pages need beyond plain variables."""

from django import template
from django.utils.safestring import SafeString

from articles import evidence, structured_data
from articles.models import EvidenceStatus
from articles.reading import Page

register = template.Library()


@register.filter
def years_old(status: EvidenceStatus) -> str:
    """Say how old a status is: ``18 years old``; nothing in its first year."""
    return evidence.years_old(status)


@register.simple_tag
def structured_data_of(page: Page, site_name: str, site_url: str) -> SafeString:
    """Return what search engines read about a page, as a data block."""
    description = structured_data.describe(page, site_name=site_name, site_url=site_url)
    return structured_data.as_script(description)
