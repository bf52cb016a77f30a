"""A way of working is stored as it was written; moving to a newer one is a recorded decision that loses nothing."""

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.models import JournalEntry
from servicepunkt.method.actions import load_method
from servicepunkt.method.models import Adoption, MethodVersion, Passage, Statement
from servicepunkt.method.reading import FileRefused
from servicepunkt.method.versions import spec_of
from servicepunkt.people.roles import Role
from tests.method.building import METHOD, Village, changed, sit, work_by

WITHOUT_VISION = (
    '[[steps.tasks.requirements]]\nkey = "vision"\ntitle = "Visionen är beskriven"\nevidence = "stated"\n'
    'by = ["contact_person", "leader"]\nhelp = "Skriv den."\n',
    "",
)
SAFETY = (
    '\n[[steps.tasks.requirements]]\nkey = "trygghet"\ntitle = "Tryggheten är utredd"\nevidence = "stated"\n'
    'by = ["leader"]\nhelp = "Skriv hur."\n'
)
WITH_SAFETY = ('\n[[steps]]\nkey = "tre"\n', SAFETY + '\n[[steps]]\nkey = "tre"\n')
NEW_GROUP = ("members = 2", "members = 5")


def load(text: str) -> MethodVersion:
    return load_method(raw=text.encode(), actor=SYSTEM)


@pytest.mark.django_db
def test_a_file_loaded_twice_is_one_version_and_is_kept_byte_for_byte() -> None:
    first, again = load(METHOD), load(METHOD)
    assert first == again and MethodVersion.objects.count() == 1
    assert first.source == METHOD and first.sha256 == hashlib.sha256(METHOD.encode()).hexdigest()
    assert JournalEntry.objects.filter(verb="load").count() == 1


@pytest.mark.django_db
def test_other_content_under_the_same_number_is_refused() -> None:
    load(METHOD)
    with pytest.raises(ActionRefused, match="nytt versionsnummer"):
        load(METHOD + "\n# en rad till\n")
    assert load(changed()).version == "2"


@pytest.mark.django_db
def test_a_method_that_names_evidence_nobody_has_is_refused_and_nothing_is_stored() -> None:
    with pytest.raises(FileRefused, match=r"needs\.coverage"):
        load(METHOD.replace("places.population_known", "needs.coverage"))
    assert not MethodVersion.objects.exists()


@pytest.mark.django_db
def test_a_stored_version_never_changes() -> None:
    load(METHOD)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {MethodVersion._meta.db_table} SET source = ''")


def test_the_page_shows_the_difference_and_the_decision_is_recorded(by: Village) -> None:
    owner = sit(by.programme, Role.OWNER, name="Olle Ägare")
    other = load(changed(WITHOUT_VISION, WITH_SAFETY, NEW_GROUP))
    url = reverse("method:adopt", args=[by.programme.area.key, other.pk])
    page = owner.client.get(url).content.decode()
    for title in ("Tryggheten är utredd", "Visionen är beskriven", "Gruppen är bildad"):
        assert title in page
    assert "Bygden är träffad" not in page, "what stays the same is not in the way"
    before = Adoption.objects.latest("id")
    assert by.contact.client.get(url).status_code == 403
    assert owner.client.post(url, {"note": "", "seen": before.pk}).status_code == 200, "a reason is asked for"
    sent = owner.client.post(url, {"note": "Gruppen ska vara större", "seen": before.pk})
    assert sent.status_code == 302
    now = Adoption.objects.latest("id")
    assert (now.version, now.seat, now.note) == (other, owner.seat, "Gruppen ska vara större")
    assert now.starts_on == before.starts_on
    assert JournalEntry.objects.filter(verb="adopt", seat_id=owner.seat.pk, account_id=owner.account.pk).count() == 1
    assert by.row("grupp").state == "not_met" and by.row("trygghet").state == "not_met"
    assert owner.client.get(url).status_code == 404, "already there"
    again = owner.client.post(url, {"note": "En gång till", "seen": before.pk}, follow=True).content.decode()
    assert "arbetar redan efter den versionen" in again and Adoption.objects.latest("id") == now
    assert "Det du skrev sparades inte" in again


def test_passed_gates_stay_passed_and_words_are_kept_as_notes(by: Village) -> None:
    said = by.say(by.contact, "vision", note="En levande bygd")
    by.say(by.leader, "traffad")
    by.make_ready()
    passage = by.pass_gate(by.leader)
    work_by(by.programme, changed(WITHOUT_VISION, WITH_SAFETY, NEW_GROUP))
    assert by.row("startad").state == "evidence", "passed under the older version"
    assert by.row("traffad").state == "statement", "the word counts on"
    assert Passage.objects.get() == passage and passage.frozen.content["method"]["version"] == "1"
    assert Statement.objects.get(pk=said.pk).note == "En levande bygd"
    assert by.contact.client.get(by.url("method:requirement", "vision")).status_code == 404
    work_by(by.programme, changed(version="3"))
    assert by.row("vision").state == "statement", "and counts again where it is asked for again"


def test_a_programme_does_not_move_to_the_version_it_works_by(by: Village) -> None:
    with pytest.raises(ActionRefused, match="redan efter den versionen"):
        work_by(by.programme, METHOD)
    assert Adoption.objects.count() == 1


def test_what_has_been_read_of_a_version_is_never_mixed_up_with_another(by: Village) -> None:
    first, second = load(METHOD), load(changed(NEW_GROUP))
    assert spec_of(first).requirement("grupp").params["members"] == 2
    assert spec_of(second).requirement("grupp").params["members"] == 5
