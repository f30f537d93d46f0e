"""Chinese by default, English a click away; the words of enums, money and days in templates."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol, cast

from flask import Flask, session
from flask_babel import gettext

from caseapp.domain.clock import LOCAL
from caseapp.domain.errors import Invalid
from caseapp.domain.identity import mask
from caseapp.domain.labels import Word
from caseapp.domain.money import Money
from caseapp.extensions import babel

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


def current() -> str:
    """`zh` or `en`."""
    chosen = session.get("locale", "zh")
    return str(chosen) if chosen in LOCALES else "zh"


def word(member: Word | None) -> str:
    if member is None:
        return "—"
    return member.zh if current() == "zh" else member.en


def words(members: Iterable[Word]) -> list[str]:
    """As `word`, of many."""
    is_zh = current() == "zh"
    return [member.zh if is_zh else member.en for member in members]


class Sayable(Protocol):
    """A message id with its values: a problem, a refusal, a place in a file."""

    @property
    def message(self) -> str: ...
    @property
    def values(self) -> dict[str, object]: ...


def sentence(said: Sayable) -> str:
    """A refusal in the reader's language; enum values and sentences inside it too."""
    if isinstance(said, Invalid):
        return " ".join(sentence(one) for one in said.problems)
    values = {name: _value(value) for name, value in said.values.items()}
    text: str = gettext(said.message)
    return text % values if values else text


def _value(value: object) -> object:
    if isinstance(value, Word):
        return word(value)
    return sentence(cast(Sayable, value)) if hasattr(value, "message") and hasattr(value, "values") else value


def yuan(fen: int | None) -> str:
    return "—" if fen is None else f"{Money(fen).yuan():,.2f}"


def wan(fen: int | None) -> str:
    return "—" if fen is None else f"{Money(fen).wan():,.2f}"


def count(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"


def day(value: date | None) -> str:
    return "—" if value is None else value.isoformat()


def moment(value: datetime | None) -> str:
    return "—" if value is None else value.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


def mask_id(number: str | None) -> str:
    return "—" if not number else mask(number)


def install(app: Flask) -> None:
    babel.init_app(app, locale_selector=lambda: LOCALES[current()], default_timezone="Asia/Shanghai")
    filters: dict[str, Any] = {
        "word": word,
        "yuan": yuan,
        "wan": wan,
        "count": count,
        "day": day,
        "moment": moment,
        "mask_id": mask_id,
        "sentence": sentence,
    }
    app.jinja_env.filters.update(filters)
