"""The fields of a person, the same in every register's form."""

from typing import Any

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.accounts import luhn_fits
from caseapp.domain.identity import IdKind
from caseapp.domain.units import within
from caseapp.queries.people import PersonView
from caseapp.queries.units import UnitChoice
from caseapp.services.people import PersonFacts
from caseapp.web.support.forms import TidyField, WordField, required
from caseapp.web.support.two_tabs import TabForm

PLAIN = {"autocomplete": "off"}
LONGEST_NUMBER = 18
"""Digits that every column can hold."""


def whole_number(text: Any) -> int | None:
    """A number sent by a hidden field or a drop-down; None for anything else."""
    said = str(text or "")
    return int(said) if said.isdecimal() and len(said) <= LONGEST_NUMBER else None


class PersonForm(TabForm):
    """Numbers already recorded are shown masked in the hint; their fields stay empty to keep them."""

    name = TidyField(_l("Name"), [required()], render_kw=PLAIN)
    id_kind = WordField(IdKind, _l("Kind of ID"), default=IdKind.RESIDENT)
    id_number = TidyField(_l("ID number"), render_kw=PLAIN)
    phone = TidyField(_l("Phone"), render_kw=PLAIN)
    bank_name = TidyField(_l("Bank"))
    account = TidyField(_l("Account number"), render_kw=PLAIN)
    account_holder = TidyField(
        _l("Account holder"), description=_l("Leave empty when the account is the person's own.")
    )

    def fill_person(self, person: PersonView) -> None:
        for name in ("name", "id_kind", "bank_name", "account_holder"):
            getattr(self, name).data = getattr(person, name)
        self.remember(person)

    def person(self) -> PersonFacts:
        return PersonFacts(
            name=self.name.data or "",
            id_number=self.id_number.data or "",
            id_kind=self.id_kind.data,
            phone=self.phone.data or "",
            bank_name=self.bank_name.data or "",
            account=self.account.data or "",
            account_holder=self.account_holder.data or "",
        )

    def warn_of_account(self) -> None:
        digits = "".join(filter(str.isdecimal, self.account.data or ""))
        if digits and not luhn_fits(digits):
            flash(_("The check digit of the account number does not fit. Compare it with the card once more."), "warn")


def form_units(units: list[UnitChoice]) -> list[tuple[Any, str]]:
    """The units of a form's drop-down; a first empty choice when there are several."""
    return [("", "—")] * (len(units) > 1) + [(unit.id, "　" * unit.depth + unit.name) for unit in units]


def filter_units(units: list[UnitChoice]) -> list[tuple[Any, str]]:
    """The units of a roster's filter."""
    return [("", _("All units")), *((unit.id, "　" * unit.depth + unit.name) for unit in units)]


def may_here(actor: Actor, permission: Permission, unit_path: str) -> bool:
    return actor.is_system or any(within(unit_path, top) for top in actor.reach(permission))
