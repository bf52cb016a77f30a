"""The one place from which this room sends letters: all of them go through the outbox."""

from django.utils.translation import gettext_lazy

from servicepunkt.core import mail

# Their links let their reader in, so nobody else reads them and they are erased once sent.
mail.register_kind("invitation", gettext_lazy("Inbjudan att logga in"), secret=True)
mail.register_kind("address", gettext_lazy("Ny e-postadress"), secret=True)


def deliver(*, key: str, kind: str, address: str, subject: str, body: str) -> None:
    """Put a letter in the outbox. `key` names it: the same letter goes once. Raises ActionRefused for an address that
    nothing can be sent to."""
    mail.put(key=key, kind=kind, address=address, subject=subject, body=body)
