"""How far a long piece of work has come, on one line of the terminal."""

from __future__ import annotations

import sys
import time

MOST_OFTEN = 0.2
"""Seconds between two lines."""


class Progress:
    """Called by readers with what they do, how much is done and of how much (None: not known). Silent into a file."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.last = 0.0

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Tell, but not more often than anyone can read."""
        now = time.monotonic()
        if not self.shown or (now - self.last < MOST_OFTEN and done != total):
            return
        self.last = now
        share = f"{100 * done // total} %" if total else f"{done:,}"
        print(f"\r{stage}: {share}    ", end="\n" if total and done >= total else "", file=sys.stderr, flush=True)


def step(words: str) -> None:
    """Say what is being done now, where a person looks on."""
    if sys.stderr.isatty():
        print(f"{words} …", file=sys.stderr, flush=True)


def note(words: str) -> None:
    """Something that the person should know though the work went on."""
    print(f"narhet: {words}", file=sys.stderr, flush=True)
