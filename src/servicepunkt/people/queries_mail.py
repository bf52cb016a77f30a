"""Reads of the outbox: the letters of a programme or of one account, in words, and how many stand where."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from servicepunkt.core.mail import NOT_WANTED, kind_of
from servicepunkt.core.mail_sending import INTERRUPTED, TOO_OLD
from servicepunkt.core.models import Letter

from .models import Account
from .reminding import DIGEST

ROWS = 50
State = Letter.State

SHOWN = {
    "": tuple(State),
    "vantar": (State.WAITING, State.SENDING),
    "skickade": (State.SENT,),
    "kom-inte-fram": (State.FAILED,),
    "installda": (State.WITHDRAWN,),
}
"""What a list of letters can be narrowed to, by the word in its address."""


@dataclass(frozen=True)
class LetterRow:
    """A letter where letters are listed. `to` is the receiver's name, or the address of somebody without account."""

    id: int
    kind: str
    to: str
    address: str
    subject: str
    at: dt.datetime
    state: str
    state_words: str
    fault: str
    attempts: int
    secret: bool
    body: str

    @property
    def failed(self) -> bool:
        """Whether it was given up."""
        return self.state == State.FAILED

    @property
    def may_go_again(self) -> bool:
        """Whether it can be sent again: what let its bearer in has lost its text."""
        return self.failed and not self.secret

    @property
    def may_stop(self) -> bool:
        """Whether it can be stopped."""
        return self.state == State.WAITING


def state_words(letter: Letter) -> str:
    """What has become of a letter, in words."""
    if letter.state == State.WITHDRAWN:
        if letter.fault == NOT_WANTED:
            return _("Skickades inte: mottagaren har valt bort sådana brev")
        return _("Skickades inte: det hann bli för gammalt") if letter.fault == TOO_OLD else _("Inställt")
    if letter.state == State.WAITING and letter.attempts and not letter.fault:
        return _("Väntar")
    words = {
        State.WAITING: _("Väntar på ett nytt försök") if letter.attempts else _("Väntar"),
        State.SENDING: _("Skickas just nu"),
        State.SENT: _("Skickat"),
        State.FAILED: _("Kom inte fram"),
    }
    return words[State(letter.state)]


def fault_words(letter: Letter) -> str:
    """Why a letter has not gone, in words; nothing when there is no such reason."""
    if not letter.fault or letter.state not in (State.WAITING, State.SENDING, State.FAILED):
        return ""
    if letter.fault == INTERRUPTED:
        return _("Sändningen avbröts gång på gång.")
    return _("E-postservern svarade: %(words)s") % {"words": letter.fault}


def _kind_title(letter: Letter) -> str:
    return _("Samlade påminnelser") if letter.kind == DIGEST else str(kind_of(letter.kind).title)


def rows_of(letters: Iterable[Letter]) -> list[LetterRow]:
    """Letters in words. One query for all the names."""
    shown = list(letters)
    names = dict(
        Account.objects.filter(pk__in={one.account_id for one in shown if one.account_id}).values_list(
            "pk", "person__name"
        )
    )
    return [
        LetterRow(
            id=one.pk,
            kind=_kind_title(one),
            to=names.get(one.account_id or 0, "") or one.address,
            address=one.address,
            subject=one.subject,
            at=one.sent_at or one.made_at,
            state=one.state,
            state_words=state_words(one),
            fault=fault_words(one),
            attempts=one.attempts,
            secret=kind_of(one.kind).secret,
            body="" if kind_of(one.kind).secret else one.body,
        )
        for one in shown
    ]


def page_of(letters: QuerySet[Letter], shown: str, page: str) -> tuple[list[LetterRow], PageOf[Letter]]:
    """A page of letters, newest first, narrowed to what is `shown`. Three queries."""
    of_state = letters.filter(state__in=SHOWN.get(shown, SHOWN[""]))
    found = Paginator(of_state.order_by("-id"), ROWS).get_page(page)
    return rows_of(found.object_list), found


def address_now(letter: Letter) -> str:
    """The address of the account a letter is to, as it is today; that of the letter where there is no account."""
    known = Account.objects.filter(pk=letter.account_id or 0).values_list("email", flat=True).first()
    return known or letter.address


def of_programme(root_id: int) -> QuerySet[Letter]:
    """The letters about a programme or a place in it."""
    return Letter.objects.filter(area_id=root_id)


def of_account(account_id: int) -> QuerySet[Letter]:
    """The letters to an account."""
    return Letter.objects.filter(account_id=account_id)


def nothing_goes() -> bool:
    """Whether letters only wait, because no mail server is set."""
    return not settings.MAIL_CONFIGURED
