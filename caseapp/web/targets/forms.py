"""A target table on a screen: its plan, goals and rows; a new row has no id yet."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from caseapp.domain.book import PLAN_MONTHS
from caseapp.domain.indicators.target import parse_target
from caseapp.models.projects import Project
from caseapp.readers.targets.indicators import LEVELS, full_level
from caseapp.readers.targets.typed import PLAN_BOXES, TypedLine, in_order
from caseapp.services.target_editing import LONGEST_REASON, EditedLine
from caseapp.web.support.forms import TidyField, required
from caseapp.web.support.people import whole_number
from caseapp.web.support.targets import understood
from caseapp.web.support.two_tabs import TabForm

MOST_ROWS = 60
_FIRST = [(level, level) for level in LEVELS]
_SECOND = [(level, level) for level in dict.fromkeys(second for seconds in LEVELS.values() for second in seconds)]


class PrintedField(StringField):
    """A line that stays as it is printed: 户（人）次 keeps its brackets."""

    printed = True

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""


class PrintedArea(TextAreaField):
    printed = True

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = "\n".join(line.rstrip() for line in valuelist[0].strip().splitlines()) if valuelist else ""


class RowForm(Form):
    """One indicator. `place` orders rows within their level; a row taken away stays in the form until it is saved."""

    indicator_id = HiddenField()
    place = TidyField(_l("Order"), render_kw={"inputmode": "numeric", "autocomplete": "off"})
    level1 = SelectField(_l("Level 1"), choices=_FIRST)
    level2 = SelectField(_l("Level 2"), choices=[("", "—"), *_SECOND])
    name = PrintedField(_l("Indicator"), [Length(max=128)])
    description = PrintedArea(_l("Description"))
    target = PrintedField(_l("Target"), [Length(max=256)])
    basis = PrintedArea(_l("Basis"))
    weight = TidyField(_l("Weight"), render_kw={"inputmode": "decimal", "autocomplete": "off"})
    away = BooleanField(_l("Take this row away"), false_values=(False, "False", "false", ""))

    @property
    def is_empty(self) -> bool:
        return not (self.indicator_id.data or self.name.data or self.target.data)

    def understood(self, year: int) -> str:
        return understood(parse_target(self.target.data, year)) if self.target.data else ""

    def typed(self, box: str) -> EditedLine:
        said = {name: self[name].data or "" for name in ("level1", "level2", "name", "target", "weight")}
        line = TypedLine(box, **said, description=self.description.data or "", basis=self.basis.data or "")
        return EditedLine(whole_number(self.indicator_id.data), line)


class TargetForm(TabForm):
    plan_3 = TidyField(_l("End of March"))
    plan_6 = TidyField(_l("End of June"))
    plan_10 = TidyField(_l("End of October"))
    plan_12 = TidyField(_l("End of December"))
    goals = PrintedArea(_l("Goals"), [required()])
    rows = FieldList(FormField(RowForm), max_entries=MOST_ROWS)
    reason = TidyField(_l("Why the table is changed"), [required(), Length(max=LONGEST_REASON)])
    gone_words = _l("These rows are not in the table any more, so what you typed in them cannot be saved:")

    def fill(self, project: Project) -> None:
        self.version.data = str(project.version)
        plan = {point.month: point.percent for point in project.plan}
        for month, box in zip(PLAN_MONTHS, PLAN_BOXES, strict=True):
            share = plan.get(month)
            self[box].data = "" if share is None else f"{share.normalize():f}%"
        self.goals.data = "\n".join(goal.sentence for goal in project.goals)
        for row in project.indicators:
            self.rows.append_entry(
                {
                    "indicator_id": row.id,
                    "place": str(row.row),
                    "level1": full_level(row.level1),
                    "level2": full_level(row.level2),
                    "name": row.name,
                    "description": row.description,
                    "target": row.target,
                    "basis": row.basis,
                    "weight": "" if row.weight is None else f"{row.weight.normalize():f}",
                }
            )
        self.opened()

    def add_row(self) -> None:
        if len(self.rows) < MOST_ROWS:
            self.rows.append_entry({"place": str(len(self.rows) + 1)})

    def edited(self) -> list[EditedLine]:
        """The rows that stay, in their order: by level, within it by place, rows of one place as they stand."""
        kept = [entry for entry in self.rows if not entry.form.away.data and not entry.form.is_empty]
        kept.sort(key=_place)
        typed = {line.typed.box: line for line in (entry.form.typed(entry.name) for entry in kept)}
        return [typed[line.box] for line in in_order([line.typed for line in typed.values()])]


def _place(entry: Any) -> int:
    number = whole_number(entry.form.place.data)
    return MOST_ROWS + 1 if number is None else number
