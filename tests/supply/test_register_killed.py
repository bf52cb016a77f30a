"""A list that is being read in when the power goes, and two people who read in the same list at once."""

import io
from pathlib import Path

from servicepunkt.core.actions import SYSTEM, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.supply.actions_register import Named, load_register
from servicepunkt.supply.models_register import RegisterRemark, RegisterService, RegisterSource
from servicepunkt.supply.register_files import opened
from tests.core.conftest import RunKilled
from tests.races.conftest import at_once
from tests.supply.listing import load, poi, store

CODE = """
from pathlib import Path
from servicepunkt.core.actions import SYSTEM
from servicepunkt.supply import actions_register as actions
from servicepunkt.supply.register_files import opened
actions.BATCH = 10
stored = actions.count
def count(entry, counts):
    stored(entry, counts)
    {cut}
actions.count = count
with Path({path!r}).open("rb") as sent, opened(sent) as file:
    actions.load_register(file=file, named=actions.Named(), actor=SYSTEM)
die()
"""


def everything() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (RegisterSource, RegisterService, RegisterRemark)]


def test_a_load_killed_in_the_middle_changes_nothing(
    transactional_db: None, run_killed: RunKilled, tmp_path: Path
) -> None:
    load(poi(*[store(location=f"Gammal {n}") for n in range(30)], store(0, 0)))
    before, lines = everything(), JournalEntry.objects.count()
    path = tmp_path / "lista.csv"
    path.write_bytes(poi(*[store(location=f"Ny {n}") for n in range(50)]))
    run_killed(CODE.format(path=str(path), cut="if counts['rows'] == 35: die()"))
    assert everything() == before and JournalEntry.objects.count() == lines
    run_killed(CODE.format(path=str(path), cut="pass"))
    assert RegisterService.objects.filter(name__startswith="Ny").count() == RegisterService.objects.count() == 50


def test_of_two_who_read_in_the_same_list_at_once_the_second_is_told(transactional_db: None) -> None:
    def reading(name: str) -> object:
        with opened(io.BytesIO(poi(*[store(location=f"{name} {n}") for n in range(20)]))) as file:
            return load_register(file=file, named=Named(), actor=SYSTEM, seen_version=0)

    came = at_once(lambda: reading("Ena"), lambda: reading("Andra"))
    told = [one for one in came if isinstance(one, ChangedMeanwhile)]
    assert len(told) == 1, came
    assert RegisterService.objects.count() == 20 and RegisterSource.objects.get().version == 1
