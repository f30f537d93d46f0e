"""What is given to a list, and to whom of it."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import Length

from caseapp.domain.labels import Word
from caseapp.domain.payments.codes import PayMeans
from caseapp.domain.payments.gifts import Gift
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.queries.aid import Fund
from caseapp.queries.units import UnitChoice
from caseapp.services.consolation import Consolation
from caseapp.web.support.forms import MoneyField, OnceForm, TidyField, WordField, required
from caseapp.web.support.people import filter_units, whole_number


class Way(Word):
    """What reaches the person, and how."""

    TRANSFER = "transfer", "慰问金，银行转账", "Money by bank transfer"
    MONEY = "money", "慰问金，现场签领", "Money, signed for"
    GOODS = "goods", "慰问品，现场签领", "Goods, signed for"


class ConsolationForm(OnceForm):
    """`project` is the id of a project budget: a project and one source of its money."""

    year = TidyField(_l("List of the year"), [required()], render_kw={"inputmode": "numeric", "maxlength": "4"})
    group = WordField(SpecialGroup, _l("Group"))
    unit = SelectField(_l("Unit"), coerce=whole_number, validate_choice=False)
    project = SelectField(_l("Project and source"), coerce=int)
    way = WordField(Way, _l("What is given"))
    amount = MoneyField(_l("Amount for each person"))
    gift_name = TidyField(_l("Goods"), [Length(max=64)])
    gift_count = TidyField(_l("How many for each person"), render_kw={"inputmode": "numeric", "maxlength": "4"})
    gift_unit = MoneyField(_l("Value of one"))
    chosen = SelectMultipleField(_l("People"), coerce=int, validate_choice=False)
    title = TidyField(_l("Title of the batch"), [Length(max=128)])
    reason = TidyField(_l("Reason"), [Length(max=500)])

    def offer(self, units: list[UnitChoice], funds: list[tuple[int, str]]) -> None:
        self.unit.choices = filter_units(units)
        self.project.choices = funds

    def wanted(self, funds: list[Fund]) -> Consolation:
        """Of a form that has been read; raises Invalid for goods that cannot be."""
        goods = self.way.data is Way.GOODS
        fund = next(one for one in funds if one.budget_id == self.project.data)
        return Consolation(
            year=whole_number(self.year.data) or 0,
            group=self.group.data,
            unit_id=self.unit.data or None,
            project_id=fund.project_id,
            source=fund.source,
            means=PayMeans.BANK if self.way.data is Way.TRANSFER else PayMeans.SHEET,
            amount_fen=None if goods else self.amount.fen,
            gift=Gift(self.gift_name.data or "", whole_number(self.gift_count.data) or 0, self.gift_unit.fen or 0)
            if goods
            else None,
        )
