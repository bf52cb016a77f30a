"""The sheets of those who offer: agents, state companies, associations, companies, products (M14, M26, M34)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.sheets.fields import MONTHS, Choice, Day, Kilometres, Several, Text, Values, Whole
from servicepunkt.sheets.spec import Faults, Sheet

from ..book import BOOK
from ..models_facts import EVERY_MONTH, AgentService, Association, Company, LocalProduct, StateCompany, YesMaybe, YesNo
from .spaces import not_later_than_today

MONTHS_IN_WORDS: Mapping[str, int] = {"hela året": EVERY_MONTH, "året runt": EVERY_MONTH}
NAME_HELP = gettext_lazy("Organisationens namn, aldrig en privatpersons.")
NOTE = Text("note", gettext_lazy("Anteckning"), lines=True, width=40)


def _agent(values: Values) -> Faults:
    located, km = values["located"], values["distance_m"]
    if located == AgentService.Located.ELSEWHERE and km is None:
        yield "distance_m", _("Skriv hur många km det är dit.")
    elif located != AgentService.Located.ELSEWHERE and km is not None:
        yield "distance_m", _("Skriv avstånd bara för det som finns på annan ort.")
    if located == AgentService.Located.NOWHERE and values["who"]:
        yield "who", _("Det som inte finns har ingen som gör det. Lämna det tomt.")
    elif located != AgentService.Located.NOWHERE and not values["who"]:
        yield "who", _("Fyll i det här.")
    if values["service"] == AgentService.Service.OTHER and not values["note"]:
        yield "note", _("Skriv vilken tjänst det är.")


AGENTS = Sheet(
    book=BOOK,
    key="agentservice",
    slug="ombud",
    tab="Ombud",
    model=AgentService,
    title=gettext_lazy("Ombud"),
    lead=gettext_lazy("Vem har paket, post, läkemedel och kontanter i dag? Och om ingen har det här: var är närmaste?"),
    new=gettext_lazy("Ny ombudstjänst"),
    add=gettext_lazy("Lägg till en ombudstjänst"),
    groups=(
        (
            "",
            (
                Choice("service", gettext_lazy("Tjänst"), required=True, choices=AgentService.Service.choices),
                Choice("located", gettext_lazy("Var"), required=True, choices=AgentService.Located.choices),
                Text("who", gettext_lazy("Vem som är ombud"), NAME_HELP),
                Kilometres("distance_m", gettext_lazy("Avstånd i km"), gettext_lazy("Bara till det på annan ort.")),
                Whole("handling_days", gettext_lazy("Dagar från beställning"), most=365),
                Text("hours", gettext_lazy("Öppet, i ord")),
                NOTE,
            ),
        ),
    ),
    same=("service", "who"),
    heading=("service", "who"),
    listed=("located", "distance_m", "handling_days", "hours"),
    check=_agent,
)


def _state_company(values: Values) -> Faults:
    if values["company"] == StateCompany.Company.OTHER and not values["other_name"]:
        yield "other_name", _("Skriv vilket bolag det är.")
    if values["contacted_on"] is None and values["answer"]:
        yield "contacted_on", _("Skriv vilken dag ni tog kontakt.")
    if values["contacted_on"] is not None and not values["answer"]:
        yield "answer", _("Välj vad de har svarat, eller att ni väntar på svar.")
    if values["answer"] == StateCompany.Answer.YES and not values["product_range"]:
        yield "product_range", _("Skriv vad bolaget kan erbjuda.")
    yield from not_later_than_today("contacted_on", values)


STATE_COMPANIES = Sheet(
    book=BOOK,
    key="statecompany",
    slug="statliga-bolag",
    tab="Statliga bolag",
    model=StateCompany,
    title=gettext_lazy("Statliga bolag"),
    lead=gettext_lazy("Fråga statens bolag och affärsverk vad de kan erbjuda genom servicepunkten, och skriv svaret."),
    new=gettext_lazy("Nytt bolag"),
    add=gettext_lazy("Lägg till ett bolag"),
    groups=(
        (
            "",
            (
                Choice("company", gettext_lazy("Bolag"), required=True, choices=StateCompany.Company.choices),
                Text("other_name", gettext_lazy("Vilket annat bolag")),
                Text(
                    "contacted_role", gettext_lazy("Vem ni talade med"),
                    gettext_lazy("Rollen, inte namnet: regionchef, kundtjänst."),
                ),
                Day("contacted_on", gettext_lazy("Dag för kontakten")),
                Choice("answer", gettext_lazy("Svar"), choices=StateCompany.Answer.choices),
                Text("product_range", gettext_lazy("Vad de kan erbjuda"), lines=True, width=40),
                Text("words", gettext_lazy("Svaret i ord"), lines=True, width=40),
            ),
        ),
    ),
    same=("company", "other_name"),
    heading=("company", "other_name"),
    listed=("answer", "contacted_on", "product_range"),
    check=_state_company,
)  # fmt: skip

ASSOCIATIONS = Sheet(
    book=BOOK,
    key="association",
    slug="foreningar",
    tab="Föreningar",
    model=Association,
    title=gettext_lazy("Föreningar"),
    lead=gettext_lazy("Vad erbjuder föreningarna i dag, vad vill de få, och hur kan de bli en resurs?"),
    new=gettext_lazy("Ny förening"),
    add=gettext_lazy("Lägg till en förening"),
    groups=(
        (
            "",
            (
                Text("name", gettext_lazy("Namn"), required=True),
                Text(
                    "offers", gettext_lazy("Vad de erbjuder i dag"), gettext_lazy("Skriv ”inget” om det är svaret."),
                    lines=True, width=40,
                ),
                Text(
                    "receives", gettext_lazy("Vad de skulle vilja få"), gettext_lazy("Skriv ”inget” om det är svaret."),
                    lines=True, width=40,
                ),
                Text("resource_how", gettext_lazy("Hur de kan bli en resurs"), lines=True, width=40),
                NOTE,
            ),
        ),
    ),
    same=("name",),
    heading=("name",),
    listed=("offers", "receives", "resource_how"),
)  # fmt: skip

COMPANIES = Sheet(
    book=BOOK,
    key="company",
    slug="foretag",
    tab="Företag",
    model=Company,
    title=gettext_lazy("Företag"),
    lead=gettext_lazy("Vad kan företagen erbjuda, och vilka vägar in till kommunen vore enklare för dem?"),
    new=gettext_lazy("Nytt företag"),
    add=gettext_lazy("Lägg till ett företag"),
    groups=(
        (
            "",
            (
                Text("name", gettext_lazy("Namn"), required=True),
                Text("branch", gettext_lazy("Bransch")),
                Text(
                    "offers", gettext_lazy("Vad de kan erbjuda"), gettext_lazy("Skriv ”inget” om det är svaret."),
                    lines=True, width=40,
                ),
                Text(
                    "ways_in", gettext_lazy("Enklare vägar in"),
                    gettext_lazy("Till vem eller vad behöver kontakten bli enklare? Skriv ”inget” om den är bra."),
                    lines=True, width=40,
                ),
                Text("would_help", gettext_lazy("Vad som skulle hjälpa"), lines=True, width=40),
                NOTE,
            ),
        ),
    ),
    same=("name",),
    heading=("name",),
    listed=("branch", "offers", "ways_in"),
)  # fmt: skip

PRODUCTS = Sheet(
    book=BOOK,
    key="localproduct",
    slug="lokala-produkter",
    tab="Lokala produkter",
    model=LocalProduct,
    title=gettext_lazy("Lokala produkter"),
    lead=gettext_lazy("Vad görs och odlas i bygden, och kan det säljas i servicepunkten eller åka med dagens turer?"),
    new=gettext_lazy("Ny produkt"),
    add=gettext_lazy("Lägg till en produkt"),
    groups=(
        (
            "",
            (
                Text("product", gettext_lazy("Produkt"), required=True),
                Text(
                    "producer", gettext_lazy("Producent"), gettext_lazy("Företagets eller gårdens namn."), required=True
                ),
                Several("months", gettext_lazy("Månader"), parts=MONTHS, shortcuts=MONTHS_IN_WORDS),
                Text("amount", gettext_lazy("Mängd i veckan"), gettext_lazy("I ord: tio lådor.")),
                Choice("cold", gettext_lazy("Måste hållas kallt"), width=10, choices=YesNo.choices),
                Choice("heavy", gettext_lazy("Tungt"), width=10, choices=YesNo.choices),
                Choice("ride_along", gettext_lazy("Kan åka med dagens turer"), choices=YesMaybe.choices),
                Choice("sold_at_point", gettext_lazy("Kan säljas i servicepunkten"), choices=YesMaybe.choices),
                NOTE,
            ),
        ),
    ),
    same=("product", "producer"),
    heading=("product",),
    listed=("producer", "months", "amount", "ride_along", "sold_at_point"),
)  # fmt: skip
