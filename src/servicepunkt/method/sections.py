"""What `method` tells in documents: how far the goals are met, which gates were passed, and what is late."""

from collections import Counter, defaultdict

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import MOST_ROWS, Telling, day_said, part_said, period_said
from servicepunkt.places.models import AreaPlace

from . import queries
from .models import Passage, Progress, Standing
from .spec import MethodSpec
from .versions import adoption_of, spec_of


def _not_yet() -> str:
    return _("kan inte mätas än")


@section("method.goals", gettext_lazy("Hur långt målen är nådda"))
def goals(asked: Asked) -> Section:
    """Every goal with how many places meet it, measured from the facts of the day, and what it is made up of."""
    tell = Telling(asked, _("Målen i arbetssättet, räknade ur ortens underlag"))
    tell.say(
        _("Så långt var målen nådda den %(day)s. Siffrorna är räknade ur underlaget för varje ort.")
        % {"day": day_said(asked.on)}
    )
    figures = queries.goals(adoption_of(asked.root.pk), asked.on)
    rows = []
    for goal in figures:
        wanted = part_said(goal.wanted, goal.places) if goal.wanted is not None else _("ingen gräns satt")
        now = _not_yet() if goal.count is None else part_said(goal.count, goal.places)
        rows.append((goal.spec.title.here(), wanted, now, _("ja") if goal.reached else _("inte än")))
    head = (_("Mål"), _("Orter som behövs"), _("Orter nu"), _("Nått"))
    tell.table(_("Målen"), head, rows, none=_("Arbetssättet har inga mål."))
    parts = [
        (
            f"{goal.spec.title.here()}: {part.spec.title.here()}",
            _not_yet() if part.count is None else part_said(part.count, goal.places),
        )
        for goal in figures
        if len(goal.parts) > 1
        for part in goal.parts
    ]
    tell.table(_("Vad målen består av"), (_("Mål och del"), _("Orter nu")), parts)
    return tell.section()


def _gate_title(spec: MethodSpec, key: str) -> str:
    return next((gate.title.here() for gate in spec.gates if gate.key == key), key)


@section("method.gates", gettext_lazy("Beslut om start under perioden"))
def gates(asked: Asked) -> Section:
    """The gates that places have passed in the period, and how many have passed them in all. Three queries."""
    tell = Telling(asked, _("Besluten vid arbetssättets grindar"))
    spec = spec_of(adoption_of(asked.root.pk).version)
    every = Passage.objects.filter(area=asked.root, on__lte=asked.on).select_related("place").order_by("on", "id")
    passages = [p for p in every if _in_period(asked, p)]
    rows = [(p.place.name, _gate_title(spec, p.gate), p.stage or _("Fullskaligt"), day_said(p.on)) for p in passages]
    none = _("Ingen ort har passerat någon grind under perioden (%(period)s).") % {"period": period_said(asked)}
    caption = _("Beslut under perioden")
    if len(rows) <= MOST_ROWS:
        tell.table(caption, (_("Ort"), _("Grind"), _("Omfattning"), _("Dag")), rows, none=none)
    else:
        ways = {Passage.Mode.FULL: _("Fullskaligt"), Passage.Mode.STAGE: _("Etapp")}
        counts = Counter((_gate_title(spec, p.gate), ways[Passage.Mode(p.mode)]) for p in passages)
        summed = [(gate, how, str(number)) for (gate, how), number in counts.items()]
        tell.table(caption, (_("Grind"), _("Omfattning"), _("Beslut")), summed, numeric=(2,))
    of_gate: dict[str, set[int]] = defaultdict(set)
    for one in every:
        of_gate[one.gate].add(one.place_id)
    places = AreaPlace.objects.filter(root=asked.root).count()
    tell.figures(
        _("Orter som har passerat, till och med %(day)s") % {"day": day_said(asked.on)},
        ((_gate_title(spec, gate), part_said(len(passed), places)) for gate, passed in of_gate.items()),
    )
    return tell.section()


def _in_period(asked: Asked, passage: Passage) -> bool:
    if asked.period_from is None or asked.period_to is None:
        return True
    return asked.period_from <= passage.on < asked.period_to


@section("method.late", gettext_lazy("Det som är försenat"))
def late(asked: Asked) -> Section:
    """Which requirements are late at how many places. Three queries, however many places."""
    tell = Telling(asked, _("Arbetssättets krav och tider, ort för ort"))
    adoption = adoption_of(asked.root.pk)
    spec = spec_of(adoption.version)
    behind = Progress.objects.filter(
        area_id=asked.root.pk, state=Progress.State.NOT_MET, due_on__isnull=False, due_on__lt=asked.on
    )
    counts = dict(behind.order_by().values_list("requirement").annotate(number=Count("id")))
    standings = Standing.objects.filter(area_id=asked.root.pk)
    places, late_places = standings.count(), standings.filter(overdue__gt=0).count()
    titles = {r.key: r.title.here() for r in spec.requirements}
    order = {key: number for number, key in enumerate(titles)}
    tell.figures(
        _("Förseningar den %(day)s") % {"day": day_said(asked.on)},
        [
            (_("Orter där något är försenat"), part_said(late_places, places)),
            (_("Försenade krav på alla orter tillsammans"), str(sum(counts.values()))),
        ],
    )
    ordered = sorted(counts.items(), key=lambda one: (-one[1], order.get(one[0], -1)))
    tell.table(
        _("Krav som är försenade, de vanligaste först"),
        (_("Krav"), _("Orter")),
        [(titles.get(key) or key, str(number)) for key, number in ordered[:MOST_ROWS]],
        numeric=(1,),
        none=_("Inget är försenat."),
    )
    return tell.section()
