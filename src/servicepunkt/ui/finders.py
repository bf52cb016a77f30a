"""Serves the typeface of the house from the wheel it comes in."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

FONT_PREFIX = "ui/fonts/"
FONT_FILES = (
    "SourceSansPro-Regular.ttf",
    "SourceSansPro-It.ttf",
    "SourceSansPro-Semibold.ttf",
    "SourceSansPro-Bold.ttf",
)


def font_folder() -> Path:
    """The folder with the files of Source Sans Pro, inside the installed package `font_source_sans_pro`."""
    return Path(str(files("font_source_sans_pro"))) / "files"


class _FontStorage(FileSystemStorage):
    """The folder of the cuts."""

    # collectstatic reads this attribute to know where below STATIC_ROOT a file belongs.
    prefix = FONT_PREFIX.rstrip("/")


class FontFinder(BaseFinder):
    """Finds the four cuts of Source Sans Pro that the styles use, as `ui/fonts/<file>`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.storage = _FontStorage(location=font_folder())

    def check(self, **kwargs: object) -> list[object]:  # type: ignore[override]
        """No settings to check: the folder is the package's own."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:  # type: ignore[override]
        """The file behind a static path; an empty list when it is not one of ours (Django's convention)."""
        name = path.removeprefix(FONT_PREFIX)
        if path.startswith(FONT_PREFIX) and name in FONT_FILES:
            found = str(font_folder() / name)
            return [found] if find_all else found
        return []

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, Storage]]:
        """All files of this finder, for collectstatic."""
        for name in FONT_FILES:
            yield name, self.storage
