"""What people wrote in their own words: which of it may be read, and hiding what points somebody out."""

from uuid import UUID

from django.db.models import QuerySet

from servicepunkt.core.actions import Actor, action, record

from .models import OpenAnswer, Questionnaire


def shown_words(questionnaire: Questionnaire, question: str, *, hidden: bool) -> QuerySet[OpenAnswer]:
    """What was written to a question, as far as it has been released; with what is hidden for those who keep surveys.

    Sorted by the random key, so that the order tells neither when a text came nor what else its writer answered.
    """
    found = OpenAnswer.objects.filter(questionnaire=questionnaire, question=question, shown=True, late=False)
    return (found if hidden else found.filter(hidden=False)).order_by("id")


@action
def set_hidden(*, questionnaire: Questionnaire, text: UUID, hidden: bool, actor: Actor) -> bool:
    """Hide a text from those who may read them, or show it again; False when it already was so.

    The journal tells that a text was hidden, not which.
    """
    found = OpenAnswer.objects.filter(questionnaire=questionnaire, pk=text, shown=True)
    if not found.exclude(hidden=hidden).update(hidden=hidden):
        return False
    record(
        "hide" if hidden else "show", questionnaire, actor=actor, place_id=questionnaire.place_id,
        area_id=questionnaire.root_id, part="words",
    )  # fmt: skip
    return True
