"""Addresses of seats that people can write: PROGRAMME/role, with an area or a place, and a title where needed."""

from collections import Counter
from collections.abc import Mapping

from servicepunkt.core.words import slug
from servicepunkt.people.models import Seat
from servicepunkt.programme.models import Programme

from .failures import CommandFailed


def addresses(programme: Programme) -> Mapping[str, Seat]:
    """Every seat of a programme by its address, in the order of the bodies.

    `programme/coordinator`, `programme/leader/sodra` (an area), `programme/contact_person/byxelkrok` (a place); where
    several seats would have the same address, the seat's title follows, and a number where that is the same too.
    """
    seats = (
        Seat.objects.filter(body__area=programme.area)
        .select_related("area", "place", "body")
        .order_by("body__place__sort_key", "body__number", "body_id", "number", "id")
    )
    short = {seat.pk: _short(programme, seat) for seat in seats}
    shared = Counter(short.values())
    out: dict[str, Seat] = {}
    for seat in seats:
        address = short[seat.pk]
        if shared[address] > 1:
            address = f"{address}/{slug(seat.title)}"
        number, free = 2, address
        while free in out:
            number, free = number + 1, f"{address}-{number}"
        out[free] = seat
    return out


def _short(programme: Programme, seat: Seat) -> str:
    parts = [programme.slug, seat.role]
    if seat.place is not None:
        parts.append(seat.place.slug)
    elif seat.area_id != programme.area_id:
        parts.append(seat.area.key)
    return "/".join(parts)


def programme_named(name: str) -> Programme:
    """The programme with this slug. Raises CommandFailed with those there are."""
    found = Programme.objects.select_related("area").filter(slug=name).first()
    if found is None:
        known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandFailed(
            f"There is no programme {name}. " + (f"There is: {known}" if known else "Load one: load-programme FILE")
        )
    return found


def find(written: str) -> Seat:
    """The seat that an address means; a part of an address is enough when only one seat begins with it.

    Raises CommandFailed, with the seats it could be, when it means none or several.
    """
    written = written.strip("/")
    known = addresses(programme_named(written.partition("/")[0]))
    if written in known:
        return known[written]
    wanted = written.replace("-", "_")
    begins = [a for a in known if a.startswith(f"{written}/") or a.replace("-", "_").startswith(wanted)]
    if len(begins) == 1:
        return known[begins[0]]
    head = f"{written} can be several seats:" if begins else f"There is no seat {written}. The seats are:"
    raise CommandFailed("\n  ".join([head, *(begins or known)]))
