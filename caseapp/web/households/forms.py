from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, TextAreaField

from caseapp.domain.households.codes import Category, Cause, Health, Relation, WorkState
from caseapp.domain.identity import Sex
from caseapp.queries.households import HouseholdFile, MemberRow
from caseapp.queries.units import UnitChoice
from caseapp.services.household_facts import HouseholdFacts
from caseapp.services.membership import MemberFacts
from caseapp.services.people import PersonFacts
from caseapp.web.households.particulars import PERSON_FIELDS, HouseholdMore, PersonMore, person_values
from caseapp.web.support.forms import DayField, MoneyField, TidyField, WordField, required
from caseapp.web.support.people import PLAIN, PersonForm, form_units, whole_number

ROWS = 6
MORE_ROWS = 3
MOST_ROWS = 24
OTHERS = [relation for relation in Relation if relation is not Relation.HEAD]


class MemberForm(PersonMore, Form):
    """A row; one without name and number is left empty, unless it stands for somebody already in the file."""

    member_id = HiddenField()
    name = TidyField(_l("Name"), render_kw=PLAIN)
    relation = WordField(Relation, _l("Relation to the head"), only=OTHERS, default=Relation.CHILD)
    id_number = TidyField(_l("ID number"), render_kw=PLAIN)
    health = WordField(Health, _l("Health"), default=Health.GOOD)
    work_state = WordField(WorkState, _l("Work"), default=WorkState.OTHER)
    birth_on = DayField(_l("Born on"))
    sex = WordField(Sex, _l("Sex"), default=Sex.UNKNOWN)
    phone = TidyField(_l("Phone"), render_kw=PLAIN)

    def all_more(self) -> list[Any]:
        """The fields of the row's folded part."""
        return [getattr(self, name) for name in ("birth_on", "sex", "phone", *PERSON_FIELDS)]

    def facts(self) -> MemberFacts | None:
        member_id = whole_number(self.member_id.data)
        if not (self.name.data or self.id_number.data or member_id):
            return None
        person = PersonFacts(
            self.name.data or "",
            self.id_number.data or "",
            sex=self.sex.data,
            birth_on=self.birth_on.data,
            phone=self.phone.data or "",
        )
        return MemberFacts(
            self.with_more(person),
            self.relation.data,
            self.health.data,
            self.work_state.data,
            member_id,
            particulars=self.particulars(),
        )


class HouseholdForm(PersonMore, HouseholdMore, PersonForm):
    health = WordField(Health, _l("Health"), default=Health.GOOD)
    work_state = WordField(WorkState, _l("Work"), default=WorkState.OTHER)
    unit_id = SelectField(_l("Unit"), coerce=whole_number)
    applied_on = DayField(_l("Applied on"), [required()])
    category = WordField(Category, _l("Category"), empty=True, validators=[required()])
    main_cause = WordField(Cause, _l("Main cause"), empty=True, validators=[required()])
    monthly_income = MoneyField(_l("Monthly income a head"), [required()])
    address = TidyField(_l("Address"))
    note = TextAreaField(_l("Note"))
    members = FieldList(FormField(MemberForm), max_entries=MOST_ROWS)

    def offer(self, units: list[UnitChoice]) -> None:
        self.unit_id.choices = form_units(units)
        self.unit_id.flags.required = self.id_number.flags.required = True

    def add_rows(self, count: int) -> None:
        for _ in range(min(count, MOST_ROWS - len(self.members))):
            self.members.append_entry()

    def fill(self, file: HouseholdFile) -> None:
        """Show a file for amending: numbers stay masked, so their fields stay empty."""
        head = file.head
        for name in ("applied_on", "category", "main_cause", "address", "note", "version"):
            getattr(self, name).data = getattr(file, name)
        self.fill_person(head.person)
        self.fill_more(file.particulars, head.person, head.particulars)
        self.monthly_income.process_data(file.monthly_income_fen)
        self.health.data, self.work_state.data = head.health, head.work_state
        for member in file.present[1:]:
            self.members.append_entry(_row(member))
            self.remember(member.person, f"members-{member.id}-")
        self.opened()

    def ask_for(self, names: tuple[str, ...]) -> None:
        """Point at the fields the official form still needs."""
        for name in names:
            getattr(self, name).errors = [str(_l("The official form asks for this."))]

    def facts(self) -> HouseholdFacts:
        return HouseholdFacts(
            unit_id=self.unit_id.data if "unit_id" in self else None,
            category=self.category.data,
            main_cause=self.main_cause.data,
            monthly_income_fen=self.monthly_income.fen,
            applied_on=self.applied_on.data,
            head=MemberFacts(
                replace(
                    self.with_more(self.person()),
                    other_phone=self.other_phone.data or "",
                    bank_branch=self.bank_branch.data or "",
                ),
                health=self.health.data,
                work_state=self.work_state.data,
                particulars=self.particulars(),
            ),
            members=tuple(row.form.facts() for row in self.members),
            address=self.address.data or "",
            note=self.note.data or "",
            particulars=self.household_particulars(),
        )


def _row(member: MemberRow) -> dict[str, Any]:
    return {
        "member_id": member.id,
        "name": member.person.name,
        "relation": member.relation,
        "id_number": "",
        "health": member.health,
        "work_state": member.work_state,
        "birth_on": member.person.birth_on,
        "sex": member.person.sex,
        **person_values(member.person, member.particulars),
    }
