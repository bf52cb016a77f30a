"""Every write on a questionnaire that is being built. What is published is never written here: see `publishing`.

Several people may build at once. Each question has a mark of its own, so that only those who change the same question
meet one another; the title and the rest of the facts have the questionnaire's version.
"""

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.text import NO_TEXT, Text
from servicepunkt.documents.actions import canonical
from servicepunkt.places.models import Area, Place

from . import bank
from .answering import content_of
from .content import Asked, Content, Kind, Option, Role, dump, load
from .models import Entrance, Questionnaire, State, Variant

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that cannot be taken for one another, read or heard (Crockford's base 32: no I, L, O or U).

`answering.tidy_code` reads a typed I or L as 1, an O as 0 and a U as V, so that no code can be typed wrongly that way.
"""
MOST_QUESTIONS = 60
MOST_OPTIONS = 40
LONGEST_TITLE = 120
LONGEST_INTRO = 2000
LONGEST_QUESTION = 300
LONGEST_OPTION = 160
MOST_ANSWERS_A_CODE = 20
OWN_KINDS = (Kind.ONE, Kind.MANY, Kind.NUMBER, Kind.TEXT)


@dataclass(frozen=True)
class About:
    """The facts about a questionnaire: what it is called, who may answer and until when (the last day counts)."""

    title: Text
    intro: Text
    entrance: str
    answers_a_code: int
    closes_on: dt.date | None


def random_letters(number: int) -> str:
    """Letters and digits nobody can guess: five bits of chance each."""
    return "".join(secrets.choice(ALPHABET) for _each in range(number))


def mark(asked: Asked) -> str:
    """A short mark of a question as it stands, to tell whether somebody has changed it since."""
    alone = Content("", NO_TEXT, NO_TEXT, (asked,))
    return hashlib.sha256(canonical(dump(alone))).hexdigest()[:16]


def draft_mark(questionnaire: Questionnaire) -> str:
    """A mark of a whole draft, so that what is opened is what was looked at."""
    return f"{questionnaire.version}-{hashlib.sha256(canonical(questionnaire.draft)).hexdigest()[:16]}"


def locked_draft(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire as it stands, locked. Raises ChangedMeanwhile when it is gone, ActionRefused when published."""
    row = Questionnaire.objects.select_for_update().filter(pk=questionnaire.pk).first()
    if row is None:
        raise ChangedMeanwhile(_("Någon har tagit bort utkastet."))
    if row.state != State.DRAFT:
        raise ActionRefused(
            _("Enkäten är öppnad och kan inte ändras mer. Gör en ny av den om något ska vara annorlunda.")
        )
    return row


def _save(row: Questionnaire, content: Content, actor: Actor, question: str = "") -> None:
    row.draft = dump(content)
    row.save()
    record("build", row, actor=actor, place_id=row.place_id, area_id=row.root_id, question=question)


def _create(
    root: Area, place: Place, content: Content, entrance: str, request_key: uuid.UUID, actor: Actor
) -> Questionnaire:
    Place.objects.select_for_update().get(pk=place.pk)  # the same form twice at once: the second waits and finds it
    known = Questionnaire.objects.filter(request_key=request_key).first()
    if known:
        return known
    row = Questionnaire(
        root=root,
        place=place,
        variant=content.variant,
        title=content.title.sv[:LONGEST_TITLE],
        entrance=entrance,
        key=random_letters(10).lower(),
        request_key=request_key,
    )
    _save(row, content, actor)
    return row


@action
def create(*, root: Area, place: Place, variant: str, request_key: uuid.UUID, actor: Actor) -> Questionnaire:
    """Begin a questionnaire from what its variant starts with; people's own have household codes, others a link.

    The same form sent twice (`request_key`) makes one. Raises ActionRefused for an unknown variant.
    """
    if variant not in Variant.values:
        raise ActionRefused(_("Välj vem enkäten är för."))
    entrance = Entrance.CODES if variant == Variant.RESIDENT else Entrance.LINK
    return _create(root, place, bank.start(variant, place), entrance, request_key, actor)


@action
def copy(*, questionnaire: Questionnaire, request_key: uuid.UUID, actor: Actor) -> Questionnaire:
    """Make a new draft that asks what another questionnaire asks; its codes, answers and last day stay behind."""
    one = questionnaire
    return _create(one.root, one.place, content_of(one), one.entrance, request_key, actor)


@action
def remove_draft(*, questionnaire: Questionnaire, seen: str, actor: Actor) -> None:
    """Take away a questionnaire that was never opened. Raises ChangedMeanwhile when it is not as it was `seen`."""
    row = locked_draft(questionnaire)
    if draft_mark(row) != seen:
        raise ChangedMeanwhile(_("Någon annan har ändrat utkastet sedan du såg det."))
    record("remove", row, actor=actor, place_id=row.place_id, area_id=row.root_id)
    row.delete()


@action
def describe(*, questionnaire: Questionnaire, about: About, seen_version: int, actor: Actor) -> None:
    """Say what the questionnaire is called, who may answer and until when. Raises ChangedMeanwhile, ActionRefused."""
    row = locked_draft(questionnaire)
    check_about(about)
    stored = about_of(row)
    if stored == about:
        return
    if row.version != seen_version:
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))
    row.title, row.entrance = about.title.sv, about.entrance
    row.answers_a_code, row.closes_on = about.answers_a_code, about.closes_on
    row.version += 1
    _save(row, replace(load(row.draft), title=about.title, intro=about.intro), actor)


def about_of(questionnaire: Questionnaire) -> About:
    """The facts about a questionnaire as they stand."""
    content, one = content_of(questionnaire), questionnaire
    return About(content.title, content.intro, one.entrance, one.answers_a_code, one.closes_on)


def check_about(about: About) -> None:
    """Raises ActionRefused with what is wrong."""
    _check_text(about.title, LONGEST_TITLE, _("Skriv vad enkäten heter."))
    _check_text(about.intro, LONGEST_INTRO, _("Skriv några meningar om varför ni frågar."))
    if about.entrance not in Entrance.values:
        raise ActionRefused(_("Välj vilka som får svara."))
    if not 1 <= about.answers_a_code <= MOST_ANSWERS_A_CODE:
        raise ActionRefused(_("Ett hushåll kan ge mellan 1 och %(most)s svar.") % {"most": MOST_ANSWERS_A_CODE})
    check_last_day(about.closes_on)


def check_last_day(closes_on: dt.date | None) -> None:
    """Raises ActionRefused when the last day has been."""
    if closes_on and closes_on < clock.today():
        raise ActionRefused(_("Sista dagen har redan varit. Välj i dag eller en dag som kommer."))


def _check_text(text: Text, longest: int, without: str) -> None:
    if not text.sv.strip():
        raise ActionRefused(without)
    if max(len(text.sv), len(text.en)) > longest:
        raise ActionRefused(_("Texten är för lång: %(longest)s tecken är mest.") % {"longest": longest})
    if "\x00" in text.sv + text.en:
        raise ActionRefused(_("Texten innehåller tecken som inte går att spara."))
    refuse_identity_numbers(text.sv, text.en)


def check_question(asked: Asked) -> None:
    """Raises ActionRefused with what is wrong with a question, in a plain sentence."""
    _check_text(asked.text, LONGEST_QUESTION, _("Skriv frågan."))
    if asked.help:
        _check_text(asked.help, LONGEST_QUESTION, "")
    for many in (asked.options, asked.rows):
        if len(many) > MOST_OPTIONS:
            raise ActionRefused(_("En fråga kan ha högst %(most)s rader.") % {"most": MOST_OPTIONS})
        for one in many:
            _check_text(one.text, LONGEST_OPTION, _("Ett alternativ är tomt."))
        if len({one.text.sv.casefold() for one in many}) < len(many):
            raise ActionRefused(_("Samma alternativ står två gånger."))
    _check_shape(asked)


def _check_shape(asked: Asked) -> None:
    chosen = asked.kind in (Kind.ONE, Kind.MANY, Kind.MATRIX, Kind.GRID)
    if chosen and len(asked.options) < 2:
        raise ActionRefused(_("Skriv minst två alternativ, ett på varje rad."))
    if asked.kind in (Kind.MATRIX, Kind.GRID) and not asked.rows:
        raise ActionRefused(_("Frågan behöver minst en rad."))
    if asked.kind is Kind.MANY and not 0 <= asked.most <= len(asked.options):
        raise ActionRefused(_("Så många alternativ finns inte att välja."))
    if asked.kind is Kind.NUMBER and not 0 <= asked.lowest <= asked.highest <= 1_000_000:
        raise ActionRefused(_("Minsta talet kan inte vara större än det största."))
    if asked.role is Role.AGE and not asked.required:
        raise ActionRefused(_("Alla behöver svara på frågan om ålder. Resultaten räknas efter ålder."))


@action
def add_own(*, questionnaire: Questionnaire, asked: Asked, request_key: uuid.UUID, actor: Actor) -> str:
    """Add a question of one's own, last; the key it got. The same form sent twice adds it once.

    Raises ActionRefused with what is wrong.
    """
    row = locked_draft(questionnaire)
    content = load(row.draft)
    own = replace(asked, key=f"own-{request_key.hex[:12]}", role=None)
    if own.key in {one.key for one in content.questions}:
        return own.key
    if own.kind not in OWN_KINDS:
        raise ActionRefused(_("Välj hur frågan ska besvaras."))
    check_question(own)
    _save(row, _with(content, own), actor)
    return own.key


@action
def bring_in(*, questionnaire: Questionnaire, key: str, actor: Actor) -> None:
    """Bring in a question from the bank, last. One that is there already stays as it is. Raises ActionRefused."""
    row = locked_draft(questionnaire)
    content = load(row.draft)
    if key in {one.key for one in content.questions}:
        return
    if key not in bank.bank().questions:
        raise ActionRefused(_("Frågan finns inte i frågebanken."))
    _save(row, _with(content, bank.as_asked(key, row.variant, row.place)), actor)


def _with(content: Content, asked: Asked) -> Content:
    if len(content.questions) >= MOST_QUESTIONS:
        raise ActionRefused(_("En enkät kan ha högst %(most)s frågor. Ta bort någon först.") % {"most": MOST_QUESTIONS})
    return replace(content, questions=(*content.questions, asked))


def _find(content: Content, key: str) -> Asked:
    found = next((one for one in content.questions if one.key == key), None)
    if found is None:
        raise ChangedMeanwhile(_("Någon har tagit bort frågan."))
    return found


@action
def change_question(*, questionnaire: Questionnaire, asked: Asked, seen: str, actor: Actor) -> None:
    """Word a question differently or give it other options; `seen` is its mark when it was opened.

    How it is answered, and what the results lean on, stays: a different question is another question. Raises
    ChangedMeanwhile when somebody changed this very question since, ActionRefused with what is wrong.
    """
    row = locked_draft(questionnaire)
    content = load(row.draft)
    stored = _find(content, asked.key)
    new = replace(asked, kind=stored.kind, role=stored.role)
    if bank.is_fixed(stored):
        new = replace(new, options=stored.options, rows=_known_rows(stored, new.rows))
    if new == stored:
        return
    check_question(new)
    if mark(stored) != seen:
        raise ChangedMeanwhile(_("Någon annan har ändrat frågan medan du hade sidan öppen."))
    questions = tuple(new if one is stored else one for one in content.questions)
    _save(row, replace(content, questions=questions), actor, asked.key)


def _known_rows(stored: Asked, rows: tuple[Option, ...]) -> tuple[Option, ...]:
    """Rows of a fixed question: those of the bank, and for services rows of one's own, which have no service area."""
    if stored.role is not Role.SERVICES:
        return stored.rows
    known = {one.key: one for one in bank.bank().questions[stored.key].asked.rows}
    return tuple(known.get(one.key, replace(one, area="")) for one in rows)


@action
def leave_out(*, questionnaire: Questionnaire, key: str, seen: str, actor: Actor) -> None:
    """Leave a question out. One that is gone already is no fault.

    Raises ChangedMeanwhile when somebody changed it since it was `seen`, ActionRefused for the age of people.
    """
    row = locked_draft(questionnaire)
    content = load(row.draft)
    stored = next((one for one in content.questions if one.key == key), None)
    if stored is None:
        return
    if stored.role is Role.AGE and row.variant in bank.ASKED_OF_PEOPLE:
        raise ActionRefused(_("Frågan om ålder måste vara med. Resultaten räknas efter ålder."))
    if mark(stored) != seen:
        raise ChangedMeanwhile(_("Någon annan har ändrat frågan. Den är kvar."))
    _save(row, replace(content, questions=tuple(one for one in content.questions if one is not stored)), actor)


@action
def move(*, questionnaire: Questionnaire, key: str, after: str, actor: Actor) -> None:
    """Put a question right after another one; first when `after` is empty. The same again changes nothing.

    Raises ChangedMeanwhile when one of the two is gone.
    """
    row = locked_draft(questionnaire)
    content = load(row.draft)
    moved = _find(content, key)
    others = [one for one in content.questions if one is not moved]
    place = others.index(_find(content, after)) + 1 if after and after != key else 0
    if after == key:
        return
    others.insert(place, moved)
    if tuple(others) != content.questions:
        _save(row, replace(content, questions=tuple(others)), actor)
