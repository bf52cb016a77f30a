"""The pages about letters: who leads sees all that is sent, each sees their own, and nobody sees a secret."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from servicepunkt.core import clock, mail
from servicepunkt.core.models import JournalEntry, Letter
from servicepunkt.people.models import Account, MailChoice
from servicepunkt.people.roles import Role
from servicepunkt.programme.models import Programme
from tests.builders import TODAY, address, programme, sit, url

pytestmark = pytest.mark.django_db
mail.register_kind("test.secret", "Inbjudan", secret=True)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def prov() -> Programme:
    return programme()


@pytest.fixture
def sara(prov: Programme) -> Client:
    return sit(prov, Role.COORDINATOR, "Sara Samordnare")


def letter(prov: Programme, number: int = 1, *, to: str = "Sara Samordnare", kind: str = "task") -> Letter:
    return mail.put(
        key=f"test:{number}", kind=kind, address=address(to), account_id=Account.objects.get(email=address(to)).pk,
        area_id=prov.area_id, subject=f"Brev {number}", body="Läs <b>detta</b> på http://localhost/x/",
    )  # fmt: skip


def _text(client: Client, at: str) -> str:
    response = client.get(at)
    assert response.status_code == 200
    return response.content.decode()


def test_who_leads_sees_what_is_sent_and_what_becomes_of_it(prov: Programme, sara: Client) -> None:
    failed, waiting = letter(prov, 1), letter(prov, 2)
    Letter.objects.filter(pk=failed.pk).update(state="failed", fault="550 no such user", attempts=1)
    page = _text(sara, url("programme:letters", prov))
    assert "Brev 1" in page and "Brev 2" in page and "Kom inte fram" in page
    assert "Inget skickas: e-post är inte inställd" in page
    with override_settings(MAIL_CONFIGURED=True):
        page = _text(sara, url("programme:letters", prov) + "?visa=kom-inte-fram")
    assert "Brev 1" in page and "Brev 2" not in page and "Inget skickas" not in page
    one = _text(sara, url("programme:letter", prov, failed.pk))
    assert "550 no such user" in one and "Läs &lt;b&gt;detta&lt;/b&gt;" in one and 'href="http://localhost/x/"' in one
    assert "Skicka igen" in one and "Skicka igen" not in _text(sara, url("programme:letter", prov, waiting.pk))


def test_a_failed_letter_is_sent_again_and_a_waiting_one_stopped_with_a_click(prov: Programme, sara: Client) -> None:
    failed, waiting = letter(prov, 1), letter(prov, 2)
    Letter.objects.filter(pk=failed.pk).update(state="failed", attempts=6)
    Account.objects.filter(email=failed.address).update(email="mended@example.com")
    for _twice in range(2):
        assert sara.post(url("programme:letter_again", prov, failed.pk)).status_code == 302
        assert sara.post(url("programme:letter_stop", prov, waiting.pk)).status_code == 302
    failed.refresh_from_db()
    waiting.refresh_from_db()
    assert (failed.state, failed.attempts, waiting.state) == ("waiting", 0, "withdrawn")
    assert failed.address == "mended@example.com", "the letter goes where the receiver is now"
    verbs = JournalEntry.objects.filter(thing="letter").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["resend", "unsend"]
    page = sara.post(url("programme:letter_again", prov, waiting.pk), follow=True).content.decode()
    assert "Bara brev som inte kom fram kan skickas igen." in page


def test_nobody_sees_what_a_letter_that_gives_access_says(prov: Programme, sara: Client) -> None:
    one = letter(prov, kind="test.secret")
    for at in (url("programme:letter", prov, one.pk), reverse("post:letter", args=[one.pk])):
        page = _text(sara, at)
        assert "detta" not in page and "gav tillträde" in page


def test_letters_are_shown_to_who_may_edit_the_programme_alone(prov: Programme, sara: Client) -> None:
    one, other = letter(prov), programme("annat")
    leader = sit(prov, Role.LEADER, "Nils Ledare")
    for name, args in (("letters", []), ("letter", [one.pk])):
        assert leader.get(url(f"programme:{name}", prov, *args)).status_code == 403
    stranger = sit(other, Role.COORDINATOR, "Anna Annan")
    assert stranger.get(url("programme:letter", other, one.pk)).status_code == 404
    assert stranger.post(url("programme:letter_stop", other, one.pk)).status_code == 404
    assert stranger.get(reverse("post:letter", args=[one.pk])).status_code == 404


def test_ones_own_letters_are_ones_own(prov: Programme, sara: Client) -> None:
    nils = sit(prov, Role.LEADER, "Nils Ledare")
    letter(prov, 1)
    letter(prov, 2, to="Nils Ledare")
    assert "Brev 2" in _text(nils, reverse("post:letters")) and "Brev 1" not in _text(nils, reverse("post:letters"))


def test_choices_are_saved_and_what_is_not_offered_is_left_alone(prov: Programme, sara: Client) -> None:
    page = _text(sara, reverse("post:choices"))
    assert "30 dagar före: de som skriver rapporten" in page and "14 dagar efter" in page
    sent = {"report": "weekly", "task": "sometimes", "nonsense": "never"}
    for _twice in range(2):
        assert sara.post(reverse("post:choose"), sent).status_code == 302
    assert list(MailChoice.objects.values_list("kind", "how")) == [("report", "weekly")]
    assert JournalEntry.objects.filter(verb="choose").count() == 1
    assert '<option value="weekly" selected>' in _text(sara, reverse("post:choices"))


def test_who_wants_no_letters_about_something_gets_a_withdrawn_one_that_says_why(prov: Programme, sara: Client) -> None:
    sara.post(reverse("post:choose"), {"task": "never"})
    assert letter(prov).state == "withdrawn"
    assert "mottagaren har valt bort sådana brev" in _text(sara, url("programme:letters", prov))


def test_the_list_asks_the_same_for_one_letter_and_for_thirty(prov: Programme, sara: Client) -> None:
    sit(prov, Role.LEADER, "Nils Ledare")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            _text(sara, url("programme:letters", prov))
        return len(asked)

    letter(prov, 0)
    queries()
    few = queries()
    for number in range(1, 31):
        letter(prov, number, to="Nils Ledare" if number % 2 else "Sara Samordnare")
    assert queries() == few
