"""A visit written down, and a note."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from caseapp.domain.households.visits import Proposal
from caseapp.services.visits import VisitFacts
from caseapp.web.support.forms import BaseForm, DayField, TidyField, WordField, required
from caseapp.web.support.vault import ScansField


class VisitForm(BaseForm):
    visited_on = DayField(_l("Day of the visit"))
    visitors = TidyField(_l("Who went"), [required(_l("Write who went."))], render_kw={"autocomplete": "off"})
    findings = TextAreaField(_l("Findings"), [required(_l("Write what was found."))])
    proposal = WordField(Proposal, _l("Proposal"), default=Proposal.NONE)
    files = ScansField(_l("Photos"))

    def facts(self) -> VisitFacts:
        return VisitFacts(
            visited_on=self.visited_on.data,
            visitors=self.visitors.data or "",
            findings=self.findings.data or "",
            proposal=self.proposal.data or Proposal.NONE,
        )


class NoteForm(BaseForm):
    words = TextAreaField(_l("New note"), [required(_l("Write the note."))])
