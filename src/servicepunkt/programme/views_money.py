"""The programme's own money: what was paid to local solutions and to general methods, and what is accounted for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused
from servicepunkt.core.money import kronor
from servicepunkt.people.editing import edit, refuse
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.ui.charts import Bar

from . import actions, queries
from .forms import AccountForm, PayForm, new_payment
from .models import Outlay, Programme
from .queries_money import cheques
from .queries_village import sought_by_source, total
from .views import frame, under


@page(
    "programme:money",
    title=gettext_lazy("Pengar"),
    about=About.PROGRAMME,
    see=Right.SEE_MONEY,
    save=Right.KEEP_MONEY,
    chapter=5,
    locally=True,
)
def money(request: HttpRequest, here: Here) -> HttpResponse:
    """What has been paid, to whom and for what; POST notes an outlay."""
    programme = queries.programme_of(here.root)
    form = PayForm(request.POST, programme=programme) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            paid = actions.pay(programme=programme, **form.payment(), actor=actor(here, Right.KEEP_MONEY))
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Utbetalningen på %(sum)s är införd.") % {"sum": kronor(paid.amount_ore)})
            return redirect("programme:money", root=here.root.key)
    return _money_page(request, here, programme, form)


def _money_page(request: HttpRequest, here: Here, programme: Programme, form: PayForm | None) -> HttpResponse:
    keeps = here.may(Right.KEEP_MONEY)
    cheque_to = request.GET.get("check", "")
    if keeps and form is None:
        form = new_payment(programme, cheque_to, clock.today())
    paid = queries.money(programme, request.GET.get("sida", "1"))
    rows, page_obj = cheques(here, programme, request.GET.get("page", "1"))
    share = paid.local_share
    sought = sought_by_source(here.root)
    bars = [
        Bar(_("Lokala lösningar"), (round(paid.local_ore / 100),)),
        Bar(_("Generella metoder"), (round(paid.general_ore / 100),)),
    ]
    context = {
        **frame(here, "programme:money"),
        "local": kronor(paid.local_ore),
        "general": kronor(paid.general_ore),
        "total": kronor(paid.total_ore),
        "share": f"{round(share * 100)}\u00a0%" if share is not None else None,
        "general_share": f"{100 - round(share * 100)}\u00a0%" if share is not None else None,
        "mostly_local": share is not None and share > 0.5,
        "bars": bars,
        "series": [_("Kronor")],
        "outlays": [(one, kronor(one.amount_ore)) for one in paid.outlays],
        "outlays_page": paid.outlays,
        "cheques": rows,
        "cheques_paid": paid.cheques,
        "cheque": kronor(programme.cheque_ore) if programme.cheque_ore else "",
        "page_obj": page_obj,
        "sought": [(one, kronor(one.sought_ore), kronor(one.granted_ore)) for one in (*sought, total(sought))],
        "keeps": keeps,
        "form": form,
        "form_open": form is not None and (form.is_bound or bool(cheque_to)),
    }
    return render(request, "programme/money.html", context, status=422 if form is not None and form.is_bound else 200)


@page(
    "programme:outlay",
    title=gettext_lazy("En utbetalning"),
    about=About.PROGRAMME,
    see=Right.SEE_MONEY,
    save=Right.KEEP_MONEY,
    locally=True,
)
def outlay(request: HttpRequest, here: Here, outlay: int) -> HttpResponse:
    """An outlay; POST notes that it has been accounted for."""
    one = get_object_or_404(Outlay.objects.select_related("place"), pk=outlay, programme__area=here.root)
    done = edit(
        request,
        one,
        AccountForm,
        lambda o: {"accounted_on": o.accounted_on},
        lambda typed: actions.account_for(outlay=one, **typed, actor=actor(here, Right.KEEP_MONEY)),
    )
    if done.saved:
        messages.success(request, _("Redovisningen är sparad."))
        return redirect("programme:money", root=here.root.key)
    context = {
        **under(here, _("Pengar"), "programme:money"),
        "outlay": one,
        "amount": kronor(one.amount_ore),
        **done.context,
        "keeps": here.may(Right.KEEP_MONEY),
    }
    return render(request, "programme/outlay.html", context, status=done.status)
