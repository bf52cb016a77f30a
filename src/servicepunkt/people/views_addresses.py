"""Pages to change the address somebody logs in with: asked for by who seats them, agreed to by themselves."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile

from . import accounts, addresses
from .addresses import AddressRefused, Proposal
from .conflicts import seen_again
from .invitations import sha256_of
from .mailing import deliver
from .models import Account, Holding, Person
from .pages import About, Here, page
from .roles import Right
from .rules import may_seat_everywhere
from .views import holding_here


class AddressForm(forms.Form):
    """A new address. `seen` is the one that stood there when the form was opened."""

    email = forms.EmailField(
        label=gettext_lazy("Ny e-postadress"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


@page(
    "people:address",
    title=gettext_lazy("Ändra någons e-postadress"),
    about=About.PROGRAMME,
    see=Right.SEAT_LOCALLY,
    save=Right.SEAT_LOCALLY,
    locally=True,
)
def address(request: HttpRequest, here: Here, holding: int) -> HttpResponse:
    """The address of somebody in a seat. Who can log in already must agree; all others get the new one at once."""
    one, _seat, acting = holding_here(here, holding)
    account = Account.objects.filter(person=one.person).first()
    must_agree = account is not None and accounts.can_get_in(account)
    if not must_agree and not may_seat_everywhere(here, one.person_id, clock.today()):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = AddressForm(posted, initial={"email": one.person.email, "seen": one.person.email})
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            if must_agree:
                return _propose(request, here, one, typed["email"])
            old = one.person.email
            person = addresses.change_address(
                person=one.person, email=typed["email"], seen=typed["seen"], actor=acting,
                place_id=one.seat.place_id, area_id=one.seat.area_id,
            )  # fmt: skip
        except ChangedMeanwhile as refused:
            one.person.refresh_from_db()
            form = AddressForm(seen_again(request.POST, "seen", one.person.email))
            form.add_error("email", str(refused))
        except ActionRefused as refused:
            form.add_error("email", str(refused))
        else:
            _tell_old(old, person)
            messages.success(request, _("Adressen till %(name)s är ändrad.") % {"name": person.name})
            return redirect("people:seat", root=here.root.key, seat=one.seat_id)
    context = {"here": here, "holding": one, "person": one.person, "must_agree": must_agree, "form": form}
    return render(request, "people/address.html", context, status=422 if form.is_bound else 200)


def _propose(request: HttpRequest, here: Here, one: Holding, typed: str) -> HttpResponse:
    """Send the link to the new address, and word of it to the old one. Raises AddressRefused."""
    person = one.person
    email = addresses.tidied(typed, person=person)
    token = addresses.token_of(Proposal(person.pk, person.email, email))
    link = request.build_absolute_uri(reverse("login:address", args=[token]))
    sent = settings.MAIL_CONFIGURED and _letter(person, email, link=link, to=email)
    if not sent:
        answer = render(request, "people/address_link.html", {"here": here, "holding": one, "link": link})
        answer["Cache-Control"] = "no-store"
        return answer
    _letter(person, email, link="", to=person.email)
    told = {"name": person.name, "email": email}
    messages.success(request, _("Ett brev är skickat till %(email)s. Adressen byts när %(name)s godkänner det.") % told)
    return redirect("people:seat", root=here.root.key, seat=one.seat_id)


def _tell_old(old: str, person: Person) -> None:
    if settings.MAIL_CONFIGURED and old and old != person.email:
        _letter(person, person.email, link="", to=old)


def _letter(person: Person, email: str, *, link: str, to: str) -> bool:
    """One of the two letters; whether it can be sent at all. In Swedish, as invitations are."""
    with translation.override("sv"):
        subject = _("Ny e-postadress i Servicepunkt")
        body = render_to_string("people/address_letter.txt", {"person": person, "email": email, "link": link})
    try:
        deliver(
            key=f"address:{person.pk}:{sha256_of(link + email)[:16]}:{'new' if link else 'old'}", kind="address",
            address=to, subject=subject, body=body,
        )  # fmt: skip
    except ActionRefused:
        return False
    return True


@page("login:address", title=gettext_lazy("Godkänna en ny e-postadress"), about=About.ACCOUNT, anyone_sends=True)
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """The link sent to a new address; POST changes to it. Only its owner, logged in, can agree."""
    account = cast(Account, request.user)
    try:
        proposal = addresses.proposal_of(token)
        if proposal.person_id != account.person_id:
            raise AddressRefused(_("Länken är till någon annan. Logga in på det konto som adressen hör till."))
        if request.method == "POST":
            addresses.change_address(
                person=account.person, email=proposal.new, seen=proposal.old, actor=Actor(account.pk)
            )
            messages.success(request, _("Nu loggar du in med %(email)s.") % {"email": proposal.new})
            return redirect(settings.LOGIN_REDIRECT_URL)
    except ActionRefused as refused:
        return render(request, "people/address_over.html", {"why": str(refused)}, status=410)
    context = {
        "heading": _("Byt e-postadress"),
        "question": _("Du loggar in med %(old)s. Vill du byta till %(new)s?") % {
            "old": proposal.old, "new": proposal.new
        },
        "action_label": _("Byt adress"),
        "cancel_url": reverse(settings.LOGIN_REDIRECT_URL),
    }  # fmt: skip
    return render(request, "ui/confirm.html", context)
