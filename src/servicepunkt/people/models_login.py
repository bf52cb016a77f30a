"""What logging in leaves behind: where one is logged in, and invitations to log in the first time."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from .sessions import SessionStore


class LoginSession(AbstractBaseSession):
    """A session; of somebody logged in, also whose, since when, and roughly in which browser. No address is kept."""

    account_id = models.BigIntegerField(null=True, db_index=True)
    browser = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        """The store that writes these rows."""
        from .sessions import SessionStore

        return SessionStore


class Invitation(models.Model):
    """A link that lets the person in a seat choose how to log in: once, and not after `expires_at`.

    The key in the link is not stored, only its SHA-256. An invitation is open until it is used, withdrawn or replaced
    by a newer one (`ended_at`), or too old.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="invitations")
    holding = models.ForeignKey("people.Holding", on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    key_sha256 = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(used_at=None, ended_at=None), name="one_open_invitation_a_person"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="invitation_in_order"),
            models.CheckConstraint(condition=Q(used_at=None) | Q(ended_at=None), name="invitation_used_or_ended"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
