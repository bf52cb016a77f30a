"""What an edit changed, and the journal that takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from narhet.roads.network import Ints, Longs
from narhet.whatif.facilities import Facilities

REPAIR, SWEEP = "repair", "sweep"


@dataclass(frozen=True, slots=True)
class Change:
    """What one edit, or one undo, has changed at the points.

    Attributes
    ----------
    edit : str
        The edit in words.
    kinds : tuple of str
        Kinds whose times were worked on; for an edit of roads all.
    kind, point : (c,) int32
        Index into `kinds`, and the point: every pair whose time or facility is another now, rising.
    tenths_before, tenths_after : (c,) int32
        Tenths of a second, `UNREACHABLE` where no facility could or can be reached.
    facility_before, facility_after : (c,) int32
        -1 where there was or is none.
    figures : (len(kinds), areas, groups, bands) int64
        People after less people before, see `narhet.figures`.
    touched : int
        Nodes of the reduced roads that were worked on, all kinds together.
    way : str
        "repair", or "sweep" where so much was touched that some kind was worked out anew.
    """

    edit: str
    kinds: tuple[str, ...]
    kind: Ints
    point: Ints
    tenths_before: Ints
    tenths_after: Ints
    facility_before: Ints
    facility_after: Ints
    figures: Longs
    touched: int
    way: str

    def back(self) -> Change:
        """The same change the other way round."""
        return Change(
            f"undo: {self.edit}",
            self.kinds,
            self.kind,
            self.point,
            self.tenths_after,
            self.tenths_before,
            self.facility_after,
            self.facility_before,
            -self.figures,
            self.touched,
            self.way,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: the change, and everything as it was before.

    Attributes
    ----------
    change : Change
    labels : kind → (nodes, labels) of the reduced roads
    facilities : kind → its facilities
    arcs, tenths : arcs of the roads and their times
    ours, ours_tenths : arcs of the reduced roads and theirs
    """

    change: Change
    labels: Mapping[int, tuple[Ints, Longs]]
    facilities: Mapping[int, Facilities]
    arcs: Longs
    tenths: Ints
    ours: Ints
    ours_tenths: Ints
