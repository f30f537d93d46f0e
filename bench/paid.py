"""Five payments of each grown household over three years, a project of each year that holds them, batches and books."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import md5
from typing import Any

from bench.bulk import Bulk
from bench.files import LATEST, SEED, THEN, File
from caseapp.models.ledger import Posting
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Indicator, PlanPoint, Project, ProjectBudget

YEARS = (2024, 2025, 2026)
LIKE = "13020025P007461100037"
"""The project whose indicators and plan those of every grown year are copies of."""
PAID = (("living", 2024), ("living", 2025), ("medical", 2025), ("living", 2026), ("consolation", 2026))
LINES = 500
TABLES = tuple(model.__table__ for model in (Project, ProjectBudget, Indicator, PlanPoint, Batch, Payment, Posting))


def put(bulk: Bulk, files: Sequence[File], unit_id: int) -> dict[int, int]:
    """Gives the ids of the years' projects, which are that unit's."""
    projects = _projects(bulk, unit_id, len(files))
    _put_payments(bulk, files, projects)
    return projects


def _projects(bulk: Bulk, unit_id: int, households: int) -> dict[int, int]:
    """The project of each year, with the indicators, plan and purpose of the one it is like."""
    [(like,)] = bulk.rows(f"SELECT id FROM projects WHERE code = '{LIKE}' AND year = 2025")
    made = {}
    for year in YEARS:
        made[year] = project = bulk.next_id(Project.__table__)
        [(last,)] = bulk.rows(f"SELECT max(number) FROM projects WHERE year = {year}")
        columns = ("id", "year", "number", "code", "name", "printed_unit", "unit_id", "budget_fen", "purpose")
        row = (
            project,
            year,
            last + 1,
            f"GROWN{project}",
            f"{year}年帮扶资金（{project}）",
            "",
            unit_id,
            households * 300_000,
            "帮扶",
        )
        bulk.put(Project.__table__, columns, [row])
        for table, copied in ((Indicator.__table__, "row level1 level2 name description target basis measure printed"),
                              (PlanPoint.__table__, "month percent")):  # fmt: skip
            names = copied.split()
            listed = ", ".join(f'"{name}"' for name in names)
            rows = bulk.rows(f"SELECT {listed} FROM {table.name} WHERE project_id = {like} ORDER BY id")
            first = bulk.next_id(table)
            bulk.put(table, ("id", "project_id", *names), ((first + n, project, *one) for n, one in enumerate(rows)))
    return made


def _put_payments(bulk: Bulk, files: Sequence[File], projects: dict[int, int]) -> None:
    dice = random.Random(SEED + 2)
    makers = {row.login: row.id for row in bulk.rows("SELECT login, id FROM users")}
    first, batch = bulk.next_id(Payment.__table__), bulk.next_id(Batch.__table__)
    lines: list[tuple[Any, ...]] = []
    batches: list[tuple[Any, ...]] = []
    sums = dict.fromkeys(YEARS, 0)
    for kind, year in PAID:
        for start in range(0, len(files), LINES):
            total = 0
            for file in files[start : start + LINES]:
                day = min(date(year, 1, 5) + timedelta(dice.randrange(355)), LATEST)
                fen = dice.randrange(500, 3000) * 100
                total += fen
                claim = f"h{file.id}:{kind}:{year}"
                uid = md5(claim.encode(), usedforsecurity=False).hexdigest()
                lines.append((
                    first + len(lines), uid, projects[year], "fiscal", file.unit_id, kind, file.id, file.first_person,
                    fen, claim, "paid", batch, day.isoformat(), len(file.people), file.category, file.people[0][0],
                    makers["jingban"], f"{day} 00:00:00.000000",
                ))  # fmt: skip
            count = len(files[start : start + LINES])
            batches.append((batch, f"G{batch}", projects[year], kind, count, total))
            sums[year] += total
            batch += 1
    digest = "0" * 64
    who = (makers["jingban"], makers["jingban"], makers["jingban"], makers["shenpi"], makers["caiwu"])
    bulk.put(
        Batch.__table__,
        ("id", "number", "project_id", "source", "unit_id", "title", "state", "line_count", "total_fen", "prepared_at",
         "edited_at", "prepared_by", "edited_by", "submitted_by", "approved_by", "released_by", "submitted_digest",
         "approved_digest", "released_digest"),
        ((one, number, project, "fiscal", 1, kind, "settled", count, total, THEN, THEN, *who, digest, digest, digest)
         for one, number, project, kind, count, total in batches),
    )  # fmt: skip
    bulk.put(
        Payment.__table__,
        ("id", "uid", "project_id", "source", "unit_id", "kind", "household_id", "person_id", "amount_fen", "claim",
         "state", "batch_id", "paid_on", "household_size", "category", "payee_name", "logged_by", "logged_at"),
        lines,
    )  # fmt: skip
    _put_books(bulk, batches, sums, projects)


def _put_books(bulk: Bulk, batches: list[tuple[Any, ...]], sums: dict[int, int], projects: dict[int, int]) -> None:
    moves = (("reserve", "free", "reserved"), ("commit", "reserved", "committed"), ("spend", "committed", "spent"))
    first = bulk.next_id(Posting.__table__)
    postings = [
        (project, "fiscal", *move, total, one, THEN) for one, _, project, _, _, total in batches for move in moves
    ]
    bulk.put(
        Posting.__table__,
        ("id", "project_id", "source", "move", "taken_from", "given_to", "amount_fen", "batch_id", "at"),
        ((first + turn, *posting) for turn, posting in enumerate(postings)),
    )
    budget = bulk.next_id(ProjectBudget.__table__)
    bulk.put(
        ProjectBudget.__table__,
        ("id", "project_id", "source", "first_fen", "adjusted_fen", "spent_fen"),
        (
            (budget + turn, projects[year], "fiscal", 2 * fen, 2 * fen, fen)
            for turn, (year, fen) in enumerate(sums.items())
        ),
    )
