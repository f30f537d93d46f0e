"""What the cells of a roster say, as the values services take; and values as a person is shown them."""

from datetime import date
from enum import Enum
from typing import Any, TypeVar

from caseapp.domain.accounts import mask_account, mask_phone
from caseapp.domain.households.ethnicity import Ethnicity
from caseapp.domain.households.particulars import Marriage, Politics
from caseapp.domain.identity import Sex, mask
from caseapp.domain.labels import Word
from caseapp.domain.money import Money
from caseapp.models.people import Person
from caseapp.readers.rosters.lines import Said
from caseapp.services import people
from caseapp.services.people import PersonFacts
from caseapp.services.planned import Change

E = TypeVar("E", bound=Enum)
MASKS = {"id_number": mask, "phone": mask_phone, "other_phone": mask_phone, "account": mask_account}
_YES, _NO = ("是", "Yes"), ("否", "No")


def word_of(kind: type[E], value: Said | None) -> E | None:
    return None if value is None else kind(value)


def day_of(value: Said | None) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def person_of(said: dict[str, Said], recorded: Person | None) -> PersonFacts:
    """The person as told; the name of who is recorded where none is written."""

    def text(key: str) -> str:
        return str(said.get(key, ""))

    return PersonFacts(
        name=text("name") or (recorded.name if recorded else ""),
        id_number=text("id_number"),
        sex=word_of(Sex, said.get("sex")) or Sex.UNKNOWN,
        birth_on=day_of(said.get("birth_on")),
        phone=text("phone"),
        bank_name=text("bank_name"),
        account=text("account"),
        account_holder=text("account_holder"),
        other_phone=text("other_phone"),
        bank_branch=text("bank_branch"),
        ethnicity=word_of(Ethnicity, said.get("ethnicity")),
        politics=word_of(Politics, said.get("politics")),
        marriage=word_of(Marriage, said.get("marriage")),
    )


def changes_of_person(recorded: Person, told: PersonFacts) -> list[Change]:
    """`told` must have been checked."""
    name = recorded.name
    found = [Change(name, "name", (name, name), (told.name, told.name))] if name != told.name else []
    for key, after in people.differences(recorded, told).items():
        found.append(Change(name, key, shown(key, getattr(recorded, key)), shown(key, after)))
    return found


def shown(key: str, value: Any) -> tuple[str, str]:
    """In Chinese and English; numbers of people masked, keys that end in `_fen` in yuan."""
    if value is None or value == "":
        return "", ""
    if isinstance(value, Word):
        return value.zh, value.en
    if isinstance(value, bool):
        return _YES if value else _NO
    if key.endswith("_fen"):
        value = f"{Money(value).yuan():,.2f}"
    text = MASKS[key](str(value)) if key in MASKS else str(value)
    return text, text
