"""Answering somebody who invites: the letter is sent, or the link is shown once to be handed over."""

from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from servicepunkt.core.actions import ActionRefused, Actor
from servicepunkt.core.text import localised

from . import invitations
from .mailing import deliver
from .models import Holding, Invitation
from .pages import Here


def invite_and_answer(
    request: HttpRequest, here: Here, holding: Holding, acting: Actor, *, seen: int | None
) -> HttpResponse:
    """Invite whoever holds a seat, and answer whoever asked for it."""
    back = redirect("people:seat", root=here.root.key, seat=holding.seat_id)
    try:
        made = invitations.invite(holding=holding, seen=seen, actor=acting)
    except ActionRefused as refused:
        messages.info(request, str(refused))
        return back
    told = {"name": holding.person.name, "email": holding.person.email}
    if made is None:
        messages.info(request, _("%(name)s är redan inbjuden.") % told)
        return back
    invitation, key = made
    link = request.build_absolute_uri(reverse("login:invited", args=[key]))
    if settings.MAIL_CONFIGURED and _send(invitation, link):
        messages.success(request, _("En inbjudan är skickad till %(email)s. Den gäller i 14 dagar.") % told)
        return back
    context = {"here": here, "invitation": invitation, "link": link, "failed": settings.MAIL_CONFIGURED}
    answer = render(request, "people/invitation_link.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _send(invitation: Invitation, link: str) -> bool:
    """Send the letter; whether it went. In Swedish: whoever gets it has not chosen a language yet."""
    seat = invitation.holding.seat
    with translation.override("sv"):
        about = {
            "invitation": invitation,
            "seat": localised(seat),
            "where": seat.place.name if seat.place else localised(seat.area),
            "link": link,
        }
        subject = _("Inbjudan till Servicepunkt")
        body = render_to_string("people/invitation_letter.txt", about)
    try:
        deliver(key=f"invitation-{invitation.pk}", address=invitation.person.email, subject=subject, body=body)
    except (SMTPException, OSError):
        return False
    return True
