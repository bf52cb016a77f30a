"""What every write about a place's facts stands on: that nobody else was first, and words that may be kept."""

from django.utils.translation import gettext as _

from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.core.identity_numbers import refuse_identity_numbers

LONGEST_WORDS = 300


def changed() -> ChangedMeanwhile:
    """What is raised when somebody else was first."""
    return ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))


def check_words(words: str, without: str) -> None:
    """Raises ActionRefused (with the sentence `without` when nothing is said) for words that may not be kept."""
    if not words:
        raise ActionRefused(without)
    if len(words) > LONGEST_WORDS:
        raise ActionRefused(_("Texten är för lång: %(longest)s tecken är mest.") % {"longest": LONGEST_WORDS})
    refuse_identity_numbers(words)
