"""Two people saved the same thing: what the second one is shown, with nothing of what was typed lost."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.forms import BaseForm, BooleanField, ChoiceField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from servicepunkt.core import clock

from .queries import last_change


@dataclass(frozen=True)
class Pair:
    """A field that differs: what this person typed and what is stored."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Conflict:
    """Who saved in between, when, and the fields that differ. Context of ui/components/conflict.html.

    `removed`: they took the thing away; what was typed can be saved as a new one.
    """

    by: str
    at: dt.datetime
    fields: list[Pair]
    removed: bool = False


def _spoken(form: BaseForm, name: str, value: object) -> str:
    field = form.fields[name]
    if isinstance(field, BooleanField):
        return _("Ja") if value else _("Nej")
    if isinstance(field, ChoiceField) and isinstance(field.choices, list):
        titles = {str(key): str(title) for key, title in field.choices}
        return titles.get(str(value or ""), "")
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    return str(field.prepare_value(value) or "")


def conflict(form: BaseForm, thing: models.Model, theirs: Mapping[str, object]) -> Conflict:
    """What differs between a valid form and what is stored now. `theirs` has the stored value of each visible field."""
    change = last_change(thing)
    pairs = [
        Pair(str(form.fields[name].label), _spoken(form, name, form.cleaned_data[name]), _spoken(form, name, value))
        for name, value in theirs.items()
        if (form.cleaned_data[name] or None) != (value or None)
    ]
    return Conflict(change.who if change else _("Någon annan"), change.at if change else clock.now(), pairs)


def seen_again(data: QueryDict, name: str, value: object) -> QueryDict:
    """What was typed, with the hidden field `name` telling that the newest version has now been seen."""
    again = data.copy()
    again[name] = str(value if value is not None else "")
    return again
