"""Households to be, drawn with the seed: who lives in them, since when they are on file, where."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SEED = 42
LATEST = date(2026, 10, 31)
THEN = "2024-01-01 00:00:00.000000"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国"
RELATIONS = ("spouse", "child", "parent")
CATEGORIES = ("deep", "relative", "accident")
CAUSES = ("3", "6", "9")


@dataclass(frozen=True)
class File:
    """A household to be: its ids, its unit and the (name, birth, relation) of each who sits in it, the head first."""

    id: int
    unit_id: int
    first_person: int
    people: tuple[tuple[str, date, str], ...]
    on_file_on: date
    category: str


def draw(count: int, units: list[int], first: int, person: int) -> Iterator[File]:
    dice = random.Random(SEED)
    for turn in range(count):
        surname = dice.choice(SURNAMES)
        names = [
            surname + "".join(dice.choices(GIVEN, k=dice.choice((1, 2)))) for _ in range(dice.choice((1, 2, 3, 4)))
        ]
        people = tuple(
            (name, date(1950 + dice.randrange(60), 1, 1) + timedelta(dice.randrange(365)), _relation(place))
            for place, name in enumerate(names)
        )
        on_file = date(2023, 1, 1) + timedelta(dice.randrange(360))
        yield File(first + turn, dice.choice(units), person, people, on_file, dice.choice(CATEGORIES))
        person += len(people)


def _relation(place: int) -> str:
    return "head" if place == 0 else RELATIONS[(place - 1) % len(RELATIONS)]
