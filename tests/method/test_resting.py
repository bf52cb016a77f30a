"""What rests on other requirements is no stronger than they are."""

from servicepunkt.method.models import Progress
from tests.method.building import Village

State = Progress.State


def test_what_rests_on_a_word_is_itself_a_word(by: Village) -> None:
    by.say(by.municipality, "kommunalt-valt")
    assert by.row("plan").state == State.NOT_MET
    by.say(by.contact, "statligt-valt")
    assert by.row("plan").state == State.STATEMENT
    page = by.contact.client.get(by.url("method:requirement", "plan")).content.decode()
    assert "uppfyllda, alla genom intyg" in page
    assert "state--statement" in page.split("<h1>")[1].split("Om kravet")[0]
    assert "state--evidence" not in page


def test_what_is_set_aside_does_not_hold_up_what_rests_on_it(by: Village) -> None:
    by.say(by.municipality, "kommunalt-valt")
    by.say(by.contact, "statligt-valt", "not_relevant", note="Byalaget beslutade den 3 mars.")
    assert by.row("plan").state == State.STATEMENT
