"""The page where need is held against supply, and the same as a workbook."""

import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.cells import starts_a_formula
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.supply.models import Sector

from .gap import Matrix, matrix, released
from .models import Questionnaire
from .views_ideas import XLSX
from .views_population import under


def _chosen(request: HttpRequest, here: Here) -> tuple[list[Questionnaire], Matrix | None, str]:
    """The questionnaires there are results of, the matrix of the one chosen, and the sector it is narrowed to."""
    found = released(here.root, here.place)
    sector = request.GET.get("sektor", "")
    sector = sector if sector in Sector.values else ""
    number = request.GET.get("enkat", "")
    chosen = [one for one in found if str(one[0].pk) == number] if number else found[:1]
    if number and not chosen:
        raise Http404
    return [one for one, _shown in found], matrix(here.place, *chosen[0], sector) if chosen else None, sector


@page("needs:gap", title=gettext_lazy("Behov mot utbud"), about=About.PLACE, see=Right.SEE_PLACE)
def gap(request: HttpRequest, here: Here) -> HttpResponse:
    """What people hold important against what exists, the largest gap first."""
    questionnaires, found, sector = _chosen(request, here)
    context = {
        **under(here),
        "questionnaires": questionnaires,
        "matrix": found,
        "sectors": Sector.choices,
        "sector": sector,
        "query": request.GET.urlencode(),
    }
    return render(request, "needs/gap.html", context)


@page("needs:gap_file", title=gettext_lazy("Behov mot utbud som Excelfil"), about=About.PLACE, see=Right.SEE_PLACE)
def gap_file(request: HttpRequest, here: Here) -> HttpResponse:
    """The matrix as a workbook."""
    _questionnaires, found, _sector = _chosen(request, here)
    if found is None:
        raise Http404
    out = io.BytesIO()
    rules = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # a process that makes no workbook need not carry it

    with xlsxwriter.Workbook(out, rules) as book:
        sheet, head = book.add_worksheet(_("Behov mot utbud")), book.add_format({"bold": True})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        percent = book.add_format({"num_format": "0 %", "valign": "top"})
        titles = (_("Service"), _("Sektor"), _("Läge"), _("Viktigt för"), _("Från"), _("Till"), _("Finns"), _("Öppet"))
        for column, (title, width) in enumerate(zip(titles, (34, 14, 34, 12, 8, 8, 50, 50), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for number, row in enumerate(found.rows, start=1):
            for column, words in ((0, row.title), (1, str(Sector(row.sector).label)), (2, row.words),
                                  (6, "\n".join(row.exists)), (7, "\n".join(row.open))):  # fmt: skip
                sheet.write_string(number, column, words, quoted if starts_a_formula(words) else text)
            if row.need:
                for column, share in ((3, row.need.share), (4, row.need.low), (5, row.need.high)):
                    sheet.write_number(number, column, round(share, 4), percent)
    name = f"behov-utbud-{here.place.slug}-{clock.today().isoformat()}.xlsx"
    return HttpResponse(
        out.getvalue(), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
