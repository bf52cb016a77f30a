"""Every page and who may open it: one registry, from which the permission table, the chapters and the guard itself
come.

A view says with `@page(...)` what it is, what it is about (a programme, a place in it, an account, or nothing) and
which right
it takes to see it and to save on it. The guard finds the programme and the place, works out the rights, and hands
the view a
`Here`. Someone without any seat in the programme is told there is no such page; someone with a seat but without the
right is
told that the page is closed to them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.functional import Promise

from servicepunkt.core import clock
from servicepunkt.places.models import Area, AreaPlace

from .access import NOBODY, Access, Spot, access_of
from .roles import Right


class About(StrEnum):
    """What a page is about."""

    NOTHING = "nothing"  # open to all
    ACCOUNT = "account"  # whoever is logged in
    PROGRAMME = "programme"
    PLACE = "place"


@dataclass(frozen=True)
class Page:
    """A page: its name in the URL map, its title, what it is about, and the rights to see it and to save on it."""

    name: str
    title: Promise
    about: About
    see: Right | None
    save: Right | None
    chapter: int | None
    locally: bool
    anyone_sends: bool = False
    saves_only: bool = False


@dataclass(frozen=True)
class Here:
    """Where the user is and what they may do there. `membership` is None on a programme's own pages."""

    access: Access
    root: Area
    membership: AreaPlace | None = None

    @property
    def spot(self) -> Spot:
        """What rights are asked about here."""
        if self.membership is None:
            return Spot(self.root.pk)
        return Spot(self.root.pk, self.membership.area_id, self.membership.place_id)

    def may(self, right: Right) -> bool:
        """Whether the user has the right here."""
        return self.access.may(right, self.spot)

    @property
    def place(self) -> Any:
        """The place the page is about. Raises AttributeError on a programme's own page."""
        if self.membership is None:
            raise AttributeError("this page is about a programme, not a place")
        return self.membership.place


@dataclass(frozen=True)
class ChapterLink:
    """A tab in the navigation of a programme or a place."""

    title: str
    url: str
    current: bool


_pages: dict[str, Page] = {}


def pages() -> list[Page]:
    """Every registered page, by what it is about and its name."""
    order = list(About)
    return sorted(_pages.values(), key=lambda p: (order.index(p.about), p.chapter or 99, p.name))


def access_for(request: HttpRequest) -> Access:
    """What the user of a request may do today, worked out once."""
    access: Access | None = getattr(request, "_access", None)
    if access is None:
        access = access_of(request.user.pk, clock.today()) if request.user.is_authenticated else NOBODY
        request._access = access  # type: ignore[attr-defined]
    return access


def _root(access: Access, key: str) -> Area:
    root = Area.objects.filter(key=key, parent=None).first()
    if root is None or root.pk not in access.roots:
        raise Http404
    return root


def _membership(root: Area, slug: str) -> AreaPlace:
    found = (
        AreaPlace.objects.select_related("place__municipality__county", "area")
        .filter(root=root, place__slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _allowed(one: Page, right: Right | None, here: Here) -> bool:
    if right is None:
        return True
    if one.locally:
        return here.access.may_somewhere(right, here.root.pk)
    return here.may(right)


View = Callable[..., HttpResponseBase]


def page(
    name: str,
    *,
    title: Promise,
    about: About,
    see: Right | None = None,
    save: Right | None = None,
    chapter: int | None = None,
    locally: bool = False,
    saves_only: bool = False,
    anyone_sends: bool = False,
) -> Callable[[View], View]:
    """Register a view and guard it.

    `see` is asked for GET and HEAD, `save` for POST; a page without `save` refuses POST, one that `saves_only`
    refuses GET.
    `anyone_sends`: whoever may see the page may send something on it: an open page, or one about one's own account.
    `locally`: on a programme's page it is enough to have the right for some place or area in it. A view about a
    programme or a
    place takes (request, here, ...).
    """

    def register(view: View) -> View:
        one = _pages.setdefault(name, Page(name, title, about, see, save, chapter, locally, anyone_sends, saves_only))

        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            saving = request.method == "POST"
            if (
                request.method not in ("GET", "HEAD", "POST")
                or (saving and not can_save)
                or (saves_only and not saving)
            ):
                return HttpResponseNotAllowed((["POST"] if can_save else []) + ([] if saves_only else ["GET", "HEAD"]))
            if about in (About.NOTHING, About.ACCOUNT):
                return view(request, **kwargs)
            access = access_for(request)
            root = _root(access, kwargs.pop("root"))
            membership = _membership(root, kwargs.pop("place")) if about is About.PLACE else None
            here = Here(access, root, membership)
            if not _allowed(one, save if saving else see, here):
                raise PermissionDenied
            request.here = here  # type: ignore[attr-defined]
            request.page = one  # type: ignore[attr-defined]
            return view(request, here, **kwargs)

        guarded.page = one  # type: ignore[attr-defined]  # so that a walk of the URL map knows what guards a view
        can_save = save is not None or anyone_sends or (about is About.ACCOUNT and saves_only)
        return login_not_required(guarded) if about is About.NOTHING else guarded

    return register


def chapters(here: Here, current: str) -> list[ChapterLink]:
    """The tabs of the programme or place the user is at: the chapters they may see, in order."""
    about = About.PLACE if here.membership else About.PROGRAMME
    args = [here.root.key] + ([here.place.slug] if here.membership else [])
    return [
        ChapterLink(str(one.title), reverse(one.name, args=args), one.name == current)
        for one in pages()
        if one.about is about and one.chapter is not None and _allowed(one, one.see, here)
    ]


def url_if_allowed(here: Here, name: str) -> str:
    """The address of a page about this programme or place, if the user may see it; else nothing.

    Raises KeyError for a page that is not registered.
    """
    one = _pages[name]
    about_place = one.about is About.PLACE
    if not _allowed(one, one.see, here if about_place else Here(here.access, here.root)):
        return ""
    return reverse(name, args=[here.root.key, *([here.place.slug] if about_place else [])])
