"""One agreement: what it says, and writing it until it lies for signing."""

import datetime as dt
import uuid
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.money import kronor
from servicepunkt.documents.models import Draft
from servicepunkt.people.editing import edit
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import actions_agreement as actions
from . import queries, signing
from .actions_agreement import CommitmentFacts, SideFacts, TermFacts
from .chasing import days_of
from .confiding import reasons_of, shown_to
from .forms import (
    CommitmentForm,
    NewAgreementForm,
    NewCommitmentForm,
    NewSideForm,
    SideForm,
    SupplementForm,
    TermsForm,
)
from .lacking import lacking
from .menu import menu
from .models import Agreement, Commitment, Needed, Party, Side
from .running import Standing, State, standing
from .sections_one import hours_said
from .showing import Shown, add, address, ask, back, form_page, gone, under
from .terms import add_months

TERMS = tuple(name for name in TermFacts.__dataclass_fields__ if name != "to_on")
DAY = dt.timedelta(days=1)
_KEEP: dict[str, Any] = {"about": About.PLACE, "see": Right.KEEP_AGREEMENTS, "save": Right.KEEP_AGREEMENTS}


def agreement_here(here: Here, number: int) -> Agreement:
    """One of the place's agreements, read with how it stands. Raises Http404. Three queries."""
    return get_object_or_404(queries.of_place(here.root, here.place), pk=number)


def _writable(here: Here, number: int) -> Agreement:
    """An agreement that can still be written. Raises Http404 for one that is signed or dropped."""
    one = agreement_here(here, number)
    if one.signed_id or one.dropped_on:
        raise Http404
    return one


def stands_of(one: Agreement, draft: Draft) -> Standing:
    """How an agreement stands today. One query."""
    return standing(one, clock.today(), draft.state, reasons_of([one]).get(one.pk, ""))


def seen_here(here: Here, number: int) -> Standing:
    """How an agreement of the place stands, when the user may see its terms. Raises Http404, PermissionDenied."""
    one = agreement_here(here, number)
    (stands,) = shown_to(here, [stands_of(one, signing.draft_of(one))])
    if stands.veiled:
        raise PermissionDenied
    return stands


@page("agreements:agreement", title=gettext_lazy("Ett avtal"), about=About.PLACE, see=Right.SEE_PLACE)
def agreement(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """What an agreement says, who has signed it, what it costs, how it is kept and what comes next."""
    one = agreement_here(here, agreement)
    draft = signing.draft_of(one)
    (stands,) = shown_to(here, [stands_of(one, draft)])
    if stands.veiled:
        sides = one.sides.select_related("party")
        return render(request, "agreements/confidential.html", {**under(here), "stands": stands, "sides": sides})
    rows = queries.commitment_rows(stands)
    signers = signing.signers(one, draft)
    keeps = here.may(Right.KEEP_AGREEMENTS)
    open_now = stands.state == State.DRAFT
    seats = {who.seat.pk for who in signers if who.seat and not who.signed}
    context = {
        **under(here),
        "agreement": one,
        "stands": stands,
        "rows": [(row, hours_said(row.commitment)) for row in rows],
        "signers": signers,
        "sums": queries.sums_of(one, [row.commitment for row in rows]),
        "history": [row.agreement for row in shown_to(here, queries.history(one, clock.today()))],
        "days": days_of(stands) if stands.state == State.RUNNING else [],
        "draft": draft,
        "index": f"{one.index_per_mille / 10:g}".replace(".", ","),
        "lacks": lacking(one) if open_now else [],
        "waiting": [who.side.party.organisation for who in signers if not who.signed],
        "due_now": [row for row in rows if row.due] if keeps else [],
        "writes": keeps and open_now,
        "keeps": keeps,
        "proposed": stands.state == State.PROPOSED,
        "sees_papers": keeps,
        "signs": stands.state == State.PROPOSED and any(seat.seat_id in seats for seat in here.access.seats),
        "witness": stands.state == State.PROPOSED and not any(who.seat for who in signers),
        "is_signed": one.signed_id is not None,
        "running": stands.state in (State.RUNNING, State.COMING),
        "menu": [(dish, kronor(dish.usual_ore) if dish.usual_ore else "") for dish in menu().values()],
    }
    return render(request, "agreements/agreement.html", context)


def _term_facts(typed: dict[str, Any]) -> TermFacts:
    return TermFacts(**{name: typed[name] for name in TERMS}, to_on=typed["last_on"] + DAY)


@page("agreements:new_agreement", title=gettext_lazy("Nytt avtal"), **_KEEP)
def new_agreement(request: HttpRequest, here: Here) -> HttpResponse:
    """Begin to write an agreement: one that was listed (?behov=), or another."""
    asked = request.GET.get("behov", "")
    own = Needed.objects.filter(root=here.root, place=here.place)
    needed = own.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 12 else None
    first = clock.first_of_month(clock.today(), 1)
    start = {
        "request_key": uuid.uuid4(),
        "kind": needed.kind if needed else "",
        "title": str(needed.get_kind_display()) if needed else "",
        "purpose": needed.why if needed else "",
        "from_on": needed.wanted_on if needed and needed.wanted_on else first,
        "last_on": add_months(needed.wanted_on if needed and needed.wanted_on else first, 36) - DAY,
        "intention_years": 5,
        "extending": Agreement.Extending.AUTOMATIC,
        "extension_months": 12,
        "extensions": 2,
        "index_per_mille": 0,
        "notice_months": 6,
        "warning_months": 12,
        "follow_months": 12,
    }
    made: list[Agreement] = []

    def save(typed: dict[str, Any]) -> None:
        made.append(
            actions.begin_agreement(
                root=here.root,
                place=here.place,
                needed=needed,
                facts=_term_facts(typed),
                request_key=typed["request_key"],
                actor=actor(here, Right.KEEP_AGREEMENTS),
            )
        )

    done = add(request, NewAgreementForm(request.POST or None, initial=start), save)
    if done.saved:
        return back(request, here, _("Avtalet är påbörjat. För nu in vad parterna åtar sig."), made[0])
    lead = _("Förslaget är tre år med två förlängningar på ett år: så blir det fem.")
    return form_page(request, here, Shown(_("Skriv ett avtal"), _("Börja skriva"), lead), done)


@page("agreements:terms", title=gettext_lazy("Ett avtals villkor"), **_KEEP)
def terms(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """Write the terms of an agreement anew."""
    one = _writable(here, agreement)

    def stored(row: Agreement) -> dict[str, object]:
        return {**{name: getattr(row, name) for name in TERMS}, "last_on": row.last_on}

    def save(typed: dict[str, Any]) -> None:
        actions.change_terms(
            agreement=one,
            facts=_term_facts(typed),
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = edit(request, one, TermsForm, stored, save)
    if done.saved:
        return back(request, here, _("Villkoren är sparade."), one)
    return form_page(request, here, Shown(_("Avtalets villkor"), _("Spara villkoren"), agreement=one), done)


# --- parties of it ----------------------------------------------------------------------------------------------------


@page("agreements:new_side", title=gettext_lazy("Ny part i ett avtal"), **_KEEP)
def new_side(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """Make one of the place's parties a party of the agreement."""
    one = _writable(here, agreement)
    free = Party.objects.filter(root=here.root, place=here.place).exclude(sides__agreement=one)
    form = NewSideForm(request.POST or None, initial={"signs_here": True}, parties=free)

    def save(typed: dict[str, Any]) -> None:
        facts = SideFacts(typed["role"], typed["signs_here"])
        by = actor(here, Right.KEEP_AGREEMENTS)
        actions.add_side(agreement=one, party=typed["party"], facts=facts, actor=by)

    done = add(request, form, save)
    if done.saved:
        return back(request, here, _("Parten är med i avtalet."), one)
    lead = _("Parten väljs bland ortens parter. Saknas den, för först in den på sidan Avtalen.")
    return form_page(request, here, Shown(_("Ta med en part"), _("Ta med parten"), lead, one), done)


@page("agreements:side", title=gettext_lazy("En part i ett avtal"), **_KEEP)
def side(request: HttpRequest, here: Here, agreement: int, side: int) -> HttpResponse:
    """Change a party's role or how it signs, or take it out."""
    one = _writable(here, agreement)
    row = get_object_or_404(Side.objects.select_related("party"), agreement=one, pk=side)

    def save(typed: dict[str, Any]) -> None:
        actions.change_side(
            side=row,
            facts=SideFacts(typed["role"], typed["signs_here"]),
            remove=typed["remove"],
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = edit(request, row, SideForm, lambda row: {"role": row.role, "signs_here": row.signs_here}, save)
    if done.saved:
        return back(request, here, _("Parten är sparad."), one)
    return form_page(request, here, Shown(row.party.organisation, _("Spara parten"), agreement=one), done)


# --- commitments ------------------------------------------------------------------------------------------------------

COMMITMENT = ("menu", "what", "level", "measure", "amount_ore", "hours", "hours_per", "deduction_percent", "from_on")


def _facts(typed: dict[str, Any], sides: list[Side]) -> CommitmentFacts:
    by_id = {side.pk: side for side in sides}
    return CommitmentFacts(
        **{name: typed[name] for name in COMMITMENT},
        doer=by_id[typed["doer"]],
        payer=by_id.get(typed["payer"] or 0),
        to_on=typed["last_on"] + DAY if typed["last_on"] else None,
    )


def _commitment_shown(one: Agreement, title: str) -> Shown:
    return Shown(title, _("Spara åtagandet"), agreement=one)


@page("agreements:new_commitment", title=gettext_lazy("Nytt åtagande"), **_KEEP)
def new_commitment(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """Write a commitment into the agreement; one from the menu (?ur=) begins with its words and usual price."""
    one = _writable(here, agreement)
    sides = list(one.sides.select_related("party"))
    dish = menu().get(request.GET.get("ur", ""))
    start: dict[str, Any] = {"request_key": uuid.uuid4(), "deduction_percent": 0}
    if dish:
        start |= {"menu": dish.key, "what": dish.what.here(), "level": dish.level}
        start |= {"amount_ore": dish.usual_ore} if dish.usual_ore else {}

    def save(typed: dict[str, Any]) -> None:
        actions.promise(
            agreement=one,
            facts=_facts(typed, sides),
            request_key=typed["request_key"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = add(request, NewCommitmentForm(request.POST or None, initial=start, sides=sides), save)
    if done.saved:
        return back(request, here, _("Åtagandet är infört."), one)
    lead = (
        _("Vanligt pris: %(price)s. Källa: %(source)s.") % {"price": dish.price, "source": dish.source} if dish else ""
    )
    return form_page(request, here, Shown(_("Ett åtagande"), _("Spara åtagandet"), lead, one), done)


@page("agreements:commitment", title=gettext_lazy("Ett åtagande"), **_KEEP)
def commitment(request: HttpRequest, here: Here, agreement: int, commitment: int) -> HttpResponse:
    """Write a commitment anew, or take it out."""
    one = _writable(here, agreement)
    sides = list(one.sides.select_related("party"))
    row = Commitment.objects.select_related("doer", "payer").filter(agreement=one, pk=commitment).first()
    new, make = address(here, "new_commitment", one.pk), partial(NewCommitmentForm, sides=sides)
    shown = _commitment_shown(one, _("Ett åtagande"))
    if row is None:
        return gone(request, here, (Commitment, commitment), make, shown, new)

    def stored(row: Commitment) -> dict[str, object]:
        told = {name: getattr(row, name) for name in COMMITMENT}
        last = row.to_on - DAY if row.to_on else None
        return {
            **told,
            "amount_ore": row.amount_ore or None,
            "doer": row.doer_id,
            "payer": row.payer_id,
            "last_on": last,
        }

    def save(typed: dict[str, Any]) -> None:
        actions.change_commitment(
            commitment=row,
            facts=_facts(typed, sides),
            remove=typed["remove"],
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = edit(request, row, partial(CommitmentForm, sides=sides), stored, save)
    if done.gone:
        return gone(request, here, (Commitment, commitment), make, shown, new)
    if done.saved:
        return back(request, here, _("Åtagandet är sparat."), one)
    return form_page(request, here, shown, done)


# --- to the signing, and away from it ---------------------------------------------------------------------------------


@page("agreements:lay", title=gettext_lazy("Lägg fram ett avtal för underskrift"), **_KEEP)
def lay(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """Ask before an agreement is laid for signing."""
    one = _writable(here, agreement)

    def do() -> str:
        signing.lay_for_signing(agreement=one, actor=actor(here, Right.KEEP_AGREEMENTS))
        return _("Avtalet ligger för underskrift.")

    context = {
        "heading": _("Lägg fram för underskrift"),
        "question": one.title,
        "consequences": [
            _("Texten låses som den står i dag. Ingen kan ändra i avtalet om det inte tas tillbaka."),
            _("Varje part skriver under just den texten, i Servicepunkt eller på papper."),
            *lacking(one),
        ],
        "action_label": _("Lägg fram"),
    }
    return ask(request, here, one, context, do)


@page("agreements:take_back", title=gettext_lazy("Ta tillbaka ett framlagt avtal"), **_KEEP)
def take_back(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """Ask before an agreement that lies for signing is opened again."""
    one = _writable(here, agreement)

    def do() -> str:
        signing.take_back(agreement=one, actor=actor(here, Right.KEEP_AGREEMENTS))
        return _("Avtalet går att skriva i igen.")

    given = sum(1 for who in signing.signers(one, signing.draft_of(one)) if who.signed)
    context = {
        "heading": _("Ta tillbaka för ändring"),
        "question": one.title,
        "consequences": [
            _("Avtalet går att skriva i igen."),
            *([_("De som redan har skrivit under måste göra det igen.")] if given else []),
        ],
        "action_label": _("Ta tillbaka"),
    }
    return ask(request, here, one, context, do)


@page("agreements:drop", title=gettext_lazy("Lägg ner ett avtal"), **_KEEP)
def drop(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """Ask before an agreement that will not be signed is laid down."""
    one = _writable(here, agreement)

    def do() -> str:
        actions.drop(agreement=one, actor=actor(here, Right.KEEP_AGREEMENTS))
        return _("Avtalet är nedlagt.")

    context = {
        "heading": _("Lägg ner avtalet"),
        "question": one.title,
        "consequences": [_("Avtalet kan inte skrivas eller undertecknas längre, bara läsas.")],
        "action_label": _("Lägg ner"),
        "danger": True,
    }
    return ask(request, here, one, context, do)


@page("agreements:supplement", title=gettext_lazy("Nytt tilläggsavtal"), **_KEEP)
def supplement(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """Begin the agreement that is to replace a signed one."""
    one = agreement_here(here, agreement)
    if one.signed_id is None:
        raise Http404
    first = max(clock.first_of_month(clock.today(), 1), one.from_on)
    made: list[Agreement] = []

    def save(typed: dict[str, Any]) -> None:
        by = actor(here, Right.KEEP_AGREEMENTS)
        made.append(actions.begin_supplement(agreement=one, from_on=typed["from_on"], actor=by))

    done = add(request, SupplementForm(request.POST or None, initial={"from_on": first}), save)
    if done.saved:
        return back(request, here, _("Tilläggsavtalet är påbörjat med det gamla avtalets innehåll."), made[0])
    lead = _("Ett undertecknat avtal ändras aldrig. Tilläggsavtalet börjar som en kopia.")
    return form_page(request, here, Shown(_("Skriv ett tilläggsavtal"), _("Börja skriva"), lead, one), done)
