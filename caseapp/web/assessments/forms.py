"""What a household declares: items with what proves them, the checklist, a sudden event; and the decision."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput

from caseapp.domain.households.assessment import Answered
from caseapp.domain.households.assessment_codes import Basis, Exclusion, Holds, ItemKind
from caseapp.domain.households.codes import Category
from caseapp.queries.assessments import AssessmentFile
from caseapp.queries.households import HouseholdFile
from caseapp.services.assessments import AssessmentFacts, ItemFacts
from caseapp.web.support.forms import BaseForm, DayField, MoneyField, TidyField, WordField, required
from caseapp.web.support.language import word
from caseapp.web.support.people import PLAIN, whole_number

ROWS = 6
MORE_ROWS = 4
MOST_ROWS = 60


class ItemForm(Form):
    """A row; one with neither kind nor amount nor evidence is left empty."""

    member_id = SelectField(_l("Whose"), coerce=whole_number)
    kind = WordField(ItemKind, _l("Income or spending"), empty=True)
    basis = WordField(Basis, _l("Amount for"), default=Basis.MONTH)
    amount = MoneyField(_l("Amount (yuan)"), render_kw=PLAIN)
    evidence = TidyField(_l("Evidence"), render_kw=PLAIN)

    def facts(self) -> ItemFacts | None:
        if not (self.kind.data or self.amount.data or self.evidence.data):
            return None
        basis = self.basis.data or Basis.MONTH
        return ItemFacts(self.member_id.data, self.kind.data, basis, self.amount.fen, self.evidence.data or "")


class AnswerForm(Form):
    holds = WordField(Holds, _l("Yes or no"), empty=True)
    evidence = TidyField(_l("Evidence"), render_kw=PLAIN)


class AnswersForm(Form):
    """One pair of fields for each exclusion, by its value."""


for one in Exclusion:
    setattr(AnswersForm, one.value, FormField(AnswerForm))


class AssessmentForm(BaseForm):
    as_of = DayField(_l("Day of the assessment"), [required()])
    together = SelectMultipleField(_l("Living together"), coerce=int, option_widget=CheckboxInput())
    items = FieldList(FormField(ItemForm), max_entries=MOST_ROWS)
    answers = FormField(AnswersForm)
    loss = MoneyField(_l("Loss left to pay"), description=_l("After insurance, compensation and other aid."))
    loss_note = TidyField(_l("What happened, and what proves it"))

    def offer(self, file: HouseholdFile) -> None:
        """The members to choose from, in every row."""
        names: list[tuple[Any, str]] = [(member.id, member.person.name) for member in file.present]
        self.together.choices = names
        for entry in self.items:
            entry.form.member_id.choices = [("", "—"), *names]

    def add_rows(self, count: int) -> None:
        for _turn in range(min(count, MOST_ROWS - len(self.items))):
            self.items.append_entry()

    def fill(self, file: HouseholdFile, last: AssessmentFile | None) -> None:
        """Begin with everybody, and with what was declared the last time by those still in the file."""
        present = {member.id for member in file.present}
        apart = {member.key for member in last.case.members if not member.together} if last else set()
        self.together.data = [key for key in present if key not in apart]
        for item in last.row.items if last else ():
            if item.member_id in present:
                self.items.append_entry(
                    {
                        "member_id": item.member_id,
                        "kind": item.kind,
                        "basis": item.basis,
                        "amount": item.amount_fen,
                        "evidence": item.evidence,
                    }
                )

    def facts(self) -> AssessmentFacts:
        return AssessmentFacts(
            as_of=self.as_of.data,
            together=frozenset(self.together.data or ()),
            items=tuple(entry.form.facts() for entry in self.items),
            answers={one: _answered(self.answers.form[one.value].form) for one in Exclusion},
            loss_fen=self.loss.fen,
            loss_note=self.loss_note.data or "",
        )


def _answered(form: Any) -> Answered:
    return Answered(form.holds.data, form.evidence.data or "")


class DecisionForm(BaseForm):
    """`category` empty is a decision for none."""

    version = HiddenField()
    category = SelectField(
        _l("Category"),
        coerce=lambda value: Category(value) if value else None,
        choices=lambda: [*((one.value, word(one)) for one in Category), ("", _("No category"))],
        validate_choice=False,
    )
    reason = TextAreaField(_l("Reason"), description=_l("Only when you decide otherwise than proposed."))
