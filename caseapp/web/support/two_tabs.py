"""A form saved after somebody else saved the same record: both edits are merged field by field, and nobody's is lost.

The form carries what its fields showed when it was opened (`seen`). When the record says something else by now, the
form comes back with both edits in it; where both changed one field, a person chooses.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import DateField, FieldList, FormField, HiddenField, SelectField

from caseapp.domain.edits import Difference, merge
from caseapp.domain.errors import Invalid
from caseapp.domain.money import parse_yuan
from caseapp.queries.people import PersonView
from caseapp.web.support.forms import BaseForm, MoneyField, tidy

F = TypeVar("F", bound="TabForm")
NUMBER = "#"
"""Before the mark of a recorded number, which the form itself never shows."""


@dataclass(frozen=True)
class Line:
    """One difference in the reader's words; `anchor` is the field's id in the form."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str
    contested: bool
    anchor: str


class TabForm(BaseForm):
    """A form of one record. `numbers` are the recorded ones by field: (mark, mask)."""

    version = HiddenField()
    seen = HiddenField()
    contested = HiddenField()
    lines: tuple[Line, ...] = ()
    gone: tuple[str, ...] = ()
    gone_words: Any = _l("These people are not in the file any more, so what you typed about them cannot be saved:")

    @property
    def numbers(self) -> dict[str, tuple[str, str]]:
        return self.__dict__.setdefault("_numbers", {})  # type: ignore[no-any-return]

    def remember(self, person: PersonView, prefix: str = "") -> None:
        self.numbers.update({prefix + name: number for name, number in person.numbers.items()})

    def opened(self) -> None:
        """To be called on the filled form: what its fields show is what was seen."""
        self.seen.data = json.dumps(_shown(self), ensure_ascii=False)


def _leaves(form: Any) -> Iterator[tuple[str, Any, Any]]:
    """Key, field and row (None outside rows) of all that can be edited; a row is named by the id it carries."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                own = _own_id(entry)
                for inner in entry.form if own else ():
                    if not isinstance(inner, HiddenField):
                        yield f"{field.short_name}-{own}-{inner.short_name}", inner, entry
        elif not isinstance(field, HiddenField | FormField) and field.short_name != "unit_id":
            yield field.short_name, field, None


def is_printed(field: Any) -> bool:
    """Whether the text stands as it was printed, full-width signs and all."""
    return bool(getattr(field, "printed", False))


def _who(entry: Any) -> str:
    """What a row is called: by the name of its person, or its title."""
    return str(entry.form["name" if "name" in entry.form else "title"].data or "")


def _own_id(entry: Any) -> str:
    return next((str(field.data or "") for field in entry.form if isinstance(field, HiddenField)), "")


def _text(field: Any) -> str:
    """What the field holds, written one way however it was typed."""
    if isinstance(field, SelectField):
        return next((str(value) for value, _label, chosen, *_ in field.iter_choices() if chosen), "")
    if isinstance(field, DateField):
        return field.data.isoformat() if field.data else tidy((field.raw_data or [""])[0])
    lines = str(field.data or "").splitlines()
    text = "\n".join(line.rstrip() for line in lines) if is_printed(field) else "\n".join(map(tidy, lines))
    if isinstance(field, MoneyField) and text:
        try:
            return str(parse_yuan(text).yuan())
        except Invalid:
            return text
    return text


def _shown(form: TabForm) -> dict[str, str]:
    """Each field's text; of a number that is recorded its mark."""
    found = {}
    for key, field, _row in _leaves(form):
        mark = form.numbers.get(key, ("", ""))[0]
        found[key] = _text(field) or (NUMBER + mark if mark else "")
    return found


def _read(text: str | None) -> dict[str, Any]:
    try:
        read = json.loads(text or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def reconciled(form: F, fresh: F, sent: MultiDict[str, str] | None = None) -> tuple[F, int]:
    """The form to save (0), or to show instead with the status of the answer: 409 when somebody else changed the
    record since it was opened, 422 while a contested field has no choice. `fresh` is the form as the record would
    fill it now, `sent` what the form was made of, if not of this request."""
    form = _settled(form, request.form if sent is None else sent)
    if form.lines:
        return form, 422
    both = _merged(form, fresh)
    return (both, 409) if both else (form, 0)


def _merged(form: F, fresh: F) -> F | None:
    """The form with both edits in it, or None when there is nothing to tell."""
    base = {str(key): str(value) for key, value in _read(form.seen.data).items()}
    theirs = _shown(fresh)
    same_version = str(form.version.data) == str(fresh.version.data)
    if base == theirs or (not base and same_version):
        return None
    typed = {key: _text(field) for key, field, _row in _leaves(form)}
    mine = {key: text or base.get(key, "") if key in fresh.numbers else text for key, text in typed.items()}
    outcome = merge(base, theirs, {key: text for key, text in mine.items() if key in theirs})
    lost = sorted({key for key in mine if key not in theirs and mine[key] != base.get(key, "")})
    if not outcome.differences and not lost:
        return None
    made = _refilled(form, fresh, outcome.values)
    made.lines = tuple(_lines(made, fresh, outcome.differences))
    made.gone = tuple(_gone(form, lost))
    contested = {line.name: [line.label, line.before, line.theirs, line.mine] for line in made.lines if line.contested}
    made.contested.data = json.dumps(contested, ensure_ascii=False) if contested else ""
    return made


def _refilled(form: F, fresh: F, values: Mapping[str, str]) -> F:
    """A form of the merged values: the record's rows first, then those that were new in mine."""
    seen = json.dumps(_shown(fresh), ensure_ascii=False)
    data: MultiDict[str, str] = MultiDict({"version": str(fresh.version.data), "seen": seen})
    for key, field, row in _leaves(fresh):
        text = values[key]
        data[field.name] = "" if text.startswith(NUMBER) else text
        if row is not None:
            data.update({inner.name: str(inner.data or "") for inner in row.form if isinstance(inner, HiddenField)})
    for rows in form:
        if isinstance(rows, FieldList):
            taken = sum(1 for entry in fresh[rows.short_name] if _own_id(entry))
            new = [entry for entry in rows if not _own_id(entry)]
            for turn, entry in enumerate(new, taken):
                data.update({f"{rows.short_name}-{turn}-{one.short_name}": _text(one) for one in entry.form})
    made = _of(form, data)
    made.numbers.update(fresh.numbers)
    return made


def _of(form: F, data: MultiDict[str, str]) -> F:
    """A form of the same kind from other data; the unit of a record is not amended."""
    made = type(form)(formdata=data)
    if "unit_id" in made:
        del made.unit_id
    return made


def _lines(made: TabForm, fresh: TabForm, differences: Mapping[str, Difference]) -> Iterator[Line]:
    for key, field, row in _leaves(made):
        one = differences.get(key)
        if one is None:
            continue
        label = str(field.label.text)
        if row is not None:
            label = _("%(name)s: %(field)s", name=_who(row), field=label)
        before, theirs, mine = (
            _in_words(field, text, fresh.numbers.get(key)) for text in (one.before, one.theirs, one.mine)
        )
        yield Line(key, label, before, theirs, mine, one.contested, field.id)


def _in_words(field: Any, text: str, number: tuple[str, str] | None) -> str:
    if text.startswith(NUMBER):
        return number[1] if number and text == NUMBER + number[0] else _("another number")
    if isinstance(field, SelectField):
        return next((str(label) for value, label, *_ in field.iter_choices() if str(value) == text), text) or "—"
    return text or "—"


def _gone(form: TabForm, lost: list[str]) -> Iterator[str]:
    """What was typed in rows whose people are not there any more."""
    for key, field, row in _leaves(form):
        if key in lost and row is not None:
            yield f"{_who(row)}: {field.label.text} → {_in_words(field, _text(field), None)}"


def _settled(form: F, sent: MultiDict[str, str]) -> F:
    """The form with what was chosen for the fields both had changed; those without a choice are its `lines`."""
    contested = _read(form.contested.data)
    if not contested:
        return form
    data = MultiDict(sent)
    open_lines = []
    for key, field, _row in _leaves(form):
        if key not in contested:
            continue
        choice = sent.get(f"choice-{key}")
        if choice == "theirs":
            kept = str(_read(form.seen.data).get(key, ""))
            data[field.name] = "" if kept.startswith(NUMBER) else kept
        elif choice != "mine":
            label, before, theirs, mine = (str(said) for said in contested[key])
            open_lines.append(Line(key, label, before, theirs, mine, contested=True, anchor=field.id))
    if not open_lines:
        data["contested"] = ""
    made = _of(form, data)
    made.lines = tuple(open_lines)
    return made
