"""Sorting out (gallring): body and files of versions that have been kept long enough are destroyed, and a line stays.

The row of the version stays with its hash, and a `Destruction` beside it: together the register of what was sorted out.
"""

from collections.abc import Sequence

from django.db.models import F
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from servicepunkt.core import clock, files
from servicepunkt.core.actions import ActionRefused, Actor, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers

from .actions_drafts import is_own, locked
from .models import Destruction, Draft, FrozenBody, FrozenVersion
from .retention import due_on, passed, rule_of

LONGEST_DECISION = 200
LONGEST_RULE = 300


@action
def destroy(*, versions: Sequence[FrozenVersion], decision: str, actor: Actor) -> list[Destruction]:
    """Destroy what frozen versions say, for good: bodies, facts, approvals and files. All of them or none.

    `decision` names the decision (gallringsbeslut) it is done under. A version that is destroyed already is passed
    over. When a draft has no edition left and nobody has written in it since the last one, what it holds goes too.
    Raises ActionRefused without a decision, and for a version that is to be kept longer or for ever.
    """
    refuse_identity_numbers(decision)
    if not decision.strip():
        raise ActionRefused(_("Skriv enligt vilket beslut dokumenten gallras."))
    drafts = {number: locked(number) for number in sorted({_drafted(one) for one in versions})}
    rows = FrozenVersion.objects.filter(pk__in=[one.pk for one in versions], destruction=None).order_by("id")
    todo = list(rows)
    due = set(rows.filter(passed(clock.today())).values_list("pk", flat=True))
    for one in todo:
        if one.pk not in due:
            raise ActionRefused(
                _("”%(title)s”, utgåva %(number)s, ska sparas längre och kan inte gallras.")
                % {"title": one.title, "number": one.number}
            )
    made = [_destroy(one, decision.strip(), actor) for one in todo]
    for draft in drafts.values():
        _empty(draft, actor)
    return made


def _drafted(version: FrozenVersion) -> int:
    """The number of the draft a version came of. Raises ActionRefused for a version that came of none."""
    if version.draft_id is None:
        raise ActionRefused(_("Det här är ett beslut som har fattats på en annan sida. Det kan inte gallras här."))
    return version.draft_id


def _destroy(version: FrozenVersion, decision: str, actor: Actor) -> Destruction:
    due = due_on(version)
    if due is None:
        raise ValueError("what is kept for ever is never destroyed")
    body = FrozenBody.objects.get(version=version)
    with translation.override(version.content["language"]):
        rule = Truncator(rule_of(version)).chars(LONGEST_RULE)
    made = Destruction.objects.create(
        version=version, decision=decision, rule=rule, due_on=due, body_sha256=body.sha256, at=clock.now(),
        account_id=actor.account_id, seat_id=actor.seat_id,
    )  # fmt: skip
    body.delete()
    for one in version.files.filter(file__removed=None).select_related("file"):
        files.remove(one.file)
    record(
        "destroy", version, actor=actor, place_id=version.place_id, area_id=version.area_id, kind=version.kind,
        edition=version.number,
    )  # fmt: skip
    return made


def _empty(draft: Draft, actor: Actor) -> None:
    """Empty a locked draft whose editions are all gone, since it says the same; not when somebody works on a next."""
    versions = FrozenVersion.objects.filter(draft=draft)
    last = versions.order_by("-number").first()
    if last is None or versions.filter(destruction=None).exists() or draft.state != Draft.State.OPEN:
        return
    if draft.parts.filter(edited_at__gt=last.at).exists():
        return
    for part in draft.parts.all():
        if is_own(part):
            part.delete()
    draft.parts.update(text="", comment="", hidden=False, hidden_reason="", version=F("version") + 1)
    record("empty", draft, actor=actor, place_id=draft.place_id, area_id=draft.area_id, kind=draft.kind)
