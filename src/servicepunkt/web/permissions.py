"""The permission table: which seat may see and save on which page, made from the roles and the registered pages."""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from servicepunkt.people.pages import About, Page, pages
from servicepunkt.people.roles import RIGHT_TITLES, ROLES, Right, Role

ABOUT_TITLES: dict[About, Promise] = {
    About.NOTHING: gettext_lazy("Öppna sidor"),
    About.ACCOUNT: gettext_lazy("Eget konto"),
    About.PROGRAMME: gettext_lazy("Ett program"),
    About.PLACE: gettext_lazy("En ort"),
}


def all_pages() -> list[Page]:
    """Every page of the platform, also when no request has loaded the URL map yet."""
    import_module(settings.ROOT_URLCONF)
    return pages()


def gives(one: Page, right: Right, role: Role) -> bool:
    """Whether a seat in the role gives what the page takes: a place's seat does not reach a whole programme's page."""
    reaches = one.locally or one.about is About.PLACE or not ROLES[role].local
    return reaches and right in ROLES[role].rights


def _who(one: Page, right: Right | None) -> str:
    """In words who may do what takes this right."""
    if right is None:
        return _("alla, utan att logga in") if one.about is About.NOTHING else _("den som är inloggad")
    having = [role for role in Role if gives(one, right, role)]
    lacking = [role for role in Role if role not in having]
    if not lacking:
        return _("alla roller")
    if len(lacking) <= 2:
        return _("alla roller utom %(roles)s") % {"roles": _names(lacking)}
    return _names(having)


def _names(roles: list[Role]) -> str:
    return ", ".join(str(ROLES[role].title) for role in roles)


@dataclass(frozen=True)
class Row:
    """A page and in words who may see it and who may save on it; empty where that cannot be done at all."""

    name: str
    title: str
    sees: str
    saves: str


def tables() -> list[tuple[str, list[Row]]]:
    """The pages by what they are about, each with who may see and who may save."""
    out = []
    for about, title in ABOUT_TITLES.items():
        rows = [_row(one) for one in all_pages() if one.about is about]
        out.append((str(title), rows))
    return out


def _row(one: Page) -> Row:
    sees = "" if one.saves_only else _who(one, one.see)
    saves = _who(one, one.save) if one.save or one.anyone_sends or one.saves_only else ""
    return Row(one.name, str(one.title), sees, saves)


@dataclass(frozen=True)
class RoleRow:
    """A role, whether its seats cover one place or an area, and what it may do."""

    title: str
    local: bool
    rights: list[str]


def role_rows() -> list[RoleRow]:
    """Every role with its rights in words."""
    return [
        RoleRow(str(facts.title), facts.local, [str(RIGHT_TITLES[right]) for right in Right if right in facts.rights])
        for facts in ROLES.values()
    ]


def _cell(one: Page, role: Role) -> str:
    asked = (("se", one.see), ("spara", one.save))
    verbs = [verb for verb, right in asked if right is not None and gives(one, right, role)]
    if one.see is None and one.save is None:
        verbs = ["spara"] if one.saves_only else ["se", "spara"] if one.anyone_sends else ["se"]
    return ", ".join(verbs)


_INTRODUCTION = """# Who may see and do what

Made from the code (`servicepunkt.web.permissions`); do not edit. A test compares the two.

A seat gives its rights from its first day to its last, to its holder and to its substitutes alike, and only for what
it covers: the whole programme, one programme area, or one place. The journal of a whole programme therefore takes a
seat that covers all of it. *se* = see, *spara* = save.
"""


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)]


def as_markdown() -> str:
    """The whole matrix, role × page × verb, and role × right, as docs/permissions.md holds it."""
    with override("sv"):
        lines = [_INTRODUCTION]
        columns = [str(ROLES[role].title) for role in Role]
        for about, title in ABOUT_TITLES.items():
            rows = [
                [str(one.title), f"`{one.name}`", *(_cell(one, role) for role in Role)]
                for one in all_pages()
                if one.about is about
            ]
            lines += [f"## {title}", "", *_table(["Sida", "Namn", *columns], rows), ""]
        rights = [
            [str(title), *("ja" if right in ROLES[role].rights else "" for role in Role)]
            for right, title in RIGHT_TITLES.items()
        ]
        lines += ["## Rättigheter", "", *_table(["Rättighet", *columns], rights)]
    return "\n".join(lines) + "\n"
