"""How several names are said in a row."""

from collections.abc import Iterable

from django import template
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def names(found: Iterable[str]) -> str:
    """Names of people or roles, as one says several."""
    return pgettext("between names", ", ").join(found)
