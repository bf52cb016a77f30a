"""What a village's own facts can prove: the group's balance, the vision, meetings and contacts, money sought.

Sentences about the balance never hold a count: they are read by more people than may see the counts.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence

from .models import Application, Balance, VillageMeeting, Vision

VILLAGE = "programme:village"
EVEN_PERCENT = 40
"""Even distribution by Statistics Sweden's definition: each sex is 40 to 60 per cent of a group."""
Kind = VillageMeeting.Kind


def _balances(question: Question) -> dict[int, Balance]:
    def read() -> dict[int, Balance]:
        rows = Balance.objects.filter(
            root_id=question.root_id, place_id__in=question.place_ids, counted_on__lte=question.on
        )
        return {row.place_id: row for row in rows}

    return question.once("programme.balances", read)


def _of_balance(question: Question, holds: Callable[[Balance], bool], yes: str, no: str) -> Mapping[int, Finding]:
    balances = _balances(question)
    out = {}
    for place_id in question.place_ids:
        row = balances.get(place_id)
        if row is None:
            out[place_id] = Finding(False, gettext_noop("Gruppens balans är inte införd ännu."), {}, VILLAGE)
        elif holds(row):
            out[place_id] = Finding(True, yes, {"day": row.counted_on.isoformat()}, VILLAGE, row.counted_on)
        else:
            out[place_id] = Finding(False, no, {}, VILLAGE)
    return out


@evidence("programme.group_even", _("Kvinnor och män är jämnt fördelade i gruppen"))
def group_even(question: Question) -> Mapping[int, Finding]:
    """Met when women and men each are at least `percent` (40) of everybody in the local group."""
    percent = question.number("percent", EVEN_PERCENT)
    return _of_balance(
        question,
        lambda row: min(row.women, row.men) * 100 >= percent * row.people,
        gettext_noop("Gruppen är balanserad mellan kvinnor och män (%(day)s)."),
        gettext_noop("Gruppen är inte balanserad mellan kvinnor och män än."),
    )


@evidence("programme.group_youth", _("Unga är med i gruppen"))
def group_youth(question: Question) -> Mapping[int, Finding]:
    """Met when at least `people` (1) in the local group are under 26."""
    people = question.number("people", 1)
    return _of_balance(
        question,
        lambda row: row.under_26 >= people,
        gettext_noop("Unga är med i gruppen (%(day)s)."),
        gettext_noop("Unga är inte med i gruppen än."),
    )


@evidence("programme.group_integration", _("Integration är beaktad i gruppen"))
def group_integration(question: Question) -> Mapping[int, Finding]:
    """Met when the local group has said that integration was considered."""
    return _of_balance(
        question,
        lambda row: row.integration,
        gettext_noop("Gruppen har beaktat integration (%(day)s)."),
        gettext_noop("Gruppen har inte beaktat integration än."),
    )


@evidence("programme.vision_written", _("Bygdens vision är skriven"))
def vision_written(question: Question) -> Mapping[int, Finding]:
    """Met when the village has written its vision."""
    rows = Vision.objects.filter(root_id=question.root_id, place_id__in=question.place_ids, written_on__lte=question.on)
    written = dict(rows.values_list("place_id", "written_on"))
    return _since(
        question, written, gettext_noop("Visionen skrevs %(day)s."), gettext_noop("Visionen är inte skriven ännu.")
    )


def _since(question: Question, since: Mapping[int, dt.date], yes: str, no: str) -> Mapping[int, Finding]:
    return {
        place_id: Finding(True, yes, {"day": since[place_id].isoformat()}, VILLAGE, since[place_id])
        if place_id in since
        else Finding(False, no, {}, VILLAGE)
        for place_id in question.place_ids
    }


def _meetings(question: Question) -> dict[int, list[tuple[str, dt.date, str]]]:
    """For each place: kind, day and associations of the meetings where the leadership took part, the first first."""

    def read() -> dict[int, list[tuple[str, dt.date, str]]]:
        rows = VillageMeeting.objects.filter(
            root_id=question.root_id,
            place_id__in=question.place_ids,
            met_on__lte=question.on,
            with_leadership=True,
        ).order_by("met_on", "id")
        out: dict[int, list[tuple[str, dt.date, str]]] = defaultdict(list)
        for place_id, kind, day, associations in rows.values_list("place_id", "kind", "met_on", "associations"):
            out[place_id].append((kind, day, associations))
        return out

    return question.once("programme.village_meetings", read)


def _met(question: Question, kinds: tuple[str, ...], yes: str, no: str) -> Mapping[int, Finding]:
    first = {
        place_id: next(day for kind, day, _names in rows if kind in kinds)
        for place_id, rows in _meetings(question).items()
        if any(kind in kinds for kind, _day, _names in rows)
    }
    return _since(question, first, yes, no)


@evidence("programme.municipality_informed", _("Projektledningen har informerat kommunen"))
def municipality_informed(question: Question) -> Mapping[int, Finding]:
    """Met when the leadership has met or been in contact with the municipality about the place."""
    return _met(
        question,
        (Kind.MUNICIPALITY,),
        gettext_noop("Projektledningen informerade kommunen %(day)s."),
        gettext_noop("Ingen kontakt mellan projektledningen och kommunen är införd ännu."),
    )


@evidence("programme.county_board_informed", _("Projektledningen har informerat länsstyrelsen eller regionen"))
def county_board_informed(question: Question) -> Mapping[int, Finding]:
    """Met when the leadership has met or been in contact with the county board or the region about the place."""
    return _met(
        question,
        (Kind.COUNTY_BOARD,),
        gettext_noop("Projektledningen informerade länsstyrelsen eller regionen %(day)s."),
        gettext_noop("Ingen kontakt mellan projektledningen och länsstyrelsen eller regionen är införd ännu."),
    )


@evidence("programme.village_met", _("Projektledningen har träffat bygden"))
def village_met(question: Question) -> Mapping[int, Finding]:
    """Met when the leadership took part in an open meeting or one with associations in the village."""
    return _met(
        question,
        (Kind.OPEN, Kind.ASSOCIATIONS),
        gettext_noop("Projektledningen träffade bygden %(day)s."),
        gettext_noop("Inget möte i bygden med projektledningen är infört ännu."),
    )


@evidence("programme.associations_met", _("Projektledningen har träffat föreningarna"))
def associations_met(question: Question) -> Mapping[int, Finding]:
    """Met when the leadership took part in a meeting in the village with at least one named association."""
    first = {}
    for place_id, rows in _meetings(question).items():
        days = [day for kind, day, names in rows if kind in (Kind.OPEN, Kind.ASSOCIATIONS) and names]
        if days:
            first[place_id] = days[0]
    return _since(
        question,
        first,
        gettext_noop("Projektledningen träffade föreningar i bygden %(day)s."),
        gettext_noop("Inget möte mellan projektledningen och föreningarna är infört ännu."),
    )


@evidence("programme.prestudy_money_sought", _("Pengar till förstudien är sökta"))
def prestudy_money_sought(question: Question) -> Mapping[int, Finding]:
    """Met when an application for pre-study money has been sent and not been taken back."""
    rows = Application.objects.filter(
        root_id=question.root_id, place_id__in=question.place_ids, sent_on__lte=question.on
    ).exclude(state=Application.State.WITHDRAWN)
    sent: dict[int, dt.date] = {}
    for place_id, day in rows.order_by("-sent_on").values_list("place_id", "sent_on"):
        if day is not None:
            sent[place_id] = day
    return _since(
        question,
        sent,
        gettext_noop("Pengar till förstudien söktes %(day)s."),
        gettext_noop("Ingen ansökan om pengar till förstudien är skickad ännu."),
    )
