"""Pages of what a place has: the list by sector, one offer, and the municipal areas."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.people.conflicts import Conflict, Pair, seen_again
from servicepunkt.people.pages import About, Here, chapters, page
from servicepunkt.people.queries import last_change, removed
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.people.views import crumbs_to
from servicepunkt.sheets.forms import SeenForm
from servicepunkt.sheets.queries import counts

from . import actions, queries
from .facts import Facts, differences, facts_of
from .forms import AreasForm, FilterForm, NothingForm, OfferForm, typed
from .hours import tell
from .models import AreaAnswer, Offer, RegisterService
from .queries_register import as_offer
from .reference import municipal_areas
from .sheets import SHEETS


def under(here: Here) -> dict[str, Any]:
    """What a page below the list needs: the way back, with the list."""
    back = reverse("supply:supply", args=[here.root.key, here.place.slug])
    return {"here": here, "crumbs": [*crumbs_to(here), (_("Utbudet"), back)], "back": back}


def to_list(here: Here) -> HttpResponse:
    """Back to the list."""
    return redirect("supply:supply", root=here.root.key, place=here.place.slug)


@page("supply:supply", title=gettext_lazy("Utbudet"), about=About.PLACE, see=Right.SEE_PLACE, chapter=4)
def supply(request: HttpRequest, here: Here) -> HttpResponse:
    """Everything that is offered the people of the place, by sector, narrowed by the filters in the address."""
    return _list(request, here)


def _list(request: HttpRequest, here: Here, refused: NothingForm | None = None, sector: str = "") -> HttpResponse:
    form = FilterForm(request.GET)
    filters = form.filters()
    moment = clock.now()
    sectors, page_obj = queries.sectors(here.place, filters, request.GET.get("page", "1"), moment)
    kept = request.GET.copy()
    kept.pop("page", None)
    left = queries.areas_left(queries.answers(here.place))
    context = {
        "here": here,
        "crumbs": crumbs_to(here),
        "chapters": chapters(here, "supply:supply"),
        "filter_form": form,
        "filtered": any(vars(filters).values()),
        "sectors": [(one, refused if one.key == sector else NothingForm(prefix=one.key)) for one in sectors],
        "total": page_obj.paginator.count,
        "page_obj": page_obj,
        "query": kept.urlencode(),
        "areas_done": len(municipal_areas()) - len(left),
        "areas_all": len(municipal_areas()),
        "sheets": counts(SHEETS, here.place),
        "keeps": here.may(Right.KEEP_SUPPLY),
        "made_at": moment,
        "refused": refused,
    }
    return render(request, "supply/supply.html", context, status=422 if refused else 200)


@page(
    "supply:nothing",
    title=gettext_lazy("Säga att en sektor inte har något"),
    about=About.PLACE,
    save=Right.KEEP_SUPPLY,
    saves_only=True,
)
def nothing(request: HttpRequest, here: Here, sector: str) -> HttpResponse:
    """Say that a sector has nothing, or take it back."""
    by = actor(here, Right.KEEP_SUPPLY)
    if request.POST.get("taken_back"):
        actions.take_back_nothing(root=here.root, place=here.place, sector=sector, actor=by)
        return to_list(here)
    form = NothingForm(request.POST, prefix=sector)
    if form.is_valid():
        try:
            actions.say_nothing_here(
                root=here.root, place=here.place, sector=sector, note=form.cleaned_data["note"], actor=by
            )
        except ActionRefused as refused:
            form.add_error("note", str(refused))
        else:
            messages.success(request, _("Det är noterat att inget finns."))
            return to_list(here)
    return _list(request, here, form, sector)


@page(
    "supply:new_offer",
    title=gettext_lazy("Ny tjänst"),
    about=About.PLACE,
    see=Right.KEEP_SUPPLY,
    save=Right.KEEP_SUPPLY,
)
def new_offer(request: HttpRequest, here: Here) -> HttpResponse:
    """Write down a service, perhaps begun from a national list; afterwards the next one, if there are more."""
    form = OfferForm(request.POST if request.method == "POST" else None, initial=_begun(request, here))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_offer(
                root=here.root, place=here.place, facts=form.facts(), actor=actor(here, Right.KEEP_SUPPLY)
            )
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("”%(service)s” är sparad.") % {"service": made.service})
            if "more" in request.POST:
                return redirect("supply:new_offer", root=here.root.key, place=here.place.slug)
            return to_list(here)
    context = {**under(here), "form": form, "keeps": True, "offer": None, "conflict": None, "save_to": ""}
    return render(request, "supply/offer.html", context, status=422 if form.is_bound else 200)


def _begun(request: HttpRequest, here: Here) -> dict[str, object]:
    """What stands in the form of a new offer: the sector asked for, or what a national list says of a service."""
    number = request.GET.get("register", "")
    listed = None
    if number.isdecimal() and len(number) < 18:
        listed = RegisterService.objects.select_related("source").filter(pk=number).first()
    if listed is not None:
        return typed(as_offer(here.place, listed), 0)
    if number and request.method == "GET":
        messages.warning(request, _("Registret är inläst på nytt, och tjänsten finns inte kvar på samma plats i det."))
    return {"seen_version": 0, "sector": request.GET.get("sektor", "")}


@page(
    "supply:offer",
    title=gettext_lazy("En tjänst"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_SUPPLY,
)
def offer(request: HttpRequest, here: Here, offer: int) -> HttpResponse:
    """An offer, and a form to change it for those who may."""
    one = _offer(here, offer)
    if one is None:
        return _gone(request, here, offer)
    stored = facts_of(one)
    form = OfferForm(request.POST if request.method == "POST" else None, initial=typed(stored, one.version))
    met: Conflict | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_offer(
                root=here.root,
                offer=one,
                facts=form.facts(),
                seen_version=form.cleaned_data["seen_version"],
                actor=actor(here, Right.KEEP_SUPPLY),
            )
        except ChangedMeanwhile:
            one = _offer(here, offer)
            if one is None:
                return _gone(request, here, offer)
            stored = facts_of(one)
            met = _conflict(one, form.facts(), stored)
            form = OfferForm(seen_again(request.POST, "seen_version", one.version))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Ändringen är sparad."))
            return to_list(here)
    return _offer_page(request, here, one, stored, form, met)


def _offer(here: Here, number: int) -> Offer | None:
    return Offer.objects.prefetch_related("hours", "special").filter(pk=number, place=here.place).first()


def _gone(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The offer is no more: say who took it away, and keep what was typed so that it can be saved as a new one.

    Raises Http404 for an offer that this place never had.
    """
    change = removed(Offer, number, here.place)
    if change is None:
        raise Http404
    if request.method != "POST":
        messages.error(request, _("Tjänsten är borttagen."))
        return to_list(here)
    form = OfferForm(seen_again(request.POST, "seen_version", 0))
    met = Conflict(change.who, change.at, [], removed=True)
    save_to = reverse("supply:new_offer", args=[here.root.key, here.place.slug])
    context = {**under(here), "form": form, "keeps": True, "offer": None, "conflict": met, "save_to": save_to}
    return render(request, "supply/offer.html", context, status=409)


def _conflict(thing: Offer, mine: Facts, theirs: Facts) -> Conflict:
    change = last_change(thing)
    fields = [Pair(one.label, one.mine, one.theirs) for one in differences(mine, theirs)]
    return Conflict(change.who if change else _("Någon annan"), change.at if change else clock.now(), fields)


def _offer_page(
    request: HttpRequest, here: Here, one: Offer, stored: Facts, form: OfferForm, met: Conflict | None
) -> HttpResponse:
    status = 409 if met else 422 if form.is_bound else 200
    moment = clock.now()
    row = queries.row(one, moment)
    context = {
        **under(here),
        "form": form,
        "conflict": met,
        "offer": one,
        "row": row,
        "hours": tell(row.schedule, clock.today()),
        "made_at": moment,
        "save_to": "",
        "remove_form": SeenForm(initial={"seen_version": one.version}),
        "keeps": here.may(Right.KEEP_SUPPLY),
    }
    return render(request, "supply/offer.html", context, status=status)


@page(
    "supply:remove",
    title=gettext_lazy("Ta bort en tjänst"),
    about=About.PLACE,
    save=Right.KEEP_SUPPLY,
    saves_only=True,
)
def remove(request: HttpRequest, here: Here, offer: int) -> HttpResponse:
    """Take away an offer that is no more."""
    one, form = _offer(here, offer), SeenForm(request.POST)
    if one is None:
        if removed(Offer, offer, here.place) is None:
            raise Http404
        messages.info(request, _("Tjänsten var redan borttagen."))
        return to_list(here)
    seen = form.cleaned_data["seen_version"] if form.is_valid() else 0
    try:
        actions.remove_offer(root=here.root, offer=one, seen_version=seen, actor=actor(here, Right.KEEP_SUPPLY))
    except ChangedMeanwhile as changed:
        messages.error(request, _("%(why)s Tjänsten är kvar.") % {"why": changed})
        return redirect("supply:offer", root=here.root.key, place=here.place.slug, offer=one.pk)
    messages.success(request, _("”%(service)s” är borttagen.") % {"service": one.service})
    return to_list(here)


@page(
    "supply:areas",
    title=gettext_lazy("Kommunala områden"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_SUPPLY,
)
def areas(request: HttpRequest, here: Here) -> HttpResponse:
    """Every municipal area with where it is found; POST saves the rows that the user changed."""
    known = queries.answers(here.place)
    form = AreasForm(request.POST if request.method == "POST" else None, known=known)
    met: Conflict | None = None
    if form.is_bound and form.is_valid():
        try:
            changed = actions.answer_areas(
                root=here.root, place=here.place, answers=form.answers(), actor=actor(here, Right.KEEP_SUPPLY)
            )
        except ChangedMeanwhile:
            known = queries.answers(here.place)
            form, met = _areas_again(request, here, form, known)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Sparat. Ändrade områden: %(count)s.") % {"count": changed})
            return redirect("supply:areas", root=here.root.key, place=here.place.slug)
    context = {
        **under(here),
        "form": form,
        "conflict": met,
        "left": len(queries.areas_left(known)),
        "all": len(municipal_areas()),
        "rows": [(area, a, w, v, known.get(area.key)) for area, a, w, v in form.rows()],
        "keeps": here.may(Right.KEEP_SUPPLY),
    }
    return render(request, "supply/areas.html", context, status=409 if met else 422 if form.is_bound else 200)


def _areas_again(
    request: HttpRequest, here: Here, form: AreasForm, known: dict[str, AreaAnswer]
) -> tuple[AreasForm, Conflict]:
    """What the user typed in the rows they changed, all other rows as they stand now, and where the two differ."""
    data, mine = request.POST.copy(), {one.area: one for one in form.answers()}
    pairs = []
    for area in municipal_areas():
        stored = known.get(area.key)
        answer, words, version = (stored.answer, stored.words, stored.version) if stored else ("", "", 0)
        typed_here = mine.get(area.key)
        if typed_here is None:
            data[f"a-{area.key}"], data[f"w-{area.key}"] = answer, words
        elif typed_here.seen_version != version:
            pairs.append(Pair(str(area.title), _said(typed_here.answer, typed_here.words), _said(answer, words)))
        data[f"initial-a-{area.key}"], data[f"initial-w-{area.key}"] = answer, words
        data[f"v-{area.key}"] = str(version)
    change = last_change(here.place.inventory)
    who, at = (change.who, change.at) if change else (_("Någon annan"), clock.now())
    return AreasForm(data, known=known), Conflict(who, at, pairs)


def _said(answer: str, words: str) -> str:
    return f"{AreaAnswer.Answer(answer).label}: {words}" if answer else _("Inte besvarat")
