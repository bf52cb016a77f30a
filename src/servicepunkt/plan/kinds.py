"""What the kinds of documents about a place's plan have in common: titles, who writes and approves, the editions."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import Actor, action, record
from servicepunkt.documents.drafts import open_draft
from servicepunkt.documents.kinds import Kind, Part, Retention, kind_of, register
from servicepunkt.documents.models import Draft, FrozenVersion
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area, Place

from .models import Edition

RETENTION = Retention(None, gettext_lazy("Planen bevaras: den visar vad bygden beslutade och på vilken grund."))
TITLES: dict[str, Promise] = {}
"""What a document of each kind is called when it is begun, by the kind's key; filled where the kinds are."""
OF_MUNICIPALITY = "municipality_extract"
"""The one kind that is about all places of a municipality: its subject is the municipality's code as a number."""


def home(draft: Draft) -> str:
    """The page of the plan that a document is about."""
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


def register_plan(
    key: str, title: Promise, called: Promise, parts: tuple[Part, ...], *, cover: bool = True, poster: bool = False
) -> Kind:
    """Register a kind of document about a place's plan; `called` is what such a document is called, with its place."""
    TITLES[key] = called
    return register(
        Kind(
            key=key, title=title, parts=parts, retention=RETENTION, write=Right.KEEP_PLAN, approve=Right.DECIDE_PLAN,
            see=Right.SEE_PLACE, approved=_approved, home=home, cover=cover, poster=poster,
        )
    )  # fmt: skip


def begin_document(*, kind: str, root: Area, place: Place, actor: Actor) -> Draft:
    """The draft of one of the plan's documents about a place, or about its whole municipality; opened when there is
    none. Raises KeyError for a kind that is none of them."""
    whole = kind == OF_MUNICIPALITY
    title = str(TITLES[kind]) % {"place": place.municipality.name if whole else place.name}
    return open_draft(
        kind=kind_of(kind).key, subject=int(place.municipality_id) if whole else place.pk, title=title, root=root,
        place=None if whole else place, period=None, actor=actor,
    )  # fmt: skip
