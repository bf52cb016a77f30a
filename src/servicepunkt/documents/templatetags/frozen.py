"""Days as they are frozen, in words."""

import datetime as dt

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def frozen_date(on: str) -> str:
    """A day written as 2026-10-31 in words; what is no day as it is (a name may be masked, a day is not)."""
    try:
        return date_format(dt.date.fromisoformat(on), "j F Y")
    except ValueError:
        return on
