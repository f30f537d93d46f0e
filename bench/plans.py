"""What a database means to do for a statement, read for one question: does it walk through a whole growing table?

A walk is a step that reads a table, or an index of it, from end to end. None: a step that finds its rows by an index,
and one that goes along an index in order and is expected to stop early (at a LIMIT, or when the other side is at its
end).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, text

from caseapp.models.engine import open_engine

FEW = frozenset({
    "aid_standards", "assessment_rules", "audit_heads", "bank_templates", "check_rules", "department_goals",
    "department_measures", "department_years", "evaluation_lines", "evaluation_years", "evaluations", "honour_rates",
    "honour_rules", "household_counts", "indicators", "measure_choices", "monitor_notes", "monitor_rules",
    "plan_points", "posts", "project_budgets", "project_goals", "projects", "questionnaire_versions", "questionnaires",
    "relief_standards", "second_factors", "settings", "signing_rules", "submission_steps", "submissions",
    "survey_counts", "typed_figures", "units", "users", "working_day_overrides",
})  # fmt: skip
"""Tables that do not grow with the people: rules, units, users, and what a project has once a year or a
questionnaire for each of its questions. All others grow."""
BIG = 1000
"""Rows from which a planner's own choice is believed; of fewer it rightly reads all."""
INFINITE = float("inf")
HASHED = ("SubPlan", "Seq Scan")
STREAMS = {"Nested Loop", "Subquery Scan", "Result", "Incremental Sort", "Memoize", "Unique"}
"""Steps that hand a row on before they have all."""

Plan = dict[str, Any]


@dataclass(frozen=True)
class Statement:
    """As the driver was given it."""

    sql: str
    values: Any


@dataclass(frozen=True)
class Walk:
    """`table` as the database names it; `line` the step of the plan."""

    table: str
    line: str


class Planner:
    """What a database answers to EXPLAIN. SQLite plans as if every growing table that is small as yet had grown;
    PostgreSQL is asked about those that are big."""

    def __init__(self, url: str, *, as_grown: bool = False) -> None:
        """`as_grown`: PostgreSQL is kept from what pays in a small world alone (reading tables whole to join them)."""
        self._engine, self._as_grown = open_engine(url), as_grown
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        with self._engine.connect().execution_options(write=True) as connection:
            self.tables = _forget_small(connection) if self._is_sqlite else _big(connection)
            connection.commit()
        self._engine.dispose()  # SQLite reads its statistics when it is opened

    def __enter__(self) -> Self:
        self._connection = self._engine.connect()
        for way in ("seqscan", "hashjoin", "mergejoin") if self._as_grown and not self._is_sqlite else ():
            self._connection.exec_driver_sql(f"SET enable_{way} = off")
        return self

    def __exit__(self, *rest: object) -> None:
        self._connection.close()
        self._engine.dispose()

    def walks(self, statement: Statement) -> list[Walk]:
        """Every walk of the statement through a growing table."""
        if self._is_sqlite:
            told = self._connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.sql}", statement.values)
            lines = [(parent, line) for _, parent, _, line in told]
            return list(_of_sqlite(statement.sql, lines, self.tables))
        told = self._connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.values)
        plan = told.scalar_one()[0]["Plan"]
        indexes = _first_columns(self._connection)
        return list(_of_postgres(_without_hashed(plan) if self._as_grown else plan, self.tables, indexes))


def _forget_small(connection: Connection) -> frozenset[str]:
    """Drops the statistics of small growing tables: SQLite reckons with a million rows where it knows nothing."""
    names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
    growing = frozenset(name for name in names if not name.startswith("sqlite_")) - FEW
    for name in growing:
        if not connection.scalar(text(f"SELECT count(*) FROM {name}")) >= BIG:
            connection.execute(text("DELETE FROM sqlite_stat1 WHERE tbl = :name"), {"name": name})
    return growing


def _big(connection: Connection) -> frozenset[str]:
    told = connection.execute(
        text(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND reltuples >= :big"
        ),
        {"big": BIG},
    )
    return frozenset(told.scalars()) - FEW


def _first_columns(connection: Connection) -> dict[str, str]:
    """By index the column that it begins with."""
    told = connection.execute(
        text(
            "SELECT i.relname, a.attname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
            " JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]"
        )
    )
    return dict(told.tuples().all())


def _of_sqlite(sql: str, lines: list[tuple[int, str]], growing: frozenset[str]) -> Iterator[Walk]:
    names = {alias: table for table, alias in re.findall(r"\b(\w+) AS (\w+)", sql)}
    outer = [line for parent, line in lines if parent == 0]
    sorts = any(line.startswith("USE TEMP B-TREE") for line in outer)
    stops = outer[:1] if "LIMIT" in sql.rpartition("ORDER BY")[2] and not sorts else []
    for parent, line in lines:
        found = re.match(r"SCAN (\w+)", line)
        if not found or (parent == 0 and line in stops):
            continue
        table = names.get(found[1], found[1])
        if table in growing:
            yield Walk(table, line)


def _without_hashed(plan: Plan) -> Plan:
    """Without the subqueries that a small world answers from a whole table once, whatever it is kept from."""
    below = [one for one in plan.get("Plans", ()) if (one["Parent Relationship"], one["Node Type"]) != HASHED]
    return {**plan, "Plans": [_without_hashed(one) for one in below]}


def _of_postgres(
    plan: Plan, big: frozenset[str], indexes: dict[str, str], least: float = INFINITE, *, stops: bool = False
) -> Iterator[Walk]:
    """`indexes` tells what column each begins with: one that is asked by its later columns alone is read to its end.
    `least` is what the cheapest step above is reckoned to cost: one that costs more is not meant to be ended.
    `stops`: a LIMIT above asks for less than there is."""
    kind, table, cost = plan["Node Type"], plan.get("Relation Name", ""), plan["Total Cost"]
    first = indexes.get(plan.get("Index Name", ""), "")
    by_first = re.search(rf"\b{first}\b", plan.get("Index Cond", ""))
    whole = kind == "Seq Scan" or (kind in {"Index Scan", "Index Only Scan"} and not by_first)
    if table in big and whole and cost <= least and not stops:
        yield Walk(table, " ".join(filter(None, (kind, plan.get("Index Name"), plan.get("Filter")))))
    for below in plan.get("Plans", ()):
        fewer = kind == "Limit" and plan["Plan Rows"] < below["Plan Rows"]
        flows = stops and kind in STREAMS and below["Parent Relationship"] == "Outer"
        yield from _of_postgres(below, big, indexes, min(least, cost), stops=fewer or flows)
