"""The household codes as a spreadsheet to hand out from, in Swedish. Text stays text."""

import io

from django.utils import translation
from django.utils.translation import gettext as _

from .models import Questionnaire
from .queries import code_list


def workbook(questionnaire: Questionnaire, address: str) -> bytes:
    """Every code with its own address and whether it has been used, and room for the group's own notes.

    Who got which code is for the group to keep on paper: the platform is never told.
    """
    out = io.BytesIO()
    rules = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # a process that makes no workbook need not carry it

    with translation.override("sv"), xlsxwriter.Workbook(out, rules) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet(_("Koder"))
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 3, 16)
        sheet.freeze_panes(1, 0)
        titles = (_("Kod"), _("Adress med koden ifylld"), _("Använd"), _("Egen anteckning"))
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title, head)
        for row, (code, used) in enumerate(code_list(questionnaire), start=1):
            sheet.write_string(row, 0, code)
            sheet.write_string(row, 1, f"{address}#kod={code}")
            sheet.write_string(row, 2, _("ja") if used else _("nej"))
    return out.getvalue()
