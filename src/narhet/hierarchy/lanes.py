"""One pass over the hierarchy for many kinds of facility side by side, in the vector lanes of the processor.

Each node has a row of lanes that lie together in memory, one lane for each kind. numba's loops over so short rows are
not turned into vector instructions, so the innermost step is given to LLVM as operations on whole rows; it makes of
them what the processor has (AVX-512, AVX2, NEON, or plain instructions). Nothing is compiled beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from narhet.compiled import compiled
from narhet.dijkstra import BITS
from narhet.roads.network import Ints, Longs

TIME_LANES = 16
"""Kinds per row of plain travel times: 16 of 32 bits fill a cache line of 64 bytes."""

LABEL_LANES = 8
"""Kinds per row of labels (time and facility, 64 bits)."""

WORD, HALF = ir.IntType(64), ir.IntType(32)

NEVER = 1 << 62
"""Above every label, and an arc's time may still be added to it."""


@dataclass(frozen=True)
class Row:
    """What LLVM is told of one node's row: numbers of `bits`, `lanes` side by side, in `nearest` groups.

    A group holds times (32 bits) or labels (64 bits, time above facility). Groups rise, and a facility is in one only.
    """

    bits: int
    lanes: int
    nearest: int

    @property
    def type(self) -> ir.VectorType:
        """The lanes of one group."""
        return ir.VectorType(ir.IntType(self.bits), self.lanes)

    def same(self, number: int) -> ir.Constant:
        """A group with one number in all lanes."""
        return ir.Constant(self.type, [number] * self.lanes)

    def place(self, builder: ir.IRBuilder, table: ir.Value, node: ir.Value, group: int) -> ir.Value:
        """Where a node's group lies."""
        first = builder.mul(node, ir.Constant(WORD, self.nearest))
        return builder.gep(table, [builder.add(first, ir.Constant(WORD, group))], source_etype=self.type)

    def load(self, builder: ir.IRBuilder, table: ir.Value, node: ir.Value) -> list[ir.Value]:
        """A node's groups."""
        places = [self.place(builder, table, node, group) for group in range(self.nearest)]
        return [builder.load(place, align=self.bits // 8, typ=self.type) for place in places]

    def step(self, builder: ir.IRBuilder, time: ir.Value) -> ir.Value:
        """An arc's time in all lanes, where the time stands in a label."""
        if self.bits == 64:
            time = builder.shl(builder.sext(time, WORD), ir.Constant(WORD, BITS))
        nothing, lane = ir.Constant(self.type, ir.Undefined), ir.IntType(32)
        first = builder.insert_element(nothing, time, ir.Constant(lane, 0))
        return builder.shuffle_vector(first, nothing, ir.Constant(ir.VectorType(lane, self.lanes), [0] * self.lanes))

    def merged(self, builder: ir.IRBuilder, groups: list[ir.Value]) -> list[ir.Value]:
        """The least of all groups, lane by lane; then the least whose facility has not been taken, and so on."""
        result: list[ir.Value] = []
        facility = self.same((1 << BITS) - 1) if self.bits == 64 else None
        while True:
            best = groups[0]
            for group in groups[1:]:
                best = builder.select(builder.icmp_signed("<", group, best), group, best)
            result.append(best)
            if len(result) == self.nearest:
                return result
            taken = builder.and_(best, facility)
            groups = [
                builder.select(builder.icmp_signed("==", builder.and_(group, facility), taken), self.same(NEVER), group)
                for group in groups
            ]


def _row_step(row: Row) -> Callable[..., Any]:
    """Code for one node: its row becomes the best of itself and of its arcs' other ends, the arc's time added."""

    def code(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        arrays, (v, begin, end) = zip(signature.args[:3], arguments[:3], strict=True), arguments[3:]
        rows, origins, times = (context.make_array(kind)(context, builder, array).data for kind, array in arrays)
        rows = builder.bitcast(rows, row.type.as_pointer())
        own, before = row.load(builder, rows, v), builder.block
        arcs, done = builder.append_basic_block("arcs"), builder.append_basic_block("done")
        builder.cbranch(builder.icmp_signed("<", begin, end), arcs, done)

        builder.position_at_end(arcs)
        arc = builder.phi(WORD)
        best = [builder.phi(row.type) for _ in own]
        origin = builder.load(builder.gep(origins, [arc], source_etype=HALF), typ=HALF)
        time = builder.load(builder.gep(times, [arc], source_etype=HALF), typ=HALF)
        step = row.step(builder, time)
        reached = [builder.add(group, step) for group in row.load(builder, rows, builder.sext(origin, WORD))]
        better = row.merged(builder, best + reached)
        following = builder.add(arc, ir.Constant(WORD, 1))
        for phi, first, later in zip([arc, *best], [begin, *own], [following, *better], strict=True):
            phi.add_incoming(first, before)
            phi.add_incoming(later, arcs)
        builder.cbranch(builder.icmp_signed("<", following, end), arcs, done)

        builder.position_at_end(done)
        outcome = [builder.phi(row.type) for _ in own]
        for phi, unchanged, changed in zip(outcome, own, better, strict=True):
            phi.add_incoming(unchanged, before)
            phi.add_incoming(changed, arcs)
        for group, value in enumerate(outcome):
            builder.store(value, row.place(builder, rows, v, group), align=row.bits // 8)
        return context.get_dummy_value()

    def typed(context: Any, rows: Any, origin: Any, cost: Any, v: Any, begin: Any, end: Any) -> Any:
        return types.void(rows, origin, cost, types.int64, types.int64, types.int64), code

    return cast(Callable[..., Any], intrinsic(typed))


_times = _row_step(Row(32, TIME_LANES, 1))
_labels_1 = _row_step(Row(64, LABEL_LANES, 1))
_labels_2 = _row_step(Row(64, LABEL_LANES, 2))
_labels_3 = _row_step(Row(64, LABEL_LANES, 3))


@compiled
def pass_times(first: Longs, origin: Ints, tenths: Ints, upward: bool, rows: npt.NDArray[np.int32]) -> None:
    """Give every node the least time that its own row and its arcs' other ends allow, in order of rank or against it.

    Parameters
    ----------
    first, origin, tenths : one direction of `Passes`
    upward : by rising rank; else by falling.
    rows : (s, 1, TIME_LANES) int32, changed in place.
    """
    nodes = len(first) - 1
    for turn in range(nodes):
        v = turn if upward else nodes - 1 - turn
        _times(rows, origin, tenths, v, first[v], first[v + 1])


@compiled
def pass_nearest(first: Longs, origin: Ints, tenths: Ints, upward: bool, rows: Longs) -> None:
    """As `pass_times`, for labels of the nearest facility; rows : (s, 1, LABEL_LANES) int64."""
    nodes = len(first) - 1
    for turn in range(nodes):
        v = turn if upward else nodes - 1 - turn
        _labels_1(rows, origin, tenths, v, first[v], first[v + 1])


@compiled
def pass_two_nearest(first: Longs, origin: Ints, tenths: Ints, upward: bool, rows: Longs) -> None:
    """As `pass_times`, for labels of the two nearest facilities; rows : (s, 2, LABEL_LANES) int64."""
    nodes = len(first) - 1
    for turn in range(nodes):
        v = turn if upward else nodes - 1 - turn
        _labels_2(rows, origin, tenths, v, first[v], first[v + 1])


@compiled
def pass_three_nearest(first: Longs, origin: Ints, tenths: Ints, upward: bool, rows: Longs) -> None:
    """As `pass_times`, for labels of the three nearest facilities; rows : (s, 3, LABEL_LANES) int64."""
    nodes = len(first) - 1
    for turn in range(nodes):
        v = turn if upward else nodes - 1 - turn
        _labels_3(rows, origin, tenths, v, first[v], first[v + 1])
