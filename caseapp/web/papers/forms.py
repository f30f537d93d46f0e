"""What is attached, and as which paper."""

from flask_babel import lazy_gettext as _l

from caseapp.domain.households.papers import PaperKind
from caseapp.web.support.forms import BaseForm, WordField, required
from caseapp.web.support.vault import ScansField


class PapersForm(BaseForm):
    paper = WordField(
        PaperKind, _l("Paper"), empty=True, validators=[required(_l("Choose what kind of paper this is."))]
    )
    files = ScansField()
