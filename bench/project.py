"""W2: every indicator of the project-year with the most payments, and its page with money by kind and month.

By hand the same rows are read in eight statements; texts, lights and lists of the limit page come from the real one.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from bench.site import ByHand, Found, Site
from bench.timing import Result, milliseconds, take_turns
from caseapp.domain.periods import year_window
from caseapp.extensions import db
from caseapp.queries import facts
from caseapp.queries.projects import project_by_code
from caseapp.services.figures import figures_of

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
SERVED = f"""SELECT count(*), count(s.household_id) FROM households h JOIN units u ON u.id = h.unit_id
LEFT JOIN (SELECT DISTINCT p.household_id FROM payments p WHERE {COUNTED}) s ON s.household_id = h.id
WHERE u.path LIKE %s AND h.on_file_on <= %s AND (h.off_file_on IS NULL OR h.off_file_on > %s)"""
SURVEYS = """SELECT s.purpose, t.answer, sum(t.forms) FROM surveys s JOIN survey_tallies t ON t.survey_id = s.id
WHERE s.project_id = %s AND s.held_on <= %s GROUP BY s.purpose, t.answer"""
LATEST = f"""SELECT p.id, p.paid_on, e.name, h.file_no, p.kind, p.amount_fen, b.number FROM payments p
JOIN people e ON e.id = p.person_id LEFT JOIN households h ON h.id = p.household_id
LEFT JOIN batches b ON b.id = p.batch_id WHERE {COUNTED} ORDER BY p.paid_on DESC, p.id DESC LIMIT 5"""
ROWS = """SELECT level1, level2, name, description, target, basis, measure FROM indicators
WHERE project_id = %s ORDER BY "row" """
PLAN = "SELECT month, percent FROM plan_points WHERE project_id = %s ORDER BY month"


def run(site: Site, seconds: float) -> Iterator[Result]:
    project_id, year, code, path, last = site.hand.rows(BUSIEST)[0]
    as_of = last if isinstance(last, date) else date.fromisoformat(last)
    by_hand = _by_hand(site, project_id, year, path, as_of)
    ours, least = take_turns([_figures(site, year, code, as_of), by_hand.read], seconds)
    yield Result("W2 figures alone", milliseconds(ours), milliseconds(ours, 0.95), milliseconds(least), 1.3)
    yield site.measure("W2 project page", f"/projects/{year}/{code}?as_of={as_of}", by_hand, goal=2, seconds=seconds)


def _figures(site: Site, year: int, code: str, as_of: date) -> Callable[[], None]:
    """All that the page computes, asked of the services and queries in one reading transaction."""

    def ask() -> None:
        with site.app.app_context():
            session, who = db.session(), site.actor
            project = project_by_code(session, who, year, code)
            scope = facts.scope_of(project)
            figures_of(session, year, as_of=as_of, project_code=code, actor=who)
            facts.paid_by_month(session, scope, as_of)
            facts.four_units(session, scope, year_window(year, as_of))

    return ask


def _by_hand(site: Site, project_id: int, year: int, path: str, as_of: date) -> ByHand:
    start, end = f"{year}-01-01", as_of.isoformat()
    where, between = (project_id, start, end, end), (project_id, start, end)
    month = MONTH[site.hand.is_sqlite]
    monthly = MONTHLY.format(paid=month.format("p.paid_on"), passed=month.format("p.passed_on"), counted=COUNTED)

    def read() -> Found:
        rows = site.hand.rows
        return [
            rows(ROWS, project_id),
            rows(PLAN, project_id),
            rows(monthly, *where, *between, *between),
            rows(UNITS, *where),
            rows(DEPENDANTS, *where),
            rows(SERVED, *where, f"{path}%", end, start),
            rows(SURVEYS, project_id, end),
            rows(LATEST, *where),
        ]

    def fill(context: dict[str, Any], found: Found) -> dict[str, Any]:
        paid_fen = sum(fen for _, _, fen, _ in found[2])
        if paid_fen != context["cards"].paid_fen or len(found[0]) != len(context["rows"]):
            raise RuntimeError("the hand-written SQL reads other rows than the page")
        return context

    return ByHand(read, fill)
