"""Taking in what a year's accounts come to."""

from servicepunkt.core.actions import Actor, action, record
from servicepunkt.places.models import Area, Place

from .book_budget import open_budget
from .budget.sie import Books
from .models_accounts import AccountSum


@action
def take_in_accounts(*, root: Area, place: Place, books: Books, actor: Actor) -> int:
    """Put a financial year's sums in place of what was there for its months; the number of sums that became others.

    The same file once more changes nothing and leaves no line in the journal.
    """
    budget = open_budget(place)
    first, last = (books.from_on.year, books.from_on.month), (books.to_on.year, books.to_on.month)
    stored = {
        (one.year, one.month, one.account): one.amount_ore
        for one in AccountSum.objects.filter(place=place, year__gte=first[0], year__lte=last[0])
        if first <= (one.year, one.month) <= last
    }
    changed = sum(stored.get(key) != books.sums.get(key) for key in {*stored, *books.sums})
    if not changed:
        budget.version -= 1  # nothing was written: who has the budget open is not told of a change
        budget.save()
        return 0
    for year, month in {key[:2] for key in stored}:
        AccountSum.objects.filter(place=place, year=year, month=month).delete()
    AccountSum.objects.bulk_create(
        [
            AccountSum(place=place, year=year, month=month, account=account, amount_ore=ore)
            for (year, month, account), ore in books.sums.items()
        ],
        batch_size=500,
    )
    record("keep", budget, actor=actor, place_id=place.pk, area_id=root.pk, accounts=books.from_on.year, sums=changed)
    return changed
