"""The command `narhet`: from a road file to a table of travel times, for planners."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from narhet.cli import (
    bench,
    build,
    catchments,
    closures,
    download,
    gain,
    info,
    isochrone,
    matrix,
    nearest,
    straight,
    whatif,
)
from narhet.errors import NarhetError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it went well, 1 with a sentence when it did not."""
    parser = argparse.ArgumentParser(prog="narhet", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in (
        download,
        build,
        info,
        nearest,
        straight,
        catchments,
        isochrone,
        matrix,
        whatif,
        closures,
        gain,
        bench,
    ):
        name = command.__name__.rpartition(".")[2]
        own = commands.add_parser(
            name, help=command.HELP, description=command.__doc__, epilog=f"Example: {command.EXAMPLE}"
        )
        command.arguments(own)
        own.set_defaults(run=command.run)
    asked = parser.parse_args(arguments)
    try:
        asked.run(asked)
    except NarhetError as error:
        print(f"narhet: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # who reads has enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("narhet: stopped; what is not told as written is not there.", file=sys.stderr)
        return 130
    return 0
