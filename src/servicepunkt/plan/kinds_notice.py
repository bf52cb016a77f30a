"""The notice for the notice board: one page in large letters, for everybody who passes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.documents.kinds import Asked, Part

from .kinds import register_plan

NOTICE = "plan_notice"


def _lead(asked: Asked) -> str:
    place = asked.place.name if asked.place else ""
    return _("Nu får %(place)s en servicepunkt. Alla är välkomna.") % {"place": place}


register_plan(
    NOTICE,
    gettext_lazy("Anslag"),
    gettext_lazy("Servicepunkten i %(place)s"),
    (
        Part(
            "lead",
            gettext_lazy("Överst"),
            help=gettext_lazy("En eller två meningar om vad det är och för vem. De står stort, utan rubrik."),
            begin=_lead,
        ),
        Part("what", gettext_lazy("Det här finns"), "plan.notice_offer"),
        Part(
            "from",
            gettext_lazy("När det börjar"),
            help=gettext_lazy("Till exempel: Vi öppnar måndagen den 1 mars klockan 10. Kom på kaffe!"),
        ),
        Part("hours", gettext_lazy("Öppettider"), "plan.notice_hours"),
        Part("where", gettext_lazy("Här är den"), "plan.notice_where"),
        Part("ask", gettext_lazy("Fråga oss"), "plan.notice_ask"),
        Part(
            "more",
            gettext_lazy("Mer att veta"),
            help=gettext_lazy(
                "Något mer som alla behöver veta. Skriv bara namn, telefonnummer och adresser som personen själv har "
                "sagt ja till att ha på anslaget."
            ),
        ),
    ),
    cover=False,
    poster=True,
)
