"""Reads of programmes: where every place stands, what is due, the money, and the journal in words."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, FilteredRelation, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servicepunkt.core import clock
from servicepunkt.core.models import JournalEntry
from servicepunkt.core.text import Text, localised
from servicepunkt.core.words import search_key
from servicepunkt.method.models import Adoption, Standing
from servicepunkt.method.spec import MethodSpec
from servicepunkt.method.versions import spec_of
from servicepunkt.people.access import Access
from servicepunkt.people.models import Account, Seat
from servicepunkt.people.pages import Here
from servicepunkt.people.roles import Right
from servicepunkt.places.actions import municipalities
from servicepunkt.places.models import Area, AreaPlace

from .counting import stage_of
from .models import Meeting, Outlay, Programme, ReportDue

DUE_DAYS = 60
ROWS = 100


@dataclass(frozen=True)
class PlaceRow:
    """A place in a programme's table."""

    slug: str
    name: str
    municipality: str
    county: str
    area: str
    uncertain: bool
    note: str
    step: str
    stage: str
    standing: Standing | None
    next_title: str
    latitude: float | None
    longitude: float | None


def programme_of(root: Area) -> Programme:
    """The programme whose root area this is, with owner and area."""
    return Programme.objects.select_related("owner", "area").get(area=root)


def _visible(access: Access, root_id: int) -> Q:
    """The memberships whose place the user may see."""
    areas, places = access.areas_and_places(Right.SEE_PLACE, root_id)
    if root_id in areas:
        return Q()
    return Q(area_id__in=areas) | Q(place_id__in=places)


def memberships(access: Access, root_id: int) -> QuerySet[AreaPlace]:
    """The places of a programme that the user may see, in Swedish order within their areas."""
    return (
        AreaPlace.objects.filter(_visible(access, root_id), root_id=root_id)
        .select_related("place__municipality__county", "area")
        .order_by(F("area__number").asc(nulls_last=True), "place__sort_key", "id")
    )


def division(access: Access, root: Area, page: str) -> tuple[list[tuple[str, int, list[AreaPlace]]], PageOf[AreaPlace]]:
    """The places the user may see by programme area, a hundred a page: each area's title, all its places, those shown.

    Five queries.
    """
    query = memberships(access, root.pk)
    shown = Paginator(query.prefetch_related("place__villages"), ROWS).get_page(page)
    of_area = dict(query.order_by().values_list("area_id").annotate(number=Count("id")))
    titles: dict[int | None, str] = {area.pk: localised(area) for area in root.parts.all()}
    titles[None] = _("Ingen region ännu")
    groups: dict[int | None, list[AreaPlace]] = defaultdict(list)
    for member in shown.object_list:
        groups[member.area_id].append(member)
    return [(titles[area_id], of_area[area_id], members) for area_id, members in groups.items()], shown


SORTS = {
    "": (F("area__number").asc(nulls_last=True), "place__sort_key", "id"),
    "ort": ("place__sort_key", "id"),
    "steg": ("step_order", "place__sort_key", "id"),
    "saknas": ("-left", "place__sort_key", "id"),
    "forsenat": ("-late", "place__sort_key", "id"),
}


def _title(spec: MethodSpec, key: str) -> str:
    """A requirement's title in the language of the moment; nothing when the method has none with this key."""
    try:
        return spec.requirement(key).title.here()
    except KeyError:
        return ""


def _row(membership: AreaPlace, standing: Standing | None, spec: MethodSpec, order: dict[str, int]) -> PlaceRow:
    place = membership.place
    step = spec.steps[order[standing.step]].title.here() if standing and standing.step in order else ""
    return PlaceRow(
        slug=place.slug,
        name=place.name,
        municipality=place.municipality.name,
        county=place.municipality.county.name,
        area=localised(membership.area) if membership.area else "",
        uncertain=membership.uncertain,
        note=localised(membership, "note"),
        step=step or (_("Alla steg är klara") if standing else ""),
        stage=stage_of(standing, order),
        standing=standing,
        next_title=_title(spec, standing.next_requirement) if standing else "",
        latitude=place.latitude,
        longitude=place.longitude,
    )


@dataclass(frozen=True)
class Filters:
    """What the user asked of the table: an area's key, a word, an order, a page."""

    area: str = ""
    word: str = ""
    sort: str = ""
    page: str = "1"


def place_rows(here: Here, adoption: Adoption, filters: Filters) -> tuple[list[PlaceRow], PageOf[Any]]:
    """A page of a programme's places that the user may see, filtered and sorted. Three queries, however many places."""
    spec = spec_of(adoption.version)
    order = {step.key: number for number, step in enumerate(spec.steps)}
    query = memberships(here.access, here.root.pk)
    if filters.area:
        query = query.filter(area__key=filters.area)
    if filters.word:
        word = search_key(filters.word)
        # Compared here: SQLite takes "åmål" and "Åmål" for different words.
        named = [code for code, (name, _county) in municipalities().items() if word in search_key(name)]
        query = query.filter(Q(place__search_key__contains=word) | Q(place__municipality_id__in=named))
    query = query.annotate(
        mine=FilteredRelation("place__standings", condition=Q(place__standings__area_id=here.root.pk)),
        left=F("mine__not_met"),
        late=F("mine__overdue"),
        step_order=Case(
            *[When(mine__step=key, then=Value(number)) for key, number in order.items()],
            default=Value(len(order)),
            output_field=IntegerField(),
        ),
    )
    page = Paginator(query.order_by(*SORTS.get(filters.sort, SORTS[""])), ROWS).get_page(filters.page)
    members = list(page.object_list)
    standings = {
        s.place_id: s for s in Standing.objects.filter(area_id=here.root.pk, place_id__in=[m.place_id for m in members])
    }
    return [_row(m, standings.get(m.place_id), spec, order) for m in members], page


@dataclass(frozen=True)
class DueItem:
    """Something that is due: a report, a meeting, a task of the method."""

    due_on: dt.date
    title: str
    what: str
    overdue: bool
    kind: str
    id: int | None = None


def report_title(report: ReportDue) -> str:
    """What a report is called, with its recipient."""
    kind = {
        ReportDue.Kind.PROGRESS: _("Lägesrapport"),
        ReportDue.Kind.INTERIM: _("Delrapport"),
        ReportDue.Kind.FINAL: _("Slutrapport"),
    }[ReportDue.Kind(report.kind)]
    if report.financial_statement:
        kind = _("%(kind)s med slutredovisning") % {"kind": kind}
    return _("%(kind)s till %(recipient)s") % {"kind": kind, "recipient": report.recipient.name}


def due(programme: Programme, adoption: Adoption, days: int = DUE_DAYS) -> list[DueItem]:
    """What is overdue or due within `days`: reports not sent, meetings not held, tasks of the method whose month ends.

    A meeting is due on its day, or on the last day of its window while no day is set. Two queries.
    """
    today = clock.today()
    until = today + dt.timedelta(days=days)
    out = []
    for report in programme.reports.filter(sent_on=None, due_on__lte=until).select_related("recipient"):
        what = _("Någon gång under månaden") if report.whole_month else ""
        out.append(DueItem(report.due_on, report_title(report), what, report.due_on < today, "report"))
    for meeting in programme.meetings.filter(held_on=None, cancelled_on=None).select_related("body"):
        day = meeting.planned_on or meeting.window_to - dt.timedelta(days=1)
        if day <= until:
            what = _("Dagen är bestämd") if meeting.planned_on else _("Dagen är inte bestämd än")
            out.append(DueItem(day, localised(meeting.body), what, day < today, "meeting", meeting.pk))
    spec = spec_of(adoption.version)
    for task in spec.tasks:
        if task.due_month is None:
            continue
        day = clock.month_end(clock.first_of_month(adoption.starts_on, task.due_month))
        if today <= day <= until:
            out.append(DueItem(day, task.title.here(), _("Ska vara klart på alla orter"), False, "task"))
    return sorted(out, key=lambda item: (item.due_on, item.title))


def text_of(programme: Programme, name: str) -> str:
    """One of the programme's texts in the language of the moment."""
    text = programme.texts.get(name) or {}
    return Text(text.get("sv", ""), text.get("en", "")).here()


@dataclass(frozen=True)
class Money:
    """The programme's outlays: the sums by purpose (öre), how many cheques are paid, and a page of the rows."""

    local_ore: int
    general_ore: int
    cheques: int
    outlays: PageOf[Outlay]

    @property
    def total_ore(self) -> int:
        """Everything paid out."""
        return self.local_ore + self.general_ore

    @property
    def local_share(self) -> float | None:
        """The part that went to local solutions, 0 to 1; None when nothing has been paid."""
        return self.local_ore / self.total_ore if self.total_ore else None


def money(programme: Programme, page: str = "1") -> Money:
    """What the programme has paid, newest first, a hundred rows a page. Three queries."""
    sums: dict[str, int] = defaultdict(int)
    cheques = 0
    kinds = programme.outlays.order_by().values_list("purpose", "kind")
    for purpose, kind, total, number in kinds.annotate(total=Sum("amount_ore"), number=Count("id")):
        sums[purpose] += int(total)
        cheques += number if kind == Outlay.Kind.CHEQUE else 0
    rows = Paginator(programme.outlays.select_related("place"), ROWS).get_page(page)
    return Money(sums[Outlay.Purpose.LOCAL], sums[Outlay.Purpose.GENERAL], cheques, rows)


def calendar(programme: Programme) -> tuple[list[Meeting], list[ReportDue]]:
    """All meetings and all reports of a programme in order of time. Two queries."""
    return (
        list(programme.meetings.select_related("body")),
        list(programme.reports.select_related("recipient")),
    )


@dataclass(frozen=True)
class JournalRow:
    """A line of the journal in words. Names are looked up when it is shown; the journal itself holds none."""

    at: dt.datetime
    what: str
    who: str
    seat: str
    place: str


def _what(entry: JournalEntry) -> str:
    words = {
        "load": pgettext("logg", "läste in"),
        "adopt": pgettext("logg", "antog arbetssättet"),
        "state": pgettext("logg", "intygade ett krav"),
        "confirm": pgettext("logg", "svarade vid en grind"),
        "decide": pgettext("logg", "fattade beslut"),
        "promise": pgettext("logg", "sparade vad starten lovar"),
        "repromise": pgettext("logg", "förde in ett beslut om ett löfte"),
        "freeze": pgettext("logg", "frös en version"),
        "write": pgettext("logg", "skrev i ett dokument"),
        "remark": pgettext("logg", "kommenterade eller dolde en del av ett dokument"),
        "insert": pgettext("logg", "lade till en del i ett dokument"),
        "shift": pgettext("logg", "flyttade en del av ett dokument"),
        "cut": pgettext("logg", "tog bort en tom del ur ett dokument"),
        "mark": pgettext("logg", "ändrade ett dokuments titel eller märkning"),
        "propose": pgettext("logg", "lade fram ett dokument för godkännande"),
        "take_back": pgettext("logg", "tog tillbaka ett dokument för ändring"),
        "approve": pgettext("logg", "godkände ett dokument"),
        "withdraw": pgettext("logg", "drog tillbaka ett fryst dokument"),
        "destroy": pgettext("logg", "gallrade ett dokument"),
        "empty": pgettext("logg", "tömde utkastet till ett gallrat dokument"),
        "mask": pgettext("logg", "maskerade namn i ett dokument"),
        "seat": pgettext("logg", "utsåg en person till en plats"),
        "end": pgettext("logg", "avslutade en persons tid på en plats"),
        "invite": pgettext("logg", "bjöd in någon att logga in"),
        "hand_over": pgettext("logg", "fick en inbjudan att lämna över"),
        "readdress": pgettext("logg", "ändrade någons e-postadress"),
        "uninvite": pgettext("logg", "tog tillbaka en inbjudan"),
        "accept": pgettext("logg", "tog emot en inbjudan"),
        "open": pgettext("logg", "öppnade en plats eller grupp"),
        "divide": pgettext("logg", "ändrade ortens region eller osäkerhet"),
        "plan": pgettext("logg", "planerade eller noterade ett möte"),
        "sent": pgettext("logg", "noterade en skickad rapport"),
        "pay": pgettext("logg", "förde in en utbetalning"),
        "account": pgettext("logg", "noterade en redovisning"),
        "bear": pgettext("logg", "förde in en kostnad eller eget arbete"),
        "strike": pgettext("logg", "tog bort en kostnad eller eget arbete"),
        "keep": pgettext("logg", "förde in uppgifter om orten"),
        "balance": pgettext("logg", "förde in hur gruppen är sammansatt"),
        "envision": pgettext("logg", "skrev bygdens vision"),
        "meet": pgettext("logg", "förde in ett möte eller en kontakt"),
        "apply": pgettext("logg", "förde in en ansökan om pengar till förstudien"),
        "remove": pgettext("logg", "tog bort uppgifter om orten"),
        "import": pgettext("logg", "läste in ortens utbud från en fil"),
        "build": pgettext("logg", "arbetade med en enkät"),
        "publish": pgettext("logg", "öppnade en enkät för svar"),
        "close": pgettext("logg", "stängde en enkät"),
        "reopen": pgettext("logg", "öppnade en stängd enkät igen"),
        "codes": pgettext("logg", "gjorde koder till hushållen"),
        "forget": pgettext("logg", "tog bort den som erbjudit hjälp"),
        "count": pgettext("logg", "förde in ortens befolkning"),
        "draft": pgettext("logg", "började på ett dokument"),
        "resend": pgettext("logg", "skickade ett brev igen"),
        "unsend": pgettext("logg", "ställde in ett brev"),
        "gather": pgettext("logg", "förde in eller sorterade idéer"),
        "ask": pgettext("logg", "bad om något som tar en stund"),
        "cancel": pgettext("logg", "avbröt ett arbete"),
        "again": pgettext("logg", "lät göra om ett arbete"),
        "party": pgettext("logg", "förde in en part i ortens avtal"),
        "need": pgettext("logg", "förtecknade ett avtal som behövs"),
        "agree": pgettext("logg", "skrev i ett avtal"),
        "drop": pgettext("logg", "lade ner ett avtal"),
        "paper": pgettext("logg", "förde in ett avtal som undertecknats på papper"),
        "in_force": pgettext("logg", "gav den sista underskriften på ett avtal"),
        "follow_up": pgettext("logg", "följde upp ett åtagande i ett avtal"),
        "notice": pgettext("logg", "förde in en uppsägning av ett avtal"),
        "extend": pgettext("logg", "förde in att ett avtal har förlängts"),
    }
    return words.get(entry.verb, entry.verb)


def journal(root_id: int, place_id: int | None, page: str) -> tuple[list[JournalRow], PageOf[JournalEntry]]:
    """The journal of a programme or of one place in it, newest first, fifty lines a page. Four queries."""
    part_ids = list(Area.objects.filter(Q(pk=root_id) | Q(parent_id=root_id)).values_list("pk", flat=True))
    entries = JournalEntry.objects.filter(area_id__in=part_ids)
    if place_id is not None:
        entries = entries.filter(place_id=place_id)
    shown = Paginator(entries.order_by("-id"), 50).get_page(page)
    rows = list(shown.object_list)
    people = dict(
        Account.objects.filter(pk__in=[e.account_id for e in rows if e.account_id]).values_list("pk", "person__name")
    )
    held = Seat.objects.filter(pk__in=[e.seat_id for e in rows if e.seat_id])
    seats = {seat.pk: localised(seat) for seat in held.only("title", "title_en")}
    places = dict(
        AreaPlace.objects.filter(root_id=root_id, place_id__in=[e.place_id for e in rows if e.place_id]).values_list(
            "place_id", "place__name"
        )
    )
    return [
        JournalRow(
            at=e.at,
            what=_what(e),
            who=people.get(e.account_id or 0, "") if e.account_id else _("Systemet"),
            seat=seats.get(e.seat_id or 0, ""),
            place=places.get(e.place_id or 0, ""),
        )
        for e in rows
    ], shown


def goals_of(programme: Programme) -> list[str]:
    """The programme's own words about its goals, in the language of the moment."""
    return [Text(goal.get("sv", ""), goal.get("en", "")).here() for goal in programme.texts.get("goals", [])]
