"""The plan's chapters: written together, decided one by one, changed afterwards, set aside, taken up again."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from django.test import Client

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.evidence import Question, find
from servicepunkt.core.models import JournalEntry
from servicepunkt.documents.actions import altered
from servicepunkt.documents.actions_approval import propose
from servicepunkt.documents.actions_frozen import withdraw
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.method.actions import NotAllowed
from servicepunkt.method.models import Progress
from servicepunkt.method.progress import differences
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.access import access_of
from servicepunkt.people.models import Account
from servicepunkt.people.roles import Role
from servicepunkt.plan import actions_chapters as chapters
from servicepunkt.plan import actions_set_aside as aside
from servicepunkt.plan.kinds_chapters import begin_document
from servicepunkt.plan.models import Chapter, ChapterDecision, Edition, Risk
from servicepunkt.plan.queries_chapters import PLAN, REPORT, plan_of
from servicepunkt.programme.models import Programme
from tests.builders import TODAY, place, programme, seat, sit, url
from tests.builders import address as mail_to
from tests.documents.office import frozen
from tests.documents.walk import coordinator
from tests.plan.walk import CHAPTER, FACTS, RISK, decided, logged
from tests.races.conftest import at_once

State = Chapter.State


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def prov(db: None) -> Programme:
    return programme()


@pytest.fixture
def kaj(prov: Programme) -> Client:
    """The contact person's browser."""
    return sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", place(prov))


def at(name: str, prov: Programme, *args: str | int) -> str:
    return url(f"plan:{name}", prov, place(prov).slug, *args)


def write(
    prov: Programme, key: str = CHAPTER, facts: chapters.ChapterFacts = FACTS, seen: int | None = None
) -> Chapter:
    here = chapters.chapter_here(prov.area, place(prov), key).version if seen is None else seen
    return chapters.write_chapter(
        root=prov.area, place=place(prov), key=key, facts=facts, seen_version=here, actor=SYSTEM
    )


def decide(
    prov: Programme, key: str = CHAPTER, minutes: str = "Protokoll 3", seen: int | None = None
) -> ChapterDecision:
    here = chapters.chapter_here(prov.area, place(prov), key).version if seen is None else seen
    return chapters.decide_chapter(
        root=prov.area, place=place(prov), key=key, on=TODAY, body="Gruppen", minutes=minutes, seen_version=here,
        actor=SYSTEM,
    )  # fmt: skip


def state_of(prov: Programme, key: str = CHAPTER) -> str:
    return chapters.chapter_here(prov.area, place(prov), key).state


def met(prov: Programme, name: str) -> bool:
    home = place(prov)
    return find(f"plan.{name}", Question(prov.area_id, frozenset({home.pk}), {}, TODAY))[home.pk].met


def progress_of(prov: Programme, requirement: str) -> str:
    return Progress.objects.get(area=prov.area, place=place(prov), requirement=requirement).state


# --- writing ------------------------------------------------------------------------------------------------------


def test_a_chapter_is_written_ready_and_decided_and_what_was_decided_is_frozen(prov: Programme) -> None:
    assert state_of(prov) == State.NOT_BEGUN
    write(prov, facts=replace(FACTS, ready=False))
    assert state_of(prov) == State.WRITING
    write(prov)
    assert state_of(prov) == State.READY
    one = decide(prov)
    assert state_of(prov) == State.DECIDED
    assert one.frozen.content["content"]["text"] == FACTS.text
    assert one.frozen.content["evidence"][0]["requirement"] == "grupper-servicebehov"
    assert altered() == []


def test_the_plan_says_first_what_to_do_next(prov: Programme, kaj: Client) -> None:
    address = url("plan:plan", prov, place(prov).slug)
    page = kaj.get(address).content.decode()
    told = page[page.index("Nästa sak i planen") : page.index("Planens delar")]
    assert "Vad bygden behöver" in told and "Bestäm vem som ansvarar." in told


def test_what_is_changed_after_the_decision_shows_and_can_be_decided_again(prov: Programme) -> None:
    first = decided(prov.area, place(prov))
    write(prov, facts=replace(FACTS, text="Nu vill vi något annat."))
    assert state_of(prov) == State.CHANGED
    assert plan_of(prov.area, place(prov)).rows[0].next.startswith("Ta upp ändringen")
    write(prov)  # as it was when it was decided
    assert state_of(prov) == State.DECIDED
    risk = Risk.objects.get()
    chapters.change_risk(risk=risk, facts=replace(RISK, bad=1), remove=False, seen_version=1, actor=SYSTEM)
    assert state_of(prov) == State.CHANGED
    second = decide(prov, minutes="Protokoll 9")
    assert state_of(prov) == State.DECIDED
    assert [one.pk for one in plan_of(prov.area, place(prov)).rows[0].decisions] == [second.pk, first.pk]
    assert first.frozen.content["content"]["risks"][0]["bad"] == 3


def test_who_answers_for_a_chapter_can_change_without_a_new_decision(prov: Programme) -> None:
    decided(prov.area, place(prov))
    owner = seat(prov, Role.MUNICIPALITY, place(prov))
    write(prov, facts=replace(FACTS, owner_id=owner.pk))
    assert state_of(prov) == State.DECIDED
    elsewhere = seat(prov, Role.MUNICIPALITY, place(prov, 2))
    with pytest.raises(ActionRefused, match="finns inte på orten"):
        write(prov, facts=replace(FACTS, owner_id=elsewhere.pk))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (replace(FACTS, decision=""), "Skriv texten och förslaget"),
        (replace(FACTS, text="Ring 811218-9876."), "personnummer"),
        (replace(FACTS, text="a" * 20_001), "för lång"),
    ],
)
def test_a_chapter_is_refused_with_a_reason(prov: Programme, facts: chapters.ChapterFacts, why: str) -> None:
    with pytest.raises(ActionRefused, match=why):
        write(prov, facts=facts)
    assert not Chapter.objects.exists()


def test_nothing_can_be_decided_that_is_not_written(prov: Programme) -> None:
    with pytest.raises(ActionRefused, match="inget att besluta"):
        decide(prov)
    assert not FrozenVersion.objects.exists()


def test_the_same_request_twice_does_nothing_twice_and_the_journal_holds_no_text(prov: Programme) -> None:
    key, home = uuid.uuid4(), place(prov)
    for _time in range(2):
        chapters.add_risk(root=prov.area, place=home, key=CHAPTER, facts=RISK, request_key=key, actor=SYSTEM)
    write(prov)
    write(prov)
    assert decide(prov).pk == decide(prov).pk
    assert Chapter.objects.get().version == 3
    assert (Risk.objects.count(), FrozenVersion.objects.count()) == (1, 1)
    assert not any("Byborna" in str(line.codes) for line in JournalEntry.objects.filter(room="plan"))


# --- two at once --------------------------------------------------------------------------------------------------


def test_who_saves_over_somebody_else_is_shown_both_texts(prov: Programme, kaj: Client) -> None:
    write(prov)
    sent = {"seen_version": 0, "owner_id": "", "text": "Min text", "decision": "", "questions": ""}
    answer = kaj.post(at("write", prov, CHAPTER), sent)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Min text" in html and FACTS.text in html
    assert state_of(prov) == State.READY
    sent["seen_version"] = 1
    assert kaj.post(at("write", prov, CHAPTER), sent).status_code == 302
    assert Chapter.objects.get().text == "Min text"


def test_a_decision_on_what_somebody_changed_since_is_not_recorded(prov: Programme, kaj: Client) -> None:
    write(prov)
    write(prov, facts=replace(FACTS, text="Ny text som ingen läst."))
    sent = {"seen_version": 1, "on": TODAY.isoformat(), "body": "Gruppen", "minutes": ""}
    answer = kaj.post(at("decide", prov, CHAPTER), sent)
    assert answer.status_code == 409 and "Ny text som ingen läst." in answer.content.decode()
    assert not ChapterDecision.objects.exists()
    assert kaj.post(at("decide", prov, CHAPTER), {**sent, "seen_version": 2}).status_code == 302
    assert ChapterDecision.objects.get().frozen.content["content"]["text"] == "Ny text som ingen läst."


def test_two_who_decide_or_write_at_the_same_moment_do_not_both_win(transactional_db: None) -> None:
    prov = programme()
    seen = write(prov).version
    outcomes = at_once(
        partial(decide, prov, minutes="Protokoll A", seen=seen),
        partial(decide, prov, minutes="Protokoll B", seen=seen),
        partial(write, prov, facts=replace(FACTS, text="Något annat."), seen=seen),
    )
    lost = [one for one in outcomes if isinstance(one, Exception)]
    assert [type(one) for one in lost] == [ChangedMeanwhile, ChangedMeanwhile]
    row = Chapter.objects.get()
    assert row.version == seen + 1
    assert ChapterDecision.objects.count() == int(row.state == State.DECIDED)


# --- set aside ----------------------------------------------------------------------------------------------------


def test_a_chapter_set_aside_takes_its_requirements_with_it_and_gives_them_back(prov: Programme, kaj: Client) -> None:
    access = access_of(Account.objects.get(email=mail_to("Kaj Kontakt")).pk, TODAY)
    set_aside = partial(aside.set_aside, root=prov.area, place=place(prov), access=access, seen_version=0)
    spec = spec_of(adoption_of(prov.area_id).version)
    done = set_aside(key="bredband", reason="Fibern är dragen.")
    assert done.settled == ("bredband-analyserat",)
    assert progress_of(prov, "bredband-analyserat") == "not_relevant"
    with pytest.raises(ActionRefused, match="behandlas inte"):
        write(prov, "bredband")
    one = set_aside(key="lokal", reason="Vi väntar.")
    assert one.left == ("lokal-vald",), "what a start needs is never set aside in passing"
    assert "lokal-vald" in spec.gate("start").requires
    back = aside.take_up(
        root=prov.area, place=place(prov), key="bredband", seen_version=done.chapter.version, access=access
    )
    assert (back.state, back.reason) == (State.NOT_BEGUN, "")
    assert progress_of(prov, "bredband-analyserat") == "not_met"


def test_only_who_records_decisions_sets_a_chapter_aside(prov: Programme) -> None:
    member = sit(prov, Role.MUNICIPALITY, "Kim Kommun", place(prov))
    access = access_of(Account.objects.get(email=mail_to("Kim Kommun")).pk, TODAY)
    with pytest.raises(NotAllowed):
        aside.set_aside(root=prov.area, place=place(prov), key="bredband", reason="Nej.", seen_version=0, access=access)
    assert member.get(at("set_aside", prov, "bredband")).status_code == 403
    assert member.get(at("write", prov, "bredband")).status_code == 200


def test_a_decided_chapter_is_not_set_aside(prov: Programme, kaj: Client) -> None:
    decided(prov.area, place(prov))
    sent = {"seen_version": Chapter.objects.get().version, "reason": "Vi ångrar oss."}
    answer = kaj.post(at("set_aside", prov, CHAPTER), sent)
    assert answer.status_code == 422 and "redan beslutat" in answer.content.decode()


# --- evidence and documents ---------------------------------------------------------------------------------------


def whole_plan(prov: Programme) -> None:
    """Every chapter written by the municipality's seat and decided."""
    owner = seat(prov, Role.MUNICIPALITY, place(prov))
    for chapter in spec_of(adoption_of(prov.area_id).version).chapters:
        write(prov, chapter.key, replace(FACTS, owner_id=owner.pk))
        decide(prov, chapter.key)


def approved(prov: Programme, kind: str = PLAN) -> FrozenVersion:
    """The plan put together and approved."""
    who = coordinator(prov.area)
    draft = begin_document(kind=kind, root=prov.area, place=place(prov), actor=who)
    proposal = propose(draft=draft, actor=who)
    return frozen(draft, proposal.sha256, who)


def test_the_plan_proves_step_by_step_what_it_can(prov: Programme, kaj: Client) -> None:
    sit(prov, Role.COORDINATOR, "Sara Samordnare")
    assert not met(prov, "prestudy_begun")
    write(prov, facts=replace(FACTS, owner_id=seat(prov, Role.MUNICIPALITY, place(prov)).pk))
    assert met(prov, "prestudy_begun") and not met(prov, "topics_chosen")
    whole_plan(prov)
    assert met(prov, "topics_chosen") and not met(prov, "put_together") and not met(prov, "plan_decided")
    version = approved(prov)
    assert met(prov, "put_together") and met(prov, "plan_decided")
    assert progress_of(prov, "projektplan-beslutad") == "evidence"
    write(prov, facts=replace(FACTS, text="Ändrat."))
    assert met(prov, "put_together") and not met(prov, "plan_decided")
    with clock.fixed(clock.now() + dt.timedelta(minutes=1)):
        decide(prov, minutes="Protokoll 10")
        assert not met(prov, "put_together"), "the plan that was approved is older than the decision"
        newer = approved(prov)
    assert met(prov, "plan_decided")
    for one in (newer, version):
        withdraw(version=one, reason="Fel bilaga.", actor=coordinator(prov.area))
    assert not met(prov, "put_together")
    assert progress_of(prov, "projektplan-sammanfattad") == "not_met", "a withdrawn plan proves nothing any more"
    assert differences(prov.area_id) == []


def test_the_plan_as_a_document_says_what_was_written_without_retyping(prov: Programme, kaj: Client) -> None:
    sit(prov, Role.COORDINATOR, "Sara Samordnare")
    decided(prov.area, place(prov))
    logged(prov.area, place(prov))
    for kind in (PLAN, REPORT):
        text = str(approved(prov, kind).body.content)
        assert FACTS.text in text and RISK.what in text and "Vem öppnar?" in text
        assert "Beslutat" in text and "Olika ålders- och intressegruppers behov är undersökta" in text
    assert Edition.objects.count() == 2
    shown = kaj.get(at("plan", prov)).content.decode()
    assert "Projektplan för servicepunkten i" in shown and "Utgåva 1" in shown
    assert "Skolan hyrs." in str(FrozenVersion.objects.get(kind=PLAN).body.content)


def test_the_contact_person_puts_the_plan_together_by_a_click(prov: Programme, kaj: Client) -> None:
    answer = kaj.post(at("begin", prov, PLAN), follow=True)
    assert answer.status_code == 200 and "Planen, kapitel för kapitel" in answer.content.decode()
    assert kaj.post(at("begin", prov, "minutes")).status_code == 404
