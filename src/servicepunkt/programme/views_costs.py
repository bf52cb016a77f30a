"""What organisations bore: own time and costs by kind and payer, noted by hand or at meetings; as a file too."""

import io
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, action
from servicepunkt.core.cells import starts_a_formula
from servicepunkt.core.money import kronor
from servicepunkt.core.text import localised
from servicepunkt.documents.telling import day_said, hours_said
from servicepunkt.people.conflicts import Conflict
from servicepunkt.people.editing import Edited, edit, refuse
from servicepunkt.people.models import Organisation
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import actions_costs as actions
from .forms_costs import ANOTHER, CostNotedForm, NewCostForm
from .models import Contribution, Programme
from .queries import programme_of
from .queries_costs import KINDS, all_lines, borne, lines
from .views import under

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _said(one: Contribution) -> str:
    if one.kind == Contribution.Kind.OWN_TIME:
        return _("%(hours)s timmar") % {"hours": hours_said(one.hours)}
    return kronor(one.amount_ore)


def _actor(here: Here) -> Actor:
    return actor(here, Right.KEEP_MONEY)


def _who(form: NewCostForm | CostNotedForm, here: Here) -> Organisation:
    """Who bore it: one of those known, or another that is noted with it."""
    data = form.cleaned_data
    if data["organisation"] != ANOTHER:
        return form.payers[data["organisation"]]
    return actions.payer(name=data["other_name"], sector=data["other_sector"], root=here.root, actor=_actor(here))


@action
def _note(here: Here, form: NewCostForm) -> Contribution:
    """A new organisation is noted with its cost, or neither is."""
    facts = form.facts(_who(form, here))
    return actions.bear(root=here.root, facts=facts, request_key=form.cleaned_data["request_key"], actor=_actor(here))


@page(
    "programme:costs",
    title=gettext_lazy("Kostnader och eget arbete"),
    about=About.PROGRAMME,
    see=Right.SEE_MONEY,
    save=Right.KEEP_MONEY,
    locally=True,
)
def costs(request: HttpRequest, here: Here) -> HttpResponse:
    """Sums by payer and kind, own time, and the lines; POST notes one more."""
    programme = programme_of(here.root)
    form = None
    if here.may(Right.KEEP_MONEY):
        start = {"request_key": uuid.uuid4(), "on": clock.today()}
        form = NewCostForm(request.POST or None, initial=start, programme=programme)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            noted = _note(here, form)
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("%(what)s är infört.") % {"what": _said(noted)})
            return redirect("programme:costs", root=here.root.key)
    return _costs_page(request, here, form)


def _costs_page(request: HttpRequest, here: Here, form: NewCostForm | None) -> HttpResponse:
    sums, shown = borne(here.root), lines(here.root, request.GET.get("page", "1"))
    kinds = [(kind, str(KINDS[Contribution.Kind(kind)])) for kind in sums.kinds]
    context = {
        **under(here, _("Pengar"), "programme:money"),
        "total": kronor(sums.total_ore),
        "hours": hours_said(sums.total_hours),
        "kinds": [title for _kind, title in kinds],
        "payers": [
            (payer, [(title, kronor(of_payer.get(kind, 0))) for kind, title in kinds], kronor(sum(of_payer.values())))
            for payer, of_payer in sums.ore.items()
        ],
        "sums": [(title, kronor(sums.of_kind(kind))) for kind, title in kinds],
        "own_time": [(payer, hours_said(hours)) for payer, hours in sums.hours.items()],
        "lines": [(one, str(KINDS[Contribution.Kind(one.kind)]), _said(one)) for one in shown],
        "page_obj": shown,
        "keeps": form is not None,
        "form": form,
    }
    refused = form is not None and form.is_bound
    return render(request, "programme/costs.html", context, status=422 if refused else 200)


@page(
    "programme:cost",
    title=gettext_lazy("En kostnad"),
    about=About.PROGRAMME,
    see=Right.KEEP_MONEY,
    save=Right.KEEP_MONEY,
)
def cost(request: HttpRequest, here: Here, cost: int) -> HttpResponse:
    """Mend what was noted, or take it away."""
    programme = programme_of(here.root)
    found = Contribution.objects.select_related("area", "organisation", "place", "meeting__body")
    one = found.filter(pk=cost, area=here.root).first()
    if one is None:
        return _gone(request, here, programme)
    kept: Contribution = one
    made: list[CostNotedForm] = []

    def make(*args: Any, **kwargs: Any) -> CostNotedForm:
        made.append(CostNotedForm(*args, programme=programme, **kwargs))
        return made[-1]

    @action
    def save(typed: dict[str, Any]) -> None:
        if typed["remove"]:
            actions.remove_cost(cost=kept, seen_version=typed["seen_version"], actor=_actor(here))
            return
        facts = made[0].facts(_who(made[0], here))
        actions.change_cost(cost=kept, facts=facts, seen_version=typed["seen_version"], actor=_actor(here))

    try:
        done = edit(request, kept, make, _stored, save)
    except Contribution.DoesNotExist:  # taken away while this was being saved
        return _gone(request, here, programme)
    if done.saved:
        removed = made[0].cleaned_data["remove"]
        messages.success(request, _("Raden är borttagen.") if removed else _("Raden är sparad."))
        return redirect("programme:costs", root=here.root.key)
    return _cost_page(request, here, done, one=kept)


def _stored(one: Contribution) -> dict[str, object]:
    own_time = one.kind == Contribution.Kind.OWN_TIME
    return {
        "kind": one.kind,
        "organisation": str(one.organisation_id),
        "hours": one.hours if own_time else None,
        "amount_ore": None if own_time else one.amount_ore,
        "on": one.on,
        "text": one.text,
        "place": one.place.slug if one.place else "",
    }


def _gone(request: HttpRequest, here: Here, programme: Programme) -> HttpResponse:
    """The line is not there any more: what was typed can be saved as a new one."""
    if request.method != "POST":
        raise Http404
    again = request.POST.copy()
    again["request_key"] = str(uuid.uuid4())
    form = NewCostForm(again, programme=programme)
    met = Conflict(_("Någon annan"), clock.now(), [], removed=True)
    return _cost_page(request, here, Edited(form, met), one=None)


def _cost_page(request: HttpRequest, here: Here, done: Edited, one: Contribution | None) -> HttpResponse:
    costs_url = reverse("programme:costs", args=[here.root.key])
    above = under(here, _("Pengar"), "programme:money")
    context = {
        **above,
        "crumbs": [*above["crumbs"], (_("Kostnader och eget arbete"), costs_url)],
        "title": _("En kostnad eller eget arbete"),
        "meeting": localised(one.meeting.body) if one and one.meeting else "",
        "action": reverse("programme:cost", args=[here.root.key, one.pk]) if one else costs_url,
        "action_label": _("Spara raden"),
        "cancel_url": costs_url,
        **done.context,
    }
    return render(request, "programme/cost.html", context, status=done.status)


@page(
    "programme:costs_file",
    title=gettext_lazy("Kostnaderna som Excelfil"),
    about=About.PROGRAMME,
    see=Right.SEE_MONEY,
    locally=True,
)
def costs_file(request: HttpRequest, here: Here) -> HttpResponse:
    """Every line as a workbook, with sums that the spreadsheet can work on."""
    name = f"kostnader-{here.root.key}-{clock.today().isoformat()}.xlsx"
    return HttpResponse(
        _workbook(all_lines(here.root)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _workbook(rows: list[Contribution]) -> bytes:
    out = io.BytesIO()
    # What somebody typed is written as text: never run as a formula or made a link.
    rules = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    head = (
        (_("Dag"), 12), (_("Betalare"), 34), (_("Slag"), 26), (_("Timmar"), 10), (_("Kronor"), 14), (_("Ort"), 24),
        (_("Möte"), 30), (_("Vad det gällde"), 50),
    )  # fmt: skip
    import xlsxwriter  # a process that makes no workbook need not carry it

    with xlsxwriter.Workbook(out, rules) as book:
        sheet, bold = book.add_worksheet(_("Kostnader")), book.add_format({"bold": True})
        day, money = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
        plain, quoted = book.add_format(), book.add_format({"quote_prefix": True})
        for column, (title, width) in enumerate(head):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        for row, one in enumerate(rows, start=1):
            sheet.write_datetime(row, 0, one.on, day)
            if one.kind == Contribution.Kind.OWN_TIME:
                sheet.write_number(row, 3, float(one.hours), money)
            else:
                sheet.write_number(row, 4, one.amount_ore / 100, money)
            for column, text in _texts(one).items():
                sheet.write_string(row, column, text, quoted if starts_a_formula(text) else plain)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _texts(one: Contribution) -> dict[int, str]:
    """The texts of a line by their column."""
    place = one.place.name if one.place else ""
    kind = str(KINDS[Contribution.Kind(one.kind)])
    return {1: one.organisation.name, 2: kind, 5: place, 6: _meeting_said(one), 7: one.text}


def _meeting_said(one: Contribution) -> str:
    if one.meeting is None:
        return ""
    title = localised(one.meeting.body)
    return f"{title}, {day_said(one.meeting.held_on)}" if one.meeting.held_on else title
