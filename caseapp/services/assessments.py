"""Assessing a household by the rules of a day; another person decides, and the file follows the newest decision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, Invalid, NotAllowed, NotFound, Problem, StaleView
from caseapp.domain.households.assessment import Answered, Case, Item, Member, Working, assess
from caseapp.domain.households.assessment_codes import (
    ASSESSMENT_LIFE,
    AssessmentAction,
    AssessmentState,
    Basis,
    Exclusion,
    Holds,
    ItemKind,
)
from caseapp.domain.households.assessment_rules import RuleSet
from caseapp.domain.households.codes import LIVE_STATES, Category
from caseapp.models.assessments import AssessedMember, Assessment, AssessmentAnswer, AssessmentItem
from caseapp.models.households import Household
from caseapp.queries import assessments as lists
from caseapp.queries.assessment_rules import rules_on
from caseapp.services import audit
from caseapp.services.households import open_file

NOTE = 256


@dataclass(frozen=True)
class ItemFacts:
    """A row as typed; what is None is told as a problem."""

    member_id: int | None
    kind: ItemKind | None
    basis: Basis
    amount_fen: int | None
    evidence: str = ""


@dataclass(frozen=True)
class AssessmentFacts:
    """`items` by the rows of the form; None is a row left empty. `together` are the members living together."""

    as_of: date | None
    together: frozenset[int]
    items: tuple[ItemFacts | None, ...]
    answers: Mapping[Exclusion, Answered]
    loss_fen: int | None = None
    loss_note: str = ""


def make(
    session: Session, actor: Actor, *, household_id: int, facts: AssessmentFacts, today: date, now: datetime
) -> Assessment:
    """Compute and keep an assessment for decision; raises Invalid with every problem (`items-0-amount` …)."""
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, None)
    if household.state not in LIVE_STATES:
        raise IllegalStep(N_("This file has left the register, so it is not assessed any more."))
    row = rules_on(session, facts.as_of) if facts.as_of else None
    rules = row.read() if row else None
    problems = list(_problems(household, facts, rules, today))
    if problems or row is None or rules is None or facts.as_of is None:
        raise Invalid(problems)
    case = _case(household, facts, rules)
    working = assess(case, rules)
    if working.figure_fen is None:
        raise Invalid.one("together", N_("Choose at least one member who lives in the household."))
    made = _row(household, facts, case, working)
    made.rules_id = row.id
    made.touch(actor.id, now)
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "household.assess", "household", household.id, now=now,
        assessment=made.id, amount_fen=made.figure_fen,
    )  # fmt: skip
    return made


def decide(
    session: Session,
    actor: Actor,
    *,
    household_id: int,
    assessment_id: int,
    version: int,
    category: Category | None,
    reason: str,
    now: datetime,
) -> Assessment:
    """Sign the category, by somebody who did not make the assessment; another one than proposed needs a reason.

    The household's category and income follow when no later assessment is decided; a decision for no category
    leaves the household's category as it was, to be ended by an exit or a closing.
    """
    made = _open(session, actor, household_id, assessment_id, version)
    made.row.state = ASSESSMENT_LIFE.after(made.row.state, AssessmentAction.APPROVE)
    if not actor.is_system and actor.id == made.row.created_by:
        raise NotAllowed(N_("You made this assessment, so somebody else must decide it."))
    if category is not None and made.working().excluded:
        raise Invalid.one(
            "category", N_("An exclusion stands, so there is no category. Return it, or decide for none.")
        )
    overridden = category is not made.row.proposed
    if overridden and not reason.strip():
        raise Invalid.one("reason", N_("Write why you decide otherwise than proposed."))
    made.row.category = category
    made.row.override_reason = _short(reason) if overridden else None
    made.row.decided_by, made.row.decided_at = actor.id, now
    made.row.touch(actor.id, now)
    session.flush()
    _follow(session, made.row.household, now)
    audit.record(
        session, actor, "household.assessment_decided", "household", household_id, now=now,
        assessment=made.row.id, category=category.value if category else None, overridden=overridden,
        amount_fen=made.row.figure_fen,
    )  # fmt: skip
    return made.row


def send_back(
    session: Session,
    actor: Actor,
    *,
    household_id: int,
    assessment_id: int,
    version: int,
    reason: str,
    now: datetime,
) -> None:
    """Return it with a reason; the caseworker makes a new one that begins with what was declared here."""
    made = _open(session, actor, household_id, assessment_id, version)
    made.row.state = ASSESSMENT_LIFE.after(made.row.state, AssessmentAction.RETURN)
    if not actor.is_system and actor.id == made.row.created_by:
        raise NotAllowed(N_("You made this assessment, so somebody else must decide it."))
    if not reason.strip():
        raise Invalid.one("reason", N_("Write the reason."))
    made.row.return_reason = _short(reason)
    made.row.decided_by, made.row.decided_at = actor.id, now
    made.row.touch(actor.id, now)
    audit.record(
        session, actor, "household.assessment_returned", "household", household_id, now=now, assessment=made.row.id
    )


def _open(session: Session, actor: Actor, household_id: int, assessment_id: int, version: int) -> lists.AssessmentFile:
    actor.demand(Permission.FILE_APPROVE)
    made = lists.one(session, actor, household_id, assessment_id, permission=Permission.FILE_APPROVE)
    if made is None:
        raise NotFound(N_("There is no such assessment."))
    if made.row.version != version:
        raise StaleView(N_("Somebody changed this in the meantime. Reload the page and look at it again."))
    return made


def _follow(session: Session, household: Household, now: datetime) -> None:
    """The household's category and income become those of its newest decision. Who decided is no editor of the
    file: they may still approve it."""
    newest = lists.newest_decided(session, household.id)
    if newest is None or household.state not in LIVE_STATES:
        return
    if newest.category is not None:
        household.category = newest.category
    household.monthly_income_fen = newest.figure_fen
    household.updated_at = now


def _problems(household: Household, facts: AssessmentFacts, rules: RuleSet | None, today: date) -> Iterator[Problem]:
    if facts.as_of is None:
        yield Problem("as_of", N_("Write the day of the assessment."))
    elif facts.as_of > today:
        yield Problem("as_of", N_("This day lies in the future."))
    elif rules is None:
        yield Problem("as_of", N_("No rules are in force on this day. Ask the administrator to add them."))
    present = {member.id for member in household.members if member.left_on is None}
    for turn, item in enumerate(facts.items):
        if item is not None:
            yield from _row_problems(f"items-{turn}-", item, present)
    for exclusion in rules.asked if rules else ():
        answer = facts.answers.get(exclusion, Answered(None))
        if answer.holds is None:
            yield Problem(f"answers-{exclusion.value}-holds", N_("Answer yes or no."))
        elif answer.holds is Holds.YES and not answer.evidence.strip():
            yield Problem(f"answers-{exclusion.value}-evidence", N_("Write what this rests on."))
        if len(answer.evidence) > NOTE:
            yield _long(f"answers-{exclusion.value}-evidence")
    if facts.loss_fen is not None and facts.loss_fen < 0:
        yield Problem("loss", N_("An amount cannot be negative."))
    if facts.loss_fen is not None and not facts.loss_note.strip():
        yield Problem("loss_note", N_("Write what happened and what proves the loss."))
    if len(facts.loss_note) > NOTE:
        yield _long("loss_note")


def _row_problems(prefix: str, item: ItemFacts, present: set[int]) -> Iterator[Problem]:
    if item.member_id not in present:
        yield Problem(prefix + "member_id", N_("Choose whose it is."))
    if item.kind is None:
        yield Problem(prefix + "kind", N_("Choose what it is."))
    if item.amount_fen is None:
        yield Problem(prefix + "amount", N_("Write the amount."))
    elif item.amount_fen < 0:
        yield Problem(prefix + "amount", N_("An amount cannot be negative."))
    if len(item.evidence) > NOTE:
        yield _long(prefix + "evidence")


def _long(name: str) -> Problem:
    return Problem(name, N_("Write at most %(limit)s characters."), {"limit": NOTE})


def _short(reason: str) -> str:
    if len(reason.strip()) > NOTE:
        raise Invalid([_long("reason")])
    return reason.strip()


def _case(household: Household, facts: AssessmentFacts, rules: RuleSet) -> Case:
    present = [member for member in household.members if member.left_on is None]
    return Case(
        members=tuple(Member(one.id, one.person.name, one.id in facts.together) for one in present),
        items=tuple(
            Item(item.member_id, item.kind, item.basis, item.amount_fen, item.evidence.strip())
            for item in facts.items
            if item is not None and item.member_id and item.kind and item.amount_fen is not None
        ),
        answers={one: facts.answers[one] for one in rules.asked},
        main_cause=household.main_cause,
        loss_fen=facts.loss_fen,
    )


def _row(household: Household, facts: AssessmentFacts, case: Case, working: Working) -> Assessment:
    return Assessment(
        household=household,
        as_of=facts.as_of,
        state=AssessmentState.PROPOSED,
        main_cause=case.main_cause,
        loss_fen=case.loss_fen,
        loss_note=facts.loss_note.strip(),
        income_fen=working.income_fen,
        spending_fen=working.spending_fen,
        people=working.people,
        figure_fen=working.figure_fen,
        proposed=working.category,
        members=[AssessedMember(member_id=one.key, together=one.together) for one in case.members],
        items=[
            AssessmentItem(
                member_id=one.member, kind=one.kind, basis=one.basis, amount_fen=one.amount_fen, evidence=one.evidence
            )
            for one in case.items
        ],
        answers=[
            AssessmentAnswer(exclusion=exclusion, holds=answer.holds, evidence=answer.evidence.strip())
            for exclusion, answer in case.answers.items()
        ],
    )
