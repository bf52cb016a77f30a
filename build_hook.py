"""Compile the translations (`.po` → `.mo`) with Babel when the package is built or installed for editing."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_translations(root: Path) -> list[Path]:
    """Write the `.mo` beside every `.po` under `root`/src and return what was written. Fuzzy entries are left out."""
    written = []
    for po in sorted((root / "src").glob("**/locale/*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parents[1].name, abort_invalid=True)
        mo = po.with_suffix(".mo")
        with mo.open("wb") as target:
            write_mo(target, catalogue)
        written.append(mo)
    return written


class TranslationsHook(BuildHookInterface[Any]):
    """Hatchling calls this before it collects the files of a wheel or of an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the translations; `artifacts` in pyproject.toml lets the uncommitted results into the wheel."""
        compile_translations(Path(self.root))


if __name__ == "__main__":
    for path in compile_translations(Path(__file__).resolve().parent):
        print(f"compiled {path.name} ({path.parents[1].name})")
