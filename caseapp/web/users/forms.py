from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Length

from caseapp.domain.access.roles import Role
from caseapp.web.support.forms import BaseForm, DayField, TidyField, WordField, required


class UserForm(BaseForm):
    login = TidyField(_l("Sign-in name"), [required(), Length(max=64)], render_kw={"autocomplete": "off"})
    name = TidyField(_l("Name"), [required(), Length(max=64)], render_kw={"autocomplete": "off"})


class PostForm(BaseForm):
    role = WordField(Role, _l("Role"))
    unit_id = SelectField(_l("Unit"), coerce=int)
    from_on = DayField(_l("From"), [required()])
    to_on = DayField(_l("To"), description=_l("Leave empty while there is no end."))


class UnitForm(BaseForm):
    code = TidyField(_l("Code"), [required(), Length(max=32)])
    name = TidyField(_l("Unit name"), [required(), Length(max=128)])
    parent_id = SelectField(_l("Belongs to"), coerce=int)
