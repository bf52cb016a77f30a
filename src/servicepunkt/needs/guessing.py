"""Holding back whoever guesses household codes or floods a questionnaire, without standing in the way of a village.

A whole village may answer from one address (the hall's network, a telephone company's), so the bounds are wide. A code
has forty random bits, so guessing is hopeless anyway; this keeps it from costing the server work. Counts are kept for
an hour by a keyed hash of the address: wrong codes for all worker processes together, what is sent by each process for
itself, so that no row in the database tells when somebody behind an address answered.
"""

from allauth.account.adapter import get_adapter
from django.core.cache import BaseCache, cache, caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

MOST_WRONG = 50
MOST_SENT = 1000
"""Answers and offers of help from one address within the hour: more than the people of most villages."""
WITHIN_SECONDS = 3600


def _slot(request: HttpRequest, what: str) -> str:
    address = get_adapter(request).get_client_ip(request)
    return f"needs-{what}-" + salted_hmac("needs.guessing", address).hexdigest()


def _count(slot: str, kept: BaseCache = cache) -> int:
    """Add one to a count, and give it back."""
    kept.add(slot, 0, WITHIN_SECONDS)
    try:
        return kept.incr(slot)
    except ValueError:  # the hour ended between the two lines
        kept.add(slot, 1, WITHIN_SECONDS)
        return 1


def may_try(request: HttpRequest) -> bool:
    """Whether another code may be tried from where the request comes: not after fifty wrong ones in an hour."""
    return int(cache.get(_slot(request, "wrong-codes"), 0)) < MOST_WRONG


def note_wrong(request: HttpRequest) -> None:
    """Count a wrong code."""
    _count(_slot(request, "wrong-codes"))


def may_send(request: HttpRequest) -> bool:
    """Count something sent, and tell whether it may be stored: not after a thousand from one address in an hour."""
    return _count(_slot(request, "sent"), caches["process"]) <= MOST_SENT
