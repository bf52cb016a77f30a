"""What an agreement says, part by part: filled from what the parties have written about it here."""

from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from servicepunkt.core.money import kronor
from servicepunkt.core.text import localised
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling, day_said

from .menu import title_of
from .models import Agreement, Commitment, Party
from .queries import sums_of
from .signing import seat_of, seats_that_sign

SOURCE = gettext_lazy("Servicepunkt, avtalets sida")


def _agreement(asked: Asked) -> Agreement:
    return Agreement.objects.select_related("replaces", "place").get(pk=asked.subject, root=asked.root)


def _tell(asked: Asked) -> Telling:
    return Telling(asked, str(SOURCE))


def _commitments(agreement: Agreement) -> list[Commitment]:
    return list(agreement.commitments.select_related("doer__party", "payer__party"))


def door_said(party: Party) -> str:
    """A party's contact in a line: function, telephone, address, answer time."""
    parts = [party.contact_function, party.contact_phone, party.contact_email]
    if party.answer_hours:
        parts.append(_("svar inom %(hours)s arbetstimmar") % {"hours": party.answer_hours})
    return ", ".join(part for part in parts if part)


def deputy_said(party: Party) -> str:
    """A party's deputy in a line."""
    return ", ".join(part for part in (party.deputy_function, party.deputy_phone, party.deputy_email) if part)


@section("agreements.its_parties", gettext_lazy("Avtalets parter"))
def its_parties(asked: Asked) -> Section:
    """Who agrees, in which role, and whom one turns to at each."""
    tell, agreement = _tell(asked), _agreement(asked)
    sides = list(agreement.sides.select_related("party"))
    rows = [
        (x.party.organisation, str(x.party.get_stands_for_display()), x.role, door_said(x.party), deputy_said(x.party))
        for x in sides
    ]
    head = (_("Part"), _("Företräder"), _("Roll i avtalet"), _("Kontakt"), _("Ersättare"))
    tell.table(_("Parter och kontakter"), head, rows, none=_("Avtalet har inga parter ännu."))
    if agreement.replaces:
        before = agreement.replaces
        tell.say(
            _("Avtalet ersätter ”%(title)s”, undertecknat %(day)s, från och med %(from)s.")
            % {
                "title": before.title,
                "day": day_said(before.signed_on) if before.signed_on else "–",
                "from": day_said(agreement.from_on),
            }
        )
    return tell.section()


@section("agreements.its_purpose", gettext_lazy("Avtalets syfte"))
def its_purpose(asked: Asked) -> Section:
    """Why the parties agree, and how long they mean to."""
    tell, agreement = _tell(asked), _agreement(asked)
    tell.say(agreement.purpose)
    if agreement.intention_years:
        tell.say(
            ngettext(
                "Parterna avser att samverka i %(years)s år.",
                "Parterna avser att samverka i %(years)s år.",
                agreement.intention_years,
            )
            % {"years": agreement.intention_years}
        )
    return tell.section()


def hours_said(one: Commitment) -> str:
    """The hours a commitment takes, in words; nothing when none are written."""
    if one.hours is None:
        return ""
    number = number_format(Decimal(f"{one.hours.normalize():f}"), use_l10n=True)
    return _("%(hours)s timmar %(per)s") % {"hours": number, "per": one.get_hours_per_display()}


def time_said(party: Party) -> str:
    """The time expected of a party, in words; nothing when none is written."""
    if party.time_amount is None:
        return ""
    number = number_format(Decimal(f"{party.time_amount.normalize():f}"), use_l10n=True)
    return f"{number} {party.get_time_per_display()}: {party.time_for}"


@section("agreements.its_commitments", gettext_lazy("Avtalets åtaganden"))
def its_commitments(asked: Asked) -> Section:
    """What each party does, how far and how well, and what follows when it is not kept."""
    tell, agreement = _tell(asked), _agreement(asked)
    for number, one in enumerate(_commitments(agreement), start=1):
        tell.head(f"{number}. {title_of(one.menu)}: {one.doer.party.organisation}")
        tell.say(one.what)
        items = [_("Nivå: %(level)s") % {"level": one.get_level_display()}]
        if one.measure:
            items.append(_("Så mäts det: %(measure)s") % {"measure": one.measure})
        if hours := hours_said(one):
            items.append(hours)
        if one.amount_ore and one.payer:
            items.append(
                _("Ersättning: %(sum)s per år, betalas av %(payer)s")
                % {"sum": kronor(one.amount_ore), "payer": one.payer.party.organisation}
            )
            if one.deduction_percent:
                items.append(
                    _(
                        "Avdrag: %(percent)s procent av ersättningen för den tid åtagandet inte hålls, "
                        "hälften om det delvis hålls"
                    )
                    % {"percent": one.deduction_percent}
                )
        if one.from_on:
            items.append(_("Från och med %(day)s") % {"day": day_said(one.from_on)})
        if one.to_on:
            items.append(_("Före %(day)s") % {"day": day_said(one.to_on)})
        tell.list(items)
    time = [(x.party.organisation, time_said(x.party)) for x in agreement.sides.select_related("party")]
    told = [(name, said) for name, said in time if said]
    if told:
        tell.head(_("Tid från parterna"))
        tell.table(_("Tid som väntas"), (_("Part"), _("Tid och vad den går till")), told)
    return tell.section()


@section("agreements.its_money", gettext_lazy("Avtalets ersättningar"))
def its_money(asked: Asked) -> Section:
    """What is paid in each year of the agreement, and over all of it."""
    tell, agreement = _tell(asked), _agreement(asked)
    sums = sums_of(agreement, _commitments(agreement))
    rows = []
    for year, said in sums.years:
        name = f"{date_format(year.from_on, 'j b Y')} – {date_format(year.last_on, 'j b Y')}"
        rows.append((_("%(period)s (förlängning)") % {"period": name} if year.extended else name, said))
    tell.table(_("Ersättning år för år"), (_("Avtalsår"), _("Summa")), rows, numeric=[1])
    figures = [(_("Under avtalets första tid"), sums.term)]
    if sums.extended:
        figures.append((_("Med alla förlängningar"), sums.whole))
    tell.figures(_("Avtalets värde"), figures)
    if agreement.index_per_mille:
        percent = number_format(Decimal(agreement.index_per_mille) / 10, use_l10n=True)
        tell.say(_("Beloppen höjs med %(percent)s procent vid varje nytt avtalsår.") % {"percent": percent})
    else:
        tell.say(_("Beloppen räknas inte upp."))
    return tell.section()


@section("agreements.its_term", gettext_lazy("Avtalets tid"))
def its_term(asked: Asked) -> Section:
    """From when to when, how it is extended, notice, when to begin to talk."""
    tell, agreement = _tell(asked), _agreement(asked)
    term = agreement.term()
    tell.say(
        _("Avtalet gäller från och med %(first)s till och med %(last)s.")
        % {"first": day_said(agreement.from_on), "last": day_said(agreement.last_on)}
    )
    if agreement.extending == Agreement.Extending.NONE:
        tell.say(_("Avtalet förlängs inte. Vill parterna fortsätta skriver de ett nytt."))
    else:
        said = {"months": agreement.extension_months, "times": agreement.extensions, "day": day_said(term.longest)}
        if agreement.extending == Agreement.Extending.AUTOMATIC:
            tell.say(
                _(
                    "Säger ingen upp avtalet förlängs det med %(months)s månader i taget, högst %(times)s gånger. "
                    "Det slutar gälla senast %(day)s."
                )
                % said
            )
        else:
            tell.say(
                _(
                    "Parterna kan besluta att förlänga avtalet med %(months)s månader i taget, högst %(times)s gånger. "
                    "Det slutar gälla senast %(day)s."
                )
                % said
            )
    tell.say(
        _("Uppsägning görs skriftligt senast %(months)s månader innan avtalstiden går ut.")
        % {"months": agreement.notice_months}
    )
    tell.say(
        _("Den som ser att ett åtagande inte kan hållas säger det genast. Senast %(months)s månader innan avtalstiden "
          "går ut börjar parterna tala om vad som kommer sedan.")
        % {"months": agreement.warning_months}
    )  # fmt: skip
    tell.say(_("Åtagandena följs upp var %(months)s:e månad.") % {"months": agreement.follow_months})
    return tell.section()


@section("agreements.its_end", gettext_lazy("När utföraren byts eller avtalet slutar"))
def its_end(asked: Asked) -> Section:
    """What holds when somebody else takes over, and when it is over."""
    tell, agreement = _tell(asked), _agreement(asked)
    tell.head(_("Om utföraren byts"))
    tell.say(
        agreement.transfer
        or _("Avtalet går inte över till någon annan utan att alla parter skriftligen går med på det.")
    )
    tell.head(_("När avtalet slutar"))
    tell.say(
        agreement.ending or _("Åtagandena upphör. Den som har fått betalt för tid efter slutet betalar tillbaka den.")
    )
    return tell.section()


@section("agreements.its_signing", gettext_lazy("Så skrivs avtalet under"))
def its_signing(asked: Asked) -> Section:
    """Who signs in which way."""
    tell, agreement = _tell(asked), _agreement(asked)
    seats = list(seats_that_sign(agreement.root_id, agreement.place_id))
    rows = []
    for side in agreement.sides.select_related("party"):
        seat = seat_of(side, seats) if side.signs_here else None
        how = (
            _("Godkänner i Servicepunkt: %(seat)s") % {"seat": localised(seat)} if seat else _("Undertecknar på papper")
        )
        rows.append((side.party.organisation, how))
    tell.table(_("Underskrifter"), (_("Part"), _("Hur")), rows, none=_("Avtalet har inga parter ännu."))
    tell.say(
        _(
            "Avtalet gäller när alla har skrivit under. Papper som undertecknats förvaras i Servicepunkt tillsammans "
            "med avtalets kontrollsumma."
        )
    )
    return tell.section()
