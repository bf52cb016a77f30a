"""The documents of a place's plan: the project plan, the pre-study's report, and the sheet for the notice board."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import Actor, action, record
from servicepunkt.documents.drafts import open_draft
from servicepunkt.documents.kinds import Asked, Kind, Part, Retention, kind_of, register
from servicepunkt.documents.models import Draft, FrozenVersion
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area, Place

from .models import Chapter, Edition
from .queries_chapters import PLAN, REPORT

_RETENTION = Retention(None, gettext_lazy("Planen bevaras: den visar vad bygden beslutade och på vilken grund."))


def _summary(asked: Asked) -> str:
    """What the last chapter of the memo's plan says, where the village wrote it: the direction and who takes part."""
    row = Chapter.objects.filter(root=asked.root, place=asked.place, key="inriktning").first()
    return row.text if row else ""


def _home(draft: Draft) -> str:
    return reverse("plan:plan", args=[draft.area.key, draft.place.slug]) if draft.place else ""


@action
def settle_edition(*, draft: Draft, version: FrozenVersion, actor: Actor) -> Edition:
    """Note that a document of the plan has been approved; called in the transaction that froze it."""
    if draft.place is None:
        raise ValueError("a plan is about a place")
    made = Edition.objects.create(root=draft.area, place=draft.place, frozen=version, kind=draft.kind, at=version.at)
    record("approve", made, actor=actor, place_id=draft.place_id, area_id=draft.area_id, kind=draft.kind)
    return made


def _approved(draft: Draft, version: FrozenVersion, actor: Actor) -> None:
    settle_edition(draft=draft, version=version, actor=actor)


_TITLES = {
    PLAN: gettext_lazy("Projektplan för servicepunkten i %(place)s"),
    REPORT: gettext_lazy("Förstudie om en servicepunkt i %(place)s"),
}


def begin_document(*, kind: str, root: Area, place: Place, actor: Actor) -> Draft:
    """The draft of one of the plan's documents about a place; opened when there is none. Raises KeyError."""
    title = str(_TITLES[kind]) % {"place": place.name}
    return open_draft(
        kind=kind_of(kind).key, subject=place.pk, title=title, root=root, place=place, period=None, actor=actor
    )


_WRITTEN_SUMMARY = Part(
    "summary",
    gettext_lazy("Sammanfattning"),
    help=gettext_lazy(
        "Det viktigaste på en halv sida: vad bygden vill, vad det kostar, vilka som är med och när det börjar."
    ),
    begin=_summary,
)

register(
    Kind(
        key=PLAN,
        title=gettext_lazy("Projektplan"),
        parts=(
            _WRITTEN_SUMMARY,
            Part("village", gettext_lazy("Bygden och de som medverkar"), "plan.village"),
            Part("chapters", gettext_lazy("Planen, kapitel för kapitel"), "plan.chapters"),
            Part("influence", gettext_lazy("Inflytande och driftsform"), "plan.influence"),
            Part("rooms", gettext_lazy("Erbjudande, bemanning, budget och avtal"), "plan.rooms"),
            Part("risks", gettext_lazy("Risker och öppna frågor"), "plan.risks"),
            Part("set_aside", gettext_lazy("Ämnen som inte behandlas"), "plan.set_aside"),
            Part("decisions", gettext_lazy("Besluten"), "plan.decisions"),
            Part("evidence", gettext_lazy("Underlaget"), "plan.evidence"),
        ),
        retention=_RETENTION,
        write=Right.KEEP_PLAN,
        approve=Right.DECIDE_PLAN,
        see=Right.SEE_PLACE,
        approved=_approved,
        home=_home,
    )
)

register(
    Kind(
        key=REPORT,
        title=gettext_lazy("Förstudierapport"),
        parts=(
            _WRITTEN_SUMMARY,
            Part(
                "work",
                gettext_lazy("Så har vi arbetat"),
                help=gettext_lazy("Vilka som har varit med, möten och enkäter, och vad förstudien kostade."),
            ),
            Part("village", gettext_lazy("Bygden och de som medverkar"), "plan.village"),
            Part("findings", gettext_lazy("Det förstudien visar"), "plan.findings"),
            Part("set_aside", gettext_lazy("Ämnen som inte behandlas"), "plan.set_aside"),
            Part("risks", gettext_lazy("Risker och öppna frågor"), "plan.risks"),
            Part("evidence", gettext_lazy("Underlaget"), "plan.evidence"),
            Part(
                "next",
                gettext_lazy("Så går vi vidare"),
                help=gettext_lazy("Vad som händer nu, vem som gör det och när."),
            ),
        ),
        retention=_RETENTION,
        write=Right.KEEP_PLAN,
        approve=Right.DECIDE_PLAN,
        see=Right.SEE_PLACE,
        approved=_approved,
        home=_home,
    )
)
