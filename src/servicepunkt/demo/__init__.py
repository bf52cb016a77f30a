"""The demonstration: the memo's programme untouched, and an invented one whose six villages have come unequally far."""

from .accounts import DemoAccount, demo_accounts

__all__ = ["DemoAccount", "demo_accounts"]
