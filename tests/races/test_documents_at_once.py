"""Two at the same draft: one version comes of it, of what was read, and nobody's approval or words are lost."""

from collections.abc import Iterator
from functools import partial

import pytest

from servicepunkt.core import files
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.documents import actions_drafts as writing
from servicepunkt.documents import actions_frozen as frozen
from servicepunkt.documents.actions import altered
from servicepunkt.documents.actions_approval import approve, propose, take_back
from servicepunkt.documents.models import Approval, Draft, FrozenFile, FrozenVersion, Masking
from servicepunkt.people.roles import Role
from tests.builders import sit
from tests.documents.office import MINUTES, NORA, SAM, STIG, Facts, Office, office, registered
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
        assert FrozenVersion.objects.filter(draft=draft).count() == 1
        assert FrozenFile.objects.filter(version__draft=draft).count() == 2
    assert JournalEntry.objects.filter(verb="freeze").count() == ROUNDS


def test_the_same_yes_sent_twice_at_once_freezes_once(prov: Office) -> None:
    draft, seen = proposed(prov, 1)
    outcomes = at_once(*[partial(approve, draft=draft, seen_sha256=seen, actor=prov.actor(SAM))] * 2)
    assert not raised(outcomes), outcomes
    assert outcomes[0] == outcomes[1] == FrozenVersion.objects.get()


def test_two_adjusters_at_once_both_count_and_one_version_names_both(prov: Office) -> None:
    for number in range(ROUNDS):
        draft, seen = proposed(prov, number, MINUTES)
        yes = partial(approve, draft=draft, seen_sha256=seen)
        outcomes = at_once(partial(yes, actor=prov.actor(NORA)), partial(yes, actor=prov.actor(STIG)))
        assert not raised(outcomes), outcomes
        version = FrozenVersion.objects.get(draft=draft)
        assert [one for one in outcomes if one is not None] == [version]
        assert sorted(one["name"] for one in version.body.approvals) == [NORA, STIG]


def test_an_approval_comes_wholly_before_or_wholly_after_a_taking_back(prov: Office) -> None:
    for number in range(ROUNDS):
        draft, seen = proposed(prov, number)
        yes, _back = at_once(
            partial(approve, draft=draft, seen_sha256=seen, actor=prov.actor(SAM)),
            partial(take_back, draft=draft, actor=prov.actor(NORA)),
        )
        draft.refresh_from_db()
        assert draft.state == Draft.State.OPEN and not Approval.objects.exists()
        made = FrozenVersion.objects.filter(draft=draft).count()
        assert made == (0 if isinstance(yes, ChangedMeanwhile) else 1), yes


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
        )
        for version in FrozenVersion.objects.filter(draft=draft):
            assert f"Läst {number}." in str(version.body.content)
            assert "Olästa ord" not in str(version.body.content)


def test_facts_that_change_while_freezing_are_not_in_what_is_frozen(prov: Office, facts: Facts) -> None:
    draft, seen = proposed(prov, 1)

    def change() -> None:
        for number in range(3, 200):
            facts.places = number

    version, _none = at_once(partial(approve, draft=draft, seen_sha256=seen, actor=prov.actor(SAM)), change)
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
    version = approve(draft=draft, seen_sha256=seen, actor=prov.actor(SAM))
    assert version is not None
    hide = partial(
        frozen.mask, version=version, reason="Begäran", seen_sha256=version.body.sha256, actor=prov.actor(SAM)
    )
    outcomes = at_once(partial(hide, names=["Anna Berg"]), partial(hide, names=[SAM]))
    assert raised(outcomes) == [ChangedMeanwhile], outcomes
    assert Masking.objects.count() == 1 and files.lingering() == []
