"""One run in a process of its own: fill an empty database, measure it, print JSON. Started by `python -m bench`."""

import json
import logging
import sys
import warnings
from typing import Any

from servicepunkt.cli import platform


def run(sizes: list[int]) -> dict[str, Any]:
    """Fill the database that the environment names with programmes of these sizes, and measure the first of them."""
    from django.db import connection
    from django.db.models import Model

    from servicepunkt.core.models import JournalEntry
    from servicepunkt.method.models import Progress, Statement
    from servicepunkt.places.models import Place
    from servicepunkt.programme.models import Programme

    from .memory import served
    from .national import fill
    from .pages import addresses, client_of, pages
    from .work import seconds, work

    filled = seconds(lambda: fill(sizes))
    programme = Programme.objects.get(slug=f"program-{sizes[0]}")
    stored: dict[str, type[Model]] = {
        "programmes": Programme,
        "places": Place,
        "statements": Statement,
        "remembered answers": Progress,
        "journal lines": JournalEntry,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
    client = client_of(programme)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    out: dict[str, Any] = {
        "database": f"{connection.vendor} {version}",
        "places": sizes[0],
        "rows": {name: one._default_manager.count() for name, one in stored.items()},
        "fill_seconds": filled,
        "pages": pages(programme),
    }
    out["work"] = work(programme)
    connection.close()
    out["served"] = served(addresses(programme).values(), cookie)
    return out


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    platform.start()
    logging.disable(logging.CRITICAL)
    print(json.dumps(run([int(size) for size in sys.argv[1].split(",")])))
