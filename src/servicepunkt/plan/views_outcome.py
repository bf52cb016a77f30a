"""The page of the outcome: the budget held against the accounts, which are read from a SIE file."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.money import kronor
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import queries_budget as queries
from .actions_accounts import take_in_accounts
from .budget.outcome import Group as Kind
from .budget.outcome import Range, by_year, held
from .budget.sie import SieFault, read_sie
from .lines_budget import ACCOUNTS
from .models_accounts import AccountRange, AccountSum
from .views_budget import under

MOST_BYTES = 20 * 1024 * 1024


class SieForm(forms.Form):
    """A SIE file."""

    file = forms.FileField(
        label=gettext_lazy("SIE-fil"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "Typ 4 ur bokföringsprogrammet, högst 20 MB. Bara summor per konto och månad sparas, inga texter."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".se,.si,.sie"}),
    )


def _why(fault: SieFault) -> str:
    said = {
        "no_sie": _("Filen är ingen SIE-fil."),
        "too_long": _("Filen har för många rader."),
        "not_type_4": _("Filen är inte av typ 4. Välj SIE typ 4 när du exporterar."),
        "not_closed": _("Filen slutar mitt i en verifikation."),
        "no_year": _(
            "Filen säger inte vilket räkenskapsår den gäller. Kassor och fakturaprogram gör sådana filer. Ta filen ur "
            "bokföringsprogrammet, för hela räkenskapsåret."
        ),
        "nothing": _("Filen har inga verifikationer. Välj SIE typ 4, med verifikationer, när du exporterar."),
        "braces": _("Klamrarna kring verifikationens rader stämmer inte."),
        "no_balance": _("Verifikationen går inte jämnt ut: %(text)s kronor skiljer.") % {"text": fault.text},
        "outside_year": _("Verifikationens dag %(text)s ligger utanför räkenskapsåret.") % {"text": fault.text},
        "other_sum": _(
            "Filens egen summa stämmer inte med raderna (konto %(text)s kronor). Troligen saknas verifikationer: "
            "exportera hela räkenskapsåret, utan urval."
        )
        % {"text": fault.text},
        "no_day": _("”%(text)s” är ingen dag.") % {"text": fault.text},
        "no_account": _("”%(text)s” är inget konto.") % {"text": fault.text},
        "no_amount": _("”%(text)s” är inget belopp.") % {"text": fault.text},
        "too_short": _("Raden är för kort."),
    }[fault.code]
    if not fault.row:
        return _("%(why)s Ingenting är sparat.") % {"why": said}
    return _("Rad %(row)s: %(why)s Ingenting är sparat.") % {"row": fault.row, "why": said}


@page(
    "budget:outcome",
    title=gettext_lazy("Budget mot utfall"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_PLAN,
)
def outcome(request: HttpRequest, here: Here) -> HttpResponse:
    """What each kind was to come to and came to; POST reads a SIE file."""
    form = SieForm(request.POST, request.FILES) if request.method == "POST" else SieForm()
    if form.is_bound and form.is_valid() and (done := _take_in(request, here, form)) is not None:
        return done
    own = [
        Range(one.first_account, one.last_account, Kind(one.group))
        for one in AccountRange.objects.filter(place=here.place)
    ]
    sums = by_year(AccountSum.objects.filter(place=here.place).values_list("year", "account", "amount_ore"))
    years = held(queries.budget_of(here.place), sums, own)
    titles = dict(AccountRange.Group.choices)
    context = {
        **under(here),
        "form": form,
        "sheet": ACCOUNTS,
        "years": [
            (
                year,
                [
                    (titles[one.group.value], kronor(one.budget_ore), kronor(one.outcome_ore), kronor(one.over_ore))
                    for one in rows
                ],
            )
            for year, rows in years.items()
        ],
        "elsewhere": sorted({year for year, _account in sums} - set(years)),
        "keeps": here.may(Right.KEEP_PLAN),
    }
    return render(request, "plan/outcome.html", context, status=422 if form.is_bound else 200)


def _take_in(request: HttpRequest, here: Here, form: SieForm) -> HttpResponse | None:
    """Read the file and keep its sums; what is wrong is told at the field, and nothing is kept."""
    sent = form.cleaned_data["file"]
    if sent.size > MOST_BYTES:
        form.add_error("file", _("Filen är för stor. Den får vara högst 20 MB."))
        return None
    try:
        books = read_sie(sent.read())
    except SieFault as fault:
        form.add_error("file", _why(fault))
        return None
    changed = take_in_accounts(root=here.root, place=here.place, books=books, actor=actor(here, Right.KEEP_PLAN))
    if changed:
        messages.success(request, _("Bokföringen är inläst: %(changed)s summor är nya eller ändrade.") % {
            "changed": changed,
        })  # fmt: skip
    else:
        messages.info(request, _("Filen säger samma sak som redan står här."))
    return redirect("budget:outcome", root=here.root.key, place=here.place.slug)
