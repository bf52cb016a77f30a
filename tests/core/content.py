"""What tests of the whole store need: something in every room, and all of it read back without the code under test."""

from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection

from servicepunkt.core import clock, journal
from servicepunkt.core.models import Job
from servicepunkt.demo.accounts import EXAMPLE
from servicepunkt.demo.load import load_demo
from servicepunkt.people.models import Account
from servicepunkt.people.models import LoginSession as Session
from servicepunkt.plan.models import PromisedLine
from servicepunkt.programme.models import Programme
from tests.documents import walk
from tests.documents.office import registered
from tests.plan.promise_making import decide

Rows = dict[str, list[tuple[Any, ...]]]


def fill() -> None:
    """The demonstration with a promise decided anew, a sealed journal, and what allauth keeps of somebody."""
    load_demo()
    with registered():
        walk.fill(Programme.objects.get(slug=EXAMPLE).area)
    decide(PromisedLine.objects.filter(subject="plan.costs")[0], away=True)
    journal.seal()
    account = Account.objects.order_by("id")[0]
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "KVKFKRCPNZQUYMLXOVYDSQKJKZDTSRLD"})
    Session.objects.create(session_key="abc", session_data="somebody", expire_date=clock.now())


def all_rows() -> Rows:
    """Every row of every table but the sessions and the background jobs, as Django reads it."""
    every = [m for m in apps.get_models(include_auto_created=True) if m not in (Session, Job)]
    return {m._meta.db_table: list(m._base_manager.order_by("pk").values_list()) for m in every}


def all_files() -> dict[str, bytes]:
    """Every attached file, by its place in the data folder."""
    root = Path(settings.DATA_DIR) / "files"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def database_url() -> str:
    """The address of the database under test, for a process of its own."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgresql://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"
