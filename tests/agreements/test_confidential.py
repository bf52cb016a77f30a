"""What a confidential agreement says is seen by its parties and by who writes agreements, whatever way one goes in."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, replace

import pytest
from django.test import Client
from django.utils import translation

from servicepunkt.agreements import actions_agreement, actions_kept, signing
from servicepunkt.agreements.actions_kept import FollowUpFacts
from servicepunkt.agreements.chasing import ends
from servicepunkt.agreements.models import Agreement
from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.evidence import Question, find, registered
from servicepunkt.documents import actions_drafts
from servicepunkt.documents.actions_drafts import Marking
from servicepunkt.documents.kinds import Asked, sections
from servicepunkt.documents.models import Draft
from servicepunkt.people.holders import holders_on
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.agreements import making
from tests.agreements.making import KAJ, KLARA, LENA
from tests.builders import login, sit, url

pytestmark = pytest.mark.django_db
LAW = "31 kap. 16 § offentlighets- och sekretesslagen (2009:400)"
SECRETS = ("Kristallkulan", "Bergkristall", "Rökkvarts", "Ametist", "77 700")
"""Words and a sum that stand in the agreement and nowhere else."""
TERMS = replace(
    making.TERMS, kind="lease", title="Kristallkulan", purpose="Bergkristall till alla.", transfer="Ametist.",
    from_on=dt.date(2024, 4, 1), to_on=dt.date(2027, 4, 1),
)  # fmt: skip


def marked(agreement: Agreement) -> None:
    draft = signing.draft_of(agreement)
    marking = Marking(draft.title, "", True, LAW, "sv")
    actions_drafts.mark(draft=draft, marking=marking, seen_version=draft.version, actor=SYSTEM)


@dataclass(frozen=True)
class Secret:
    """A signed confidential lease between village and municipality that has run for a year and was followed up."""

    prov: Programme
    home: Place
    made: making.Made

    @property
    def version(self) -> str:
        """The address of what was signed."""
        return url("documents:version", self.prov, str(self.made.agreement.signed_id))

    def at(self, name: str, *args: str | int) -> str:
        return url(f"agreements:{name}", self.prov, self.home.slug, *args)

    def ways_in(self) -> list[str]:
        """Every address by which somebody without the right to write agreements could meet it."""
        number, frozen = self.made.agreement.pk, str(self.made.agreement.signed_id)
        docs = [self.version, *(url("documents:file", self.prov, frozen, form) for form in ("pdf", "docx"))]
        return [
            self.at("agreement", number), self.at("agreements"), self.at("doors"), self.at("leaving", number),
            self.at("sign", number), *(self.at("year", year) for year in (2024, 2025, 2026)), *docs,
            url("documents:documents", self.prov), url("method:place", self.prov, self.home.slug),
            url("plan:plan", self.prov, self.home.slug), url("plan:promises", self.prov, self.home.slug),
            url("plan:extract_file", self.prov, self.home.slug), url("programme:journal", self.prov),
            url("programme:place_journal", self.prov, self.home.slug),
        ]  # fmt: skip


@pytest.fixture
def secret(prov: Programme, home: Place) -> Secret:
    made = making.ready(prov.area, home, TERMS)
    facts = replace(
        making.promised(made.village, made.municipality), what="Rökkvarts varje vecka.", amount_ore=7_770_000
    )
    actions_agreement.change_commitment(
        commitment=made.commitment, facts=facts, remove=False, seen_version=1, actor=SYSTEM
    )
    marked(made.agreement)
    sha = making.lay(made.agreement)
    making.sign(made.agreement, sha, KAJ, Role.CONTACT_PERSON)
    making.sign(made.agreement, sha, KLARA, Role.MUNICIPALITY)
    made.agreement.refresh_from_db()
    assert made.agreement.signed and made.agreement.signed.content["confidential"]
    followed = FollowUpFacts(TERMS.from_on, dt.date(2025, 4, 1), dt.date(2025, 4, 2), "not", "Ametist fattades.")
    actions_kept.follow_up(commitment=made.commitment, facts=followed, request_key=uuid.uuid4(), actor=SYSTEM)
    return Secret(prov, home, made)


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return body.decode(errors="replace").replace("\xa0", " ") if answer.status_code == 200 else ""


def told(page: str) -> list[str]:
    return [word for word in SECRETS if word in page]


@pytest.fixture(params=[Role.COUNTY_BOARD, Role.STEERING_MEMBER, Role.OWNER])
def outsider(request: pytest.FixtureRequest, prov: Programme) -> Client:
    """Somebody who may see the place, and is no party and writes no agreements. The owner may approve documents."""
    return login(LENA) if request.param == Role.COUNTY_BOARD else sit(prov, request.param, "Olle Utanför")


def test_an_outsider_learns_that_it_is_there_and_nothing_it_says(secret: Secret, outsider: Client) -> None:
    for address in secret.ways_in():
        assert told(said(outsider, address)) == [], address
    page = said(outsider, secret.at("agreement", secret.made.agreement.pk))
    assert "Byalaget" in page and "Strömsunds kommun" in page  # between whom
    assert re.search(r"31 mars 2027", page)  # until when
    assert LAW in page  # and by which law
    assert "Sekretessbelagt avtal (Hyra av lokal)" in said(outsider, secret.at("agreements"))
    assert outsider.get(secret.at("leaving", secret.made.agreement.pk)).status_code == 403
    assert outsider.get(secret.version).status_code == 404


@pytest.mark.parametrize("name", [KAJ, KLARA])
def test_its_parties_see_all_of_it(secret: Secret, name: str) -> None:
    client = login(name)
    page = said(client, secret.at("agreement", secret.made.agreement.pk))
    assert told(page) == list(SECRETS)
    assert LAW in page
    assert "Kristallkulan" in said(client, secret.version)


def test_a_party_that_writes_no_agreements_reads_it_too(prov: Programme, home: Place) -> None:
    """The region's officer may neither write agreements nor see other confidential ones, but signs this one."""
    made = making.ready(prov.area, home, TERMS)
    making.join(made.agreement, making.add_party(prov.area, home, making.COUNTY))
    marked(made.agreement)
    lena, stranger = login(LENA), sit(prov, Role.STEERING_MEMBER, "Olle Utanför")
    sha = making.lay(made.agreement)
    text = url("agreements:sign", prov, home.slug, made.agreement.pk)
    assert "Bergkristall" in said(lena, text)
    assert stranger.get(text).status_code == 403
    for name, role in ((KAJ, Role.CONTACT_PERSON), (KLARA, Role.MUNICIPALITY), (LENA, Role.COUNTY_BOARD)):
        making.sign(made.agreement, sha, name, role)
    made.agreement.refresh_from_db()
    version = url("documents:version", prov, str(made.agreement.signed_id))
    assert "Kristallkulan" in said(lena, version)
    assert "Kristallkulan" in said(lena, url("documents:documents", prov))
    assert stranger.get(version).status_code == 404


def test_a_draft_that_is_marked_is_veiled_while_it_is_written(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home, TERMS)
    stranger = sit(prov, Role.STEERING_MEMBER, "Olle Utanför")
    address = url("agreements:agreement", prov, home.slug, made.agreement.pk)
    assert "Bergkristall" in said(stranger, address)
    marked(made.agreement)
    assert told(said(stranger, address)) == []


def test_what_was_signed_as_confidential_stays_so_whatever_the_draft_is_marked_later(secret: Secret) -> None:
    draft = Draft.objects.get(kind="agreement")
    public = Marking("Avtal", "", False, "", "sv")
    actions_drafts.mark(draft=draft, marking=public, seen_version=draft.version, actor=SYSTEM)
    assert told(said(login(LENA), secret.at("agreement", secret.made.agreement.pk))) == []


def test_a_supplement_is_as_confidential_as_what_it_replaces(secret: Secret) -> None:
    new = actions_agreement.begin_supplement(agreement=secret.made.agreement, from_on=dt.date(2026, 5, 1), actor=SYSTEM)
    assert signing.draft_of(new).confidential_reason == LAW
    for one in (new, secret.made.agreement):
        assert told(said(login(LENA), secret.at("agreement", one.pk))) == []
    assert said(login(KAJ), secret.at("agreement", new.pk)).count("Kristallkulan") > 1


def test_documents_about_the_place_tell_of_it_without_its_terms(secret: Secret) -> None:
    asked = Asked(secret.prov.area, secret.home, secret.home.pk, clock.today(), None, None)
    mine = [name for name in sections() if name.startswith(("agreements.", "plan.")) and ".its_" not in name]
    assert len(mine) >= 3
    for name in mine:
        assert told(repr(sections()[name].fill(asked)).replace("\xa0", " ")) == [], name
    listed = repr(sections()["agreements.list"].fill(asked))
    assert "Sekretessbelagt avtal (Hyra av lokal)" in listed and "31 mars 2027" in listed
    assert "1 avtal är sekretessbelagt" in repr(sections()["agreements.commitments"].fill(asked))


def test_no_evidence_quotes_it(secret: Secret) -> None:
    question = Question(secret.prov.area_id, frozenset({secret.home.pk}), {}, clock.today())
    for name in registered():
        if name.startswith("agreements."):
            assert told(repr(find(name, question))) == []


def test_who_is_reminded_of_its_days_is_who_may_read_it(secret: Secret) -> None:
    for day in (dt.date(2026, 4, 1), dt.date(2026, 10, 1)):
        for thing in ends(secret.prov.area, holders_on(day), day):
            people = {one for some in thing.concerns.values() for one in some}
            assert "Lena" not in repr(people)


def test_english_readers_are_told_in_english(secret: Secret) -> None:
    with translation.override("en"):
        from servicepunkt.agreements.confiding import veiled

        assert "Sekretess" not in veiled(secret.made.agreement).title
