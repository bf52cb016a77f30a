"""Two at the same draft: one version comes of it, of what was read, and nobody's approval or words are lost."""

from collections.abc import Iterator
from functools import partial

import pytest

from servicepunkt.core import clock, files
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile
from servicepunkt.core.jobs_running import USUAL, do, take, work_off
from servicepunkt.core.models import Job, JournalEntry
from servicepunkt.documents import actions_drafts as writing
from servicepunkt.documents import actions_frozen as frozen
from servicepunkt.documents import freezing
from servicepunkt.documents.actions import altered
from servicepunkt.documents.actions_approval import approve, propose, take_back
from servicepunkt.documents.models import Approval, Draft, FrozenFile, FrozenVersion, Masking
from servicepunkt.people.roles import Role
from tests.builders import sit
from tests.documents.office import MINUTES, NORA, SAM, STIG, Facts, Office, office, registered
from tests.documents.office import frozen as frozen_now
from tests.races.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3  # a race is not lost every time


@pytest.fixture
def facts() -> Iterator[Facts]:
    with registered() as found:
        yield found


@pytest.fixture
def prov(facts: Facts, transactional_db: None) -> Iterator[Office]:
    yield office()
    assert altered() == [] and files.broken() == []


def raised(outcomes: list[object]) -> list[type]:
    return [type(one) for one in outcomes if isinstance(one, BaseException)]


def proposed(prov: Office, number: int, kind: str = "test_report") -> tuple[Draft, str]:
    draft = prov.draft(kind, number)
    prov.write(draft, "summary", f"Läst {number}.")
    return draft, propose(draft=draft, actor=prov.actor(SAM)).sha256


def test_two_approve_at_once_and_one_version_is_frozen(prov: Office) -> None:
    sit(prov.programme, Role.OWNER, "Ove Ägare")
    for number in range(ROUNDS):
        draft, seen = proposed(prov, number)
        yes = partial(approve, draft=draft, seen_sha256=seen)
        outcomes = at_once(partial(yes, actor=prov.actor(SAM)), partial(yes, actor=prov.actor("Ove Ägare")))
        assert raised(outcomes) == [ActionRefused], outcomes
        assert work_off() == 1
        version = FrozenVersion.objects.get(draft=draft)
        assert len(version.body.approvals) == 1
        assert FrozenFile.objects.filter(version__draft=draft).count() == 2
    assert JournalEntry.objects.filter(verb="freeze").count() == ROUNDS


def test_the_same_yes_sent_twice_at_once_freezes_once(prov: Office) -> None:
    draft, seen = proposed(prov, 1)
    outcomes = at_once(*[partial(approve, draft=draft, seen_sha256=seen, actor=prov.actor(SAM))] * 2)
    assert outcomes == [True, True]
    assert Approval.objects.count() == 1 and work_off() == 1
    assert FrozenVersion.objects.get().number == 1


def test_two_adjusters_at_once_both_count_and_one_version_names_both(prov: Office) -> None:
    for number in range(ROUNDS):
        draft, seen = proposed(prov, number, MINUTES)
        yes = partial(approve, draft=draft, seen_sha256=seen)
        outcomes = at_once(partial(yes, actor=prov.actor(NORA)), partial(yes, actor=prov.actor(STIG)))
        assert sorted(outcomes) == [False, True], outcomes
        assert work_off() == 1
        version = FrozenVersion.objects.get(draft=draft)
        assert sorted(one["name"] for one in version.body.approvals) == [NORA, STIG]


def test_an_approval_comes_wholly_before_or_wholly_after_a_taking_back(prov: Office) -> None:
    for number in range(ROUNDS):
        draft, seen = proposed(prov, number)
        yes, back = at_once(
            partial(approve, draft=draft, seen_sha256=seen, actor=prov.actor(SAM)),
            partial(take_back, draft=draft, actor=prov.actor(NORA)),
        )
        first = ChangedMeanwhile if isinstance(back, Draft) else ActionRefused
        assert raised([yes, back]) == [first], "one of them came first, and the other was told"
        assert work_off() == (0 if isinstance(back, Draft) else 1)
        draft.refresh_from_db()
        assert draft.state == Draft.State.OPEN and not Approval.objects.exists()
        assert FrozenVersion.objects.filter(draft=draft).exists() is (yes is True)


def test_nobody_writes_in_what_is_being_approved(prov: Office) -> None:
    def rewrite(draft: Draft, actor: Actor) -> None:
        part = draft.parts.get(key="summary")
        take_back(draft=draft, actor=actor)
        writing.write_part(part=part, title="", text="Olästa ord", seen_version=part.version, actor=actor)
        propose(draft=draft, actor=actor)

    for number in range(ROUNDS):
        draft, seen = proposed(prov, number)
        at_once(
            partial(approve, draft=draft, seen_sha256=seen, actor=prov.actor(SAM)),
            partial(rewrite, draft, prov.actor(NORA)),
            work_off,
        )
        work_off()
        for version in FrozenVersion.objects.filter(draft=draft):
            assert f"Läst {number}." in str(version.body.content)
            assert "Olästa ord" not in str(version.body.content)


def test_facts_that_change_while_freezing_are_not_in_what_is_frozen(prov: Office, facts: Facts) -> None:
    draft, seen = proposed(prov, 1)

    def change() -> None:
        for number in range(3, 200):
            facts.places = number

    approve(draft=draft, seen_sha256=seen, actor=prov.actor(SAM))
    done, _none = at_once(work_off, change)
    version = FrozenVersion.objects.get(draft=draft)
    assert done == 1
    assert "2 orter är med" in str(version.body.content) and version.body.facts[0]["value"] == "2"
    assert version.content["proposal"] == seen


def test_two_write_the_same_part_at_once_and_the_second_is_told(prov: Office) -> None:
    for number in range(ROUNDS):
        draft = prov.draft("test_report", number)
        part = draft.parts.get(key="summary")
        write = partial(writing.write_part, part=part, title="", seen_version=1)
        outcomes = at_once(
            partial(write, text="Sams", actor=prov.actor(SAM)), partial(write, text="Noras", actor=prov.actor(NORA))
        )
        assert raised(outcomes) == [ChangedMeanwhile], outcomes


def test_two_mask_at_once_and_the_chain_holds(prov: Office) -> None:
    draft, seen = proposed(prov, 1)
    version = frozen_now(draft, seen, prov.actor(SAM))
    hide = partial(
        frozen.mask, version=version, reason="Begäran", seen_sha256=version.body.sha256, actor=prov.actor(SAM)
    )
    outcomes = at_once(partial(hide, names=["Anna Berg"]), partial(hide, names=[SAM]))
    assert raised(outcomes) == [ChangedMeanwhile], outcomes
    assert Masking.objects.count() == 1 and files.lingering() == []


def test_two_workers_at_once_freeze_once(prov: Office) -> None:
    for number in range(ROUNDS):
        draft, seen = proposed(prov, number)
        approve(draft=draft, seen_sha256=seen, actor=prov.actor(SAM))
        outcomes = at_once(work_off, work_off)
        assert sorted(outcomes) == [0, 1], outcomes
        assert FrozenVersion.objects.filter(draft=draft).count() == 1


def test_a_worker_that_was_thought_dead_and_comes_back_freezes_nothing_more(prov: Office) -> None:
    draft, seen = proposed(prov, 1)
    approve(draft=draft, seen_sha256=seen, actor=prov.actor(SAM))
    slow = take("slow")
    assert slow is not None
    with clock.fixed(clock.now() + 2 * USUAL.lease):
        assert work_off() == 1
        assert propose(draft=draft, actor=prov.actor(SAM)).sha256 == seen, "laid before them again, unchanged"
        approve(draft=draft, seen_sha256=seen, actor=prov.actor(SAM))
        do(slow)
        assert FrozenVersion.objects.get().number == 1 and Job.objects.filter(state=Job.State.WAITING).count() == 1
        assert work_off() == 1
    assert list(FrozenVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert FrozenFile.objects.count() == 4


def test_trying_again_at_once_is_one_job_and_one_version(prov: Office) -> None:
    for number in range(ROUNDS):
        draft, seen = proposed(prov, number)
        approve(draft=draft, seen_sha256=seen, actor=prov.actor(SAM))
        Job.objects.filter(state=Job.State.WAITING).delete()  # as in a restored backup
        again = partial(freezing.try_again, draft=draft, actor=prov.actor(SAM))
        assert not raised(at_once(again, again))
        assert work_off() == 1 and FrozenVersion.objects.filter(draft=draft).count() == 1


def test_two_who_move_the_same_parts_at_once_do_not_lose_any(prov: Office) -> None:
    for number in range(ROUNDS):
        draft = prov.draft("test_report", number)
        first, live, last = draft.parts.all()
        outcomes = at_once(
            partial(writing.move_part, part=first, past=live.pk, up=False, seen_version=1, actor=prov.actor(SAM)),
            partial(writing.move_part, part=last, past=live.pk, up=True, seen_version=1, actor=prov.actor(NORA)),
        )
        assert raised(outcomes) == [ChangedMeanwhile], "they are neighbours no more"
        assert sorted(draft.parts.values_list("number", flat=True)) == [0, 1, 2]
