"""What people hear of by e-mail, and how each wants to hear of it: at once, gathered, or never."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from servicepunkt.core import mail
from servicepunkt.core.actions import Actor, action, record

from .models import Account, MailChoice

How = MailChoice.How


@dataclass(frozen=True)
class Topic:
    """Something people hear of: its title, when it comes, and how they hear of it unless they choose.

    `counted` says which day its thresholds are counted from; `number` is where it stands among the others.
    What cannot be `gathered` comes at once or never, as do letters of the topic's kind that a room puts itself.
    """

    key: str
    title: Promise
    help: Promise
    usual: str = How.AT_ONCE
    gathered: bool = True
    counted: Promise | str = ""
    number: int = 50

    @property
    def choices(self) -> tuple[str, ...]:
        """The ways that can be chosen."""
        return tuple(How.values) if self.gathered else (How.AT_ONCE, How.NEVER)


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> Topic:
    """Register a topic, whose key is also the kind of its letters. Raises ValueError when the key is another's."""
    if _topics.setdefault(topic.key, topic) != topic:
        raise ValueError(f"the topic {topic.key} is registered twice")
    mail.register_kind(topic.key, topic.title)
    return topic


def topics() -> list[Topic]:
    """Every topic in its order."""
    return sorted(_topics.values(), key=lambda topic: (topic.number, topic.key))


def chosen(account_ids: Iterable[int]) -> Mapping[tuple[int, str], str]:
    """How accounts hear of topics, where they have chosen: by account and topic. One query."""
    rows = MailChoice.objects.filter(account_id__in=list(account_ids)).values_list("account_id", "kind", "how")
    return {(account_id, kind): how for account_id, kind, how in rows}


def how_of(choices: Mapping[tuple[int, str], str], account_id: int, topic: str) -> str:
    """How an account hears of a topic, chosen or usual. What was chosen and cannot be any more counts as usual."""
    known = _topics.get(topic)
    how = choices.get((account_id, topic), "")
    if known is None:
        return how or How.AT_ONCE
    return how if how in known.choices else known.usual


def wants(kind: str, account_id: int) -> bool:
    """Whether an account wants letters of a kind. One query for a topic, none for what is no topic."""
    return kind not in _topics or how_of(chosen([account_id]), account_id, kind) != How.NEVER


def foot(kind: str, account_id: int | None) -> str:
    """What stands below a letter: why it came, and where to choose. Letters are in Swedish: nobody's language is known
    to a worker."""
    if account_id is None:
        return ""
    lines = ["-- ", "Brevet är skickat av Servicepunkt. Det går inte att svara på det."]
    if kind in _topics or kind == "digest":
        lines.append("Välj själv vad du får brev om: " + mail.absolute(reverse("post:choices")))
    return "\n".join(lines)


def connect() -> None:
    """Let the outbox ask here."""
    mail.mind(mail.Manners(wants, foot))


@action
def choose(*, account: Account, ways: Mapping[str, str], actor: Actor) -> int:
    """Set how an account hears of topics; how many choices changed. What is chosen already changes nothing.

    Unknown topics are left alone. Raises ValueError for a way that the topic does not have.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    known, changed = chosen([account.pk]), 0
    for topic in topics():
        how = ways.get(topic.key)
        if how is None or how == how_of(known, account.pk, topic.key):
            continue
        if how not in topic.choices:
            raise ValueError(f"{topic.key} cannot be told {how}")
        row, _made = MailChoice.objects.update_or_create(account=account, kind=topic.key, defaults={"how": how})
        record("choose", row, actor=actor, topic=topic.key, how=str(how))
        changed += 1
    return changed


def spoken(how: str) -> str:
    """A way to hear of something, in words."""
    return {
        How.AT_ONCE: _("Genast"),
        How.DAILY: _("Samlat, högst ett brev om dagen"),
        How.WEEKLY: _("Samlat, högst ett brev i veckan"),
        How.NEVER: _("Aldrig"),
    }[How(how)]
