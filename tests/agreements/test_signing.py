"""Signing: every party once, for itself, just the text that lies there; afterwards nothing in it changes."""

import datetime as dt
import uuid

import pytest

from servicepunkt.agreements import actions, actions_agreement, signing
from servicepunkt.agreements.actions_agreement import SideFacts
from servicepunkt.agreements.lacking import lacking
from servicepunkt.agreements.models import Agreement, Commitment, PaperSignature
from servicepunkt.core import clock, files
from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.documents.actions import altered
from servicepunkt.documents.actions_approval import approve, propose
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.agreements import making
from tests.agreements.making import KAJ, KLARA
from tests.builders import TODAY, hold, seat

pytestmark = pytest.mark.django_db
CONTACT, MUNICIPALITY = Role.CONTACT_PERSON, Role.MUNICIPALITY


def paper(made: making.Made, sha256: str, **other: object) -> PaperSignature:
    side = made.agreement.sides.get(signs_here=False)
    told = {"function": "Butikschefen", "signed_on": TODAY, "name": "avtal.pdf", "content": making.PDF, **other}
    return signing.sign_on_paper(side=side, paper=signing.Paper(**told), seen_sha256=sha256, actor=SYSTEM)  # type: ignore[arg-type]


def test_when_both_have_signed_the_agreement_is_frozen_and_says_what_was_promised(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home)
    sha = making.lay(made.agreement)
    assert making.sign(made.agreement, sha, KAJ, CONTACT) is None
    version = making.sign(made.agreement, sha, KLARA, MUNICIPALITY)
    made.agreement.refresh_from_db()
    assert version and made.agreement.signed == version and made.agreement.signed_on == TODAY
    said = str(version.body.content)
    for word in ("Byalaget", "Strömsunds kommun", "Aktuell information, blanketter.", "10\\xa0000\\xa0kr", "50"):
        assert word in said, word
    assert [one["name"] for one in version.body.approvals] == [KAJ, KLARA]
    assert altered() == [] and len(version.sha256) == 64


def test_the_same_person_again_signs_nothing_twice(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home)
    sha = making.lay(made.agreement)
    assert making.sign(made.agreement, sha, KAJ, CONTACT) is None
    assert making.sign(made.agreement, sha, KAJ, CONTACT) is None
    version = making.sign(made.agreement, sha, KLARA, MUNICIPALITY)
    assert making.sign(made.agreement, sha, KLARA, MUNICIPALITY) == version
    assert FrozenVersion.objects.filter(kind="agreement").count() == 1


def test_one_who_holds_two_seats_does_not_sign_for_two_parties(prov: Programme, home: Place) -> None:
    hold(seat(prov, MUNICIPALITY, home), KAJ, substitute=True)
    made = making.ready(prov.area, home)
    sha = making.lay(made.agreement)
    making.sign(made.agreement, sha, KAJ, CONTACT)
    with pytest.raises(ActionRefused, match="samma person"):
        making.sign(made.agreement, sha, KAJ, MUNICIPALITY)


def test_two_parties_of_the_village_cannot_both_sign_in_its_one_seat(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home)
    other = making.add_party(prov.area, home, actions.PartyFacts("Bygdegården", "village"))
    making.join(made.agreement, other)
    assert any("två parter" in line for line in lacking(made.agreement))
    with pytest.raises(ActionRefused, match="två parter"):
        making.lay(made.agreement)
    with pytest.raises(ActionRefused):  # nor by the documents' own door
        propose(draft=signing.draft_of(made.agreement), actor=SYSTEM)


def test_who_stands_for_no_party_cannot_sign(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home)
    sha = making.lay(made.agreement)
    with pytest.raises(ActionRefused):
        making.sign(made.agreement, sha, making.LENA, Role.COUNTY_BOARD)


def test_the_last_seat_waits_for_the_papers_and_no_door_goes_round_that(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home, on_paper=True)
    sha = making.lay(made.agreement)
    making.sign(made.agreement, sha, KAJ, CONTACT)
    with pytest.raises(ActionRefused, match="Lanthandeln AB"):
        making.sign(made.agreement, sha, KLARA, MUNICIPALITY)
    klara = making.by(KLARA, MUNICIPALITY, home)
    with pytest.raises(ActionRefused, match="Lanthandeln AB"):
        approve(draft=signing.draft_of(made.agreement), seen_sha256=sha, actor=klara)
    assert not FrozenVersion.objects.filter(kind="agreement").exists()
    row = paper(made, sha)
    assert making.sign(made.agreement, sha, KLARA, MUNICIPALITY)
    made.agreement.refresh_from_db()
    signers = signing.signers(made.agreement, signing.draft_of(made.agreement))
    assert all(who.signed for who in signers)
    assert {who.who for who in signers} == {KAJ, KLARA, "Butikschefen"}
    assert files.path_of(row.file.sha256).read_bytes() == making.PDF


def test_when_all_sign_on_paper_the_contact_person_vouches_for_the_papers(prov: Programme, home: Place) -> None:
    one = making.begin(prov.area, home)
    sides = [making.join(one, making.add_party(prov.area, home, x), here=False) for x in (making.SHOP, making.VILLAGE)]
    making.promise(sides[0], sides[1])
    sha = making.lay(one)
    for number, side in enumerate(sides):
        told = signing.Paper("Ordföranden", TODAY, "avtal.pdf", making.PDF + bytes([number]))
        signing.sign_on_paper(side=side, paper=told, seen_sha256=sha, actor=SYSTEM)
    assert making.sign(one, sha, KAJ, CONTACT)


def test_a_paper_is_refused_when_it_is_not_what_it_says(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home, on_paper=True)
    sha = making.lay(made.agreement)
    for wrong in (
        {"name": "avtal.docx"}, {"content": b"ingen pdf"}, {"content": b""}, {"function": " "},
        {"signed_on": TODAY + dt.timedelta(days=1)}, {"signed_on": TODAY - dt.timedelta(days=1)},
        {"function": "Bo, 19121212-1212"},
    ):  # fmt: skip
        with pytest.raises(ActionRefused):
            paper(made, sha, **wrong)
    with pytest.raises(ChangedMeanwhile):
        paper(made, "0" * 64)
    assert not PaperSignature.objects.exists()


def test_the_same_paper_again_is_one_and_another_is_refused(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home, on_paper=True)
    sha = making.lay(made.agreement)
    assert paper(made, sha) == paper(made, sha)
    with pytest.raises(ActionRefused, match="redan införd"):
        paper(made, sha, content=making.PDF + b"annat")
    side = made.village
    with pytest.raises(ActionRefused, match="godkänner i Servicepunkt"):
        signing.sign_on_paper(
            side=side, paper=signing.Paper("x", TODAY, "a.pdf", making.PDF), seen_sha256=sha, actor=SYSTEM
        )


def test_what_was_signed_of_a_text_that_was_taken_back_is_void(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home, on_paper=True)
    sha = making.lay(made.agreement)
    making.sign(made.agreement, sha, KAJ, CONTACT)
    paper(made, sha)
    signing.take_back(agreement=made.agreement, actor=SYSTEM)
    facts = making.promised(made.village, made.municipality, 20_000_00)
    actions_agreement.change_commitment(
        commitment=made.commitment, facts=facts, remove=False, seen_version=1, actor=SYSTEM
    )
    new = making.lay(made.agreement)
    assert new != sha
    with pytest.raises(ChangedMeanwhile):
        making.sign(made.agreement, sha, KLARA, MUNICIPALITY)
    assert not any(who.signed for who in signing.signers(made.agreement, signing.draft_of(made.agreement)))


def _writes(made: making.Made) -> list[object]:
    """Every way to write in an agreement."""
    one, first = made.agreement, made.commitment
    return [
        lambda: actions_agreement.change_terms(
            agreement=one, facts=making.TERMS, seen_version=one.version, actor=SYSTEM
        ),
        lambda: making.promise(made.village),
        lambda: actions_agreement.change_commitment(
            commitment=first, facts=making.promised(made.village), remove=True, seen_version=1, actor=SYSTEM
        ),
        lambda: actions_agreement.change_side(
            side=made.village, facts=SideFacts("x", True), remove=False, seen_version=1, actor=SYSTEM
        ),
        lambda: making.join(one, making.add_party(one.root, one.place, making.COUNTY)),
        lambda: actions_agreement.drop(agreement=one, actor=SYSTEM),
    ]


def test_nothing_can_be_written_while_it_lies_for_signing_nor_ever_after(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home)
    sha = making.lay(made.agreement)
    for write in _writes(made):
        with pytest.raises(ActionRefused, match="underskrift"):
            write()  # type: ignore[operator]
    making.sign(made.agreement, sha, KAJ, CONTACT)
    making.sign(made.agreement, sha, KLARA, MUNICIPALITY)
    made.agreement.refresh_from_db()
    for write in _writes(made):
        with pytest.raises(ActionRefused, match=r"undertecknat|redan bland"):
            write()  # type: ignore[operator]
    with pytest.raises(ActionRefused, match="undertecknat ett avtal"):
        actions.change_party(
            party=made.village.party, facts=actions.PartyFacts("Ny förening", "village"), remove=False,
            seen_version=1, actor=SYSTEM,
        )  # fmt: skip
    with pytest.raises(ActionRefused):
        propose(draft=signing.draft_of(made.agreement), actor=SYSTEM)
    assert Commitment.objects.count() == 1


def test_a_supplement_replaces_the_agreement_from_its_day_once_all_have_signed(prov: Programme, home: Place) -> None:
    made = making.signed(prov.area, home)
    day = dt.date(2027, 4, 1)
    new = actions_agreement.begin_supplement(agreement=made.agreement, from_on=day, actor=SYSTEM)
    assert actions_agreement.begin_supplement(agreement=made.agreement, from_on=day, actor=SYSTEM) == new
    assert new.commitments.count() == 1 and new.sides.count() == 2
    sha = making.lay(new)
    making.sign(new, sha, KAJ, CONTACT)
    making.sign(new, sha, KLARA, MUNICIPALITY)
    from servicepunkt.agreements.queries import standings

    states = {one.agreement.pk: str(one.state) for one in standings(prov.area, home, dt.date(2027, 3, 31))}
    assert states == {made.agreement.pk: "running", new.pk: "coming"}
    states = {one.agreement.pk: str(one.state) for one in standings(prov.area, home, day)}
    assert states == {made.agreement.pk: "replaced", new.pk: "running"}


def test_a_supplement_cannot_leave_a_party_out_that_has_not_given_notice(prov: Programme, home: Place) -> None:
    made = making.signed(prov.area, home)
    new = actions_agreement.begin_supplement(agreement=made.agreement, from_on=dt.date(2027, 4, 1), actor=SYSTEM)
    one = new.commitments.get()
    actions_agreement.change_commitment(
        commitment=one, facts=making.promised(one.doer), remove=True, seen_version=1, actor=SYSTEM
    )
    gone = new.sides.get(party=made.municipality.party)
    actions_agreement.change_side(side=gone, facts=SideFacts("", True), remove=True, seen_version=1, actor=SYSTEM)
    assert any("Strömsunds kommun" in line for line in lacking(new))


def test_only_authorities_promise_what_only_authorities_may(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home)
    making.promise(made.village, level="authority")
    assert any("Byalaget är ingen myndighet" in line for line in lacking(made.agreement))
    Agreement.objects.filter(pk=made.agreement.pk).update(kind="authority")
    made.agreement.refresh_from_db()
    assert any("Bara myndigheter" in line for line in lacking(made.agreement))


def test_a_withdrawn_document_is_no_agreement_in_force(prov: Programme, home: Place) -> None:
    from servicepunkt.agreements.queries import standings
    from servicepunkt.documents.actions_frozen import withdraw

    made = making.signed(prov.area, home)
    assert made.agreement.signed
    withdraw(version=made.agreement.signed, reason="Fel text", actor=making.by(KAJ, CONTACT, home))
    assert [str(one.state) for one in standings(prov.area, home, dt.date(2026, 5, 1))] == ["withdrawn"]


def test_the_same_form_sent_twice_makes_one_agreement_and_one_commitment(prov: Programme, home: Place) -> None:
    key = uuid.uuid4()
    told = {"root": prov.area, "place": home, "needed": None, "facts": making.TERMS, "request_key": key}
    one = actions_agreement.begin_agreement(**told, actor=SYSTEM)  # type: ignore[arg-type]
    assert actions_agreement.begin_agreement(**told, actor=SYSTEM) == one  # type: ignore[arg-type]
    with clock.fixed(TODAY):
        side = making.join(one, making.add_party(prov.area, home, making.VILLAGE))
    for _time in range(2):
        actions_agreement.promise(agreement=one, facts=making.promised(side), request_key=key, actor=SYSTEM)
    assert one.commitments.count() == 1
