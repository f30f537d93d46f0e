import itertools
from datetime import date

from sqlalchemy.orm import Session

from caseapp.domain.identity import IdKind, Sex, birth_of, check_digit, sex_of
from caseapp.domain.names import search_keys
from caseapp.models.people import Person, PersonKey
from tests.factories.clock import NOW

_serials = itertools.count(1)


def resident_id(*, birth: date = date(1976, 3, 4), sex: Sex = Sex.FEMALE, region: str = "130203") -> str:
    """A resident number with a right check digit, another one at each call."""
    turn, pair = divmod(next(_serials), 499)
    serial = pair * 2 + (1 if sex is Sex.MALE else 2)
    first17 = f"{int(region) + turn % 9}{birth:%Y%m%d}{serial:03d}"
    return first17 + check_digit(first17)


def make_person(
    session: Session,
    *,
    name: str = "王桂兰",
    id_number: str | None = "",
    phone: str | None = None,
    account: str | None = None,
) -> Person:
    """`id_number=""` makes a fresh resident number, None leaves the person without one."""
    number = resident_id() if id_number == "" else id_number
    person = Person(name=name, phone=phone, account=account, id_kind=IdKind.RESIDENT)
    person.identify(number)
    if number:
        person.birth_on, person.sex = birth_of(number), sex_of(number)
    if account:
        person.bank_name, person.account_holder = "中国工商银行", name
    person.keys = [PersonKey(key=key) for key in sorted(search_keys(name))]
    person.touch(None, NOW)
    session.add(person)
    session.flush()
    return person
