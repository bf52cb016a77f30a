"""Tell what a folder of stored roads holds."""

from __future__ import annotations

import argparse
from pathlib import Path

from narhet.dijkstra import UNREACHABLE
from narhet.hierarchy.store import kept_hierarchy
from narhet.roads.network import components
from narhet.roads.store import open_network

HELP = "tell what stored roads hold"
EXAMPLE = "narhet info roads --verify"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verify", action="store_true", help="compare every file with its hash")


def run(asked: argparse.Namespace) -> None:
    """Tell. Raises NarhetError."""
    stored = open_network(asked.folder, verify=asked.verify)
    roads = stored.network
    print(f"Source: {roads.source}")
    print(f"Key: {stored.key}")
    print(f"Nodes: {roads.nodes:,}, arcs: {roads.arcs:,}, {roads.metres.sum() / 1000:,.0f} km of arcs")
    west, east, south, north = (
        f"{value:.3f}"
        for value in (roads.longitude.min(), roads.longitude.max(), roads.latitude.min(), roads.latitude.max())
    )
    print(f"From {west} to {east} degrees east, {south} to {north} north")
    for key, name in sorted(stored.profiles.items(), key=lambda one: one[1]):
        allowed = stored.weights[key] < UNREACHABLE
        parts = components(roads, allowed)
        largest = parts.sizes[0] / roads.nodes
        print(f"Profile {name} ({key}): {allowed.sum():,} arcs open; {largest:.1%} of the nodes reach each other")
    hierarchy = kept_hierarchy(asked.folder, stored.key)
    print(f"Hierarchy: {len(hierarchy.up_head):,} shortcuts" if hierarchy else "Hierarchy: none; it is made when asked")
