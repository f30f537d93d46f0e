"""Dated rule sets for assessing households; one that an assessment used is never changed again."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.domain.households.assessment_codes import Comparison, Divisor, Exclusion, ItemKind
from caseapp.domain.households.assessment_rules import Limit, RuleSet
from caseapp.domain.households.codes import Cause
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import Fen, word


class AssessmentRules(Recorded, Base):
    """`accident_percent` None: an accident has no upper line. The lists hold values of their enums."""

    __tablename__ = "assessment_rules"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
        CheckConstraint("line_fen > 0", name="line_is_positive"),
        CheckConstraint("window_months BETWEEN 1 AND 36", name="window_is_months"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_no: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[date] = mapped_column(unique=True)
    valid_to: Mapped[date | None]
    line_fen: Mapped[int] = mapped_column(Fen)
    window_months: Mapped[int]
    divisor: Mapped[Divisor] = mapped_column(word(Divisor))
    deep_percent: Mapped[int]
    deep_comparison: Mapped[Comparison] = mapped_column(word(Comparison, "deep_comparison"))
    relative_percent: Mapped[int]
    relative_comparison: Mapped[Comparison] = mapped_column(word(Comparison, "relative_comparison"))
    accident_percent: Mapped[int | None]
    accident_comparison: Mapped[Comparison] = mapped_column(word(Comparison, "accident_comparison"))
    accident_loss_percent: Mapped[int]
    accident_barred: Mapped[list[str]] = mapped_column(JSON)
    counted: Mapped[list[str]] = mapped_column(JSON)
    exclusions: Mapped[list[str]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    def read(self) -> RuleSet:
        percent = self.accident_percent
        return RuleSet(
            document_no=self.document_no,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            line_fen=self.line_fen,
            window_months=self.window_months,
            divisor=self.divisor,
            deep=Limit(self.deep_percent, self.deep_comparison),
            relative=Limit(self.relative_percent, self.relative_comparison),
            accident_limit=None if percent is None else Limit(percent, self.accident_comparison),
            accident_loss_percent=self.accident_loss_percent,
            accident_barred=frozenset(map(Cause, self.accident_barred)),
            counted=frozenset(map(ItemKind, self.counted)),
            exclusions=frozenset(map(Exclusion, self.exclusions)),
        )

    def write(self, rules: RuleSet) -> None:
        self.document_no = rules.document_no.strip()
        self.valid_from, self.valid_to = rules.valid_from, rules.valid_to
        self.line_fen, self.window_months, self.divisor = rules.line_fen, rules.window_months, rules.divisor
        self.deep_percent, self.deep_comparison = rules.deep.percent, rules.deep.comparison
        self.relative_percent, self.relative_comparison = rules.relative.percent, rules.relative.comparison
        limit = rules.accident_limit
        self.accident_percent = limit.percent if limit else None
        self.accident_comparison = limit.comparison if limit else Comparison.AT_MOST
        self.accident_loss_percent = rules.accident_loss_percent
        self.accident_barred = [one.value for one in Cause if one in rules.accident_barred]
        self.counted = [one.value for one in ItemKind if one in rules.counted]
        self.exclusions = [one.value for one in rules.asked]
