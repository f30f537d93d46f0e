"""W2: every indicator of the project-year with the most payments, and its page with money by kind and month.

By hand the same rows are read in eight statements; texts, lights and lists of the limit page come from the real one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from bench.pages import Found, Page, measure
from bench.served import Served
from bench.site import Hand, Site
from bench.timing import Result, milliseconds, take_turns
from caseapp.extensions import db
from caseapp.queries import facts
from caseapp.queries.projects import project_by_code
from caseapp.services.figures import figures_and_units

BUSIEST = """SELECT j.id, j.year, j.code, u.path, max(p.paid_on) FROM payments p
JOIN projects j ON j.id = p.project_id JOIN units u ON u.id = j.unit_id
WHERE p.state = 'paid' GROUP BY j.id, j.year, j.code, u.path ORDER BY count(*) DESC, j.id LIMIT 1"""
COUNTED = """p.project_id = %s AND p.state IN ('paid', 'returned') AND p.paid_on BETWEEN %s AND %s
AND (p.returned_on IS NULL OR p.returned_on > %s)"""
MONTH = {True: "CAST(strftime('%m', {0}) AS INTEGER)", False: "CAST(extract(month FROM {0}) AS INTEGER)"}
MONTHLY = """SELECT {paid}, p.kind, sum(p.amount_fen), count(*) FROM payments p WHERE {counted} GROUP BY 1, 2
UNION ALL SELECT {paid}, 'expense', sum(p.amount_fen), count(*) FROM expenses p
WHERE p.project_id = %s AND p.paid_on BETWEEN %s AND %s GROUP BY 1
UNION ALL SELECT {passed}, 'remittance', sum(p.passed_fen), count(*) FROM remittances p
WHERE p.project_id = %s AND p.passed_on BETWEEN %s AND %s GROUP BY 1 ORDER BY 1, 2"""
UNITS = f"""SELECT count(DISTINCT p.household_id), count(DISTINCT p.person_id), count(p.household_id), count(*),
count(DISTINCT CASE WHEN p.household_id IS NULL THEN p.person_id END), max(p.paid_on), sum(p.amount_fen)
FROM payments p WHERE {COUNTED}"""
DEPENDANTS = f"""SELECT sum(coalesce(s.household_size, 1)) FROM (SELECT p.household_size, row_number() OVER
(PARTITION BY p.household_id ORDER BY p.paid_on DESC, p.id DESC) AS place FROM payments p
WHERE {COUNTED} AND p.household_id IS NOT NULL) s WHERE s.place = 1"""
ON_FILE = """u.path LIKE %s AND h.on_file_on <= %s AND (h.off_file_on IS NULL OR h.off_file_on > %s)"""
SERVED = f"""SELECT (SELECT count(*) FROM households h JOIN units u ON u.id = h.unit_id WHERE {ON_FILE}),
(SELECT count(*) FROM (SELECT DISTINCT p.household_id FROM payments p WHERE {COUNTED}) s
JOIN households h ON h.id = s.household_id JOIN units u ON u.id = h.unit_id WHERE {ON_FILE})"""
SURVEYS = """SELECT s.purpose, t.answer, sum(t.forms) FROM surveys s JOIN survey_tallies t ON t.survey_id = s.id
WHERE s.project_id = %s AND s.held_on <= %s GROUP BY s.purpose, t.answer"""
LATEST = f"""SELECT p.id, p.paid_on, e.name, h.file_no, p.kind, p.amount_fen, b.number FROM payments p
JOIN people e ON e.id = p.person_id LEFT JOIN households h ON h.id = p.household_id
LEFT JOIN batches b ON b.id = p.batch_id WHERE {COUNTED} ORDER BY p.paid_on DESC, p.id DESC LIMIT 5"""
ROWS = """SELECT level1, level2, name, description, target, basis, measure FROM indicators
WHERE project_id = %s ORDER BY "row" """
PLAN = "SELECT month, percent FROM plan_points WHERE project_id = %s ORDER BY month"


@dataclass(frozen=True)
class Measured:
    project_id: int
    year: int
    code: str
    path: str
    as_of: date


def run(site: Site, ours: Served, least: Served, seconds: float) -> Iterator[Result]:
    read = _read(_busiest(site.hand), is_sqlite=site.hand.is_sqlite)
    figures, by_hand = take_turns([_figures(site), partial(read, site.hand)], seconds)
    yield Result("W2 figures alone", milliseconds(figures), milliseconds(figures, 0.95), milliseconds(by_hand), 1.3)
    yield from measure(pages(site.hand), site, ours, least, seconds)


def pages(hand: Hand) -> Iterator[Page]:
    one = _busiest(hand)
    path = f"/projects/{one.year}/{one.code}?as_of={one.as_of}"
    yield Page("W2 project page", path, 2, _read(one, is_sqlite=hand.is_sqlite), _fill)


def _busiest(hand: Hand) -> Measured:
    *found, last = hand.rows(BUSIEST)[0]
    return Measured(*found, last if isinstance(last, date) else date.fromisoformat(last))


def _figures(site: Site) -> Callable[[], None]:
    """All that the page computes, asked of the services and queries in one reading transaction."""
    one = _busiest(site.hand)
    year, code, as_of = one.year, one.code, one.as_of

    def ask() -> None:
        with site.app.app_context():
            session, who = db.session(), site.actor
            project = project_by_code(session, who, year, code)
            scope = facts.scope_of(project)
            figures_and_units(session, project, as_of=as_of)
            facts.paid_by_month(session, scope, as_of)

    return ask


def _read(one: Measured, *, is_sqlite: bool) -> Callable[[Hand], Found]:
    project_id, start, end = one.project_id, f"{one.year}-01-01", one.as_of.isoformat()
    where, between = (project_id, start, end, end), (project_id, start, end)
    on_file = f"{one.path}%", end, start
    month = MONTH[is_sqlite]
    monthly = MONTHLY.format(paid=month.format("p.paid_on"), passed=month.format("p.passed_on"), counted=COUNTED)

    def read(hand: Hand) -> Found:
        return [
            hand.rows(ROWS, project_id),
            hand.rows(PLAN, project_id),
            hand.rows(monthly, *where, *between, *between),
            hand.rows(UNITS, *where),
            hand.rows(DEPENDANTS, *where),
            hand.rows(SERVED, *on_file, *where, *on_file),
            hand.rows(SURVEYS, project_id, end),
            hand.rows(LATEST, *where),
        ]

    return read


def _fill(context: dict[str, Any], found: Found) -> dict[str, Any]:
    paid_fen = sum(fen for _, _, fen, _ in found[2])
    if paid_fen != context["cards"].paid_fen or len(found[0]) != len(context["rows"]):
        raise RuntimeError("the hand-written SQL reads other rows than the page")
    return context
