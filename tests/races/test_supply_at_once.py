"""Two at the same moment who write about what one place has: a file, a page, or both."""

from dataclasses import replace
from functools import partial

from servicepunkt.core.actions import SYSTEM, ChangedMeanwhile
from servicepunkt.supply.actions import (
    Answer,
    Change,
    Filled,
    OfferTwice,
    add_offer,
    answer_areas,
    change_offer,
    remove_offer,
    take_in,
)
from servicepunkt.supply.ledger import version_of
from servicepunkt.supply.models import AreaAnswer, Inventory, Offer
from tests.method.building import Village
from tests.races.conftest import at_once
from tests.supply.making import SHOP

ROUNDS = 3


def raised(outcomes: list[object]) -> list[type]:
    return [type(one) for one in outcomes if isinstance(one, Exception)]


def test_two_files_taken_in_at_once_are_one_after_the_other_with_open_eyes(by: Village) -> None:
    for number in range(ROUNDS):
        seen = version_of(by.place)
        files = [Filled([replace(SHOP, service=f"{name} {number}")], (), ()) for name in ("Ena", "Andra")]
        takes = [
            partial(take_in, root=by.programme.area, place=by.place, filled=one, seen_version=seen, actor=SYSTEM)
            for one in files
        ]
        outcomes = at_once(*takes)
        assert raised(outcomes) == [ChangedMeanwhile], outcomes
        assert Offer.objects.count() == number + 1
        assert Inventory.objects.get().version == number + 1


def test_the_same_offer_written_down_by_two_at_once_is_there_once(by: Village) -> None:
    for number in range(ROUNDS):
        facts = replace(SHOP, service=f"Tjänst {number}")
        once = partial(add_offer, root=by.programme.area, place=by.place, facts=facts, actor=SYSTEM)
        outcomes = at_once(once, once)
        assert raised(outcomes) == [OfferTwice], outcomes
        assert Offer.objects.count() == number + 1


def test_a_file_and_a_page_that_change_the_same_offer_do_not_both_win(by: Village) -> None:
    root = by.programme.area
    for number in range(ROUNDS):
        offer = add_offer(root=root, place=by.place, facts=replace(SHOP, service=f"T {number}"), actor=SYSTEM)
        facts, seen = replace(SHOP, service=f"T {number}", note="Ny"), version_of(by.place)
        filled = Filled((), [Change(offer.pk, replace(facts, note="Ur filen"), 1)], ())
        outcomes = at_once(
            partial(take_in, root=root, place=by.place, filled=filled, seen_version=seen, actor=SYSTEM),
            partial(change_offer, root=root, offer=offer, facts=facts, seen_version=1, actor=SYSTEM),
        )
        assert raised(outcomes) == [ChangedMeanwhile], outcomes
        offer.refresh_from_db()
        assert offer.version == 2 and offer.hours.count() == 5
        outcomes = at_once(
            partial(remove_offer, root=root, offer=offer, seen_version=2, actor=SYSTEM),
            partial(change_offer, root=root, offer=offer, facts=facts, seen_version=2, actor=SYSTEM),
        )
        assert raised(outcomes) == [ChangedMeanwhile], outcomes


def test_an_area_answered_by_two_at_once_keeps_the_first(by: Village) -> None:
    def say(words: str) -> int:
        answers = [Answer("skola", "here", words, 0), Answer(words, "here", "x", 0)]
        return answer_areas(root=by.programme.area, place=by.place, answers=answers, actor=SYSTEM)

    outcomes = at_once(partial(say, "turism"), partial(say, "fritid"))
    assert raised(outcomes) == [ChangedMeanwhile], outcomes
    assert AreaAnswer.objects.count() == 2
