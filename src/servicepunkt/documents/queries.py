"""Reads of drafts and frozen versions."""

from dataclasses import dataclass

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.db.models import Case, Q, QuerySet, When
from django.http import Http404
from django.utils.translation import gettext as _

from servicepunkt.people.pages import Here
from servicepunkt.places.models import Place

from . import stored
from .actions import digest
from .blocks import Document
from .drafts import Composed
from .kinds import kinds
from .models import Draft, FrozenFile, FrozenVersion
from .rules import approving_seat, drafts_seen, may_read, may_read_confidential, versions_seen, writing_seat

PAGE = 30


def kind_title(key: str, frozen: FrozenVersion | None = None) -> str:
    """What a kind of document is called; one that is no more as it was called when the version was frozen."""
    known = kinds().get(key)
    if known is not None:
        return str(known.title)
    return str(frozen.content.get("kind_title", key)) if frozen else key


@dataclass(frozen=True)
class Filter:
    """What a list of documents is narrowed to: a kind, a place by its slug; empty means all."""

    kind: str = ""
    place: str = ""

    def narrow(self) -> Q:
        """As a condition."""
        wanted = Q(kind=self.kind) if self.kind else Q()
        return wanted & Q(place__slug=self.place) if self.place else wanted


@dataclass(frozen=True)
class DraftRow:
    """A draft in a list, and what its kind is called."""

    draft: Draft
    kind: str


@dataclass(frozen=True)
class VersionRow:
    """A frozen version in a list."""

    version: FrozenVersion
    kind: str
    confidential: bool
    withdrawn: bool
    destroyed: bool


def drafts(here: Here, asked: Filter, page: str) -> tuple[list[DraftRow], PageOf[Draft]]:
    """The drafts the user may write, those that are approved or wait for it first, thirty a page. Two queries."""
    rows = Draft.objects.filter(drafts_seen(here) & asked.narrow()).select_related("place")
    rows = rows.order_by(Case(When(state=Draft.State.OPEN, then=1), default=0), "-id")
    shown = Paginator(rows, PAGE).get_page(page)
    return [DraftRow(one, kind_title(one.kind)) for one in shown.object_list], shown


MOST_WAITING = 20


def waiting_for(here: Here) -> list[DraftRow]:
    """Proposed drafts that name a seat of the user's and wait for its approval. Two or three queries for each there is.

    At most twenty are looked at: so many are never before the same people at once.
    """
    named = [kind.key for kind in kinds().values() if kind.approvers]
    rows = Draft.objects.filter(area=here.root, state=Draft.State.PROPOSED, kind__in=named)
    found = rows.select_related("area", "place", "proposal").prefetch_related("proposal__approvals").order_by("id")
    me = here.access.account_id
    return [
        DraftRow(one, kind_title(one.kind))
        for one in found[:MOST_WAITING]
        if not any(given.account_id == me for given in one.proposal.approvals.all()) and approving_seat(here, one)
    ]


def versions(here: Here, asked: Filter, page: str) -> tuple[list[VersionRow], PageOf[FrozenVersion]]:
    """The frozen versions the user may read, newest first, thirty a page. Two queries."""
    shown = Paginator(versions_where(versions_seen(here) & asked.narrow()), PAGE).get_page(page)
    return [_row(one) for one in shown.object_list], shown


def versions_where(condition: Q) -> QuerySet[FrozenVersion]:
    """The versions on which a condition holds, newest first, with what `_row` asks of them."""
    rows = FrozenVersion.objects.filter(condition).select_related("place", "withdrawal", "destruction")
    return rows.order_by("-at", "-id")


def _row(one: FrozenVersion) -> VersionRow:
    """A version as a line of a list."""
    secret, withdrawn = bool(one.content["confidential"]), hasattr(one, "withdrawal")
    return VersionRow(one, kind_title(one.kind, one), secret, withdrawn, hasattr(one, "destruction"))


def choices(here: Here) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Kinds and places that the user's documents are of, to choose from. Two queries."""
    seen = (Draft.objects.filter(drafts_seen(here)), FrozenVersion.objects.filter(versions_seen(here)))
    keys = {key for rows in seen for key in rows.values_list("kind", flat=True).distinct().order_by()}
    places = {number for rows in seen for number in rows.values_list("place_id", flat=True).distinct().order_by()}
    found = Place.objects.filter(pk__in=places - {None}).order_by("sort_key").values_list("slug", "name")
    return sorted(((key, kind_title(key)) for key in keys), key=lambda pair: pair[1]), list(found)


def draft_here(here: Here, number: int) -> Draft:
    """A draft of the programme. Raises Http404 when there is none."""
    rows = Draft.objects.select_related("area", "place", "proposal")
    found = rows.filter(pk=number, area=here.root).first()
    if found is None:
        raise Http404
    return found


def draft_to_write(here: Here, number: int) -> Draft:
    """A draft the user may write. Raises Http404."""
    found = draft_here(here, number)
    if writing_seat(here, found) is None:
        raise Http404
    return found


def version_here(here: Here, number: int) -> FrozenVersion:
    """A frozen version of a draft of the programme that the user may read. Raises Http404, also for what is secret."""
    rows = FrozenVersion.objects.select_related(
        "area", "place", "draft__area", "draft__place", "body", "withdrawal", "destruction"
    )
    found = rows.filter(pk=number, area=here.root, draft__isnull=False).first()
    if found is None:
        raise Http404
    allowed = may_read_confidential(here, found) or (not found.content["confidential"] and may_read(here, found))
    if not allowed:
        raise Http404
    return found


def siblings(here: Here, version: FrozenVersion) -> list[VersionRow]:
    """Every version of the same draft that the user may read, newest first. One query."""
    return [_row(one) for one in versions_where(versions_seen(here) & Q(draft_id=version.draft_id))]


def latest_of(here: Here, draft: Draft) -> FrozenVersion | None:
    """The newest version of a draft that the user may read and that is still there, with its body. One query."""
    seen = versions_seen(here) & Q(draft=draft, destruction=None)
    return FrozenVersion.objects.filter(seen).select_related("body").order_by("-number").first()


def files_of(version: FrozenVersion) -> list[FrozenFile]:
    """The files of a version that are there: after a masking the new ones, after a destruction none. One query."""
    return list(version.files.filter(file__removed=None).select_related("file").order_by("-form", "id"))


def document_of(version: FrozenVersion) -> Document:
    """What a frozen version says. Raises DocumentError when its body cannot be read."""
    return stored.from_json(version.body.content)


def changed_since(version: FrozenVersion, document: Document) -> bool:
    """Whether a document says something else than a frozen version."""
    return digest(stored.to_json(document)) != digest(version.body.content)


def empty_parts(parts: list[Composed]) -> list[str]:
    """The headings of written parts that nobody has written yet, which the document leaves out."""
    return [one.part.title for one in parts if not one.part.section and not one.blocks]


def languages() -> list[tuple[str, str]]:
    """The languages a document can be in."""
    return [("sv", _("Svenska")), ("en", _("Engelska"))]
