"""Prints the state diagrams and the role table from the code into this folder."""

from pathlib import Path

from caseapp.domain.access.roles import GRANTS, Permission, Role
from caseapp.domain.households.assessment_codes import ASSESSMENT_LIFE
from caseapp.domain.households.codes import HOUSEHOLD_LIFE
from caseapp.domain.households.proposals import PROPOSAL
from caseapp.domain.indicators.submission import SUBMISSION_LIFE
from caseapp.domain.payments.codes import BATCH_LIFE, LINE_LIFE
from caseapp.domain.surveys.life import GRIEVANCE, INVITATION, SURVEY

HERE = Path(__file__).parent
TITLES = {
    "assessment": "认定 assessment",
    "household": "困难职工家庭 household file",
    "bulk_proposal": "批量办理提议 proposal for many files",
    "batch": "批次 batch",
    "payment_line": "发放明细 payment line",
    "submission": "报送 submission",
    "survey": "问卷调查 survey",
    "invitation": "受访者 invitation",
    "grievance": "诉求 grievance",
}


def state_diagrams() -> None:
    files = (ASSESSMENT_LIFE, HOUSEHOLD_LIFE, PROPOSAL)
    lives = (*files, BATCH_LIFE, LINE_LIFE, SUBMISSION_LIFE, SURVEY, INVITATION, GRIEVANCE)
    for machine in lives:
        text = f"# {TITLES[machine.name]}\n\n```mermaid\n{machine.diagram()}```\n"
        (HERE / f"{machine.name.replace('_', '-')}.md").write_text(text)


def role_table() -> None:
    lines = ["# 角色与权限 Roles and rights", "", "| | " + " | ".join(f"{r.zh} {r.en}" for r in Role) + " |"]
    lines.append("|---|" + "---|" * len(Role))
    for permission in Permission:
        marks = ("●" if permission in GRANTS[role] else "" for role in Role)
        lines.append(f"| {permission.zh} {permission.en} | " + " | ".join(marks) + " |")
    (HERE / "roles.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    state_diagrams()
    role_table()
