"""A claim names what one beneficiary may have once: payee, kind and period, such as `h12:living:2025-Q1`."""

from collections.abc import Container
from datetime import date

from caseapp.domain.payments.codes import AidKind, Repeat
from caseapp.domain.periods import quarter_of

SCHOOL_STARTS = 9


def payee_key(household_id: int | None, person_id: int, student_id: int | None = None) -> str:
    """`h12` for whatever a household gets, `p34` for a person without a household file, `s56` for a child at school."""
    if student_id is not None:
        return f"s{student_id}"
    return f"p{person_id}" if household_id is None else f"h{household_id}"


def school_year(day: date) -> int:
    """The calendar year in which the day's school year began."""
    return day.year if day.month >= SCHOOL_STARTS else day.year - 1


def period(repeat: Repeat, day: date) -> str:
    """The period of the repeat rule that holds the day; a school year runs from 1 September."""
    match repeat:
        case Repeat.YEAR:
            return f"{day.year}"
        case Repeat.SCHOOL_YEAR:
            first = school_year(day)
            return f"{first}-{first + 1}"
        case Repeat.QUARTER:
            return f"{day.year}-Q{quarter_of(day)}"
        case Repeat.MONTH:
            return f"{day:%Y-%m}"
        case Repeat.DAY:
            return day.isoformat()


def claim(payee: str, kind: AidKind, repeat: Repeat, day: date, ordinal: int = 1) -> str:
    """`ordinal` above 1 is a further one in the same period, allowed only with a written reason."""
    base = f"{payee}:{kind.value}:{period(repeat, day)}"
    return base if ordinal == 1 else f"{base}#{ordinal}"


def school_day(first: int) -> date:
    """The first day of the school year that begins in that year."""
    return date(first, SCHOOL_STARTS, 1)


def payee_of(text: str) -> str:
    return text.partition(":")[0]


def ordinal_of(text: str) -> int:
    _, _, number = text.partition("#")
    return int(number) if number else 1


def claimed_by(payee: str, text: str) -> str:
    """The same claim, of another payee."""
    _, _, rest = text.partition(":")
    return f"{payee}:{rest}"


def free_claim(text: str, taken: Container[str]) -> str:
    """The claim, or the next further one in its period that is not taken."""
    base, ordinal = text.partition("#")[0], ordinal_of(text)
    while text in taken:
        ordinal = max(ordinal, 1) + 1
        text = f"{base}#{ordinal}"
    return text
