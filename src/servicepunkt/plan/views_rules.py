"""Pages of rules: the calculators, purchases held against their limits, and the table of legal amounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused
from servicepunkt.core.money import kronor
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.people.views import crumbs_to

from . import queries_budget as queries
from .budget.rules import Result, judge
from .forms_rules import HomeDeliveryForm, LegalForm, OperatingGrantForm, RuleForm, ServiceGrantForm, typed_legal
from .lines_budget import PURCHASES
from .models_legal import LegalValue
from .rules_of_law import Legal, amounts, set_value, values_on
from .views_budget import under


@dataclass(frozen=True)
class Rule:
    """A calculator: its address, what it is called, what it gives, and its form."""

    slug: str
    title: Promise
    lead: Promise
    form: type[RuleForm]


RULES: Mapping[str, Rule] = {
    one.slug: one
    for one in (
        Rule("driftstod", gettext_lazy("Särskilt driftstöd"),
             gettext_lazy("Stöd till en butik som ligger långt från nästa. Regionen beslutar."), OperatingGrantForm),
        Rule("servicebidrag", gettext_lazy("Servicebidrag"),
             gettext_lazy("Tillfälligt bidrag till en butik eller mack i svårigheter. Regionen beslutar."),
             ServiceGrantForm),
        Rule("hemsandning", gettext_lazy("Hemsändningsbidrag"),
             gettext_lazy("Statens del av kommunens kostnad för att köra hem varor. Kommunen söker."),
             HomeDeliveryForm),
    )
}  # fmt: skip


def _conditions() -> dict[str, str]:
    return {
        "all_year": _("Fast lokal med öppet hela året"),
        "remote": _("Längre till nästa butik än gränsen, eller ö utan fast förbindelse"),
        "turnover": _("Omsättningen av dagligvaror är högst gränsen"),
        "turnover_low": _("Omsättningen är inte för liten"),
        "hours": _("Tillräckligt många öppettimmar i veckan"),
        "articles": _("Tillräckligt många artiklar"),
        "fresh": _("Färskvaror finns"),
        "plan": _("Kommunen har en varuförsörjningsplan eller serviceplan"),
        "reasons": _("Särskilda skäl finns"),
        "years": _("Inte för fler år än regeln tillåter"),
        "net_cost": _("Kommunen har en kostnad kvar när hushållet har betalat"),
        "least": _("Kommunens kostnad på ett år är tillräckligt stor"),
        "documented": _("Hemsändningarna är dokumenterade"),
    }


@page("budget:rules", title=gettext_lazy("Räkna på stöd"), about=About.PLACE, see=Right.SEE_PLACE)
def rules(request: HttpRequest, here: Here) -> HttpResponse:
    """The calculators there are."""
    return render(request, "plan/rules.html", {**under(here), "rules": list(RULES.values())})


@page("budget:rule", title=gettext_lazy("Räkna på ett stöd"), about=About.PLACE, see=Right.SEE_PLACE)
def rule(request: HttpRequest, here: Here, rule: str) -> HttpResponse:
    """A calculator: what is answered stands in the address, and nothing is stored."""
    one = RULES.get(rule)
    if one is None:
        raise Http404
    form = one.form(request.GET or None)
    context = under(here)
    back = reverse("budget:rules", args=[here.root.key, here.place.slug])
    context |= {"crumbs": [*context["crumbs"], (_("Räkna på stöd"), back)], "rule": one, "form": form}
    if form.is_bound and form.is_valid():
        values = values_on(here.root.pk, clock.today())
        context |= _answered(form.result(amounts(values)), values)
    return render(request, "plan/rule.html", context)


def _answered(result: Result, values: Mapping[str, Legal]) -> dict[str, Any]:
    said = {True: _("uppfyllt"), False: _("inte uppfyllt"), None: _("vet inte")}
    conclusions = {
        True: ("success", _("Alla villkor är uppfyllda.")),
        False: ("error", _("Stödet går inte att få, som det ser ut nu.")),
        None: ("info", _("Det går inte att säga än. Ett svar saknas, eller så är det Regionen som avgör.")),
    }
    kind, text = conclusions[result.may]
    if result.for_reasons:
        kind, text = "warning", _("Villkoren är inte uppfyllda. Bara vid särskilda skäl kan Regionen ändå ge stödet.")
    titles = _conditions()
    keys = [key for one in result.conditions for key in one.keys] + list(result.keys)
    return {
        "kind": kind,
        "text": text,
        "amount": "" if result.amount_ore is None or result.may is False else kronor(result.amount_ore),
        "conditions": [
            (titles[one.code], said[one.met], ", ".join(values[key].said for key in one.keys))
            for one in result.conditions
        ],
        **_legal([values[key] for key in dict.fromkeys(keys)]),
    }


def _legal(shown: list[Legal]) -> dict[str, Any]:
    return {"legal": shown, "unsure": any(not one.confirmed for one in shown)}


@page("budget:procurement", title=gettext_lazy("Köp och stöd"), about=About.PLACE, see=Right.SEE_PLACE)
def procurement(request: HttpRequest, here: Here) -> HttpResponse:
    """What the public buys or supports, over whole contract terms, against the limits of procurement and aid."""
    values = values_on(here.root.pk, clock.today())
    limits, rows = amounts(values), []
    for stored, bought in queries.purchases([here.place.pk])[here.place.pk]:
        judged = judge(bought, limits)
        rows.append({
            "purchase": stored,
            "total": kronor(judged.total_ore),
            "limit": kronor(judged.limit_ore),
            "direct_holds": judged.direct_holds,
            "direct": bought.direct,
            "aid": kronor(judged.aid_ore) if bought.aid else "",
            "ceiling": kronor(judged.ceiling_ore),
            "aid_holds": judged.aid_holds,
        })  # fmt: skip
    keys = ("lou.direct", "lou.direct_social", "deminimis.three_years", "euro.kronor")
    context = {
        **under(here),
        "sheet": PURCHASES,
        "rows": rows,
        **_legal([values[key] for key in keys]),
        "keeps": here.may(Right.KEEP_PLAN),
    }
    return render(request, "plan/procurement.html", context)


@page(
    "budget:legal_values",
    title=gettext_lazy("Belopp i lagar och regler"),
    about=About.PROGRAMME,
    see=Right.SEE_PLACE,
    locally=True,
)
def legal_values(request: HttpRequest, here: Here) -> HttpResponse:
    """Every amount the calculators use, with its law, source and day."""
    context = {
        "here": here,
        "crumbs": crumbs_to(here),
        **_legal(list(values_on(here.root.pk, clock.today()).values())),
        "keeps": here.may(Right.EDIT_PROGRAMME),
    }
    return render(request, "plan/legal_values.html", context)


@page(
    "budget:legal_value",
    title=gettext_lazy("Ett belopp i en lag eller regel"),
    about=About.PROGRAMME,
    see=Right.EDIT_PROGRAMME,
    save=Right.EDIT_PROGRAMME,
)
def legal_value(request: HttpRequest, here: Here, value: str) -> HttpResponse:
    """What a rule has said, and a form to enter what it says from a day on. The older values stay."""
    known = values_on(here.root.pk, clock.today()).get(value)
    if known is None:
        raise Http404
    form = LegalForm(known, request.POST if request.method == "POST" else None, initial=typed_legal(known))
    if form.is_bound and form.is_valid():
        try:
            set_value(root=here.root, key=value, **form.cleaned_data, actor=actor(here, Right.EDIT_PROGRAMME))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Värdet är infört. Det gamla finns kvar."))
            return redirect("budget:legal_values", root=here.root.key)
    back = reverse("budget:legal_values", args=[here.root.key])
    context = {
        "here": here,
        "crumbs": [*crumbs_to(here), (_("Belopp i lagar och regler"), back)],
        "back": back,
        "known": known,
        "form": form,
        "earlier": [
            Legal(row.key, known.title, row.amount, known.unit, row.law, row.source, row.holds_from, row.checked_on)
            for row in LegalValue.objects.filter(root=here.root, key=value)
        ],
    }
    return render(request, "plan/legal_value.html", context, status=422 if form.is_bound else 200)
