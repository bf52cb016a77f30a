"""What the pages of the way of working share: the way back, addresses, and words about who."""

from django.urls import reverse
from django.utils.translation import gettext as _t

from servicepunkt.core.text import localised
from servicepunkt.people.models import Account
from servicepunkt.people.pages import Here, url_if_allowed
from servicepunkt.people.roles import ROLES, Role


def crumbs(here: Here, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back: the programme, the place if there is one, and what more is given."""
    out = [(localised(here.root), reverse("programme:programme", args=[here.root.key]))]
    if here.membership:
        out.append((here.place.name, place_url(here)))
    return out + list(more)


def place_url(here: Here, name: str = "method:place", *args: str | int) -> str:
    """The address of one of the place's pages."""
    return reverse(name, args=[here.root.key, here.place.slug, *args])


def fact_url(here: Here, link: str) -> str:
    """The page with the facts behind a piece of evidence, if there is one that the user may see."""
    return url_if_allowed(here, link) if link else ""


def role_titles(by: tuple[str, ...]) -> str:
    """Roles in words, for "can be stated by"."""
    return ", ".join(str(ROLES[Role(r)].title) for r in by)


def who(account_id: int | None) -> str:
    """The name of the person behind an account, for the one who is told that they were first."""
    account = Account.objects.select_related("person").filter(pk=account_id or 0).first()
    return account.person.name if account else _t("Någon annan")
