"""A session of an activity, its list of people, and files to keep with an activity or an expense."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField
from wtforms.validators import Length, Optional

from caseapp.queries.sessions import AttendantRow
from caseapp.services.sessions import MOST, NAME, WORKPLACE, AttendantFacts, SessionFacts
from caseapp.web.records.forms import CountField
from caseapp.web.support.clock import today
from caseapp.web.support.forms import BaseForm, DayField, TidyField, not_in_future, required
from caseapp.web.support.people import whole_number
from caseapp.web.support.vault import ScansField

PLAIN = {"autocomplete": "off"}


class SessionForm(BaseForm):
    version = HiddenField()
    topic = TidyField(_l("Topic"), [required(), Length(max=128)])
    place = TidyField(_l("Place"), [Length(max=128)])
    planned_on = DayField(_l("Planned for"), [required()])
    held_on = DayField(
        _l("Held on"), [Optional(), not_in_future(today)], description=_l("Leave empty until it has been held.")
    )
    participants = CountField(_l("Participants"), description=_l("Counted from the list once there is one."))
    examined = CountField(_l("Examined"))
    passed = CountField(_l("Passed"))
    materials = CountField(_l("Materials given"))
    given = TidyField(_l("What was given"), [Length(max=128)])
    reach = CountField(_l("People reached"))

    def facts(self) -> SessionFacts:
        return SessionFacts(
            topic=self.topic.data or "",
            place=self.place.data or "",
            planned_on=self.planned_on.data or today(),
            held_on=self.held_on.data,
            participants=self.participants.data or 0,
            examined=self.examined.data or 0,
            passed=self.passed.data or 0,
            materials=self.materials.data or 0,
            given=self.given.data or "",
            reach=self.reach.data or 0,
        )


class AttendantForm(Form):
    """A row; one without a name is left out."""

    attendant_id = HiddenField()
    masked = ""
    name = TidyField(_l("Name"), [Length(max=NAME)], render_kw=PLAIN)
    workplace = TidyField(_l("Workplace"), [Length(max=WORKPLACE)], render_kw=PLAIN)
    id_number = TidyField(_l("ID number"), render_kw=PLAIN)
    present = BooleanField(_l("Present"), default=True)
    examined = BooleanField(_l("Was examined"))
    passed = BooleanField(_l("Has passed"))

    def facts(self) -> AttendantFacts:
        return AttendantFacts(
            name=self.name.data or "",
            workplace=self.workplace.data or "",
            id_number=self.id_number.data or "",
            present=bool(self.present.data),
            examined=bool(self.examined.data),
            passed=bool(self.passed.data),
            attendant_id=whole_number(self.attendant_id.data),
        )


class ListForm(BaseForm):
    version = HiddenField()
    rows = FieldList(FormField(AttendantForm), max_entries=MOST)

    def fill(self, rows: list[AttendantRow]) -> None:
        for row in rows:
            told = {name: getattr(row, name) for name in ("name", "workplace", "present", "examined", "passed")}
            self.rows.append_entry({"attendant_id": row.id, **told})

    def add_rows(self, count: int) -> None:
        for _ in range(min(count, MOST - len(self.rows))):
            self.rows.append_entry()

    def facts(self) -> list[AttendantFacts]:
        """The rows with something in them; a name taken out of a row takes the person off the list."""
        return [entry.form.facts() for entry in self.kept]

    @property
    def kept(self) -> list[Any]:
        return [entry for entry in self.rows if entry.form.name.data or entry.form.id_number.data]


class PapersForm(BaseForm):
    files = ScansField()
