"""The documents of a place's plan as a whole: the project plan, and the pre-study's report."""

from django.utils.translation import gettext_lazy

from servicepunkt.documents.kinds import Asked, Part

from .kinds import begin_document as begin_document
from .kinds import register_plan
from .models import Chapter
from .queries_chapters import PLAN, REPORT


def _summary(asked: Asked) -> str:
    """What the last chapter of the memo's plan says, where the village wrote it: the direction and who takes part."""
    row = Chapter.objects.filter(root=asked.root, place=asked.place, key="inriktning").first()
    return row.text if row else ""


_WRITTEN_SUMMARY = Part(
    "summary",
    gettext_lazy("Sammanfattning"),
    help=gettext_lazy(
        "Det viktigaste på en halv sida: vad bygden vill, vad det kostar, vilka som är med och när det börjar."
    ),
    begin=_summary,
)

register_plan(
    PLAN,
    gettext_lazy("Projektplan"),
    gettext_lazy("Projektplan för servicepunkten i %(place)s"),
    (
        _WRITTEN_SUMMARY,
        Part("village", gettext_lazy("Bygden och de som medverkar"), "plan.village"),
        Part("chapters", gettext_lazy("Planen, kapitel för kapitel"), "plan.chapters"),
        Part("influence", gettext_lazy("Inflytande och driftsform"), "plan.influence"),
        Part("rooms", gettext_lazy("Erbjudande, bemanning, budget och avtal"), "plan.rooms"),
        Part("risks", gettext_lazy("Risker och öppna frågor"), "plan.risks"),
        Part("set_aside", gettext_lazy("Ämnen som inte behandlas"), "plan.set_aside"),
        Part("decisions", gettext_lazy("Besluten"), "plan.decisions"),
        Part("evidence", gettext_lazy("Underlaget"), "plan.evidence"),
    ),
)

register_plan(
    REPORT,
    gettext_lazy("Förstudierapport"),
    gettext_lazy("Förstudie om en servicepunkt i %(place)s"),
    (
        _WRITTEN_SUMMARY,
        Part(
            "work",
            gettext_lazy("Så har vi arbetat"),
            help=gettext_lazy("Vilka som har varit med, möten och enkäter, och vad förstudien kostade."),
        ),
        Part("village", gettext_lazy("Bygden och de som medverkar"), "plan.village"),
        Part("findings", gettext_lazy("Det förstudien visar"), "plan.findings"),
        Part("set_aside", gettext_lazy("Ämnen som inte behandlas"), "plan.set_aside"),
        Part("risks", gettext_lazy("Risker och öppna frågor"), "plan.risks"),
        Part("evidence", gettext_lazy("Underlaget"), "plan.evidence"),
        Part(
            "next",
            gettext_lazy("Så går vi vidare"),
            help=gettext_lazy("Vad som händer nu, vem som gör det och när."),
        ),
    ),
)
