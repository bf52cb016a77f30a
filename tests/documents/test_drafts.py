"""Drafts are written part by part; nobody's words are lost, and nobody writes over what the facts say."""

import uuid

import pytest
from django.utils import translation

from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.documents import actions_drafts as actions
from servicepunkt.documents.blocks import Block, Bullets, Heading, Hidden, Note, Paragraph
from servicepunkt.documents.drafts import compose
from servicepunkt.documents.models import Draft
from servicepunkt.documents.plain import blocks_of
from servicepunkt.people.roles import Role
from tests.builders import TODAY, place, sit, url
from tests.documents.office import MINUTES, REPORT, SAM, Facts, Office


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        ("  \n \n", ()),
        ("Ett\nstycke\n\nTvå", (Paragraph("Ett\nstycke"), Paragraph("Två"))),
        ("Vi har:\n- post\n- paket\n  idag", (Paragraph("Vi har:"), Bullets(("post", "paket\nidag")))),
        ("- ett\n\n- två", (Bullets(("ett", "två")),)),
        ("1. ett\n2. två", (Bullets(("ett", "två"), numbered=True),)),
        ("3. är inte en lista", (Paragraph("3. är inte en lista"),)),
        ("2010. Det året", (Paragraph("2010. Det året"),)),
        ("-10 grader\n-inget", (Paragraph("-10 grader\n-inget"),)),
        ("# inget\n*märke*\r\n\r\n<b>&amp;", (Paragraph("# inget\n*märke*"), Paragraph("<b>&amp;"))),
    ],
)  # fmt: skip
def test_plain_text_becomes_paragraphs_and_lists(text: str, blocks: tuple[Block, ...]) -> None:
    assert blocks_of(text) == blocks


def said(draft: Draft) -> tuple[Block, ...]:
    return compose(draft, on=TODAY)[0].blocks


def test_a_draft_holds_what_people_wrote_and_what_the_facts_say_today(prov: Office, facts: Facts) -> None:
    draft = prov.draft()
    prov.write(draft, "summary", "Det går bra.\n\n- bra\n- bättre")
    document, rests_on = compose(draft, on=TODAY)
    assert document.blocks[:3] == (Heading(1, "Sammanfattning"), Paragraph("Det går bra."), Bullets(("bra", "bättre")))
    assert Paragraph("2 orter är med. Anna Berg räknade dem.") in document.blocks
    assert [one.value for one in rests_on] == ["2"]
    facts.places = 7
    assert Paragraph("7 orter är med. Anna Berg räknade dem.") in said(draft)
    assert "Nästa period" not in str(said(draft)), "an empty part is left out"


def test_opening_the_same_draft_again_gives_the_one_there_is(prov: Office) -> None:
    assert prov.draft().pk == prov.draft().pk
    assert Draft.objects.count() == 1


def test_a_live_part_is_hidden_only_with_a_reason_and_a_comment_says_whose_it_is(prov: Office) -> None:
    draft = prov.draft()
    part = draft.parts.get(key="places")
    asked = {"part": part, "actor": prov.actor(SAM)}
    with pytest.raises(ActionRefused, match="varför"):
        actions.remark_part(hidden=True, hidden_reason=" ", comment="", seen_version=1, **asked)  # type: ignore[arg-type]
    with pytest.raises(ActionRefused, match="ur underlaget"):
        actions.write_part(title="", text="Falskt", seen_version=1, **asked)  # type: ignore[arg-type]
    actions.remark_part(hidden=False, hidden_reason="", comment="Osäkert", seen_version=1, **asked)  # type: ignore[arg-type]
    assert Note("Osäkert", SAM) in said(draft)
    actions.remark_part(hidden=True, hidden_reason="Dubbelt", comment="", seen_version=2, **asked)  # type: ignore[arg-type]
    assert Hidden("Orterna", "Dubbelt") in said(draft)
    assert "orter är med" not in str(said(draft))


def test_no_heading_skips_a_level_when_parts_are_hidden_or_empty(prov: Office) -> None:
    draft = prov.draft()
    prov.write(draft, "next", "Vi fortsätter.")
    part = draft.parts.get(key="places")
    actions.remark_part(
        part=part, hidden=True, hidden_reason="Dubbelt", comment="", seen_version=1, actor=prov.actor(SAM)
    )
    assert Heading(1, "Nästa period") in said(draft)


def test_two_write_different_parts_at_once_and_the_same_part_keeps_both_texts(prov: Office) -> None:
    draft = prov.draft()
    summary, later = draft.parts.get(key="summary"), draft.parts.get(key="next")
    pages = [prov.url("part", draft.pk, one.pk) for one in (summary, later)]

    assert prov.coordinator.post(pages[0], {"text": "Sams text", "seen_version": 1}).status_code == 302
    assert prov.north.post(pages[1], {"text": "Noras del", "seen_version": 1}).status_code == 302
    told = prov.north.post(pages[0], {"text": "Noras text", "seen_version": 1})
    assert told.status_code == 409
    shown = told.content.decode()
    assert "Sams text" in shown and "Noras text" in shown and SAM in shown
    again = prov.north.post(pages[0], {"text": "Bådas text", "seen_version": 2})
    assert again.status_code == 302
    assert {part.text for part in draft.parts.all()} == {"Bådas text", "Noras del", ""}


def test_a_part_of_ones_own_is_added_once_and_taken_away_only_when_empty(prov: Office) -> None:
    draft = prov.draft()
    after = draft.parts.get(key="summary")
    form = {"request_key": str(uuid.uuid4()), "after": after.pk, "title": "Risker", "text": "Halka"}
    for _again in range(2):
        assert prov.coordinator.post(prov.url("new_part", draft.pk), form).status_code == 302
    assert [part.title for part in draft.parts.all()] == ["Sammanfattning", "Risker", "Orterna", "Nästa period"]
    own = draft.parts.get(title="Risker")
    away = prov.url("remove_part", draft.pk, own.pk)
    page = prov.coordinator.post(away, {"seen_version": own.version}, follow=True).content.decode()
    assert "som är tom" in page
    actions.write_part(part=own, title="Hot", text="", seen_version=own.version, actor=prov.actor(SAM))
    assert draft.parts.get(pk=own.pk).title == "Hot"
    for _again in range(2):
        prov.coordinator.post(away, {"seen_version": own.version + 1})
    assert draft.parts.count() == 3
    with pytest.raises(ActionRefused):
        actions.remove_part(part=after, seen_version=after.version, actor=prov.actor(SAM))


def test_identity_numbers_are_refused_and_what_was_typed_is_kept(prov: Office) -> None:
    draft = prov.draft()
    part = draft.parts.get(key="summary")
    page = prov.url("part", draft.pk, part.pk)
    answer = prov.coordinator.post(page, {"text": "Ring 811228-9874", "seen_version": 1})
    assert answer.status_code == 422
    assert "personnummer" in answer.content.decode() and "811228-9874" in answer.content.decode()


def test_a_secret_document_names_its_paragraph(prov: Office) -> None:
    draft = prov.draft()
    page = prov.url("marking", draft.pk)
    form = {
        "title": "Läget", "diary_number": "KS 2026/117", "confidential": "on", "confidential_reason": "känsligt",
        "language": "sv", "seen_version": 1,
    }  # fmt: skip
    refused = prov.coordinator.post(page, form)
    assert refused.status_code == 422 and "21 kap. 7 §" in refused.content.decode()
    assert prov.coordinator.post(page, {**form, "confidential_reason": "21 kap. 7 § OSL"}).status_code == 302
    draft.refresh_from_db()
    assert draft.confidential and draft.diary_number == "KS 2026/117"
    assert prov.coordinator.post(page, form).status_code in (409, 422), "an old form is told"


def test_in_english_the_parts_of_the_kind_follow(prov: Office) -> None:
    draft = prov.draft()
    marking = actions.Marking("Report", "", False, "", "en")
    actions.mark(draft=draft, marking=marking, seen_version=1, actor=prov.actor(SAM))
    draft.refresh_from_db()
    assert compose(draft, on=TODAY)[0].language == "en"
    assert Heading(1, "Places") in said(draft)
    with pytest.raises(ChangedMeanwhile):
        actions.mark(draft=draft, marking=marking, seen_version=1, actor=prov.actor(SAM))
    with translation.override("sv"):
        assert "Ett utkast" not in prov.coordinator.get(prov.url("draft", draft.pk)).content.decode()


def test_who_may_not_write_sees_no_draft(prov: Office) -> None:
    draft = prov.draft()
    funder = sit(prov.programme, Role.FUNDER, "Fia Fond", title="Fondens ledamot")
    part = draft.parts.get(key="summary")
    for name, args in (("draft", []), ("marking", []), ("part", [part.pk]), ("preview", []), ("approve", [])):
        assert funder.get(prov.url(name, draft.pk, *args)).status_code == 404, name
    for name, args in (("part", [part.pk]), ("remove_part", [part.pk]), ("propose", []), ("approve", [])):
        assert funder.post(prov.url(name, draft.pk, *args), {"text": "x", "seen_version": 1}).status_code == 404, name
    listed = funder.get(prov.url("documents")).content.decode()
    assert draft.title not in listed
    assert draft.title in prov.coordinator.get(prov.url("documents")).content.decode()


def test_who_may_only_read_is_sent_from_the_draft_to_its_newest_edition(prov: Office) -> None:
    draft = prov.draft()
    version = prov.freeze(draft)
    funder = sit(prov.programme, Role.FUNDER, "Fia Fond", title="Fondens ledamot")
    answer = funder.get(prov.url("draft", draft.pk))
    assert answer.status_code == 302 and answer["Location"] == prov.url("version", version.pk)


def test_a_leader_writes_the_documents_of_places_in_her_own_region_only(prov: Office) -> None:
    north = prov.draft(MINUTES, 5, place(prov.programme, 1))
    assert prov.north.get(prov.url("draft", north.pk)).status_code == 200
    assert prov.south.get(prov.url("draft", north.pk)).status_code == 404
    assert north.title not in prov.south.get(prov.url("documents")).content.decode()


def test_the_journal_tells_who_wrote_but_never_what(prov: Office) -> None:
    draft = prov.draft()
    prov.write(draft, "summary", "Hemlig formulering")
    lines = JournalEntry.objects.filter(room="documents")
    assert {line.verb for line in lines} == {"draft", "write"}
    assert "Hemlig" not in str(list(lines.values()))


def test_the_draft_shows_every_part_as_it_will_be_and_counts_its_tables_through(prov: Office) -> None:
    draft = prov.draft()
    prov.write(draft, "summary", "Det går bra.")
    page = prov.coordinator.get(prov.url("draft", draft.pk)).content.decode()
    assert "Ur underlaget" in page and "Tabell 1. Orterna" in page and "Det går bra." in page
    assert "Ingen har skrivit här än" in page
    pdf = prov.coordinator.get(prov.url("preview", draft.pk))
    assert pdf.content.startswith(b"%PDF-") and "utkast.pdf" in pdf["Content-Disposition"]


def test_the_way_back_from_a_place_s_document_goes_through_the_place_for_who_may_see_it(prov: Office) -> None:
    village = place(prov.programme, 1)
    draft = prov.draft(REPORT, 5, village)
    home, listed = url("method:place", prov.programme, village.slug), f"{prov.url('documents')}?ort={village.slug}"
    for page in (prov.url("draft", draft.pk), prov.url("marking", draft.pk)):
        crumbs = prov.north.get(page).context["crumbs"]
        assert crumbs[1:3] == [(village.name, home), ("Dokument", listed)]
    version = prov.freeze(draft)
    assert (village.name, home) in prov.north.get(prov.url("version", version.pk)).context["crumbs"]
    outsider = sit(prov.programme, Role.FUNDER, "Finansi Är")
    crumbs = outsider.get(prov.url("version", version.pk)).context["crumbs"]
    assert crumbs[1:] == [("Dokument", listed)], "no link to a page that is closed to the reader"
    whole = prov.draft()
    assert prov.coordinator.get(prov.url("draft", whole.pk)).context["crumbs"][1:] == [
        ("Dokument", prov.url("documents"))
    ]
