"""Every write of the way of working: load a version, adopt it, state, confirm, pass a gate."""

from .gates import Lack, confirm, lacking, latest_confirmations, pass_gate
from .shared import (
    GateClosed,
    NotAllowed,
    Upload,
    confirming_seat,
    must_always_hold,
    spot_of,
    stating_roles,
    stating_seat,
)
from .statements import adopt, load_method, state

__all__ = [
    "GateClosed",
    "Lack",
    "NotAllowed",
    "Upload",
    "adopt",
    "confirm",
    "confirming_seat",
    "lacking",
    "latest_confirmations",
    "load_method",
    "must_always_hold",
    "pass_gate",
    "spot_of",
    "state",
    "stating_roles",
    "stating_seat",
]
