"""Maps, charts and tables of figures as the commands write them."""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from narhet.charts import bands_chart_svg
from narhet.cli.asking import FORMATS, People, Placed, Roads, tenths_of
from narhet.cli.telling import step
from narhet.dijkstra import UNREACHABLE
from narhet.drawing import Classes, band_classes, check_picture, write_picture
from narhet.figures import band_of
from narhet.files.columns import Column
from narhet.files.points import check_ending, write_table
from narhet.maps import Caption, Marks, map_svg
from narhet.roads.network import Ints, Longs


def picture_arguments(parser: argparse.ArgumentParser, *, chart: bool = True) -> None:
    """Files beside the table."""
    parser.add_argument("--map", type=Path, metavar="FILE", help="a map as .svg or .png; one for each kind")
    if chart:
        parser.add_argument("--chart", type=Path, metavar="FILE", help="people by band as bars, .svg or .png")
        parser.add_argument(
            "--figures", type=Path, metavar="FILE", help=f"people by kind, area, group and band ({FORMATS})"
        )


def check_outputs(asked: argparse.Namespace) -> None:
    """Refuse files that could not be written, before the work begins. Raises BadTableError."""
    for name in ("out", "figures", "pairs"):
        if (path := getattr(asked, name, None)) is not None:
            check_ending(path)
    for name in ("map", "chart"):
        if (path := getattr(asked, name, None)) is not None:
            check_picture(path)


def classes_of(tenths: Ints, minutes: Sequence[float]) -> Ints:
    """Classes of a map or chart: bands, and after them those without any way."""
    return np.where(tenths >= UNREACHABLE, len(minutes) + 1, band_of(tenths, tenths_of(minutes))).astype(np.int32)


def class_counts(tenths: Ints, minutes: Sequence[float], people: Longs) -> Longs:
    """(bands + 2,) people by class."""
    of = classes_of(tenths, minutes)
    return np.array([people[of == number].sum() for number in range(len(minutes) + 2)], np.int64)


def today() -> str:
    """The date on a picture."""
    return time.strftime("%Y-%m-%d")


def marks_of(kinds: Mapping[str, Placed]) -> list[Marks]:
    """Facilities that stand on a road."""
    return [
        Marks(name, kind.points.longitude[kind.found], kind.points.latitude[kind.found]) for name, kind in kinds.items()
    ]


def file_of(path: Path, kind: str, several: bool) -> Path:
    """The file of a kind's map: with the kind's name in it where there are several."""
    word = re.sub(r"[^\w-]", "_", kind)
    return path.with_name(f"{path.stem}-{word}{path.suffix}") if several else path


def draw_map(
    path: Path,
    roads: Roads,
    points: Placed,
    people: People | None,
    group: Ints,
    classes: Classes,
    title: str,
    marks: Sequence[Marks],
) -> None:
    """Write one map. Raises NarhetError."""
    step(f"Drawing {path.name}")
    svg = map_svg(
        points.points.longitude,
        points.points.latitude,
        group,
        classes,
        Caption(title, roads.source, today()),
        people=people.total if people is not None and people.unit == "people" else None,
        marks=marks,
        roads=roads.network,
    )
    write_picture(path, svg)
    print(f"Map written to {path}.")


def draw_chart(
    path: Path,
    roads: Roads,
    names: Sequence[str],
    counts: Longs,
    minutes: Sequence[float],
    unit: str,
    *,
    title: str,
    before: Longs | None = None,
) -> None:
    """Write the chart of bands. Raises NarhetError."""
    caption = Caption(title, roads.source, today())
    write_picture(path, bands_chart_svg(names, counts, band_classes(minutes), caption, before=before, unit=unit))
    print(f"Chart written to {path}.")


def print_bands(names: Sequence[str], counts: Longs, minutes: Sequence[float], unit: str) -> None:
    """People by kind and band, as a table."""
    labels = band_classes(minutes).labels
    print(f"{unit:20}" + "".join(f"{label:>16}" for label in labels))
    for name, row in zip(names, counts, strict=True):
        print(f"{name:20}" + "".join(f"{count:>16,}" for count in row))


def band_labels(minutes: Sequence[float]) -> tuple[str, ...]:
    """Names of the bands of figures, whose last holds those beyond and those without any way."""
    labels = band_classes(minutes).labels
    return (*labels[:-2], f"{labels[-2]} or no way")


def write_figures(
    path: Path,
    names: Sequence[str],
    people: People,
    minutes: Sequence[float],
    figures: Longs,
    before: Longs | None = None,
) -> None:
    """Write figures as a table with a row for each kind, area, group and band. Raises BadTableError."""
    parts = (tuple(names), people.areas, people.groups, band_labels(minutes))
    number = np.indices(figures.shape).reshape(4, -1)
    heads = ("kind", "area", "group", "band")
    columns = [Column(head, [part[i] for i in at]) for head, part, at in zip(heads, parts, number, strict=True)]
    if before is None:
        columns.append(Column("people", figures.ravel().tolist()))
    else:
        columns.append(Column("people_before", before.ravel().tolist()))
        columns.append(Column("people_after", figures.ravel().tolist()))
        columns.append(Column("change", (figures - before).ravel().tolist()))
    write_table(path, columns)
    print(f"Figures written to {path}.")
