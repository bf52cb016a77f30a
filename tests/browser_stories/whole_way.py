"""The stage of the whole way: an empty place with its people seated, their phones, and what is laid beside it."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, ViewportSize
from pytest_django.live_server_helper import LiveServer

from servicepunkt.core import clock, duties
from servicepunkt.core.actions import SYSTEM
from servicepunkt.people.models import Account
from servicepunkt.people.roles import Role
from servicepunkt.plan import actions_chapters as chapters
from servicepunkt.plan.book import BOOK
from servicepunkt.plan.book_budget import BUDGET
from servicepunkt.plan.lines_budget import COSTS
from servicepunkt.plan.sheets import by_key as plan_by_key
from servicepunkt.sheets.actions import FilledSheet, take_in_sheets
from tests.agreements import making
from tests.browser_stories.keyboard import Keyboard
from tests.browser_stories.staging import TODAY, Witness
from tests.conftest import PHONE
from tests.plan.budget.making import values as cost_values
from tests.plan.sheet_making import many, values
from tests.story.stage import Stage

PLACE = "Backe"
JENNY, OVE, NILS = "Jenny Backlind", "Ove Ström", "Nils Norrhem"
"""The contact person, the municipality's representative and the region's project leader. All invented."""
_WINDOW = ViewportSize(width=PHONE["width"], height=PHONE["height"])
_PASSWORD = "ett eget långt lösenord"
_STARTED = dt.date(2026, 3, 1)
YEAR = TODAY.year + 1


class Way:
    """The memo's programme, moved to start half a year ago, of which one place is told."""

    def __init__(self, browser: Browser, server: LiveServer, witness: Witness) -> None:
        with clock.fixed(_STARTED):
            self.stage = Stage(_STARTED)
            self.stage.lead(NILS, self.stage.regions[PLACE])
            self.stage.seat_at(PLACE, Role.CONTACT_PERSON, JENNY)
            self.stage.seat_at(PLACE, Role.MUNICIPALITY, OVE)
            self.stage.seat_at(PLACE, Role.COUNTY_BOARD, "Lena Lövgren")
            self.stage.seat_at(PLACE, Role.LOCAL_MEMBER, "Berit Lagerlöf", "Byalagets ledamot")
            self.stage.seat_at(PLACE, Role.LOCAL_MEMBER, "Hans Hägg", "Handlaren")
        duties.run_due()
        Account.objects.update(password=make_password(_PASSWORD))
        self.browser, self.server, self.witness = browser, server, witness
        self.root, self.place = self.stage.root, self.stage.places[PLACE]
        self.phones: list[Keyboard] = []

    def phone(self, address: str = "/") -> Keyboard:
        """Somebody takes up a phone with a keyboard and writes an address: the only one that is ever written."""
        context = self.browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm", viewport=_WINDOW)
        self.witness.watch(context)
        phone = Keyboard(context.new_page())
        phone.page.goto(self.server.url + address)
        self.phones.append(phone)
        return phone

    def enter(self, name: str) -> Keyboard:
        """Somebody logs in at the front door and goes to the place."""
        phone = self.phone()
        phone.arrive("En dörr in till servicen på landsbygden")
        phone.follow("Logga in", "Logga in")
        phone.write("E-postadress", self.stage.accounts[name].email)
        phone.write("Lösenord", _PASSWORD)
        phone.press("Logga in", f"Hej, {name}", within=phone.page.locator("main form").first)
        phone.follow(PLACE, PLACE)
        return phone

    def close(self) -> None:
        """All phones are put away."""
        for phone in self.phones:
            phone.page.context.close()

    # What is laid: more of the same as somebody has just done by hand, and what other rooms' stories tell.

    def lay_cheque(self) -> None:
        """The programme pays the cheque, and the group accounts for it."""
        self.stage.pay(PLACE, 10_000, "Lokal serviceutvecklingscheck", cheque=True)
        self.stage.account_for_cheque(PLACE)

    def lay_supply(self) -> None:
        """The rest of the inventory."""
        self.stage.write_down(PLACE, "municipal", "nonprofit", "commercial", "state")
        self.stage.account_for_areas(PLACE)
        self.stage.judge_services(PLACE)
        self.stage.fill_sheets(PLACE, "premises", "connectivity", "statecompany", "association", "company", "transport")

    def lay_answers(self) -> None:
        """Residents and companies are asked too, and ten of each age answer."""
        self.stage.ask(PLACE, variants=("resident", "company"))

    def lay_statements(self) -> None:
        """What people state in the pre-study, but for what is stated by hand."""
        for task in ("behov", "utbud", "kartlaggning", "drift", "parter", "projektplan"):
            keys = self.stage.stated_in(task, without=["bred-samverkan"])
            self.stage.sitting(PLACE, *keys, note="Genomgånget i gruppen.")

    def lay_chapters(self, first: str) -> None:
        """The other chapters are written and decided, as the first was by hand."""
        keys = [one.key for one in self.stage.spec.chapters if one.key != first]
        self.stage._write_chapters(PLACE, keys)
        for key in keys:
            chapters.decide_chapter(
                root=self.root, place=self.place, key=key, on=TODAY, body="Lokal projektgrupp",
                minutes="Protokoll 3", seen_version=1, actor=SYSTEM,
            )  # fmt: skip

    def lay_sheets(self) -> None:
        """The rest of the plan's sheets: services of every sector, training, confidentiality, safety, technology."""
        offered = [row for row in many("offering") if row["sector"] != "municipal"]
        filled = [FilledSheet(plan_by_key["offering"], offered)]
        filled += [FilledSheet(plan_by_key[k], many(k)) for k in ("techservice", "training", "confidentiality")]
        filled += [FilledSheet(plan_by_key["safety"], [values("safety", practised_on="")])]
        take_in_sheets(root=self.root, place=self.place, book=BOOK, filled=filled, seen_version=None, actor=SYSTEM)
        self.stage.weigh_purchases(PLACE)

    def lay_costs(self) -> None:
        """Costs of the other kinds."""
        kinds = ("Drift", "Investeringar", "Inventarier", "Marknadsföring och information")
        years = {"first_year": str(YEAR), "last_year": "", "index_permille": ""}
        rows = [cost_values("costline", what=kind, kind=kind, amount_ore="20 000", **years) for kind in kinds]
        take_in_sheets(
            root=self.root, place=self.place, book=BUDGET, filled=[FilledSheet(COSTS, rows)], seen_version=None,
            actor=SYSTEM,
        )  # fmt: skip

    def lay_parties(self) -> None:
        """The other parties, and whom one turns to there."""
        for facts in (making.MUNICIPALITY, making.COUNTY):
            making.add_party(self.root, self.place, facts)
