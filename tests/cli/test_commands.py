import argparse
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from servicepunkt.cli import parser
from tests.cli.conftest import Call, Script, environment

MEMO = "hallbara-lokala-servicelosningar-2010"


def _commands() -> dict[str, argparse.ArgumentParser]:
    action = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


@pytest.mark.parametrize("name", sorted(_commands()))
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([name, "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert "usage: servicepunkt" in told
    for option in _commands()[name]._actions:
        assert option.help, f"{name} {option.dest} has no help"


def test_the_commands_are_those_that_are_promised() -> None:
    promised = {"demo", "serve", "worker", "check", "add-user", "load-programme", "load-method", "backup", "restore"}
    assert promised <= set(_commands())


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "required: COMMAND"),
        (["dance"], "invalid choice: 'dance'"),
        (["serve", "--port", "eighty"], "'eighty' is not a whole number"),
        (["load-programme", MEMO, "--starts-on", "1 juni"], "'1 juni' is not a date; write it as 2026-06-01"),
        (["backup"], "required: FILE"),
    ],
)
def test_a_mistake_in_the_command_is_told(arguments: list[str], reason: str, script: Script) -> None:
    done = script(*arguments)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_made_by_looking(script: Script, tmp_path: Path) -> None:
    for arguments in (["check"], ["backup", "backup.zip"], ["worker"]):
        done = script(*arguments)
        assert done.returncode == 1
        assert done.stderr.startswith("There is no database at ") and len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_operators_first_day(script: Script, tmp_path: Path) -> None:
    loaded = script("load-programme", MEMO, "--starts-on", "2026-06-01")
    assert loaded.returncode == 0, loaded.stderr
    assert "16 places, 2026-06-01 to 2027-09-30" in loaded.stdout
    assert (tmp_path / "servicepunkt-data" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "servicepunkt-data").stat().st_mode & 0o777 == 0o700

    who = ["add-user", "anna@example.se", "--name", "Anna Ek", "--seat", f"{MEMO}/coordinator", "--password-stdin"]
    added = script(*who, input="en lång mening\n")
    assert added.returncode == 0, added.stderr
    assert "anna@example.se sits as Projektsamordnare" in added.stdout

    well = script("check")
    assert well.returncode == 0, well.stdout + well.stderr
    assert {line[:5] for line in well.stdout.splitlines()} == {"ok   "}

    assert script("backup", "all.zip").returncode == 0
    again = script("restore", "all.zip")
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "The database is not empty. With --yes everything in it is replaced by the backup.\n"
    replaced = script("restore", "all.zip", "--yes")
    assert replaced.returncode == 0, replaced.stderr
    assert "WRONG" not in replaced.stdout


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"title = ", ["wrong.toml:1: "]),
        (b"\xff\xfe", ["wrong.toml:1: "]),
        (b'format = 1\nslug = "x"\nsize = 3\n', ["wrong.toml:3: ", "wrong.toml: "]),
    ],
)
def test_everything_wrong_with_a_file_is_told_by_line(
    content: bytes,
    told: list[str],
    call: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wrong.toml").write_bytes(content)
    for command in ("load-programme", "load-method"):
        assert call(command, "wrong.toml") == 1
        lines = capsys.readouterr().err.splitlines()
        assert lines and all(line.startswith("wrong.toml:") for line in lines)
        for start in told:
            assert any(line.startswith(start) for line in lines), lines


def test_an_unknown_file_is_answered_with_those_that_ship(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("load-programme", "missing.toml") == 1
    told = capsys.readouterr().err
    assert told.startswith("There is no file missing.toml. These ship with servicepunkt: ")
    assert MEMO in told


def test_files_that_cannot_be_read_or_written_are_told(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("backup", "no/such/folder/all.zip") == 1
    told = capsys.readouterr().err
    assert "No such file or directory" in told and len(told.splitlines()) == 1
    assert call("restore", "no.zip") == 1
    assert capsys.readouterr().err == "no.zip: No such file or directory.\n"


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    env = environment(DATABASE_URL="postgresql://nobody@127.0.0.1:9/none?connect_timeout=2")
    command = [sys.executable, "-m", "servicepunkt", "check"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer as it should: ")
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("begun")
def test_a_password_is_asked_for_twice_on_a_terminal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "servicepunkt", "add-user", "eva@example.se", "--name", "Eva", "--seat",
               "exempelprogrammet/owner"]  # fmt: skip
    for second, code, told in (("annat lösenord", 1, "not the same"), ("ett långt lösenord", 0, "sits as")):
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(tmp_path)
            os.execve(command[0], command, environment())
        shown = b""
        for asked, answer in ((b"Password: ", "ett långt lösenord"), (b"again: ", second)):
            while asked not in shown:
                shown += os.read(terminal, 1000)
            os.write(terminal, answer.encode() + b"\n")
        try:
            while chunk := os.read(terminal, 1000):
                shown += chunk
        except OSError:  # the terminal is gone when the command has ended
            os.close(terminal)
        _pid, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == code, shown.decode()
        assert told in shown.decode()
        assert "lösenord" not in shown.decode().replace("annat", "")
