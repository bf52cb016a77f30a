"""Building questionnaires."""

import pytest

from servicepunkt.needs.models import Answer, State
from tests.needs import making

pytestmark = pytest.mark.django_db


def test_what_tests_stand_on_works() -> None:
    by = making.village()
    made = making.questionnaire(by.place, by.root, codes=2)
    making.answer(made, code="test 0001")
    assert Answer.objects.count() == 1
    assert making.close(made).state == State.CLOSED
