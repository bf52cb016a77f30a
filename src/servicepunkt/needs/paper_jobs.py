"""All of a village's forms with household codes at once, made in the background: ten households a file, in one zip."""

import zipfile
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock, jobs
from servicepunkt.core.actions import ActionRefused, Actor, action
from servicepunkt.core.jobs_running import Work
from servicepunkt.core.models import Job
from servicepunkt.documents.blocks import Language
from servicepunkt.documents.pdf import render_all
from servicepunkt.people.roles import Right

from . import paper
from .models import Entrance, HouseholdCode, Questionnaire

PAPERS_A_FILE = 10
"""Half a gigabyte of memory and some seconds of work (docs/documents.md)."""


def codes_in_order(one: Questionnaire) -> list[str]:
    """The household codes in the order they were made, so that those made later stand last. One query."""
    if one.entrance != Entrance.CODES:
        return []
    return list(HouseholdCode.objects.filter(questionnaire=one).order_by("id").values_list("code", flat=True))


@action
def ask_for_all(
    *, questionnaire: Questionnaire, address: str, hand_in: str, language: str, key: UUID, back: str, actor: Actor
) -> Job:
    """Have every household's form made. The same key again is the same job. Raises ActionRefused as `jobs.ask` does."""
    return jobs.ask(
        "needs.papers",
        {"questionnaire": questionnaire.pk, "address": address, "language": language},
        key=key,
        words={"hand_in": hand_in},
        area_id=questionnaire.root_id,
        place_id=questionnaire.place_id,
        back=back,
        actor=actor,
    )


def _told(facts: Mapping[str, Any]) -> str:
    return _("%(households)s hushålls blanketter i %(files)s filer, tio i varje.") % facts


@jobs.job("needs.papers", title=gettext_lazy("Blanketter till alla hushåll"), right=Right.KEEP_SURVEYS, told=_told)
def papers(work: Work) -> None:
    """A zip with a PDF for every ten households. Raises ActionRefused when the questionnaire is gone."""
    asked, hand_in = work.arguments, work.words.get("hand_in", "")
    one = Questionnaire.objects.select_related("place__municipality").filter(pk=asked["questionnaire"]).first()
    if one is None:
        raise ActionRefused(_("Enkäten finns inte längre."))
    language: Language = "en" if asked["language"] == "en" else "sv"
    codes, files, stem = codes_in_order(one), 0, f"blankett-{one.place.slug}-{one.pk}"
    digits = len(str(len(codes)))
    with work.result(f"{stem}.zip") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for first in range(0, len(codes), PAPERS_A_FILE):
            work.progress(first, len(codes))
            chosen = codes[first : first + PAPERS_A_FILE]
            made = [
                paper.document(one, code, address=asked["address"], hand_in=hand_in, language=language)
                for code in chosen
            ]
            name = f"{stem}-{first + 1:0{digits}}-{first + len(chosen):0{digits}}.pdf"
            archive.writestr(name, render_all(made, at=clock.now()))
            files += 1
    work.progress(len(codes), len(codes))
    work.remember(households=len(codes), files=files)
