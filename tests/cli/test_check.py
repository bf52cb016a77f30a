import datetime as dt
import hashlib
import threading

import pytest
from django.db import OperationalError, connection
from django.test import override_settings

from servicepunkt.cli import checking, duties, preparing
from servicepunkt.core import appendonly, clock
from servicepunkt.core.duties import all_duties
from servicepunkt.core.mail import put
from servicepunkt.core.models import DutyRun
from servicepunkt.demo.load import load_demo
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.method.models import MethodVersion, Progress
from tests.cli.conftest import Call

pytestmark = pytest.mark.django_db


def _wrong(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The checks that found something wrong."""
    return [line[7:] for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG")]


def test_every_check_is_a_line_and_all_is_well_with_the_demonstration(
    call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    load_demo()
    assert call("check") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[7:].partition(":")[0] for line in lines] == [
        "database structure", "append-only tables", "journal", "frozen versions", "method versions", "attached files",
        "letters", "remembered progress", "background work",
    ]  # fmt: skip
    assert f"{FrozenVersion.objects.count()} unaltered" in lines[3]


def test_what_was_decided_cannot_be_changed_unnoticed(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    load_demo()
    frozen, method = FrozenVersion.objects.order_by("id")[0], MethodVersion.objects.get()
    with appendonly.lifted():
        FrozenVersion.objects.filter(pk=frozen.pk).update(content={**frozen.content, "place": {"name": "Annan"}})
        MethodVersion.objects.update(source=method.source.replace("Steg 1", "Steg I", 1))
    assert method.sha256 == hashlib.sha256(method.source.encode()).hexdigest()
    assert call("check") == 1
    assert _wrong(capsys) == [f"frozen versions: altered: {frozen.pk}", f"method versions: altered: {method.pk}"]


def test_progress_out_of_step_is_noticed_and_repaired(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    load_demo()
    Progress.objects.filter(pk__in=Progress.objects.filter(state="not_met").values("pk")[:3]).update(state="evidence")
    Progress.objects.order_by("id")[0].delete()
    assert call("check") == 1
    assert [line.partition(":")[0] for line in _wrong(capsys)] == ["remembered progress"]
    assert call("check", "--repair") == 0
    assert "computed afresh" in capsys.readouterr().out
    assert call("check") == 0


def test_letters_that_no_worker_sends_are_noticed(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    put(key="test:1", kind="test", address="eva@example.com", subject="Hej", body="Hej")
    assert call("check") == 0
    assert "letters: 1 waiting, 0 failed, 0 sent; no mail server is set" in capsys.readouterr().out
    with override_settings(MAIL_CONFIGURED=True), clock.fixed(clock.now() + dt.timedelta(hours=25)):
        assert call("check") == 1
    assert [line.partition(":")[0] for line in _wrong(capsys)] == ["letters"]


def test_a_pending_migration_is_noticed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("servicepunkt.cli.platform.pending_migrations", lambda: ["core.0099_later"])
    assert checking.report(repair=False) == 1
    assert _wrong(capsys) == [
        "database structure: lacks 1 migrations, first core.0099_later (run: servicepunkt prepare)"
    ]


@pytest.mark.django_db(transaction=True)
def test_a_round_of_the_worker_does_what_is_due() -> None:
    every = [one.name for one in all_duties()]
    assert {"core.seal", "method.renew", "needs.close", "needs.forget", "needs.release", "supply.uploads"} <= set(every)
    in_every_round = [one.name for one in all_duties() if one.together]
    assert duties.one_round() == every
    assert duties.one_round() == in_every_round == ["core.mail"]
    assert DutyRun.objects.count() == len(every) - len(in_every_round)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_for_a_moment_does_not_stop_the_worker(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> list[str]:
        raise OperationalError("the server is restarting")

    monkeypatch.setattr("servicepunkt.core.duties.run_due", away)
    assert duties.one_round() == []
    assert "tried again" in caplog.text


def test_the_worker_ends_when_its_server_has() -> None:
    stop = threading.Event()
    duties._wait(stop, parent=-1)
    assert stop.is_set()


def test_prepare_guards_again_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    preparing._guard()
    assert capsys.readouterr().err == ""
    name = "append_only_core_storedfile" + ("_update" if connection.vendor == "sqlite" else "")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON core_storedfile"))
    preparing._guard()
    assert "not guarded, and are again: core_storedfile" in capsys.readouterr().err
    assert appendonly.missing() == []
