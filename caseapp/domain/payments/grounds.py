"""What aid of some kinds rests on: a child at school, something that happened."""

from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.payments.claims import school_year
from caseapp.domain.payments.codes import AidKind, SchoolStage
from caseapp.domain.payments.standards import MedicalCost


@dataclass(frozen=True)
class Schooling:
    """`student_id` is the person; `year` the calendar year in which the school year begins."""

    student_id: int | None
    stage: SchoolStage
    school: str
    year: int


@dataclass(frozen=True)
class Event:
    what: str
    happened_on: date | None
    loss_fen: int | None = None


@dataclass(frozen=True)
class Grounds:
    cost: MedicalCost | None = None
    schooling: Schooling | None = None
    event: Event | None = None

    def base_fen(self, kind: AidKind) -> int | None:
        """What a share of the kind is taken of: the own part, or the loss."""
        if kind is AidKind.MEDICAL:
            return self.cost.own_fen if self.cost else None
        return self.event.loss_fen if kind is AidKind.ONE_OFF and self.event else None

    def faults(self, kind: AidKind, amount_fen: int, day: date) -> list[Problem]:
        """What is missing or cannot be; a child's place in the household is for the service to see."""
        match kind:
            case AidKind.MEDICAL:
                return self._medical(amount_fen)
            case AidKind.EDUCATION:
                return self._education(day)
            case AidKind.ONE_OFF:
                return self._one_off(day)
        return []

    def _medical(self, amount_fen: int) -> list[Problem]:
        if self.cost is None:
            return [Problem("medical_total", N_("Write the total medical cost."))]
        if amount_fen > self.cost.own_fen:
            return [Problem("amount", N_("Medical aid cannot be more than the own part."))]
        return []

    def _education(self, day: date) -> list[Problem]:
        found = []
        if self.schooling is None or self.schooling.student_id is None:
            found.append(Problem("student", N_("Choose the child this is for.")))
        if self.schooling is None or not self.schooling.school.strip():
            found.append(Problem("school", N_("Write the name of the school.")))
        if self.schooling and not school_year(day) - 1 <= self.schooling.year <= school_year(day) + 1:
            found.append(Problem("school_year", N_("Choose this school year, the one before or the next.")))
        return found

    def _one_off(self, day: date) -> list[Problem]:
        found = []
        if self.event is None or not self.event.what.strip():
            found.append(Problem("event", N_("Write what happened.")))
        if self.event is None or self.event.happened_on is None:
            found.append(Problem("happened_on", N_("Write the day it happened.")))
        elif self.event.happened_on > day:
            found.append(Problem("happened_on", N_("This day lies in the future.")))
        if self.event and self.event.loss_fen is not None and self.event.loss_fen <= 0:
            found.append(Problem("loss", N_("Write an amount above zero.")))
        return found
