"""What other rooms do when a place passes a gate: they register here, and are called in the decision's own transaction.

No signals: what is registered is listed, runs in the order registered, and what it raises undoes the decision.
"""

from collections.abc import Callable, Mapping

from servicepunkt.core.actions import Actor

from .models import Passage

Follow = Callable[[Passage, Actor], None]

_register: dict[str, Follow] = {}


def when_passed(name: str) -> Callable[[Follow], Follow]:
    """Register under "room.name" what follows, in the same transaction, when a gate is passed; the passage says which.

    What it writes happens with the decision or not at all: an ActionRefused (or anything else) undoes both. It is
    called once for each passage, never when the same decision is only asked for again. Raises ValueError when another
    has the name.
    """

    def keep(follow: Follow) -> Follow:
        if _register.setdefault(name, follow) is not follow:
            raise ValueError(f"what follows a passage is registered twice as {name}")
        return follow

    return keep


def registered() -> Mapping[str, Follow]:
    """What follows when a gate is passed, by name."""
    return _register


def follow(passage: Passage, actor: Actor) -> None:
    """Do all that follows from a passage; called inside the action that records it."""
    for one in list(_register.values()):
        one(passage, actor)
