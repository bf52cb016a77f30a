"""Holding back whoever guesses household codes, without standing in the way of a village behind one address.

A code has forty random bits, so guessing is hopeless anyway; this keeps it from costing the server work. Only wrong
codes are counted, for all worker processes together, by a keyed hash of the address that is forgotten within the hour.
"""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

MOST_WRONG = 50
WITHIN_SECONDS = 3600


def _slot(request: HttpRequest) -> str:
    address = get_adapter(request).get_client_ip(request)
    return "needs-wrong-codes-" + salted_hmac("needs.guessing", address).hexdigest()


def may_try(request: HttpRequest) -> bool:
    """Whether another code may be tried from where the request comes: not after fifty wrong ones in an hour."""
    return int(cache.get(_slot(request), 0)) < MOST_WRONG


def note_wrong(request: HttpRequest) -> None:
    """Count a wrong code."""
    slot = _slot(request)
    cache.add(slot, 0, WITHIN_SECONDS)
    try:
        cache.incr(slot)
    except ValueError:  # the hour ended between the two lines
        cache.add(slot, 1, WITHIN_SECONDS)
