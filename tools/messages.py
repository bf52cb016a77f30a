"""Bring the English translation in step with the Swedish texts in the code, with Babel and without gettext's programs.

python -m tools.messages            extract all texts, merge them into the .po file, keep every translation
python -m tools.messages --check    change nothing; fail when a text is missing, left over or badly translated
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "servicepunkt"
PO = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = {
    "project": "Servicepunkt",
    "version": "1",
    "header_comment": "# English translation of Servicepunkt. Licence: EUPL-1.2.",
    "msgid_bugs_address": "see README.md",
    "last_translator": "the Servicepunkt contributors",
    "language_team": "en",
}
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg"}

# Which arguments hold the text, its plural and its context ("c").
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_t": None,  # gettext at once, in files where "_" is the lazy one
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
KEYWORDS = _KEYWORDS | {f"{name}_lazy": spec for name, spec in _KEYWORDS.items() if name.endswith("gettext")}


def _sources() -> Iterator[tuple[Path, bytes]]:
    """Every file with texts, as Python source: a template becomes the calls that Django reads in it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, path.read_bytes()
    for path in sorted(PACKAGE.rglob("templates/**/*")):
        if path.suffix in TEMPLATE_SUFFIXES:
            # Parentheses, because the blanked-out text around the calls has an indentation of its own.
            yield path, f"(\n{templatize(path.read_text(encoding='utf-8'), origin=str(path))}\n)".encode()


def extracted() -> Catalog:
    """All texts of the package and the files they stand in; no line numbers, which every edit would change."""
    catalogue = Catalog(fuzzy=False, **HEADER)
    for path, source in _sources():
        found = extract("python", io.BytesIO(source), KEYWORDS, ["Translators:"], {"encoding": "utf-8"}, True)
        for _line, text, comments, context in found:
            where = [(path.relative_to(ROOT).as_posix(), 1)]
            catalogue.add(text, None, where, auto_comments=comments, context=context)
    return catalogue


def merged() -> tuple[Catalog, list[str]]:
    """The English catalogue in step with the code, and what is wrong with the file as it stands, in plain words."""
    texts = extracted()
    if not PO.exists():
        catalogue = Catalog(locale="en", fuzzy=False, **HEADER)
        catalogue.revision_date = catalogue.creation_date
    else:
        with PO.open("rb") as file:
            catalogue = read_po(file, locale="en", abort_invalid=True)
    before = {(m.context, m.id) for m in catalogue if m.id}
    catalogue.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    wrong = [f"no longer in the code: {message.id!r}" for message in catalogue.obsolete.values()]
    for message in catalogue:
        if not message.id:
            continue
        if (message.context, message.id) not in before:
            wrong.append(f"not in the file yet: {message.id!r}")
        elif not all(message.string if isinstance(message.string, tuple | list) else [message.string]):
            wrong.append(f"not translated: {message.id!r}")
        else:
            wrong += [f"{error}: {message.id!r}" for error in message.check(catalogue)]
    return catalogue, wrong


def main(arguments: list[str]) -> int:
    """Merge or check; returns the exit code. A merge is never refused, a check is when anything is wrong."""
    parser = argparse.ArgumentParser(description="Bring the English translation in step with the code.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when something is wrong")
    check = parser.parse_args(arguments).check
    if not settings.configured:  # templatize asks for the template engine's limits and nothing else
        settings.configure(USE_I18N=True)
        django.setup()
    catalogue, wrong = merged()
    if not check:
        PO.parent.mkdir(parents=True, exist_ok=True)
        with PO.open("wb") as file:
            write_po(file, catalogue, width=120, ignore_obsolete=True, sort_by_file=True, include_lineno=False)
        wrong = [line for line in wrong if not line.startswith("no longer")]
    print("\n".join(wrong))
    print(f"{len(catalogue)} texts, {len(wrong)} to mend" if wrong else f"{len(catalogue)} texts, all translated")
    return 1 if check and wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
