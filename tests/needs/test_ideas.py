"""Ideas from meetings: written at speed, once, sorted by several people who are told of one another."""

import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.needs import ideas as actions
from servicepunkt.needs.ideas import IdeaFacts, Sorted, ranked
from servicepunkt.needs.models import Idea, IdeaTheme
from servicepunkt.people.roles import ROLES, Right, Role
from servicepunkt.programme.actions_village import MeetingFacts, note_meeting
from servicepunkt.programme.models_village import VillageMeeting
from tests.builders import place, sit
from tests.needs.making import Village, village
from tests.supply.making import text_of


@pytest.fixture
def by(db: None) -> Village:
    return village()


def meeting(by: Village) -> VillageMeeting:
    facts = MeetingFacts("open", clock.today(), "", 30, False)
    return note_meeting(root=by.root, place=by.place, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)


def write(by: Village, *lines: str, met: VillageMeeting | None = None, key: uuid.UUID | None = None) -> list[Idea]:
    return actions.write_ideas(
        root=by.root, place=by.place, lines=lines, meeting=met, request_key=key or uuid.uuid4(), actor=SYSTEM
    )


def sort(by: Village, *rows: Sorted, new_theme: str = "", theme: IdeaTheme | None = None) -> int:
    return actions.sort_ideas(root=by.root, place=by.place, rows=rows, theme=theme, new_theme=new_theme, actor=SYSTEM)


def test_ideas_are_written_one_a_line_and_the_same_form_once(by: Village) -> None:
    met = meeting(by)
    page = by.url("ideas")
    start = by.client.get(page).context["write"]
    assert start.initial["meeting"] == str(met.pk), "the newest meeting is chosen from the start"
    sent = {
        "request_key": start.initial["request_key"],
        "meeting": met.pk,
        "ideas": "En  mack\r\n\r\nBuss på kvällen\n",
    }
    for _twice in range(2):
        assert by.client.post(page, sent).status_code == 302
    assert list(Idea.objects.order_by("id").values_list("text", "meeting")) == [
        ("En mack", met.pk), ("Buss på kvällen", met.pk),
    ]  # fmt: skip
    assert f"&mote={met.pk}" in by.client.post(page, sent)["Location"]
    line = JournalEntry.objects.filter(room="needs", verb="gather").latest("id")
    assert line.codes == {"ideas": 2}


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([" ", ""], "Skriv minst en idé"),
        (["En bra idé", "x" * 301], "är för lång: 300 tecken"),
        (["Ring 19811218-9876"], "personnummer"),
        ([f"Idé {n}" for n in range(101)], "högst 100 idéer åt gången"),
    ],
)
def test_what_cannot_be_written_loses_nothing_typed(by: Village, lines: list[str], why: str) -> None:
    answer = by.client.post(by.url("ideas"), {"request_key": uuid.uuid4(), "ideas": "\n".join(lines)})
    assert answer.status_code == 422
    if lines != [" ", ""]:
        assert why in text_of(answer) and lines[0] in answer.content.decode()
    assert not Idea.objects.exists()


def test_a_meeting_or_theme_of_another_village_is_refused(by: Village) -> None:
    other = village("annan")
    with pytest.raises(ActionRefused, match="annan ort"):
        write(by, "En idé", met=meeting(other))
    (idea,), (theirs,) = write(by, "En idé"), write(other, "Deras")
    sort(other, Sorted(theirs.pk, 0, True, 1), new_theme="Deras tema")
    with pytest.raises(ActionRefused, match="annan ort"):
        sort(by, Sorted(idea.pk, 0, True, 1), theme=IdeaTheme.objects.get())
    with pytest.raises(ChangedMeanwhile):
        sort(by, Sorted(theirs.pk, 9, False, 1))
    assert by.client.get(by.url("idea", theirs.pk)).status_code == 404


def test_ideas_are_gathered_under_themes_and_ranked(by: Village) -> None:
    one, two, three = write(by, "Mack", "Laddstolpe", "Kör")
    page = by.url("ideas")

    def sent(**more: object) -> dict[str, object]:
        rows = Idea.objects.all()
        own = {f"p-{i.pk}": i.points for i in rows} | {f"v-{i.pk}": i.version for i in rows}
        return {"sort": 1, **own, **more}

    answer = by.client.post(page, sent(new_theme="Resor", **{f"c-{one.pk}": "on", f"c-{two.pk}": "on",
                                                             f"p-{two.pk}": 12, f"p-{one.pk}": 3}))  # fmt: skip
    assert answer.status_code == 302
    assert [(g.theme.title if g.theme else None, g.points, [i.text for i in g.ideas])
            for g in ranked(by.root, by.place)] == [
        ("Resor", 15, ["Laddstolpe", "Mack"]), (None, 0, ["Kör"]),
    ]  # fmt: skip
    theme = IdeaTheme.objects.get()
    assert by.client.post(page, sent(new_theme="RESOR", **{f"c-{three.pk}": "on"})).status_code == 302
    assert IdeaTheme.objects.get() == theme, "a title that is there already is the same theme"
    assert by.client.post(page, sent(**{f"c-{three.pk}": "on"})).status_code == 302
    assert Idea.objects.get(pk=three.pk).theme is None
    answer = by.client.post(page, sent(**{f"p-{one.pk}": "många"}))
    assert answer.status_code == 422 and "många" in answer.content.decode()
    text = text_of(by.client.get(page))
    assert text.index("Laddstolpe") < text.index("Mack") < text.index("Inte sorterade än")


def test_two_who_sort_at_once_are_told(by: Village) -> None:
    one, two = write(by, "Mack", "Kör")
    sort(by, Sorted(one.pk, 5, False, 1))
    page = by.url("ideas")
    sent = {"sort": 1, f"p-{one.pk}": 7, f"v-{one.pk}": 1, f"p-{two.pk}": 2, f"v-{two.pk}": 1}
    answer = by.client.post(page, sent)
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Någon annan hann spara före dig" in text and "5 poäng" in text and "7 poäng" in text
    assert Idea.objects.get(pk=two.pk).points == 0, "all or nothing"
    assert answer.context["sort"][f"p-{two.pk}"].value() == "2"
    assert by.client.post(page, {**sent, f"v-{one.pk}": 2}).status_code == 302
    assert Idea.objects.get(pk=one.pk).points == 7
    row = Idea.objects.get(pk=two.pk)
    actions.change_idea(idea=row, facts=IdeaFacts("", None, None, 0), remove=True, seen_version=2, actor=SYSTEM)
    again = by.client.post(page, {**sent, f"p-{one.pk}": 8, f"v-{one.pk}": 3})
    assert again.status_code == 409 and "Borttagna idéer" in text_of(again)


def test_an_idea_written_meanwhile_does_not_stop_the_sorting(by: Village) -> None:
    (one,) = write(by, "Mack")
    write(by, "Nyss tillkommen")
    answer = by.client.post(by.url("ideas"), {"sort": 1, f"p-{one.pk}": 7, f"v-{one.pk}": 1})
    assert answer.status_code == 302 and Idea.objects.get(pk=one.pk).points == 7


def test_an_idea_is_put_right_by_one_at_a_time(by: Village) -> None:
    (idea,) = write(by, "Mack")
    page = by.url("idea", idea.pk)
    sent: dict[str, Any] = {"seen_version": 1, "text": "En mack med laddning", "points": 4, "theme": "", "meeting": ""}
    assert by.client.post(page, sent).status_code == 302
    assert by.client.post(page, sent).status_code == 302, "the same once more changes nothing"
    answer = by.client.post(page, {**sent, "text": "Min text"})
    assert answer.status_code == 409 and "En mack med laddning" in text_of(answer) and "Min text" in text_of(answer)
    assert by.client.post(page, {**sent, "text": "19811218-9876", "seen_version": 2}).status_code == 422
    assert by.client.post(page, {**sent, "remove": "on", "seen_version": 2}).status_code == 302
    assert not Idea.objects.exists()


def test_a_theme_is_renamed_or_taken_away_and_its_ideas_stay(by: Village) -> None:
    one, two = write(by, "Mack", "Kör")
    sort(by, Sorted(one.pk, 1, True, 1), new_theme="Resor")
    sort(by, Sorted(two.pk, 0, True, 1), new_theme="Kultur")
    theme = IdeaTheme.objects.get(title="Resor")
    page = by.url("theme", theme.pk)
    answer = by.client.post(page, {"seen_version": 1, "title": "kultur"})
    assert answer.status_code == 422 and "redan ett tema" in text_of(answer)
    assert by.client.post(page, {"seen_version": 1, "title": "Vägar"}).status_code == 302
    assert by.client.post(page, {"seen_version": 1, "title": "Annat"}).status_code == 409
    assert by.client.post(page, {"seen_version": 2, "title": "Vägar", "remove": "on"}).status_code == 302
    assert Idea.objects.get(pk=one.pk).theme is None


def test_the_list_goes_out_as_a_workbook_in_which_nothing_runs(by: Village) -> None:
    write(by, "=HYPERLINK(1)", met=meeting(by))
    answer = by.client.get(by.url("ideas_file"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = next(iter(sheet.iter_rows(min_row=2)))
    assert (cells[1].value, cells[1].data_type, cells[2].value) == ("=HYPERLINK(1)", "s", 0)
    assert "Öppet möte i bygden" in str(cells[3].value)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OWNER, Role.FUNDER, Role.MUNICIPALITY, Role.COUNTY_BOARD])
def test_only_those_with_the_right_may_write(by: Village, role: Role) -> None:
    write(by, "Mack")
    client = sit(by.programme, role, f"Någon som är {role.value}", by.place if ROLES[role].local else None)
    rights = ROLES[role].rights
    answer = client.get(by.url("ideas"))
    assert answer.status_code == (200 if Right.SEE_PLACE in rights else 403)
    assert (b"<textarea" in answer.content) == (Right.KEEP_IDEAS in rights)
    sent = {"request_key": uuid.uuid4(), "ideas": "En idé"}
    assert client.post(by.url("ideas"), sent).status_code == (302 if Right.KEEP_IDEAS in rights else 403)


def test_the_page_asks_the_same_however_many_ideas_there_are(by: Village) -> None:
    counted: list[int] = []
    for _round in range(3):
        ideas = write(by, *[f"Idé {n}" for n in range(20)], met=meeting(by))
        sort(by, *[Sorted(one.pk, 1, True, 1) for one in ideas], new_theme=f"Tema {len(counted)}")
        with CaptureQueriesContext(connection) as captured:
            by.client.get(by.url("ideas"))
        counted.append(len(captured))
    assert counted[1] == counted[2]
    assert place(by.programme).pk == by.place.pk
