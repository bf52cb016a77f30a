"""Writing a draft: the whole document as it will be, its parts, its marking, a preview on paper."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.people.editing import Edited, edit
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right

from . import actions_drafts as actions
from . import freezing, html, outline, pdf, queries, stored
from .blocks import Document, DocumentError, Heading
from .drafts import Composed, compose, compose_parts, language_of, put_together
from .forms import MarkingForm, NewPartForm, RemarkForm, TextForm
from .kinds import kinds
from .models import Draft, DraftPart
from .posters import fit_of
from .presenting import edition_of, presented
from .rules import actor_of, approvers_of, approving_seat, writing_seat
from .views import address, back_to_home, preview_name, under


@page("documents:draft", title=gettext_lazy("Ett utkast"), about=About.PROGRAMME, see=Right.SEE_FIGURES, locally=True)
def draft(request: HttpRequest, here: Here, draft: int) -> HttpResponse:
    """The whole document as it will be, part by part. Who may only approve or read it is sent to where that is done."""
    one = queries.draft_here(here, draft)
    if writing_seat(here, one) is None:
        return redirect(_where_else(here, one))
    parts = compose_parts(one, on=clock.today())
    document, facts = put_together(one, parts)
    latest = queries.latest_of(here, one)
    context = {
        **under(here, about=one),
        "draft": one,
        "kind": queries.kind_title(one.kind),
        "parts": list(_shown(one, parts)),
        "open": one.state == Draft.State.OPEN,
        "approved": one.state == Draft.State.APPROVED,
        "coming": one.state == Draft.State.APPROVED and freezing.is_coming(freezing.job_of(one)),
        "facts": len(facts),
        "fit": fit_of(document),
        "empty": queries.empty_parts(parts),
        "latest": latest,
        "changed": latest is not None and queries.changed_since(latest, document),
        "home": back_to_home(here, one),
        "may_approve": approving_seat(here, one) is not None,
        "approvers": [who.title for who in approvers_of(one)],
    }
    return render(request, "documents/draft.html", context)


def _where_else(here: Here, draft: Draft) -> str:
    """Where somebody who may not write it has to do with a draft: approving it, reading an edition. Raises Http404."""
    if draft.state != Draft.State.OPEN and approving_seat(here, draft) is not None:
        return address(here, "approve", draft.pk)
    latest = queries.latest_of(here, draft)
    if latest is None:
        raise Http404
    return address(here, "version", latest.pk)


def _shown(draft: Draft, parts: list[Composed]) -> Any:
    """Each part with its blocks as they will look, numbered as in the whole document."""
    helps = {part.key: part.help for part in kinds()[draft.kind].parts} if draft.kind in kinds() else {}
    figures = tables = 0
    keys = [one.part.pk for one in parts]
    for place, one in enumerate(parts):
        one.part.draft = draft
        moves = actions.may_be_moved(one.part)
        body = ""
        if one.blocks:
            blocks = one.blocks
            if isinstance(blocks[0], Heading):
                blocks = (Heading(1, blocks[0].text), *blocks[1:])
            made = Document(draft.title, language_of(draft), blocks)
            body = html.render(made, prefix=f"del-{one.part.pk}", after=(figures, tables))
            figures, tables = outline.counted(made, (figures, tables))
        yield {
            "part": one.part,
            "body": body,
            "live": bool(one.part.section),
            "own": actions.is_own(one.part),
            "above": keys[place - 1] if moves and place > 0 else None,
            "below": keys[place + 1] if moves and place + 1 < len(keys) else None,
            "help": helps.get(one.part.key, ""),
        }


def _part_here(here: Here, draft: int, part: int) -> tuple[Draft, DraftPart]:
    one = queries.draft_to_write(here, draft)
    found = one.parts.filter(pk=part).select_related("draft").first()
    if found is None:
        raise Http404
    return one, found


@page(
    "documents:part",
    title=gettext_lazy("En del av ett utkast"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.SEE_FIGURES,
    locally=True,
)
def part(request: HttpRequest, here: Here, draft: int, part: int) -> HttpResponse:
    """Write a part, or hide or comment one that is filled from facts. Only who may write the document comes here."""
    one, found = _part_here(here, draft, part)
    live = bool(found.section)
    done = _remark(request, here, found) if live else _write(request, here, found)
    if done.saved:
        messages.success(request, _("Delen är sparad."))
        return redirect(f"{address(here, 'draft', one.pk)}#del-{found.pk}")
    helps = {spec.key: spec.help for spec in kinds()[one.kind].parts} if one.kind in kinds() else {}
    removable = actions.is_own(found) and not found.text.strip() and one.state == Draft.State.OPEN
    lead = helps.get(found.key, "")
    if live:
        lead = _("Den här delen fylls ur underlaget. Du kan inte skriva om den, men du kan kommentera eller dölja den.")
    context = {
        "title": found.title,
        "lead": lead,
        "action_label": _("Spara delen"),
        "remove_url": address(here, "remove_part", one.pk, found.pk) if removable else "",
        "seen": found.version,
    }
    return form_page(request, here, one, done, context)


def _write(request: HttpRequest, here: Here, found: DraftPart) -> Edited:
    own = actions.is_own(found)

    def save(typed: dict[str, Any]) -> None:
        actions.write_part(
            part=found,
            title=typed.get("title", found.title),
            text=typed["text"],
            seen_version=typed["seen_version"],
            actor=actor_of(here, writing_seat(here, found.draft)),
        )

    def kept(row: DraftPart) -> dict[str, object]:
        return {"title": row.title, "text": row.text} if own else {"text": row.text}

    def form(*args: Any, **kwargs: Any) -> TextForm:
        return TextForm(*args, own=own, **kwargs)

    return edit(request, found, form, kept, save)


def _remark(request: HttpRequest, here: Here, found: DraftPart) -> Edited:
    names = ("comment", "hidden", "hidden_reason")

    def save(typed: dict[str, Any]) -> None:
        actions.remark_part(part=found, **typed, actor=actor_of(here, writing_seat(here, found.draft)))

    return edit(request, found, RemarkForm, lambda row: {name: getattr(row, name) for name in names}, save)


def form_page(request: HttpRequest, here: Here, draft: Draft, done: Edited, context: dict[str, Any]) -> HttpResponse:
    """A page with one form about a draft."""
    back = address(here, "draft", draft.pk)
    whole = {
        **under(here, (draft.title, back), about=draft),
        "draft": draft,
        "cancel_url": back,
        "remove_url": "",
        **context,
        **done.context,
    }
    return render(request, "documents/form.html", whole, status=done.status)


@page(
    "documents:new_part",
    title=gettext_lazy("En ny del i ett utkast"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.SEE_FIGURES,
    locally=True,
)
def new_part(request: HttpRequest, here: Here, draft: int) -> HttpResponse:
    """Add a written part after any other. Only who may write the document comes here."""
    one = queries.draft_to_write(here, draft)
    start = {"request_key": uuid.uuid4(), "after": request.GET.get("efter", "")}
    form = NewPartForm(request.POST or None, initial=start, parts=one.parts.all())
    if request.method == "POST" and form.is_valid():
        seat = actor_of(here, writing_seat(here, one))
        try:
            made = actions.add_part(draft=one, **form.cleaned_data, actor=seat)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Delen är tillagd."))
            return redirect(f"{address(here, 'draft', one.pk)}#del-{made.pk}")
    context = {"title": _("Lägg till en del"), "lead": "", "action_label": _("Lägg till delen")}
    return form_page(request, here, one, Edited(form), context)


@page(
    "documents:remove_part",
    title=gettext_lazy("Ta bort en tom del ur ett utkast"),
    about=About.PROGRAMME,
    save=Right.SEE_FIGURES,
    saves_only=True,
    locally=True,
)
def remove_part(request: HttpRequest, here: Here, draft: int, part: int) -> HttpResponse:
    """Take away an empty part that people added. Only who may write the document does it."""
    one = queries.draft_to_write(here, draft)
    seat = actor_of(here, writing_seat(here, one))
    found = one.parts.filter(pk=part).select_related("draft").first()
    seen = request.POST.get("seen_version", "")
    try:
        if found is not None:
            actions.remove_part(part=found, seen_version=int(seen) if seen.isdecimal() else 0, actor=seat)
        messages.success(request, _("Delen är borttagen."))
    except ChangedMeanwhile:
        messages.error(request, _("Någon annan har ändrat delen. Den är kvar."))
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect("documents:draft", root=here.root.key, draft=one.pk)


@page(
    "documents:move_part",
    title=gettext_lazy("Flytta en del av ett utkast"),
    about=About.PROGRAMME,
    save=Right.SEE_FIGURES,
    saves_only=True,
    locally=True,
)
def move_part(request: HttpRequest, here: Here, draft: int, part: int) -> HttpResponse:
    """Move a written part one step up or down. Only who may write the document does it."""
    one, found = _part_here(here, draft, part)
    up = "up" in request.POST
    past, seen = request.POST.get("up" if up else "down", ""), request.POST.get("seen_version", "")
    try:
        actions.move_part(
            part=found,
            past=int(past) if past.isdecimal() else 0,
            up=up,
            seen_version=int(seen) if seen.isdecimal() else 0,
            actor=actor_of(here, writing_seat(here, one)),
        )
        messages.success(request, _("Delen är flyttad."))
    except ChangedMeanwhile as changed:
        messages.error(request, _("%(why)s Delen är inte flyttad. Se efter hur det ser ut nu.") % {"why": changed})
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect(f"{address(here, 'draft', one.pk)}#del-{found.pk}")


@page(
    "documents:marking",
    title=gettext_lazy("Ett utkasts titel och märkning"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.SEE_FIGURES,
    locally=True,
)
def marking(request: HttpRequest, here: Here, draft: int) -> HttpResponse:
    """Title, diary number, public or confidential, language. Only who may write the document comes here."""
    one = queries.draft_to_write(here, draft)
    names = ("title", "diary_number", "confidential", "confidential_reason", "language")

    def save(typed: dict[str, Any]) -> None:
        said = actions.Marking(**{name: typed[name] for name in names})
        seat = actor_of(here, writing_seat(here, one))
        actions.mark(draft=one, marking=said, seen_version=typed["seen_version"], actor=seat)

    done = edit(request, one, MarkingForm, lambda row: {name: getattr(row, name) for name in names}, save)
    if done.saved:
        messages.success(request, _("Uppgifterna om dokumentet är sparade."))
        return redirect("documents:draft", root=here.root.key, draft=one.pk)
    context = {"title": _("Titel och märkning"), "lead": "", "action_label": _("Spara uppgifterna")}
    return form_page(request, here, one, done, context)


@page(
    "documents:preview",
    title=gettext_lazy("Ett utkast som PDF"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    locally=True,
)
def preview(request: HttpRequest, here: Here, draft: int) -> HttpResponse:
    """The draft on paper: as it lies for approval, else as it stands today. For who writes or approves it."""
    one = queries.draft_here(here, draft)
    if writing_seat(here, one) is None and (one.state == Draft.State.OPEN or approving_seat(here, one) is None):
        raise Http404
    if one.state != Draft.State.OPEN:
        body = stored.from_json(one.proposal.content)
    else:
        body, _facts = compose(one, on=clock.today())
    at = clock.now()
    try:
        content = pdf.render(presented(body, edition_of(one, number=None, at=at)), at=at)
    except DocumentError as too_long:  # a poster: everything else breaks over pages
        messages.error(request, str(too_long))
        return redirect("documents:draft", root=here.root.key, draft=one.pk)
    headers = {
        "Content-Disposition": f'attachment; filename="{preview_name(one)}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)
