"""Forms of ideas from meetings. They read what a person typed; `ideas` decides what may be stored."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from servicepunkt.programme.models_village import VillageMeeting

from .ideas import LONGEST_IDEA, LONGEST_THEME, MOST_POINTS, Sorted, ThemeIdeas
from .models import Idea, IdeaTheme


def meeting_title(meeting: VillageMeeting) -> str:
    """A meeting in a list: its kind and day."""
    return f"{VillageMeeting.Kind(meeting.kind).label}, {date_format(meeting.met_on, 'j F Y')}"


class _Chosen(forms.ChoiceField):
    """One of some rows, or none; its value is the row."""

    def __init__(self, rows: Sequence[Any], titles: Sequence[str], empty: Any, **kwargs: Any) -> None:
        choices = [("", empty), *((str(row.pk), title) for row, title in zip(rows, titles, strict=True))]
        super().__init__(choices=choices, required=False, **kwargs)
        self.by_key = {str(row.pk): row for row in rows}

    def clean(self, value: Any) -> Any:
        return self.by_key.get(super().clean(value))


def _meetings(meetings: Sequence[VillageMeeting]) -> _Chosen:
    return _Chosen(
        meetings, [meeting_title(one) for one in meetings], _("Inget möte"), label=_("Vilket möte kommer idéerna från?")
    )


def _themes(themes: Sequence[IdeaTheme], label: Any) -> _Chosen:
    return _Chosen(themes, [one.title for one in themes], _("Inget tema"), label=label)


class WriteForm(forms.Form):
    """Ideas at speed: one a line. `request_key` makes the same form sent twice write them once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())
    ideas = forms.CharField(
        label=_("Nya idéer"),
        help_text=_("En idé på varje rad. Skriv som de sägs, utan namn på personer."),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, meetings: Sequence[VillageMeeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = _meetings(meetings)

    def go_on(self) -> None:
        """Let the next idea be written at once: for somebody who has just saved some."""
        self.fields["ideas"].widget.attrs["autofocus"] = True


class SortForm(forms.Form):
    """The whole list: points for every idea, a tick for those that go to the chosen theme."""

    new_theme = forms.CharField(label=_("Eller ett nytt tema"), required=False, max_length=LONGEST_THEME)

    def __init__(self, *args: Any, groups: Sequence[ThemeIdeas], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.fields["theme"] = _themes([one.theme for one in groups if one.theme], _("Flytta de markerade till temat"))
        self.order_fields(["theme", "new_theme"])
        for idea in self._ideas():
            self.fields[f"p-{idea.pk}"] = forms.IntegerField(
                label=_("Poäng"), min_value=0, max_value=MOST_POINTS, required=False, initial=idea.points,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"c-{idea.pk}"] = forms.BooleanField(label=_("Flytta"), required=False)
            self.fields[f"v-{idea.pk}"] = forms.IntegerField(widget=forms.HiddenInput(), initial=idea.version)

    def _ideas(self) -> list[Idea]:
        return [idea for group in self.groups for idea in group.ideas]

    def rows(self) -> list[tuple[ThemeIdeas, list[tuple[Idea, forms.BoundField, forms.BoundField, forms.BoundField]]]]:
        """Every theme with its ideas, each with its three fields."""
        return [
            (group, [(one, self[f"p-{one.pk}"], self[f"c-{one.pk}"], self[f"v-{one.pk}"]) for one in group.ideas])
            for group in self.groups
        ]

    def sorted(self) -> list[Sorted]:
        """What was typed about each idea."""
        data = self.cleaned_data
        return [
            Sorted(one.pk, data[f"p-{one.pk}"] or 0, data[f"c-{one.pk}"], data[f"v-{one.pk}"]) for one in self._ideas()
        ]


class IdeaForm(forms.Form):
    """One idea."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)
    text = forms.CharField(label=_("Idén"), max_length=LONGEST_IDEA, widget=forms.Textarea(attrs={"rows": 3}))
    points = forms.IntegerField(label=_("Poäng"), min_value=0, max_value=MOST_POINTS)
    remove = forms.BooleanField(label=_("Ta bort idén"), required=False)

    def __init__(
        self, *args: Any, themes: Sequence[IdeaTheme], meetings: Sequence[VillageMeeting], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"] = _themes(themes, _("Tema"))
        self.fields["meeting"] = _meetings(meetings)
        self.order_fields(["seen_version", "text", "theme", "points", "meeting", "remove"])


class ThemeForm(forms.Form):
    """A theme's title."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)
    title = forms.CharField(label=_("Temats namn"), max_length=LONGEST_THEME)
    remove = forms.BooleanField(label=_("Ta bort temat"), required=False, help_text=_("Idéerna finns kvar, utan tema."))
