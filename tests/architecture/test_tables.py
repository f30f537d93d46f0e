"""Tables keep house rules: integers for money, an index behind each foreign key, named constraints."""

import re

import pytest
from sqlalchemy import BigInteger, Enum, LargeBinary, Table

from caseapp.models import Base

TABLES = sorted(Base.metadata.tables.values(), key=lambda table: table.name)


def starts_an_index(table: Table, column: str) -> bool:
    leading = [next(iter(index.columns)).name for index in table.indexes]
    leading += [
        next(iter(c.columns)).name
        for c in table.constraints
        if getattr(c, "columns", None) and c.name and c.name.startswith(("uq", "pk"))
    ]
    return column in leading


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_money_is_whole_fen(table: Table) -> None:
    for column in table.columns:
        if column.name.endswith("_fen"):
            assert isinstance(column.type, BigInteger), column
        assert "amount" not in column.name or column.name.endswith("_fen"), column


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_foreign_key_has_an_index(table: Table) -> None:
    bare = [c.name for c in table.columns if c.foreign_keys and not starts_an_index(table, c.name)]
    assert not bare


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_constraint_has_a_name(table: Table) -> None:
    for constraint in table.constraints:
        assert constraint.name, constraint


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_personal_columns_are_sealed(table: Table) -> None:
    for column in table.columns:
        if re.search(r"(id_number|phone|account|payee_id)(_|$)", column.name) and column.name != "account_holder":
            assert isinstance(column.type, LargeBinary), f"{column} holds personal data in the open"


def test_every_word_column_is_checked_by_the_database() -> None:
    for table in TABLES:
        for column in table.columns:
            if isinstance(column.type, Enum):
                assert column.type.create_constraint, column
