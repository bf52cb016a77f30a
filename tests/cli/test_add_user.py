import datetime as dt
from io import StringIO

import pytest

from servicepunkt.cli import seats
from servicepunkt.core import clock
from servicepunkt.people.models import Account, Holding, Person, Seat
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.models import Programme
from servicepunkt.programme.reading import shipped_programme
from tests.cli.conftest import Call

NAME = "exempelprogrammet"
GOOD = "en lång mening"


@pytest.fixture
def programme(db: None) -> Programme:
    return load_programme(raw=shipped_programme(NAME))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A good password on standard input."""
    monkeypatch.setattr("sys.stdin", StringIO(GOOD + "\n"))


def _add(call: Call, *more: str, email: str = "anna@example.se", name: str = "Anna Ek") -> int:
    return call("add-user", email, "--name", name, "--password-stdin", *more)


def test_somebody_gets_a_seat_and_can_log_in(call: Call, programme: Programme, typed: None) -> None:
    assert _add(call, "--seat", f"{NAME}/coordinator", "--from", "2026-02-01", email="Anna@Example.se") == 0
    account = Account.objects.get()
    assert account.email == "anna@example.se"
    assert account.check_password(GOOD)
    holding = Holding.objects.get()
    assert (holding.person, holding.seat.role) == (account.person, "coordinator")
    assert (holding.from_on, holding.to_on, holding.substitute) == (dt.date(2026, 2, 1), None, False)


def test_a_second_seat_leaves_the_password(call: Call, programme: Programme, typed: None) -> None:
    assert _add(call, "--seat", f"{NAME}/coordinator") == 0
    assert call("add-user", "anna@example.se", "--seat", f"{NAME}/leader/sodra") == 0
    assert Account.objects.get().check_password(GOOD)
    assert Holding.objects.count() == 2
    assert Holding.objects.filter(from_on=clock.today()).count() == 2


def test_the_same_again_changes_nothing(call: Call, programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    for _again in range(2):
        monkeypatch.setattr("sys.stdin", StringIO(GOOD + "\n"))
        assert _add(call, "--seat", f"{NAME}/owner") == 0
    assert (Account.objects.count(), Person.objects.count(), Holding.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("address", "role", "place", "area"),
    [
        ("owner", "owner", None, NAME),
        ("leader/norra", "leader", None, "norra"),
        ("contact_person/kantarellboda", "contact_person", "kantarellboda", NAME),
        ("contact-person/kantarellboda", "contact_person", "kantarellboda", NAME),
        ("municipality/smultronhult", "municipality", "smultronhult-smultronnas", NAME),
        ("board/ordforande", "board", None, NAME),
        ("board/vice", "board", None, NAME),
    ],
)
def test_a_seat_has_an_address_that_people_can_write(
    address: str, role: str, place: str | None, area: str, programme: Programme
) -> None:
    seat = seats.find(f"{NAME}/{address}")
    assert (seat.role, seat.place.slug if seat.place else None, seat.area.key) == (role, place, area)


def test_every_seat_has_an_address_of_its_own(programme: Programme) -> None:
    known = seats.addresses(programme)
    assert len(known) == Seat.objects.count()
    for address, seat in known.items():
        assert seats.find(address) == seat


@pytest.mark.parametrize(
    ("seat", "told"),
    [
        (f"{NAME}/leader", [f"{NAME}/leader can be several seats", f"{NAME}/leader/sodra", f"{NAME}/leader/norra"]),
        (f"{NAME}/king", [f"There is no seat {NAME}/king", f"{NAME}/coordinator"]),
        ("nothing/coordinator", ["There is no programme nothing", NAME]),
    ],
)
def test_an_unclear_seat_is_answered_with_those_there_are(
    seat: str, told: list[str], call: Call, programme: Programme, typed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _add(call, "--seat", seat) == 1
    shown = capsys.readouterr().err
    assert all(one in shown for one in told), shown
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("password", "email", "name", "told"),
    [
        ("kort", "anna@example.se", "Anna Ek", "The password cannot be used."),
        ("1234567890", "anna@example.se", "Anna Ek", "The password cannot be used."),
        ("", "anna@example.se", "Anna Ek", "The password cannot be used."),
        (GOOD, "anna", "Anna Ek", "E-post"),
        (GOOD, "anna@example.se", "Anna 19121212-1212", "personnummer"),
        (GOOD, "anna@example.se", " ", "namn"),
    ],
)
def test_a_refused_person_leaves_nothing(
    password: str,
    email: str,
    name: str,
    told: str,
    call: Call,
    programme: Programme,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(password + "\n"))
    assert _add(call, "--seat", f"{NAME}/coordinator", email=email, name=name) == 1
    assert told in capsys.readouterr().err
    assert not Account.objects.exists()
    assert not Holding.objects.exists()


def test_an_occupied_seat_is_refused_but_takes_a_substitute(
    call: Call, programme: Programme, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = []
    for email, more in (("anna@example.se", []), ("eva@example.se", []), ("eva@example.se", ["--substitute"])):
        monkeypatch.setattr("sys.stdin", StringIO(GOOD + "\n"))
        codes.append(_add(call, "--seat", f"{NAME}/coordinator", *more, email=email))
    assert codes == [0, 1, 0]
    assert "ordinarie innehavare" in capsys.readouterr().err
    assert Holding.objects.get(substitute=True).person.email == "eva@example.se"


def test_without_a_terminal_or_a_name_it_says_what_to_give(
    call: Call, programme: Programme, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())
    assert call("add-user", "anna@example.se", "--seat", f"{NAME}/owner") == 1
    assert "--name" in capsys.readouterr().err
    assert call("add-user", "anna@example.se", "--name", "Anna", "--seat", f"{NAME}/owner") == 1
    assert "--password-stdin" in capsys.readouterr().err
    assert call("add-user", "anna@example.se", "--name", "Anna") == 1
    assert "--seat" in capsys.readouterr().err


def test_the_seats_are_listed_with_their_holders(
    call: Call, programme: Programme, typed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _add(call, "--seat", f"{NAME}/coordinator") == 0
    capsys.readouterr()
    assert call("add-user", "--list-seats", NAME) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"{NAME}/coordinator\tProjektsamordnare\tAnna Ek" in lines
    assert f"{NAME}/contact_person/kantarellboda\tKontaktperson\tvacant" in lines
