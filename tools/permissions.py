"""Write docs/permissions.md from the code: `python -m tools.permissions`."""

import os
from pathlib import Path

import django

FILE = Path(__file__).resolve().parents[1] / "docs" / "permissions.md"


def main() -> None:
    """Write the file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicepunkt.settings")
    django.setup()
    from servicepunkt.web.permissions import as_markdown

    FILE.write_text(as_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
