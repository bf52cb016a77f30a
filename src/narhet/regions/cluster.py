"""Regions on a Dask cluster: few tasks under way at a time, roads read where they are stored or sent region by region.

`distributed` is needed only here and is imported only when it is asked for.
"""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from narhet.errors import ClusterError, UnseenRoadsError
from narhet.regions.clips import clip
from narhet.regions.tasks import Answer, StoredTimes, Task, answer, answer_clip, answer_stored
from narhet.roads.network import Ints, RoadNetwork

PATIENCE = 10
"""Seconds to wait for the scheduler, and for its first worker."""

_AHEAD = 2  # tasks under way for each thread of the workers, so that none waits for the next


class Future(Protocol):
    """What is used of Dask's own; its functions have no types."""

    def result(self) -> Answer:
        """The answer, or what went wrong."""
        ...


class Client(Protocol):
    """What is used of Dask's own."""

    def submit(self, function: Callable[..., Answer], *given: object, pure: bool) -> Future:
        """Have it done somewhere."""
        ...

    def ncores(self) -> Mapping[str, int]:
        """Threads of each worker."""
        ...

    def as_current(self) -> AbstractContextManager[object]:
        """The one that Dask's functions use meanwhile."""
        ...


@contextmanager
def connected(address: str, roads: RoadNetwork, tenths: Ints, stored: StoredTimes | None) -> Iterator[Cluster]:
    """A cluster to run tasks on; let go at the end. What goes wrong with it becomes a sentence.

    Raises
    ------
    ClusterError
    """
    try:
        dask, distributed = importlib.import_module("dask"), importlib.import_module("distributed")
    except ImportError:
        raise ClusterError("Dask is not installed here: pip install distributed, or leave --dask out.") from None
    # Regions that are sent are large by the measure of Dask's warning, which speaks of graphs.
    quiet = dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"})
    with quiet, _client(distributed, address) as client:
        try:
            yield Cluster(client, distributed.wait, roads, tenths, stored)
        except ImportError as error:
            raise ClusterError(f"A Dask worker lacks narhet ({error}): install the same version on all.") from None
        except distributed.KilledWorker as error:
            raise ClusterError(
                f"Dask workers died over the same region again and again ({error}). If they lack memory, ask for more "
                "regions or less overlap."
            ) from None
        except distributed.client.FuturesCancelledError as error:
            raise ClusterError(f"The Dask scheduler at {address} was lost: {error}.") from None


def _client(distributed: Any, address: str) -> Any:
    """Connected, with at least one worker."""
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address} ({error}). Start one with “dask scheduler” and give its address."
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise ClusterError(f"The Dask scheduler at {address} has no workers: start “dask worker {address}”.") from None
    return client


class Cluster:
    """Tasks on the workers of a Dask scheduler. A task whose worker dies is done by another (Dask's own doing)."""

    def __init__(
        self, client: Client, wait: Callable[..., Any], roads: RoadNetwork, tenths: Ints, stored: StoredTimes | None
    ) -> None:
        self.client, self.wait = client, wait
        self.roads, self.tenths, self.stored = roads, tenths, stored

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Answer]]:
        """Each task with its answer, as they are done."""
        waiting = deque(tasks)
        going: dict[Future, Task] = {}
        while waiting or going:
            room = max(2, _AHEAD * sum(self.client.ncores().values()))
            while waiting and len(going) < room:
                task = waiting.popleft()
                if (future := self._sent(task)) is None:
                    yield task, answer(self.roads, self.tenths, task)
                else:
                    going[future] = task
            if not going:
                continue
            with self.client.as_current():
                done = self.wait(list(going), return_when="FIRST_COMPLETED").done
            for future in done:
                task = going.pop(future)
                try:
                    got = future.result()
                except UnseenRoadsError:
                    self.stored = None  # from now on workers are sent what they need
                    waiting.append(task)
                    continue
                yield task, got

    def _sent(self, task: Task) -> Future | None:
        """None if it would have to be sent all roads: that is better done here."""
        if self.stored is not None:
            return self.client.submit(answer_stored, self.stored, task, pure=False)
        if task.frame is None:
            return None
        part = clip(self.roads, self.tenths, task.frame, to=task.to)
        return self.client.submit(answer_clip, part, task, pure=False)
