"""Time, queries and bytes of the pages that grow, if any do; and the same pages without the memory of progress."""

import gzip
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from servicepunkt.core import clock
from servicepunkt.method import progress, queries
from servicepunkt.method.models import Adoption, Standing, Statement
from servicepunkt.people.models import Account, Holding
from servicepunkt.people.roles import Role
from servicepunkt.places.models import AreaPlace
from servicepunkt.programme import counting
from servicepunkt.programme.models import Programme

ROUNDS = 15
WARM_UP = 3


@dataclass(frozen=True)
class Measured:
    """A page, opened again and again: median milliseconds on the clock and of this process, queries, bytes sent."""

    page: str
    places: int
    ms: float
    cpu_ms: float
    queries: int
    bytes: int


def client_of(programme: Programme) -> Client:
    """A browser in which the programme's coordinator is logged in: the seat that sees every place."""
    held = Holding.objects.filter(seat__body__area=programme.area, seat__role=Role.COORDINATOR, to_on=None)
    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_ENCODING="gzip")
    client.force_login(Account.objects.get(person__holdings__in=held))
    return client


def addresses(programme: Programme) -> dict[str, str]:
    """The pages measured, at the place that has most said about it and has not yet passed every gate."""
    on_the_way = Standing.objects.filter(area=programme.area, not_met__gt=0).order_by("-statement", "id").first()
    if on_the_way is None:
        raise ValueError("every place has arrived; the generator makes some that have not")
    place = on_the_way.place
    latest = Statement.objects.filter(area=programme.area, place=place).latest("id")
    here = [programme.slug, place.slug]
    return {
        "programme": reverse("programme:programme", args=[programme.slug]),
        "place": reverse("method:place", args=here),
        "requirement": reverse("method:requirement", args=[*here, latest.requirement]),
        "gate": reverse("method:gate", args=[*here, "start"]),
        "bodies": reverse("people:bodies", args=[programme.slug]),
        "division": reverse("programme:division", args=[programme.slug]),
        "money": reverse("programme:money", args=[programme.slug]),
        "journal": reverse("programme:journal", args=[programme.slug]),
    }


def measure(client: Client, page: str, address: str, places: int, rounds: int = ROUNDS) -> Measured:
    """Open a page again and again. Raises RuntimeError when it does not open."""
    for _ in range(WARM_UP):
        response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    count = len(asked)
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        client.get(address)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    sent = response.content if response.get("Content-Encoding") == "gzip" else gzip.compress(response.content)
    return Measured(page, places, median(walls) * 1000, median(cpus) * 1000, count, len(sent))


@contextmanager
def afresh() -> Iterator[None]:
    """The peer: what pages read from the memory of progress is first computed from the facts, in the request."""

    def computing(
        read: Callable[..., Any], wanted: Callable[..., tuple[Adoption, Iterable[int]]]
    ) -> Callable[..., Any]:
        def instead(*args: Any) -> Any:
            adoption, place_ids = wanted(*args)
            for place_id, answers in progress.compute(adoption, place_ids, clock.today()).items():
                progress.standing_of(adoption, place_id, answers, [], clock.today())
            return read(*args)

        return instead

    def everyone(adoption: Adoption) -> tuple[Adoption, Iterable[int]]:
        members = AreaPlace.objects.filter(root_id=adoption.area_id)
        return adoption, members.values_list("place_id", flat=True)

    def one_place(adoption: Adoption, place_id: int) -> tuple[Adoption, Iterable[int]]:
        return adoption, [place_id]

    with (
        patch.object(counting, "tallies", computing(counting.tallies, everyone)),
        patch.object(queries, "path_of", computing(queries.path_of, one_place)),
    ):
        yield


def pages(programme: Programme) -> list[dict[str, Any]]:
    """Every page of one programme; then the two that overview much, computed afresh."""
    places = programme.area.memberships.count()
    client, known = client_of(programme), addresses(programme)
    out = [measure(client, page, address, places) for page, address in known.items()]
    with afresh():
        for page in ("programme", "place"):
            out.append(measure(client, f"{page}, computed afresh", known[page], places, rounds=3))
    return [asdict(one) for one in out]
