"""Two at the same agreement: one frozen version comes of it, of what was read, and nothing is signed twice."""

import uuid
from dataclasses import replace
from functools import partial

import pytest

from servicepunkt.agreements import actions_agreement, actions_kept, signing
from servicepunkt.agreements.models import Agreement, Commitment, Notice, PaperSignature
from servicepunkt.core import clock, files
from servicepunkt.core.actions import SYSTEM, ActionRefused, Actor
from servicepunkt.core.jobs_running import work_off
from servicepunkt.documents.actions import altered
from servicepunkt.documents.models import Draft, FrozenVersion
from servicepunkt.people.roles import Role
from tests.agreements import making
from tests.agreements.making import KAJ, KLARA
from tests.builders import TODAY, place, programme
from tests.races.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(transactional_db: None) -> making.Made:
    with clock.fixed(TODAY):
        prov = programme()
        making.seated(prov, place(prov))
        return making.ready(prov.area, place(prov), on_paper=True)


def paper(made: making.Made, sha: str) -> PaperSignature:
    side = made.agreement.sides.get(signs_here=False)
    told = signing.Paper("Butikschefen", clock.today(), "avtal.pdf", making.PDF)
    return signing.sign_on_paper(side=side, paper=told, seen_sha256=sha, actor=SYSTEM)


def signer(made: making.Made, sha: str, name: str, role: Role) -> partial[bool]:
    by: Actor = making.by(name, role, made.agreement.place)
    return partial(signing.sign, agreement=made.agreement, seen_sha256=sha, actor=by)


def raised(outcomes: list[object]) -> list[object]:
    return [one for one in outcomes if isinstance(one, BaseException)]


def signed_by_all(made: making.Made) -> None:
    sha = making.lay(made.agreement)
    paper(made, sha)
    signer(made, sha, KAJ, Role.CONTACT_PERSON)()
    signer(made, sha, KLARA, Role.MUNICIPALITY)()
    work_off()


def test_all_sign_at_once_and_twice_and_one_agreement_comes_of_it(made: making.Made) -> None:
    sha = making.lay(made.agreement)
    both = [signer(made, sha, KAJ, Role.CONTACT_PERSON), signer(made, sha, KLARA, Role.MUNICIPALITY)]
    assert not raised(at_once(partial(paper, made, sha), partial(paper, made, sha)))
    assert not raised(at_once(*both, *both))
    work_off()
    assert FrozenVersion.objects.filter(kind="agreement").count() == 1 and PaperSignature.objects.count() == 1
    one = Agreement.objects.get()
    assert one.signed_id and len(FrozenVersion.objects.get(pk=one.signed_id).body.approvals) == 2
    assert altered() == [] and files.broken() == []


def test_the_last_seat_and_the_paper_at_once_leave_nothing_half_signed(made: making.Made) -> None:
    sha = making.lay(made.agreement)
    signer(made, sha, KAJ, Role.CONTACT_PERSON)()
    last = signer(made, sha, KLARA, Role.MUNICIPALITY)
    outcomes = at_once(partial(paper, made, sha), last)
    assert all(isinstance(one, ActionRefused) and "papper" in str(one) for one in raised(outcomes)), outcomes
    assert PaperSignature.objects.count() == 1
    if raised(outcomes):  # the seat came first: it signs again, now that the paper is there
        assert not Agreement.objects.get().signed_id
        last()
    work_off()
    assert Agreement.objects.get().signed_id and FrozenVersion.objects.filter(kind="agreement").count() == 1


def test_what_is_written_while_it_is_laid_for_signing_is_in_the_text_or_refused(made: making.Made) -> None:
    for _round in range(3):
        before = Commitment.objects.count()
        lay = partial(signing.lay_for_signing, agreement=made.agreement, actor=SYSTEM)
        write = partial(making.promise, made.village, what=f"Nytt åtagande {before}")
        outcomes = at_once(lay, write)
        assert all(isinstance(one, ActionRefused) for one in raised(outcomes)), outcomes
        draft = signing.draft_of(made.agreement)
        assert draft.state == Draft.State.PROPOSED
        said = str(draft.proposal.content)
        for one in Commitment.objects.all():
            assert one.what in said, "signed without what was written"
        signing.take_back(agreement=made.agreement, actor=SYSTEM)


def test_taking_back_and_signing_at_once_ends_in_one_of_the_two(made: making.Made) -> None:
    sha = making.lay(made.agreement)
    paper(made, sha)
    signer(made, sha, KAJ, Role.CONTACT_PERSON)()
    back = partial(signing.take_back, agreement=made.agreement, actor=SYSTEM)
    at_once(signer(made, sha, KLARA, Role.MUNICIPALITY), back)
    work_off()
    one = Agreement.objects.get()
    frozen = FrozenVersion.objects.filter(kind="agreement").count()
    assert (frozen, bool(one.signed_id)) in ((0, False), (1, True))
    if not one.signed_id:
        making.promise(made.village)  # it is open again
    assert altered() == []


def test_two_supplements_and_two_notices_at_once_are_one_each(made: making.Made) -> None:
    signed_by_all(made)
    begin = partial(actions_agreement.begin_supplement, agreement=made.agreement, from_on=making.FROM, actor=SYSTEM)
    assert not raised(at_once(begin, begin))
    assert Agreement.objects.filter(replaces=made.agreement).count() == 1
    sides = (made.village, made.municipality)
    outcomes = at_once(
        *(partial(actions_kept.give_notice, side=x, given_on=TODAY, why="", actor=SYSTEM) for x in sides)
    )
    assert len(raised(outcomes)) == 1 and Notice.objects.count() == 1


def test_a_supplement_begun_while_notice_is_given_has_the_leaving_party_or_not_but_never_half(
    made: making.Made,
) -> None:
    signed_by_all(made)
    begin = partial(actions_agreement.begin_supplement, agreement=made.agreement, from_on=making.FROM, actor=SYSTEM)
    notice = partial(actions_kept.give_notice, side=made.village, given_on=TODAY, why="", actor=SYSTEM)
    assert not raised(at_once(begin, notice))
    assert Notice.objects.count() == 1
    new = Agreement.objects.get(replaces=made.agreement)
    there = new.sides.filter(party=made.village.party).exists()
    assert new.commitments.filter(what=made.commitment.what).exists() == there, "a party comes with what it promised"


def test_an_extension_decided_while_notice_is_given_is_refused_or_came_first(transactional_db: None) -> None:
    with clock.fixed(TODAY):
        prov = programme()
        making.seated(prov, place(prov))
        made = making.signed(prov.area, place(prov), replace(making.TERMS, extending="decision"))
        extend = partial(
            actions_kept.extend, agreement=made.agreement, decided_on=TODAY, note="", request_key=uuid.uuid4(),
            actor=SYSTEM,
        )  # fmt: skip
        notice = partial(actions_kept.give_notice, side=made.village, given_on=TODAY, why="", actor=SYSTEM)
        extended, noticed = at_once(extend, notice)
        assert not isinstance(noticed, BaseException)
        if isinstance(extended, BaseException):
            assert isinstance(extended, ActionRefused) and "uppsagt" in str(extended)
        assert made.agreement.decided.count() == (0 if isinstance(extended, BaseException) else 1)
