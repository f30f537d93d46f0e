"""One project's table as found in a file, before it is read."""

from dataclasses import dataclass, field

from caseapp.readers.targets.forms.columns import Heading
from caseapp.readers.targets.rows import Line, Place, Row


@dataclass
class Form:
    """Its title, what stands above the indicators, and their rows."""

    place: Place
    title: str = ""
    number: int = 0
    notes: list[Line] = field(default_factory=list)
    head: list[Row] = field(default_factory=list)
    heading: Heading | None = None
    rows: list[Row] = field(default_factory=list)
