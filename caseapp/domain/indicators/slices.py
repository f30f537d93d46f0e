"""Which part of the records a measure looks at: what a performance officer may set beside the counted thing itself."""

import calendar
from dataclasses import dataclass
from datetime import date

from caseapp.domain.periods import Window
from caseapp.domain.units import STEP, within

NONE = "none"
"""The unspecified part: payments without a category; payments by units that are not the project's."""

CATEGORIES: dict[str, tuple[str, str]] = {
    "deep": ("深度困难", "deep hardship"),
    "relative": ("相对困难", "relative hardship"),
    "accident": ("意外致困", "hardship by accident"),
    NONE: ("未注明类别", "no category given"),
}

ACTIVITIES: dict[str, tuple[str, str]] = {
    "campaign": ("宣传活动", "campaigns"),
    "training": ("培训", "trainings"),
    "visit": ("送安全进基层", "field safety visits"),
}

FILED: dict[str, tuple[str, str]] = {
    "with": ("发给困难职工家庭的", "payments to households"),
    "without": ("发给没有家庭档案的个人的", "payments to persons without a file"),
}

DUE: dict[str, tuple[str, str]] = {
    "day": ("应受助家庭以截至日当天在档为准", "households due are those on file on the as-of day itself"),
    "start": ("应受助家庭以期初当天在档为准", "households due are those on file on the first day"),
}
"""The other ways to say which households are due; without one: on file on any day of the window."""

PERIODS: dict[str, tuple[int, int]] = {
    **{f"q{quarter}": (3 * quarter - 2, 3 * quarter) for quarter in range(1, 5)},
    "h1": (1, 6),
    "h2": (7, 12),
    **{f"m{month}": (month, month) for month in range(1, 13)},
}
"""First and last month."""

_HALVES = {"h1": ("上半年", "the first half-year"), "h2": ("下半年", "the second half-year")}


@dataclass(frozen=True)
class Slice:
    """A field left empty takes everything.

    `unit` is the path of a branch of units, of its top alone when `own`, or NONE. `survey` is `t` (typed totals) or
    `q` (asked here) with its number; `answers` are the keys and words of the answers that count as good. Names stand
    beside what they name, so that an old definition still reads as it was agreed.
    """

    categories: frozenset[str] = frozenset()
    filed: str = ""
    unit: str = ""
    own: bool = False
    unit_name: str = ""
    period: str = ""
    due: str = ""
    activities: frozenset[str] = frozenset()
    survey: str = ""
    survey_name: str = ""
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def counted(self) -> frozenset[str]:
        return frozenset(key for key, _words in self.answers)

    def takes_category(self, category: str | None) -> bool:
        return not self.categories or (category or NONE) in self.categories

    def takes_file(self, household: int | None) -> bool:
        return not self.filed or (self.filed == "with") == (household is not None)

    def takes_unit(self, path: str, project_path: str) -> bool:
        """Of a payment's unit, seen from the project's."""
        if self.unit == NONE:
            return not within(path, project_path)
        if self.own:
            return path == self.unit
        return within(path, self.unit)

    def takes_activity(self, kind: str) -> bool:
        return not self.activities or kind in self.activities


WHOLE = Slice()


def unit_part(path: str, project_path: str) -> str | None:
    """The unit below the project's that the path lies in, or the project's own; None outside of its branch."""
    return path[: len(project_path) + STEP] if within(path, project_path) else None


def narrowed(window: Window, period: str) -> Window:
    """The part of the window that lies in the period of its year; empty (end before start) when none does."""
    if not period:
        return window
    first, last = PERIODS[period]
    year = window.start.year
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Window(max(window.start, date(year, first, 1)), min(window.end, end), window.as_of)


def due_window(window: Window, due: str) -> Window:
    """The days on which a household must have been on file to be due."""
    match due:
        case "day":
            return Window(window.end, window.end, window.as_of)
        case "start":
            return Window(window.start, window.start, window.as_of)
    return window


def period_words(period: str) -> tuple[str, str]:
    """In Chinese and English."""
    first, last = PERIODS[period]
    if period in _HALVES:
        return _HALVES[period]
    if first == last:
        return f"{first}月", f"month {first}"
    return f"第{'一二三四'[last // 3 - 1]}季度", f"quarter {last // 3}"
