"""Climbing and descending the hierarchy for many kinds of facility side by side, in the vector lanes of the processor.

Each node has a row of lanes that lie together in memory, one lane for each kind. numba's loops over so short rows are
not turned into vector instructions, so the innermost step is given to LLVM as operations on whole rows; it makes of
them what the processor has (AVX-512, AVX2, NEON, or plain instructions). Nothing is compiled beforehand.

A lane holds a label, `time << bits | facility`: of 64 bits, or packed into 32 where time and facility fit (with no bits
for the facility it is the time alone). Labels are unsigned and use one bit less than there are: with all of those set
a label means none, and one more bit, with which the sum of two still fits, that a place in a row has been emptied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from narhet.compiled import compiled
from narhet.roads.network import Bytes, Ints, Longs

LINE = 64
"""Bytes of a cache line, and of one group of lanes: 16 of 32 bits or 8 of 64 bits."""

WORD, HALF = ir.IntType(64), ir.IntType(32)

Rows: TypeAlias = npt.NDArray[np.uint32] | npt.NDArray[np.uint64]
Groups: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """What LLVM is told of one node's row: labels of `width` bits, as many as fill a cache line, in `nearest` groups.

    Groups rise, and a facility is in one only.
    """

    width: int
    nearest: int

    @property
    def number(self) -> ir.IntType:
        """One label."""
        return ir.IntType(self.width)

    @property
    def type(self) -> ir.VectorType:
        """The lanes of one group."""
        return ir.VectorType(self.number, 8 * LINE // self.width)

    def same(self, builder: ir.IRBuilder, number: ir.Value) -> ir.Value:
        """A group with one number in all lanes."""
        nothing, mask = ir.Constant(self.type, ir.Undefined), ir.VectorType(HALF, self.type.count)
        first = builder.insert_element(nothing, number, ir.Constant(HALF, 0))
        return builder.shuffle_vector(first, nothing, ir.Constant(mask, [0] * self.type.count))

    def place(self, builder: ir.IRBuilder, table: ir.Value, node: ir.Value, group: int) -> ir.Value:
        """Where a node's group lies."""
        first = builder.mul(node, ir.Constant(WORD, self.nearest))
        return builder.gep(table, [builder.add(first, ir.Constant(WORD, group))], source_etype=self.type)

    def load(self, builder: ir.IRBuilder, table: ir.Value, node: ir.Value) -> list[ir.Value]:
        """A node's groups."""
        places = [self.place(builder, table, node, group) for group in range(self.nearest)]
        return [builder.load(place, align=self.width // 8, typ=self.type) for place in places]

    def store(self, builder: ir.IRBuilder, table: ir.Value, node: ir.Value, groups: list[ir.Value]) -> None:
        """Write a node's groups."""
        for group, value in enumerate(groups):
            builder.store(value, self.place(builder, table, node, group), align=self.width // 8)

    def later(self, builder: ir.IRBuilder, groups: list[ir.Value], time: ir.Value, bits: ir.Value) -> list[ir.Value]:
        """Labels with an arc's time added; where they have no room for it, with the longest they have room for."""
        most = builder.lshr(ir.Constant(HALF, 2**31 - 1), bits) if self.width == 32 else ir.Constant(HALF, 2**31 - 1)
        time = builder.select(builder.icmp_unsigned("<", time, most), time, most)
        if self.width == 64:
            time, bits = builder.zext(time, WORD), builder.zext(bits, WORD)
        step = self.same(builder, builder.shl(time, bits))
        return [builder.add(group, step) for group in groups]

    def merged(
        self, builder: ir.IRBuilder, own: list[ir.Value], other: list[ir.Value], bits: ir.Value
    ) -> list[ir.Value]:
        """The least of both, lane by lane; then the least whose facility has not been taken, and so on."""

        def least(a: ir.Value, b: ir.Value) -> ir.Value:
            return builder.select(builder.icmp_unsigned("<", a, b), a, b)

        if self.nearest == 1:
            return [least(own[0], other[0])]
        wide = bits if self.width == 32 else builder.zext(bits, WORD)
        one = ir.Constant(self.number, 1)
        facility = self.same(builder, builder.sub(builder.shl(one, wide), one))
        nothing, never = (self.same(builder, ir.Constant(self.number, value)) for value in (0, 1 << (self.width - 1)))

        def unless(group: ir.Value, taken: ir.Value) -> ir.Value:
            difference = builder.and_(builder.xor(group, taken), facility)
            return builder.select(builder.icmp_unsigned("==", difference, nothing), never, group)

        best = least(own[0], other[0])
        if self.nearest == 2:  # both rows rise, so only the greater of the first labels may be of a facility taken
            greater = builder.select(builder.icmp_unsigned("<", own[0], other[0]), other[0], own[0])
            return [best, least(least(own[1], other[1]), unless(greater, best))]
        result, left = [best], [*own, *other]
        while len(result) < self.nearest:
            left = [unless(group, result[-1]) for group in left]
            result.append(reduce(least, left))
        return result


def _step(write: Callable[..., None], up: bool) -> Callable[..., Any]:
    """An operation on one node and its arcs, for rows of the type it is called with."""

    def typed(context: Any, rows: Any, arcs: Any, v: Any, begin: Any, end: Any, bits: Any, groups: Any) -> Any:
        row = Row(rows.dtype.bitwidth, len(groups))

        def code(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
            table, pairs = (
                context.make_array(kind)(context, builder, array).data
                for kind, array in zip(signature.args[:2], arguments[:2], strict=True)
            )
            table = builder.bitcast(table, row.type.as_pointer())
            pairs = builder.bitcast(pairs, HALF.as_pointer())
            write(row, builder, table, pairs, *arguments[2:5], builder.trunc(arguments[5], HALF))
            return context.get_dummy_value()

        return types.void(rows, arcs, types.int64, types.int64, types.int64, types.int64, groups), code

    typed.__name__ = "climb" if up else "descend"
    return cast(Callable[..., Any], intrinsic(typed))


def _arc(builder: ir.IRBuilder, pairs: ir.Value, arc: ir.Value) -> tuple[ir.Value, ir.Value]:
    """An arc's other end, and its time."""
    twice = builder.shl(arc, ir.Constant(WORD, 1))
    other = builder.load(builder.gep(pairs, [twice], source_etype=HALF), typ=HALF)
    place = builder.gep(pairs, [builder.add(twice, ir.Constant(WORD, 1))], source_etype=HALF)
    return builder.zext(other, WORD), builder.load(place, typ=HALF)


def _write_climb(
    row: Row,
    builder: ir.IRBuilder,
    table: ir.Value,
    pairs: ir.Value,
    v: ir.Value,
    begin: ir.Value,
    end: ir.Value,
    bits: ir.Value,
) -> None:
    """The node's row is offered to its arcs' other ends."""
    own, before = row.load(builder, table, v), builder.block
    arcs, done = builder.append_basic_block("arcs"), builder.append_basic_block("done")
    builder.cbranch(builder.icmp_signed("<", begin, end), arcs, done)
    builder.position_at_end(arcs)
    arc = builder.phi(WORD)
    other, time = _arc(builder, pairs, arc)
    offered = row.later(builder, own, time, bits)
    row.store(builder, table, other, row.merged(builder, row.load(builder, table, other), offered, bits))
    following = builder.add(arc, ir.Constant(WORD, 1))
    arc.add_incoming(begin, before)
    arc.add_incoming(following, arcs)
    builder.cbranch(builder.icmp_signed("<", following, end), arcs, done)
    builder.position_at_end(done)


def _write_descend(
    row: Row,
    builder: ir.IRBuilder,
    table: ir.Value,
    pairs: ir.Value,
    v: ir.Value,
    begin: ir.Value,
    end: ir.Value,
    bits: ir.Value,
) -> None:
    """The node's row becomes the best of itself and of its arcs' other ends."""
    before = builder.block
    own = row.load(builder, table, v)
    arcs, done = builder.append_basic_block("arcs"), builder.append_basic_block("done")
    builder.cbranch(builder.icmp_signed("<", begin, end), arcs, done)
    builder.position_at_end(arcs)
    arc = builder.phi(WORD)
    best = [builder.phi(row.type) for _ in own]
    other, time = _arc(builder, pairs, arc)
    better = row.merged(builder, best, row.later(builder, row.load(builder, table, other), time, bits), bits)
    following = builder.add(arc, ir.Constant(WORD, 1))
    for phi, first, later in zip([arc, *best], [begin, *own], [following, *better], strict=True):
        phi.add_incoming(first, before)
        phi.add_incoming(later, arcs)
    last = builder.append_basic_block("last")
    builder.cbranch(builder.icmp_signed("<", following, end), arcs, last)
    builder.position_at_end(last)
    row.store(builder, table, v, better)
    builder.branch(done)
    builder.position_at_end(done)


def _fetch() -> Callable[..., Any]:
    """Tell the processor that a node's row will be read, so that it fetches many such rows at the same time."""

    def typed(context: Any, rows: Any, node: Any) -> Any:
        def code(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, arguments[0])
            size = builder.mul(builder.extract_value(array.shape, 1), ir.Constant(WORD, LINE))
            byte = builder.bitcast(array.data, ir.IntType(8).as_pointer())
            place = builder.gep(byte, [builder.mul(arguments[1], size)], source_etype=ir.IntType(8))
            how = [ir.Constant(HALF, number) for number in (0, 3, 1)]  # to read, to be kept, data
            kind = ir.FunctionType(ir.VoidType(), [place.type, HALF, HALF, HALF])
            fetch = builder.module.globals.get(FETCH) or ir.Function(builder.module, kind, FETCH)
            builder.call(fetch, [place, *how])
            return context.get_dummy_value()

        return types.void(rows, types.int64), code

    return cast(Callable[..., Any], intrinsic(typed))


FETCH = "llvm.prefetch.p0"

soon = _fetch()
_climb = _step(_write_climb, True)
_descend = _step(_write_descend, False)


@compiled
def climb(
    first: Longs, arcs: Ints, above: Ints, met: Bytes, begin: int, end: int, bits: int, groups: Groups, rows: Rows
) -> None:
    """Offer the rows of nodes begin … end - 1 to their arcs' upper ends, by rising number.

    Parameters
    ----------
    first, arcs : `Passes.into_first`, `Passes.into`
    above : (s,) int32, a node's parent in the tree, -1 for none.
    met : (s,) uint8, which nodes have something to offer; marks their ancestors.
    bits : bits of the facility in a label.
    groups : a tuple whose length is how many labels a lane keeps.
    rows : (s, nearest, lanes) uint32 or uint64, changed in place.
    """
    for v in range(begin, end):
        if met[v]:
            _climb(rows, arcs, v, first[v], first[v + 1], bits, groups)
            if above[v] >= 0:
                met[above[v]] = 1


@compiled
def descend(first: Longs, arcs: Ints, begin: int, end: int, bits: int, groups: Groups, rows: Rows) -> None:
    """Give nodes end - 1 … begin the best that their own row and their arcs' upper ends allow, by falling number.

    As `climb`, with `Passes.onto_first` and `Passes.onto`.
    """
    for v in range(end - 1, begin - 1, -1):
        _descend(rows, arcs, v, first[v], first[v + 1], bits, groups)
