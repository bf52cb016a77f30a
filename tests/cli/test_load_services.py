"""`servicepunkt load-services`, as an operator runs it."""

from pathlib import Path

import pytest

from servicepunkt.supply.models_register import RegisterService, RegisterSource
from tests.cli.conftest import Call, Script
from tests.supply.listing import packed, poi, store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    out = tmp_path / "butiker.csv.gz"
    out.write_bytes(packed(poi(store(), store(), store(0, 0))))
    return out


def test_a_list_is_loaded_with_its_counts_and_every_remark_in_a_file(
    call: Call, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("load-services", str(path), "--report", str(tmp_path / "rapport.csv")) == 0
    told = capsys.readouterr().out
    assert "3 Rader i filen" in told and "1 Tas in" in told and "1 Upprepar en annan rad" in told
    assert "Nothing is known of its licence: for your own use only." in told
    lines = (tmp_path / "rapport.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["Rad", "3", "4"]
    assert call("load-services", str(path)) == 0
    assert "The same file was loaded already" in capsys.readouterr().out
    assert RegisterService.objects.count() == 1


def test_a_list_of_its_own_name_with_its_source_stands_beside_the_others(call: Call, path: Path) -> None:
    assert call("load-services", str(path)) == 0
    assert call("load-services", str(path), "--source", "lanet", "--words", "Länets egen lista") == 0
    assert set(RegisterSource.objects.values_list("key", "words")) == {("poi", ""), ("lanet", "Länets egen lista")}
    assert call("load-services", str(path), "--source", "lanet") == 0, "the words stay when none are given"
    assert RegisterSource.objects.get(key="lanet").version == 1


@pytest.mark.usefixtures("begun")
def test_what_cannot_be_loaded_is_told_in_a_line(script: Script, tmp_path: Path) -> None:
    (tmp_path / "fel.csv").write_text("code,name\n1,Backe\n")
    for name, why in (("fel.csv", "code, name"), ("finns-inte.csv", "No such file or directory")):
        done = script("load-services", name)
        assert done.returncode == 1 and why in done.stderr and "Traceback" not in done.stderr
