"""Enums whose members carry their official Chinese word and its English."""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """`MEMBER = value, 中文, English[, tone]`; the tone (good, warn, bad, info, quiet) colours a state's badge."""

    zh: str
    en: str
    tone: str

    def __new__(cls, value: str, zh: str = "", en: str = "", tone: str = "quiet") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        member.tone = tone
        return member
