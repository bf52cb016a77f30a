"""Writes about the plan besides those on its sheets: the premises that are chosen."""

from django.utils.translation import gettext as _

from servicepunkt.core.actions import ActionRefused, Actor, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.places.models import Area, Place
from servicepunkt.sheets.ledger import changed as changed_meanwhile
from servicepunkt.supply.models import Premises

from .book import open_sheets
from .models_sheets import PremisesChoice


@action
def choose_premises(
    *, root: Area, place: Place, premises_id: int, why: str, owner: str, before: str, seen_version: int, actor: Actor
) -> PremisesChoice:
    """Choose premises from the place's own list. `seen_version` is the choice's when the page was opened (0: none).

    Raises ChangedMeanwhile when somebody else chose in between, ActionRefused for premises that are not the place's or
    without a word on why, or words that are too long or hold an identity number.
    """
    why, owner, before = (" ".join(text.split()) for text in (why, owner, before))
    open_sheets(place)
    chosen = Premises.objects.filter(pk=premises_id, place=place).first()
    if chosen is None:
        raise ActionRefused(_("Lokalen står inte på ortens blad längre."), field="premises")
    if not why or not owner:
        raise ActionRefused(_("Skriv varför ni väljer lokalen och vem som äger den."))
    said = {"why": why, "owner": owner, "before": before}
    for name, text in said.items():
        longest = int(getattr(PremisesChoice._meta.get_field(name), "max_length", 0) or 0)
        if len(text) > longest:
            raise ActionRefused(_("Texten är för lång: %(longest)s tecken är mest.") % {"longest": longest})
    refuse_identity_numbers(*said.values())
    choice = PremisesChoice.objects.filter(place=place).first() or PremisesChoice(place=place, version=0)
    if choice.version != seen_version:
        raise changed_meanwhile()
    choice.premises, choice.name, choice.version = chosen, chosen.name, seen_version + 1
    choice.why, choice.owner, choice.before = why, owner, before
    choice.save()
    record("keep", choice, actor=actor, place_id=place.pk, area_id=root.pk, premises=chosen.pk)
    return choice
