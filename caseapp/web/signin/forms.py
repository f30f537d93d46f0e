from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

from caseapp.web.support.forms import BaseForm, TidyField, required


class SignInForm(BaseForm):
    login = TidyField(_l("Sign-in name"), [required()], render_kw={"autocomplete": "username"})
    password = PasswordField(_l("Password"), [required()], render_kw={"autocomplete": "current-password"})


class NewPasswordForm(BaseForm):
    password = PasswordField(
        _l("New password"),
        [required()],
        description=_l("At least 12 characters; a sentence is easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(_l("The same again"), [required()], render_kw={"autocomplete": "new-password"})
