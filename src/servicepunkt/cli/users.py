"""`servicepunkt add-user`: a seat and an account."""

import argparse
import datetime as dt
import getpass
import sys
from typing import TYPE_CHECKING

from . import platform
from .failures import CommandFailed

if TYPE_CHECKING:
    from servicepunkt.people.models import Account, Seat


def add_user(options: argparse.Namespace) -> int:
    """Give somebody a seat and an account, or list a programme's seats."""
    platform.start_writing()
    if options.list_seats:
        return _list_seats(options.list_seats)
    if not options.email or not options.seat:
        raise CommandFailed("Say who and where: servicepunkt add-user EMAIL --name NAME --seat SEAT")
    from servicepunkt.core import clock
    from servicepunkt.people.models import Account

    from .seats import find

    seat = find(options.seat)
    account = Account.objects.select_related("person").filter(email__iexact=options.email.strip()).first()
    if account is None and not options.name:
        raise CommandFailed("This is a new person: give the name too, with --name")
    has_password = account is not None and account.has_usable_password()
    password = None if has_password and not options.password_stdin else _password(options)
    name = options.name or (account.person.name if account else "")
    made = _seat_and_account(name, options, seat, password, options.from_on or clock.today())
    print(f"{made.email} sits as {seat.title} from {options.from_on or clock.today()}")
    if password is None:
        print("The account keeps the password it has")
    return 0


def _seat_and_account(
    name: str, options: argparse.Namespace, seat: "Seat", password: str | None, from_on: dt.date
) -> "Account":
    """Both or neither. Raises ActionRefused, CommandFailed."""
    from servicepunkt.core.actions import SYSTEM, action
    from servicepunkt.people.actions import make_account, seat_person

    @action
    def both() -> "Account":
        account = make_account(name=name, email=options.email, password=password, actor=SYSTEM)
        if password is not None:
            _demand_good(password, account)
        seat_person(
            seat=seat, name=name, email=options.email, from_on=from_on, to_on=None,
            substitute=options.substitute, actor=SYSTEM,
        )  # fmt: skip
        return account

    return both()


def _password(options: argparse.Namespace) -> str:
    """The password: the first line of standard input, or asked for twice. Raises CommandFailed."""
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandFailed("There is no terminal to ask for a password on: give it with --password-stdin")
    first = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != first:
        raise CommandFailed("The two passwords are not the same. Nothing was changed.")
    return first


def _demand_good(password: str, account: "Account") -> None:
    """Raise CommandFailed with what is wrong with a password."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(password, account)
    except ValidationError as error:
        raise CommandFailed(
            " ".join(["The password cannot be used.", *error.messages, "Nothing was changed."])
        ) from error


def _list_seats(programme: str) -> int:
    """Print every seat's address, title and holder."""
    from django.db.models import Prefetch, prefetch_related_objects

    from servicepunkt.core import clock
    from servicepunkt.people.access import held_on
    from servicepunkt.people.models import Holding

    from .seats import addresses, programme_named

    known = addresses(programme_named(programme))
    holdings = Holding.objects.filter(held_on(clock.today()), substitute=False).select_related("person")
    prefetch_related_objects(list(known.values()), Prefetch("holdings", queryset=holdings, to_attr="held_now"))
    for address, seat in known.items():
        held: list[Holding] = getattr(seat, "held_now", [])
        print(f"{address}\t{seat.title}\t{held[0].person.name if held else 'vacant'}")
    return 0
