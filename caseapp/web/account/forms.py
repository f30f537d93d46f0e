from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

from caseapp.web.support.forms import CodeForm, required


class ConfirmForm(CodeForm):
    """The code is asked for only where there is a generator."""

    password = PasswordField(_l("Password"), [required()], render_kw={"autocomplete": "current-password"})
