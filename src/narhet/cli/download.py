"""Fetch a road file over HTTP: taken up again where it broke off, checked, there whole or not at all."""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from narhet.cli.telling import Progress
from narhet.errors import DownloadError
from narhet.roads.download import download

HELP = "fetch a road file"
EXAMPLE = "narhet download https://download.geofabrik.de/europe/sweden-latest.osm.pbf"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("address", help="http:// or https://")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="where to keep it (its own name, here)")


def run(asked: argparse.Namespace) -> None:
    """Fetch. Raises NarhetError."""
    out = asked.out or Path(Path(urlsplit(asked.address).path).name)
    if not out.name:
        raise DownloadError(f"{asked.address} names no file: say with --out where to keep it.")
    progress = Progress()
    got = download(asked.address, out, progress=lambda done, total: progress(out.name, done, total))
    checked = "its checksum is right" if got.checked else "the server gave no checksum to compare it with"
    print(f"{got.path}: {got.size:,} bytes; {checked}.")
