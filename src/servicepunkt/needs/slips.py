"""Slips to cut out and hand to each household: its code, where to answer, and a drawing for the phone's camera."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from servicepunkt.documents.blocks import Code, Document, Language, Slip, Slips
from servicepunkt.documents.drawings import qr

from .answering import content_of
from .models import Questionnaire
from .paper import shown, with_code

LONGEST_TITLE = 80


def document(
    questionnaire: Questionnaire, codes: Sequence[str], *, address: str, language: Language = "sv"
) -> Document:
    """The slips of these households. Raises DocumentError when there is none. At most one query."""
    title = content_of(questionnaire).title
    with translation.override(language):
        text = _("Alla i hushållet får svara, var för sig. Koden sparas inte ihop med svaren.")
        if questionnaire.closes_on:
            day = date_format(questionnaire.closes_on, "j F")
            text = _("Svara senast den %(day)s. Alla i hushållet får svara, var för sig.") % {"day": day}
        heading = str(title) if len(str(title)) <= LONGEST_TITLE else f"{str(title)[: LONGEST_TITLE - 1]}…"
        alt = _("QR-kod som öppnar frågorna i telefonen med hushållets kod ifylld")
        return Document(
            title=_("Lappar: %(title)s") % {"title": str(title)},
            language=language,
            footer=questionnaire.place.name,
            blocks=(
                Slips(
                    tuple(
                        Slip(
                            heading,
                            _("Ert hushålls kod"),
                            Code(qr(with_code(address, code)), alt, code),
                            shown(address),
                            text,
                        )
                        for code in codes
                    )
                ),
            ),
        )
