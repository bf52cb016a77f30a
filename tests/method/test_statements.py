"""Evidence decides; a statement is a named seat's dated word, counts only where people may say, and looks like one."""

import datetime as dt
import re
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse
from django.test import Client
from django.urls import reverse

from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.files import MAX_BYTES
from servicepunkt.core.models import JournalEntry, StoredFile
from servicepunkt.method.actions import NotAllowed, Upload
from servicepunkt.method.models import Statement
from servicepunkt.people.actions import end_holding
from servicepunkt.people.roles import Role
from tests.method.building import TODAY, Village, changed, programme, sit, village, work_by

PDF = b"%PDF-1.7 prov"
STATED_VISION = 'evidence = "stated"\nby = ["contact_person", "leader"]\nhelp = "Skriv den."'


def test_a_statement_is_dated_and_bound_to_the_seat_it_was_made_in(by: Village) -> None:
    said = by.say(by.leader, "traffad", on=dt.date(2026, 2, 3), note="  På bygdegården, 40 kom. ")
    row = by.row("traffad")
    assert (row.state, row.since_on) == ("statement", dt.date(2026, 2, 3))
    assert (row.seat, row.statement) == (by.leader.seat, said)
    assert said.note == "På bygdegården, 40 kom."
    line = JournalEntry.objects.filter(verb="state").get()
    assert (line.account_id, line.seat_id, line.place_id) == (by.leader.account.pk, by.leader.seat.pk, by.place.pk)
    assert line.codes == {"requirement": "traffad", "says": "met"}


def test_the_latest_statement_counts_and_the_earlier_ones_stay(by: Village) -> None:
    first = by.say(by.leader, "vision", note="Klar")
    by.say(by.contact, "vision", "not_met", note="Halva bygden vill annat")
    assert by.row("vision").state == "not_met"
    page = by.contact.client.get(by.url("method:requirement", "vision")).content.decode()
    assert "Klar" in page and "Halva bygden vill annat" in page
    assert Statement.objects.filter(pk=first.pk).exists()


def test_what_evidence_decides_cannot_be_stated_by_hand(by: Village) -> None:
    for says in ("met", "not_met"):
        with pytest.raises(ActionRefused, match="avgörs av underlaget"):
            by.say(by.leader, "check", says)
    assert by.row("check").state == "not_met" and not Statement.objects.exists()


def test_evidence_goes_before_what_was_said_and_the_words_stay_as_notes(by: Village) -> None:
    by.say(by.contact, "vision", note="Sagt innan det gick att visa")
    work_by(by.programme, changed((STATED_VISION, 'evidence = "places.population_known"')))
    assert (by.row("vision").state, by.row("vision").statement) == ("evidence", None)
    page = by.contact.client.get(by.url("method:requirement", "vision")).content.decode()
    assert "anteckning: underlaget avgör" in page and "Sagt innan det gick att visa" in page


def test_an_old_word_cannot_stand_in_for_evidence_that_is_missing(by: Village) -> None:
    by.say(by.contact, "vision")
    work_by(by.programme, changed((STATED_VISION, 'evidence = "programme.cheque_paid"\nparams = { kronor = 1 }')))
    assert by.row("vision").state == "not_met"


def test_not_relevant_needs_a_reason_and_never_sets_aside_what_binds_every_stage(by: Village) -> None:
    with pytest.raises(ActionRefused, match="varför"):
        by.say(by.contact, "statligt-valt", "not_relevant", note="  ")
    by.say(by.contact, "statligt-valt", "not_relevant", note="Gruppen beslutade den 3 mars.")
    assert by.row("statligt-valt").state == "not_relevant"
    by.say(by.leader, "redovisad", "not_relevant", note="Checken behöver inte redovisas här.")
    assert by.row("redovisad").state == "not_relevant"
    with pytest.raises(ActionRefused, match="måste alltid"):
        by.say(by.contact, "finansiering", "not_relevant", note="Vi slipper")


def test_evidence_wins_over_not_relevant(by: Village) -> None:
    by.say(by.leader, "kontaktperson", "not_relevant", note="Det finns redan en.")
    assert by.row("kontaktperson").state == "evidence"


def test_only_a_seat_the_method_names_may_speak(by: Village) -> None:
    owner = sit(by.programme, Role.OWNER, name="Olle Ägare")
    for who in (by.municipality, owner):
        with pytest.raises(NotAllowed):
            by.say(who, "traffad")
    assert by.municipality.client.post(by.url("method:requirement", "traffad"), {}).status_code == 200
    assert not Statement.objects.exists()


@pytest.mark.django_db
def test_nobody_speaks_for_another_village_or_another_area() -> None:
    both = programme(2)
    mine, other = village(both, 1), village(both, 2)
    south = sit(both, Role.LEADER, name="Sven Söder", title="Ledaren i söder")
    for who, where, requirement in ((mine.contact, other, "vision"), (south, mine, "traffad")):
        with pytest.raises(NotAllowed):
            where.say(who, requirement)
        form = {"says": "met", "on": "2026-03-01", "note": "", "seen": ""}
        assert who.client.get(where.url("method:requirement", requirement)).status_code == 403
        assert who.client.post(where.url("method:requirement", requirement), form).status_code == 403
    assert not Statement.objects.exists()


def test_an_ended_seat_and_one_not_yet_begun_give_no_voice(by: Village) -> None:
    end_holding(holding=by.contact.holding, to_on=TODAY, seen_to_on=None, actor=SYSTEM)
    late = sit(by.programme, Role.LOCAL_MEMBER, by.place, name="Sara Sen", from_on=TODAY + dt.timedelta(days=1))
    for who in (by.contact, late):
        with pytest.raises(NotAllowed):
            by.say(who, "vision")
        assert who.client.get(by.url()).status_code == 404
    assert by.row("kontaktperson").state == "not_met"


def test_a_substitute_speaks_but_proves_nothing(by: Village) -> None:
    end_holding(holding=by.contact.holding, to_on=TODAY, seen_to_on=None, actor=SYSTEM)
    stand_in = sit(by.programme, Role.CONTACT_PERSON, by.place, name="Ina Inhoppare", from_on=TODAY, substitute=True)
    by.say(stand_in, "vision")
    assert by.row("vision").state == "statement"
    assert by.row("kontaktperson").state == "not_met"


def test_a_day_to_come_is_refused(by: Village) -> None:
    with pytest.raises(ActionRefused, match="framtiden"):
        by.say(by.leader, "traffad", on=TODAY + dt.timedelta(days=1))


def test_the_same_words_again_change_nothing_and_an_overtaken_form_is_told(by: Village) -> None:
    first = by.say(by.contact, "vision", note="Klar", seen=None)
    assert by.say(by.contact, "vision", note="Klar ", seen=None) == first
    with pytest.raises(ChangedMeanwhile):
        by.say(by.leader, "vision", note="Mitt eget", seen=None)
    assert list(Statement.objects.all()) == [first]
    assert JournalEntry.objects.filter(verb="state").count() == 1


def test_whoever_saves_second_sees_both_texts_and_may_save_with_open_eyes(by: Village) -> None:
    first = by.say(by.contact, "vision", note="Kontaktpersonens text")
    form = {"says": "not_met", "on": "2026-03-01", "note": "Ledarens långa text", "seen": ""}
    url = by.url("method:requirement", "vision")
    told = by.leader.client.post(url, form)
    page = told.content.decode()
    assert told.status_code == 409
    assert "Kontaktpersonens text" in page and page.count("Ledarens långa text") >= 2, "kept in the form and compared"
    assert Statement.objects.get() == first
    again = by.leader.client.post(url, {**form, "seen": seen_in(page)})
    assert again.status_code == 302
    assert Statement.objects.latest("id").note == "Ledarens långa text"


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found, "the form must know which version has been seen"
    return found[1]


def marks(page: str, requirement: str) -> list[str]:
    """The state marks of one requirement in a place's path, and the frame round its reason."""
    block = page[page.index(f'id="krav-{requirement}"') :].partition("</li>")[0]
    return re.findall(r'class="(?:state )?(state--\w+|shown|said)"', block)


def test_a_statement_never_looks_like_evidence(by: Village) -> None:
    by.say(by.leader, "traffad", note="På bygdegården")
    page = by.contact.client.get(by.url()).content.decode()
    assert marks(page, "traffad") == ["state--statement", "said"]
    assert marks(page, "kontaktperson") == ["state--evidence", "shown"]
    assert marks(page, "check") == ["state--not_met"]


def attached(by: Village, name: str, content: bytes) -> Statement:
    return by.say(by.contact, "vision", note="Se filen", upload=Upload(name, content))


@pytest.mark.django_db
def test_an_attachment_is_a_download_for_those_who_may_see_the_place() -> None:
    both = programme(2)
    by, other = village(both, 1), village(both, 2)
    said = attached(by, "vision.pdf", PDF)
    url = by.url("method:attachment", said.pk)
    served = by.municipality.client.get(url)
    assert b"".join(cast(FileResponse, served)) == PDF
    assert served["Content-Disposition"] == 'attachment; filename="vision.pdf"'
    assert served["X-Content-Type-Options"] == "nosniff"
    assert other.contact.client.get(url).status_code == 403
    assert other.contact.client.get(other.url("method:attachment", said.pk)).status_code == 404, "not by another place"
    assert sit(both, Role.FUNDER, name="Fia Finansiär").client.get(url).status_code == 403
    assert Client().get(url)["Location"].startswith(reverse("account_login"))


def test_the_same_words_with_a_file_are_not_the_same_and_the_file_is_kept(by: Village) -> None:
    by.say(by.contact, "vision", note="Se filen")
    first = attached(by, "vision.pdf", PDF)
    assert first.attachment is not None
    assert attached(by, "vision.pdf", PDF) == first, "sent twice"
    other = attached(by, "vision.pdf", PDF + b" version 2")
    assert other != first and Statement.objects.count() == 3


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/vision.pdf", "vision.pdf"),
        ("C:\\Karin\\vision.pdf", "vision.pdf"),
        ('vi"si\r\non<b>.pdf', "visionb.pdf"),
        ("v" * 300 + ".pdf", "v" * 140 + ".pdf"),
    ],
)
def test_the_name_of_a_file_loses_what_could_lead_astray(by: Village, given: str, kept: str) -> None:
    stored = attached(by, given, PDF).attachment
    assert stored is not None and stored.name == kept


@pytest.mark.parametrize(
    ("name", "content", "because"),
    [
        ("vision.html", b"<script>", "kan inte tas emot"),
        ("vision.pdf", b"<script>alert(1)</script>", "inte det som namnet"),
        ("vision.docx", b"PK\x03\x04 inget arkiv", "inte det som namnet"),
        ("vision.txt", b"text\x00", "inte det som namnet"),
        ("vision.pdf", b"", "är tom"),
        ("vision.pdf", PDF + b"0" * MAX_BYTES, "större än 10 MB"),
    ],
)
def test_a_bad_file_is_refused_and_the_text_is_kept(by: Village, name: str, content: bytes, because: str) -> None:
    form = {
        "says": "met", "on": "2026-03-01", "note": "Min långa text", "seen": "",
        "upload": SimpleUploadedFile(name, content),
    }  # fmt: skip
    page = by.contact.client.post(by.url("method:requirement", "vision"), form).content.decode()
    assert because in page and "Min långa text" in page
    assert not Statement.objects.exists() and not StoredFile.objects.exists()
