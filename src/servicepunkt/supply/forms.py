"""Forms about what a place has. They read what a person typed; `facts` and `actions` decide what may be stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.distances import parse_km, say_km
from servicepunkt.sheets.forms import Choices, Typed
from servicepunkt.sheets.ledger import LONGEST_WORDS

from .actions import Answer, answer_faults
from .facts import DAY_FIELDS, LONGEST, PLAIN_FIELDS, TITLES, Facts, faults, tidy
from .hours import (
    DAYS,
    DayMode,
    More,
    parse_exceptions,
    parse_hours,
    parse_rows,
    say_exceptions,
    say_hours,
    say_rows,
)
from .models import AreaAnswer, Channel, Level, Located, Resource, Sector
from .queries import Filters
from .reference import ServiceArea, areas, municipal_areas

LONGEST_LINES = 5000
MORE_TIMES = ("holidays", "holiday_hours", "eves", "eve_hours", "rows", "exceptions")


def _with_empty(choices: Iterable[tuple[Any, Any]], empty: object) -> Choices:
    return [("", empty), *choices]


def area_choices() -> Choices:
    """Every service area under the sector that most often answers for it."""
    return [
        (label, [(key, area.title.here()) for key, area in areas().items() if area.sector == sector])
        for sector, label in Sector.choices
    ]


@dataclass(frozen=True)
class FormPart:
    """Some fields of a form under a title. `folds`: they can be folded away, and are unless `opened`."""

    key: str
    title: str
    fields: list[forms.BoundField]
    folds: bool = False
    opened: bool = False


class OfferForm(forms.Form):
    """A service that somebody offers. `seen_version` is the offer's when the form was opened (0: a new one)."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)
    service = forms.CharField(
        label=TITLES["service"],
        max_length=LONGEST["service"],
        help_text=_("Till exempel Bokbuss, Drivmedel eller Hjälp med blanketter."),
    )
    provider = forms.CharField(
        label=TITLES["provider"],
        max_length=LONGEST["provider"],
        help_text=_("Organisationens namn, aldrig en privatpersons."),
    )
    sector = forms.ChoiceField(label=TITLES["sector"])
    area = forms.ChoiceField(label=TITLES["area"], choices=area_choices)
    level = forms.ChoiceField(
        label=TITLES["level"], help_text=_("En myndighetsuppgift kan bara en myndighet ha (lag 2019:212).")
    )
    channel = forms.ChoiceField(label=TITLES["channel"])
    located = forms.ChoiceField(
        label=TITLES["located"], required=False, help_text=_("Lämna tomt för telefon och digitalt.")
    )
    address = forms.CharField(
        label=TITLES["address"],
        required=False,
        max_length=LONGEST["address"],
        help_text=_("Som man säger det: gamla skolan, Storgatan 2."),
    )
    distance_m = Typed(
        parse_km,
        label=TITLES["distance_m"],
        max_length=12,
        help_text=_("Bara för det som finns på annan ort."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    day0 = Typed(parse_hours, label=DAYS[0], max_length=80)
    day1 = Typed(parse_hours, label=DAYS[1], max_length=80)
    day2 = Typed(parse_hours, label=DAYS[2], max_length=80)
    day3 = Typed(parse_hours, label=DAYS[3], max_length=80)
    day4 = Typed(parse_hours, label=DAYS[4], max_length=80)
    day5 = Typed(parse_hours, label=DAYS[5], max_length=80)
    day6 = Typed(parse_hours, label=DAYS[6], max_length=80)
    holidays = forms.ChoiceField(
        label=TITLES["holidays"],
        choices=DayMode.choices,
        required=False,
        help_text=_("Röda dagar som inte är vanliga söndagar. Dagen före en helgdag räknas som vanlig dag."),
    )
    holiday_hours = Typed(parse_hours, label=_("Egna tider på helgdagar"), max_length=80)
    eves = forms.ChoiceField(
        label=TITLES["eves"],
        choices=DayMode.choices,
        required=False,
        help_text=_("Midsommarafton, julafton och nyårsafton."),
    )
    eve_hours = Typed(parse_hours, label=_("Egna tider på aftnar"), max_length=80)
    rows = Typed(
        parse_rows,
        label=TITLES["rows"],
        max_length=LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("En rad per tid: ”udda veckor: tis 13–16” eller ”juni–augusti: mån–fre 10–14”."),
    )
    exceptions = Typed(
        parse_exceptions,
        label=TITLES["exceptions"],
        max_length=LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("En rad per datum: ”2026-12-23: stängt (inventering)” eller ”2026-12-30: 10–12”."),
    )
    resource = forms.ChoiceField(label=_("Kan den bli en resurs vid servicepunkten?"), required=False)
    resource_how = forms.CharField(
        label=TITLES["resource_how"],
        required=False,
        max_length=LONGEST["resource_how"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label=TITLES["note"], required=False, max_length=LONGEST["note"], widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Choices] = {
            "sector": _with_empty(Sector.choices, _("Välj")),
            "area": _with_empty(area_choices(), _("Välj")),
            "level": _with_empty(Level.choices, _("Välj")),
            "channel": _with_empty(Channel.choices, _("Välj")),
            "located": _with_empty(Located.choices, _("Ingen plats")),
            "resource": list(Resource.choices),
        }
        for name, of_field in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = of_field

    def clean(self) -> dict[str, Any]:
        """Put what was typed together, and say at each field what is wrong with the whole."""
        data = super().clean() or {}
        if not self.errors:
            for name, why in faults(self.facts()):
                self.add_error(name, why)
        return data

    def facts(self) -> Facts:
        """What was typed, as facts."""
        data = self.cleaned_data
        more = More(
            data["rows"],
            data["holidays"] or DayMode.CLOSED.value,
            data["holiday_hours"],
            data["eves"] or DayMode.CLOSED.value,
            data["eve_hours"],
            data["exceptions"],
        )
        own = {name: data[name] for name in PLAIN_FIELDS}
        return tidy(Facts(**own, hours=tuple(data[day] for day in DAY_FIELDS), more=more))

    def parts(self) -> list[FormPart]:
        """The fields in the order they are met. What is rarely needed is folded away, but not what holds something."""
        folded = {
            "fler": (_("Fler tider: helgdagar, vissa veckor, undantag"), MORE_TIMES),
            "resurs": (_("Resurs och anteckning"), ("resource", "resource_how", "note")),
        }
        aside = {*DAY_FIELDS, *MORE_TIMES, "resource", "resource_how", "note"}
        plain = [bound for bound in self.visible_fields() if bound.name not in aside]
        out = [
            FormPart("tjanst", "", plain),
            FormPart("vecka", str(_("Öppettider en vanlig vecka")), [self[day] for day in DAY_FIELDS]),
        ]
        for key, (title, names) in folded.items():
            fields = [self[name] for name in names]
            opened = any(one.errors or one.value() not in (None, "", DayMode.CLOSED.value) for one in fields)
            out.append(FormPart(key, str(title), fields, True, opened))
        return out


def typed(facts: Facts, version: int) -> dict[str, object]:
    """What stands in the form of an offer when it is opened."""
    return {
        **{name: getattr(facts, name) for name in PLAIN_FIELDS},
        "distance_m": say_km(facts.distance_m),
        "holidays": facts.more.holidays,
        "holiday_hours": say_hours(facts.more.holiday_spans),
        "eves": facts.more.eves,
        "eve_hours": say_hours(facts.more.eve_spans),
        "rows": say_rows(facts.more.rows),
        "exceptions": say_exceptions(facts.more.exceptions),
        **{f"day{day}": say_hours(spans) for day, spans in enumerate(facts.hours)},
        "seen_version": version,
    }


class NothingForm(forms.Form):
    """That a sector has nothing, and how that was found out."""

    note = forms.CharField(label=_("Hur har ni undersökt det?"), max_length=LONGEST_WORDS)


class FilterForm(forms.Form):
    """What the list of offers is narrowed to."""

    sektor = forms.ChoiceField(label=TITLES["sector"], required=False)
    omrade = forms.ChoiceField(label=TITLES["area"], required=False)
    hur = forms.ChoiceField(label=TITLES["channel"], required=False)
    var = forms.ChoiceField(label=TITLES["located"], required=False)
    nu = forms.ChoiceField(label=_("Öppet"), required=False, choices=[("", _("Alla")), ("1", _("Öppet nu"))])
    sok = forms.CharField(label=_("Sök"), required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Choices] = {
            "sektor": list(Sector.choices), "omrade": area_choices(), "hur": list(Channel.choices),
            "var": list(Located.choices),
        }  # fmt: skip
        for name, of_field in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _with_empty(of_field, _("Alla"))

    def filters(self) -> Filters:
        """The filters; what is not understood is left out."""
        self.is_valid()
        data = self.cleaned_data
        return Filters(
            sector=data.get("sektor", ""),
            area=data.get("omrade", ""),
            channel=data.get("hur", ""),
            located=data.get("var", ""),
            open_now=data.get("nu") == "1",
            word=data.get("sok", "").replace("\x00", ""),
        )


class _OneLine(forms.CharField):
    """A sentence with room for it on a phone; line breaks become spaces."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> Any:
        return " ".join((super().to_python(value) or "").split())


class AreasForm(forms.Form):
    """One row for every municipal area: the answer, the words, and which version was seen."""

    def __init__(self, *args: Any, known: Mapping[str, AreaAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for area in municipal_areas():
            stored = known.get(area.key)
            self.fields[f"a-{area.key}"] = forms.ChoiceField(
                label=_("Svar"),
                required=False,
                choices=_with_empty(AreaAnswer.Answer.choices, _("Inte besvarat")),
                initial=stored.answer if stored else "",
                show_hidden_initial=True,
            )
            self.fields[f"w-{area.key}"] = _OneLine(
                label=_("På vilket sätt, eller varför inte"),
                required=False,
                max_length=LONGEST_WORDS,
                initial=stored.words if stored else "",
                show_hidden_initial=True,
            )
            self.fields[f"v-{area.key}"] = forms.IntegerField(
                widget=forms.HiddenInput(), min_value=0, initial=stored.version if stored else 0
            )

    def rows(self) -> list[tuple[ServiceArea, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Every area with its three fields."""
        return [(one, self[f"a-{one.key}"], self[f"w-{one.key}"], self[f"v-{one.key}"]) for one in municipal_areas()]

    def clean(self) -> dict[str, Any]:
        """Say at each row what is wrong with it."""
        data = super().clean() or {}
        if not self.errors:
            for answer in self.answers():
                if wrong := answer_faults(answer):
                    self.add_error(f"w-{answer.area}", wrong)
        return data

    def answers(self) -> list[Answer]:
        """The rows that the user changed."""
        changed = {name.partition("-")[2] for name in self.changed_data if name[0] in "aw"}
        return [
            Answer(one.key, *(self.cleaned_data[f"{part}-{one.key}"] for part in "awv"))
            for one in municipal_areas()
            if one.key in changed
        ]
