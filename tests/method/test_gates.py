"""A gate opens when its requirements are met and all parties say yes; what the decision rested on is frozen."""

import datetime as dt
import hashlib
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.models import JournalEntry
from servicepunkt.documents.actions import altered
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.method.actions import GateClosed, NotAllowed, pass_gate
from servicepunkt.method.models import Confirmation, Passage
from servicepunkt.people.actions import end_holding, seat_person
from servicepunkt.people.models import Seat
from servicepunkt.people.roles import Role
from tests.method.building import TODAY, Village, changed, programme, sit, village, work_by

REQUIREMENTS = {
    "Den kommunala servicen är vald": "kommunalt-valt",
    "Den statliga servicen är vald": "statligt-valt",
    "Finansieringen är säkrad": "finansiering",
    "Planen är hel": "plan",
}
PARTIES = {
    "Bygden säger ja": "village",
    "Kommunen säger ja": "municipality",
    "Ledningens samlade bedömning": "assessment",
}


def missing(by: Village, **how: object) -> list[str]:
    with pytest.raises(GateClosed) as closed:
        by.pass_gate(by.leader, **how)  # type: ignore[arg-type]
    return closed.value.missing


def test_a_closed_gate_lists_everything_missing_with_links(by: Village) -> None:
    assert missing(by) == [*REQUIREMENTS, *PARTIES]
    page = by.leader.client.get(by.url("method:gate", "start")).content.decode()
    listed = page[page.index('<ul class="missing">') : page.index("</ul>", page.index('<ul class="missing">'))]
    assert "7 saker saknas" in page
    for title, key in REQUIREMENTS.items():
        assert f'<a href="{by.url("method:requirement", key)}">{title}</a>' in listed
    for title, key in PARTIES.items():
        assert f'<a href="{by.url("method:confirm", "start", key)}">{title}</a>' in listed
    refused = by.leader.client.post(by.url("method:gate", "start"), {"mode": "full", "on": "2026-03-10"})
    for title in [*REQUIREMENTS, *PARTIES]:
        assert f">{title}</a>" in refused.content.decode()
    assert not Passage.objects.exists() and not FrozenVersion.objects.exists()


@pytest.mark.parametrize("left_out", [*REQUIREMENTS.values(), *PARTIES.values()])
def test_no_single_part_can_be_left_out(by: Village, left_out: str) -> None:
    said = {"kommunalt-valt": by.municipality, "statligt-valt": by.contact, "finansiering": by.contact}
    for key, who in said.items():
        if key != left_out and not (left_out == "plan" and key == "statligt-valt"):
            by.say(who, key)
    for key, who in {"village": by.contact, "municipality": by.municipality, "assessment": by.leader}.items():
        if key != left_out:
            by.answer(who, key)
    titles = {key: title for title, key in {**REQUIREMENTS, **PARTIES}.items()}
    assert titles[left_out] in missing(by)


def test_it_passes_when_all_is_met_and_the_decision_is_recorded(by: Village) -> None:
    by.make_ready()
    passage = by.pass_gate(by.leader)
    assert (passage.mode, passage.stage, passage.seat, passage.on) == ("full", "", by.leader.seat, TODAY)
    assert (by.row("startad").state, by.row("startad").since_on) == ("evidence", TODAY)
    assert JournalEntry.objects.filter(verb="decide", place_id=by.place.pk, seat_id=by.leader.seat.pk).count() == 1
    page = by.leader.client.get(by.url("method:decision", passage.pk)).content.decode()
    assert passage.frozen.sha256 in page and "Vi har räknat på det." in page


def test_only_those_who_lead_decide(by: Village) -> None:
    by.make_ready()
    for who in (by.contact, by.municipality):
        with pytest.raises(NotAllowed):
            by.pass_gate(who)
        form = {"mode": "full", "on": "2026-03-10"}
        assert who.client.post(by.url("method:gate", "start"), form).status_code == 403
    assert by.pass_gate(sit(by.programme, Role.COORDINATOR, name="Sam Ordnare"))


def test_each_party_answers_for_itself(by: Village) -> None:
    with pytest.raises(NotAllowed):
        by.answer(by.contact, "municipality")
    with pytest.raises(NotAllowed):
        by.answer(by.leader, "village")
    with pytest.raises(NotAllowed):
        by.answer(by.leader, "someone-else")
    with pytest.raises(ActionRefused, match="vad bedömningen bygger på"):
        by.answer(by.leader, "assessment", note=" ")
    assert not Confirmation.objects.exists()


def test_any_member_of_the_local_group_may_answer_for_the_village_as_the_method_says(by: Village) -> None:
    member = sit(by.programme, Role.LOCAL_MEMBER, by.place, name="Maja Medlem")
    assert by.answer(member, "village").seat == member.seat
    assert member.client.get(by.url("method:confirm", "start", "village")).status_code == 200


def test_two_parties_answer_through_two_persons(by: Village) -> None:
    seat_person(
        seat=by.municipality.seat, name=by.contact.account.person.name, email=by.contact.account.email,
        from_on=by.programme.starts_on, to_on=None, substitute=True, actor=SYSTEM,
    )  # fmt: skip
    by.answer(by.contact, "village")
    with pytest.raises(ActionRefused, match="två personer"):
        by.answer(by.contact, "municipality")
    assert by.answer(by.contact, "municipality", yes=False), "a no takes nobody's place"


def test_a_no_afterwards_closes_the_gate_again(by: Village) -> None:
    by.make_ready()
    by.answer(by.municipality, "municipality", yes=False, note="Budgeten föll")
    assert missing(by) == ["Kommunen säger ja"]
    by.answer(by.municipality, "municipality")
    assert by.pass_gate(by.leader)


def test_what_is_set_aside_with_a_reason_does_not_hold_a_gate(by: Village) -> None:
    by.make_ready()
    by.say(by.contact, "statligt-valt", "not_relevant", note="Ingen statlig service här, beslutat 3 mars.")
    assert by.pass_gate(by.leader)


def test_a_stage_is_bound_by_its_own_services_and_always_by_the_financing(by: Village) -> None:
    stage = {"stage": "Etapp 1", "services": ("kommunal",)}
    assert missing(by, **stage) == ["Den kommunala servicen är vald", "Finansieringen är säkrad", *PARTIES]
    with pytest.raises(ActionRefused, match="minst en sorts service"):
        by.pass_gate(by.leader, stage="Etapp 1")
    with pytest.raises(ActionRefused, match="finns inte i arbetssättet"):
        by.pass_gate(by.leader, stage="Etapp 1", services=("påhittad",))
    by.say(by.municipality, "kommunalt-valt")
    by.say(by.contact, "finansiering")
    for who, key in ((by.contact, "village"), (by.municipality, "municipality"), (by.leader, "assessment")):
        by.answer(who, key)
    first = by.pass_gate(by.leader, stage="Etapp 1", services=("kommunal",))
    assert [r["key"] for r in first.frozen.content["requirements"]] == ["kommunalt-valt", "finansiering"]
    assert missing(by, stage="Etapp 2", services=("statlig",)) == ["Den statliga servicen är vald"]
    assert missing(by) == ["Den statliga servicen är vald", "Planen är hel"], "full scale still wants everything"
    tried = by.leader.client.get(by.url("method:gate", "start"), {"mode": "stages", "services": "statlig"})
    assert "En sak saknas" in tried.content.decode()
    by.say(by.contact, "statligt-valt")
    by.pass_gate(by.leader, stage="Etapp 2", services=("statlig",))
    assert by.pass_gate(by.leader).mode == "full"
    with pytest.raises(ActionRefused, match="redan gått igenom grinden fullskaligt"):
        by.pass_gate(by.leader, stage="Etapp 3", services=("statlig",))


def test_the_same_decision_sent_twice_is_one(by: Village) -> None:
    by.make_ready()
    form = {"mode": "full", "on": "2026-03-10"}
    url = by.url("method:gate", "start")
    sent = [by.leader.client.post(url, form) for _ in range(2)]
    assert sent[0]["Location"] == sent[1]["Location"]
    assert Passage.objects.count() == FrozenVersion.objects.count() == 1
    assert JournalEntry.objects.filter(verb="decide").count() == 1


def test_a_second_stage_of_the_same_name_is_not_taken_for_the_first(by: Village) -> None:
    by.make_ready()
    by.pass_gate(by.leader, stage="Etapp 1", services=("kommunal",))
    with pytest.raises(ActionRefused, match="annat namn"):
        by.pass_gate(by.leader, stage="Etapp 1", services=("kommunal", "statlig"))
    assert Passage.objects.get().services == ["kommunal"]


def test_a_passed_gate_stays_passed_when_what_it_rested_on_is_lost(by: Village) -> None:
    by.make_ready()
    passage = by.pass_gate(by.leader)
    frozen = json.dumps(passage.frozen.content, sort_keys=True)
    by.say(by.contact, "finansiering", "not_met", note="Pengarna försvann")
    by.answer(by.municipality, "municipality", yes=False)
    end_holding(holding=by.contact.holding, to_on=TODAY, seen_to_on=None, actor=SYSTEM)
    assert (by.row("startad").state, by.row("finansiering").state, by.row("grupp").state) == (
        "evidence", "not_met", "not_met",
    )  # fmt: skip
    after = FrozenVersion.objects.get(pk=passage.frozen_id)
    assert json.dumps(after.content, sort_keys=True) == frozen
    page = by.leader.client.get(by.url("method:decision", passage.pk)).content.decode()
    assert "Pengarna försvann" not in page


def test_the_frozen_version_holds_its_hash_and_the_database_refuses_to_change_it(by: Village) -> None:
    by.make_ready()
    frozen = by.pass_gate(by.leader).frozen
    plain = json.dumps(frozen.content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert frozen.sha256 == hashlib.sha256(plain).hexdigest()
    assert frozen.content["method"]["sha256"] == hashlib.sha256(changed(version="1").encode()).hexdigest()
    assert frozen.content["confirmations"][2]["seat"] == "Ledaren i norr"
    table = FrozenVersion._meta.db_table
    for change in (f"UPDATE {table} SET title = 'Annat'", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert altered() == []


def test_a_decision_holds_seats_and_no_names_but_those_people_wrote(by: Village) -> None:
    by.make_ready()
    text = json.dumps(by.pass_gate(by.leader).frozen.content, ensure_ascii=False)
    for who in (by.leader, by.contact, by.municipality):
        assert who.account.person.name not in text and who.account.email not in text


def test_a_decision_is_frozen_in_swedish_whatever_language_it_was_taken_in(by: Village) -> None:
    by.make_ready()
    Seat.objects.filter(pk=by.leader.seat.pk).update(title_en="Leader in the north")
    with translation.override("en"):
        frozen = by.pass_gate(by.leader).frozen
    assert frozen.content["decision"]["seat"] == by.leader.seat.title
    assert "Leader in the north" not in json.dumps(frozen.content)


def test_a_day_to_come_is_no_day_of_decision(by: Village) -> None:
    by.make_ready()
    tomorrow = (TODAY + dt.timedelta(days=1)).isoformat()
    page = by.leader.client.post(by.url("method:gate", "start"), {"mode": "full", "on": tomorrow})
    assert "framtiden" in page.content.decode() and not Passage.objects.exists()


def test_the_answer_of_whoever_was_first_is_shown_to_the_second(by: Village) -> None:
    url = by.url("method:confirm", "start", "village")
    by.answer(by.contact, "village", yes=False, note="Vi väntar på budgeten")
    member = sit(by.programme, Role.LOCAL_MEMBER, by.place, name="Maja Medlem")
    form = {"yes": "yes", "on": "2026-03-10", "note": "Nu kör vi", "seen": ""}
    told = member.client.post(url, form)
    page = told.content.decode()
    assert told.status_code == 409 and "Vi väntar på budgeten" in page and "Nu kör vi" in page
    assert Confirmation.objects.count() == 1


@pytest.mark.django_db
def test_a_gate_is_passed_by_statements_only_where_the_method_lets_people_say() -> None:
    """What evidence decides holds the gate shut, whatever was said while it could still be stated."""
    by = village(programme())
    by.make_ready()
    work_by(
        by.programme,
        changed(('key = "finansiering"\ntitle = "Finansieringen är säkrad"\nevidence = "stated"\n'
                 'by = ["contact_person", "municipality"]',
                 'key = "finansiering"\ntitle = "Finansieringen är säkrad"\nevidence = "programme.cheque_accounted"')),
    )  # fmt: skip
    assert missing(by) == ["Finansieringen är säkrad"]


def test_a_decision_is_never_dated_before_the_parties_answered(by: Village) -> None:
    by.make_ready()
    yesterday = TODAY - dt.timedelta(days=1)
    with pytest.raises(ActionRefused, match="före den dag då parterna svarade"):
        pass_gate(
            root=by.programme.area, place=by.place, gate_key="start", stage="", services=(), on=yesterday,
            access=by.leader.access,
        )  # fmt: skip
    assert by.pass_gate(by.leader).on == TODAY
