"""How the village keeps its say: influence, the log of decisions, and the aid for choosing an operating form."""

from collections.abc import Iterator

import pytest
from django.test import Client

from servicepunkt.core import clock
from servicepunkt.core.evidence import Question, find
from servicepunkt.core.toml import FileRefused
from servicepunkt.people.roles import Role
from servicepunkt.plan.models import Influence, LogEntry, OperatingForm
from servicepunkt.plan.operating import aid, compare, read
from servicepunkt.programme.models import Programme
from tests.builders import TODAY, place, programme, sit, url
from tests.plan.walk import logged


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def prov(db: None) -> Programme:
    return programme()


@pytest.fixture
def kaj(prov: Programme) -> Client:
    """The contact person's browser."""
    return sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", place(prov))


def at(name: str, prov: Programme, *args: str | int) -> str:
    return url(f"plan:{name}", prov, place(prov).slug, *args)


def met(prov: Programme, name: str) -> bool:
    home = place(prov)
    return find(f"plan.{name}", Question(prov.area_id, frozenset({home.pk}), {}, TODAY))[home.pk].met


SAID = {
    "seen_version": 0,
    "influence": "Alla är med.",
    "deciding": "Stämman beslutar.",
    "development": "",
    "development_who": "Styrelsen",
    "development_often": "Varje kvartal",
}


def test_influence_and_development_are_proved_each_by_its_own_words(prov: Programme, kaj: Client) -> None:
    assert kaj.post(at("write_influence", prov), SAID).status_code == 302
    assert met(prov, "influence_settled") and not met(prov, "development_settled")
    again = kaj.post(at("write_influence", prov), {**SAID, "influence": "Ingen är med."})
    assert again.status_code == 409 and Influence.objects.get().influence == "Alla är med."
    assert kaj.post(at("write_influence", prov), {**SAID, "seen_version": 1, "development": "Vi frågar."}).status_code
    assert met(prov, "development_settled")


def test_a_decision_is_logged_put_right_and_taken_away(prov: Programme, kaj: Client) -> None:
    one = logged(prov.area, place(prov))
    assert "Skolan hyrs." in kaj.get(at("influence", prov)).content.decode()
    sent = {"seen_version": 1, "on": TODAY.isoformat(), "what": "Skolan köps.", "body": "Stämman", "written_in": ""}
    assert kaj.post(at("entry", prov, one.pk), sent).status_code == 302
    assert LogEntry.objects.get().what == "Skolan köps."
    tomorrow = {**sent, "on": "2099-01-01", "seen_version": 2}
    refused = kaj.post(at("entry", prov, one.pk), tomorrow)
    assert refused.status_code == 422 and "framtiden" in refused.content.decode()
    assert kaj.post(at("entry", prov, one.pk), {**sent, "seen_version": 2, "remove": "on"}).status_code == 302
    assert not LogEntry.objects.exists()
    assert kaj.post(at("entry", prov, one.pk), sent).status_code == 404


def test_every_answer_speaks_only_for_or_against_forms_and_names_its_source() -> None:
    reasons = [r for question in aid().questions for option in question.options for r in option.says]
    assert {r.form for r in reasons} == {form.key for form in aid().forms}
    assert len(aid().questions) >= 8 and all(r.law and r.text.en for r in reasons)
    told = tuple(law.name for law in aid().laws)
    assert all(part.startswith(told) for r in reasons for part in r.law.split("; ")), "how each law was checked is told"
    assert all(law.says.en and law.source and law.checked_on.year >= 2026 for law in aid().laws)


def test_what_the_answers_say_is_shown_with_its_law_and_nothing_is_scored(prov: Programme, kaj: Client) -> None:
    assert all(not one.speaks_for and not one.speaks_against for one in compare({}))
    company = next(one for one in compare({"kapital": "lite"}) if one.form.key == "aktiebolag")
    assert [reason.law for _question, reason in company.speaks_against] == ["Aktiebolagslagen (2005:551) 1 kap. 5 §"]
    assert kaj.post(at("operating_answers", prov), {"seen_version": 0, "kapital": "lite"}).status_code == 302
    html = kaj.get(at("operating_form", prov)).content.decode()
    assert "minst 25 000 kr i aktiekapital" in html and "1 av 10 frågor" in html
    assert "Så är lagarna kontrollerade" in html and "Inte bekräftat" in html
    wrong = kaj.post(at("operating_answers", prov), {"seen_version": 1, "kapital": "massor"})
    assert wrong.status_code == 422 and OperatingForm.objects.get().answers == {"kapital": "lite"}


def test_an_operating_form_is_chosen_with_a_reason(prov: Programme, kaj: Client) -> None:
    sent = {"seen_version": 0, "chosen": "ideell-forening", "why": "", "chosen_on": TODAY.isoformat()}
    assert kaj.post(at("operating_choice", prov), sent).status_code == 422
    assert not met(prov, "operating_form_chosen")
    assert kaj.post(at("operating_choice", prov), {**sent, "why": "Den finns."}).status_code == 302
    assert met(prov, "operating_form_chosen")


def test_a_file_of_forms_with_a_mistake_is_refused_whole() -> None:
    with pytest.raises(FileRefused):
        read(b'format = 1\n[[forms]]\nkey = "a"\ntitle = "A"\nlaw = "L"\n[[questions]]\nkey = "q"\ntext = "Q"\n')


def test_lists_in_written_texts_are_lists_on_their_pages_as_in_documents(prov: Programme, kaj: Client) -> None:
    said = {**SAID, "influence": "Vi frågar:\n- på stämman\n- i enkäten <b>", "seen_version": 0}
    assert kaj.post(at("write_influence", prov), said).status_code == 302
    html = kaj.get(at("influence", prov)).content.decode()
    assert "<li>på stämman</li>" in " ".join(html.split()).replace("<li> ", "<li>") and "<b>" not in html
