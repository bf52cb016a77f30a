"""People by age and sex as Statistics Sweden gives them: a table of cells (ages down, sexes across or down), or
JSON-stat 2 from PxWeb. Ages become the groups of whoever asks; a band that crosses two of them is refused by name.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from .population import MOST_PEOPLE, Group

MOST_VALUES = 50_000
LAST_AGE = 130
Band = tuple[int, int | None]
"""Ages from and to in whole years, half open; None has no end."""

_AGE = re.compile(r"(?:(\d{1,3})\s*(?:[-–—]\s*(\d{1,3}))?|[-–—]\s*(\d{1,3}))\s*(\+|[-–—]w?)?\s*(?:år|years?)?(.*)")
_OPEN = ("och äldre", "eller äldre", "and older", "or older", "w", "+", "-", "–")
_ALL_AGES = re.compile(r"tot|samtliga|alla|summa|all\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SEXES = {
    "kvinnor": "w", "kvinna": "w", "women": "w", "female": "w", "females": "w", "2": "w",
    "män": "m", "man": "m", "men": "m", "male": "m", "males": "m", "1": "m",
    "totalt": "", "båda könen": "", "samtliga": "", "total": "", "båda": "", "1+2": "", "both sexes": "",
}  # fmt: skip
_AGES_HEAD = ("ålder", "age")
_SEX_HEAD = ("kön", "sex")
_WHERE_HEAD = ("region", "område", "deso", "regso", "tätort", "ort", "kommun")
_COUNT_HEAD = ("antal", "folkmängd", "personer", "population", "befolkning", "number", "")


class FileNotUnderstood(Exception):
    """The file does not say how many people there are by age. The message says why, in the user's language."""


@dataclass
class Found:
    """What a file says: people by sex and band, the year if it has one, and which areas it is about."""

    people: dict[tuple[str, Band], int] = field(default_factory=dict)
    year: int | None = None
    where: set[str] = field(default_factory=set)
    source: str = ""


def parse_band(text: str) -> Band | None:
    """An age or a band of ages as people write it ("20-24 år", "85+", "-4"); None for all ages together.

    Raises ValueError when it is neither.
    """
    said = " ".join(str(text).lower().split()).removesuffix(".0")
    if _ALL_AGES.match(said):
        return None
    found = _AGE.fullmatch(said)
    if found is None:
        raise ValueError(said)
    rest = found[5].strip()
    if found[3]:
        first, last = 0, int(found[3])
    else:
        first, last = int(found[1]), int(found[2] or found[1])
    if (found[4] or rest in _OPEN) and not found[2]:
        return first, None
    if rest or found[4] or last < first or last > LAST_AGE:
        raise ValueError(said)
    return first, last + 1


def fold(found: Found, bands: Sequence[Band]) -> tuple[Group, ...]:
    """The file's people gathered in the age groups `bands`; by sex when the file tells it, else all together.

    Groups that the file says nothing about are left out. Raises FileNotUnderstood for areas that cannot be told
    apart, ages that overlap, bands that cross a border between groups, and groups known in part.
    """
    if len(found.where) > 1:
        names = ", ".join(sorted(found.where)[:4])
        why = _("Filen har flera områden (%(names)s). Hämta en fil för ett område.")
        raise FileNotUnderstood(why % {"names": names})
    sexes = [sex for sex in ("w", "m") if any(one == sex for one, _band in found.people)]
    if len(sexes) == 1:
        raise FileNotUnderstood(_("Filen har bara det ena könet. Hämta siffror för både kvinnor och män."))
    out = []
    for sex in sexes or [""]:
        own = {band: number for (one, band), number in found.people.items() if one == sex}
        _refuse_overlap(own)
        _refuse_crossing(own, bands)
        out += [group for band in bands if (group := _gathered(sex, band, own)) is not None]
    if not out:
        raise FileNotUnderstood(_("Filen har inga antal efter ålder."))
    return tuple(sorted(out, key=lambda one: (one.first, one.sex)))


def _end(band: Band) -> int:
    return LAST_AGE + 1 if band[1] is None else band[1]


def say_band(band: Band) -> str:
    """A band of ages in words: "20–24 år"."""
    if band[1] is None:
        return _("%(first)s år och äldre") % {"first": band[0]}
    if band[1] == band[0] + 1:
        return _("%(first)s år") % {"first": band[0]}
    return _("%(first)s–%(last)s år") % {"first": band[0], "last": band[1] - 1}


def _refuse_overlap(own: Iterable[Band]) -> None:
    ordered = sorted(own, key=lambda band: (band[0], -_end(band)))
    for one, later in pairwise(ordered):
        if later[0] < _end(one):
            raise FileNotUnderstood(
                _("Åldrarna går in i varandra: %(one)s och %(other)s.")
                % {"one": say_band(one), "other": say_band(later)}
            )


def _refuse_crossing(own: Iterable[Band], bands: Sequence[Band]) -> None:
    crossing = [one for one in own if not any(band[0] <= one[0] and _end(one) <= _end(band) for band in bands)]
    if crossing:
        names = ", ".join(say_band(one) for one in sorted(crossing, key=lambda band: band[0])[:6])
        raise FileNotUnderstood(
            _("De här åldrarna går över gränsen mellan två åldersgrupper: %(names)s. Hämta siffror med ettårsklasser.")
            % {"names": names}
        )


def _gathered(sex: str, band: Band, own: Mapping[Band, int]) -> Group | None:
    inside = sorted(one for one in own if band[0] <= one[0] and _end(one) <= _end(band))
    if not inside:
        return None
    edges = [band[0], *(_end(one) for one in inside)]
    gap = any(one[0] != edge for one, edge in zip(inside, edges, strict=False))
    # Nobody is older than the oldest a file has: it may end at "100+", at 99, or where the last inhabitant does.
    if gap or (band[1] is not None and edges[-1] != band[1]):
        raise FileNotUnderstood(_("Filen har bara en del av åldrarna i gruppen %(group)s.") % {"group": say_band(band)})
    return Group(sex, band[0], band[1], sum(own[one] for one in inside))


def from_cells(rows: Iterable[Sequence[Any]]) -> Found:
    """What a table says: a row of headings with the age, then either the sexes side by side or a column of sexes.

    Of several years the newest is taken. Raises FileNotUnderstood.
    """
    coming = iter(rows)
    heads: list[tuple[str, int | None]] = []
    for cells in coming:
        heads = [_head(cell) for cell in cells]
        if any(title in _AGES_HEAD for title, _year in heads):
            break
    else:
        raise FileNotUnderstood(_("Filen behöver en rad med rubriker: ålder, kvinnor, män. Eller ålder, kön, antal."))
    columns = _Columns(heads)
    out = Found(year=columns.year)
    for cells in coming:
        _take_row(cells, columns, out)
    return out


def _head(cell: Any) -> tuple[str, int | None]:
    text = " ".join(str(cell if cell is not None else "").lower().removesuffix(".0").split())
    found = _YEAR.search(text)
    return " ".join(_YEAR.sub("", text).split()).strip(" ,-"), int(found[0]) if found else None


class _Columns:
    """Where in a table the ages, the sexes, the areas and the counts stand; of several years the newest counts."""

    def __init__(self, heads: Sequence[tuple[str, int | None]]) -> None:
        titles = [title for title, _year in heads]
        self.age = next(place for place, title in enumerate(titles) if title in _AGES_HEAD)
        self.sex = next((place for place, title in enumerate(titles) if title in _SEX_HEAD), None)
        self.where = next((place for place, title in enumerate(titles) if title in _WHERE_HEAD), None)
        self.time = next((place for place, title in enumerate(titles) if title in ("år", "year", "tid", "time")), None)
        self.year = max((year for _title, year in heads if year), default=None)
        self.counts: dict[int, str | None] = {}
        for place, (title, year) in enumerate(heads):
            if place in (self.age, self.sex, self.where, self.time) or (self.year and year != self.year):
                continue
            words = set(title.split())
            sex = next((key for word, key in _SEXES.items() if word in words and not word.isdigit()), None)
            if sex is None and not (words & set(_COUNT_HEAD) or (title == "" and year)):
                continue
            if self.sex is None or sex is None:
                self.counts[place] = sex if self.sex is None else None
        if not self.counts:
            raise FileNotUnderstood(_("Filen har ingen kolumn med antal: kvinnor, män eller totalt."))
        self.width = 1 + max(self.age, self.sex or 0, self.where or 0, *self.counts)


def _take_row(cells: Sequence[Any], columns: _Columns, out: Found) -> None:
    said = [" ".join(str(cell if cell is not None else "").split()) for cell in cells]
    said += [""] * (columns.width - len(said))
    if not said[columns.age]:
        return
    try:
        band = parse_band(said[columns.age])
    except ValueError:
        if not any(said[place] for place in columns.counts):
            return  # a note below the table
        raise FileNotUnderstood(
            _("Åldern ”%(said)s” går inte att läsa. Skriv till exempel 20, 20–24 eller 85+.")
            % {"said": said[columns.age][:40]}
        ) from None
    if band is None:
        return
    if columns.where is not None and said[columns.where]:
        out.where.add(said[columns.where][:60])
    for place, sex in columns.counts.items():
        which = sex if sex is not None else _sex(said[columns.sex]) if columns.sex is not None else ""
        if said[place]:
            _put(out, which, band, _number(said[place], said[columns.age]))


def _sex(text: str) -> str:
    if text.lower() not in _SEXES:
        raise FileNotUnderstood(_("Könet ”%(said)s” går inte att läsa. Skriv kvinnor eller män.") % {"said": text[:40]})
    return _SEXES[text.lower()]


def _put(out: Found, sex: str, band: Band, number: int) -> None:
    if (sex, band) in out.people and out.people[sex, band] != number:
        raise FileNotUnderstood(_("Åldern %(age)s står två gånger med olika antal.") % {"age": say_band(band)})
    out.people[sex, band] = number


def _number(text: str, age: str) -> int:
    plain = re.sub(r"\s", "", text)
    if plain in ("-", "–"):
        return 0
    found = re.fullmatch(r"(\d{1,7})(?:[.,]0+)?", plain)
    if found is None or int(found[1]) > MOST_PEOPLE:
        raise FileNotUnderstood(
            _("Antalet ”%(said)s” vid åldern %(age)s går inte att läsa. Det ska vara ett helt tal.")
            % {"said": text[:20], "age": age[:20]}
        )
    return int(found[1])


def from_json_stat(raw: bytes) -> Found:
    """What a JSON-stat 2 answer of PxWeb says (https://json-stat.org/full/). Raises FileNotUnderstood."""
    try:
        said = json.loads(raw)
        said = json.loads(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))  # half letters: "?"
        sizes, names, values = list(said["size"]), list(said["id"]), said["value"]
        dimensions = {name: _categories(said["dimension"][name]) for name in names}
        kinds = {name: _kind(name, said["dimension"][name], said.get("role", {})) for name in names}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FileNotUnderstood(_("Filen är inte JSON-stat 2.")) from None
    shaped = all(type(size) is int and size > 0 for size in sizes) and isinstance(values, (list, dict))
    if not shaped or [len(dimensions[name]) for name in names] != sizes or len(values) > MOST_VALUES:
        raise FileNotUnderstood(_("Filen är inte JSON-stat 2, eller för stor."))
    if "age" not in kinds.values():
        raise FileNotUnderstood(_("Filen har ingen uppdelning efter ålder. Välj ålder när du hämtar den."))
    out = Found(source=str(said.get("source", ""))[:200])
    out.year = max((int(code[:4]) for name in names if kinds[name] == "time" for code, _ in dimensions[name]
                    if code[:4].isdecimal()), default=None)  # fmt: skip
    for place, value in _values(values, sizes):
        _take_value(dict(_at(place, names, sizes, dimensions)), kinds, value, out)
    return out


def _categories(dimension: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A dimension's codes in order, each with its label."""
    category = dimension["category"]
    labels = category.get("label", {})
    index = category.get("index", list(labels))
    codes = sorted(index, key=lambda code: index[code]) if isinstance(index, dict) else list(index)
    return [(str(code), str(labels.get(code, code))) for code in codes]


def _kind(name: str, dimension: Mapping[str, Any], roles: Mapping[str, Any]) -> str:
    for role, kind in (("time", "time"), ("metric", "metric"), ("geo", "where")):
        if name in roles.get(role, []):
            return kind
    said = f"{name} {dimension.get('label', '')}".lower()
    for words, kind in ((("alder", *_AGES_HEAD), "age"), (("kon", *_SEX_HEAD), "sex"), (_WHERE_HEAD, "where")):
        if any(re.search(rf"\b{word}\b", said) for word in words):
            return kind
    return "other"


def _values(values: Any, sizes: Sequence[int]) -> Iterable[tuple[int, Any]]:
    if isinstance(values, dict):
        return ((int(place), value) for place, value in values.items() if place.isdecimal() and len(place) < 10)
    count = 1
    for size in sizes:
        count *= size
    if len(values) != count:
        raise FileNotUnderstood(_("Filen är inte JSON-stat 2, eller för stor."))
    return enumerate(values)


def _at(
    place: int, names: Sequence[str], sizes: Sequence[int], dimensions: Mapping[str, list[tuple[str, str]]]
) -> Iterable[tuple[str, tuple[str, str]]]:
    """The category of each dimension that a value stands at: the last dimension changes fastest."""
    for name, size in zip(reversed(names), reversed(sizes), strict=True):
        place, at = divmod(place, size)
        yield name, dimensions[name][at]


def _take_value(at: Mapping[str, tuple[str, str]], kinds: Mapping[str, str], value: Any, out: Found) -> None:
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, category in at.items():
        by_kind[kinds[name]].append(category)
    if by_kind["time"] and out.year and by_kind["time"][0][0][:4] != str(out.year):
        return
    code, label = by_kind["age"][0]
    try:
        band = parse_band(label)
    except ValueError:
        try:
            band = parse_band(code)
        except ValueError:
            raise FileNotUnderstood(
                _("Åldern ”%(said)s” går inte att läsa. Skriv till exempel 20, 20–24 eller 85+.") % {"said": label[:40]}
            ) from None
    if band is None:
        return
    out.where.update(shown[:60] for _code, shown in by_kind["where"])
    sex = ""
    if by_kind["sex"]:
        code, shown = by_kind["sex"][0]
        sex = _SEXES[shown.lower()] if shown.lower() in _SEXES else _sex(code)
    if value is None:
        raise FileNotUnderstood(_("Antalet saknas för %(age)s.") % {"age": label[:40]})
    _put(out, sex, band, _number(str(value), label))
