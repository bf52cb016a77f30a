"""What a village does itself: who sees the counts of its balance, what proves what, what is refused."""

import datetime as dt
import re
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.pages import About, pages
from servicepunkt.people.roles import ROLES, Right, Role
from servicepunkt.programme import actions_village as actions
from servicepunkt.programme.actions_village import ApplicationFacts, BalanceFacts
from servicepunkt.programme.models import Application, Balance, Programme, VillageMeeting
from tests.builders import TODAY, place, sit
from tests.programme.village import COUNTS, SENT, TOLD, at, keep, meet, member, met, seek

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


# --- who sees the counts ------------------------------------------------------------------------------------------


SEES = {Role.COORDINATOR, Role.LEADER, Role.CONTACT_PERSON, Role.LOCAL_MEMBER, Role.MUNICIPALITY}


def _everybody(prov: Programme) -> dict[Role, Client]:
    home = place(prov)
    wide = (Role.OWNER, Role.COORDINATOR, Role.LEADER, Role.CONVENER, Role.FUNDER, Role.STEERING_MEMBER)
    out = {role: sit(prov, role, f"Person {role}") for role in wide}
    for role in (Role.CONTACT_PERSON, Role.MUNICIPALITY, Role.COUNTY_BOARD):
        out[role] = sit(prov, role, f"Person {role}", home)
    return {**out, Role.LOCAL_MEMBER: member(prov)}


def _every_address(prov: Programme) -> list[str]:
    out = []
    for one in pages():
        if one.about is About.NOTHING or one.saves_only or one.name == "needs:gap_file":
            continue  # open to all, saved only, or no file before there is a survey
        args: list[str | int] = []
        if one.about in (About.PROGRAMME, About.PLACE):
            args = [prov.area.key, *([place(prov).slug] if one.about is About.PLACE else [])]
        more = {"method:requirement": ["jamstalldhet-beaktad"], "method:gate": ["start"]}.get(one.name, [])
        try:
            out.append(reverse(one.name, args=[*args, *more]))
        except NoReverseMatch:  # a page of one seat, meeting, outlay ... shows nothing of the kind
            continue
    return out


@pytest.mark.looks
def test_the_counts_are_seen_by_the_group_its_municipality_and_who_leads_it_and_on_no_page_by_others(
    prov: Programme,
) -> None:
    reverse("web:home")  # loads every page
    keep(prov)
    assert {role for role, facts in ROLES.items() if Right.SEE_BALANCE in facts.rights} == SEES
    for role, client in _everybody(prov).items():
        shown = []
        for address in _every_address(prov):
            answer = client.get(address)
            assert answer.status_code in (200, 302, 403), (role, address)
            if answer["Content-Type"].startswith("application/vnd"):  # a sheet of the supply, which knows no group
                continue
            text = re.sub(r"<[^>]+>", " ", answer.content.decode())
            if answer.status_code == 200 and TOLD.search(text):
                shown.append(address)
        village, form = at("village", prov), at("balance", prov)
        may = [village, form] if role is Role.CONTACT_PERSON else [village] if role in SEES else []
        assert set(shown) <= set(may) and (village in shown) is bool(may), role


def test_who_may_not_see_the_counts_reads_one_word(prov: Programme) -> None:
    owner = sit(prov, Role.OWNER, "Olle Ägare")
    assert "Balansen är inte införd än." in owner.get(at("village", prov)).content.decode()
    keep(prov)
    assert "<strong>Balanserad</strong>" in owner.get(at("village", prov)).content.decode()
    keep(prov, replace(COUNTS, under_26=0), seen=1)
    page = owner.get(at("village", prov)).content.decode()
    assert "<strong>Inte än</strong>" in page
    assert "Unga är med" not in page, "which side fails is for the group"


def test_another_area_s_leader_and_another_village_s_contact_see_nothing(prov: Programme) -> None:
    keep(prov)
    for role, title, where in ((Role.LEADER, "Ledaren i söder", None), (Role.CONTACT_PERSON, "", place(prov, 2))):
        client = sit(prov, role, f"Annan {role}", where, title=title)
        assert client.get(at("village", prov)).status_code == 403


def test_the_journal_holds_neither_counts_nor_words(prov: Programme) -> None:
    keep(prov)
    actions.write_vision(
        root=prov.area, place=place(prov), text="Xanthippa vill", written_on=TODAY, seen_version=0, actor=SYSTEM
    )
    meet(prov, names="Xanthippas vänner")
    for codes in JournalEntry.objects.filter(place_id=place(prov).pk).values_list("verb", "codes"):
        assert not TOLD.search(str(codes)) and "Xanthippas" not in str(codes)


# --- who may write --------------------------------------------------------------------------------------------------


WRITES = {
    Role.CONTACT_PERSON: {"balance", "vision", "new_village_meeting", "new_application"},
    Role.LOCAL_MEMBER: {"vision", "new_village_meeting", "new_application"},
    Role.LEADER: {"vision", "new_village_meeting", "new_application"},
    Role.COORDINATOR: {"vision", "new_village_meeting", "new_application"},
}


def test_each_part_is_written_by_those_it_belongs_to(prov: Programme) -> None:
    for role, client in _everybody(prov).items():
        for name in WRITES[Role.CONTACT_PERSON]:
            allowed = name in WRITES.get(role, set())
            assert client.get(at(name, prov)).status_code == (200 if allowed else 403), (role, name)
            assert client.post(at(name, prov), {"x": "1"}).status_code == (422 if allowed else 403), (role, name)


def test_only_who_leads_says_that_the_leadership_was_there_and_changes_what_they_said(
    prov: Programme, kaj: Client
) -> None:
    sent = {"kind": "municipality", "met_on": "2026-03-01", "with_leadership": "on", "request_key": str(uuid.uuid4())}
    assert kaj.post(at("new_village_meeting", prov), sent).status_code == 302
    assert not VillageMeeting.objects.get().with_leadership
    assert not met(prov, "municipality_informed")
    leader = sit(prov, Role.LEADER, "Lena Ledare", title="Ledaren i norr")
    assert leader.post(at("new_village_meeting", prov), {**sent, "request_key": str(uuid.uuid4())}).status_code == 302
    said = VillageMeeting.objects.get(with_leadership=True)
    assert met(prov, "municipality_informed")
    address = at("village_meeting", prov, said.pk)
    assert kaj.get(address).status_code == 403
    assert kaj.post(address, {**sent, "remove": "on", "seen_version": "1"}).status_code == 403
    assert leader.post(address, {**sent, "remove": "on", "seen_version": "1"}).status_code == 302
    assert not met(prov, "municipality_informed")
    assert "tog bort" in leader.get(at("place_journal", prov)).content.decode()


# --- what proves what -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("women", "men", "others", "even"),
    [(2, 3, 0, True), (3, 2, 0, True), (2, 4, 0, False), (1, 1, 0, True), (1, 0, 0, False), (2, 2, 1, True),
     (1, 1, 1, False), (0, 0, 4, False), (39, 61, 0, False), (40, 60, 0, True)],
)  # fmt: skip
def test_a_group_is_even_when_each_sex_is_at_least_two_in_five(
    women: int, men: int, others: int, even: bool, prov: Programme
) -> None:
    keep(prov, BalanceFacts(women, men, others, 0, False, "", TODAY))
    assert met(prov, "group_even") is even
    assert met(prov, "group_even", percent=0)


def test_youth_and_integration_follow_the_balance_from_its_day(prov: Programme) -> None:
    for name in ("group_even", "group_youth", "group_integration"):
        assert not met(prov, name)
    keep(prov, replace(COUNTS, under_26=1))
    for name in ("group_even", "group_youth", "group_integration"):
        assert met(prov, name)
        assert not met(prov, name, TODAY - dt.timedelta(days=1))
    assert not met(prov, "group_youth", people=2)
    keep(prov, replace(COUNTS, under_26=0, integration=False), seen=1)
    assert not met(prov, "group_youth") and not met(prov, "group_integration")


def test_meetings_prove_what_their_kind_says_and_only_with_the_leadership(prov: Programme) -> None:
    proofs = ("municipality_informed", "county_board_informed", "village_met", "associations_met")

    def proved() -> set[str]:
        return {name for name in proofs if met(prov, name)}

    meet(prov, "associations", "Byalaget", leading=False)
    assert proved() == set()
    meet(prov, "municipality", "Byalaget")
    assert proved() == {"municipality_informed"}
    meet(prov, "county_board")
    assert proved() == {"municipality_informed", "county_board_informed"}
    meet(prov, "open")
    assert proved() == {"municipality_informed", "county_board_informed", "village_met"}
    meet(prov, "associations", "Byalaget\n\n byalaget \nHembygdsföreningen")
    assert proved() == set(proofs)
    assert not met(prov, "village_met", TODAY - dt.timedelta(days=1))


def test_money_is_sought_once_an_application_is_sent_and_not_taken_back(prov: Programme) -> None:
    one = seek(prov, replace(SENT, state="prepared", sent_on=None))
    assert not met(prov, "prestudy_money_sought")

    def change(facts: ApplicationFacts) -> None:
        one.refresh_from_db()
        actions.change_application(application=one, facts=facts, remove=False, seen_version=one.version, actor=SYSTEM)

    change(SENT)
    assert met(prov, "prestudy_money_sought")
    change(replace(SENT, state="refused", closed_on=TODAY))
    assert met(prov, "prestudy_money_sought"), "it was sought, whatever the answer"
    change(replace(SENT, state="withdrawn", closed_on=TODAY))
    assert not met(prov, "prestudy_money_sought")


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"counted_on": TODAY + dt.timedelta(days=1)}, "framtiden"),
        ({"women": 0, "men": 0, "under_26": 0}, "minst en person"),
        ({"women": 300}, "inte fler än"),
        ({"under_26": 199}, "inte vara fler"),
        ({"integration_note": " "}, "en mening"),
        ({"integration_note": "Född 811218-9876"}, "personnummer"),
    ],
)
def test_a_wrong_balance_is_refused(change: dict[str, Any], words: str, prov: Programme) -> None:
    with pytest.raises(ActionRefused, match=words):
        keep(prov, replace(COUNTS, **change))
    assert not Balance.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sent_on": None}, "skickades"),
        ({"sent_on": TODAY + dt.timedelta(days=1)}, "framtiden"),
        ({"closed_on": TODAY}, "inte avgjord"),
        ({"state": "prepared"}, "inte skickad än"),
        ({"state": "granted", "closed_on": TODAY}, "beviljade beloppet"),
        ({"state": "granted", "closed_on": TODAY, "granted_ore": 10_000_01}, "större än det sökta"),
        ({"state": "granted", "granted_ore": 100}, "vilken dag ansökan beslutades"),
        ({"state": "granted", "granted_ore": 100, "closed_on": dt.date(2026, 1, 31)}, "före ansökan"),
        ({"state": "withdrawn"}, "togs tillbaka"),
        ({"granted_ore": 100}, "beviljad ansökan"),
        ({"sought_ore": 0}, "större än noll"),
        ({"source": "other"}, "vem ni söker"),
        ({"diary_number": "811218-9876"}, "personnummer"),
    ],
)
def test_an_application_s_sums_and_days_fit_its_state(change: dict[str, Any], words: str, prov: Programme) -> None:
    with pytest.raises(ActionRefused, match=words):
        seek(prov, replace(SENT, **change))
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"met_on": "2026-03-11"}, "framtiden"),
        ({"kind": "associations"}, "vilka föreningar"),
        ({"people_came": ""}, "hur många som kom"),
        ({"associations": "Kalle 811218-9876"}, "personnummer"),
    ],
)
def test_a_wrong_meeting_is_refused_and_kept(wrong: dict[str, str], words: str, prov: Programme, kaj: Client) -> None:
    sent = {"kind": "open", "met_on": "2026-03-01", "people_came": "9", "request_key": str(uuid.uuid4()), **wrong}
    answer = kaj.post(at("new_village_meeting", prov), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode() and sent["request_key"] in answer.content.decode()
    assert not VillageMeeting.objects.exists()
