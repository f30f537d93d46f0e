"""Two files side by side: each fact of both, and where they differ."""

from dataclasses import dataclass

from flask_babel import gettext as _

from caseapp.queries.households import HouseholdFile
from caseapp.web.support.language import day, word, yuan


@dataclass(frozen=True)
class Fact:
    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        return self.one != self.other


def facts(one: HouseholdFile, other: HouseholdFile) -> list[Fact]:
    return [
        Fact(label, first, second)
        for (label, first), (_label, second) in zip(_told(one), _told(other), strict=True)
        if first or second
    ]


def _told(file: HouseholdFile) -> list[tuple[str, str]]:
    head = file.head.person
    return [
        (_("Head"), head.name),
        (_("ID number"), head.masked_id),
        (_("Born on"), day(head.birth_on) if head.birth_on else ""),
        (_("Phone"), head.masked_phone),
        (_("Bank"), head.bank_name),
        (_("Account number"), head.masked_account),
        (_("Account holder"), head.account_holder),
        (_("Address"), file.address),
        (_("Unit"), file.unit),
        (_("State"), word(file.state)),
        (_("Category"), word(file.category)),
        (_("Main cause"), word(file.main_cause)),
        (_("Monthly income a head"), yuan(file.monthly_income_fen)),
        (_("Applied on"), day(file.applied_on)),
        (_("On file since"), day(file.on_file_on) if file.on_file_on else ""),
        (_("People"), str(file.size)),
    ]
