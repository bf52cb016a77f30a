"""The screens that the handbook speaks of: who stands where in the demonstration, and what has been done there."""

import datetime as dt
import uuid
from functools import partial

from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core.actions import SYSTEM
from servicepunkt.demo.accounts import ALI, ELIN, EXAMPLE, JOHAN, KARIN, LARS, VERA
from servicepunkt.demo.meetings_telling import ROOM
from servicepunkt.demo.villages import TRANBARSNAS
from servicepunkt.documents.models import Draft
from servicepunkt.needs import building, publishing
from servicepunkt.needs.answering import receive_answer
from servicepunkt.needs.content import AGES
from servicepunkt.needs.models import Channel, Entrance, Questionnaire, State, Variant
from servicepunkt.people.models import Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.actions_agenda import draft_agenda
from servicepunkt.programme.actions_meetings import call_meeting, set_meeting
from servicepunkt.programme.models import Balance, Meeting, Programme, Vision
from tests.browser_stories.handbook_way import of_the_way
from tests.browser_stories.screens import Screen
from tests.browser_stories.staging import TODAY, at, enter
from tests.supply.listing import load, poi, point_of, store
from tests.supply.making import as_csv, row

DAY = dt.timedelta(days=1)
VILLAGE = "blabarsvik"
NEW = "tranbarsnas"


def _questionnaire(place: Place, *, codes: int = 60, opens: bool = False) -> Questionnaire:
    root = Programme.objects.get(slug=EXAMPLE).area
    made = building.create(root=root, place=place, variant=Variant.RESIDENT, request_key=uuid.uuid4(), actor=SYSTEM)
    if codes:
        publishing.make_codes(questionnaire=made, number=codes, seen=0, actor=SYSTEM)
    made.refresh_from_db()
    if opens:
        Questionnaire.objects.filter(pk=made.pk).update(entrance=Entrance.CODES, answers_a_code=4)
        made.refresh_from_db()
        publishing.publish(questionnaire=made, seen=building.draft_mark(made), actor=SYSTEM)
        made.refresh_from_db()
    return made


def _report(*, late: bool) -> int:
    """The report that nobody has begun though it is late, or the one that is being written."""
    waiting = Programme.objects.get(slug=EXAMPLE).reports.filter(sent_on=None).order_by("due_on")
    return waiting[0 if late else 1].pk


def _edition() -> int:
    """The edition that was sent to the funder."""
    (sent,) = Programme.objects.get(slug=EXAMPLE).reports.filter(sent_version__isnull=False)
    return sent.sent_version_id or 0


def _answered(one: Questionnaire) -> None:
    """Elderly people have answered, and hardly anybody else."""
    codes = list(one.codes.order_by("code").values_list("code", flat=True))
    for number in range(24):
        receive_answer(
            questionnaire=one, key=uuid.uuid4(), raw={"age": AGES[-2 if number % 4 else -3].key}, channel=Channel.WEB,
            code=codes[number // 2],
        )  # fmt: skip


def _upload(raw: bytes, page: Page) -> None:
    page.locator("input[type=file]").set_input_files({"name": "utbud.csv", "mimeType": "text/csv", "buffer": raw})
    page.get_by_role("button", name="Visa vad som ändras").click()
    page.wait_for_load_state()


def _with_public_address(page: Page) -> None:
    """The tests' server has another address each time; a picture should not."""
    page.locator("a.address").evaluate("one => { one.textContent = 'https://servicepunkt.example/svara/k7q29mrt/'; }")


def _saved_meanwhile(browser: Browser, server: LiveServer, page: Page) -> None:
    """Somebody else changes the vision while this page is open; then this one is saved."""
    with browser.new_context(locale="sv-SE") as context:
        other = context.new_page()
        enter(other, server, JOHAN)
        other.goto(page.url)
        other.locator("textarea").fill("En öppen dörr varje vardag, med någon att fråga.")
        other.locator("main form button.button").click()
        other.wait_for_load_state()
    page.locator("textarea").fill("En öppen dörr hela året, också på lördagar.")
    page.locator("main form button.button").click()
    page.locator(".conflict").wait_for()


def staged(browser: Browser, server: LiveServer) -> dict[str, Screen]:
    """Every screen by name, in an order in which they can be visited."""
    place = Place.objects.get(slug=VILLAGE)
    lat, lon = point_of(VILLAGE)
    near = {"name": "Handlarn", "address": "Storgatan 1", "city": "Säffle"}
    load(
        poi(
            store(lat, lon + 0.1, location="Handlarn på Näset", **near),
            store(lat + 0.1, lon, location="Tatorps livs", **near),
        )
    )
    Vision.objects.filter(place__slug=NEW).delete()
    Balance.objects.filter(place__slug=NEW).delete()
    draft, opened = _questionnaire(place), _questionnaire(place, opens=True)
    _answered(opened)
    closed = Questionnaire.objects.get(place=place, state=State.CLOSED, variant=Variant.RESIDENT)
    return {
        **_of_the_place(),
        **_of_supply(),
        **_of_needs(draft, opened, closed),
        **_of_the_officer(closed),
        **_of_typing(opened),
        **_of_reports(),
        **_of_meetings(),
        **of_the_way(),
        "conflict": Screen(
            ELIN, at("programme:vision", VILLAGE), partial(_saved_meanwhile, browser, server), ".conflict"
        ),
    }


def _of_the_place() -> dict[str, Screen]:
    seat = Seat.objects.filter(place__slug=VILLAGE, role=Role.LOCAL_MEMBER)[0]
    return {
        "place": Screen(TRANBARSNAS.contact, at("method:place", NEW), height=680),
        "group": Screen(ELIN, at("people:local_group", VILLAGE), height=640),
        "seat": Screen(ELIN, at("people:seat", seat.pk), pictured=False),
        "village": Screen(ELIN, at("programme:village", VILLAGE), height=620),
        "village-new": Screen(TRANBARSNAS.contact, at("programme:village", NEW), pictured=False),
        "requirement": Screen(ELIN, at("method:requirement", VILLAGE, "grupper-servicebehov")),
    }


def _of_supply() -> dict[str, Screen]:
    new = row(Tjänst="Bokbussen", Måndag="15-16", **{"Vem som erbjuder": "Biblioteket"})
    wrong = [row(Måndag="efter lunch"), row(Tjänst="", Sektor="Kyrklig")]
    return {
        "supply": Screen(ELIN, at("supply:supply", VILLAGE), height=880),
        "supply-empty": Screen(JOHAN, at("supply:supply", "lingonsele"), pictured=False),
        "offer": Screen(ELIN, at("supply:new_offer", VILLAGE), pictured=False),
        "near": Screen(ELIN, at("supply:near", VILLAGE)),
        "import": Screen(ELIN, at("supply:import", VILLAGE), pictured=False),
        "preview": Screen(ELIN, at("supply:import", VILLAGE), partial(_upload, as_csv([new]))),
        "faults": Screen(ELIN, at("supply:import", VILLAGE), partial(_upload, as_csv(wrong))),
        "sheet": Screen(ELIN, at("supply:sheet", VILLAGE, "lokaler"), pictured=False),
        "compare": Screen(ELIN, at("supply:compare", VILLAGE)),
    }


def _of_needs(draft: Questionnaire, opened: Questionnaire, closed: Questionnaire) -> dict[str, Screen]:
    def of(name: str, one: Questionnaire) -> str:
        return at(f"needs:{name}", VILLAGE, one.pk)

    return {
        "population": Screen(ELIN, at("needs:population", VILLAGE)),
        "needs": Screen(ELIN, at("needs:needs", VILLAGE), pictured=False),
        "draft": Screen(ELIN, of("questionnaire", draft), height=920),
        "publish": Screen(ELIN, of("publish", draft), pictured=False),
        "codes-new": Screen(ELIN, of("codes", _questionnaire(draft.place, codes=0)), pictured=False),
        "codes": Screen(ELIN, of("codes", opened), pictured=False),
        "open": Screen(ELIN, of("questionnaire", opened), _with_public_address, height=860),
        "answer": Screen(None, f"/svara/{opened.key}/", begins="section.before", height=760),
        "coverage": Screen(ELIN, f"{at('needs:coverage', VILLAGE)}?enkat={opened.pk}", begins="#saknas"),
        "closed": Screen(ELIN, of("questionnaire", closed), pictured=False),
        "results": Screen(ELIN, of("results", closed), height=640),
        "words": Screen(ELIN, of("words", closed), pictured=False),
        "ideas": Screen(ELIN, at("needs:ideas", VILLAGE)),
        "gap": Screen(ELIN, at("needs:gap", VILLAGE), begins="main table.data", height=600),
    }


def _of_the_officer(closed: Questionnaire) -> dict[str, Screen]:
    return {
        "officer-place": Screen(LARS, at("method:place", VILLAGE), pictured=False),
        "areas": Screen(LARS, at("supply:areas", VILLAGE)),
        "officer-supply": Screen(LARS, at("supply:supply", VILLAGE), pictured=False),
        "officer-population": Screen(LARS, at("needs:population", VILLAGE), pictured=False),
        "results-question": Screen(
            LARS, at("needs:results", VILLAGE, closed.pk), begins="main section[aria-labelledby] h2", height=640
        ),
        "confirm": Screen(LARS, at("method:confirm", VILLAGE, "start", "municipality")),
    }


def _of_reports() -> dict[str, Screen]:
    late, begun = _report(late=True), _report(late=False)
    draft = Draft.objects.get(kind__startswith="report", subject=str(begun))
    return {
        "calendar": Screen(KARIN, at("programme:calendar"), begins="main section:has(.flag) h2", height=560),
        "report": Screen(KARIN, at("programme:report", late), height=860),
        "report-begun": Screen(KARIN, at("programme:report", begun), pictured=False),
        "report-draft": Screen(KARIN, at("documents:draft", draft.pk), height=700),
        "costs": Screen(KARIN, at("programme:costs"), height=620),
        "sent": Screen(ALI, at("programme:reports"), height=640),
        "sent-edition": Screen(ALI, at("documents:version", _edition()), pictured=False),
        "programme": Screen(ALI, at("programme:programme"), height=640),
    }


def _called() -> Meeting:
    """The next meeting, with a day, an agenda and an invitation that has been sent."""
    waiting = Programme.objects.get(slug=EXAMPLE).meetings.filter(held_on=None, window_to__gt=TODAY + 20 * DAY)
    one = waiting.order_by("window_from")[0]
    if one.called_at is None:
        one = set_meeting(
            meeting=one, planned_on=one.window_to - 10 * DAY, held_on=None, details=ROOM, seen_version=one.version,
            actor=SYSTEM,
        )  # fmt: skip
        draft_agenda(meeting=one, actor=SYSTEM)
        one.refresh_from_db()
        one = call_meeting(meeting=one, seen_calls=0, seen_version=one.version, actor=SYSTEM)
    return one


def _of_meetings() -> dict[str, Screen]:
    """The meeting that was held and minuted, and the next one, to which people have been called."""
    held, coming = Meeting.objects.exclude(minutes_version=None)[0], _called()
    return {
        "meeting": Screen(KARIN, at("programme:meeting", coming.pk), height=1000),
        "agenda": Screen(KARIN, at("programme:meeting", coming.pk), begins="#dagordning", height=620),
        "call": Screen(KARIN, at("programme:call", coming.pk), height=720),
        "attendance": Screen(KARIN, at("programme:attendance", coming.pk), height=630),
        "minuted": Screen(KARIN, at("programme:meeting", held.pk), height=420),
        "tasks": Screen(KARIN, at("programme:tasks"), height=720),
        "my-calendar": Screen(KARIN, reverse("calendar:mine"), pictured=False),
        "letter-choices": Screen(KARIN, reverse("post:choices"), begins="main form", height=600),
        "letters": Screen(KARIN, at("programme:letters"), begins="main table.data", height=560),
        "own-letters": Screen(KARIN, reverse("post:letters"), pictured=False),
    }


def _of_typing(opened: Questionnaire) -> dict[str, Screen]:
    def of(name: str) -> str:
        return at(f"needs:{name}", VILLAGE, opened.pk)

    return {
        "interviewer": Screen(VERA, of("questionnaire"), _with_public_address, height=600),
        "papers": Screen(VERA, of("papers"), height=660),
        "enter": Screen(VERA, of("enter"), height=640),
        "compare-typing": Screen(VERA, of("enter"), _typed_twice),
        "interview": Screen(VERA, of("interview"), height=700),
    }


def _typed_twice(page: Page) -> None:
    """The same paper is typed in by two, who read it differently."""
    address = page.url
    for chosen in (0, 1):
        page.goto(address)
        page.locator("#nummer").fill("17")
        page.locator("fieldset.asked input[type=radio]").nth(chosen).check()
        page.locator("#twice").check()
        page.locator("#spara").click()
        page.wait_for_timeout(500)
    page.locator("fieldset .beside").first.wait_for()
