"""Invented people: Faker's names, ID numbers with a right check digit in a region that issues none,
telephone numbers and accounts in ranges that nobody's telephone or card has."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from caseapp.domain.accounts import luhn_fits
from caseapp.domain.identity import Sex, check_digit

REGION = "130200"
"""The city as a whole; a card names the district that issued it."""
BANKS = ("演示银行唐山分行", "演示农商行唐山支行", "演示城市银行路北支行")


@dataclass(frozen=True)
class PersonSpec:
    name: str
    id_number: str
    phone: str = ""
    bank_name: str = ""
    account: str = ""


class Crowd:
    """People in a fixed order, no ID number, telephone or account twice; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        from faker import Faker  # slow to import, and every command of the program passes here

        self.random = random.Random(f"{seed}:people")
        self.faker = Faker("zh_CN")
        self.faker.seed_instance(f"{seed}:names")
        self._taken: set[str] = set()

    def person(
        self, born_from: int, born_to: int, *, sex: Sex | None = None, surname: str = "", with_account: bool = True
    ) -> PersonSpec:
        """Somebody born in those years; children have no telephone and no account (`with_account` false)."""
        sex = sex or self.random.choice((Sex.MALE, Sex.FEMALE))
        given = self.faker.first_name_male() if sex is Sex.MALE else self.faker.first_name_female()
        name = (surname or self.faker.last_name()) + given
        born = date(self.random.randint(born_from, born_to), self.random.randint(1, 12), self.random.randint(1, 28))
        number = self._id_number(born, sex)
        if not with_account:
            return PersonSpec(name, number)
        phone = self._fresh(lambda: f"140{self.random.randrange(10**8):08d}")
        return PersonSpec(name, number, phone, self.random.choice(BANKS), self._fresh(self._account))

    def _id_number(self, born: date, sex: Sex) -> str:
        def number() -> str:
            serial = 2 * self.random.randrange(1, 499) + (1 if sex is Sex.MALE else 0)
            first17 = f"{REGION}{born:%Y%m%d}{serial:03d}"
            return first17 + check_digit(first17)

        return self._fresh(number)

    def _account(self) -> str:
        first = f"62000000{self.random.randrange(10**10):010d}"
        return next(first + str(last) for last in range(10) if luhn_fits(first + str(last)))

    def _fresh(self, make: Callable[[], str]) -> str:
        text = make()
        while text in self._taken:
            text = make()
        self._taken.add(text)
        return text
