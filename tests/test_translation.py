"""The English translation: whole, in step with the Swedish texts, and met on every page by whoever chooses English."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.evidence import registered
from servicepunkt.core.text import Text
from servicepunkt.documents.models import Destruction
from servicepunkt.method.reading import read_method, shipped_method, shipped_methods
from servicepunkt.people.models import Account, Holding, Organisation, Seat
from servicepunkt.people.pages import About
from servicepunkt.people.roles import Role
from servicepunkt.places.actions import load_division, municipalities
from servicepunkt.places.models import Place
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.models import Programme
from servicepunkt.programme.reading import read_programme, shipped_programme, shipped_programmes
from servicepunkt.web import permissions
from tests.agreements import walk as agreements
from tests.builders import TODAY, hold, invited, login, proposed
from tests.core.jobs import NO_PAGES, waited_for
from tests.documents import walk as documents
from tests.documents.office import registered as invented_kinds
from tests.needs import walk
from tests.plan import walk as plan
from tests.programme import meetings
from tools.messages import PACKAGE, merged

MEMO = "hallbara-lokala-servicelosningar-2010"
LOGIN_PAGES = (
    "account_change_password",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "socialaccount_connections",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
TAG = re.compile(r"</?[a-z]+")
SWEDISH_WORDS = re.compile(
    r"\b(och|att|är|som|för|inte|på|till|det|har|av|med|du|kan|från|eller|ett|alla|sedan|ännu|än)\b", re.IGNORECASE
)
"""Words that hardly any Swedish sentence does without, and no English one has."""
IN_SWEDISH_ON_PURPOSE = re.compile(r'<(\w+)[^>]* lang="sv"[^>]*>.*?</\1>', re.DOTALL)
UNREAD = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
TOLD_IN = re.compile(r'(?:aria-label|title|alt|placeholder|data-label)="([^"]*)"')


def _both(message: Message) -> list[tuple[str, str]]:
    """Each Swedish form of a message beside its English."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string or (), strict=True))


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    texts, wrong = merged()
    assert wrong == []  # in step with the code, every text translated, placeholders of the right kind
    return texts


def _asked_for(path: Path) -> Iterator[str]:
    """Every text a file asks Django to translate, by whatever name and also inside an f-string."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_no_text_escapes_the_search(catalogue: Catalog) -> None:
    found = {text for message in catalogue if message.id for text, _english in _both(message)}
    found |= {message.context for message in catalogue if message.context}
    assert [(path.name, text) for path in PACKAGE.rglob("*.py") for text in _asked_for(path) if text not in found] == []


def test_no_translation_is_a_guess(catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_what_is_filled_in_and_marked_up_is_the_same_in_both_languages(catalogue: Catalog) -> None:
    for message in catalogue:
        for swedish, english in _both(message) if message.id else []:
            for pattern in (PLACEHOLDER, TAG):
                assert sorted(pattern.findall(swedish)) == sorted(pattern.findall(english)), swedish
            assert swedish[-1:] in ".:?!" or english[-1:] not in ".:?!", f"{swedish!r} does not end like {english!r}"


def test_the_compiled_translation_is_the_one_in_use() -> None:
    with translation.override("en"):
        assert gettext("Visat av underlag") == "Shown by evidence"


def _texts(thing: object) -> Iterator[Text]:
    """Every two-language text in a read file, however deep."""
    if isinstance(thing, Text):
        yield thing
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _texts(getattr(thing, field.name))
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from _texts(one)


def _untranslated(spec: object) -> list[str]:
    texts = list(_texts(spec))
    assert len(texts) > 10
    return [text.sv for text in texts if text.sv and not text.en]


@pytest.mark.parametrize("slug", shipped_methods())
def test_every_text_of_a_shipped_method_is_there_in_english(slug: str) -> None:
    spec = read_method(shipped_method(slug), known_evidence=registered(), known_roles=list(Role))
    assert _untranslated(spec) == []


@pytest.mark.django_db
@pytest.mark.parametrize("slug", shipped_programmes())
def test_every_text_of_a_shipped_programme_is_there_in_english(slug: str) -> None:
    load_division()
    spec = read_programme(
        shipped_programme(slug),
        known_methods=shipped_methods(),
        known_roles=list(Role),
        municipalities=municipalities(),
    )
    assert _untranslated(spec) == []


def read_in(html: str) -> str:
    """What a person reads or hears on a page, without what is marked as Swedish."""
    html = UNREAD.sub(" ", IN_SWEDISH_ON_PURPOSE.sub(" ", html))
    told = TOLD_IN.findall(html)
    return unescape(" ".join([*told, *re.sub(r"<[^>]+>", " ", html).split()]))


def _addresses(programme: Programme) -> Iterator[str]:
    """Every page that shows something in a programme where nothing has happened yet, and a page that is not there."""
    root, place = programme.area.key, "backe"
    more: dict[str, list[str | int]] = {
        "people:seat": [Seat.objects.filter(body__area=programme.area, co_opted=True)[0].pk],
        "people:address": [Holding.objects.filter(seat__body__area=programme.area)[0].pk],
        "login:address": [proposed(Holding.objects.get(seat__body__area=programme.area, seat__role=Role.OWNER))],
        "login:invited": [invited(Seat.objects.filter(body__area=programme.area, co_opted=True)[0])],
        "programme:report": [programme.reports.order_by("due_on")[0].pk],
        "supply:sheet": ["lokaler"],
        "supply:new_fact": ["transporter"],
        "method:requirement": ["kommunen-informerad"],
        "method:gate": ["start"],
        "method:confirm": ["start", "assessment"],
        "work:job": [waited_for(Account.objects.get(person__name="Maja Prov").pk)],
        **meetings.arguments(programme),
        **walk.arguments(programme.area, Place.objects.get(slug=place)),
        **plan.arguments(programme.area, Place.objects.get(slug=place)),
        **agreements.arguments(programme.area, Place.objects.get(slug=place)),
        **documents.arguments(programme.area),
    }
    needs_what_has_not_happened = {
        "method:decision", "method:adopt", "method:attachment", "programme:outlay", "programme:village_meeting",
        "programme:application", "programme:cost", "programme:costs_file", "supply:offer", "supply:fact",
        "supply:register_report", "programme:letter", "post:letter", "post:choose", *NO_PAGES, *plan.ABOUT_ONE,
    }  # fmt: skip
    for one in permissions.all_pages():
        files = walk.FILES | agreements.FILES | documents.FILES | meetings.FILES | plan.FILES
        if one.name in needs_what_has_not_happened | files or one.saves_only:
            continue
        if one.about in (About.NOTHING, About.ACCOUNT):
            yield reverse(one.name, args=more.get(one.name, []))
        else:
            where = [place] if one.about is About.PLACE else []
            yield reverse(one.name, args=[root, *where, *more.get(one.name, [])])
    old = documents.past_its_time(programme.area, 80)
    yield f"{reverse('documents:destroy', args=[root])}?v={old.pk}"
    yield reverse("documents:version", args=[root, Destruction.objects.get().version_id])
    yield from (*map(reverse, LOGIN_PAGES), "/finns-inte/")


def _swedish_on(browser: Client, addresses: Iterator[str], names: str) -> dict[str, list[str]]:
    """For each page the Swedish words found on it, with what stands around them. `names` is a pattern of names."""
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    found = {}
    for address in addresses:
        answer = browser.get(address, follow=True)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        html = answer.content.decode()
        assert '<html lang="en"' in html, address
        text = re.sub(names, "", read_in(html))
        found[address] = [text[max(0, m.start() - 40) : m.end() + 40] for m in SWEDISH_WORDS.finditer(text)]
    return {address: words for address, words in found.items() if words}


def _names() -> str:
    """A pattern of all names of organisations, which are the same in every language."""
    return "|".join(re.escape(name) for name in Organisation.objects.values_list("name", flat=True))


@pytest.mark.looks
@pytest.mark.django_db
def test_whoever_chooses_english_meets_no_swedish_sentence() -> None:
    with clock.fixed(TODAY), invented_kinds():
        programme = load_programme(raw=shipped_programme(MEMO), starts_on=TODAY.replace(month=1, day=1), actor=SYSTEM)
        for role in (Role.OWNER, Role.COORDINATOR, Role.LEADER, Role.CONTACT_PERSON):
            hold(Seat.objects.filter(body__area=programme.area, role=role)[0], "Maja Prov")
        assert _swedish_on(login("Maja Prov"), _addresses(programme), _names()) == {}


@pytest.mark.django_db
def test_a_visitor_who_chooses_english_meets_no_swedish_sentence() -> None:
    # The handbook's chapters are marked as Swedish; what stands around them is not (tests/web/test_handbook.py).
    open_pages = (
        "web:home", "web:permissions", "web:accessibility", "web:handbook", "web:handbook_contact",
        "web:handbook_way", "web:handbook_plan", "web:handbook_budget", "web:handbook_agreements", "web:handbook_start",
        "web:handbook_interviewer", "web:handbook_officer", "web:handbook_reminders",
        "account_login", "account_reset_password",
    )  # fmt: skip
    assert _swedish_on(Client(), iter([reverse(name) for name in open_pages]), "^$") == {}
