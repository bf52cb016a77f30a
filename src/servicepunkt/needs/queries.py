"""What the pages about questionnaires read: the list of a place, codes, what is left in the bank."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from servicepunkt.core.models import JournalEntry
from servicepunkt.people.models import Account
from servicepunkt.places.models import Area, Place

from . import bank
from .content import Asked, Content
from .coverage import said_answers
from .models import Answer, HouseholdCode, Questionnaire, State, Willing


@dataclass(frozen=True)
class QuestionnaireRow:
    """A questionnaire in the list; `answers` in words, rounded down to five, empty for a draft."""

    questionnaire: Questionnaire
    answers: str


@dataclass(frozen=True)
class Codes:
    """How many household codes were made and how many have been used at least once.

    The exact number used is only for the list of codes, from which those who remind households can count it anyway;
    everywhere else it is said rounded down to five, as the answers are.
    """

    made: int
    used: int


def questionnaires_of(root: Area, place: Place, *, drafts: bool) -> list[QuestionnaireRow]:
    """The questionnaires of a place, newest first; drafts only for those who build them. Three queries.

    Answers are counted in an index, and the few late ones apart, so that a million take no longer than they must.
    """
    found = Questionnaire.objects.filter(root=root, place=place)
    many = list(found if drafts else found.exclude(state=State.DRAFT))
    ids = [one.pk for one in many]
    came = _by_questionnaire(Answer.objects.filter(questionnaire__in=ids))
    late = _by_questionnaire(Answer.objects.filter(questionnaire__in=ids, late=True))
    return [
        QuestionnaireRow(
            one, "" if one.state == State.DRAFT else said_answers(came.get(one.pk, 0) - late.get(one.pk, 0))
        )
        for one in many
    ]


def _by_questionnaire(answers: QuerySet[Answer]) -> dict[int, int]:
    return dict(answers.order_by().values_list("questionnaire").annotate(number=Count("*")))


def has_late(questionnaire: Questionnaire) -> bool:
    """Whether an answer came after the close. One query."""
    return Answer.objects.filter(questionnaire=questionnaire, late=True).exists()


def codes_of(questionnaire: Questionnaire) -> Codes:
    """How many codes were made and used. One query."""
    counts = HouseholdCode.objects.filter(questionnaire=questionnaire).aggregate(
        made=Count("id"), used=Count("id", filter=Q(uses__gt=0))
    )
    return Codes(counts["made"], counts["used"])


def code_list(questionnaire: Questionnaire) -> list[tuple[str, bool]]:
    """Every code and whether it has been used, in an order that tells nothing. One query."""
    codes = HouseholdCode.objects.filter(questionnaire=questionnaire).order_by("code")
    return [(code, uses > 0) for code, uses in codes.values_list("code", "uses")]


def willing_of(questionnaire: Questionnaire) -> list[Willing]:
    """Who offers help, by name. One query."""
    return sorted(Willing.objects.filter(questionnaire=questionnaire), key=lambda one: (one.name.casefold(), one.pk))


def left_in_bank(content: Content, variant: str, place: Place) -> list[Asked]:
    """The bank's questions that a questionnaire does not ask, those its variant starts with first. One query."""
    asked = {one.key for one in content.questions}
    first = bank.bank().starts[variant].questions
    keys = [*first, *(key for key in bank.bank().questions if key not in first)]
    return [bank.as_asked(key, variant, place) for key in keys if key not in asked]


def who_changed(questionnaire: Questionnaire, question: str) -> tuple[str, JournalEntry] | None:
    """Who changed a question last, and the journal's line about it; None when nobody has. Two queries."""
    lines = JournalEntry.objects.filter(room="needs", thing="questionnaire", thing_id=questionnaire.pk)
    line = lines.filter(codes__question=question).order_by("-id").first()
    if line is None:
        return None
    account = Account.objects.filter(pk=line.account_id or 0).select_related("person").first()
    return (account.person.name if account else "", line)
