"""Every write about offers, sectors with nothing and municipal areas, and a filled-in file as a whole.

Whoever writes first locks the place's inventory, so that all writes about one place come one after another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.places.models import Area, Place
from servicepunkt.sheets.actions import FilledSheet, put_in
from servicepunkt.sheets.ledger import changed as changed_meanwhile
from servicepunkt.sheets.ledger import check_words

from .facts import Facts, faults, hours_rows, special_rows, tidy
from .ledger import open_inventory
from .models import AreaAnswer, Inventory, NothingHere, Offer, OpenHours, Sector, SpecialHours
from .reference import municipal_areas

MOST_OFFERS = 5000
_TWICE = gettext_lazy("Den tjänsten finns redan i listan: samma område, sätt, anordnare och plats.")


class OfferTwice(ActionRefused):
    """The place already has this offer."""


@dataclass(frozen=True)
class Answer:
    """What is said about a municipal area; an empty `answer` takes it back. `seen_version` 0: nothing stood there."""

    area: str
    answer: str
    words: str
    seen_version: int


@dataclass(frozen=True)
class Change:
    """New facts for an offer, as it stood in `seen_version`."""

    offer_id: int
    facts: Facts
    seen_version: int


def _accept(facts: Facts) -> Facts:
    facts = tidy(facts)
    wrong = faults(facts)
    if wrong:
        raise ActionRefused(wrong[0][1])
    return facts


@action
def add_offer(*, root: Area, place: Place, facts: Facts, actor: Actor) -> Offer:
    """Write down a service that somebody offers. A note that the sector has nothing goes.

    Raises ActionRefused with what is wrong, OfferTwice when the place has it already.
    """
    facts = _accept(facts)
    open_inventory(place)
    (offer,) = _add(place, [facts])
    record("keep", offer, actor=actor, place_id=place.pk, area_id=root.pk, sector=facts.sector, area=facts.area)
    return offer


def _add(place: Place, many: Sequence[Facts]) -> list[Offer]:
    known = list(Offer.objects.filter(place=place).values_list("same_key", flat=True))
    if len({*known, *(one.same_key for one in many)}) < len(known) + len(many):
        raise OfferTwice(_TWICE)
    if len(known) + len(many) > MOST_OFFERS:
        raise ActionRefused(_("En ort kan ha högst 5 000 tjänster i listan."))
    offers = Offer.objects.bulk_create([Offer(place=place, **one.stored()) for one in many], batch_size=500)
    _write_hours(offers, many)
    NothingHere.objects.filter(place=place, sector__in={one.sector for one in many}).delete()
    return offers


def _write_hours(offers: Sequence[Offer], many: Sequence[Facts]) -> None:
    pairs = list(zip(offers, many, strict=True))
    rows = [row for offer, facts in pairs for row in hours_rows(offer, facts)]
    OpenHours.objects.bulk_create(rows, batch_size=500)
    special = [row for offer, facts in pairs for row in special_rows(offer, facts)]
    SpecialHours.objects.bulk_create(special, batch_size=500)


@action
def change_offer(*, root: Area, offer: Offer, facts: Facts, seen_version: int, actor: Actor) -> Offer:
    """Say something else about an offer. Raises ChangedMeanwhile when somebody saved since `seen_version` was read
    (or took the offer away), ActionRefused with what is wrong."""
    facts = _accept(facts)
    open_inventory(offer.place)
    (changed,) = _change(offer.place, [Change(offer.pk, facts, seen_version)])
    record("keep", changed, actor=actor, place_id=changed.place_id, area_id=root.pk, area=facts.area)
    return changed


def _change(place: Place, changes: Sequence[Change]) -> list[Offer]:
    """Write many changes in a constant number of queries; two offers may change places with one another."""
    stored = {one.pk: one for one in Offer.objects.filter(place=place)}
    out = []
    for change in changes:
        offer = stored.get(change.offer_id)
        if offer is None or offer.version != change.seen_version:
            raise changed_meanwhile()
        for name, value in change.facts.stored().items():
            setattr(offer, name, value)
        offer.version += 1
        out.append(offer)
    if len({offer.same_key for offer in stored.values()}) < len(stored):
        raise OfferTwice(_TWICE)
    mine = Offer.objects.filter(place=place, pk__in=[offer.pk for offer in out])
    mine.update(same_key=Cast("id", CharField()))
    Offer.objects.bulk_update(out, [*changes[0].facts.stored(), "version"], batch_size=200)
    OpenHours.objects.filter(offer__in=mine).delete()
    SpecialHours.objects.filter(offer__in=mine).delete()
    _write_hours(out, [change.facts for change in changes])
    NothingHere.objects.filter(place=place, sector__in={change.facts.sector for change in changes}).delete()
    return out


@action
def remove_offer(*, root: Area, offer: Offer, seen_version: int, actor: Actor) -> None:
    """Take away an offer that is no more. Raises ChangedMeanwhile when somebody saved since."""
    open_inventory(offer.place)
    stored = Offer.objects.filter(pk=offer.pk).first()
    if stored is None or stored.version != seen_version:
        raise changed_meanwhile()
    record("remove", stored, actor=actor, place_id=stored.place_id, area_id=root.pk, area=stored.area)
    stored.delete()


@action
def say_nothing_here(*, root: Area, place: Place, sector: str, note: str, actor: Actor) -> NothingHere:
    """Say that a sector has been looked into and offers nothing; said again, the words are replaced.

    Raises ActionRefused when it has an offer, or without a word on how that was found out.
    """
    note = " ".join(note.split())
    if sector not in Sector.values:
        raise ActionRefused(_("Välj en sektor."))
    check_words(note, _("Skriv hur ni har undersökt det."))
    inventory = open_inventory(place)
    if Offer.objects.filter(place=place, sector=sector).exists():
        raise ActionRefused(_("Sektorn har redan tjänster i listan."))
    nothing, _made = NothingHere.objects.update_or_create(place=place, sector=sector, defaults={"note": note})
    record("keep", inventory, actor=actor, place_id=place.pk, area_id=root.pk, nothing=sector)
    return nothing


@action
def take_back_nothing(*, root: Area, place: Place, sector: str, actor: Actor) -> None:
    """Take back that a sector offers nothing."""
    inventory = open_inventory(place)
    if NothingHere.objects.filter(place=place, sector=sector).delete()[0]:
        record("remove", inventory, actor=actor, place_id=place.pk, area_id=root.pk, nothing=sector)


def answer_faults(answer: Answer) -> str:
    """What is wrong with an answer about a municipal area, in a plain sentence; nothing when it can be stored."""
    if answer.area not in {area.key for area in municipal_areas()}:
        return _("Området finns inte i listan.")
    if answer.answer and answer.answer not in AreaAnswer.Answer.values:
        return _("Välj ett av alternativen.")
    if not answer.answer:
        return _("Välj ett svar, eller ta bort texten.") if answer.words.strip() else ""
    try:
        check_words(" ".join(answer.words.split()), _("Skriv på vilket sätt, eller varför inte."))
    except ActionRefused as refused:
        return str(refused)
    return ""


@action
def answer_areas(*, root: Area, place: Place, answers: Sequence[Answer], actor: Actor) -> int:
    """Say where municipal areas are found; the number that changed. All of them or none.

    Raises ChangedMeanwhile when one of them was saved by somebody else since, ActionRefused with what is wrong.
    """
    inventory = open_inventory(place)
    changed = _answer(place, answers)
    if changed:
        record("keep", inventory, actor=actor, place_id=place.pk, area_id=root.pk, areas=changed)
    return changed


def _answer(place: Place, answers: Sequence[Answer]) -> int:
    known = {one.area: one for one in AreaAnswer.objects.filter(place=place)}
    changed = 0
    for one in answers:
        wrong = answer_faults(one)
        if wrong:
            raise ActionRefused(wrong)
        words, stored = " ".join(one.words.split()), known.get(one.area)
        if (stored.answer, stored.words) == (one.answer, words) if stored else not one.answer:
            continue
        if one.seen_version != (stored.version if stored else 0):
            raise changed_meanwhile()
        if stored is None:
            AreaAnswer.objects.create(place=place, area=one.area, answer=one.answer, words=words)
        else:  # one taken back stays as an empty row, so that an older form never passes for a newer one
            stored.answer, stored.words, stored.version = one.answer, words, stored.version + 1
            stored.save()
        changed += 1
    return changed


@dataclass(frozen=True)
class Filled:
    """What a filled-in file says: new offers, changed ones, answers about municipal areas, and the sheets of facts."""

    added: Sequence[Facts]
    changed: Sequence[Change]
    answers: Sequence[Answer]
    sheets: Sequence[FilledSheet] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.answers or any(self.sheets))


@action
def take_in(*, root: Area, place: Place, filled: Filled, seen_version: int | None, actor: Actor) -> Inventory:
    """Take in a filled-in file as a whole, or nothing of it. `seen_version` is the inventory's when it was previewed.

    Raises ChangedMeanwhile when anything about the place's supply was saved since, ActionRefused with what is wrong.
    None as `seen_version` is for a story told in order, where nobody else writes.
    """
    inventory = open_inventory(place)
    if seen_version is not None and inventory.version != seen_version + 1:
        raise ChangedMeanwhile(_("Någon har ändrat ortens utbud sedan du såg förhandsgranskningen."))
    added = [_accept(facts) for facts in filled.added]
    changes = [Change(one.offer_id, _accept(one.facts), one.seen_version) for one in filled.changed]
    changed = _change(place, changes) if changes else []
    _add(place, added)
    for offer in changed:
        record("keep", offer, actor=actor, place_id=place.pk, area_id=root.pk, area=offer.area)
    answered = _answer(place, filled.answers)
    rows = sum(put_in(root, place, one, actor) for one in filled.sheets)
    record(
        "import", inventory, actor=actor, place_id=place.pk, area_id=root.pk,
        added=len(added), changed=len(changes), areas=answered, rows=rows,
    )  # fmt: skip
    return inventory
