"""Two who write about a village at once, the same form twice, and what was taken away meanwhile."""

import re
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.roles import Role
from servicepunkt.programme import actions_village as actions
from servicepunkt.programme.models import Application, Programme, VillageMeeting, Vision
from tests.builders import TODAY, programme, sit, url
from tests.programme.village import SENT, at, meet, member, seek

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


# --- saving -----------------------------------------------------------------------------------------------------------


def test_the_same_form_twice_is_one_row_and_one_line(prov: Programme, kaj: Client) -> None:
    balance = {
        "women": "2",
        "men": "3",
        "others": "0",
        "under_26": "1",
        "counted_on": "2026-03-01",
        "seen_version": "0",
    }
    meeting = {"kind": "open", "met_on": "2026-03-01", "people_came": "9", "request_key": str(uuid.uuid4())}
    money = {
        "source": "leader", "state": "sent", "sought_ore": "10 000", "sent_on": "2026-03-01",
        "request_key": str(uuid.uuid4()),
    }  # fmt: skip
    vision = {"text": "Öppet varje dag", "written_on": "2026-03-01", "seen_version": "0"}
    before = JournalEntry.objects.count()
    for _again in range(2):
        for name, sent in (
            ("balance", balance), ("new_village_meeting", meeting), ("new_application", money), ("vision", vision),
        ):  # fmt: skip
            assert kaj.post(at(name, prov), sent).status_code == 302, name
    assert JournalEntry.objects.count() == before + 4
    assert Application.objects.get().sought_ore == 10_000_00
    page = kaj.get(at("village", prov)).content.decode().replace("\u00a0", " ")
    for words in ("Öppet varje dag", "10 000 kr", "Leader", "9 personer", "Skickad"):
        assert words in page


def test_whoever_writes_the_vision_second_is_told_also_the_first_time(prov: Programme, kaj: Client) -> None:
    maja = member(prov)
    first = {"text": "Majas vision", "written_on": "2026-03-01", "seen_version": "0"}
    assert maja.post(at("vision", prov), first).status_code == 302
    answer = kaj.post(at("vision", prov), {**first, "text": "Kajs vision"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Maja Medlem", "Majas vision", "Kajs vision", 'name="seen_version" value="1"'):
        assert words in page
    assert Vision.objects.get().text == "Majas vision"
    assert kaj.post(at("vision", prov), {**first, "text": "Kajs vision", "seen_version": "1"}).status_code == 302


def test_a_conflict_shows_amounts_in_kronor(prov: Programme, kaj: Client) -> None:
    one = seek(prov)
    address = at("application", prov, one.pk)
    sent = {"source": "leader", "state": "sent", "sought_ore": "20 000", "sent_on": "2026-02-01", "seen_version": "1"}
    assert 'value="10\u00a0000"' in kaj.get(address).content.decode()
    assert kaj.post(address, sent).status_code == 302
    answer = kaj.post(address, {**sent, "sought_ore": "30 000"})
    page = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 409
    assert "30 000" in page and "20 000" in page and "2000000" not in page
    assert kaj.post(address, {**sent, "remove": "on", "seen_version": "2"}).status_code == 302
    assert not Application.objects.exists()


def test_what_is_another_place_s_or_programme_s_does_not_exist(prov: Programme, kaj: Client) -> None:
    other = programme("annat")
    one = seek(other)
    meet(other)
    for name, pk in (("application", one.pk), ("village_meeting", VillageMeeting.objects.get().pk)):
        assert kaj.get(at(name, prov, pk)).status_code == 404


def test_the_money_page_shows_what_was_sought_beside_the_programme_s_own(prov: Programme) -> None:
    seek(prov)
    seek(prov, replace(SENT, source="county", state="granted", granted_ore=8_000_00, closed_on=TODAY))
    seek(prov, replace(SENT, state="prepared", sent_on=None, sought_ore=77_000_00))
    page = sit(prov, Role.OWNER, "Olle Ägare").get(url("programme:money", prov)).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").split())
    assert "Tillsammans 2 20 000 kr 8 000 kr" in text
    assert "77 000" not in text
    assert "Utbetalt 0 kr" in text, "it is not the programme's own money"


NOTED = {
    "kind": "open",
    "met_on": TODAY.isoformat(),
    "people_came": "14",
    "associations": "Byalaget",
    "seen_version": "1",
}
SOUGHT = {"source": "leader", "state": "sent", "sought_ore": "12 345", "sent_on": "2026-02-01", "seen_version": "1"}


@pytest.mark.parametrize("what", ["village_meeting", "application"])
def test_what_was_typed_on_something_taken_away_is_kept_and_can_be_saved_anew(
    what: str, prov: Programme, kaj: Client
) -> None:
    """Somebody else took it away, before the form was opened again or while it was being saved."""
    meet(prov, leading=False)
    one: VillageMeeting | Application = VillageMeeting.objects.get() if what == "village_meeting" else seek(prov)
    typed = NOTED if what == "village_meeting" else SOUGHT
    told = "14" if what == "village_meeting" else "12 345"
    page = at(what, prov, one.pk)
    assert kaj.post(page, {**typed, "remove": "on"}).status_code == 302
    response = kaj.post(page, typed)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Någon annan har tagit bort det här" in shown and "Kaj Kontakt tog bort det" in shown
    assert f'value="{told}"' in shown
    key, save_to = (
        re.search(r'name="request_key" value="([^"]+)"', shown),
        re.search(r'class="form" method="post" action="([^"]+)"', shown),
    )
    assert key and save_to
    for _again in range(2):
        assert kaj.post(save_to[1], {**typed, "request_key": key[1]}).status_code == 302
    assert type(one)._default_manager.count() == 1
    assert kaj.post(page, {**typed, "remove": "on"}).status_code == 302  # both took it away
    assert "borttage" in kaj.get(page, follow=True).content.decode()
    assert kaj.get(at(what, prov, 999_999)).status_code == kaj.post(at(what, prov, 999_999), typed).status_code == 404


def test_a_meeting_taken_away_while_another_saves_is_told_and_not_a_failure(
    prov: Programme, kaj: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet(prov, leading=False)
    one, change = VillageMeeting.objects.get(), actions.change_meeting

    def after_somebody(**given: Any) -> None:
        change(**{**given, "remove": True, "actor": SYSTEM})
        change(**given)

    monkeypatch.setattr(actions, "change_meeting", after_somebody)
    response = kaj.post(at("village_meeting", prov, one.pk), NOTED)
    assert response.status_code == 409
    assert "Någon annan har tagit bort det här" in response.content.decode()
