"""Forms of meetings, agendas, decisions and tasks. They check what was typed; what may be done is for `actions`."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.text import localised
from servicepunkt.people.forms import DayInput
from servicepunkt.people.models import Body, Organisation, Seat
from servicepunkt.places.models import Place

from .actions_meetings import MeetingDetails
from .actions_minutes import Sat
from .forms import VersionForm
from .forms_village import KronorField
from .models import AgendaItem, Attendance, Decision, Vote
from .queries_seats import SeatThatDay

NOBODY = ""
ABSENT = "absent"
TEXT = {"rows": 4}


class TimeInput(forms.TimeInput):
    """The browser's own field for a time of day."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class _Details(forms.Form):
    """How a meeting goes."""

    planned_on = forms.DateField(label=_("Bestämd dag"), required=False, widget=DayInput())
    starts_at = forms.TimeField(label=_("Börjar klockan"), required=False, widget=TimeInput())
    minutes = forms.IntegerField(
        label=_("Längd"), required=False, min_value=0, max_value=24 * 60, help_text=_("I minuter.")
    )
    venue = forms.CharField(
        label=_("Plats"), required=False, max_length=200, help_text=_("Rum och adress, eller att det är på distans.")
    )
    link = forms.URLField(
        label=_("Länk för den som är med på distans"), required=False, max_length=300, assume_scheme="https"
    )
    message = forms.CharField(
        label=_("Meddelande i kallelsen"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("Det som deltagarna behöver veta utöver tid, plats och dagordning."),
    )

    def details(self) -> MeetingDetails:
        """What was typed about how it goes."""
        typed = self.cleaned_data
        return MeetingDetails(
            typed["starts_at"], typed["minutes"] or 0, typed["venue"], typed["link"], typed["message"]
        )


class MeetingForm(_Details, VersionForm):
    """When and where a meeting is, and that it was held."""

    held_on = forms.DateField(
        label=_("Hölls den"), required=False, widget=DayInput(), help_text=_("Fyll i när mötet har varit.")
    )


class NewMeetingForm(_Details):
    """A meeting beside the planned ones. `request_key` makes the same form sent twice add it once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, bodies: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(one.pk): one for one in bodies}
        choices = [(key, localised(one)) for key, one in self.bodies.items()]
        self.fields = {"body": forms.ChoiceField(label=_("Grupp"), choices=choices), **self.fields}
        self.fields["planned_on"] = forms.DateField(label=_("Dag"), widget=DayInput())


class CallForm(VersionForm):
    """Which sending of the invitation this is: the same one asked for twice is done once."""

    seen_calls = forms.IntegerField(min_value=0, widget=forms.HiddenInput())


class CancelForm(VersionForm):
    """Why a meeting is cancelled."""

    reason = forms.CharField(
        label=_("Varför ställs mötet in?"), max_length=300, help_text=_("Står i brevet till dem som var kallade.")
    )


class _Item(forms.Form):
    """The fields of a point on the agenda."""

    title = forms.CharField(label=_("Punkt"), max_length=200)
    text = forms.CharField(
        label=_("Underlag"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Det som deltagarna ska veta före mötet."),
    )
    notes = forms.CharField(
        label=_("Vad som sades"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Hamnar i protokollet."),
    )


class NewItemForm(_Item):
    """A point. `request_key` makes the same form sent twice add it once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())


class ItemForm(_Item, VersionForm):
    """A point that stands on the agenda."""

    remove = forms.BooleanField(label=_("Ta bort punkten"), required=False)


class AttendanceForm(VersionForm):
    """How each seat of the body was filled, who led and wrote, and who adjusts the minutes."""

    def __init__(self, *args: Any, seats: Sequence[SeatThatDay], secretaries: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        for one in seats:
            self.fields[f"seat-{one.seat_id}"] = forms.ChoiceField(label=one.title, required=False, choices=_ways(one))
            self.fields[f"adj-{one.seat_id}"] = forms.BooleanField(label=_("Justerar protokollet"), required=False)
        held = [(str(one.seat_id), one.title) for one in seats]
        self.fields["chair"] = forms.ChoiceField(
            label=_("Ordförande"), required=False, choices=[("", _t("Inte vald än")), *held]
        )
        self.fields["secretary"] = forms.ChoiceField(
            label=_("Sekreterare"),
            required=False,
            choices=[("", _t("Inte vald än")), *((str(one.pk), localised(one)) for one in secretaries)],
        )

    def rows(self) -> Iterator[tuple[SeatThatDay, forms.BoundField, forms.BoundField]]:
        """Each seat with its two fields."""
        for one in self.seats:
            yield one, self[f"seat-{one.seat_id}"], self[f"adj-{one.seat_id}"]

    def sat(self) -> dict[int, Sat]:
        """How each noted seat was filled."""
        out = {}
        for one in self.seats:
            value = self.cleaned_data[f"seat-{one.seat_id}"]
            if value == ABSENT:
                out[one.seat_id] = Sat(None, ABSENT)
            elif value:
                person, how = value.split(":")
                out[one.seat_id] = Sat(int(person), how)
        return out

    def adjusters(self) -> list[int]:
        """The seats that adjust the minutes."""
        return [one.seat_id for one in self.seats if self.cleaned_data[f"adj-{one.seat_id}"]]

    def seat_id(self, name: str) -> int | None:
        """The seat chosen as chair or secretary."""
        return int(self.cleaned_data[name]) if self.cleaned_data[name] else None


def way(person_id: int | None, how: str) -> str:
    """How a seat was filled, as a choice of the form."""
    return f"{person_id}:{how}" if person_id is not None else ABSENT


def _ways(seat: SeatThatDay) -> list[tuple[str, str]]:
    out = [(NOBODY, _t("Inte ifyllt"))]
    for one in seat.people:
        told = {"name": one.name}
        name = _t("%(name)s (ersättare)") % told if one.substitute else one.name
        out += [
            (way(one.person_id, how), f"{name}, {Attendance.How(how).label.lower()}")
            for how in (Attendance.How.ROOM, Attendance.How.REMOTE)
        ]
    return [*out, (ABSENT, str(Attendance.How.ABSENT.label))]


class DecisionForm(VersionForm):
    """Something to decide, and what came of it. Without a version it is a new one (`request_key`)."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    request_key = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    title = forms.CharField(label=_("Vad gäller beslutet?"), max_length=200)
    text = forms.CharField(
        label=_("Förslag och beslut i full text"), required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    voting = forms.BooleanField(
        label=_("Omröstning"),
        required=False,
        help_text=_("Varje plats i gruppen röstar, ledamoten eller ersättaren. Protokollet visar bara antalen."),
    )
    outcome = forms.ChoiceField(label=_("Utgång"), choices=Decision.Outcome.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, items: Sequence[AgendaItem], places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(one.pk): one for one in items}
        self.places = {one.slug: one for one in places}
        numbered = [(key, f"{one.number}. {one.title}") for key, one in self.items.items()]
        self.fields["item"] = forms.ChoiceField(
            label=_("Punkt på dagordningen"), required=False, choices=[("", _t("Ingen särskild punkt")), *numbered]
        )
        self.fields["place"] = place_field(places)
        self.order_fields(["title", "text", "item", "place", "voting", "outcome"])


def place_field(places: Sequence[Place]) -> forms.ChoiceField:
    """A choice among the programme's places, or none of them."""
    choices = [("", _t("Ingen särskild ort")), *((one.slug, one.name) for one in places)]
    return forms.ChoiceField(label=_("Ort"), required=False, choices=choices)


class VoteForm(forms.Form):
    """A seat's vote."""

    answer = forms.ChoiceField(label=_("Röst"), choices=Vote.Answer.choices, widget=forms.RadioSelect)


class TaskForm(VersionForm):
    """Something to be done. Without a version it is a new one (`request_key`)."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    request_key = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    title = forms.CharField(label=_("Vad ska göras?"), max_length=200)
    due_on = forms.DateField(label=_("Senast"), widget=DayInput())

    def __init__(self, *args: Any, seats: Sequence[Seat], places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(one.pk): one for one in seats}
        self.places = {one.slug: one for one in places}
        choices = [(key, f"{localised(one)} ({localised(one.body)})") for key, one in self.owners.items()]
        self.fields["owner"] = forms.ChoiceField(label=_("Vem ska göra det?"), choices=[("", "–"), *choices])
        self.fields["place"] = place_field(places)
        self.order_fields(["title", "owner", "due_on", "place"])


class DoneForm(VersionForm):
    """That a task is done."""

    done_on = forms.DateField(
        label=_("Klart den"), required=False, widget=DayInput(), help_text=_("Lämna tomt tills det är klart.")
    )
    note = forms.CharField(
        label=_("Vad blev det?"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ToldForm(VersionForm):
    """That the board has got the minutes."""

    told_on = forms.DateField(label=_("Styrelsen fick protokollet den"), widget=DayInput())


class AnswerForm(VersionForm):
    """What the board answered."""

    answer = forms.CharField(label=_("Styrelsens svar"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class CostsForm(forms.Form):
    """What each organisation bore at a meeting: own time in hours, travel in kronor. Empty fields are not noted."""

    def __init__(self, *args: Any, bearing: Sequence[tuple[Organisation, bool, bool]], **kwargs: Any) -> None:
        """`bearing`: each organisation, whether its time is still to be noted, and whether its travel is."""
        super().__init__(*args, **kwargs)
        self.bearing = bearing
        for one, time, travel in bearing:
            if time:
                self.fields[f"hours-{one.pk}"] = forms.DecimalField(
                    label=_("Timmar, med resa"), required=False, min_value=0, max_value=1000, decimal_places=1,
                    localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                )  # fmt: skip
            if travel:
                self.fields[f"travel-{one.pk}"] = KronorField(
                    label=_("Resor och logi"), required=False, help_text=_("I kronor.")
                )

    def rows(self) -> Iterator[tuple[Organisation, forms.BoundField | None, forms.BoundField | None]]:
        """Each organisation with the fields that are left to fill in."""
        for one, time, travel in self.bearing:
            yield one, self[f"hours-{one.pk}"] if time else None, self[f"travel-{one.pk}"] if travel else None

    def borne(self, organisation: Organisation) -> tuple[Decimal, int]:
        """What was typed for an organisation: hours, and travel in öre; 0 where nothing was."""
        typed = self.cleaned_data
        return (
            typed.get(f"hours-{organisation.pk}") or Decimal(0),
            typed.get(f"travel-{organisation.pk}") or 0,
        )
