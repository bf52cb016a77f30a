"""What can still be done with a frozen version: withdraw it with a reason, and mask personal names in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from servicepunkt.core import clock, files
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers

from . import stored
from .actions import body_hash, digest
from .actions_drafts import locked
from .freezing import reopen
from .masking import SHORTEST, count, masked, masked_document, pattern
from .models import Destruction, Draft, FrozenBody, FrozenFile, FrozenVersion, Masking, Withdrawal
from .presenting import Made, edition_of, files_of

LONGEST = {"title": 200, "text": None, "comment": None, "hidden_reason": 200}
"""The texts that people write in a part, and how long each can be."""


@action
def withdraw(*, version: FrozenVersion, reason: str, actor: Actor) -> Withdrawal:
    """Say that a frozen version no longer holds, and why. It can still be read.

    A version that is withdrawn already stays so, with the first reason. Raises ActionRefused without a reason.
    """
    refuse_identity_numbers(reason)
    if not reason.strip():
        raise ActionRefused(_("Skriv varför dokumentet dras tillbaka."))
    one = _locked(version)
    known = Withdrawal.objects.filter(version=one).first()
    if known is not None:
        return known
    made = Withdrawal.objects.create(
        version=one, reason=reason.strip(), account_id=actor.account_id, seat_id=actor.seat_id, at=clock.now()
    )
    record("withdraw", one, actor=actor, place_id=one.place_id, area_id=one.area_id, kind=one.kind)
    return made


def _locked(version: FrozenVersion) -> FrozenVersion:
    """A draft's version, its draft held until the transaction ends. Raises ActionRefused for any other version.

    Also for one that has been destroyed.
    """
    locked(_drafted(version))
    if Destruction.objects.filter(version=version).exists():
        raise ActionRefused(_("Dokumentet är gallrat. Det finns inte längre."))
    return version


@dataclass(frozen=True)
class Masked:
    """A body with its names masked, how many places that were, and the files made of it."""

    content: dict[str, Any]
    facts: list[Any]
    approvals: list[Any]
    places: int
    files: tuple[Made, ...]

    @property
    def sha256(self) -> str:
        """The hash of the body as it will be."""
        return digest({"document": self.content, "facts": self.facts, "approvals": self.approvals})


def mask(*, version: FrozenVersion, names: Sequence[str], reason: str, seen_sha256: str, actor: Actor) -> Masking:
    """Take personal names out of a frozen version for good: body and files are made anew, the old files removed.

    The hash of what stood there is kept. The same names are masked in the draft it came of; a proposal that lies for
    approval is taken back, since it holds them. `seen_sha256` is the body's hash when the person looked. Raises
    ActionRefused when a name is nowhere in it or the reason is missing, ChangedMeanwhile when it was masked meanwhile.
    """
    refuse_identity_numbers(reason)
    if not reason.strip():
        raise ActionRefused(_("Skriv varför namnen maskeras, utan att nämna dem."))
    wanted = pattern_of(names)
    if wanted.search(reason):
        raise ActionRefused(_("Skriv varför namnen maskeras, utan att nämna dem."))
    _drafted(version)
    body = _body_of(version)
    ready = _mask(body, wanted)
    for one in ready.files:
        files.put(one.content, digest(one.content))
    return _store_masked(
        version=version, wanted=wanted, reason=reason.strip(), seen=seen_sha256, ready=ready, actor=actor
    )


def _drafted(version: FrozenVersion) -> int:
    """The number of the draft a version came of. Raises ActionRefused for a version that came of none."""
    if version.draft_id is None:
        raise ActionRefused(_("Det här är ett beslut som har fattats på en annan sida. Det kan inte ändras här."))
    return version.draft_id


def _body_of(version: FrozenVersion) -> FrozenBody:
    """What a version says. Raises ActionRefused when it has been destroyed."""
    rows = FrozenBody.objects.select_related("version__draft__area", "version__draft__place")
    found = rows.filter(version=version).first()
    if found is None:
        raise ActionRefused(_("Dokumentet är gallrat. Det finns inte längre."))
    return found


def pattern_of(names: Sequence[str]) -> re.Pattern[str]:
    """What finds the names. Raises ActionRefused when there is none, or one too short to tell from other words."""
    given = [" ".join(name.split()) for name in names if name.strip()]
    if not given:
        raise ActionRefused(_("Skriv minst ett namn."))
    if any(len(name) < SHORTEST for name in given):
        raise ActionRefused(_("Ett namn har minst två bokstäver."))
    return pattern(given)


def _mask(body: FrozenBody, names: re.Pattern[str]) -> Masked:
    draft, version = body.version.draft, body.version
    if draft is None or version.number is None:
        raise ValueError("only a draft's version has a body")
    places = count(body.content, names) + count(body.facts, names) + count(body.approvals, names)
    if not places:
        raise ActionRefused(_("Inget av namnen står i dokumentet."))
    with translation.override(body.content["language"]):
        content = masked_document(body.content, names)
        facts, approvals = (masked(part, names, _("[maskerat]")) for part in (body.facts, body.approvals))
    edition = edition_of(
        draft, number=version.number, at=version.at, approvals=tuple(approvals), marking=version.content
    )
    made = files_of(stored.from_json(content), edition)
    return Masked(content, facts, approvals, places, made)


@action
def _store_masked(
    *, version: FrozenVersion, wanted: re.Pattern[str], reason: str, seen: str, ready: Masked, actor: Actor
) -> Masking:
    _locked(version)
    body = FrozenBody.objects.get(version=version)
    if body.sha256 != seen or body_hash(body) != seen:
        raise ChangedMeanwhile(_("Dokumentet har maskerats av någon annan sedan du öppnade det. Se efter igen."))
    masking = Masking.objects.create(
        version=version, reason=reason, before_sha256=body.sha256, after_sha256=ready.sha256, places=ready.places,
        account_id=actor.account_id, seat_id=actor.seat_id, at=clock.now(),
    )  # fmt: skip
    old = list(FrozenFile.objects.filter(version=version).select_related("file"))
    body.content, body.facts, body.approvals = ready.content, ready.facts, ready.approvals
    body.sha256 = ready.sha256
    body.save()
    for one in ready.files:
        stored_file = files.store(name=one.name, content=one.content)
        FrozenFile.objects.create(version=version, form=one.form, file=stored_file, masking=masking)
    for former in old:
        files.remove(former.file)
    _mask_draft(version, wanted, actor)
    record("mask", version, actor=actor, place_id=version.place_id, area_id=version.area_id, places=ready.places)
    return masking


def _mask_draft(version: FrozenVersion, wanted: re.Pattern[str], actor: Actor) -> None:
    """Mask the same names in what people wrote in the draft; a proposal that holds them is taken back."""
    draft = locked(_drafted(version))
    word = _("[maskerat]")
    for part in draft.parts.all():
        texts = {name: getattr(part, name) for name in LONGEST}
        if any(wanted.search(text) for text in texts.values()):
            for name, text in texts.items():
                setattr(part, name, wanted.sub(word, text)[: LONGEST[name]])
            part.version += 1
            part.save()
            record("mask", part, actor=actor, place_id=draft.place_id, area_id=draft.area_id, draft=draft.pk)
    if draft.state != Draft.State.OPEN and count([draft.proposal.content, draft.proposal.facts], wanted):
        reopen(draft)
        record("take_back", draft, actor=actor, place_id=draft.place_id, area_id=draft.area_id)
