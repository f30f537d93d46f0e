"""Chinese numerals of numbered parts: 一 … 十, 十一, 二十三."""

_NUMERALS = "〇一二三四五六七八九"


def in_chinese(number: int) -> str:
    """1–99 as a heading numbers its parts."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")
