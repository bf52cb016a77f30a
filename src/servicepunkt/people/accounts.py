"""How long an account lives: it opens with a seat, sleeps when the last seat has ended, and then forgets its keys."""

import datetime as dt

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused, Actor, action, record
from servicepunkt.core.duties import duty
from servicepunkt.core.identity_numbers import refuse_identity_numbers

from .models import Account, Holding, LoginSession

FORGET_AFTER = dt.timedelta(days=30)
"""How long a sleeping account keeps its password, keys and connections: time enough to mend a seat ended by mistake."""


def _seated(today: dt.date) -> QuerySet[Holding]:
    """A seat that the person of an account has today or will have; for use inside a query of accounts."""
    return Holding.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=today), person=OuterRef("person"))


def _with_ways_in() -> Q:
    """Accounts that something opens: a password, a key, a second step, another login."""
    return (
        ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        | Exists(Authenticator.objects.filter(user=OuterRef("pk")))
        | Exists(SocialAccount.objects.filter(user=OuterRef("pk")))
    )


def may_log_in(account: Account) -> bool:
    """Whether the account is open: its person has a seat today, or will have."""
    return account.is_active and Account.objects.filter(Exists(_seated(clock.today())), pk=account.pk).exists()


def last_day(account: Account) -> dt.date | None:
    """The last day the person had a seat; None when there never was one, or one is still held."""
    ends = Holding.objects.filter(person=account.person_id).values_list("to_on", flat=True)
    days = [day for day in ends if day is not None]
    return max(days) - dt.timedelta(days=1) if days and len(days) == len(ends) else None


def opened(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Those accounts to which there is some way in: a password, a key, or another login."""
    keys = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.WEBAUTHN)
    outside = SocialAccount.objects.filter(user=OuterRef("pk"))
    return accounts.filter(
        ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Exists(keys) | Exists(outside)
    )  # fmt: skip


def can_get_in(account: Account) -> bool:
    """Whether there is some way to log in to the account at all."""
    return opened(Account.objects.filter(pk=account.pk)).exists()


@action
def follow_seats(*, today: dt.date) -> None:
    """Bring every account in step with its person's seats. Done again it changes nothing. Constant queries.

    Without a seat: logged out everywhere, and after thirty days without any way in. With one again: open.
    """
    for account in Account.objects.filter(Exists(_seated(today)), ended_on__isnull=False):
        record("unlock", account, actor=SYSTEM)
    Account.objects.filter(Exists(_seated(today)), ended_on__isnull=False).update(ended_on=None)
    asleep = Account.objects.filter(~Exists(_seated(today)))
    for account in asleep.filter(ended_on=None):
        record("lock", account, actor=SYSTEM)
    asleep.filter(ended_on=None).update(ended_on=today)
    LoginSession.objects.filter(account_id__in=list(asleep.values_list("pk", flat=True))).delete()
    forgotten = list(asleep.filter(_with_ways_in(), ended_on__lte=today - FORGET_AFTER))
    Authenticator.objects.filter(user__in=forgotten).delete()
    SocialAccount.objects.filter(user__in=forgotten).delete()
    for account in forgotten:
        account.set_unusable_password()
        record("forget", account, actor=SYSTEM)
    Account.objects.bulk_update(forgotten, ["password"])


@duty("people.accounts", every=dt.timedelta(hours=1))
def accounts_duty() -> None:
    """Close the accounts whose last seat has ended."""
    follow_seats(today=clock.today())


@action
def end_sessions(*, account: Account, session_keys: list[str], actor: Actor) -> int:
    """Log an account out where the sessions are; how many there were. Another account's are not touched."""
    ended, _by_table = LoginSession.objects.filter(account_id=account.pk, session_key__in=session_keys).delete()
    if ended:
        record("log_out", account, actor=actor, sessions=ended)
    return ended


@action
def note_way_in(*, account: Account, verb: str, actor: Actor) -> None:
    """Leave a line in the journal when the login library has added or removed a way to log in."""
    record(verb, account, actor=actor)


def good_key_name(name: str) -> str:
    """What somebody calls a key, tidied. Raises ActionRefused when it cannot be kept."""
    name = " ".join(name.split())
    refuse_identity_numbers(name)
    if not name:
        raise ActionRefused(_("Skriv vad nyckeln ska heta, till exempel Mobilen."))
    return name
