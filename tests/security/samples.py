"""One of everything that an address can be about, at a place: the table the security walks take their arguments from.

A new page whose address has a new argument needs a line here, else the walks fail. A room's function gives values by
the argument's name; a page that needs another one (a draft, say) has its own line under "page/argument".
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import resolve, reverse

from servicepunkt.core import clock, files, job_files, mail
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import Job, Letter, StoredFile
from servicepunkt.documents.actions import freeze
from servicepunkt.method.actions import load_method
from servicepunkt.method.models import MethodVersion, Passage, Statement
from servicepunkt.method.reading import shipped_method
from servicepunkt.needs import publishing
from servicepunkt.needs.content import AGES
from servicepunkt.needs.models import Idea, IdeaTheme, OpenAnswer, Willing
from servicepunkt.people.models import Account, Body, Holding, Organisation, Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.plan.actions_promises import keep_promises
from servicepunkt.plan.lines_budget import COSTS
from servicepunkt.plan.lines_budget import by_key as budget_by_key
from servicepunkt.plan.sheets import by_key as plan_by_key
from servicepunkt.programme.actions_costs import CostFacts, bear
from servicepunkt.programme.feed import make_address
from servicepunkt.programme.models import Application, Outlay, Programme, VillageMeeting
from servicepunkt.sheets.actions import add_fact
from servicepunkt.supply import actions as supply
from servicepunkt.supply.models_register import RegisterSource
from servicepunkt.supply.sheets import by_key
from tests.agreements import walk as agreements
from tests.builders import STARTS_ON, TODAY, address, hold, invited, place, programme, proposed, seat
from tests.core.jobs import waited_for
from tests.documents import walk
from tests.needs import making
from tests.plan import walk as plan
from tests.plan.budget.making import values as budget_values
from tests.plan.sheet_making import values as plan_values
from tests.programme import meetings
from tests.supply.fact_making import values
from tests.supply.listing import load, poi, store
from tests.supply.making import SHOP

Samples = dict[str, object]
METHOD = "hallbara-lokala-servicelosningar"

SHARED: Mapping[str, str] = {
    "requirement": "a requirement of the way of working, the same at every place",
    "gate": "a gate of the way of working",
    "party": "who answers at a gate, by the way of working",
    "method:adopt/version": "a version of the way of working, loaded for all programmes",
    "sector": "one of five words",
    "sheet": "one of some twenty words",
    "rule": "one of three words",
    "value": "one of the legal values that come with the platform",
    "chapter": "a chapter of the way of working, the same at every place",
    "kind": "which of the plan's documents",
    "year": "a year",
    "supply:register_report/key": "a national list, read in for all programmes",
    "documents:file/form": "which of the files of a frozen document",
    "needs:question/key": "a question's key within its questionnaire; the questionnaire is the place's own",
}
"""Arguments that name nothing of any one programme's or place's own, each with its reason."""
OF_THE_PROGRAMME: Mapping[str, str] = {
    "meeting": "a meeting of a body",
    "item": "a point of a meeting's agenda",
    "decision": "a decision of a meeting; one of a place in it is still the meeting's",
    "task": "what somebody's seat is to do",
    "cost": "what an organisation bore",
    "letter": "a letter about the programme",
    "draft": "a document being written",
    "part": "a part of it",
    "version": "a frozen document",
    "other": "another edition of it",
    "report": "a report due",
    "outlay": "an outlay of the programme",
    "seat": "a seat; whoever seats people reaches those of every place in the programme",
    "holding": "somebody's time in a seat",
}
"""Arguments that name something of a programme's own, at no one place, on its pages. All others are a place's own, or
on the pages about an account somebody's own."""
OPEN: Mapping[str, str] = {
    "answer:": "the key of a questionnaire is its address for whoever answers",
    "login:invited": "whoever has the key of an invitation is whom it is for",
    "calendar:feed": "a calendar program does not log in: it has the key",
}
"""Pages by the beginning of their name, whose arguments are there for whoever has them."""


@dataclass(frozen=True)
class Corner:
    """A place in a programme, with one of everything; and who sits in it with every right there."""

    programme: Programme
    place: Place
    samples: Samples
    who: str

    def argument(self, page: str, name: str) -> object:
        """What stands for an argument in the address of a page. Raises KeyError where nobody has said."""
        found = self.samples.get(f"{page}/{name}", self.samples.get(name))
        if found is None:
            raise KeyError(f'{page} has the argument "{name}": give it a sample in tests/security/samples.py')
        return found


def corner(made: Programme, number: int, who: str, beside: Samples) -> Corner:
    """A place of a programme filled by every room, beside what is the programme's own."""
    here = place(made, number)
    samples: Samples = {"root": made.area.key, "place": here.slug, **beside}
    for room in ROOMS:
        samples |= room(made, here)
    return Corner(made, here, samples, who)


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
        "method:adopt/version": _newer_method(),
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
        "report": made.reports.all()[0].pk,
        "outlay": paid.pk,
        "programme:village_meeting/meeting": notes.pk,
        "application": sought.pk,
    }


def _supply(made: Programme, here: Place) -> Samples:
    offer = supply.add_offer(root=made.area, place=here, facts=SHOP, actor=SYSTEM)
    fact = add_fact(root=made.area, place=here, sheet=by_key["premises"], values=values("premises"), actor=SYSTEM)
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


def _plan(made: Programme, here: Place) -> Samples:
    sheet = plan_by_key["safety"]
    fact = add_fact(root=made.area, place=here, sheet=sheet, values=plan_values("safety"), actor=SYSTEM)
    words = {f"plan:{name}/sheet": sheet.slug for name in ("sheet", "new_fact", "fact", "remove_fact")}
    decision = plan.decided(made.area, here)
    return {
        **words,
        "plan:none_found/sheet": plan_by_key["unstaffed"].slug,
        **{f"plan:{name}/fact": fact.pk for name in ("fact", "remove_fact")},
        "chapter": plan.CHAPTER,
        "kind": "project_plan",
        "plan:decided/decision": decision.pk,
        "risk": decision.chapter.risks.get().pk,
        "entry": plan.logged(made.area, here).pk,
    }


def _budget(made: Programme, here: Place) -> Samples:
    fact = add_fact(root=made.area, place=here, sheet=COSTS, values=budget_values("costline"), actor=SYSTEM)
    for key in ("incomeline", "salesline", "owntimeline", "purchase", "accountrange"):
        add_fact(root=made.area, place=here, sheet=budget_by_key[key], values=budget_values(key), actor=SYSTEM)
    words = {f"budget:{name}/sheet": COSTS.slug for name in ("sheet", "new_fact", "fact", "remove_fact")}
    return {
        **words,
        **{f"budget:{name}/fact": fact.pk for name in ("fact", "remove_fact")},
        "rule": "driftstod",
        "value": "lou.direct",
    }


def _agreements(made: Programme, here: Place) -> Samples:
    return agreements.by_name(made.area, here)


def _promises(made: Programme, here: Place) -> Samples:
    passage = Passage.objects.get(area=made.area, place=here)
    return {"plan:change_promise/line": keep_promises(passage=passage, actor=SYSTEM).lines.all()[0].pk}


ROOMS: tuple[Callable[[Programme, Place], Samples], ...] = (
    _method,
    _people,
    _programme,
    _supply,
    _needs,
    _plan,
    _budget,
    _agreements,
    _promises,
)
"""What each room gives. A new room adds its own."""


def _of_somebody(made: Programme, who: str) -> Samples:
    """What is one's own: letters, work in the background, the links that lead to one's account or calendar."""
    holding = Holding.objects.get(seat__area=made.area, seat__role=Role.COORDINATOR, person__email=address(who))
    account = Account.objects.get(person=holding.person)
    letter = mail.put(
        key=f"walk:{made.slug}", kind="task", address=account.email, account_id=account.pk, area_id=made.area_id,
        subject="Prov", body="Ett prov.",
    )  # fmt: skip
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.FAILED)
    begun, failed, done = (waited_for(account.pk) for _number in range(3))
    Job.objects.filter(key=failed).update(state=Job.State.FAILED, ended_at=clock.now())
    Job.objects.filter(key=done).update(
        state=Job.State.DONE, ended_at=clock.now(), result_name="blad.pdf", result_size=4
    )
    with job_files.written(uuid.UUID(done), 0) as out:
        out.write(b"%PDF")
    return {
        "letter": letter.pk,
        **{f"work:{name}/key": begun for name in ("job", "cancel")},
        "work:again/key": failed,
        "work:result/key": done,
        "login:address/token": proposed(holding),
        "login:invited/key": invited(seat(made, Role.CONVENER), f"Inga {made.slug}"),
        "calendar:feed/key": make_address(account=account, actor=SYSTEM),
    }


def _of_pages(made: Programme, pages: Mapping[str, list[str | int]]) -> Samples:
    """Arguments of the programme's pages by page and name, of what stands in their addresses in order."""
    found: Samples = {}
    for page, stands in pages.items():
        kwargs = resolve(reverse(page, args=[made.area.key, *stands])).kwargs
        found |= {f"{page}/{name}": value for name, value in kwargs.items() if name != "root"}
    return found


def _of_the_programme(made: Programme) -> Samples:
    """Meetings, costs and documents."""
    written = walk.arguments(made.area)
    facts = CostFacts(Organisation.objects.all()[0], "travel", Decimal(0), 1_250_50, TODAY, "Tåg")
    cost = bear(root=made.area, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)
    return {
        **_of_pages(made, meetings.arguments(made)),
        **_of_pages(made, written),
        **_of_pages(made, {
            "documents:remove_part": written["documents:part"],
            "documents:move_part": written["documents:part"],
            "documents:freeze_again": written["documents:freezing"],
            "documents:file": [*written["documents:version"], "pdf"],
        }),
        "cost": cost.pk,
    }  # fmt: skip


def _programme_of(key: str, who: str, *, places: int) -> tuple[Programme, Samples]:
    """A programme with somebody who coordinates and owns it, and what is its own."""
    made = programme(key, places=places)
    for role in (Role.COORDINATOR, Role.OWNER):
        hold(seat(made, role), who)
    hold(seat(made, Role.CONTACT_PERSON, place(made, 1)), who)
    return made, _of_somebody(made, who) | _of_the_programme(made)


def two_programmes() -> tuple[Corner, Corner, Corner]:
    """A place; another place in the same programme; and a place in another programme, somebody else's.

    Within `tests.documents.office.registered`.
    """
    sara, anna = "Sara Samordnare", "Anna Samordnare"
    ours, own = _programme_of("prov", sara, places=2)
    theirs, other = _programme_of("annat", anna, places=1)
    return corner(ours, 1, sara, own), corner(ours, 2, sara, own), corner(theirs, 1, anna, other)
