"""From draft to frozen: laid for approval, taken back, approved; and after that withdrawn or masked."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right

from . import actions_approval, actions_frozen, html, masking, queries, stored
from .drafts import compose_parts
from .forms import ApproveForm, MaskForm, WithdrawForm
from .models import Draft, FrozenVersion
from .rules import actor_of, approvers_of, approving_seat, keeping_seat, writing_seat
from .views import address, under
from .views_freezing import after


@page(
    "documents:propose",
    title=gettext_lazy("Lägg fram ett utkast för godkännande"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.SEE_FIGURES,
    locally=True,
)
def propose(request: HttpRequest, here: Here, draft: int) -> HttpResponse:
    """Ask before a draft is laid before those who approve; says which parts are empty and left out."""
    one = queries.draft_to_write(here, draft)
    if request.method == "POST":
        try:
            actions_approval.propose(draft=one, actor=actor_of(here, writing_seat(here, one)))
            messages.success(request, _("Dokumentet ligger för godkännande."))
        except ActionRefused as refused:
            messages.error(request, str(refused))
        return redirect("documents:draft", root=here.root.key, draft=one.pk)
    consequences = [
        _("Innehållet låses som det står i dag. Det som ändras i underlaget senare kommer inte med."),
        _("Ingen kan skriva i dokumentet förrän det är godkänt eller har tagits tillbaka."),
        _who_approves(one),
    ]
    empty = queries.empty_parts(compose_parts(one, on=clock.today()))
    if empty:
        consequences.append(
            _("Delar som ingen har skrivit kommer inte med: %(titles)s.") % {"titles": ", ".join(empty)}
        )
    context = {
        "heading": _("Lägg fram för godkännande"),
        "question": one.title,
        "consequences": consequences,
        "action_label": _("Lägg fram"),
    }
    return _ask(request, here, one, context)


def _who_approves(draft: Draft) -> str:
    seats = [one.title for one in approvers_of(draft)]
    if not seats:
        return _("Samordnaren eller projektägaren godkänner.")
    return _("Alla dessa ska godkänna: %(seats)s.") % {"seats": ", ".join(seats)}


def _ask(request: HttpRequest, here: Here, draft: Draft, context: dict[str, Any]) -> HttpResponse:
    back = address(here, "draft", draft.pk)
    whole = {**under(here, (draft.title, back), about=draft), "cancel_url": back, "form": None, **context}
    return render(request, "documents/ask.html", whole)


@page(
    "documents:take_back",
    title=gettext_lazy("Ta tillbaka ett framlagt utkast"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.SEE_FIGURES,
    locally=True,
)
def take_back(request: HttpRequest, here: Here, draft: int) -> HttpResponse:
    """Ask before a proposed draft is opened for writing again."""
    one = queries.draft_to_write(here, draft)
    if request.method == "POST":
        try:
            actions_approval.take_back(draft=one, actor=actor_of(here, writing_seat(here, one)))
            messages.success(request, _("Dokumentet är öppet för ändringar igen."))
        except ActionRefused as refused:
            messages.error(request, str(refused))
        return redirect("documents:draft", root=here.root.key, draft=one.pk)
    given = one.proposal.approvals.count() if one.state != Draft.State.OPEN else 0
    voided = ngettext(
        "%(number)s godkännande som redan har getts gäller inte längre.",
        "%(number)s godkännanden som redan har getts gäller inte längre.",
        given,
    ) % {"number": given}
    context = {
        "heading": _("Ta tillbaka för ändring"),
        "question": one.title,
        "consequences": [_("Dokumentet går att skriva i igen."), *([voided] if given else [])],
        "action_label": _("Ta tillbaka"),
    }
    return _ask(request, here, one, context)


@page(
    "documents:approve",
    title=gettext_lazy("Godkänn ett dokument"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.SEE_FIGURES,
    locally=True,
)
def approve(request: HttpRequest, here: Here, draft: int) -> HttpResponse:
    """Read what lies for approval, and approve just that. For the seats that its kind names, or who has its right."""
    one = queries.draft_here(here, draft)
    seat = approving_seat(here, one)
    if seat is None and writing_seat(here, one) is None:
        raise Http404
    form = ApproveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _approve(request, here, one, form)
        if done is not None:
            return done
        one = queries.draft_here(here, draft)
    if one.state == Draft.State.APPROVED:
        return redirect("documents:freezing", root=here.root.key, draft=one.pk)
    if one.state == Draft.State.OPEN:
        messages.info(request, _("Dokumentet ligger inte för godkännande."))
        return redirect(after(here, one))
    given = list(one.proposal.approvals.all())
    context = {
        **under(here, about=one),
        "draft": one,
        "kind": queries.kind_title(one.kind),
        "document": html.render(stored.from_json(one.proposal.content)),
        "spoken": one.language,
        "facts": one.proposal.facts,
        "proposal": one.proposal,
        "approvers": [(who.title, who.seat_id in {a.seat_id for a in given}) for who in approvers_of(one)],
        "may_approve": seat is not None,
        "approved_already": any(a.account_id == here.access.account_id for a in given),
        "writes": writing_seat(here, one) is not None,
    }
    return render(request, "documents/approve.html", context, status=409 if request.method == "POST" else 200)


def _approve(request: HttpRequest, here: Here, draft: Draft, form: ApproveForm) -> HttpResponse | None:
    """Give the approval; None when what was read lies there no more."""
    actor = actor_of(here, approving_seat(here, draft))
    try:
        last = actions_approval.approve(draft=draft, seen_sha256=form.cleaned_data["sha256"], actor=actor)
    except ChangedMeanwhile as refused:
        messages.error(request, str(refused))
        return None
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("documents:approve", root=here.root.key, draft=draft.pk)
    if last:
        return redirect("documents:freezing", root=here.root.key, draft=draft.pk)
    messages.success(request, _("Du har godkänt. Dokumentet fryses när alla har godkänt."))
    return redirect("documents:approve", root=here.root.key, draft=draft.pk)


def _kept(here: Here, number: int) -> FrozenVersion:
    """A version that the user may withdraw and mask. Raises Http404, or PermissionDenied for others who read it."""
    one = queries.version_here(here, number)
    if keeping_seat(here, one) is None:
        raise PermissionDenied
    return one


@page(
    "documents:withdraw",
    title=gettext_lazy("Dra tillbaka ett fryst dokument"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.SEE_FIGURES,
    locally=True,
)
def withdraw(request: HttpRequest, here: Here, version: int) -> HttpResponse:
    """Say that a frozen version no longer holds, and why. For who may approve such documents."""
    one = _kept(here, version)
    back = address(here, "version", one.pk)
    if hasattr(one, "destruction"):
        return redirect(back)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        seat = actor_of(here, keeping_seat(here, one))
        try:
            actions_frozen.withdraw(version=one, reason=form.cleaned_data["reason"], actor=seat)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Dokumentet är tillbakadraget."))
            return redirect(back)
    context = {
        **under(here, (one.title, back), about=one),
        "heading": _("Dra tillbaka utgåva %(number)s") % {"number": one.number},
        "question": one.title,
        "consequences": [
            _("Sidan säger att dokumentet inte gäller längre, och varför."),
            _("Dokumentet och dess filer går fortfarande att läsa. De ändras inte."),
            _("Det går inte att ångra. En ny utgåva kan godkännas ur utkastet."),
        ],
        "action_label": _("Dra tillbaka"),
        "cancel_url": back,
        "danger": True,
        "form": form,
    }
    return render(request, "documents/ask.html", context, status=422 if request.method == "POST" else 200)


@page(
    "documents:mask",
    title=gettext_lazy("Maskera namn i ett fryst dokument"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.SEE_FIGURES,
    locally=True,
)
def mask(request: HttpRequest, here: Here, version: int) -> HttpResponse:
    """Take personal names out of a frozen version: first where they stand, then for good. For who may approve it."""
    one = _kept(here, version)
    back = address(here, "version", one.pk)
    if hasattr(one, "destruction"):
        return redirect(back)
    form = MaskForm(request.POST or None, initial={"sha256": one.body.sha256})
    found: list[str] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            found = _found(one, form)
            if "mask" in request.POST:
                _mask(here, one, form)
                messages.success(request, _("Namnen är maskerade och filerna gjorda på nytt."))
                return redirect(back)
        except ChangedMeanwhile as refused:
            status, found = 409, []
            messages.error(request, str(refused))
            one = _kept(here, version)
            form = MaskForm({**request.POST.dict(), "sha256": one.body.sha256})
        except ActionRefused as refused:
            form.add_error(None, str(refused))
            found = []
    if form.errors:
        status = 422
    context = {
        **under(here, (one.title, back), about=one),
        "frozen": one,
        "form": form,
        "found": found,
        "in_title": bool(found) and bool(actions_frozen.pattern_of(form.names_given()).search(one.title)),
        "elsewhere": _elsewhere(here, one, form) if found else [],
        "cancel_url": back,
        "spoken": one.content["language"],
    }
    return render(request, "documents/mask.html", context, status=status)


def _found(version: FrozenVersion, form: MaskForm) -> list[str]:
    """Each place where a name stands, with the words around it. Raises ActionRefused when there is none."""
    names = actions_frozen.pattern_of(form.names_given())
    body = version.body
    found = masking.around([body.content, body.facts, body.approvals], names)
    if not found:
        raise ActionRefused(_("Inget av namnen står i dokumentet."))
    return found


def _mask(here: Here, version: FrozenVersion, form: MaskForm) -> None:
    actions_frozen.mask(
        version=version,
        names=form.names_given(),
        reason=form.cleaned_data["reason"],
        seen_sha256=form.cleaned_data["sha256"],
        actor=actor_of(here, keeping_seat(here, version)),
    )


def _elsewhere(here: Here, version: FrozenVersion, form: MaskForm) -> list[FrozenVersion]:
    """Other versions of the same draft in which the names stand too. Two queries."""
    names = actions_frozen.pattern_of(form.names_given())
    others = [row.version.pk for row in queries.siblings(here, version) if row.version.pk != version.pk]
    rows = FrozenVersion.objects.filter(pk__in=others, destruction=None).select_related("body").order_by("number")
    return [one for one in rows if masking.count([one.body.content, one.body.facts, one.body.approvals], names)]
