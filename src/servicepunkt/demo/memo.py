"""The memo's programme, moved so that today lies in its fourth month; every place where the memo left it, nothing done.

The memo's people are not shipped. The invented people of the demonstration sit in its programme-wide seats, so that one
can log in and look; the local groups are empty.
"""

import datetime as dt

from servicepunkt.people.models import Seat
from servicepunkt.people.roles import Role
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.models import Programme
from servicepunkt.programme.reading import shipped_programme

from .accounts import ALI, KARIN, MARGARETA, MEMO, SOFIA, Invented
from .story import Story

# Role, programme area (or none) and who sits there. No leader: a seated one would be something done at every place.
SEATED: tuple[tuple[Role, str | None, Invented], ...] = (
    (Role.OWNER, None, MARGARETA),
    (Role.COORDINATOR, None, KARIN),
    (Role.CONVENER, None, SOFIA),
    (Role.FUNDER, None, ALI),
)


def tell_memo(story: Story, starts_on: dt.date) -> None:
    """Load the programme on its first day and fill the seats that are needed to log in."""
    story.on(starts_on, lambda: load_programme(raw=shipped_programme(MEMO), starts_on=starts_on))
    story.on(starts_on, lambda: seat_programme(story, MEMO, SEATED))


def seat_programme(story: Story, slug: str, seated: tuple[tuple[Role, str | None, Invented], ...]) -> None:
    """Put people into a programme's own seats, the first vacant one of each role (and area)."""
    root = Programme.objects.select_related("area").get(slug=slug).area
    for role, area_key, person in seated:
        area = root.parts.get(key=area_key) if area_key else root
        vacant = Seat.objects.filter(body__area=root, area=area, role=role, place=None, holdings=None)
        story.seat(vacant.order_by("number", "id")[0], person)
        story.account(person)
