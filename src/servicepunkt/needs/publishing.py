"""Opening a questionnaire for answers, closing it, opening it again; household codes; forgetting who offered help."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.duties import duty
from servicepunkt.documents.actions import freeze

from . import bank
from .building import about_of, check_about, check_last_day, check_question, draft_mark, locked_draft, random_letters
from .content import SCHEMA, dump, load
from .models import Answer, Entrance, HouseholdCode, OpenAnswer, Questionnaire, State, Willing
from .releases import release

FROZEN_KIND = "needs.questionnaire"
MOST_CODES = 3000
"""More households than any place has; a larger number is a slip of the finger."""
REMEMBERED = dt.timedelta(days=183)
"""How long who offered help is kept after the close: half a year, time enough to get in touch with everybody."""


def _locked(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire as it stands, locked: it waits for answers that are just being stored, and they for it."""
    return Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)


def _record(verb: str, row: Questionnaire, actor: Actor, number: int = 1) -> None:
    record(verb, row, actor=actor, place_id=row.place_id, area_id=row.root_id, number=number)


@action
def publish(*, questionnaire: Questionnaire, seen: str, actor: Actor) -> Questionnaire:
    """Open a draft for answers: what it asks is frozen and never changes. One that is open already is no fault.

    `seen` is the draft's mark when it was looked at. Raises ChangedMeanwhile when it is another draft now,
    ActionRefused with what is missing.
    """
    row = _locked(questionnaire)
    if row.state == State.OPEN:
        return row
    row = locked_draft(row)
    if draft_mark(row) != seen:
        raise ChangedMeanwhile(_("Någon annan har ändrat utkastet sedan du såg det. Titta igenom det igen."))
    for why in faults(row):
        raise ActionRefused(why)
    content = load(row.draft)
    row.frozen = freeze(
        kind=FROZEN_KIND,
        title=row.title,
        area_id=row.root_id,
        place_id=row.place_id,
        schema=SCHEMA,
        content=dump(content),
        actor=actor,
    )
    row.draft, row.state, row.published_at = {}, State.OPEN, clock.now()
    row.version += 1
    row.save()
    _record("publish", row, actor)
    return row


def faults(questionnaire: Questionnaire) -> list[str]:
    """What keeps a draft from being opened, in plain sentences. At most one query."""
    content = load(questionnaire.draft)
    out = bank.faults(content, questionnaire.variant)
    try:
        check_about(about_of(questionnaire))
        for one in content.questions:
            check_question(one)
    except ActionRefused as refused:
        out.append(str(refused))
    if questionnaire.entrance == Entrance.CODES and not questionnaire.codes.exists():
        out.append(_("Gör koder till hushållen först. Utan kod kan ingen svara."))
    return out


@action
def set_last_day(*, questionnaire: Questionnaire, closes_on: dt.date | None, seen_version: int, actor: Actor) -> None:
    """Change the last day for answers while the questionnaire is open. Raises ChangedMeanwhile, ActionRefused."""
    row = _locked(questionnaire)
    if row.closes_on == closes_on:
        return
    if row.version != seen_version:
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))
    if row.state != State.OPEN:
        raise ActionRefused(_("Enkäten är inte öppen."))
    check_last_day(closes_on)
    row.closes_on = closes_on
    row.version += 1
    row.save()
    _record("build", row, actor)


def close(*, questionnaire: Questionnaire, actor: Actor) -> Questionnaire:
    """Close a questionnaire and then release its results. What comes later is stored but not counted.

    One that is closed already is no fault. The release is an action of its own, so that nobody who answers has to wait
    while a million answers are counted; should the server stop between the two, the hourly duty of the releases makes
    it. Raises ActionRefused for a draft.
    """
    row, closed_now = _close(questionnaire=questionnaire, actor=actor)
    if closed_now:
        release(questionnaire=row, final=True, actor=actor)
    return row


@action
def _close(*, questionnaire: Questionnaire, actor: Actor) -> tuple[Questionnaire, bool]:
    row = _locked(questionnaire)
    if row.state == State.CLOSED:
        return row, False
    if row.state == State.DRAFT:
        raise ActionRefused(_("Enkäten är inte öppen."))
    row.state, row.closed_at = State.CLOSED, clock.now()
    row.version += 1
    row.save()
    _record("close", row, actor)
    return row, True


@action
def reopen(*, questionnaire: Questionnaire, closes_on: dt.date | None, actor: Actor) -> Questionnaire:
    """Open a closed questionnaire again; what came late is counted from now on. Raises ActionRefused for a draft or a
    last day that has been."""
    row = _locked(questionnaire)
    if row.state == State.OPEN:
        return row
    if row.state == State.DRAFT:
        raise ActionRefused(_("Enkäten är ett utkast. Öppna den för svar i stället."))
    check_last_day(closes_on)
    row.state, row.closed_at, row.closes_on = State.OPEN, None, closes_on
    row.version += 1
    row.save()
    Answer.objects.filter(questionnaire=row, late=True).update(late=False)
    OpenAnswer.objects.filter(questionnaire=row, late=True).update(late=False)
    _record("reopen", row, actor)
    return row


@action
def make_codes(*, questionnaire: Questionnaire, number: int, seen: int, actor: Actor) -> int:
    """Make random household codes beside the `seen` ones; how many there are then. They never reach the journal.

    Eight signs of 32 kinds: a guess hits one of 300 codes once in 3.7 billion tries. Raises ChangedMeanwhile
    when there are not as many as were `seen` (the same form sent twice), ActionRefused for too many or none.
    """
    row = _locked(questionnaire)
    if row.state == State.CLOSED:
        raise ActionRefused(_("Enkäten är stängd. Öppna den igen om fler ska svara."))
    known = set(HouseholdCode.objects.filter(questionnaire=row).values_list("code", flat=True))
    if len(known) != seen:
        raise ChangedMeanwhile(_("Det har redan gjorts fler koder. Se efter i listan innan du gör ännu fler."))
    if number < 1:
        raise ActionRefused(_("Skriv hur många hushåll som ska få en kod."))
    if len(known) + number > MOST_CODES:
        raise ActionRefused(_("En enkät kan ha högst %(most)s koder.") % {"most": MOST_CODES})
    made: set[str] = set()
    while len(made) < number:
        made |= {f"{random_letters(4)}-{random_letters(4)}"} - known
    HouseholdCode.objects.bulk_create(
        [HouseholdCode(questionnaire=row, code=code) for code in sorted(made)], batch_size=500
    )
    _record("codes", row, actor, number=number)
    return len(known) + number


@action
def forget_willing(*, questionnaire: Questionnaire, willing: uuid.UUID, actor: Actor) -> None:
    """Remove one who offered help, with name and address. One who is gone already is no fault."""
    if Willing.objects.filter(questionnaire=questionnaire, pk=willing).delete()[0]:
        _record("forget", questionnaire, actor)


@action
def _forget_all(*, questionnaire: Questionnaire, actor: Actor) -> None:
    number, _by_table = Willing.objects.filter(questionnaire=questionnaire).delete()
    _record("forget", questionnaire, actor, number=number)


@duty("needs.close", every=dt.timedelta(minutes=10))
def close_what_is_past() -> None:
    """Close every questionnaire whose last day has been."""
    for one in Questionnaire.objects.filter(state=State.OPEN, closes_on__lt=clock.today()).order_by("id"):
        close(questionnaire=one, actor=SYSTEM)


@duty("needs.forget", every=dt.timedelta(hours=24))
def forget_who_offered_help() -> None:
    """Remove who offered help half a year after the close.

    They gave name and telephone so that the group could get in touch about this one thing. When that has been done or
    not been done in half a year, the purpose is over and the law says that it goes (GDPR article 5.1 e).
    """
    past = Questionnaire.objects.filter(state=State.CLOSED, closed_at__lte=clock.now() - REMEMBERED)
    for one in past.filter(willing__isnull=False).distinct().order_by("id"):
        _forget_all(questionnaire=one, actor=SYSTEM)
