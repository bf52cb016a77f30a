"""Small look-ups for the pages of the way of working: `{% load method %}`."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.formats import date_format

from servicepunkt.core.text import localised

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, str], key: Any) -> str:
    """The value under a key, or nothing."""
    return mapping.get(key, "")


@register.filter
def title_here(thing: object) -> str:
    """The title of a stored thing (area, body, seat) in the language of the moment."""
    return localised(thing)


@register.filter
def text_here(thing: object, field: str) -> str:
    """A field of a stored thing in the language of the moment."""
    return localised(thing, field)


@register.filter
def frozen_day(kept: str) -> str:
    """A day as it is kept in a frozen version (ISO), in words; nothing for no day."""
    return date_format(dt.date.fromisoformat(kept), "j F Y") if kept else ""


@register.filter
def said_state(says: str) -> str:
    """The state mark for what a statement says."""
    return "statement" if says == "met" else says
