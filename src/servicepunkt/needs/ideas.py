"""Ideas from meetings: written down at speed, gathered under themes, ranked by the points the meeting gave them.

Each action locks the place's membership first, so that writes about one place come one after another. The journal
holds numbers only, never what an idea says.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.places.models import Area, AreaPlace, Place
from servicepunkt.programme.models_village import VillageMeeting

from .models import Idea, IdeaTheme

LONGEST_IDEA = 300
LONGEST_THEME = 120
MOST_AT_ONCE = 100
MOST_IDEAS = 1000
MOST_POINTS = 9999


@dataclass(frozen=True)
class ThemeIdeas:
    """A theme (None: those not sorted yet) with its ideas, the one with most points first."""

    theme: IdeaTheme | None
    ideas: list[Idea]

    @property
    def anchor(self) -> int:
        """A number for the theme on a page; 0 for those not sorted."""
        return self.theme.pk if self.theme else 0

    @property
    def points(self) -> int:
        """All points given to ideas of the theme."""
        return sum(one.points for one in self.ideas)


@dataclass(frozen=True)
class Sorted:
    """What somebody typed about one idea in the list: its points, and whether it goes to the chosen theme."""

    idea_id: int
    points: int
    moves: bool
    seen_version: int


def ranked(root: Area, place: Place) -> list[ThemeIdeas]:
    """A place's ideas by theme: most points first, those not sorted last. Empty themes are shown. Two queries."""
    themes = {one.pk: one for one in IdeaTheme.objects.filter(root=root, place=place)}
    by_theme: dict[int | None, list[Idea]] = {None: [], **{pk: [] for pk in themes}}
    rows = Idea.objects.filter(root=root, place=place).select_related("meeting")
    for idea in rows.order_by("-points", "id"):
        by_theme[idea.theme_id].append(idea)
    groups = [ThemeIdeas(themes[pk] if pk else None, ideas) for pk, ideas in by_theme.items()]
    return sorted(groups, key=lambda one: (one.theme is None, -one.points, one.theme.title if one.theme else ""))


def count(root: Area, place: Place) -> tuple[int, int]:
    """How many ideas a place has, and how many points were given to them. One query."""
    rows = Idea.objects.filter(root=root, place=place).order_by().values_list("points", flat=True)
    numbers = list(rows)
    return len(numbers), sum(numbers)


def _lock(root: Area, place: Place) -> None:
    AreaPlace.objects.select_for_update(of=("self",)).get(root=root, place=place)


def _tidy(text: str, longest: int) -> str:
    plain = " ".join(text.replace("\x00", "").split())
    if len(plain) > longest:
        raise ActionRefused(
            _("”%(start)s…” är för lång: %(longest)s tecken är mest.") % {"start": plain[:30], "longest": longest}
        )
    refuse_identity_numbers(plain)
    return plain


def _changed() -> ChangedMeanwhile:
    return ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))


@action
def write_ideas(
    *,
    root: Area,
    place: Place,
    lines: Sequence[str],
    meeting: VillageMeeting | None,
    request_key: uuid.UUID,
    actor: Actor,
) -> list[Idea]:
    """Write down ideas, one a line. `request_key` comes with the form: the same form sent twice writes them once.

    All of them or none. Raises ActionRefused: no idea, one that is too long, too many at once, a personal identity
    number, or a meeting of another place.
    """
    _lock(root, place)
    texts = [text for line in lines if (text := _tidy(line, LONGEST_IDEA))]
    if not texts:
        raise ActionRefused(_("Skriv minst en idé."))
    if len(texts) > MOST_AT_ONCE:
        raise ActionRefused(_("Skriv högst %(most)s idéer åt gången.") % {"most": MOST_AT_ONCE})
    if meeting is not None and (meeting.root_id, meeting.place_id) != (root.pk, place.pk):
        raise ActionRefused(_("Mötet hör till en annan ort."))
    keys = [uuid.uuid5(request_key, str(number)) for number in range(MOST_AT_ONCE)]
    known = list(Idea.objects.filter(request_key__in=keys))
    if known:
        return known
    if Idea.objects.filter(root=root, place=place).count() + len(texts) > MOST_IDEAS:
        raise ActionRefused(_("En ort kan ha högst %(most)s idéer.") % {"most": MOST_IDEAS})
    made = Idea.objects.bulk_create(
        Idea(root=root, place=place, text=text, meeting=meeting, request_key=key)
        for text, key in zip(texts, keys, strict=False)
    )
    record("gather", made[0], actor=actor, place_id=place.pk, area_id=root.pk, ideas=len(made))
    return made


def _theme(root: Area, place: Place, theme: IdeaTheme | None, new_theme: str) -> IdeaTheme | None:
    """The theme that was chosen; a new title makes one, or finds the one that has it."""
    title = _tidy(new_theme, LONGEST_THEME)
    if title:
        themes = IdeaTheme.objects.filter(root=root, place=place)
        same = [one for one in themes if one.title.casefold() == title.casefold()]
        return same[0] if same else IdeaTheme.objects.create(root=root, place=place, title=title)
    if theme is not None and (theme.root_id, theme.place_id) != (root.pk, place.pk):
        raise ActionRefused(_("Temat hör till en annan ort."))
    return theme


@action
def sort_ideas(
    *, root: Area, place: Place, rows: Sequence[Sorted], theme: IdeaTheme | None, new_theme: str, actor: Actor
) -> int:
    """Give points, and move the ideas that were ticked to a theme (none: out of theirs); how many changed.

    All of them or none. Raises ChangedMeanwhile when one of them was changed or removed since it was seen,
    ActionRefused for points out of range or a title that cannot be.
    """
    _lock(root, place)
    stored = {one.pk: one for one in Idea.objects.filter(root=root, place=place)}
    chosen = _theme(root, place, theme, new_theme) if any(row.moves for row in rows) else None
    changed = []
    for row in rows:
        idea = stored.get(row.idea_id)
        theme_id = (chosen.pk if chosen else None) if row.moves else (idea.theme_id if idea else None)
        if idea is not None and (idea.points, idea.theme_id) == (row.points, theme_id):
            continue
        if idea is None or idea.version != row.seen_version:
            raise _changed()
        if not 0 <= row.points <= MOST_POINTS:
            raise ActionRefused(_("Poäng är ett helt tal från 0 till %(most)s.") % {"most": MOST_POINTS})
        idea.points, idea.theme_id, idea.version = row.points, theme_id, idea.version + 1
        changed.append(idea)
    Idea.objects.bulk_update(changed, ["points", "theme", "version"], batch_size=200)
    for idea in changed:
        record("gather", idea, actor=actor, place_id=place.pk, area_id=root.pk, theme=idea.theme_id, points=idea.points)
    return len(changed)


@dataclass(frozen=True)
class IdeaFacts:
    """Everything about one idea."""

    text: str
    theme: IdeaTheme | None
    meeting: VillageMeeting | None
    points: int


@action
def change_idea(*, idea: Idea, facts: IdeaFacts, remove: bool, seen_version: int, actor: Actor) -> None:
    """Put an idea right, or `remove` it. Raises ChangedMeanwhile when somebody saved since, ActionRefused."""
    _lock(idea.root, idea.place)
    row = Idea.objects.filter(pk=idea.pk).first()
    text = _tidy(facts.text, LONGEST_IDEA)
    if row is not None and not remove:
        same = (row.text, row.theme_id, row.meeting_id, row.points)
        if same == (text, _key(facts.theme), _key(facts.meeting), facts.points):
            return
    if row is None or row.version != seen_version:
        raise _changed()
    if remove:
        record("remove", row, actor=actor, place_id=row.place_id, area_id=row.root_id)
        row.delete()
        return
    if not text:
        raise ActionRefused(_("Skriv vad idén är."))
    if not 0 <= facts.points <= MOST_POINTS:
        raise ActionRefused(_("Poäng är ett helt tal från 0 till %(most)s.") % {"most": MOST_POINTS})
    if any(one is not None and (one.root_id, one.place_id) != (row.root_id, row.place_id)
           for one in (facts.theme, facts.meeting)):  # fmt: skip
        raise ActionRefused(_("Temat eller mötet hör till en annan ort."))
    row.text, row.theme, row.meeting, row.points = text, facts.theme, facts.meeting, facts.points
    row.version += 1
    row.save()
    record("gather", row, actor=actor, place_id=row.place_id, area_id=row.root_id, points=row.points)


def _key(thing: IdeaTheme | VillageMeeting | None) -> int | None:
    return thing.pk if thing else None


@action
def change_theme(*, theme: IdeaTheme, title: str, remove: bool, seen_version: int, actor: Actor) -> None:
    """Give a theme another title, or `remove` it: its ideas stay, without a theme.

    Raises ChangedMeanwhile when somebody saved since, ActionRefused for an empty title or one another theme has.
    """
    _lock(theme.root, theme.place)
    row = IdeaTheme.objects.filter(pk=theme.pk).first()
    plain = _tidy(title, LONGEST_THEME)
    if row is not None and not remove and row.title == plain:
        return
    if row is None or row.version != seen_version:
        raise _changed()
    if remove:
        record("remove", row, actor=actor, place_id=row.place_id, area_id=row.root_id)
        row.delete()
        return
    if not plain:
        raise ActionRefused(_("Skriv vad temat heter."))
    others = IdeaTheme.objects.filter(root=row.root, place=row.place).exclude(pk=row.pk)
    if plain.casefold() in {one.title.casefold() for one in others}:
        raise ActionRefused(_("Det finns redan ett tema som heter så."))
    row.title, row.version = plain, row.version + 1
    row.save()
    record("gather", row, actor=actor, place_id=row.place_id, area_id=row.root_id)
