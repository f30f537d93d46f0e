"""What the official form marks with ※: a file is not submitted without it.

Kind, causes, health, work, size and the income a head are asked on saving already; sex and birth date come with the
ID number.
"""

HOUSEHOLD = (
    *("staff_no", "started_work_on", "industry", "housing", "region_code", "is_single_parent"),
    *("other_income_fen", "yearly_income_fen", "address"),
)
HEAD = ("residence", "monthly_income_fen", "honour_class")
PERSON = ("phone", "ethnicity", "marriage")
FIELDS = {"monthly_income_fen": "own_income", "other_income_fen": "other_income", "yearly_income_fen": "yearly_income"}
"""Columns that the form calls otherwise."""
REQUIRED = tuple(FIELDS.get(column, column) for column in (*PERSON, *HEAD, *HOUSEHOLD))


def lacking(household: object, head: object, person: object) -> tuple[str, ...]:
    """The form's fields that nobody has filled in, by the columns of the file, of its head's place and of the head's
    person; False and 0 are answers."""
    asked = [(person, PERSON), (head, HEAD), (household, HOUSEHOLD)]
    empty = [column for row, columns in asked for column in columns if getattr(row, column) in (None, "")]
    return tuple(FIELDS.get(column, column) for column in empty)
