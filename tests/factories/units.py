from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.units import child
from caseapp.models.units import Unit


def make_unit(
    session: Session, *, parent: Unit | None = None, name: str = "路北区总工会", code: str | None = None
) -> Unit:
    """The next unit below `parent`, or a new root."""
    siblings = select(func.count(Unit.id)).where(
        Unit.parent_id.is_(None) if parent is None else Unit.parent_id == parent.id
    )
    number = (session.scalar(siblings) or 0) + 1
    path = child(parent.path if parent else None, number)
    unit = Unit(code=code or f"u{path}", name=name, parent_id=parent.id if parent else None, path=path)
    session.add(unit)
    session.flush()
    return unit
