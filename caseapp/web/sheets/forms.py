from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import Length

from caseapp.web.support.clock import today
from caseapp.web.support.forms import DayField, OnceForm, TidyField, not_in_future, required
from caseapp.web.support.vault import ScansField


class SignedForm(OnceForm):
    signed = SelectMultipleField(_l("Who signed"), coerce=int, validate_choice=False)
    signed_on = DayField(_l("Signed on"), [required(), not_in_future(today)])
    reason = TidyField(_l("Why the others did not sign"), [Length(max=256)])
    files = ScansField(_l("Scan of the signed sheet"))
