"""Building a questionnaire: several at once, nothing lost, wrong input in plain words, and only by those who may."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.core.text import Text
from servicepunkt.needs import bank, building, urls, views, views_running
from servicepunkt.needs.answering import content_of
from servicepunkt.needs.content import Asked, Kind, Option, load
from servicepunkt.needs.models import Entrance, Questionnaire, State, Variant
from servicepunkt.people.pages import pages
from servicepunkt.people.roles import ROLES, Right, Role
from tests.builders import place as place_of
from tests.builders import sit
from tests.needs import making
from tests.needs.making import Village, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Village:
    return making.village()


@pytest.fixture
def draft(by: Village) -> Questionnaire:
    return building.create(
        root=by.root, place=by.place, variant=Variant.RESIDENT, request_key=uuid.uuid4(), actor=SYSTEM
    )


def keys(one: Questionnaire) -> list[str]:
    return [asked.key for asked in load(Questionnaire.objects.get(pk=one.pk).draft).questions]


def asked_now(one: Questionnaire, key: str) -> Asked:
    return next(asked for asked in content_of(Questionnaire.objects.get(pk=one.pk)).questions if asked.key == key)


def form_of(by: Village, one: Questionnaire, name: str, *more: str | int) -> dict[str, Any]:
    """What stands in the form of a page, ready to be sent."""
    form = by.client.get(by.url(name, one.pk, *more)).context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def test_a_questionnaire_begins_with_its_variant_s_questions(by: Village) -> None:
    sent = {"variant": "resident", "request_key": str(uuid.uuid4())}
    for _twice in range(2):
        answer = by.client.post(by.url("new"), sent, follow=True)
    one = Questionnaire.objects.get()
    assert one.state == State.DRAFT and one.entrance == Entrance.CODES and len(one.key) == 10
    page = text_of(answer)
    assert "Utkast med 27 frågor." in page and "Hur gammal är du?" in page and "Gör koder till hushållen" in page
    line = JournalEntry.objects.filter(room="needs").latest("id")
    assert (line.verb, line.place_id, line.area_id) == ("build", by.place.pk, by.root.pk)


def test_moving_up_and_down(by: Village, draft: Questionnaire) -> None:
    first = keys(draft)
    page = by.client.get(by.url("questionnaire", draft.pk)).content.decode()
    assert 'value="age:"' in page and 'value="age:sex"' in page
    for _twice in range(2):
        by.client.post(by.url("arrange", draft.pk), {"move": "age:"})
    assert keys(draft) == ["age", "part", *first[2:]], "the same again moves nothing more"
    answer = by.client.post(by.url("arrange", draft.pk), {"move": "age", "after": "free"})
    assert answer["Location"].endswith("#fraga-age") and keys(draft)[-1] == "age"
    building.move(questionnaire=draft, key="age", after="age", actor=SYSTEM)
    assert keys(draft)[-1] == "age"


def test_leaving_out_and_bringing_in(by: Village, draft: Questionnaire) -> None:
    sent = {"leave_out": "children", "seen": building.mark(asked_now(draft, "children"))}
    for _twice in range(2):
        by.client.post(by.url("arrange", draft.pk), sent)
    assert "children" not in keys(draft)
    for _twice in range(2):
        by.client.post(by.url("arrange", draft.pk), {"bring": "children"})
    assert keys(draft)[-1] == "children" and len(keys(draft)) == 27
    by.client.post(by.url("arrange", draft.pk), {"bring": "way-around"})
    assert keys(draft)[-1] == "way-around"
    answer = by.client.post(by.url("arrange", draft.pk), {"bring": "rymden"}, follow=True)
    assert "Frågan finns inte i frågebanken." in text_of(answer)


def test_the_age_cannot_be_left_out(by: Village, draft: Questionnaire) -> None:
    sent = {"leave_out": "age", "seen": building.mark(asked_now(draft, "age"))}
    answer = by.client.post(by.url("arrange", draft.pk), sent, follow=True)
    assert "Frågan om ålder måste vara med." in text_of(answer) and "age" in keys(draft)
    age = asked_now(draft, "age")
    with pytest.raises(ActionRefused, match="Alla behöver svara"):
        building.change_question(
            questionnaire=draft, asked=replace(age, required=False), seen=building.mark(age), actor=SYSTEM
        )
    building.change_question(
        questionnaire=draft, asked=replace(age, options=age.options[:2]), seen=building.mark(age), actor=SYSTEM
    )
    assert asked_now(draft, "age") == age, "and its groups stay"


def test_a_question_is_worded_differently(by: Village, draft: Questionnaire) -> None:
    sent = form_of(by, draft, "question", "car")
    sent |= {"text": "Har du\r\nbil?", "options": "Ja, jag kör själv\r\nIbland\r\nBara på sommaren\r\n\r\nNej"}
    answer = by.client.post(by.url("question", draft.pk, "car"), sent)
    assert answer.status_code == 302
    car = asked_now(draft, "car")
    assert car.text == Text("Har du\nbil?"), "English that says something else is taken away"
    assert [(one.key, one.text.sv, one.text.en) for one in car.options] == [
        ("drive", "Ja, jag kör själv", "Yes, I drive myself"),
        ("sometimes", "Ibland", "Sometimes"),
        ("1", "Bara på sommaren", ""),
        ("no", "Nej", "No"),
    ], "what says the same keeps its key and its English"


def test_english_is_written_line_by_line(by: Village, draft: Questionnaire) -> None:
    sent = form_of(by, draft, "question", "carry") | {"text_en": "Can you carry?", "options_en": "Yes\nLight\nNo"}
    by.client.post(by.url("question", draft.pk, "carry"), sent)
    carry = asked_now(draft, "carry")
    assert carry.text.en == "Can you carry?" and [one.text.en for one in carry.options] == ["Yes", "Light", "No"]
    answer = by.client.post(by.url("question", draft.pk, "carry"), sent | {"options_en": "Yes\nNo"})
    assert answer.status_code == 422 and "lika många rader på engelska" in text_of(answer)


def test_services_are_ticked_and_own_rows_have_no_area(by: Village, draft: Questionnaire) -> None:
    sent = form_of(by, draft, "question", "services")
    sent |= {"known_rows": ["dagligvaror", "tandvard"], "own_rows": "Mack för traktorer\nBastu"}
    assert by.client.post(by.url("question", draft.pk, "services"), sent).status_code == 302
    services = asked_now(draft, "services")
    assert [(one.key, one.area) for one in services.rows] == [
        ("dagligvaror", "dagligvaror"), ("tandvard", "tandvard"), ("1", ""), ("2", ""),
    ]  # fmt: skip
    assert len(services.options) == 4
    forged = replace(services, rows=(Option("x", Text("Påhittad"), "dagligvaror"),))
    building.change_question(questionnaire=draft, asked=forged, seen=building.mark(services), actor=SYSTEM)
    assert asked_now(draft, "services").rows == (Option("x", Text("Påhittad"), ""),)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"text": ""}, "Detta fält måste fyllas i."),
        ({"text": "x" * 301}, "som mest 300 tecken"),
        ({"options": "Bara en"}, "minst två alternativ"),
        ({"options": "Ja\nJA"}, "Samma alternativ står två gånger."),
        ({"options": "Ja\n" + "x" * 161}, "för lång: 160 tecken är mest"),
        ({"options": "\n".join(str(n) for n in range(41))}, "högst 40 rader"),
        ({"options": "Ja\nRing 19811218-9876"}, "personnummer"),
        ({"text": "Är du 19811218-9876?"}, "personnummer"),
    ],
)
def test_a_wrong_question_is_told_in_plain_words_and_nothing_typed_is_lost(
    by: Village, draft: Questionnaire, sent: dict[str, str], why: str
) -> None:
    before = asked_now(draft, "carry")
    whole = form_of(by, draft, "question", "carry") | {"help": "Det jag hann skriva"} | sent
    answer = by.client.post(by.url("question", draft.pk, "carry"), whole)
    assert answer.status_code == 422
    assert why in text_of(answer) and "Det jag hann skriva" in answer.content.decode()
    assert asked_now(draft, "carry") == before


def test_an_own_question(by: Village, draft: Questionnaire) -> None:
    sent = {"text": "Vill du ha bastu?", "kind": "one", "options": "Ja\r\nNej", "request_key": str(uuid.uuid4())}
    for _twice in range(2):
        assert by.client.post(by.url("new_question", draft.pk), sent).status_code == 302
    own = asked_now(draft, keys(draft)[-1])
    assert own.key.startswith("own-") and own.kind is Kind.ONE and [one.key for one in own.options] == ["1", "2"]
    assert len(keys(draft)) == 28, "the same form twice adds one question"
    wrong = sent | {"options": "Ja", "request_key": str(uuid.uuid4())}
    answer = by.client.post(by.url("new_question", draft.pk), wrong)
    assert answer.status_code == 422 and "minst två alternativ" in text_of(answer)
    text = sent | {"kind": "text", "options": "glömt", "request_key": str(uuid.uuid4())}
    by.client.post(by.url("new_question", draft.pk), text)
    assert asked_now(draft, keys(draft)[-1]).options == ()


def test_a_questionnaire_does_not_grow_for_ever(by: Village, draft: Questionnaire) -> None:
    own = Asked("own", Kind.TEXT, Text("Varför?"))
    for _each in range(building.MOST_QUESTIONS - 27):
        building.add_own(questionnaire=draft, asked=own, request_key=uuid.uuid4(), actor=SYSTEM)
    with pytest.raises(ActionRefused, match="högst 60 frågor"):
        building.add_own(questionnaire=draft, asked=own, request_key=uuid.uuid4(), actor=SYSTEM)


def test_two_who_change_the_same_question_see_one_another(by: Village, draft: Questionnaire) -> None:
    mine = form_of(by, draft, "question", "carry") | {"text": "Min fråga"}
    theirs = asked_now(draft, "carry")
    building.change_question(
        questionnaire=draft, asked=replace(theirs, text=Text("Den andres")), seen=building.mark(theirs), actor=SYSTEM
    )
    answer = by.client.post(by.url("question", draft.pk, "carry"), mine)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Någon annan hann spara före dig" in page and "Den andres" in page and "Min fråga" in page
    again = mine | {"seen": answer.context["form"]["seen"].value()}
    assert by.client.post(by.url("question", draft.pk, "carry"), again).status_code == 302
    assert asked_now(draft, "carry").text.sv == "Min fråga"


def test_two_who_tick_different_services_see_one_another(by: Village, draft: Questionnaire) -> None:
    mine = form_of(by, draft, "question", "services") | {"known_rows": ["dagligvaror", "post"]}
    theirs = asked_now(draft, "services")
    building.change_question(
        questionnaire=draft, asked=replace(theirs, rows=theirs.rows[:1]), seen=building.mark(theirs), actor=SYSTEM
    )
    page = text_of(by.client.post(by.url("question", draft.pk, "services"), mine))
    assert "Service att fråga om" in page and "Mataffär, Brev och frimärken" in page


def test_two_who_change_different_questions_do_not_meet(by: Village, draft: Questionnaire) -> None:
    mine = form_of(by, draft, "question", "carry") | {"text": "Min fråga"}
    about = form_of(by, draft, "about") | {"title": "Ett annat namn"}
    car = asked_now(draft, "car")
    building.change_question(
        questionnaire=draft, asked=replace(car, text=Text("Bil?")), seen=building.mark(car), actor=SYSTEM
    )
    building.move(questionnaire=draft, key="free", after="", actor=SYSTEM)
    assert by.client.post(by.url("question", draft.pk, "carry"), mine).status_code == 302
    assert by.client.post(by.url("about", draft.pk), about).status_code == 302
    assert keys(draft)[0] == "free" and asked_now(draft, "car").text.sv == "Bil?"
    assert asked_now(draft, "carry").text.sv == "Min fråga"


def test_a_question_somebody_took_away_is_not_brought_back_by_saving(by: Village, draft: Questionnaire) -> None:
    mine = form_of(by, draft, "question", "carry") | {"text": "Min fråga"}
    seen = building.mark(asked_now(draft, "carry"))
    building.leave_out(questionnaire=draft, key="carry", seen=seen, actor=SYSTEM)
    answer = by.client.post(by.url("question", draft.pk, "carry"), mine, follow=True)
    assert "Frågan går inte att ändra längre." in text_of(answer) and "carry" not in keys(draft)
    with pytest.raises(ChangedMeanwhile, match="tagit bort frågan"):
        building.move(questionnaire=draft, key="car", after="carry", actor=SYSTEM)


def test_a_question_changed_meanwhile_is_not_left_out(by: Village, draft: Questionnaire) -> None:
    stored = asked_now(draft, "carry")
    building.change_question(
        questionnaire=draft, asked=replace(stored, text=Text("Nytt")), seen=building.mark(stored), actor=SYSTEM
    )
    sent = {"leave_out": "carry", "seen": building.mark(stored)}
    answer = by.client.post(by.url("arrange", draft.pk), sent, follow=True)
    assert "Den är kvar." in text_of(answer) and "carry" in keys(draft)


def test_what_the_questionnaire_is_called_and_until_when(by: Village, draft: Questionnaire) -> None:
    sent = form_of(by, draft, "about")
    sent |= {"title": "Vad vill vi?", "entrance": "link", "answers_a_code": "3", "closes_on": "2026-04-30"}
    assert by.client.post(by.url("about", draft.pk), sent).status_code == 302
    now = Questionnaire.objects.get(pk=draft.pk)
    assert (now.title, now.entrance, now.answers_a_code, str(now.closes_on)) == (
        "Vad vill vi?",
        "link",
        3,
        "2026-04-30",
    )
    content = content_of(now)
    assert content.title == Text("Vad vill vi?") and content.intro.en, "English of what was not changed is kept"
    stale = by.client.post(by.url("about", draft.pk), sent | {"title": "Min"})
    assert stale.status_code == 409 and "Vad vill vi?" in text_of(stale)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"title": ""}, "Detta fält måste fyllas i."),
        ({"closes_on": "2026-03-09"}, "Sista dagen har redan varit."),
        ({"closes_on": "igår"}, "giltigt datum"),
        ({"answers_a_code": "0"}, "större än eller lika med 1"),
        ({"entrance": "alla"}, "giltigt alternativ"),
        ({"intro": "Ring 19811218-9876"}, "personnummer"),
    ],
)
def test_wrong_facts_are_told_in_plain_words(by: Village, draft: Questionnaire, sent: dict[str, str], why: str) -> None:
    answer = by.client.post(by.url("about", draft.pk), form_of(by, draft, "about") | sent)
    assert answer.status_code == 422 and why in text_of(answer)


def test_a_draft_is_taken_away_as_it_was_seen(by: Village, draft: Questionnaire) -> None:
    seen = building.draft_mark(Questionnaire.objects.get(pk=draft.pk))
    building.move(questionnaire=draft, key="free", after="", actor=SYSTEM)
    kept = by.client.post(by.url("remove", draft.pk), {"seen": seen}, follow=True)
    assert "Någon annan har ändrat utkastet" in text_of(kept)
    now = building.draft_mark(Questionnaire.objects.get(pk=draft.pk))
    by.client.post(by.url("remove", draft.pk), {"seen": now})
    assert not Questionnaire.objects.exists()
    with pytest.raises(ChangedMeanwhile, match="tagit bort utkastet"):
        building.move(questionnaire=draft, key="free", after="", actor=SYSTEM)


def test_only_those_who_build_see_a_draft(by: Village, draft: Questionnaire) -> None:
    member = sit(by.programme, Role.STEERING_MEMBER, "Lisa Ledamot")
    assert member.get(by.url("questionnaire", draft.pk)).status_code == 403
    assert draft.title not in text_of(member.get(by.url("needs")))
    assert draft.title in text_of(by.client.get(by.url("needs")))
    opened = making.questionnaire(by.place, by.root)
    assert member.get(by.url("questionnaire", opened.pk)).status_code == 200


def test_pages_of_one_place_never_show_another_s(by: Village) -> None:
    other = making.questionnaire(place_of(by.programme, 2), by.root)
    for name in ("questionnaire", "preview", "codes", "willing", "publish"):
        assert by.client.get(by.url(name, other.pk)).status_code == 404


SEATED = [Role.OWNER, Role.COORDINATOR, Role.LEADER, Role.FUNDER, Role.STEERING_MEMBER, Role.MUNICIPALITY,
          Role.COUNTY_BOARD]  # fmt: skip


@pytest.mark.parametrize("role", SEATED)
def test_every_page_that_writes_asks_for_the_right(by: Village, draft: Questionnaire, role: Role) -> None:
    client = sit(by.programme, role, f"Någon {role.value}", by.place if ROLES[role].local else None)
    about_one = {"question": ["car"], "forget": [str(uuid.uuid4())]}
    builders = {views.__name__, views_running.__name__}
    for name in sorted(_written_on(builders)):
        where: list[str | int] = [] if name == "new" else [draft.pk, *about_one.get(name, [])]
        status = client.post(by.url(name, *where)).status_code
        may = Right.KEEP_SURVEYS in ROLES[role].rights
        assert status in ({200, 302, 409, 422} if may else {403}), (name, role, status)


def _written_on(modules: set[str]) -> set[str]:
    """The pages of these modules that take what is sent."""
    names = {path.name for path in urls.urlpatterns if path.callback.__module__ in modules and path.name}
    saved = {one.name.removeprefix("needs:") for one in pages() if one.save is Right.KEEP_SURVEYS}
    assert len(names & saved) >= 12
    return names & saved


@pytest.mark.parametrize("name", ["needs", "questionnaire", "question"])
def test_pages_take_as_many_queries_for_one_as_for_many(by: Village, draft: Questionnaire, name: str) -> None:
    about: dict[str, list[str | int]] = {"needs": [], "questionnaire": [draft.pk], "question": [draft.pk, "car"]}

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as met:
            by.client.get(by.url(name, *about[name]))
        return len(met)

    few = queries()
    for number in range(5):
        made = making.questionnaire(by.place, by.root)
        making.answer(made)
        own = Asked("own", Kind.TEXT, Text(f"Fråga {number}"))
        building.add_own(questionnaire=draft, asked=own, request_key=uuid.uuid4(), actor=SYSTEM)
    assert queries() == few


def test_the_preview_is_what_is_met_and_sends_nothing(by: Village, draft: Questionnaire) -> None:
    page = by.client.get(by.url("preview", draft.pk)).content.decode()
    assert 'name="q:services:dagligvaror"' in page and 'type="submit"' not in page
    assert "<button" not in page.partition('<form class="form"')[2].partition("</form>")[0]


def test_the_bank_offers_what_is_not_asked(by: Village, draft: Questionnaire) -> None:
    page = text_of(by.client.get(by.url("questionnaire", draft.pk)))
    left = len(bank.bank().questions) - 27
    assert f"Hämta ur frågebanken ({left} frågor kvar)" in page and "Vilken bransch är företaget i?" in page
