"""Every table takes its smallest row on both databases and gives it back."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from caseapp.models import Base
from tests.factories.any_row import any_row

MODELS = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda model: model.__tablename__)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__tablename__)
def test_a_smallest_row_is_kept(model: type[Any], session: Session) -> None:
    row = any_row(session, model)
    session.expire(row)
    for column in model.__table__.columns:
        getattr(row, column.name)
