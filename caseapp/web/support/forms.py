"""What every form shares: forgiving input, problems of services beside their fields, one key against double sending."""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, FieldList, FormField, HiddenField, SelectField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from caseapp.domain.errors import Invalid
from caseapp.domain.labels import Word
from caseapp.domain.money import Money, parse_yuan
from caseapp.web.support.language import sentence, words

W = TypeVar("W", bound=Word)
T = TypeVar("T")


def tidy(text: str | None) -> str:
    """Full-width letters, digits and spaces to half-width, ends trimmed."""
    return unicodedata.normalize("NFKC", text).strip() if text else ""


class TidyField(StringField):
    """A line of text, normalised before it is checked; what was typed is shown again as typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = tidy(valuelist[0]) if valuelist else ""


class MoneyField(StringField):
    """Yuan in, fen in `fen`; an empty field gives None."""

    widget = TextInput()
    fen: int | None = None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_data(self, value: int | None) -> None:
        self.fen = value
        self.data = None if value is None else str(Money(value).yuan())

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = tidy(valuelist[0]) if valuelist else ""
        self.fen = None

    def pre_validate(self, form: Any) -> None:
        if self.data:
            try:
                self.fen = parse_yuan(self.data).fen
            except Invalid as invalid:
                raise StopValidation(sentence(invalid)) from None


class DayField(DateField):
    """A day as 2025-12-20; 2025/12/20 and 2025.12.20 are understood."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not tidy(valuelist[0]):
            self.data = None
            return
        try:
            super().process_formdata([tidy(valuelist[0])])
        except ValueError:
            raise ValueError(str(_l("Write a day that exists, such as 2025-12-20."))) from None


def worded(members: Iterable[W]) -> list[tuple[str, str]]:
    """Choices of a select field."""
    listed = list(members)
    return [(member.value, said) for member, said in zip(listed, words(listed), strict=True)]


class WordField(SelectField):
    """One member of an enum, shown in the reader's language; `empty` adds a first choice for nothing."""

    def __init__(
        self, kind: type[W], label: Any = None, *, only: Iterable[W] | None = None, empty: bool = False, **options: Any
    ) -> None:
        members = list(only if only is not None else kind)

        def read(value: Any) -> W | None:
            if isinstance(value, kind):
                return value
            return kind(value) if value else None

        def choices() -> list[tuple[str, str]]:
            first = [("", "—")] if empty else []
            return [*first, *worded(members)]

        super().__init__(label, choices=choices, coerce=read, **options)

    def pre_validate(self, form: Any) -> None:
        if self.raw_data and self.raw_data[0] not in {value for value, *_ in self.iter_choices()}:
            raise StopValidation(str(_l("Choose one of the list.")))


def required(message: Any = None) -> Callable[[Any, Any], None]:
    """The field must hold something; the sentence names what to write."""

    def check(form: Any, field: Any) -> None:
        if field.errors:
            return
        if field.data is None or field.data == "":
            field.errors = []
            raise StopValidation(str(message or _l("Fill this in.")))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


class BaseForm(FlaskForm):
    """Errors of the services land beside their fields; those of no field stand in `form_errors`."""

    def absorb(self, invalid: Invalid) -> None:
        """Attach each problem to its field (`members-0-name` reaches into a list); what could not even be read
        keeps its own error."""
        unread = {field.name for field in leaves(self) if field.errors}
        for problem in invalid.problems:
            field = self._named(problem.field)
            if field is None:
                self.form_errors.append(sentence(problem))
            elif field.name not in unread:
                field.errors = [*field.errors, sentence(problem)]
        for rows in self:
            if isinstance(rows, FieldList) and any(entry.errors for entry in rows):
                rows.errors = [entry.errors for entry in rows]

    def _named(self, name: str | None) -> Any:
        if not name:
            return None
        return next((field for field in leaves(self) if field.name == name), None)


def new_key() -> str:
    """A fresh request key, for each form of a page one."""
    return uuid4().hex


class OnceForm(BaseForm):
    """A form whose view is `@writes(..., once=True)`."""

    request_key = HiddenField("", default=new_key)


class CodeForm(BaseForm):
    """The code of a person's generator, or a recovery code."""

    code = TidyField(
        _l("Code of six digits"),
        [required()],
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "maxlength": "20"},
    )


def leaves(form: Any) -> Iterable[Any]:
    """Every field of the form, those inside lists and rows too."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                yield from leaves(entry.form) if isinstance(entry, FormField) else (entry,)
        elif isinstance(field, FormField):
            yield from leaves(field.form)
        else:
            yield field


def tried(form: BaseForm, act: Callable[[], T]) -> T | None:
    """What the service's `act` gives, or None with every problem in the form: those of reading and those of the
    service at once. The view then answers 422, and its door rolls back whatever was done."""
    form.validate()
    if any(isinstance(field, SelectField) and field.errors and any(field.raw_data or ()) for field in leaves(form)):
        return None  # a choice that was never offered: nothing a person typed
    try:
        outcome = act()
    except Invalid as invalid:
        form.absorb(invalid)
        return None
    return None if form.errors else outcome


def not_in_future(today: Callable[[], date]) -> Callable[[Any, Any], None]:
    def check(form: Any, field: Any) -> None:
        if field.data and field.data > today():
            raise StopValidation(str(_l("This day lies in the future.")))

    return check
