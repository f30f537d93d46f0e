from datetime import date

from flask_babel import lazy_gettext as _l

from caseapp.domain.model_workers.codes import HonourLevel, ReliefCause, Turn
from caseapp.domain.model_workers.honour_rules import HonourRules, Rate
from caseapp.services.honour_standards import ReliefFacts
from caseapp.web.support.forms import BaseForm, DayField, MoneyField, TidyField, WordField, required
from caseapp.web.support.people import whole_number

WHOLE = {"inputmode": "numeric", "maxlength": "2"}


class _Standard(BaseForm):
    document_no = TidyField(_l("Document no."), [required()])
    valid_from = DayField(_l("In force from"), [required()])


class RulesForm(_Standard):
    starts = WordField(Turn, _l("Paid from, after retirement"), default=Turn.NEXT_MONTH)
    death_stops = WordField(Turn, _l("Paid no longer from, after death"), default=Turn.NEXT_MONTH)
    revocation_stops = WordField(Turn, _l("Paid no longer from, after revocation"), default=Turn.SAME_MONTH)
    liveness_months = TidyField(
        _l("A liveness check is good for (months)"), [required()], default="12", render_kw=WHOLE
    )
    farmer_age_men = TidyField(_l("Farmers: age of men"), [required()], default="60", render_kw=WHOLE)
    farmer_age_women = TidyField(_l("Farmers: age of women"), [required()], default="55", render_kw=WHOLE)

    def standard(self) -> HonourRules | None:
        """What was typed; None while the day could not be read."""
        day: date | None = self.valid_from.data
        if day is None:
            return None
        return HonourRules(
            document_no=self.document_no.data or "",
            valid_from=day,
            valid_to=None,
            starts=self.starts.data,
            death_stops=self.death_stops.data,
            revocation_stops=self.revocation_stops.data,
            liveness_months=whole_number(self.liveness_months.data) or 0,
            farmer_age_men=whole_number(self.farmer_age_men.data) or 0,
            farmer_age_women=whole_number(self.farmer_age_women.data) or 0,
        )


class RateForm(_Standard):
    level = WordField(HonourLevel, _l("Treatment level"))
    monthly = MoneyField(_l("A month"), [required()])

    def standard(self) -> Rate | None:
        day: date | None = self.valid_from.data
        if day is None:
            return None
        return Rate(self.level.data, self.monthly.fen or 0, day, None, self.document_no.data or "")


class ReliefForm(_Standard):
    cause = WordField(ReliefCause, _l("Cause"))
    line = MoneyField(_l("Line a month"), description=_l("With a line, relief is the gap from the own income to it."))
    cap = MoneyField(_l("At most a year"), [required()])

    def standard(self) -> ReliefFacts | None:
        day: date | None = self.valid_from.data
        if day is None:
            return None
        return ReliefFacts(self.cause.data, self.line.fen, self.cap.fen or 0, day, self.document_no.data or "")
