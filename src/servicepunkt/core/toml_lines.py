"""On which line each value of a TOML text stands.

The standard library's parser forgets lines. This scanner reads a text that the parser has already accepted, so it need
only know where keys, values and brackets begin and end, not whether they are right.
"""

from __future__ import annotations

import re
import tomllib

Path = tuple[str | int, ...]
"""The way to a value: ("steps", 0, "tasks", 2, "title")."""

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_KEY = re.compile(r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s=\[\]"'#.]+|[ \t]*\.[ \t]*)+""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|' r"'''.*?'''(?:'{0,2})|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) on which each table, key and list member of a valid TOML text begins."""
    return _Scanner(text).scan()


def _key_parts(raw: str) -> tuple[str, ...]:
    """A key as written ('a."b c".d') in its parts; the standard parser does the unquoting."""
    parts: list[str] = []
    level: object = tomllib.loads(f"{raw} = 0")
    while isinstance(level, dict):
        ((part, level),) = level.items()
        parts.append(part)
    return tuple(parts)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.found: dict[Path, int] = {}
        self.members: dict[Path, int] = {}
        """How many tables each list of tables has so far."""

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self.found

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        taken = match[0] if match else ""
        self.line += taken.count("\n")
        self.at += len(taken)
        return taken

    def _take(self, count: int) -> None:
        self.at += count

    def _mark(self, path: Path) -> None:
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], self.line)

    def _header(self) -> Path:
        many = self.text.startswith("[[", self.at)
        self._take(2 if many else 1)
        self._skip(_BLANK)
        parts = _key_parts(self._skip(_KEY))
        path: Path = ()
        for part in parts[:-1]:
            path = self._newest((*path, part))
        path = (*path, parts[-1])
        if many:
            self.members[path] = self.members.get(path, 0) + 1
        path = self._newest(path)
        self._mark(path)
        self._skip(_BLANK)
        self._take(2 if many else 1)
        return path

    def _newest(self, path: Path) -> Path:
        return (*path, self.members[path] - 1) if path in self.members else path

    def _pair(self, table: Path) -> None:
        path = (*table, *_key_parts(self._skip(_KEY)))
        self._mark(path)
        self._skip(_BLANK)
        self._take(1)  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _value(self, path: Path) -> None:
        self._mark(path)
        match self.text[self.at]:
            case "[":
                self._list(path)
            case "{":
                self._inline_table(path)
            case '"' | "'":
                self._skip(_STRING)
            case _:
                self._skip(_BARE)

    def _list(self, path: Path) -> None:
        self._take(1)
        self._skip(_BLANK)
        member = 0
        while self.text[self.at] != "]":
            self._value((*path, member))
            member += 1
            self._separator()
        self._take(1)

    def _inline_table(self, path: Path) -> None:
        self._take(1)
        self._skip(_BLANK)
        while self.text[self.at] != "}":
            self._pair(path)
            self._separator()
        self._take(1)

    def _separator(self) -> None:
        self._skip(_BLANK)
        if self.text[self.at] == ",":
            self._take(1)
            self._skip(_BLANK)
