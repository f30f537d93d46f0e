"""The file a roster comes in."""

from flask_babel import lazy_gettext as _l

from caseapp.domain.imports import RosterKind
from caseapp.web.support.forms import BaseForm, WordField
from caseapp.web.support.sent_files import SentFileField


class RosterForm(BaseForm):
    kind = WordField(RosterKind, _l("Kind of roster"), default=RosterKind.HOUSEHOLDS)
    file = SentFileField(_l("Roster"))
