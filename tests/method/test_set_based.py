"""What is proved is proved for all places at once: thirty places ask the database no more often than one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunkt.core import clock
from servicepunkt.core.actions import action
from servicepunkt.core.evidence import Question, find, registered
from servicepunkt.method import progress, queries
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.roles import Role
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.models import Programme
from tests.method.building import Village, cheque, general, programme_file, sit, village

pytestmark = pytest.mark.counts


@action
def lively(places: int) -> Programme:
    """A programme by the memo's method in which every place has people, words, money and a decision."""
    text = programme_file(places, key=f"by-{places}", method="hallbara-lokala-servicelosningar")
    programme = load_programme(raw=text.encode())
    for number in range(1, places + 1):
        by = village(programme, number)
        cheque(programme, by.place)
        by.say(by.leader, "koppling-till-tillvaxtarbete")
        by.say(by.contact, "utbyte-med-andra-projekt", note="En levande bygd")
        sit(programme, Role.LOCAL_MEMBER, by.place, name=f"Maja Medlem {number}")
    general(programme, kronor=500)
    return programme


@pytest.fixture
def one_and_thirty(db: None) -> tuple[Programme, Programme]:
    return lively(1), lively(30)


def asked(programme: Programme, what: str) -> int:
    places = frozenset(programme.area.memberships.values_list("place_id", flat=True))
    adoption = adoption_of(programme.area_id)
    spec_of(adoption.version)
    with CaptureQueriesContext(connection) as captured:
        if what == "compute":
            progress.compute(adoption, places, clock.today())
        elif what == "renew":
            progress.renew(programme.area_id)
        elif what == "goals":
            queries.goals(adoption)
        elif what == "differences":
            progress.differences(programme.area_id)
        else:
            params = {"members": 3, "kronor": 10000, "gate": "start"}
            answers = find(what, Question(programme.area_id, places, params, clock.today()))
            assert what == "method.rests_on" or answers.keys() == places
    return len(captured)


def test_the_number_of_questions_does_not_grow_with_the_places(one_and_thirty: tuple[Programme, Programme]) -> None:
    for what in (*registered(), "compute", "renew", "goals", "differences"):
        few, many = (asked(programme, what) for programme in one_and_thirty)
        assert few == many, what
        assert many <= (2 if what in registered() else 40), what


def test_a_place_page_asks_no_more_in_a_large_programme(one_and_thirty: tuple[Programme, Programme]) -> None:
    for page in ("", "krav/grundinventering-gjord/", "grind/start/", "beslut/"):
        counted = []
        for programme in one_and_thirty:
            by: Village = village(programme)
            client = by.leader.client
            client.get(by.url() + page)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(by.url() + page).status_code == 200
            counted.append(len(captured))
        assert counted[0] == counted[1] < 25, page
