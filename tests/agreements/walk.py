"""What the walks through every page open this room's pages with: a draft, one that lies for signing, one signed."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import TypeAlias

from servicepunkt.agreements import actions_kept, signing
from servicepunkt.agreements.models import Agreement
from servicepunkt.agreements.terms import add_months
from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, Actor
from servicepunkt.core.jobs_running import work_off
from servicepunkt.places.models import Area, Place
from tests.agreements import making

Arguments: TypeAlias = dict[str, list[str | int]]

FILES = {"agreements:paper_file"}
"""An answer that is no page."""
WITHOUT_ARGUMENTS = {"agreements:new_party", "agreements:new_needed", "agreements:new_agreement"}
OF_A_DRAFT = ("agreement", "terms", "new_side", "new_commitment", "lay", "drop")
OF_A_PROPOSED = ("sign", "take_back")
OF_A_SIGNED = ("supplement", "notice", "extend", "leaving")
THE_VILLAGES_OWN = WITHOUT_ARGUMENTS | {
    "agreements:party", "agreements:needed", "agreements:terms", "agreements:new_side", "agreements:side",
    "agreements:new_commitment", "agreements:commitment", "agreements:lay", "agreements:take_back", "agreements:drop",
    "agreements:supplement", "agreements:paper", "agreements:new_follow_up", "agreements:follow_up",
    "agreements:notice", "agreements:extend",
}  # fmt: skip
"""Pages only for those who keep a village's agreements."""


def _paper(made: making.Made, sha: str) -> int:
    side = made.agreement.sides.get(signs_here=False)
    paper = signing.Paper("Butikschefen", clock.today(), "avtal.pdf", making.PDF)
    return signing.sign_on_paper(side=side, paper=paper, seen_sha256=sha, actor=SYSTEM).pk


def _signed(root: Area, place: Place) -> tuple[making.Made, int, int]:
    """An agreement that runs since more than a year, with its paper, and a follow-up of its first year."""
    first = add_months(clock.first_of_month(clock.today()), -14)
    terms = replace(making.TERMS, from_on=first, to_on=add_months(first, 36), extending="decision")
    made = making.ready(root, place, terms, on_paper=True)
    sha = making.lay(made.agreement)
    paper = _paper(made, sha)
    for number, one in enumerate(signing.approvers(signing.draft_of(made.agreement))):
        signing.sign(agreement=made.agreement, seen_sha256=sha, actor=Actor(900_000 + number, one.seat_id))
    work_off()
    after = add_months(first, 12)
    facts = actions_kept.FollowUpFacts(first, after, after + dt.timedelta(days=3), "partly", "Stängt en vecka i mars.")
    row = actions_kept.follow_up(commitment=made.commitment, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)
    assert Agreement.objects.get(pk=made.agreement.pk).signed_id
    return made, paper, row.pk


def by_name(root: Area, place: Place) -> dict[str, object]:
    """One of everything, by what it is called in an address, or by "page/name" where a page needs another one."""
    signed, paper, follow_up = _signed(root, place)
    draft, proposed = making.ready(root, place), making.ready(root, place, on_paper=True)
    making.lay(proposed.agreement)
    on_paper = proposed.agreement.sides.get(signs_here=False)
    kept = {"agreements:new_follow_up", "agreements:follow_up"}
    of_signed = {f"agreements:{name}" for name in OF_A_SIGNED} | kept | FILES
    return {
        "partner": draft.village.party_id,
        "needed": making.need(root, place).pk,
        "year": clock.today().year,
        "agreement": draft.agreement.pk,
        "side": draft.village.pk,
        "commitment": draft.commitment.pk,
        "follow_up": follow_up,
        "paper": paper,
        **{f"{name}/agreement": signed.agreement.pk for name in of_signed},
        **{f"{name}/commitment": signed.commitment.pk for name in kept},
        **{f"agreements:{name}/agreement": proposed.agreement.pk for name in (*OF_A_PROPOSED, "paper")},
        "agreements:paper/side": on_paper.pk,
    }


ADDRESSED = {
    "party": ("partner",), "needed": ("needed",), "year": ("year",), "agreement": ("agreement",),
    "side": ("agreement", "side"), "commitment": ("agreement", "commitment"), "paper": ("agreement", "side"),
    "paper_file": ("agreement", "paper"), "new_follow_up": ("agreement", "commitment"),
    "follow_up": ("agreement", "commitment", "follow_up"),
    **dict.fromkeys((*OF_A_DRAFT, *OF_A_PROPOSED, *OF_A_SIGNED), ("agreement",)),
}  # fmt: skip
"""What stands in the address of each page, in order."""


def arguments(root: Area, place: Place) -> Arguments:
    """For each page that is about one thing: what stands in its address after programme and place."""
    made = by_name(root, place)
    return {
        f"agreements:{page}": [int(str(made.get(f"agreements:{page}/{name}", made.get(name)))) for name in names]
        for page, names in ADDRESSED.items()
    }
