from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.queries.special_groups import ListingRow
from caseapp.queries.units import UnitChoice
from caseapp.services.special_groups import ListingFacts
from caseapp.web.support.forms import TidyField, WordField, required
from caseapp.web.support.people import PersonForm, form_units, whole_number


class ListingForm(PersonForm):
    unit_id = SelectField(_l("Unit"), coerce=whole_number)
    year = TidyField(_l("Year"), [required()], render_kw={"inputmode": "numeric", "maxlength": "4"})
    special_group = WordField(SpecialGroup, _l("Group"))
    employer = TidyField(_l("Employer"))

    def offer(self, units: list[UnitChoice]) -> None:
        self.unit_id.choices = form_units(units)
        self.unit_id.flags.required = True

    def fill(self, listing: ListingRow) -> None:
        self.fill_person(listing.person)
        self.year.data = str(listing.year)
        for name in ("version", "special_group", "employer"):
            getattr(self, name).data = getattr(listing, name)
        self.opened()

    def facts(self) -> ListingFacts:
        return ListingFacts(
            unit_id=self.unit_id.data if "unit_id" in self else None,
            year=whole_number(self.year.data),
            special_group=self.special_group.data,
            person=self.person(),
            employer=self.employer.data or "",
        )
