"""Lets the example villages write and decide their plans, through the actions that their own clicks call."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor
from servicepunkt.core.jobs_running import work_off
from servicepunkt.documents.actions_approval import approve, propose
from servicepunkt.documents.actions_drafts import write_part
from servicepunkt.documents.models import Draft
from servicepunkt.people.models import Seat
from servicepunkt.people.roles import Right, Role
from servicepunkt.places.models import Area, Place
from servicepunkt.plan import actions_chapters as chapters
from servicepunkt.plan import actions_influence as influence
from servicepunkt.plan.actions_set_aside import set_aside
from servicepunkt.plan.applying import AGENCY, LEADER
from servicepunkt.plan.kinds import begin_document
from servicepunkt.plan.kinds_extract import EXTRACT
from servicepunkt.plan.kinds_notice import NOTICE
from servicepunkt.plan.queries_chapters import PLAN

from .accounts import EXAMPLE, Invented
from .plan_facts import PLANS, Told
from .story import Story
from .village_telling import actor_of, where
from .villages import Day, Village


def tell_plan(story: Story, village: Village, day: Callable[[Day], dt.date]) -> None:
    """Tell of a village's plan; `day` puts a day of the story in the calendar.

    Raises ValueError when a village without a contact person has a plan.
    """
    told = PLANS.get(village.slug)
    if told is None:
        return
    if village.contact is None:
        raise ValueError(f"nobody in {village.slug} can write its plan")
    by = partial(_By, story, village.slug, village.contact)
    story.on(day(told.written), lambda: by().write(told))
    for number, (when, *words) in enumerate(told.log):
        story.on(day(when), partial(_log, by, number, words))
    if told.decided:
        story.on(day(told.decided), lambda: by().decide(told))
    if told.approved and told.decided:
        story.on(day(told.decided), lambda: by().approve(PLAN))
    if told.papers and told.decided:
        story.on(day(told.decided), lambda: by().papers(told))


def _log(by: Callable[[], "_By"], number: int, words: list[str]) -> None:
    one = by()
    influence.log_decision(
        root=one.root,
        place=one.place,
        facts=influence.EntryFacts(clock.today(), *words),
        request_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{EXAMPLE}/{one.place.slug}/log/{number}"),
        actor=one.actor(Right.DECIDE_PLAN),
    )


class _By:
    """A village's contact person, at a moment of the story."""

    def __init__(self, story: Story, slug: str, contact: Invented) -> None:
        self.story = story
        self.contact = contact
        self.root: Area
        self.place: Place
        self.root, self.place = where(slug)

    def actor(self, right: Right) -> Actor:
        """The contact person in the seat that lets them do it."""
        return actor_of(self.story, self.contact, right, self.root, self.place)

    def write(self, told: Told) -> None:
        """Write every chapter with its risks, and set aside what is not treated."""
        owner = Seat.objects.get(body__area=self.root, place=self.place, role=Role.CONTACT_PERSON)
        writer = self.actor(Right.KEEP_PLAN)
        for key, one in told.chapters.items():
            ready = bool(one.text and one.decision)
            facts = chapters.ChapterFacts(owner.pk, one.text, one.decision, one.questions, ready)
            for number, (what, likely, bad, measures) in enumerate(one.risks):
                chapters.add_risk(
                    root=self.root,
                    place=self.place,
                    key=key,
                    facts=chapters.RiskFacts(what, likely, bad, measures),
                    request_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{EXAMPLE}/{self.place.slug}/{key}/{number}"),
                    actor=writer,
                )
            seen = chapters.chapter_here(self.root, self.place, key).version
            chapters.write_chapter(
                root=self.root, place=self.place, key=key, facts=facts, seen_version=seen, actor=writer
            )
        access = self.story.access(self.contact)
        for key, reason in told.aside.items():
            set_aside(root=self.root, place=self.place, key=key, reason=reason, seen_version=0, access=access)

    def decide(self, told: Told) -> None:
        """Decide what is ready, and settle how the village keeps its say."""
        decider = self.actor(Right.DECIDE_PLAN)
        for key, one in told.chapters.items():
            if one.decision:
                chapters.decide_chapter(
                    root=self.root,
                    place=self.place,
                    key=key,
                    on=clock.today(),
                    body=told.body,
                    minutes=told.minutes,
                    seen_version=chapters.chapter_here(self.root, self.place, key).version,
                    actor=decider,
                )
        root, place = self.root, self.place
        if told.influence:
            influence.write_influence(
                root=root, place=place, facts=influence.InfluenceFacts(*told.influence), seen_version=0, actor=decider
            )
        if told.form:
            made = influence.answer_about_forms(
                root=root, place=place, answers=told.answers, seen_version=0, actor=decider
            )
            chosen, why = told.form
            influence.choose_form(
                root=root,
                place=place,
                chosen=chosen,
                why=why,
                chosen_on=clock.today(),
                seen_version=made.version,
                actor=decider,
            )

    def papers(self, told: Told) -> None:
        """Begin the documents that others get, write in them, and hang up the notice."""
        for kind in (LEADER, AGENCY, EXTRACT, NOTICE):
            draft = self.begin(kind)
            for part in draft.parts.filter(section="", key__in=told.papers):
                write_part(part=part, title=part.title, text=told.papers[part.key], seen_version=part.version,
                           actor=self.actor(Right.KEEP_PLAN))  # fmt: skip
        self.approve(NOTICE)

    def begin(self, kind: str) -> Draft:
        """The draft of one of the plan's documents."""
        return begin_document(kind=kind, root=self.root, place=self.place, actor=self.actor(Right.KEEP_PLAN))

    def approve(self, kind: str) -> None:
        """Put a document together and approve it, so that it is frozen."""
        draft = self.begin(kind)
        proposal = propose(draft=draft, actor=self.actor(Right.KEEP_PLAN))
        approve(draft=draft, seen_sha256=proposal.sha256, actor=self.actor(Right.DECIDE_PLAN))
        work_off()
