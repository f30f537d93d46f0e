"""Two files side by side: each fact of both, and where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from caseapp.domain.households.codes import Relation
from caseapp.domain.households.likeness import near_names, same_name
from caseapp.queries.households import HouseholdFile, MemberRow
from caseapp.services.merging import Joining
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


@dataclass(frozen=True)
class Choice:
    """What may become of one member of the merged file: (value, words) each, `chosen` the value in force."""

    name: str
    member: MemberRow
    options: list[tuple[str, str]]
    chosen: str


def choices(kept: HouseholdFile, merged: HouseholdFile, sent: Mapping[str, str]) -> list[Choice]:
    """For each member: who of the kept file this is, or the relation to its head. The likeliest is chosen at first."""
    found = []
    for member in merged.present:
        name = f"place-{member.id}"
        same = [
            (f"same.{one.id}", _("is %(name)s of %(file_no)s", name=one.person.name, file_no=kept.file_no))
            for one in kept.present
        ]
        joins = [
            (f"as.{relation.value}", _("joins as %(relation)s", relation=word(relation)))
            for relation in Relation
            if relation is not Relation.HEAD
        ]
        found.append(Choice(name, member, [*joins, *same], sent.get(name) or _likeliest(kept, member)))
    return found


def _likeliest(kept: HouseholdFile, member: MemberRow) -> str:
    born = member.person.birth_on
    for one in kept.present:
        alike = same_name(one.person.name, member.person.name) or near_names(one.person.name, member.person.name)
        if alike and born is not None and born == one.person.birth_on:
            return f"same.{one.id}"
    known = Relation.OTHER if member.relation in (Relation.HEAD, Relation.SPOUSE) else member.relation
    return f"as.{known.value}"


def joining(sent: Mapping[str, str]) -> dict[int, Joining]:
    """What the form says of each member, by the number of the place; what cannot be read says nothing."""
    found = {}
    for name, value in sent.items():
        place, (kind, _dot, what) = name.removeprefix("place-"), value.partition(".")
        if not name.startswith("place-") or not place.isdecimal():
            continue
        if kind == "same" and what.isdecimal():
            found[int(place)] = Joining(same_as=int(what))
        elif kind == "as" and what in {relation.value for relation in Relation}:
            found[int(place)] = Joining(relation=Relation(what))
    return found
