"""Signing, and what comes after: follow-ups, a year's page, notice, extension, what follows when one leaves."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock, files
from servicepunkt.core.actions import ActionRefused, Actor
from servicepunkt.core.money import kronor
from servicepunkt.documents import html
from servicepunkt.documents.telling import day_said
from servicepunkt.people.editing import edit
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import actions_kept as actions
from . import queries, signing
from .actions_kept import FollowUpFacts
from .confiding import shown_to
from .forms_kept import ExtendForm, FollowUpForm, NewFollowUpForm, NoticeForm, PaperForm, SignForm
from .menu import title_of
from .models import Commitment, FollowUp, Side
from .running import due, pay_of
from .sections_one import deputy_said, door_said
from .showing import Shown, add, address, back, form_page, gone, under
from .views_agreement import DAY, agreement_here, seen_here, stands_of

_KEEP: dict[str, Any] = {"about": About.PLACE, "see": Right.KEEP_AGREEMENTS, "save": Right.KEEP_AGREEMENTS}
FOLLOWED = ("from_on", "followed_on", "kept", "note")


# --- signing ----------------------------------------------------------------------------------------------------------


@page(
    "agreements:sign",
    title=gettext_lazy("Skriv under ett avtal"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.SIGN_AGREEMENTS,
)
def sign(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """Read what lies for signing, and sign just that for the party one's seat stands for."""
    one = seen_here(here, agreement).agreement
    draft = signing.draft_of(one)
    text = signing.text_of(draft)
    if text is None:
        if one.signed_id is None:
            messages.info(request, _("Avtalet ligger inte för underskrift."))
        return redirect(address(here, "agreement", one.pk))
    wanted = [who.seat_id for who in signing.approvers(draft)]
    seat = next((held for held in here.access.seats if held.seat_id in wanted), None)
    signers = signing.signers(one, draft)
    given = set(draft.proposal.approvals.values_list("seat_id", flat=True))
    if request.method == "POST":
        return _sign(request, here, agreement, seat.seat_id if seat else None)
    mine = next((who for who in signers if seat and who.seat and who.seat.pk == seat.seat_id), None)
    context = {
        **under(here, one),
        "agreement": one,
        "text": text,
        "document": html.render(text.document),
        "signers": signers,
        "mine": mine,
        "witness": seat is not None and mine is None,
        "signed_already": seat is not None and seat.seat_id in given,
        "waits": [who.side.party.organisation for who in signers if who.seat is None and not who.signed],
        "last": seat is not None and given == set(wanted) - {seat.seat_id},
    }
    return render(request, "agreements/sign.html", context)


def _sign(request: HttpRequest, here: Here, number: int, seat_id: int | None) -> HttpResponse:
    form = SignForm(request.POST)
    one = agreement_here(here, number)
    if seat_id is None or not form.is_valid():
        messages.error(request, _("Du kan läsa men inte skriva under."))
        return redirect(address(here, "sign", one.pk))
    by = Actor(here.access.account_id, seat_id)
    try:
        by_all = signing.sign(agreement=one, seen_sha256=form.cleaned_data["sha256"], actor=by)
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect(address(here, "sign", one.pk))
    if by_all:
        messages.success(request, _("Avtalet är undertecknat av alla."))
        return redirect("documents:freezing", root=here.root.key, draft=signing.draft_of(one).pk)
    return back(request, here, _("Du har skrivit under. Nu väntar de andra parterna."), one)


@page("agreements:paper", title=gettext_lazy("Ett avtal på papper"), **_KEEP)
def paper(request: HttpRequest, here: Here, agreement: int, side: int) -> HttpResponse:
    """Bring in an agreement that a party has signed on paper."""
    one = agreement_here(here, agreement)
    draft = signing.draft_of(one)
    text = signing.text_of(draft)
    row = one.sides.select_related("party", "agreement").filter(pk=side).first()
    if row is None:
        raise Http404
    if text is None or row.signs_here:
        return redirect(address(here, "agreement", one.pk))
    form = PaperForm(request.POST or None, request.FILES or None, initial={"sha256": text.sha256})

    def save(typed: dict[str, Any]) -> None:
        upload = typed["upload"]
        signing.sign_on_paper(
            side=row,
            paper=signing.Paper(typed["function"], typed["signed_on"], upload.name, upload.read()),
            seen_sha256=typed["sha256"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = add(request, form, save)
    if done.saved:
        return back(request, here, _("Underskriften är införd."), one)
    if form.is_bound and "upload" not in form.errors:
        form.add_error("upload", _("Välj filen en gång till. Webbläsaren kan inte behålla den."))
    lead = _("Skriv ut avtalet, låt %(party)s skriva under och för in det inskannat.") % {
        "party": row.party.organisation
    }
    shown = Shown(_("Undertecknat på papper"), _("För in underskriften"), lead, one, upload=True)
    return form_page(request, here, shown, done)


@page(
    "agreements:paper_file", title=gettext_lazy("Ett undertecknat papper"), about=About.PLACE, see=Right.KEEP_AGREEMENTS
)
def paper_file(request: HttpRequest, here: Here, agreement: int, paper: int) -> FileResponse:
    """The paper that a party has signed, always as a download. It shows a person's name."""
    one = agreement_here(here, agreement)
    found = one.papers.select_related("file").filter(pk=paper).first()
    if found is None or not files.path_of(found.file.sha256).is_file():
        raise Http404
    stored = found.file
    answer = FileResponse(
        files.path_of(stored.sha256).open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.media_type,
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


# --- kept? ------------------------------------------------------------------------------------------------------------


def _followed(typed: dict[str, Any]) -> FollowUpFacts:
    return FollowUpFacts(**{name: typed[name] for name in FOLLOWED}, to_on=typed["last_on"] + DAY)


def _signed_commitment(here: Here, agreement: int, commitment: int) -> Commitment:
    one = agreement_here(here, agreement)
    rows = one.commitments.select_related("agreement", "doer__party").prefetch_related("follow_ups")
    found = rows.filter(pk=commitment).first() if one.signed_id else None
    if found is None:
        raise Http404
    return found


@page("agreements:new_follow_up", title=gettext_lazy("Ny uppföljning"), **_KEEP)
def new_follow_up(request: HttpRequest, here: Here, agreement: int, commitment: int) -> HttpResponse:
    """Note how a commitment was kept in a period; the form begins with the period that is due."""
    row = _signed_commitment(here, agreement, commitment)
    one = agreement_here(here, agreement)
    today = clock.today()
    waiting = due(stands_of(one, signing.draft_of(one)), row, row.follow_ups.all())
    pay = pay_of(one, row)
    first = max([pay.from_on, *(x.to_on for x in row.follow_ups.all())])
    start = {
        "request_key": uuid.uuid4(),
        "from_on": waiting.from_on if waiting else first,
        "last_on": waiting.last_on if waiting else min(today, pay.to_on - DAY),
        "followed_on": today,
    }

    def save(typed: dict[str, Any]) -> None:
        actions.follow_up(
            commitment=row,
            facts=_followed(typed),
            request_key=typed["request_key"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = add(request, NewFollowUpForm(request.POST or None, initial=start), save)
    if done.saved:
        return back(request, here, _("Uppföljningen är införd."), one)
    return form_page(request, here, _follow_up_shown(row), done)


def _follow_up_shown(row: Commitment) -> Shown:
    lead = f"{row.doer.party.organisation}: {row.what}"
    if row.amount_ore and row.deduction_percent:
        lead += " " + _("Avdraget är %(percent)s procent av %(sum)s per år.") % {
            "percent": row.deduction_percent,
            "sum": kronor(row.amount_ore),
        }
    return Shown(_("Följ upp: %(what)s") % {"what": title_of(row.menu)}, _("Spara"), lead, row.agreement)


@page("agreements:follow_up", title=gettext_lazy("En uppföljning"), **_KEEP)
def follow_up(request: HttpRequest, here: Here, agreement: int, commitment: int, follow_up: int) -> HttpResponse:
    """Put a follow-up right, or take it away."""
    row = _signed_commitment(here, agreement, commitment)
    one = FollowUp.objects.select_related("commitment__agreement").filter(commitment=row, pk=follow_up).first()
    lost, new = (FollowUp, follow_up), address(here, "new_follow_up", agreement, commitment)
    if one is None:
        return gone(request, here, lost, NewFollowUpForm, _follow_up_shown(row), new)

    def stored(x: FollowUp) -> dict[str, object]:
        return {**{name: getattr(x, name) for name in FOLLOWED}, "last_on": x.to_on - DAY}

    def save(typed: dict[str, Any]) -> None:
        actions.change_follow_up(
            follow_up=one,
            facts=_followed(typed),
            remove=typed["remove"],
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = edit(request, one, FollowUpForm, stored, save)
    if done.gone:
        return gone(request, here, lost, NewFollowUpForm, _follow_up_shown(row), new)
    if done.saved:
        return back(request, here, _("Uppföljningen är sparad."), row.agreement)
    return form_page(request, here, _follow_up_shown(row), done)


@page("agreements:year", title=gettext_lazy("Avtalens år"), about=About.PLACE, see=Right.SEE_PLACE)
def year(request: HttpRequest, here: Here, year: int) -> HttpResponse:
    """How every commitment was kept in a year, and what remains to be followed up."""
    if not 2000 <= year <= clock.today().year + 1:
        raise Http404
    stands = shown_to(here, queries.standings(here.root, here.place, clock.today()))
    rows = queries.followed_in(stands, year)
    context = {
        **under(here),
        "year": year,
        "before": year - 1,
        "after": year + 1 if year < clock.today().year else 0,
        "rows": rows,
        "due": [x for x in queries.all_due(stands) if x.last_on.year <= year],
        "deducted": kronor(sum(x.follow_up.deduction_ore for x in rows)),
        "counts": [(title, sum(1 for x in rows if x.follow_up.kept == key)) for key, title in _kept()],
        "keeps": here.may(Right.KEEP_AGREEMENTS),
    }
    return render(request, "agreements/year.html", context)


def _kept() -> list[tuple[str, str]]:
    return [(str(key), str(title)) for key, title in FollowUp._meta.get_field("kept").flatchoices]


# --- the end ----------------------------------------------------------------------------------------------------------


@page("agreements:notice", title=gettext_lazy("En uppsägning"), **_KEEP)
def notice(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """Note that a party has given notice."""
    one = agreement_here(here, agreement)
    if one.signed_id is None:
        raise Http404
    sides = list(one.sides.select_related("party"))
    form = NoticeForm(request.POST or None, initial={"given_on": clock.today()}, sides=sides)

    def save(typed: dict[str, Any]) -> None:
        side = next(x for x in sides if x.pk == typed["side"])
        by = actor(here, Right.KEEP_AGREEMENTS)
        actions.give_notice(side=side, given_on=typed["given_on"], why=typed["why"], actor=by)

    done = add(request, form, save)
    if done.saved:
        return back(request, here, _("Uppsägningen är införd."), one)
    end = stands_of(one, signing.draft_of(one)).term.end(clock.today(), clock.today()) - dt.timedelta(days=1)
    lead = _("Med uppsägning i dag är %(day)s avtalets sista dag. En uppsägning som är införd kan inte tas bort.")
    day = day_said(end)
    return form_page(request, here, Shown(_("För in en uppsägning"), _("För in"), lead % {"day": day}, one), done)


@page("agreements:extend", title=gettext_lazy("En förlängning"), **_KEEP)
def extend(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """Note that the parties have decided an extension."""
    one = agreement_here(here, agreement)
    if one.signed_id is None:
        raise Http404
    form = ExtendForm(request.POST or None, initial={"request_key": uuid.uuid4(), "decided_on": clock.today()})

    def save(typed: dict[str, Any]) -> None:
        actions.extend(agreement=one, **typed, actor=actor(here, Right.KEEP_AGREEMENTS))

    done = add(request, form, save)
    if done.saved:
        return back(request, here, _("Förlängningen är införd."), one)
    return form_page(request, here, Shown(_("För in en förlängning"), _("För in"), agreement=one), done)


@page("agreements:leaving", title=gettext_lazy("Om en part går ur"), about=About.PLACE, see=Right.SEE_PLACE)
def leaving(request: HttpRequest, here: Here, agreement: int) -> HttpResponse:
    """What follows when a party leaves (?part=), or when the agreement ends for all."""
    stands = seen_here(here, agreement)
    one = stands.agreement
    sides = list(one.sides.select_related("party"))
    asked = request.GET.get("part", "")
    chosen: Side | None = next((x for x in sides if str(x.pk) == asked), None)
    every = shown_to(here, queries.standings(here.root, here.place, clock.today()))
    found = queries.leaving_of(stands, every, chosen.party if chosen else None)
    context = {
        **under(here, one),
        "agreement": one,
        "sides": sides,
        "chosen": chosen,
        "found": found,
        "last_on": found.found.bites_on - DAY,
        "tell": [(x, door_said(x), deputy_said(x)) for x in found.tell],
    }
    return render(request, "agreements/leaving.html", context)
