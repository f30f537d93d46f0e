"""What stands around every page: navigation by role with counts, the person, the unit, the language."""

from dataclasses import dataclass, field

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.queries.worklist import Badges, badges
from caseapp.web.support.clock import today
from caseapp.web.support.language import current, word
from caseapp.web.support.session import actor


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str
    active: bool
    count: int | None = None
    tone: str = "quiet"


@dataclass(frozen=True)
class Group:
    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class Place:
    """One line of the navigation: who sees it, and which of the badge counts stands beside it."""

    label: object
    endpoint: str
    icon: str
    permission: Permission | None
    badge: str | None = None
    tone: str = "quiet"


P = Permission
PLACES: tuple[tuple[object, tuple[Place, ...]], ...] = (
    ("", (Place(_l("Home"), "home.home", "house", None, "tasks", "bad"),)),
    (
        _l("Files"),
        (
            Place(_l("Households in difficulty"), "households.roster", "people", P.FILE_READ, "households"),
            Place(_l("Applications"), "lives.waiting", "list-check", P.FILE_READ, "files", "bad"),
            Place(_l("Model workers"), "model_workers.roster", "award", P.FILE_READ, "model_workers"),
            Place(_l("Special groups"), "special_groups.roster", "person-badge", P.FILE_READ, "listings"),
        ),
    ),
    (
        _l("Aid and payment"),
        (
            Place(_l("Log aid"), "aid.log", "pencil-square", P.AID_LOG),
            Place(_l("Honour allowance"), "honours.allowance", "trophy", P.FILE_READ),
            Place(_l("Findings across projects"), "sight.roster", "search", P.BATCH_READ),
            Place(_l("Batches"), "batches.roster", "stack", P.BATCH_READ, "batches", "bad"),
            Place(_l("Bank files"), "bank.roster", "bank", P.BATCH_READ),
            Place(_l("Budgets"), "budgets.roster", "wallet2", P.PROJECT_READ),
        ),
    ),
    (
        _l("Performance"),
        (
            Place(_l("Projects and figures"), "projects.roster", "bar-chart", P.PROJECT_READ),
            Place(_l("Submissions"), "submissions.roster", "inbox", P.PROJECT_READ),
            Place(_l("Surveys"), "surveys.roster", "clipboard-check", P.RECORD_READ),
            Place(_l("Grievances"), "grievances.roster", "chat-left-text", P.GRIEVANCE_READ),
            Place(_l("Activities and dues"), "records.roster", "calendar-event", P.RECORD_READ),
        ),
    ),
    (
        _l("Administration"),
        (
            Place(_l("Users and units"), "users.roster", "person-gear", P.USER_ADMIN),
            Place(_l("Bank file templates"), "bank.template_roster", "file-earmark-spreadsheet", P.BANK_TEMPLATE),
            Place(_l("Aid standards"), "standards.roster", "cash-coin", P.RULE_WRITE),
            Place(_l("Assessment rules"), "assessment_rules.roster", "journal-text", P.RULE_WRITE),
            Place(_l("Validity of the means check"), "checks.rules", "clipboard-check", P.RULE_WRITE),
            Place(_l("Signing rules"), "signing_rules.roster", "pencil-square", P.RULE_WRITE),
            Place(_l("Model-worker standards"), "honour_standards.roster", "award", P.RULE_WRITE),
            Place(_l("Periods and working days"), "lives.working_days", "calendar-event", P.USER_ADMIN),
            Place(_l("Audit trail"), "audit.roster", "shield-check", P.AUDIT_READ),
        ),
    ),
)


@dataclass
class Frame:
    product_name: str
    locale: str
    language_url: str
    is_demo: bool = False
    actor_name: str = ""
    searches: bool = False
    role_names: list[str] = field(default_factory=list)
    unit_name: str = ""
    nav: list[Group] = field(default_factory=list)
    tasks: Badges | None = None


UNDER = {
    "papers": "households.roster",
    "visits": "households.roster",
    "assessments": "households.roster",
    "duplicates": "households.roster",
    "imports": "households.roster",
    "checks": "lives.waiting",
    "consolation": "special_groups.roster",
    "payments": "batches.roster",
    "sheets": "batches.roster",
    "monitoring": "projects.roster",
    "evaluations": "projects.roster",
    "targets": "projects.roster",
    "books": "projects.roster",
    "bank.new_template": "bank.template_roster",
    "bank.add_template": "bank.template_roster",
    "bank.edit_template": "bank.template_roster",
    "bank.amend_template": "bank.template_roster",
}
"""Features and pages without a line of their own in the navigation, and the line they stand under."""


def _here() -> str | None:
    """The line this page stands under: its own, else the one given it, else its feature's first."""
    lines = [place.endpoint for _title, places in PLACES for place in places]
    if request.endpoint in lines:
        return request.endpoint
    page, feature = request.endpoint or "", request.blueprint or ""
    return (
        UNDER.get(page) or UNDER.get(feature) or next((line for line in lines if line.startswith(f"{feature}.")), None)
    )


def _nav(who: Actor, counts: Badges) -> list[Group]:
    groups, here = [], _here()
    for title, places in PLACES:
        entries = [
            Entry(
                str(place.label),
                url_for(place.endpoint),
                place.icon,
                place.endpoint == here,
                getattr(counts, place.badge) if place.badge else None,
                place.tone,
            )
            for place in places
            if place.permission is None or who.may(place.permission)
        ]
        if entries:
            groups.append(Group(str(title), entries))
    return groups


def frame() -> Frame:
    """The frame of this request, made once; costs one statement when somebody is signed in."""
    if "frame" not in g:
        made = Frame(str(_l("Assistance and model workers")), current(), url_for("signin.language"))
        if current_user.is_authenticated:
            who = actor()
            counts = badges(db.session(), who, today())
            made.is_demo = counts.is_demo
            made.actor_name = who.name
            made.searches = who.may(P.FILE_READ) or who.may(P.BATCH_READ)
            made.unit_name = current_user.unit_name
            made.role_names = [word(role) for role in current_user.roles]
            made.nav = _nav(who, counts)
            made.tasks = counts
        g.frame = made
    return g.frame  # type: ignore[no-any-return]


def install(app: Flask) -> None:
    @app.context_processor
    def around() -> dict[str, object]:
        return {"frame": frame()}
