"""What this room tells in a place's documents: the agreements, the one door, what has been promised."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from servicepunkt.core.money import kronor
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling, day_said
from servicepunkt.places.models import Place

from .confiding import for_everybody
from .menu import title_of
from .models import Commitment
from .queries import needed_rows, parties_of, standings
from .running import State
from .sections_one import deputy_said, door_said, time_said

SOURCE = gettext_lazy("Servicepunkt, ortens avtal")


def _place(asked: Asked) -> Place:
    if asked.place is None:
        raise ValueError("agreements are a place's own")
    return asked.place


@section("agreements.list", gettext_lazy("Avtal som behövs och gäller"))
def listing(asked: Asked) -> Section:
    """Which agreements are needed, between whom, and where each stands."""
    tell = Telling(asked, str(SOURCE))
    stands = for_everybody(standings(asked.root, _place(asked), asked.on))
    rows = [
        (
            str(x.needed.get_kind_display()),
            ", ".join(name for name, _role in x.needed.between),
            x.needed.why,
            day_said(x.needed.wanted_on) if x.needed.wanted_on else "",
            x.state_title,
        )
        for x in needed_rows(asked.root, _place(asked), stands)
    ]
    head = (_("Avtal"), _("Mellan"), _("Varför"), _("Önskas från"), _("Läge"))
    tell.table(_("Avtal som behövs"), head, rows, none=_("Inga avtal är förtecknade ännu."))
    signed = [x for x in stands if x.state in (State.RUNNING, State.COMING)]
    tell.table(
        _("Avtal som är undertecknade"),
        (_("Avtal"), _("Från"), _("Till och med"), _("Läge")),
        [(x.agreement.title, day_said(x.agreement.from_on), day_said(x.last_on), x.title) for x in signed],
    )
    return tell.section()


@section("agreements.one_door", gettext_lazy("En dörr in"))
def one_door(asked: Asked) -> Section:
    """Whom to turn to at each party, who stands in, when an answer comes, and the time expected of it."""
    tell = Telling(asked, str(SOURCE))
    rows = [(x.organisation, door_said(x), deputy_said(x), time_said(x)) for x in parties_of(asked.root, _place(asked))]
    head = (_("Part"), _("Kontakt"), _("Ersättare"), _("Tid som väntas"))
    tell.table(_("Vem man vänder sig till"), head, rows, none=_("Inga parter är införda ännu."))
    return tell.section()


@section("agreements.commitments", gettext_lazy("Åtaganden i avtal som gäller"))
def commitments(asked: Asked) -> Section:
    """What has been promised in the agreements that hold."""
    tell = Telling(asked, str(SOURCE))
    running = [x for x in standings(asked.root, _place(asked), asked.on) if x.state in (State.RUNNING, State.COMING)]
    holding, secret = [x.agreement.pk for x in running if not x.secret], sum(1 for x in running if x.secret)
    rows = Commitment.objects.filter(agreement__in=holding).select_related("doer__party", "payer__party", "agreement")
    tell.table(
        _("Åtaganden"),
        (_("Vad"), _("Vem"), _("Avtal"), _("Per år")),
        [
            (
                title_of(x.menu),
                x.doer.party.organisation,
                x.agreement.title,
                kronor(x.amount_ore) if x.amount_ore else "",
            )
            for x in rows.order_by("agreement_id", "id")
        ],
        numeric=[3],
        none="" if secret else _("Inget avtal gäller ännu."),
    )
    if secret:
        tell.say(
            ngettext(
                "%(number)s avtal är sekretessbelagt. Vad som står i det visas inte här.",
                "%(number)s avtal är sekretessbelagda. Vad som står i dem visas inte här.",
                secret,
            )
            % {"number": secret}
        )
    return tell.section()
