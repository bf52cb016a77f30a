"""The closed set of roles a seat can have, and what each role may do. The permission table is generated from here.

A seat covers everything in its area, or one place in it. What a role may do, it may do with what its seat covers.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """What a seat can give the right to. A page asks for exactly one of these."""

    SEE_FIGURES = "see_figures"  # a programme's goals and counts, no single place
    SEE_PLACE = "see_place"  # where a place stands, why, and by whom it was said
    STATE = "state"  # make a statement where the method names the role
    CONFIRM = "confirm"  # confirm or assess at a gate where the method names the role
    PASS_GATE = "pass_gate"  # record the decision that a place passes a gate
    SEAT_LOCALLY = "seat_locally"  # seat people in the local group of a place
    SEAT_PEOPLE = "seat_people"  # seat people in any body of the programme
    EDIT_PROGRAMME = "edit_programme"  # division into areas, meeting dates, reports sent
    KEEP_SUPPLY = "keep_supply"  # what services a place has today
    LOAD_REGISTER = "load_register"  # national lists of services, the same for every programme
    KEEP_MONEY = "keep_money"  # the programme's own money: cheques and other outlays
    SEE_MONEY = "see_money"
    SEE_JOURNAL = "see_journal"
    KEEP_VILLAGE = "keep_village"  # the village's own words and money: vision, applications for the pre-study
    NOTE_MEETINGS = "note_meetings"  # meetings in the village, and with municipality and county about it
    KEEP_BALANCE = "keep_balance"  # the local group's make-up, as counts
    SEE_BALANCE = "see_balance"  # those counts; all others see only whether the group is balanced
    KEEP_POPULATION = "keep_population"  # how many live in the place, by age and sex
    KEEP_SURVEYS = "keep_surveys"  # build, publish and close questionnaires, household codes, who offers help
    ENTER_ANSWERS = "enter_answers"  # type in what came on paper or by telephone
    READ_WORDS = "read_words"  # what people wrote in their own words
    WRITE_DOCUMENTS = "write_documents"  # drafts of reports and other documents
    APPROVE_DOCUMENTS = "approve_documents"  # freeze a document, withdraw it, mask names in it
    KEEP_MEETINGS = "keep_meetings"  # call meetings, agenda, attendance, minutes, decisions, tasks
    ANSWER_FOR_BOARD = "answer_for_board"  # what the owner's board answers to the minutes it gets
    KEEP_IDEAS = "keep_ideas"  # ideas from meetings: written down, grouped, ranked
    KEEP_PLAN = "keep_plan"  # the project plan: chapters, offering, staffing, budget
    DECIDE_PLAN = "decide_plan"  # record what the local group decided about the plan
    KEEP_AGREEMENTS = "keep_agreements"  # which agreements are needed, what they say, how they are kept
    SIGN_AGREEMENTS = "sign_agreements"  # say yes to an agreement for the party one's seat stands for


RIGHT_TITLES: dict[Right, Promise] = {
    Right.SEE_FIGURES: _("Se programmets mål och samlade siffror"),
    Right.SEE_PLACE: _("Se hur det går på orten"),
    Right.STATE: _("Intyga krav där arbetssättet nämner rollen"),
    Right.CONFIRM: _("Bekräfta eller bedöma vid en grind där arbetssättet nämner rollen"),
    Right.PASS_GATE: _("Fatta beslut om att orten går igenom en grind"),
    Right.SEAT_LOCALLY: _("Bemanna den lokala projektgruppen"),
    Right.SEAT_PEOPLE: _("Bemanna programmets alla grupper"),
    Right.EDIT_PROGRAMME: _("Ändra indelning, mötesdagar och rapporter"),
    Right.KEEP_SUPPLY: _("Föra in och ändra ortens utbud"),
    Right.LOAD_REGISTER: _("Läsa in nationella register"),
    Right.KEEP_MONEY: _("Föra in utbetalningar"),
    Right.SEE_MONEY: _("Se utbetalningar"),
    Right.SEE_JOURNAL: _("Läsa loggen"),
    Right.KEEP_VILLAGE: _("Skriva bygdens vision och föra in ansökningar om pengar till förstudien"),
    Right.NOTE_MEETINGS: _("Föra in möten och kontakter i bygden"),
    Right.KEEP_BALANCE: _("Föra in hur den lokala gruppen är sammansatt, i antal"),
    Right.SEE_BALANCE: _("Se antalen bakom den lokala gruppens balans"),
    Right.KEEP_POPULATION: _("Föra in ortens befolkning"),
    Right.KEEP_SURVEYS: _("Göra, öppna och stänga enkäter"),
    Right.ENTER_ANSWERS: _("Skriva in svar från papper och intervjuer"),
    Right.READ_WORDS: _("Läsa det som skrivits med egna ord i enkäter"),
    Right.WRITE_DOCUMENTS: _("Skriva utkast till rapporter och andra dokument"),
    Right.APPROVE_DOCUMENTS: _("Godkänna, dra tillbaka och maskera dokument"),
    Right.KEEP_MEETINGS: _("Kalla till möten och föra dagordning, närvaro, protokoll och uppgifter"),
    Right.ANSWER_FOR_BOARD: _("Föra in vad styrelsen svarar på protokollen"),
    Right.KEEP_IDEAS: _("Föra in och sortera idéer från möten"),
    Right.KEEP_PLAN: _("Skriva projektplanen och budgeten"),
    Right.DECIDE_PLAN: _("Föra in vad den lokala gruppen beslutat om planen"),
    Right.KEEP_AGREEMENTS: _("Skriva och följa upp avtal"),
    Right.SIGN_AGREEMENTS: _("Godkänna avtal för sin part"),
}


class Role(StrEnum):
    """What a seat is there to do."""

    OWNER = "owner"
    BOARD = "board"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    CENTRAL_MEMBER = "central_member"
    CONVENER = "convener"
    STEERING_MEMBER = "steering_member"
    FUNDER = "funder"
    CONTACT_PERSON = "contact_person"
    LOCAL_MEMBER = "local_member"
    MUNICIPALITY = "municipality"
    COUNTY_BOARD = "county_board"
    INTERVIEWER = "interviewer"  # asks people and types in papers; is no member of the group


@dataclass(frozen=True)
class RoleFacts:
    """A role's title, whether its seats cover one place or an area, and its rights."""

    title: Promise
    local: bool
    rights: frozenset[Right]


_R = Right
_LEAD = {
    _R.SEE_FIGURES,
    _R.SEE_PLACE,
    _R.STATE,
    _R.CONFIRM,
    _R.PASS_GATE,
    _R.SEAT_LOCALLY,
    _R.KEEP_SUPPLY,
    _R.SEE_MONEY,
    _R.SEE_JOURNAL,
    _R.KEEP_VILLAGE,  # the memo wants the vision a month before there is a group with a contact person
    _R.NOTE_MEETINGS,
    _R.SEE_BALANCE,
    _R.KEEP_POPULATION,
    _R.KEEP_SURVEYS,
    _R.ENTER_ANSWERS,
    _R.READ_WORDS,
    _R.KEEP_IDEAS,
    _R.KEEP_PLAN,
    _R.KEEP_AGREEMENTS,
}
_FOLLOW = {_R.SEE_FIGURES, _R.SEE_PLACE}
# Both rights are only to speak where the method names the role, so every role at a place has them.
_LOCAL = {_R.SEE_FIGURES, _R.SEE_PLACE, _R.STATE, _R.CONFIRM}
_GROUP = _LOCAL | {
    _R.KEEP_SUPPLY,
    _R.KEEP_VILLAGE,
    _R.NOTE_MEETINGS,
    _R.SEE_BALANCE,
    _R.ENTER_ANSWERS,
    _R.READ_WORDS,
    _R.KEEP_IDEAS,
    _R.KEEP_PLAN,
    _R.KEEP_AGREEMENTS,
}
# A village's words, meetings and counts are its own and its leaders'.
_NOT_THE_OWNERS = {
    _R.KEEP_VILLAGE,
    _R.NOTE_MEETINGS,
    _R.KEEP_BALANCE,
    _R.SEE_BALANCE,
    _R.KEEP_SURVEYS,
    _R.ENTER_ANSWERS,
    _R.READ_WORDS,
    _R.KEEP_IDEAS,
    _R.KEEP_PLAN,
    _R.DECIDE_PLAN,
    _R.KEEP_AGREEMENTS,
    _R.SIGN_AGREEMENTS,
}

ROLES: dict[Role, RoleFacts] = {
    Role.OWNER: RoleFacts(_("Projektägare"), False, frozenset(set(_R) - _NOT_THE_OWNERS)),
    Role.BOARD: RoleFacts(
        _("Styrelseledamot hos projektägaren"),
        False,
        frozenset(_FOLLOW | {_R.STATE, _R.SEE_MONEY, _R.ANSWER_FOR_BOARD}),
    ),
    Role.COORDINATOR: RoleFacts(
        _("Projektsamordnare"),
        False,
        frozenset(
            _LEAD
            | {
                _R.SEAT_PEOPLE,
                _R.EDIT_PROGRAMME,
                _R.KEEP_MONEY,
                _R.LOAD_REGISTER,
                _R.WRITE_DOCUMENTS,
                _R.APPROVE_DOCUMENTS,
                _R.KEEP_MEETINGS,
                _R.ANSWER_FOR_BOARD,
            }
        ),
    ),
    Role.LEADER: RoleFacts(_("Projektledare"), False, frozenset(_LEAD | {_R.WRITE_DOCUMENTS, _R.KEEP_MEETINGS})),
    Role.CENTRAL_MEMBER: RoleFacts(_("Ledamot i centrala projektgruppen"), False, frozenset(_FOLLOW | {_R.SEE_MONEY})),
    Role.CONVENER: RoleFacts(
        _("Sammankallande i styr- och referensgruppen"), False, frozenset(_FOLLOW | {_R.KEEP_MEETINGS})
    ),
    Role.STEERING_MEMBER: RoleFacts(_("Ledamot i styr- och referensgruppen"), False, frozenset(_FOLLOW)),
    Role.FUNDER: RoleFacts(_("Finansiär"), False, frozenset({_R.SEE_FIGURES})),
    Role.CONTACT_PERSON: RoleFacts(
        _("Lokal kontaktperson"),
        True,
        frozenset(
            _GROUP
            | {
                _R.SEAT_LOCALLY,
                _R.SEE_JOURNAL,
                _R.KEEP_BALANCE,
                _R.KEEP_SURVEYS,
                _R.KEEP_POPULATION,
                _R.DECIDE_PLAN,
                _R.SIGN_AGREEMENTS,
            }
        ),
    ),
    Role.LOCAL_MEMBER: RoleFacts(_("Ledamot i lokala projektgruppen"), True, frozenset(_GROUP)),
    Role.MUNICIPALITY: RoleFacts(
        _("Kommunens företrädare"),
        True,
        frozenset(
            _LOCAL
            | {
                _R.KEEP_SUPPLY,
                _R.SEE_BALANCE,
                _R.KEEP_POPULATION,
                _R.KEEP_PLAN,
                _R.KEEP_AGREEMENTS,
                _R.SIGN_AGREEMENTS,
            }
        ),
    ),
    Role.COUNTY_BOARD: RoleFacts(
        _("Länsstyrelsens eller Regionens servicehandläggare"), True, frozenset(_LOCAL | {_R.SIGN_AGREEMENTS})
    ),
    Role.INTERVIEWER: RoleFacts(_("Intervjuare"), True, frozenset(_FOLLOW | {_R.ENTER_ANSWERS})),
}

COUNTERPARTS = (Role.MUNICIPALITY, Role.COUNTY_BOARD)
"""Who answers for an authority is not for the village to choose: one person would then appoint both who
confirm a start."""

ADDED_LOCALLY = (Role.LOCAL_MEMBER, Role.INTERVIEWER)
"""What further seats in a local group can be for."""

SEATING = tuple(role for role, facts in ROLES.items() if Right.SEAT_PEOPLE in facts.rights)
"""Who can put people in any seat of a programme; it must never be without one of them."""
