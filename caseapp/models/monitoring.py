"""绩效运行监控: the dated rules of lights, and what people said beside each row for each period end."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.indicators.lights import LightRules, Pacing
from caseapp.domain.indicators.monitoring import Cause, Likelihood, Said
from caseapp.models.base import Base, Moment, Recorded
from caseapp.models.columns import word
from caseapp.models.projects import Indicator
from caseapp.models.users import User


class MonitorRule(Recorded, Base):
    """Whole percents, in force until the next rule begins. `period_months`: months with a comma between."""

    __tablename__ = "monitor_rules"
    __table_args__ = (
        CheckConstraint("indicator_good > indicator_warn AND indicator_warn > 0", name="indicator_bands_follow"),
        CheckConstraint("money_good > money_warn AND money_warn > 0", name="money_bands_follow"),
        CheckConstraint("ceiling_near BETWEEN 1 AND 100 AND over_from >= 100", name="percents_fit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(unique=True)
    document_no: Mapped[str] = mapped_column(String(64))
    indicator_good: Mapped[int]
    indicator_warn: Mapped[int]
    money_good: Mapped[int]
    money_warn: Mapped[int]
    ceiling_near: Mapped[int]
    over_from: Mapped[int]
    pacing: Mapped[Pacing] = mapped_column(word(Pacing))
    period_months: Mapped[str] = mapped_column(String(32))

    def read(self) -> LightRules:
        return LightRules(
            indicator_good=self.indicator_good,
            indicator_warn=self.indicator_warn,
            money_good=self.money_good,
            money_warn=self.money_warn,
            ceiling_near=self.ceiling_near,
            over_from=self.over_from,
            pacing=self.pacing,
            period_months=tuple(int(month) for month in self.period_months.split(",")),
        )


class MonitorNote(Base):
    """What was said of a row for a period end. Written once: a change is a new note, and the latest stands."""

    __tablename__ = "monitor_notes"
    __table_args__ = (Index("ix_monitor_notes_indicator_id_period_end", "indicator_id", "period_end"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    period_end: Mapped[date]
    causes: Mapped[str] = mapped_column(String(64), default="")
    explanation: Mapped[str] = mapped_column(String(500), default="")
    likelihood: Mapped[Likelihood | None] = mapped_column(word(Likelihood))
    remark: Mapped[str] = mapped_column(String(500), default="")
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(Moment)

    indicator: Mapped[Indicator] = relationship()
    by: Mapped[User | None] = relationship()

    @property
    def said(self) -> Said:
        causes = frozenset(Cause(value) for value in self.causes.split(",") if value)
        return Said(causes, self.explanation, self.likelihood, self.remark)
