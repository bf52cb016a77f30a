"""Load a version of a method, adopt it, and state how a requirement stands."""

import datetime as dt
import hashlib

from django.utils.translation import gettext as _

from servicepunkt.core import clock, files
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.people.access import Access
from servicepunkt.places.models import Area, Place

from ..models import Adoption, MethodVersion, Statement
from ..progress import latest_statements
from ..versions import adoption_of, read, spec_of
from .shared import NotAllowed, Upload, check_day, membership_of, must_always_hold, spot_of, stating_seat


@action
def load_method(*, raw: bytes, actor: Actor) -> MethodVersion:
    """Store a method file as an unchangeable version; the same file again gives the version already stored.

    Raises FileRefused when the file is wrong, ActionRefused when this version number is taken by another content.
    """
    spec = read(raw)
    sha256 = hashlib.sha256(raw).hexdigest()
    known = MethodVersion.objects.filter(sha256=sha256).first()
    if known:
        return known
    if MethodVersion.objects.filter(slug=spec.slug, version=spec.version).exists():
        raise ActionRefused(
            _(
                "Arbetssättet %(slug)s finns redan i version %(version)s med annat innehåll. "
                "Ge filen ett nytt versionsnummer."
            )
            % {"slug": spec.slug, "version": spec.version}
        )
    version = MethodVersion.objects.create(
        slug=spec.slug,
        version=spec.version,
        title=spec.title.sv,
        sha256=sha256,
        source=raw.decode(),
        at=clock.now(),
    )
    record("load", version, actor=actor, sha256=sha256)
    return version


@action
def adopt(
    *,
    area: Area,
    version: MethodVersion,
    starts_on: dt.date,
    note: str,
    seat_id: int | None,
    seen_adoption_id: int | None,
    actor: Actor,
) -> Adoption:
    """Decide that a programme works by a version of a method, from the first day of its month 0.

    Statements are kept: those on requirements that the new version also has count on, the others stay as notes.
    Raises ActionRefused when the programme already works by that version or the note holds a personal identity number,
    ChangedMeanwhile when another version than the one the user compared with has been adopted since.
    """
    refuse_identity_numbers(note)
    Area.objects.select_for_update().get(pk=area.pk)
    current = Adoption.objects.filter(area=area).order_by("-id").first()
    if current and current.version_id == version.pk:
        raise ActionRefused(_("Programmet arbetar redan efter den versionen."))
    if (current.pk if current else None) != seen_adoption_id:
        raise ChangedMeanwhile(_("Någon annan har bytt version medan du hade sidan öppen. Läs skillnaden igen."))
    adoption = Adoption.objects.create(
        area=area, version=version, starts_on=starts_on, seat_id=seat_id, note=note, at=clock.now()
    )
    record("adopt", adoption, actor=actor, area_id=area.pk, version=version.pk)
    return adoption


@action
def state(
    *,
    root: Area,
    place: Place,
    requirement_key: str,
    says: str,
    on: dt.date,
    note: str,
    upload: Upload | None,
    seen_statement_id: int | None,
    access: Access,
) -> Statement:
    """Say in a seat that a requirement is met, not met after all, or not relevant here.

    The same words again (a form sent twice) change nothing. Raises NotAllowed without a seat the method names,
    ChangedMeanwhile when somebody has spoken since the form was opened, ActionRefused for a requirement that
    evidence decides (but that it concerns the place after all can always be said), a missing reason or a day to come,
    FileRefusedError for a bad attachment.
    """
    membership = membership_of(root, place)
    spec = spec_of(adoption_of(root.pk).version)
    requirement = spec.requirement(requirement_key)
    seat = stating_seat(access, spot_of(membership), requirement)
    if seat is None:
        raise NotAllowed(_("Du har ingen plats som får intyga det här kravet på den här orten."))
    latest = latest_statements(root.pk, [place.pk]).get((place.pk, requirement_key))
    set_aside = latest is not None and latest.says == Statement.Says.NOT_RELEVANT
    takes_back = says == Statement.Says.NOT_MET and (set_aside or _again(latest, seat.seat_id, says, on, note, upload))
    if says != Statement.Says.NOT_RELEVANT and not requirement.is_stated and not takes_back:
        raise ActionRefused(_("Det här kravet avgörs av underlaget. Det går inte att intyga för hand."))
    if says == Statement.Says.NOT_RELEVANT and not note.strip():
        raise ActionRefused(_("Skriv varför kravet inte är aktuellt här och vem som beslutade det."), field="note")
    if says == Statement.Says.NOT_RELEVANT and must_always_hold(spec, requirement_key):
        raise ActionRefused(
            _("Det här kravet måste alltid vara uppfyllt före start och kan inte sättas som inte aktuellt.")
        )
    check_day(on)
    refuse_identity_numbers(note)
    if latest and _again(latest, seat.seat_id, says, on, note, upload):
        return latest
    if (latest.pk if latest else None) != seen_statement_id:
        raise ChangedMeanwhile(_("Någon annan har sparat om samma krav medan du skrev."))
    stored = files.store(name=upload.name, content=upload.content) if upload else None
    statement = Statement.objects.create(
        area=root,
        place=place,
        requirement=requirement_key,
        says=says,
        on=on,
        note=note.strip(),
        attachment=stored,
        seat_id=seat.seat_id,
        account_id=access.account_id,
        at=clock.now(),
    )
    record(
        "state", statement, actor=Actor(access.account_id, seat.seat_id), place_id=place.pk, area_id=root.pk,
        requirement=requirement_key, says=says,
    )  # fmt: skip
    return statement


def _again(latest: Statement | None, seat_id: int, says: str, on: dt.date, note: str, upload: Upload | None) -> bool:
    """Whether a seat says what it said last."""
    return latest is not None and latest.seat_id == seat_id and _same_words(latest, says, on, note, upload)


def _same_words(latest: Statement, says: str, on: dt.date, note: str, upload: Upload | None) -> bool:
    """Whether a statement says what is said again; a file that is not its own makes it another."""
    if (latest.says, latest.on, latest.note) != (says, on, note.strip()):
        return False
    if upload is None:
        return True
    return latest.attachment is not None and latest.attachment.sha256 == hashlib.sha256(upload.content).hexdigest()
