"""The way from a needed agreement to a signed one as people walk it in the browser, and two who save at once."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from servicepunkt.agreements.models import Agreement, Commitment, Needed, Party, Side
from servicepunkt.core.jobs_running import work_off
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.agreements import making, walk
from tests.agreements.making import KAJ, KLARA
from tests.builders import TODAY, login, sit

pytestmark = pytest.mark.django_db


def at(prov: Programme, home: Place, name: str, *args: int) -> str:
    return reverse(f"agreements:{name}", args=[prov.area.key, home.slug, *args])


def hidden(client: Client, address: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', client.get(address).content.decode())
    assert found, address
    return found[1]


TERMS = {
    "kind": "cooperation", "title": "Samverkan", "purpose": "Service nära.", "from_on": "2026-04-01",
    "last_on": "2029-03-31", "intention_years": "5", "extending": "automatic", "extension_months": "12",
    "extensions": "2", "index_per_mille": "0", "notice_months": "6", "warning_months": "12", "follow_months": "12",
    "transfer": "", "ending": "",
}  # fmt: skip


def test_from_needed_to_signed_in_the_browser(prov: Programme, home: Place) -> None:
    kaj, klara = login(KAJ), login(KLARA)
    for facts in (making.VILLAGE, making.MUNICIPALITY, making.SHOP):
        making.add_party(prov.area, home, facts)
    sent = {
        "kind": "cooperation", "parties": "Byalaget: värd\n\nStrömsunds kommun: beställare", "why": "Det behövs.",
        "state": "needed", "request_key": str(uuid.uuid4()),
    }  # fmt: skip
    assert kaj.post(at(prov, home, "new_needed"), sent).status_code == 302
    needed = Needed.objects.get()
    new = at(prov, home, "new_agreement") + f"?behov={needed.pk}"
    assert "Det behövs." in kaj.get(new).content.decode()
    kaj.post(new, {**TERMS, "request_key": str(uuid.uuid4())})
    one = Agreement.objects.get()
    assert (one.to_on, one.sides.count()) == (dt.date(2029, 4, 1), 2)
    shop = {"party": str(Party.objects.get(stands_for="company").pk), "role": "", "signs_here": "False"}
    assert kaj.post(at(prov, home, "new_side", one.pk), shop).status_code == 302
    village, municipality = (Side.objects.get(party__stands_for=x) for x in ("village", "municipality"))
    form = kaj.get(at(prov, home, "new_commitment", one.pk) + "?ur=information").content.decode()
    assert "10\xa0000" in form and "Örnsköldsvik" in form
    promised = {
        "menu": "information", "doer": str(village.pk), "payer": str(municipality.pk), "what": "Skärm och blanketter",
        "level": "information", "amount_ore": "10 000", "deduction_percent": "50", "request_key": str(uuid.uuid4()),
    }  # fmt: skip
    assert kaj.post(at(prov, home, "new_commitment", one.pk), promised).status_code == 302
    assert Commitment.objects.get().amount_ore == 10_000_00
    assert kaj.post(at(prov, home, "lay", one.pk)).status_code == 302
    _sign_all(prov, home, one, kaj, klara)
    page = kaj.get(at(prov, home, "agreements")).content.decode()
    assert "Undertecknat" in page and "Samverkan" in page


def _sign_all(prov: Programme, home: Place, one: Agreement, kaj: Client, klara: Client) -> None:
    """Kaj brings in the shop's paper and signs; Klara signs last."""
    side = Side.objects.get(signs_here=False)
    address = at(prov, home, "paper", one.pk, side.pk)
    upload = {"sha256": hidden(kaj, address, "sha256"), "function": "Butikschefen", "signed_on": TODAY.isoformat()}
    wrong = kaj.post(address, {**upload, "upload": SimpleUploadedFile("avtal.pdf", b"ingen pdf")})
    assert wrong.status_code == 422 and "Butikschefen" in wrong.content.decode()
    assert kaj.post(address, {**upload, "upload": SimpleUploadedFile("avtal.pdf", making.PDF)}).status_code == 302
    for client in (kaj, klara):
        address = at(prov, home, "sign", one.pk)
        assert client.post(address, {"sha256": hidden(client, address, "sha256")}).status_code == 302
    work_off()
    one.refresh_from_db()
    assert one.signed_id
    paper = one.papers.get()
    got = kaj.get(at(prov, home, "paper_file", one.pk, paper.pk))
    assert b"".join(got.streaming_content) == making.PDF and "attachment" in got["Content-Disposition"]  # type: ignore[attr-defined]
    assert kaj.get(at(prov, home, "terms", one.pk)).status_code == 404


def test_two_who_change_the_terms_are_told_and_lose_nothing(prov: Programme, home: Place) -> None:
    one = making.begin(prov.area, home)
    kaj, klara = login(KAJ), login(KLARA)
    address = at(prov, home, "terms", one.pk)
    seen = hidden(kaj, address, "seen_version")
    assert klara.post(address, {**TERMS, "title": "Klaras rubrik", "seen_version": seen}).status_code == 302
    met = kaj.post(address, {**TERMS, "title": "Kajs rubrik", "seen_version": seen})
    assert met.status_code == 409
    assert "Kajs rubrik" in met.content.decode() and "Klaras rubrik" in met.content.decode()


def test_what_was_typed_of_a_commitment_that_somebody_took_away_can_be_saved_anew(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home)
    kaj, klara = login(KAJ), login(KLARA)
    address = at(prov, home, "commitment", made.agreement.pk, made.commitment.pk)
    typed = {
        "menu": "information", "doer": str(made.village.pk), "what": "Något annat", "level": "information",
        "deduction_percent": "0", "seen_version": hidden(kaj, address, "seen_version"),
    }  # fmt: skip
    assert klara.post(address, {**typed, "remove": "on"}).status_code == 302
    met = kaj.post(address, typed)
    page = met.content.decode()
    assert met.status_code == 409 and "Något annat" in page
    again = {**typed, "request_key": hidden_in(page, "request_key")}
    assert kaj.post(at(prov, home, "new_commitment", made.agreement.pk), again).status_code == 302
    assert Commitment.objects.get().what == "Något annat"


def hidden_in(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def test_the_pages_ask_as_often_for_many_agreements_as_for_one(prov: Programme, home: Place) -> None:
    client = sit(prov, Role.COORDINATOR, "Sara Samordnare")
    addresses = [at(prov, home, "agreements"), at(prov, home, "doors"), at(prov, home, "year", TODAY.year)]

    def asked() -> list[int]:
        out = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            out.append(len(queries))
        return out

    walk.by_name(prov.area, home)
    before = asked()
    walk.by_name(prov.area, home)
    assert asked() == before


def test_who_only_follows_sees_the_agreement_and_no_way_to_write(prov: Programme, home: Place) -> None:
    made = making.signed(prov.area, home)
    looker = sit(prov, Role.STEERING_MEMBER, "Stina Styr")
    page = looker.get(at(prov, home, "agreement", made.agreement.pk)).content.decode()
    assert "Följ upp" not in page and "För in en uppsägning" not in page
    leaving = at(prov, home, "leaving", made.agreement.pk) + f"?part={made.municipality.pk}"
    assert "Om Strömsunds kommun går ur" in looker.get(leaving).content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"), [("2,5", 25), ("2", 20), ("2,5 %", 25), ("2,55", 0), ("21", 0), ("mycket", 0)]
)
def test_a_yearly_rise_is_read_and_written_in_per_cent(prov: Programme, home: Place, typed: str, kept: int) -> None:
    kaj = login(KAJ)
    answer = kaj.post(
        at(prov, home, "new_agreement"), {**TERMS, "index_per_mille": typed, "request_key": str(uuid.uuid4())}
    )
    if not kept:
        assert answer.status_code == 422 and f'value="{typed}"' in answer.content.decode(), "nothing typed is lost"
        return
    one = Agreement.objects.get()
    assert one.index_per_mille == kept
    form = kaj.get(at(prov, home, "terms", one.pk)).content.decode()
    assert f'name="index_per_mille" value="{typed.removesuffix(" %")}"' in form


def test_an_agreement_that_is_written_says_first_what_is_missing(prov: Programme, home: Place) -> None:
    kaj = login(KAJ)
    kaj.post(at(prov, home, "new_agreement"), {**TERMS, "request_key": str(uuid.uuid4())})
    page = kaj.get(at(prov, home, "agreement", Agreement.objects.get().pk)).content.decode()
    assert page.index("Avtalet behöver minst två parter.") < page.index("Vad parterna åtar sig")
    assert "Ingen part betalar någon annan enligt avtalet." in page
