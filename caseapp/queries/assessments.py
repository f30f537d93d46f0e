"""The assessments of one household, and one of them with all that its working needs."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.assessment import Answered, Case, Item, Member, Working, assess
from caseapp.domain.households.assessment_codes import AssessmentState
from caseapp.domain.households.codes import Category
from caseapp.models.assessment_rules import AssessmentRules
from caseapp.models.assessments import AssessedMember, Assessment
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.users import User
from caseapp.queries.reach import within


@dataclass(frozen=True)
class AssessmentRow:
    """Money in fen a head and month."""

    id: int
    as_of: date
    state: AssessmentState
    figure_fen: int
    line_fen: int
    document_no: str
    proposed: Category | None
    category: Category | None
    made_by: str | None
    decided_by: str | None


@dataclass(frozen=True)
class AssessmentFile:
    """`row` with the case it was made of; `made_by` and `decided_by` are names, None the system."""

    row: Assessment
    case: Case
    rules: AssessmentRules
    made_by: str | None
    decided_by: str | None
    evidence: dict[str, str]

    def working(self) -> Working:
        """The working again, from what is stored."""
        return assess(self.case, self.rules.read())

    @property
    def decided_at(self) -> datetime | None:
        return self.row.decided_at


def of_household(session: Session, actor: Actor, household_id: int) -> list[AssessmentRow]:
    """The newest first; one statement."""
    maker, decider = aliased(User), aliased(User)
    statement = (
        select(Assessment, AssessmentRules, maker.name, decider.name)
        .join(Household, Household.id == Assessment.household_id)
        .join(AssessmentRules, AssessmentRules.id == Assessment.rules_id)
        .outerjoin(maker, maker.id == Assessment.created_by)
        .outerjoin(decider, decider.id == Assessment.decided_by)
        .where(Assessment.household_id == household_id)
        .order_by(Assessment.as_of.desc(), Assessment.id.desc())
    )
    found = session.execute(within(statement, actor, Permission.FILE_READ, Household.unit_id))
    return [
        AssessmentRow(
            row.id, row.as_of, row.state, row.figure_fen, rules.line_fen, rules.document_no,
            row.proposed, row.category, made_by, decided_by,
        )
        for row, rules, made_by, decided_by in found
    ]  # fmt: skip


def one(
    session: Session,
    actor: Actor,
    household_id: int,
    assessment_id: int,
    *,
    permission: Permission = Permission.FILE_READ,
) -> AssessmentFile | None:
    """The assessment of that household with its case; None when it is not there for this actor."""
    maker, decider = aliased(User), aliased(User)
    statement = (
        select(Assessment, maker.name, decider.name)
        .join(Household, Household.id == Assessment.household_id)
        .outerjoin(maker, maker.id == Assessment.created_by)
        .outerjoin(decider, decider.id == Assessment.decided_by)
        .where(Assessment.id == assessment_id, Assessment.household_id == household_id)
        .options(
            joinedload(Assessment.rules),
            selectinload(Assessment.members).joinedload(AssessedMember.member).joinedload(HouseholdMember.person),
            selectinload(Assessment.items),
            selectinload(Assessment.answers),
        )
    )
    found = session.execute(within(statement, actor, permission, Household.unit_id)).first()
    if found is None:
        return None
    row, made_by, decided_by = found
    evidence = {answer.exclusion.value: answer.evidence for answer in row.answers}
    return AssessmentFile(row, case_of(row), row.rules, made_by, decided_by, evidence)


def case_of(row: Assessment) -> Case:
    """What was assessed, as it was declared on its day."""
    return Case(
        members=tuple(Member(one.member_id, one.member.person.name, one.together) for one in row.members),
        items=tuple(Item(one.member_id, one.kind, one.basis, one.amount_fen, one.evidence) for one in row.items),
        answers={one.exclusion: Answered(one.holds, one.evidence) for one in row.answers},
        main_cause=row.main_cause,
        loss_fen=row.loss_fen,
    )


def newest_decided(session: Session, household_id: int) -> Assessment | None:
    """The assessment that the household's category and income follow: the latest day, then the latest made."""
    statement = select(Assessment).where(
        Assessment.household_id == household_id, Assessment.state == AssessmentState.APPROVED
    )
    return session.scalar(statement.order_by(Assessment.as_of.desc(), Assessment.id.desc()).limit(1))


def is_decided(session: Session, household_id: int) -> bool:
    """Whether the category and income follow an assessment, so that nobody types them."""
    decided = exists().where(Assessment.household_id == household_id, Assessment.state == AssessmentState.APPROVED)
    return bool(session.scalar(select(decided)))
