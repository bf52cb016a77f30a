"""The budget's sheets: costs, incomes, sales by visits, own time. Form, list, page and file come from what stands here.

Every line has a source: the memo's budget shows where each krona comes from.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.money import decimal_mark, per_cent
from servicepunkt.sheets.fields import Choice, Day, Money, Text, Value, Values, Whole
from servicepunkt.sheets.models import Fact
from servicepunkt.sheets.spec import Faults, Sheet

from .book_budget import BUDGET
from .models_accounts import AccountRange
from .models_budget import FIRST_YEARS, MOST_PERMILLE, CostLine, IncomeLine, OwnTimeLine, Purchase, SalesLine, YesOrNo

MOST_ORE = 1_000_000_000_00


@dataclass(frozen=True)
class Percent(Whole):
    """A share, written in per cent with at most one decimal and kept in per mille."""

    most: int = MOST_PERMILLE

    def parse(self, text: str) -> Value:
        """Per cent with at most one decimal."""
        cleaned = re.sub(r"\s|%|procent", "", text.strip().lower())
        if not cleaned:
            return None
        found = re.fullmatch(r"(\d{1,3})(?:[.,](\d))?", cleaned)
        if found is None:
            raise ValueError(_t("Skriv procent med siffror och högst en decimal, till exempel 2 eller 2,5."))
        return int(found[1]) * 10 + int(found[2] or 0)

    def say(self, value: Value) -> str:
        """Per cent with the decimal it has."""
        if not isinstance(value, int):
            return ""
        whole, rest = divmod(value, 10)
        return per_cent(f"{whole}{decimal_mark()}{rest}" if rest else str(whole))


@dataclass(frozen=True)
class LastDay(Day):
    """The last day of a period, as people write it; kept as the first day after it."""

    def parse(self, text: str) -> Value:
        """The day after the one written. Raises ValueError for what is no day, or the calendar's last."""
        day = super().parse(text)
        if not isinstance(day, dt.date):
            return day
        if day == dt.date.max:
            raise ValueError(_t("Skriv dagen som år-månad-dag, till exempel 2026-05-01."))
        return day + dt.timedelta(days=1)

    def say(self, value: Value) -> str:
        """The day before the one kept."""
        return super().say(value - dt.timedelta(days=1)) if isinstance(value, dt.date) else ""


@dataclass(frozen=True)
class LastYear(Whole):
    """The last year of a line. Without one it goes on, if it does not come only once."""

    def unsaid(self, values: Values) -> str:
        """That it goes on; a dash for what comes once, as its rhythm says so already."""
        return "–" if values.get("rhythm") == CostLine.Rhythm.ONCE else _t("fortsätter")


SOURCE = Text(
    "source",
    _("Källa"),
    _("Var siffran kommer ifrån: offert, avtal, beslut, bokslut eller vem som räknat. Varje krona har en källa."),
    required=True,
)
NOTE = Text("note", _("Anteckning"), lines=True)
INDEX = Percent(
    "index_permille",
    _("Ökar per år (procent)"),
    _("Räknas från budgetens första år. Tomt är 0."),
)
FIRST_YEAR = Whole("first_year", _("Första året"), required=True, least=FIRST_YEARS[0], most=FIRST_YEARS[1])
LAST_YEAR = LastYear(
    "last_year",
    _("Sista året"),
    _("Lämna tomt när det fortsätter så länge planen gäller."),
    least=FIRST_YEARS[0],
    most=FIRST_YEARS[1],
)


def _years(values: Values) -> Faults:
    first, last = values["first_year"], values["last_year"]
    if isinstance(first, int) and isinstance(last, int) and last < first:
        yield "last_year", _t("Sista året kan inte komma före det första.")


def _cost(values: Values) -> Faults:
    yield from _years(values)
    if values["rhythm"] == CostLine.Rhythm.ONCE and values["last_year"] is not None:
        yield "last_year", _t("En kostnad som kommer en gång har inget sista år. Lämna det tomt.")


def _income(values: Values) -> Faults:
    first, until = values["first_on"], values["until_on"]
    if isinstance(first, dt.date) and isinstance(until, dt.date) and until <= first:
        yield "until_on", _t("Sista dagen kan inte komma före den första.")
    if values["kind"] == IncomeLine.Kind.PROJECT and values["project"] != YesOrNo.YES:
        yield "project", _t("Projektmedel är projektpengar: svara ja.")
    if values["project"] == YesOrNo.YES and until is None:
        yield "until_on", _t("Projektpengar tar slut. Skriv den sista dagen de gäller.")


def _accounts(values: Values) -> Faults:
    first, last = values["first_account"], values["last_account"]
    if isinstance(first, int) and isinstance(last, int) and last < first:
        yield "last_account", _t("Det sista kontot kan inte komma före det första.")


def _purchase(values: Values) -> Faults:
    if values["aid"] == YesOrNo.YES and values["other_aid_ore"] is None:
        yield "other_aid_ore", _t("Skriv vad företaget har fått i annat stöd, eller 0.")
    if values["way"] == Purchase.Way.SUPPORT and values["group"] == Purchase.Group.ORDINARY and not values["note"]:
        yield "note", _t("Skriv varför det inte är ett köp.")


def _sales(values: Values) -> Faults:
    yield from _years(values)
    low, likely, high = values["visits_low"], values["visits"], values["visits_high"]
    if isinstance(low, int) and isinstance(likely, int) and isinstance(high, int):
        if low > likely:
            yield "visits_low", _t("Det låga antalet kan inte vara större än det troliga.")
        if high < likely:
            yield "visits_high", _t("Det höga antalet kan inte vara mindre än det troliga.")


def _sheet(model: type[Fact], slug: str, tab: str, **words: Any) -> Sheet:
    """A sheet of the budget, named after its rows' model. None of them is ever said to be empty."""
    return Sheet(book=BUDGET, key=str(model._meta.model_name), slug=slug, tab=tab, model=model, enough=0, **words)


COSTS = _sheet(
    CostLine, "kostnader", "Kostnader",
    title=_("Kostnader"),
    lead=_("Vad servicepunkten kostar: personal, drift, investeringar, inventarier, marknadsföring och information. "
           "Blir ett slag 0 kronor, skriv en rad med 0 och varför."),
    new=_("Ny kostnad"),
    add=_("Skriv in en kostnad"),
    groups=(
        ("", (
            Text("what", _("Vad"), _("Till exempel Lön till värd på halvtid eller Hyra av skolans matsal."),
                 required=True),
            Choice("kind", _("Slag"), required=True, choices=CostLine.Kind.choices, width=24),
            Money("amount_ore", _("Belopp (kronor)"), _("I första årets priser, för ett helt år. Lön med sociala "
                  "avgifter."), required=True, most=MOST_ORE),
            Choice("rhythm", _("Hur ofta"), required=True, choices=CostLine.Rhythm.choices),
            FIRST_YEAR,
            LAST_YEAR,
            INDEX,
        )),
        (_("Hur säkert"), (
            Choice("sure", _("Hur säker är siffran"), required=True, choices=CostLine.Sure.choices),
            SOURCE,
            Choice("project_only", _("Görs det bara om projektpengarna kommer?"),
                   _("Svarar ni ja faller kostnaden bort när budgeten prövas utan projektpengar."),
                   required=True, choices=YesOrNo.choices),
            NOTE,
        )),
    ),
    same=("what", "kind", "first_year"),
    heading=("what",),
    listed=("kind", "amount_ore", "rhythm", "first_year", "last_year", "sure", "source"),
    check=_cost,
)  # fmt: skip

INCOMES = _sheet(
    IncomeLine, "intakter", "Intäkter",
    title=_("Intäkter"),
    lead=_("Vem som betalar vad, från vilken dag till vilken, och hur säkert det är. "
           "Försäljning som följer antalet besök står på ett eget blad."),
    new=_("Ny intäkt"),
    add=_("Skriv in en intäkt"),
    groups=(
        ("", (
            Text("payer", _("Vem betalar"), _("Organisationens namn, skrivet likadant varje gång."), required=True),
            Text("what", _("För vad"), required=True),
            Choice("kind", _("Slag"), required=True, choices=IncomeLine.Kind.choices, width=24),
            Money("amount_ore", _("Belopp per år (kronor)"), _("I första årets priser, för ett helt år. Delar av år "
                  "räknas efter månader."), required=True, most=MOST_ORE),
            Day("first_on", _("Från och med"), required=True),
            LastDay("until_on", _("Till och med"), _("Lämna tomt bara när inget slut är bestämt."),
                    nothing=_("inget slut bestämt")),
            INDEX,
        )),
        (_("Hur säkert"), (
            Choice("certainty", _("Hur säkert är det"), _("Bara undertecknat och beslutat räknas när finansieringen "
                   "bedöms."), required=True, choices=IncomeLine.Certainty.choices),
            Choice("project", _("Är det projektpengar?"), _("Pengar som bara gäller ett projekt och tar slut med "
                   "det."), required=True, choices=YesOrNo.choices),
            SOURCE,
            NOTE,
        )),
    ),
    same=("payer", "what", "first_on"),
    heading=("payer", "what"),
    listed=("kind", "amount_ore", "certainty", "first_on", "until_on", "project", "source"),
    check=_income,
)  # fmt: skip

SALES = _sheet(
    SalesLine, "forsaljning", "Försäljning",
    title=_("Försäljning efter besök"),
    lead=_("Hur många som kommer på ett år, vad ett besök ger och hur mycket av det som stannar kvar."),
    new=_("Ny försäljning"),
    add=_("Skriv in en försäljning"),
    groups=(
        ("", (
            Text("what", _("Vad"), _("Till exempel Kafé eller Paketutlämning."), required=True),
            Whole("visits_low", _("Besök per år, lågt räknat"), required=True, most=10_000_000),
            Whole("visits", _("Besök per år, troligt"), required=True, most=10_000_000),
            Whole("visits_high", _("Besök per år, högt räknat"), required=True, most=10_000_000),
            Money("average_ore", _("Ett besök ger i snitt (kronor)"), _("Utan moms."), required=True,
                  most=1_000_000_00),
            Percent("margin_permille", _("Så mycket stannar kvar (procent)"), _("När varan eller ombudet är betalt. "
                    "En avgift som stannar helt är 100."), required=True, most=1000),
            FIRST_YEAR,
            LAST_YEAR,
            INDEX,
        )),
        (_("Hur säkert"), (SOURCE, NOTE)),
    ),
    same=("what", "first_year"),
    heading=("what",),
    listed=("visits_low", "visits", "visits_high", "average_ore", "margin_permille", "source"),
    check=_sales,
)  # fmt: skip

OWN_TIME = _sheet(
    OwnTimeLine, "egen-tid", "Egen tid",
    title=_("Egen tid"),
    lead=_("Tid som bygden ger utan betalning. Den visas bredvid budgeten och räknas aldrig som pengar."),
    new=_("Skriv in egen tid"),
    add=_("Skriv in egen tid"),
    groups=(
        ("", (
            Text("what", _("Vad görs"), _("En uppgift, aldrig ett namn."), required=True),
            Whole("hours", _("Timmar per år"), required=True, most=100_000),
            Money("hour_ore", _("En timme värderas till (kronor)"), _("Leader räknade med 220 kronor 2014–2020. "
                  "Kontrollera vad er finansiär godkänner i dag."), required=True, most=10_000_00),
            SOURCE,
            NOTE,
        )),
    ),
    same=("what",),
    heading=("what",),
    listed=("hours", "hour_ore", "source"),
)  # fmt: skip

PURCHASES = _sheet(
    Purchase, "inkop", "Inköp",
    title=_("Det offentliga köper eller stödjer"),
    lead=_("Tjänster som kommun, region eller stat kan köpa av andra, och stöd till företag. "
           "Värdet räknas för hela avtalstiden med förlängningar."),
    new=_("Nytt köp eller stöd"),
    add=_("Skriv in ett köp eller stöd"),
    groups=(
        ("", (
            Text("what", _("Vad"), _("Till exempel Bokutlämning och blanketthjälp."), required=True),
            Text("buyer", _("Vem köper eller stödjer"), required=True),
            Choice("group", _("Slag"), required=True, choices=Purchase.Group.choices, width=24),
            Money("year_ore", _("Värde per år (kronor)"), _("Utan moms."), required=True, most=MOST_ORE),
            Whole("years", _("Avtalstid (år)"), required=True, least=1, most=20),
            Whole("extension_years", _("Möjlig förlängning (år)"), _("Skriv 0 om avtalet inte kan förlängas."),
                  required=True, most=20),
            Money("same_kind_ore", _("Köper samma slag av andra under tiden (kronor)"), _("Inköp av samma slag räknas "
                  "ihop. Skriv 0 om köparen har svarat att det inte finns några."), required=True, most=MOST_ORE),
        )),
        (_("Hur det köps"), (
            Choice("way", _("Så köps det"), required=True, choices=Purchase.Way.choices, width=30),
            Choice("aid", _("Är det stöd till ett företag?"), _("Betalning som är högre än vad tjänsten är värd kan "
                   "vara stöd. Fråga köparens jurist."), required=True, choices=YesOrNo.choices),
            Money("other_aid_ore", _("Företagets andra stöd de senaste tre åren (kronor)"), _("Stöd av mindre "
                  "betydelse. Företaget ska intyga det."), most=MOST_ORE),
            SOURCE,
            NOTE,
        )),
    ),
    same=("what", "buyer"),
    heading=("what", "buyer"),
    listed=("year_ore", "years", "extension_years", "way", "source"),
    check=_purchase,
)  # fmt: skip

ACCOUNTS = _sheet(
    AccountRange, "konton", "Konton",
    title=_("Egna konton"),
    lead=_("Konton som hör till ett annat slag hos er än i BAS-kontoplanen. Utan rader här gäller BAS."),
    new=_("Skriv in konton"),
    add=_("Skriv in konton"),
    groups=(
        ("", (
            Whole("first_account", _("Från konto"), required=True, least=1000, most=9999),
            Whole("last_account", _("Till och med konto"), required=True, least=1000, most=9999),
            Choice("group", _("Räknas som"), required=True, choices=AccountRange.Group.choices, width=24),
            NOTE,
        )),
    ),
    same=("first_account", "last_account"),
    heading=("first_account", "last_account"),
    listed=("first_account", "last_account", "group"),
    check=_accounts,
)  # fmt: skip

LINES: tuple[Sheet, ...] = (COSTS, INCOMES, SALES, OWN_TIME)
"""What the budget is counted from."""
EVERY: tuple[Sheet, ...] = (*LINES, PURCHASES, ACCOUNTS)
by_slug: Mapping[str, Sheet] = {sheet.slug: sheet for sheet in EVERY}
by_key: Mapping[str, Sheet] = {sheet.key: sheet for sheet in EVERY}
