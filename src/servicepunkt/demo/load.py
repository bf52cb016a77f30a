"""Loads the demonstration by making every action again on the day it is said to have happened."""

from django.contrib.auth.hashers import make_password
from django.utils import translation

from servicepunkt.core import clock
from servicepunkt.core.actions import action
from servicepunkt.people.models import Account
from servicepunkt.programme.models import Programme

from .accounts import EXAMPLE, MEMO, PASSWORD, demo_accounts
from .example import tell_example
from .hashers import DemoHasher
from .mailing import letters_have_gone, tell_letters
from .memo import tell_memo
from .story import Story


class OtherContent(Exception):
    """The database holds something else than the demonstration, which is therefore not loaded into it."""


def load_demo() -> bool:
    """Load the demonstration into an empty database: all of it, or nothing. False when it is there already.

    Raises OtherContent when the database holds other programmes.
    """
    there = set(Programme.objects.values_list("slug", flat=True))
    if there == {EXAMPLE, MEMO}:
        return False
    if there or Account.objects.exists():
        raise OtherContent(
            "The database holds other programmes or accounts, so no demonstration data is loaded into it. "
            "Use an empty database or another data folder (SERVICEPUNKT_DATA)."
        )
    with translation.override("sv"):  # what people wrote there, they wrote in Swedish, whatever the process speaks
        _load()
    return True


@action
def _load() -> None:
    """One action around all others: one transaction, and progress is computed once at the end."""
    today = clock.today()
    story = Story()
    tell_example(story, clock.first_of_month(today, -7))
    tell_letters(story, clock.first_of_month(today, -7), months=8)
    tell_memo(story, clock.first_of_month(today, -3))
    story.play(until=today)
    letters_have_gone(until=today)
    addresses = [account.email for account in demo_accounts()]
    Account.objects.filter(email__in=addresses).update(password=make_password(PASSWORD, hasher=DemoHasher()))
