"""Inviting somebody in a seat to log in: sending the link, sending it again, taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import invitations
from .inviting import invite_and_answer
from .pages import About, Here, page
from .roles import Right
from .views import holding_here


@page(
    "people:invite",
    title=gettext_lazy("Bjuda in någon som har en plats"),
    about=About.PROGRAMME,
    save=Right.SEAT_LOCALLY,
    locally=True,
    saves_only=True,
)
def invite(request: HttpRequest, here: Here, holding: int) -> HttpResponse:
    """Send whoever holds a seat a link; an older one stops working."""
    one, _seat, acting = holding_here(here, holding)
    seen = request.POST.get("seen", "")
    return invite_and_answer(request, here, one, acting, seen=int(seen) if seen.isdecimal() else None)


@page(
    "people:withdraw",
    title=gettext_lazy("Ta tillbaka en inbjudan"),
    about=About.PROGRAMME,
    save=Right.SEAT_LOCALLY,
    locally=True,
    saves_only=True,
)
def withdraw(request: HttpRequest, here: Here, holding: int) -> HttpResponse:
    """Make the link stop working."""
    one, of_seat, acting = holding_here(here, holding)
    newest = invitations.newest(one.person_id)
    if newest is not None and invitations.withdraw(invitation=newest, actor=acting):
        messages.success(request, _("Inbjudan till %(name)s är återtagen. Länken fungerar inte längre.") % {
            "name": one.person.name
        })  # fmt: skip
    else:
        messages.info(request, _("Det finns ingen inbjudan att ta tillbaka."))
    return redirect("people:seat", root=here.root.key, seat=of_seat.pk)
