"""Template tags of the house: `{% load ui %}`. Markup examples stand in docs/ui.md."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from servicepunkt.ui import charts
from servicepunkt.ui.fan import Fan, drawn
from servicepunkt.ui.map import Area, Pin, Stage, draw_map

register = template.Library()

STATES: dict[str, Promise] = {
    "evidence": _("Visat av underlag"),
    "statement": _("Intygat"),
    "not_met": _("Återstår"),
    "not_relevant": _("Inte aktuellt"),
    "not_measurable": _("Kan inte mätas än"),
}
FLAGS: dict[str, Promise] = {
    "overdue": _("Försenat"),
    "vacant": _("Vakant"),
    "invented": _("Påhittat exempel"),
    "uncertain": _("Osäker"),
}
NOTICES = ("info", "success", "warning", "error")


@register.filter
def split_words(text: str) -> list[str]:
    """The words of a text, for short literal lists in templates."""
    return text.split()


@register.simple_tag
def stylesheet(name: str) -> str:
    """The address of one of the house's style sheets."""
    return staticfiles_storage.url(f"ui/{name}.css")


@register.inclusion_tag("ui/components/state.html")
def state(kind: str, quiet: bool = False) -> dict[str, Any]:
    """How a requirement stands: evidence, statement, not_met, not_relevant or not_measurable.

    `quiet` keeps the word for screen readers and shows the mark alone (in tight tables with a legend).
    Raises KeyError for any other kind.
    """
    return {"kind": str(kind), "word": STATES[str(kind)], "quiet": quiet}


@register.inclusion_tag("ui/components/flag.html")
def flag(kind: str, word: str = "") -> dict[str, Any]:
    """A flag: overdue, vacant, invented or uncertain; `word` replaces the usual word. Raises KeyError for others."""
    return {"kind": str(kind), "word": word or FLAGS[str(kind)]}


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    """A notice round its content: info, success, warning or error. Anything else (a message level) becomes info."""
    known = kind if kind in NOTICES else "info"
    return render_to_string("ui/components/notice.html", {"kind": known, "title": title, "body": content})


@register.inclusion_tag("ui/components/figure.html")
def key_figure(label: str, value: object, note: str = "", url: str = "") -> dict[str, Any]:
    """A key figure inside `<dl class="figures">`; a value of None says that it cannot be measured yet."""
    return {"label": label, "value": value, "note": note, "url": url}


@register.inclusion_tag("ui/components/field.html")
def field(field: BoundField, label: str = "", optional: bool = True) -> dict[str, Any]:
    """One form field with label, help and error tied to the control. A lone checkbox has its label beside it.

    `label` replaces the form's own, for forms of libraries whose Swedish is not ours. `optional=False` leaves out
    "(frivilligt)" where another answer decides whether the field is needed; so does a form that says of itself
    `all_optional`: its page says once that any question may be left out.
    """
    return {
        "field": field,
        "label": label or field.label,
        "optional": optional and not field.field.required and not getattr(field.form, "all_optional", False),
        "is_choice": isinstance(field.field.widget, CheckboxInput),
    }


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """All errors of a form in one box with links to the fields; nothing when there are none.

    Where there is one field only, its name is left out: no one can mistake which is meant.
    """
    alone = len(form.visible_fields()) == 1
    problems = [("", str(text)) for text in form.non_field_errors()]
    if form.is_bound:
        for bound in form:
            target = bound.id_for_label or bound.auto_id
            for text in bound.errors:
                shown = "" if bound.is_hidden else target
                problems.append((shown, str(text) if alone else f"{bound.label} – {text}"))
    return {"problems": problems}


@register.inclusion_tag("ui/components/form_fields.html")
def form_fields(form: BaseForm, summary: bool = True) -> dict[str, Any]:
    """The error summary (unless `summary=False`), the hidden and the visible fields of a form."""
    return {"form": form, "summary": summary}


@register.inclusion_tag("ui/components/progress.html")
def progress(
    evidence: int = 0, statement: int = 0, not_met: int = 0, not_relevant: int = 0, small: bool = False
) -> dict[str, Any]:
    """How many requirements are met, as a bar and in words; what is not relevant is left out of the total."""
    done, total = evidence + statement, evidence + statement + not_met
    if small:
        text = _("%(done)d av %(total)d") % {"done": done, "total": total}
    else:
        text = ngettext("%(done)d av %(total)d krav uppfyllt", "%(done)d av %(total)d krav uppfyllda", total) % {
            "done": done,
            "total": total,
        }
        if statement:
            text += ngettext(", varav %(number)d intygat", ", varav %(number)d intygade", statement) % {
                "number": statement
            }
        if not_relevant:
            text += ngettext("; %(number)d inte aktuellt", "; %(number)d inte aktuella", not_relevant) % {
                "number": not_relevant
            }
    return {"svg": mark_safe(charts.progress_bar(evidence, statement, total)), "text": text, "small": small}


@register.simple_tag
def bar_chart(title: str, bars: Iterable[charts.Bar], series: Sequence[str], description: str = "") -> SafeString:
    """Horizontal stacked bars; always put the numbers in a table beside it."""
    return mark_safe(charts.bar_chart(title, list(bars), series, description=description))


@register.simple_tag
def fan_chart(fan: Fan) -> SafeString:
    """Low, likely and high year by year; always put the numbers in a table beside it."""
    return mark_safe(drawn(fan))


@register.simple_tag
def sweden_map(
    pins: Iterable[Pin],
    stages: Sequence[Stage],
    title: str = "",
    description: str = "",
    focus: str | Area = "",
    map_id: str = "karta",
    labels: bool = True,
) -> SafeString:
    """Sweden with the places as pins and a legend; `focus="pins"` shows only the part where the pins are."""
    drawn = draw_map(
        list(pins), stages, title=title, description=description, focus=focus, map_id=map_id, labels=labels
    )
    return mark_safe(drawn)
