"""A chapter that people write is moved up and down; what comes from facts keeps the order of its kind."""

import uuid
from dataclasses import replace

import pytest

from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.documents import actions_approval as approval
from servicepunkt.documents import actions_drafts as actions
from servicepunkt.documents import kinds
from servicepunkt.documents.models import Draft, DraftPart
from servicepunkt.people.roles import Role
from tests.builders import sit
from tests.documents.office import SAM, Office


def titles(draft: Draft) -> list[str]:
    return [part.title for part in draft.parts.all()]


def move(prov: Office, part: DraftPart, past: DraftPart, *, up: bool) -> str:
    form = {"seen_version": part.version, "up" if up else "down": past.pk}
    answer = prov.coordinator.post(prov.url("move_part", part.draft_id, part.pk), form)
    assert answer["Location"].endswith(f"#del-{part.pk}")
    part.refresh_from_db()
    return prov.coordinator.get(answer["Location"]).content.decode()


@pytest.fixture
def draft(prov: Office) -> Draft:
    """Sammanfattning, Orterna (from facts), Nästa period, Risker (the clerk's own)."""
    made = prov.draft()
    last = made.parts.get(key="next")
    prov.write(made, "summary", "Det går bra.")
    actions.add_part(
        draft=made, after=last, title="Risker", text="Halka", request_key=uuid.uuid4(), actor=prov.actor(SAM)
    )
    return made


def test_a_part_of_ones_own_goes_up_and_down_and_stands_there_in_the_document(prov: Office, draft: Draft) -> None:
    own, places = draft.parts.get(title="Risker"), draft.parts.get(key="places")
    assert "Delen är flyttad" in move(prov, own, draft.parts.get(key="next"), up=True)
    shown = move(prov, own, places, up=True)
    assert titles(draft) == ["Sammanfattning", "Risker", "Orterna", "Nästa period"]
    assert shown.index("Halka") < shown.index("2 orter är med")
    move(prov, own, places, up=False)
    assert titles(draft) == ["Sammanfattning", "Orterna", "Risker", "Nästa period"]
    proposal = approval.propose(draft=draft, actor=prov.actor(SAM))
    said = str(proposal.content)
    assert said.index("Det går bra.") < said.index("2 orter är med") < said.index("Halka")
    assert JournalEntry.objects.filter(verb="shift", thing_id=own.pk).count() == 3


def test_only_what_can_go_somewhere_has_buttons(prov: Office, draft: Draft) -> None:
    def buttons(of: str) -> tuple[bool, bool]:
        part = draft.parts.get(title=of)
        shown = prov.coordinator.get(prov.url("draft", draft.pk)).content.decode()
        section = shown.partition(f'id="del-{part.pk}"')[2].partition("</section>")[0]
        return 'name="up"' in section, 'name="down"' in section

    assert buttons("Sammanfattning") == (False, True)
    assert buttons("Orterna") == (False, False), "from facts"
    assert buttons("Nästa period") == (True, True)
    assert buttons("Risker") == (True, False)
    approval.propose(draft=draft, actor=prov.actor(SAM))
    assert buttons("Risker") == (False, False)


def test_the_same_click_twice_moves_once(prov: Office, draft: Draft) -> None:
    own, after = draft.parts.get(title="Risker"), draft.parts.get(key="next")
    seen = own.version
    for _twice in range(2):
        own.version = seen
        assert "Delen är flyttad" in move(prov, own, after, up=True)
    assert titles(draft) == ["Sammanfattning", "Orterna", "Risker", "Nästa period"]
    assert JournalEntry.objects.filter(verb="shift").count() == 1


def test_who_saw_another_order_or_text_is_told(prov: Office, draft: Draft) -> None:
    own, after, places = (draft.parts.get(**one) for one in ({"title": "Risker"}, {"key": "next"}, {"key": "places"}))
    assert "Någon annan har ändrat ordningen" in move(prov, own, places, up=True), "no neighbours"
    stale = own.version
    actions.write_part(part=own, title="Hot", text="Is", seen_version=own.version, actor=prov.actor(SAM))
    own.version = stale
    assert "Någon annan har ändrat den här delen" in move(prov, own, after, up=True)
    assert titles(draft) == ["Sammanfattning", "Orterna", "Nästa period", "Hot"]


def test_what_is_not_moved(prov: Office, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    live, first, own = (draft.parts.get(**one) for one in ({"key": "places"}, {"key": "summary"}, {"title": "Risker"}))
    assert "bestämd plats" in move(prov, live, first, up=True)
    fixed = replace(kinds.kinds()[draft.kind], order_fixed=True)
    monkeypatch.setitem(kinds._register.kinds, draft.kind, fixed)
    assert "bestämd plats" in move(prov, first, live, up=False), "its kind fixes the order"
    assert "Delen är flyttad" in move(prov, own, draft.parts.get(key="next"), up=True), "what people added"
    approval.propose(draft=draft, actor=prov.actor(SAM))
    with pytest.raises(ActionRefused, match="ligger för godkännande"):
        actions.move_part(part=own, past=live.pk, up=True, seen_version=own.version, actor=prov.actor(SAM))
    funder = sit(prov.programme, Role.FUNDER, "Fia Fond", title="Fondens ledamot")
    assert funder.post(prov.url("move_part", draft.pk, own.pk), {"up": live.pk}).status_code == 404
    assert titles(draft) == ["Sammanfattning", "Orterna", "Risker", "Nästa period"]


def test_a_part_that_is_gone_or_another_drafts_is_no_neighbour(prov: Office, draft: Draft) -> None:
    own, other = draft.parts.get(title="Risker"), prov.draft(subject=2)
    for past in (other.parts.get(key="summary").pk, 0):
        with pytest.raises(ChangedMeanwhile):
            actions.move_part(part=own, past=past, up=True, seen_version=own.version, actor=prov.actor(SAM))
    assert prov.coordinator.post(prov.url("move_part", other.pk, own.pk), {"up": 1}).status_code == 404
