"""One of everything that an address can be about, at a place: the table the security walks take their arguments from.

A new page whose address has a new argument needs a line here, else the walks fail. A room's function gives values by
the argument's name; a page that needs another one (a draft, say) has its own line under "page/argument".
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from servicepunkt.core import files
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import StoredFile
from servicepunkt.documents.actions import freeze
from servicepunkt.method.actions import load_method
from servicepunkt.method.models import MethodVersion, Passage, Statement
from servicepunkt.method.reading import shipped_method
from servicepunkt.needs import publishing
from servicepunkt.needs.content import AGES
from servicepunkt.needs.models import Idea, IdeaTheme, OpenAnswer, Willing
from servicepunkt.people.models import Body, Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Application, Outlay, Programme, VillageMeeting
from servicepunkt.supply import actions as supply
from servicepunkt.supply import actions_facts
from servicepunkt.supply.models_register import RegisterSource
from servicepunkt.supply.sheets import by_key
from tests.builders import STARTS_ON, TODAY, hold, place, programme, seat
from tests.needs import making
from tests.supply.fact_making import values
from tests.supply.listing import load, poi, store
from tests.supply.making import SHOP

Samples = dict[str, object]
METHOD = "hallbara-lokala-servicelosningar"

SHARED: Mapping[str, str] = {
    "requirement": "a requirement of the way of working, the same at every place",
    "gate": "a gate of the way of working",
    "party": "who answers at a gate, by the way of working",
    "version": "a version of the way of working, loaded for all programmes",
    "sector": "one of five words",
    "sheet": "one of eight words",
    "supply:register_report/key": "a national list, read in for all programmes",
    "needs:question/key": "a question's key within its questionnaire; the questionnaire is the place's own",
}
"""Arguments that name nothing of any one programme's or place's own, each with its reason."""
OF_THE_PROGRAMME: Mapping[str, str] = {
    "programme:meeting/meeting": "a meeting of a body",
    "report": "a report due",
    "outlay": "an outlay of the programme",
    "seat": "a seat; whoever seats people reaches those of every place in the programme",
    "holding": "somebody's time in a seat",
}
"""Arguments that name something of a programme's own, at no one place. All others are a place's own."""
OPEN: Mapping[str, str] = {"answer:": "the key of a questionnaire is its address for whoever answers"}
"""Pages by the beginning of their name, whose arguments are there for whoever has them."""


@dataclass(frozen=True)
class Corner:
    """A place in a programme, with one of everything."""

    programme: Programme
    place: Place
    samples: Samples

    def argument(self, page: str, name: str) -> object:
        """What stands for an argument in the address of a page. Raises KeyError where nobody has said."""
        found = self.samples.get(f"{page}/{name}", self.samples.get(name))
        if found is None:
            raise KeyError(f'{page} has the argument "{name}": give it a sample in tests/security/samples.py')
        return found


def corner(made: Programme, number: int) -> Corner:
    """A place of a programme filled by every room."""
    here = place(made, number)
    samples: Samples = {"root": made.area.key, "place": here.slug}
    for room in ROOMS:
        samples |= room(made, here)
    return Corner(made, here, samples)


def _method(made: Programme, here: Place) -> Samples:
    chair = seat(made, Role.COORDINATOR)
    said = b"Alla var med."
    kept = StoredFile.objects.create(
        name="protokoll.txt", media_type="text/plain", size=len(said), sha256="ab" * 32, at=_noon()
    )
    files.put(said, kept.sha256)
    statement = Statement.objects.create(
        area=made.area, place=here, seat=chair, on=TODAY, note="Ja", attachment=kept, at=_noon(), says="met",
        requirement="kommunen-informerad",
    )  # fmt: skip
    frozen = freeze(
        kind="method.passage", title="Start", area_id=made.area.pk, place_id=here.pk, schema=1, actor=SYSTEM,
        content={
            "method": {"slug": METHOD, "title": "Arbetssättet", "version": "1", "sha256": "ab" * 32},
            "place": {"slug": here.slug, "name": here.name, "municipality": "Strömsund"},
            "gate": {"key": "start", "title": "Start"}, "decision": {"services": []}, "requirements": [],
            "confirmations": [],
        },
    )  # fmt: skip
    passage = Passage.objects.create(
        area=made.area, place=here, gate="start", mode="full", seat=chair, on=TODAY, frozen=frozen, at=_noon()
    )
    return {
        "requirement": "kommunen-informerad",
        "gate": "start",
        "party": "assessment",
        "version": _newer_method(),
        "statement": statement.pk,
        "passage": passage.pk,
    }


def _noon() -> dt.datetime:
    return dt.datetime.combine(TODAY, dt.time(12), dt.UTC)


def _newer_method() -> int:
    found = MethodVersion.objects.filter(slug=METHOD, version="99").first()
    text = re.sub(r'(?m)^version = "[^"]*"', 'version = "99"', shipped_method(METHOD).decode(), count=1)
    return (found or load_method(raw=text.encode(), actor=SYSTEM)).pk


def _people(made: Programme, here: Place) -> Samples:
    chair = _seat(made, Role.LOCAL_MEMBER, here, "Den som kommer och går")
    return {"seat": chair.pk, "holding": hold(chair, f"Hon på {here.name}").pk}


def _seat(made: Programme, role: Role, at: Place | None, title: str) -> Seat:
    body = Body.objects.filter(area=made.area, place=at).order_by("id")[0]
    return Seat.objects.create(body=body, role=role, title=title, area=made.area, place=at)


def _programme(made: Programme, here: Place) -> Samples:
    own = {"root": made.area, "place": here}
    notes = VillageMeeting.objects.create(
        **own, kind=VillageMeeting.Kind.values[0], met_on=TODAY, people_came=12, associations="Byalaget",
        request_key=uuid.uuid4(),
    )  # fmt: skip
    sought = Application.objects.create(
        **own, source=Application.Source.values[0], state=Application.State.values[0], sought_ore=10_000_00,
        request_key=uuid.uuid4(),
    )  # fmt: skip
    paid = Outlay.objects.create(
        programme=made, place=here, purpose=Outlay.Purpose.values[0], kind=Outlay.Kind.values[0], text="Till bygden",
        amount_ore=10_000_00, paid_on=STARTS_ON, request_key=uuid.uuid4(),
    )  # fmt: skip
    return {
        "programme:meeting/meeting": made.meetings.all()[0].pk,
        "report": made.reports.all()[0].pk,
        "outlay": paid.pk,
        "programme:village_meeting/meeting": notes.pk,
        "application": sought.pk,
    }


def _supply(made: Programme, here: Place) -> Samples:
    offer = supply.add_offer(root=made.area, place=here, facts=SHOP, actor=SYSTEM)
    fact = actions_facts.add_fact(
        root=made.area, place=here, sheet=by_key["premises"], values=values("premises"), actor=SYSTEM
    )
    source = RegisterSource.objects.first() or load(poi(store(), store(), store(0, 0, location="=1+1"))).source
    return {
        "offer": offer.pk,
        "sector": "state",
        "sheet": by_key["premises"].slug,
        "supply:none_found/sheet": by_key["company"].slug,
        "fact": fact.pk,
        "supply:register_report/key": source.key,
    }


def _needs(made: Programme, here: Place) -> Samples:
    draft = making.questionnaire(here, made.area, published=False, codes=3)
    opened = making.questionnaire(here, made.area)
    closed = making.questionnaire(here, made.area)
    making.answer(opened)
    for number in range(24):
        making.answer(closed, age=AGES[number % 3].key)
    publishing.close(questionnaire=closed, actor=SYSTEM)
    theme = IdeaTheme.objects.create(root=made.area, place=here, title="Resor")
    idea = Idea.objects.create(root=made.area, place=here, theme=theme, text="Samåkning", request_key=uuid.uuid4())
    willing = Willing.objects.create(questionnaire=opened, key=uuid.uuid4(), name="Olga Öst", reach="070-000 00 00")
    words = OpenAnswer.objects.filter(questionnaire=closed)[0]
    of_a_draft = ("about", "new_question", "question", "arrange", "preview", "publish", "codes", "codes_file", "remove",
                  "questionnaire")  # fmt: skip
    of_a_closed = ("reopen", "words", "hide_words", "results", "results_csv")
    return {
        "questionnaire": opened.pk,
        **{f"needs:{name}/questionnaire": draft.pk for name in of_a_draft},
        **{f"needs:{name}/questionnaire": closed.pk for name in of_a_closed},
        "needs:slips/questionnaire": making.questionnaire(here, made.area, codes=3).pk,
        "needs:question/key": "words",
        **{f"answer:{name}/key": opened.key for name in ("answer", "help", "thanks")},
        "theme": theme.pk,
        "idea": idea.pk,
        "willing": willing.pk,
        "text": words.pk,
    }


ROOMS: tuple[Callable[[Programme, Place], Samples], ...] = (_method, _people, _programme, _supply, _needs)
"""What each room gives. A new room adds its own."""


def two_programmes() -> tuple[Corner, Corner, Corner]:
    """A place; another place in the same programme; and a place in another programme."""
    ours, theirs = programme("prov"), programme("annat", places=1)
    return corner(ours, 1), corner(ours, 2), corner(theirs, 1)
