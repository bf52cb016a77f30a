"""The cache that every worker process shares: a table of the database, its keys hashed.

What is counted here (failed logins, wrong codes) must be counted once for the platform, not once a process, and must
survive a restart. Keys may hold a visitor's address, so only a keyed hash of them is stored.
"""

import datetime as dt
import time
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import transaction
from django.utils.crypto import salted_hmac

from . import clock
from .duties import duty
from .models import CacheRow


def hashed_key(key: str, prefix: str, version: int) -> str:
    """What a key is stored as: nobody reads an address out of it."""
    return salted_hmac("core.caching", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


class SharedCache(DatabaseCache):
    """Django's cache in the database, with a count that two processes can add to at once."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a count, which keeps the end it has. Raises ValueError when there is no such count."""
        stored = self.make_and_validate_key(key, version=version)
        with transaction.atomic():
            row = CacheRow.objects.select_for_update().filter(cache_key=stored).first()
            value: Any = self.get(key, version=version) if row else None
            if value is None:
                raise ValueError(f"nothing is counted under {key!r}")
            total = int(value) + delta
            # Django's backend goes by the machine's clock, so what is left is told by that one too.
            left = row.expires.timestamp() - time.time() if row else 0.0
            self.set(key, total, timeout=max(left, 1), version=version)
        return total


@duty("core.cache", every=dt.timedelta(hours=1))
def forget_expired() -> None:
    """Remove what has run out, so that nothing about a visitor stays longer than it counts."""
    CacheRow.objects.filter(expires__lt=clock.now()).delete()
