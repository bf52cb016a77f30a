"""Where a benchmark runs: a data folder and an empty database that are gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests.postgres import running


@contextmanager
def environment(postgresql: bool) -> Iterator[dict[str, str]]:
    """The environment of a process that uses them; PostgreSQL is the tests' throw-away server."""
    own = ("DATABASE_URL", "SECRET_KEY", "DJANGO_", "SERVICEPUNKT_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    with tempfile.TemporaryDirectory(prefix="servicepunkt-bench-") as folder:
        env["SERVICEPUNKT_DATA"] = folder
        if postgresql:
            with running() as url:
                yield {**env, "DATABASE_URL": url}
        else:
            yield env
