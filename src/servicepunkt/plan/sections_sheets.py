"""What the plan's sheets tell in documents: each sheet as a table of its rows, or why there are none."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling
from servicepunkt.sheets.queries import all_rows, none_found
from servicepunkt.sheets.spec import Sheet

from .sheets import SHEETS


def _told(sheet: Sheet) -> Callable[[Asked], Section]:
    def tell_rows(asked: Asked) -> Section:
        """The rows of a sheet with the columns it is listed by. Two or three queries. ValueError without place."""
        if asked.place is None:
            raise ValueError("a plan is about a place")
        tell = Telling(asked, _("Ortens plan"))
        found = [values for _fact, values in all_rows(sheet, asked.place)]
        said = none_found(sheet, asked.place)
        if found:
            tell.table(
                str(sheet.title),
                (str(sheet.fields[sheet.heading[0]].title), *(str(sheet.fields[name].title) for name in sheet.listed)),
                ((sheet.name_of(one), *(sheet.fields[name].say(one[name]) for name in sheet.listed)) for one in found),
            )
        elif said is not None:
            tell.say(_("Inget att ta upp här. %(note)s") % {"note": said.note})
        else:
            tell.say(_("Inget är infört ännu."))
        tell.fact(str(sheet.title), _("%(rows)s rader") % {"rows": len(found)})
        return tell.section()

    return tell_rows


NAMES = tuple(f"plan.{sheet.key}" for sheet in SHEETS)
"""The sections by name, in the sheets' order."""

for _name, _sheet in zip(NAMES, SHEETS, strict=True):
    section(_name, _sheet.title)(_told(_sheet))
