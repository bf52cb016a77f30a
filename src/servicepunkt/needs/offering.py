"""Somebody offers to help: kept apart from every answer."""

from uuid import UUID

from django.utils.translation import gettext as _

from servicepunkt.core.actions import ActionRefused, action
from servicepunkt.core.identity_numbers import refuse_identity_numbers

from .models import Questionnaire, State, Willing


@action
def offer_help(*, questionnaire: Questionnaire, key: UUID, name: str, reach: str, words: str) -> bool:
    """Keep who offers to help and how to reach them; whether the same `key` had come before, which changes nothing.

    It leaves no line in the journal, as an answer does not: a moment noted beside it could tell whose an answer is.
    Raises ActionRefused for a personal identity number, or when the questionnaire is a draft.
    """
    if questionnaire.state == State.DRAFT:
        raise ActionRefused(_("Enkäten är inte öppen än."))
    refuse_identity_numbers(name, reach, words)
    known = {"name": name, "reach": reach, "words": words}
    _one, made = Willing.objects.get_or_create(questionnaire=questionnaire, key=key, defaults=known)
    return not made
