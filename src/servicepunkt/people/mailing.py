"""The one place from which this room sends letters."""

from django.core.mail import send_mail


def deliver(*, key: str, address: str, subject: str, body: str) -> None:
    """Send a letter. `key` names it, so that a sender that remembers sends the same letter once."""
    send_mail(subject, body, None, [address])
