"""Another way of working is another file: a municipality's service plan runs on the same code as the memo's method."""

import pytest

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.method import actions, progress, queries
from servicepunkt.method.models import Progress
from servicepunkt.method.reading import shipped_method, shipped_methods
from servicepunkt.method.versions import adoption_of, read, spec_of
from servicepunkt.people.roles import ROLES, Right, Role
from servicepunkt.places.models import Place
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.models import Programme
from tests.method.building import Someone, places_of, programme_file, sit, state


@pytest.mark.parametrize("name", sorted(shipped_methods()))
def test_everyone_a_shipped_method_names_has_the_right_to_speak(name: str) -> None:
    spec = read(shipped_method(name))
    for requirement in spec.requirements:
        for role in requirement.by:
            assert Right.STATE in ROLES[Role(role)].rights, f"{requirement.key}: {role}"
    for gate in spec.gates:
        for confirmation in gate.confirmations:
            for role in confirmation.by:
                assert Right.CONFIRM in ROLES[Role(role)].rights, f"{gate.key}, {confirmation.key}: {role}"


class Plan:
    """A programme that works by the service plan's method, in one place."""

    def __init__(self) -> None:
        text = programme_file(method="kommunal-serviceplan")
        self.programme: Programme = load_programme(raw=text.encode())
        self.place: Place = places_of(self.programme)[0]
        self.municipality = sit(self.programme, Role.MUNICIPALITY, self.place, name="Martin Kommun")
        self.region = sit(self.programme, Role.COUNTY_BOARD, self.place, name="Rut Region")
        self.coordinator = sit(self.programme, Role.COORDINATOR, name="Sam Ordnare")

    def answer(self, who: Someone, key: str) -> None:
        actions.confirm(
            root=self.programme.area, place=self.place, gate_key="beslut", key=key, yes=True, on=clock.today(),
            note="Vi har läst den.", seen_confirmation_id=None, access=who.access,
        )  # fmt: skip

    def missing(self) -> list[str]:
        adoption = adoption_of(self.programme.area_id)
        status = queries.gate_status(adoption, self.place.pk, spec_of(adoption.version).gate("beslut"))
        return [lack.requirement or lack.confirmation for lack in status.missing]


@pytest.mark.django_db
def test_a_service_plan_is_made_from_the_first_order_to_its_adoption() -> None:
    plan = Plan()
    spec = spec_of(adoption_of(plan.programme.area_id).version)
    assert spec.slug == "kommunal-serviceplan" and len(plan.missing()) > 10
    for requirement in spec.requirements:
        if requirement.is_stated:
            who = plan.municipality if "municipality" in requirement.by else plan.region
            state(plan.programme, plan.place, who, requirement.key)
    assert plan.missing() == ["region", "municipality"]
    plan.answer(plan.region, "region")
    plan.answer(plan.municipality, "municipality")
    passage = actions.pass_gate(
        root=plan.programme.area, place=plan.place, gate_key="beslut", stage="", services=(), on=clock.today(),
        access=plan.coordinator.access,
    )  # fmt: skip
    assert passage.frozen.content["method"]["slug"] == "kommunal-serviceplan"
    assert Progress.objects.get(place=plan.place, requirement="planen-antagen").state == "evidence"
    assert progress.differences(plan.programme.area_id) == []
    covered = {g.spec.key: g.count for g in queries.goals(adoption_of(plan.programme.area_id))}
    assert covered == {"omfattas-av-beslutad-plan": 1, "service-inom-avstand": None}


@pytest.mark.django_db
def test_its_pages_read_as_the_memos_do() -> None:
    plan = Plan()
    client, root = plan.coordinator.client, f"/program/{plan.programme.area.key}/"
    for page in ("", "arbetssatt/", f"ort/{plan.place.slug}/", f"ort/{plan.place.slug}/grind/beslut/"):
        assert client.get(root + page).status_code == 200, page
    method = client.get(f"{root}arbetssatt/").content.decode()
    assert spec_of(adoption_of(plan.programme.area_id).version).title.sv in method


@pytest.mark.django_db
def test_two_programmes_by_two_methods_stand_beside_each_other_on_the_same_place() -> None:
    plan = Plan()
    memo = programme_file(method="hallbara-lokala-servicelosningar").replace('slug = "byarna"', 'slug = "pm"')
    other = load_programme(raw=memo.encode(), actor=SYSTEM)
    state(plan.programme, plan.place, plan.municipality, "syfte-beskrivet")
    for one in (plan.programme, other):
        assert progress.differences(one.area_id) == []
    known = {p.requirement for p in Progress.objects.filter(area=other.area, place=plan.place)}
    assert "syfte-beskrivet" not in known and "bygden-traffad" in known
