"""What the example villages have written in their plans, decided, and left for later. All of it is invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .villages import Day


@dataclass(frozen=True)
class Written:
    """A chapter: its text, what is to be decided, open questions, and risks (what, likely, bad, what is done)."""

    text: str
    decision: str = ""
    questions: str = ""
    risks: tuple[tuple[str, int, int, str], ...] = ()


@dataclass(frozen=True)
class Told:
    """A village's plan: written on a day, decided on another by the body (or never), approved as a whole or not.

    `papers` is what is written, by part, in the documents that others get: applications, extract, notice.
    """

    written: Day
    chapters: Mapping[str, Written]
    aside: Mapping[str, str] = field(default_factory=dict)
    decided: Day | None = None
    body: str = ""
    minutes: str = ""
    approved: bool = False
    influence: tuple[str, str, str, str, str] | None = None
    log: tuple[tuple[Day, str, str, str], ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    form: tuple[str, str] | None = None
    papers: Mapping[str, str] = field(default_factory=dict)


def _w(text: str, decision: str = "", questions: str = "", *risks: tuple[str, int, int, str]) -> Written:
    return Written(text, decision, questions, risks)


KANTARELLBODA = {
    "behov": _w(
        "Enkäten gick till alla hushåll. Det som saknas mest är:\n\n- någon att fråga när blanketten är svår\n"
        "- ett rum där distriktssköterskan kan ta emot\n- buss hem efter klockan 16",
        "Servicepunkten utgår från de tre behov som flest har nämnt.",
    ),
    "hjalp": _w(
        "Värdarna hjälper till med blanketter, bokningar och myndigheternas tjänster på nätet. De ger inte råd i "
        "juridiska frågor och hanterar inte pengar åt andra.",
        "Hjälpen ges drop-in varje vardag och på bokad tid på torsdagar.",
        "",
        ("Någon lämnar ut sin kod till värden", 2, 3, "Besökaren knappar alltid in koden själv."),
    ),
    "stat-kommun": _w(
        "Kommunen lämnar ut hemlån, tar emot blanketter och bokar lokaler genom servicepunkten. Distriktssköterskan "
        "har mottagning varannan onsdag.",
        "Kommunens tjänster finns från starten. De statliga tas in när avtalen är klara.",
        "När kan distriktssköterskan börja komma varje vecka?",
    ),
    "bredband": _w(
        "Gamla skolan har fiber. I byns norra del är täckningen svag.", "Servicepunkten har öppet trådlöst nät."
    ),
    "ideell": _w(
        "Hembygdsföreningen håller kafé på torsdagar och PRO har datahjälp en gång i månaden.",
        "Föreningarna använder lokalen utan hyra mot att de är värdar var sin kväll.",
    ),
    "foretag": _w(
        "Lanthandeln lämnar ut varor i lokalen. Fyra företag vill visa och sälja sina produkter där.",
        "En hylla för lokala produkter ställs i ordning före starten.",
        "",
        ("Lanthandeln stänger", 1, 3, "Föreningen kan ta över ombuden enligt avtalet."),
    ),
    "teknik": _w(
        "Paket lämnas ut varje vardag. Det finns en skärm för videomöten med vården. Lantbrevbäraren stannar vid "
        "servicepunkten.",
        "Utlämning och vårdens skärm finns från starten.",
    ),
    "kartlaggning": _w(
        "Biblioteksbussen, posten och lanthandelns ombud kan samlas på ett ställe.",
        "Ombuden flyttar till servicepunkten när lokalen är klar.",
    ),
    "transporter": _w(
        "Hemtjänstens och bibliotekets bilar kör samma väg på tisdagar.",
        "Turerna samordnas på tisdagar, och varor får åka med.",
        "Kan skolbussen ta paket?",
    ),
    "oppettider": _w(
        "Öppet vardagar 10–16, torsdagar till 19. Två värdar på halvtid, fem frivilliga på schema.",
        "Öppettiderna gäller i ett år och prövas sedan mot besöken.",
        "",
        ("Båda värdarna är sjuka samtidigt", 2, 2, "Tre frivilliga har gått samma utbildning."),
    ),
    "trygghet": _w(
        "Gamla skolan har reservkraft och är samlingsplats vid strömavbrott.",
        "Servicepunkten är bygdens trygghetspunkt, med kommunen som ansvarig.",
    ),
    "sekretess": _w(
        "Samtal hålls i eget rum. Värden skriver under en försäkran om tystnadsplikt. Inga papper lämnas kvar.",
        "Ordningen gäller alla som arbetar i lokalen, också frivilliga.",
    ),
    "lokal": _w(
        "Vi har jämfört skolan, bygdegården och lanthandelns lager. Skolan har ramp, fiber och reservkraft.",
        "Servicepunkten ligger i gamla skolan, bottenvåningen. Hyran är uppgjord för fem år.",
    ),
    "driftsform": _w(
        "En ekonomisk förening driver servicepunkten. Varje medlem har en röst, och stämman väljer styrelse.",
        "Kantarellboda servicepunkt ekonomisk förening är huvudman.",
    ),
    "kostnader": _w(
        "Personalen är den största kostnaden. Kommunen betalar hälften, föreningen en fjärdedel och ombuden resten.",
        "Budgeten för fem år antas.",
        "",
        ("Ett ombud säger upp avtalet", 2, 2, "Reserven räcker fyra månader."),
    ),
    "avtal": _w(
        "Avtal behövs med kommunen, hyresvärden och ombuden. Kommunens dörr in är näringslivskontoret.",
        "Avtalen skrivs för fem år, med uppföljning varje höst.",
    ),
    "inriktning": _w(
        "Om fem år är servicepunkten bygdens självklara mötesplats. Den är öppen varje vardag, den bär sina kostnader, "
        "och unga vill flytta hem.\n\nKommunen, regionen, föreningarna och lanthandeln är med.",
        "Inriktningen gäller till och med det femte året.",
    ),
}
_BY_LAW = {
    "risk": "inte-vi", "inflytande": "en-rost", "vinst": "medlemmar", "medlemmar": "flera", "personal": "ja",
    "bidrag": "butik", "moms": "ja", "kapital": "mer", "utgang": "latt", "kopare": "ja",
}  # fmt: skip


def _short(village: str, *, without: frozenset[str] = frozenset()) -> dict[str, Written]:
    """Chapters in a sentence or two, for a village whose plan is not the example to read."""
    texts = {
        "behov": "Enkäten visar att {v} mest saknar hjälp med ärenden och en plats att träffas på.",
        "hjalp": "Värden hjälper till med blanketter och bokningar.",
        "stat-kommun": "Kommunens ärenden tas emot i servicepunkten, och statens tjänster visas på skärmen.",
        "bredband": "Lokalen har fiber.",
        "ideell": "Föreningarna i {v} bemannar två kvällar i veckan.",
        "foretag": "Företagen får visa sina varor i lokalen.",
        "teknik": "Paket lämnas ut, och en skärm finns för videomöten.",
        "kartlaggning": "Ombud och biblioteksbuss samlas på ett ställe.",
        "transporter": "Bibliotekets och hemtjänstens turer samordnas.",
        "oppettider": "Öppet fyra vardagar i veckan med en värd och frivilliga.",
        "trygghet": "Lokalen är samlingsplats vid strömavbrott.",
        "sekretess": "Samtal hålls i eget rum, och värdarna har lovat tystnad.",
        "lokal": "Föreningens hus passar bäst av dem vi har jämfört.",
        "driftsform": "Föreningen driver servicepunkten, och årsmötet beslutar.",
        "kostnader": "Kommunens bidrag, föreningens andel och hyror täcker kostnaderna.",
        "avtal": "Avtal skrivs med kommunen och hyresvärden.",
        "inriktning": "Om fem år har {v} en servicepunkt som håller.",
    }
    return {
        key: Written(text.format(v=village), "Gruppen ställer sig bakom kapitlet.")
        for key, text in texts.items()
        if key not in without
    }


_PAPERS = {
    "lead": "Hjälp med blanketter, paket och böcker, en kopp kaffe och ett rum att mötas i. Alla är välkomna.",
    "from": "Vi öppnar i januari. Dagen står här när den är bestämd.",
    "summary": "Servicepunkten i gamla skolan samlar kommunens, föreningarnas och butikens service under ett tak. "
    "Projektet bygger om lokalen, utbildar värdar och prövar arbetssättet i ett och ett halvt år.",
    "target": "Alla som bor och verkar i bygden, först de som saknar bil eller behöver hjälp på nätet.",
    "goals": "- Öppet varje vardag när projektet slutar\n- Fem tjänster på plats från starten\n"
    "- Avtal med kommunen i fem år",
    "after": "Föreningen driver vidare. Kommunens uppdrag, ombudsdisken och uthyrningen bär driften.",
    "context": "Utdraget är underlag till kommunens serviceplan och revideras varje år.",
}
"""What Kantarellboda has written in the documents that others get. The rest is left for somebody to write."""


PLANS: Mapping[str, Told] = {
    "kantarellboda": Told(
        written=Day(2, 14),
        chapters=KANTARELLBODA,
        aside={
            "upphandling": "Utrett: kommunen driver sin del själv och inget annat ska upphandlas. Beslut i gruppen."
        },
        decided=Day(5, 17),
        body="Lokala projektgruppen",
        minutes="Protokoll nr 7, paragraf 4",
        approved=True,
        influence=(
            "Föreningen äger verksamheten. Alla som bor i bygden kan bli medlemmar för 100 kr om året.",
            "Stämman beslutar om budget och öppettider en gång om året. Styrelsen beslutar om det löpande varje månad.",
            "Styrelsen går igenom besöken och önskelådan och föreslår ändringar.",
            "Föreningens styrelse tillsammans med kommunens kontaktperson",
            "Fyra gånger om året",
        ),
        log=(
            (Day(4, 20), "Gamla skolan blir lokal för servicepunkten.", "Lokala projektgruppen", "Protokoll nr 5"),
            (Day(5, 15), "Två värdar anställs på halvtid.", "Föreningens styrelse", "Protokoll 3, paragraf 6"),
        ),
        papers=_PAPERS,
        answers=_BY_LAW,
        form=("ekonomisk-forening", "Vi vill ha en röst var och kunna ha anställda. 41 medlemmar var med och bildade."),
    ),
    "smultronhult-smultronnas": Told(
        written=Day(3, 16),
        chapters={
            **_short("Smultronhult", without=frozenset({"foretag"})),
            "foretag": Written("Handeln tar vi i nästa etapp.", questions="Vill handlaren i grannbyn vara med?"),
        },
        aside={"upphandling": "Kommunen prövar frågan först när nästa etapp börjar. Beslut i gruppen."},
        decided=Day(5, 19),
        body="Smultronnäs byalag",
        influence=(
            "Byalaget och idrottsföreningen har två platser var i driftgruppen.",
            "Driftgruppen beslutar tillsammans, och byalagets årsmöte granskar.",
            "Driftgruppen går igenom vad som fungerar.",
            "Driftgruppen",
            "Varannan månad",
        ),
        answers={"risk": "inte-vi", "inflytande": "en-rost", "vinst": "nej", "personal": "nej"},
        form=("ideell-forening", "Byalaget finns redan, och allt arbete är ideellt."),
    ),
    "blabarsvik": Told(
        written=Day(2, 16),
        chapters=_short("Blåbärsvik"),
        aside={"upphandling": "Föreningen får bidrag, så kommunen köper inget. Gruppen beslutade att lämna ämnet."},
        decided=Day(6, 17),
        body="Bystämman i Blåbärsvik",
        minutes="Antagen med 58 röster mot 3",
        approved=True,
        influence=(
            "Bygdegårdsföreningen driver, och alla boende får rösta på bystämman.",
            "Bystämman beslutar två gånger om året, styrelsen däremellan.",
            "Önskelåda i butiken, som styrelsen svarar på.",
            "Bygdegårdsföreningens styrelse",
            "Varje kvartal",
        ),
        answers={"inflytande": "en-rost", "vinst": "nej", "kapital": "lite", "utgang": "latt"},
        form=("ideell-forening", "Bygdegårdsföreningen finns och har förtroende i viken."),
    ),
    "hjortronliden": Told(
        written=Day(4, 16),
        chapters={
            "behov": Written("Renskötarna behöver öppet kvällstid under några veckor på hösten."),
            "trygghet": Written("Byaföreningens hus är samlingsplats när vägen är stängd."),
            "transporter": Written("Ambulans och hemtjänst har lång väg."),
        },
    ),
}
